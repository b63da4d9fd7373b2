//! Extractor of forms without sign-in (sign-in itself, one-time links): rejects forms of other
//! sites by `Origin` and `Sec-Fetch-Site`.

use std::ops::Deref;

use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use url::Url;

use super::error::Refusal;
use super::fields::Fields;
use super::shell::Shell;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{asked_language, preferred_language};
use crate::i18n::Locale;

/// Largest form, in bytes.
const LIMIT: usize = 16 * 1024;

/// A form without sign-in. Rejected from other sites: they must not be able to sign a visitor in as
/// somebody else.
pub struct OpenForm {
    fields: Fields,
    /// The language of the page with the form, else the browser's.
    pub locale: Locale,
    /// The `Origin` of that page, if sent.
    pub origin: Option<String>,
    /// Whether the client wants JSON problems instead of pages.
    pub wants_json: bool,
}

impl Deref for OpenForm {
    type Target = Fields;

    fn deref(&self) -> &Fields {
        &self.fields
    }
}

impl FromRequest<Http> for OpenForm {
    type Rejection = Response;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Response> {
        let (parts, body) = request.into_parts();
        let (headers, locale) = (&parts.headers, preferred_language(&parts.headers));
        let public_url = &http.cx.settings.public_url;
        let host = parts.uri.authority().map(axum::http::uri::Authority::as_str);
        let wants_json = wants_json(headers);
        if is_foreign(headers, host.or(text(headers, "host")), public_url) {
            if wants_json {
                return Err(Problem::from_elsewhere().into_response());
            }
            let mut shell = Shell::open(http, locale, "/sign-in");
            shell.notice = Some(shell.with("pages-sign-in-address", "url", public_url));
            return Err(Refusal::FROM_ELSEWHERE.page(shell));
        }
        let fields = Fields::read(headers, body, LIMIT).await;
        let fields = fields.map_err(|error| {
            let asked = asked_language(parts.uri.query()).unwrap_or(locale);
            error.page(Shell::open(http, asked, "/sign-in"))
        })?;
        let origin = text(headers, "origin").filter(|origin| *origin != "null");
        let mut form = Self { fields, locale, origin: origin.map(str::to_owned), wants_json };
        form.locale = Locale::parse(form.get("lang")).unwrap_or(locale);
        Ok(form)
    }
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Whether the client accepts JSON but not HTML; browsers always accept HTML.
fn wants_json(headers: &HeaderMap) -> bool {
    let accepted = text(headers, header::ACCEPT.as_str()).unwrap_or_default();
    accepted.contains("json") && !accepted.contains("text/html")
}

/// Whether the headers say that a form comes from another site. Without them no browser sent it:
/// browsers send `Origin` unless the page's referrer policy forbids it, and ours doesn't.
fn is_foreign(headers: &HeaderMap, host: Option<&str>, public_url: &str) -> bool {
    let site = text(headers, "sec-fetch-site");
    if site.is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return true;
    }
    match headers.get(header::ORIGIN).map(|origin| origin.to_str().unwrap_or_default()) {
        None => false,
        Some("null") => site.is_none(),
        Some(origin) => !is_ours(origin, host, public_url),
    }
}

/// Whether an origin is that of `http.public_url`, or the same scheme with the request's host: the
/// service may have other names, which no other site has.
fn is_ours(origin: &str, host: Option<&str>, public_url: &str) -> bool {
    let (Ok(origin), Ok(public)) = (Url::parse(origin), Url::parse(public_url)) else {
        return false;
    };
    if origin.origin() == public.origin() {
        return true;
    }
    let here = host.and_then(|host| Url::parse(&format!("{}://{host}", public.scheme())).ok());
    here.is_some_and(|here| here.origin() == origin.origin())
}

/// Whether browsers drop `Secure` cookies of this origin or URL: plain http, not on this machine.
pub(crate) fn drops_cookies(url: &str) -> bool {
    let Ok(url) = Url::parse(url) else { return false };
    let is_here = match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    url.scheme() == "http" && !is_here
}

#[cfg(test)]
mod tests {
    use super::*;

    const PUBLIC: &str = "https://mabit.example";

    fn foreign(origin: Option<&str>, site: Option<&str>) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in [("origin", origin), ("sec-fetch-site", site)] {
            value.map(|value| headers.insert(name, value.parse().unwrap()));
        }
        is_foreign(&headers, Some("10.0.0.1:8080"), PUBLIC)
    }

    #[test]
    fn a_form_of_another_site_is_foreign() {
        for (origin, site) in [
            (None, None),
            (None, Some("same-origin")),
            (None, Some("none")),
            (Some(PUBLIC), None),
            (Some(PUBLIC), Some("same-origin")),
            (Some("https://mabit.example:443"), None),
            (Some("https://10.0.0.1:8080"), None),
            (Some("null"), Some("same-origin")),
        ] {
            assert!(!foreign(origin, site), "{origin:?} {site:?}");
        }
        for (origin, site) in [
            (Some("https://evil.example"), None),
            (Some("https://evil.example"), Some("same-origin")),
            (Some("http://mabit.example"), None),
            (Some("http://10.0.0.1:8080"), None),
            (Some("https://mabit.example.evil.example"), None),
            (Some("https://mabit.example:8443"), None),
            (Some("null"), None),
            (Some(""), None),
            (Some("nonsense"), None),
            (None, Some("cross-site")),
            (None, Some("same-site")),
            (Some(PUBLIC), Some("cross-site")),
        ] {
            assert!(foreign(origin, site), "{origin:?} {site:?}");
        }
    }

    #[test]
    fn cookies_are_kept_where_nobody_can_listen() {
        for kept in [
            "https://mabit.example",
            "http://localhost:8080",
            "http://mabit.localhost",
            "http://127.0.0.1:8080",
            "http://[::1]:8080",
        ] {
            assert!(!drops_cookies(kept), "{kept}");
        }
        for dropped in ["http://192.0.2.7:8080", "http://mabit.local", "http://localhost.example"] {
            assert!(drops_cookies(dropped), "{dropped}");
        }
    }
}
