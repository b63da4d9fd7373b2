//! What the small pages share: their style, what they may load, the language of a browser.

use askama::Template;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};

use crate::http::error::Problem;
use crate::i18n::Locale;

/// What a page may load: nothing but its own inline style, by its hash.
const POLICY: &str = "default-src 'none'; style-src 'sha256-STYLE'; form-action 'self'; \
                      frame-ancestors 'none'; base-uri 'none'";

/// The style of every small page.
pub(crate) const STYLE: &str = include_str!("../../../templates/pages/link.css");

fn policy() -> String {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(STYLE));
    POLICY.replace("STYLE", &hash)
}

/// A page as an answer.
pub(crate) fn respond(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(page) => {
            (status, [(header::CONTENT_SECURITY_POLICY, policy())], Html(page)).into_response()
        }
        Err(error) => Problem::bug(&error).into_response(),
    }
}

/// The first of our languages a browser asks for; French when it asks for none of them.
pub(crate) fn accepted(headers: &HeaderMap) -> Locale {
    let wanted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let mut wanted =
        wanted.unwrap_or_default().split(',').map(|one| one.trim().get(..2).unwrap_or_default());
    wanted.find_map(|code| Locale::parse(&code.to_lowercase())).unwrap_or(Locale::Fr)
}
