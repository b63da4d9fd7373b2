//! What the pages load: one stylesheet, two scripts, icons of our own. Nothing comes from another
//! host.

use std::sync::LazyLock;

use axum::extract::Path;
use axum::http::{StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use sha2::{Digest, Sha256};

/// Name, media type and content of each file.
const FILES: [(&str, &str, &[u8]); 9] = [
    ("style.css", "text/css; charset=utf-8", include_bytes!("../assets/style.css")),
    ("app.js", SCRIPT, include_bytes!("../assets/app.js")),
    ("queue.js", SCRIPT, include_bytes!("../assets/queue.js")),
    ("icons.svg", "image/svg+xml", include_bytes!("../assets/icons.svg")),
    ("icon.svg", "image/svg+xml", include_bytes!("../assets/icon.svg")),
    ("icon-192.png", "image/png", include_bytes!("../assets/icon-192.png")),
    ("icon-512.png", "image/png", include_bytes!("../assets/icon-512.png")),
    ("icon-maskable.png", "image/png", include_bytes!("../assets/icon-maskable.png")),
    (
        "manifest.webmanifest",
        "application/manifest+json",
        include_bytes!("../assets/manifest.webmanifest"),
    ),
];

const SCRIPT: &str = "text/javascript; charset=utf-8";

/// What keeps pages in the phone. A browser takes it for the folder it lies in, so it lies at the
/// root, and is asked for anew each time.
const SERVICE_WORKER: &str = include_str!("../assets/sw.js");

/// What changes when any of the files does; pages name it, so that browsers may keep a file for
/// ever.
pub(super) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (_, _, content) in FILES {
        hash.update(content);
    }
    hash.update(SERVICE_WORKER);
    hash.finalize()[..6].iter().map(|byte| format!("{byte:02x}")).collect()
});

/// A file. One that is asked for with a version never changes; any other is asked for anew.
pub async fn file(Path(name): Path<String>, address: Uri) -> Response {
    let Some((_, kind, content)) = FILES.iter().find(|(known, _, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let has_version = address.query().is_some_and(|query| query.starts_with("v="));
    let kept = if has_version { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, *kind), (header::CACHE_CONTROL, kept)], *content).into_response()
}

/// The service worker.
pub async fn service_worker() -> Response {
    let headers = [(header::CONTENT_TYPE, SCRIPT), (header::CACHE_CONTROL, "no-cache")];
    (headers, SERVICE_WORKER).into_response()
}
