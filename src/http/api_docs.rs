//! The OpenAPI document at `/api/openapi.json`, and Swagger UI for it at `/api/docs`.

use std::io::Read;

use axum::Router;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use flate2::read::GzDecoder;
use utoipa::openapi::OpenApi;

use super::Http;
use super::error::Problem;

const PAGE: &str = include_str!("assets/swagger-ui/index.html");

const START: &str = include_str!("assets/swagger-ui/start.js");

const JAVASCRIPT: &str = "text/javascript; charset=utf-8";

/// Name, media type and gzip-packed content of the files of Swagger UI.
const FILES: [(&str, &str, &[u8]); 2] = [
    (
        "swagger-ui-bundle.js",
        JAVASCRIPT,
        include_bytes!("assets/swagger-ui/swagger-ui-bundle.js.gz"),
    ),
    (
        "swagger-ui.css",
        "text/css; charset=utf-8",
        include_bytes!("assets/swagger-ui/swagger-ui.css.gz"),
    ),
];

/// The routes of the document and its page.
pub(crate) fn router(document: &OpenApi) -> Router<Http> {
    // A document that can be described can be written as JSON.
    let json = Bytes::from(document.to_json().unwrap_or_default());
    let json = ([(header::CONTENT_TYPE, "application/json")], json);
    Router::new()
        .route("/api/openapi.json", get(async move || json.clone()))
        .route("/api/docs", get(async || Redirect::to("/api/docs/")))
        .route("/api/docs/", get(async || Html(PAGE)))
        .route("/api/docs/start.js", get(async || ([(header::CONTENT_TYPE, JAVASCRIPT)], START)))
        .route("/api/docs/{file}", get(file))
}

async fn file(Path(name): Path<String>, headers: HeaderMap) -> Response {
    let Some((_, kind, packed)) = FILES.into_iter().find(|(known, ..)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let about = [(header::CONTENT_TYPE, kind), (header::VARY, "accept-encoding")];
    let mut accepted = headers.get_all(header::ACCEPT_ENCODING).iter();
    if accepted.any(|codings| codings.to_str().is_ok_and(|codings| codings.contains("gzip"))) {
        return (about, [(header::CONTENT_ENCODING, "gzip")], packed).into_response();
    }
    let mut content = Vec::new();
    match GzDecoder::new(packed).read_to_end(&mut content) {
        Ok(_) => (about, content).into_response(),
        Err(error) => Problem::bug(&error).into_response(),
    }
}
