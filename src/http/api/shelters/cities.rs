//! Endpoints of the table of cities and regions.

use axum::Json;
use axum::extract::State;

use crate::domain::geo::{City, Region};
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::{Auth, Query};
use crate::http::{Http, params};
use crate::services::views::Items;

/// The table of cities, in order of code.
#[utoipa::path(
    get, path = "/cities", tag = "set-up", operation_id = "list_cities",
    params(params::PartOf),
    responses((status = 200, body = Items<City>, description = "The table, whole unless a part is asked for"), Signed)
)]
pub async fn list_cities(
    State(http): State<Http>,
    _: Auth,
    mut query: Query,
) -> Result<Json<Items<City>>, Problem> {
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(http.cx.cities.iter().cloned().collect(), part)))
}

/// The regions of the table of cities, in order of code.
#[utoipa::path(
    get, path = "/regions", tag = "set-up", operation_id = "list_regions",
    params(params::PartOf),
    responses((status = 200, body = Items<Region>, description = "The regions, whole unless a part is asked for"), Signed)
)]
pub async fn list_regions(
    State(http): State<Http>,
    _: Auth,
    mut query: Query,
) -> Result<Json<Items<Region>>, Problem> {
    let part = query.part();
    query.end()?;
    Ok(Json(Items::part(http.cx.cities.regions(), part)))
}
