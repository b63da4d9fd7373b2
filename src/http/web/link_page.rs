//! The page shell behind one-time links (set a password, report counts): one inline style, its CSP,
//! and no other asset.

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use super::minify;
use crate::http::error::Problem;

/// `Content-Security-Policy`: nothing but the inline style, by its hash.
const POLICY: &str = "default-src 'none'; style-src 'sha256-STYLE'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

pub(crate) const STYLE: &str = include_str!("../../../templates/pages/link.css").trim_ascii_end();

fn policy() -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    POLICY.replace("STYLE", &hash)
}

/// Renders a page with its CSP.
pub(crate) fn respond(page: &impl Template, status: StatusCode) -> Response {
    match minify::render(page) {
        Ok(page) => {
            (status, [(header::CONTENT_SECURITY_POLICY, policy())], Html(page)).into_response()
        }
        Err(error) => Problem::bug(&error).into_response(),
    }
}
