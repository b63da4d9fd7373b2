//! Endpoints of the board and of the reports of free beds.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

use crate::domain::request::Gender;
use crate::http::Http;
use crate::http::answers::{Named, Posted, Signed};
use crate::http::error::Problem;
use crate::http::extract::{Body, Id, Query};
use crate::services::authorisation::{As, BoardReader, ShelterStaff};
use crate::services::shelters::availability::{self, Availability, ManyAvailabilities, ManyPools};
use crate::services::shelters::board::{self, BoardFilter};
use crate::services::views::{BoardView, PoolView};

/// The version of a pool as `ETag`.
fn etag(pool: &PoolView) -> [(header::HeaderName, String); 1] {
    [(header::ETAG, format!("\"{}\"", pool.version))]
}

/// One pool, with its `ETag`.
#[utoipa::path(
    get, path = "/pools/{id}", tag = "beds", operation_id = "get_pool",
    params(("id" = uuid::Uuid, Path, description = "The pool")),
    responses(
        (status = 200, body = PoolView, description = "The pool",
         headers(("ETag" = String, description = "Its version, for `If-Match`"))),
        Signed, Named
    )
)]
pub async fn get_pool(
    State(http): State<Http>,
    caller: As<BoardReader>,
    Id(id): Id,
) -> Result<Response, Problem> {
    let pool = board::pool(&http.cx, &caller, id)?;
    Ok((etag(&pool), Json(pool)).into_response())
}

/// Reports how many beds of a pool stand empty right now, those promised included. The same number
/// again confirms the count. A number below the promised beds is accepted. With `counted_at` the
/// count is as old as that says; when the pool was counted anew since, nothing changes.
#[utoipa::path(
    put, path = "/pools/{id}/availability", tag = "beds", operation_id = "report_pool",
    params(
        ("id" = uuid::Uuid, Path, description = "The pool"),
        ("If-Match" = Option<String>, Header, description = "The pool's `ETag`: refused if it has changed since"),
    ),
    request_body = Availability,
    responses(
        (status = 200, body = PoolView, description = "The pool in its new state",
         headers(("ETag" = String, description = "Its new version"))),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`newer_count`: it was counted anew after `counted_at`; `pool` is the pool as it is"),
        (status = 412, body = Problem, content_type = "application/problem+json", description = "It has changed since"),
        Signed, Named, Posted
    )
)]
pub async fn report_count(
    State(http): State<Http>,
    caller: As<ShelterStaff>,
    Id(id): Id,
    headers: HeaderMap,
    body: Body<Availability>,
) -> Result<Response, Problem> {
    let pool = availability::report(&http.cx, &caller, id, body.value, if_match(&headers)).await?;
    Ok((etag(&pool), Json(pool)).into_response())
}

/// The versions in an `If-Match` header; `None` without one or for `*`. Text that is not a pool's
/// `ETag` is left out.
fn if_match(headers: &HeaderMap) -> Option<Vec<i64>> {
    let values = headers.get_all(header::IF_MATCH).iter();
    let lines: Vec<&str> = values.map(|value| value.to_str().unwrap_or_default()).collect();
    if lines.is_empty() || lines.iter().any(|line| line.trim() == "*") {
        return None;
    }
    let version = |tag: &str| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok();
    Some(lines.iter().flat_map(|line| line.split(',')).filter_map(version).collect())
}

/// Reports several pools at once, all or nothing.
#[utoipa::path(
    put, path = "/availability", tag = "beds", operation_id = "report_pools",
    request_body = ManyAvailabilities,
    responses(
        (status = 200, body = ManyPools, description = "The pools in their new state"),
        (status = 409, body = Problem, content_type = "application/problem+json", description = "`newer_count`: pools were counted anew after `counted_at`; `errors` names each, `pool` is the first as it is"),
        Signed, Named, Posted
    )
)]
pub async fn report_counts(
    State(http): State<Http>,
    caller: As<ShelterStaff>,
    body: Body<ManyAvailabilities>,
) -> Result<Json<ManyPools>, Problem> {
    Ok(Json(availability::report_many(&http.cx, &caller, body.value).await?))
}

/// Every bed, live.
#[utoipa::path(
    get, path = "/board", tag = "beds", operation_id = "get_board",
    params(
        ("city" = Option<String>, Query, description = "Only shelters of this city"),
        ("gender" = Option<Gender>, Query, description = "Only pools that take a child of this gender"),
        ("age" = Option<i64>, Query, minimum = 0, maximum = 120, description = "Only pools that take a child of this age"),
        ("If-None-Match" = Option<String>, Header, description = "An `ETag` of this board: 304 when nothing changed"),
    ),
    responses(
        (status = 200, body = BoardView, description = "The board",
         headers(("ETag" = String, description = "Changes with the board"))),
        (status = 304, description = "Nothing changed"),
        Signed
    )
)]
pub async fn get_board(
    State(http): State<Http>,
    caller: As<BoardReader>,
    headers: HeaderMap,
    mut query: Query,
) -> Result<Response, Problem> {
    let filter = BoardFilter {
        city: query.city(&http),
        gender: query.code("gender", "female, male or other"),
        age: query.number("age", 0..=120).and_then(|age| i32::try_from(age).ok()),
    };
    query.end()?;
    let board = board::read(&http.cx, &caller, &filter);
    let shelters = serde_json::to_vec(&board.shelters).map_err(|error| Problem::bug(&error))?;
    let tag = format!("\"{}\"", HEXLOWER.encode(&Sha256::digest(shelters)[..12]));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    // Proxies that compress make the tag weak (`W/`).
    let same = |one: &str| one.trim().trim_start_matches("W/") == tag || one.trim() == "*";
    let known = known.is_some_and(|known| known.split(',').any(same));
    if known {
        return Ok((StatusCode::NOT_MODIFIED, [(header::ETAG, tag)]).into_response());
    }
    Ok(([(header::ETAG, tag)], Json(board)).into_response())
}
