//! Static files of the pages: a stylesheet, two scripts, icons. Nothing comes from another host.

use std::io::Write;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Path;
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest, Sha256};

use crate::http::Http;

pub(crate) fn routes() -> Router<Http> {
    Router::new()
        .route("/assets/{file}", get(file))
        .route("/sw.js", get(service_worker))
        .route("/favicon.ico", get(async || Redirect::permanent("/assets/icon-192.png")))
        .route("/robots.txt", get(async || "User-agent: *\nDisallow: /\n"))
}

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

/// Script that stores pages in the browser. Its scope is the folder it lies in, so it is served
/// from the root; browsers ask for it anew each time.
const SERVICE_WORKER: &str = include_str!("../assets/sw.js");

/// Hash of all files, a part of each file's address, so that browsers may cache it for ever.
pub(crate) static VERSION: LazyLock<String> = LazyLock::new(|| {
    let mut hash = Sha256::new();
    for (_, _, content) in FILES {
        hash.update(content);
    }
    hash.update(SERVICE_WORKER);
    HEXLOWER.encode(&hash.finalize()[..6])
});

/// The files compressed by gzip, where that makes them smaller; the service worker last.
static PACKED: LazyLock<Vec<Option<Vec<u8>>>> = LazyLock::new(|| {
    let contents = FILES.iter().map(|(_, _, content)| *content);
    contents.chain([SERVICE_WORKER.as_bytes()]).map(pack).collect()
});

fn pack(content: &[u8]) -> Option<Vec<u8>> {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::best());
    gzip.write_all(content).ok()?;
    gzip.finish().ok().filter(|packed| packed.len() < content.len())
}

/// A file. Browsers keep one that is asked for by our version, and ask anew for any other, such as
/// a file of another version that runs beside this one.
async fn file(Path(name): Path<String>, address: Uri, asked: HeaderMap) -> Response {
    let Some(at) = FILES.iter().position(|(known, _, _)| *known == name) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let version = address.query().and_then(|query| query.strip_prefix("v="));
    let lasts = version == Some(VERSION.as_str());
    let kept = if lasts { "public, max-age=31536000, immutable" } else { "no-cache" };
    let (_, kind, content) = FILES[at];
    serve(&asked, kind, kept, content, PACKED[at].as_deref())
}

/// The service worker. Its content security policy allows what the pages load.
async fn service_worker(asked: HeaderMap) -> Response {
    let packed = PACKED.last().and_then(Option::as_deref);
    let script = serve(&asked, SCRIPT, "no-cache", SERVICE_WORKER.as_bytes(), packed);
    ([(header::CONTENT_SECURITY_POLICY, "default-src 'none'; connect-src 'self'")], script)
        .into_response()
}

fn serve(
    asked: &HeaderMap,
    kind: &'static str,
    kept: &'static str,
    content: &'static [u8],
    packed: Option<&'static [u8]>,
) -> Response {
    let tag = format!("W/\"{}\"", *VERSION);
    let says = |name, wanted: &dyn Fn(&str) -> bool| {
        let values = asked.get_all(name).iter().filter_map(|value| value.to_str().ok());
        values.flat_map(|value| value.split(',')).any(|value| wanted(value.trim()))
    };
    let headers = [
        (header::CONTENT_TYPE, kind),
        (header::CACHE_CONTROL, kept),
        (header::VARY, "accept-encoding"),
        (header::ETAG, tag.as_str()),
    ];
    if says(header::IF_NONE_MATCH, &|known| known == tag) {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    match packed.filter(|_| says(header::ACCEPT_ENCODING, &|coding| coding == "gzip")) {
        Some(packed) => (headers, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (headers, content).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Syntax and functions that Safari 14, Chrome 80 or Firefox 74 don't have.
    const NEWER: [&str; 24] = [
        "??=",
        "||=",
        "&&=",
        "(?<",
        "static {",
        ".at(",
        ".findLast(",
        ".flat(Infinity",
        ".groupBy(",
        ".hasOwn(",
        ".replaceAll(",
        ".replaceChildren(",
        ".requestSubmit(",
        ".showModal(",
        ".toSorted(",
        ".with(",
        ".ariaBusy",
        "AbortSignal.",
        "Array.fromAsync",
        "Promise.any",
        "Promise.withResolvers",
        "WeakRef",
        "randomUUID",
        "structuredClone",
    ];

    #[test]
    fn the_scripts_need_nothing_that_the_oldest_browsers_lack() {
        let scripts = ["app.js", "queue.js"].map(|name| {
            let (_, _, content) = FILES.iter().find(|(known, _, _)| *known == name).unwrap();
            std::str::from_utf8(content).unwrap()
        });
        for script in scripts.into_iter().chain([SERVICE_WORKER]) {
            for newer in NEWER {
                assert!(!script.contains(newer), "{newer}");
            }
            // A class with fields, and `await` outside of functions.
            let lines = || script.lines();
            assert!(!lines().any(|line| line.starts_with("await ") || line.starts_with("class ")));
        }
    }
}
