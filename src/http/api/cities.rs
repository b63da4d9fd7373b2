//! The table of cities and regions.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::geo::{City, Region};
use crate::http::Http;
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::{Auth, Query};

/// All cities.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct CityList {
    /// In order of code.
    items: Vec<City>,
    /// Always null: the table comes whole.
    next_cursor: Option<String>,
}

/// The table of cities.
#[utoipa::path(
    get, path = "/cities", tag = "set-up", operation_id = "list_cities",
    responses((status = 200, body = CityList, description = "The table"), Signed)
)]
pub async fn list(
    State(http): State<Http>,
    _: Auth,
    query: Query,
) -> Result<Json<CityList>, Problem> {
    query.end()?;
    Ok(Json(CityList { items: http.cx.cities.iter().cloned().collect(), next_cursor: None }))
}

/// All regions.
#[derive(Serialize, Deserialize, ToSchema)]
pub struct RegionList {
    /// In order of code.
    items: Vec<Region>,
    /// Always null: the table comes whole.
    next_cursor: Option<String>,
}

/// The regions of the table of cities.
#[utoipa::path(
    get, path = "/regions", tag = "set-up", operation_id = "list_regions",
    responses((status = 200, body = RegionList, description = "The regions"), Signed)
)]
pub async fn regions(
    State(http): State<Http>,
    _: Auth,
    query: Query,
) -> Result<Json<RegionList>, Problem> {
    query.end()?;
    Ok(Json(RegionList { items: http.cx.cities.regions(), next_cursor: None }))
}
