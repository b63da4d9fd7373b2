//! The web session: a cookie, and what protects forms that come with it.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::response::{IntoResponse, Redirect, Response};
use ipnet::IpNet;

use super::Http;
use super::error::Problem;
use super::web;
use crate::i18n::Locale;
use crate::services::identity::sign_in::{self, Origin, Session};

/// The cookie's name. The prefix makes browsers hold it to this host, to all of its paths, and to
/// connections that nobody can listen to.
const COOKIE: &str = "__Host-mabit";

/// The cookie of somebody whose password was right, until the code of their phone is too.
const HALF: &str = "__Host-mabit-half";

/// The cookie by which a browser is known in which somebody has signed in before.
const DEVICE: &str = "__Host-mabit-device";

/// How long a browser keeps the cookie of the device, in seconds: a year.
const DEVICE_KEPT: u32 = 365 * 24 * 60 * 60;

/// How long a browser keeps the cookie, in seconds: 90 days. The service ends a session earlier.
const KEPT: u32 = 90 * 24 * 60 * 60;

/// The header by which a script of ours proves that it is one.
pub const CSRF_HEADER: &str = "x-csrf-token";

/// The secret of a request's session cookie.
pub fn secret(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE)
}

/// What stands for a password that was given.
pub fn half(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, HALF)
}

fn cookie<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs =
        cookies.flat_map(|value| value.split(';')).filter_map(|one| one.split_once('='));
    pairs.find(|(name, _)| name.trim() == wanted).map(|(_, value)| value.trim())
}

/// The header that gives a browser its cookie.
pub fn set(secret: &str) -> (header::HeaderName, String) {
    let value =
        format!("{COOKIE}={secret}; Path=/; Max-Age={KEPT}; Secure; HttpOnly; SameSite=Lax");
    (header::SET_COOKIE, value)
}

/// The header that gives a browser what stands for a password, for ten minutes; an empty one takes
/// it back.
pub fn set_half(half: &str) -> (header::HeaderName, String) {
    let age = if half.is_empty() { 0 } else { 600 };
    let value = format!("{HALF}={half}; Path=/; Max-Age={age}; Secure; HttpOnly; SameSite=Strict");
    (header::SET_COOKIE, value)
}

/// The header that gives a browser the cookie by which it is known from then on.
pub fn set_device(device: &str) -> (header::HeaderName, String) {
    let value =
        format!("{DEVICE}={device}; Path=/; Max-Age={DEVICE_KEPT}; Secure; HttpOnly; SameSite=Lax");
    (header::SET_COOKIE, value)
}

/// The header that takes it back, with what the browser has kept of our pages.
pub fn clear() -> [(header::HeaderName, HeaderValue); 2] {
    let cookie = HeaderValue::from_static(
        "__Host-mabit=; Path=/; Max-Age=0; Secure; HttpOnly; SameSite=Lax",
    );
    let rest = HeaderValue::from_static("\"cache\", \"storage\"");
    [(header::SET_COOKIE, cookie), (header::HeaderName::from_static("clear-site-data"), rest)]
}

/// The session of a request's cookie, if it is signed in. Where the request changes anything, a
/// script must have brought the token with it; forms bring theirs in a field, which their handler
/// checks.
pub async fn of(parts: &Parts, http: &Http) -> Result<Option<Session>, Problem> {
    let Some(secret) = secret(&parts.headers) else { return Ok(None) };
    Ok(sign_in::session(&http.cx, secret).await?)
}

/// A field of an address.
pub fn asked(query: Option<&str>, name: &str) -> Option<String> {
    let mut fields = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    fields.find(|(known, _)| known == name).map(|(_, value)| value.into_owned())
}

/// The language that an address asks for by `?lang=`.
pub fn asked_language(query: Option<&str>) -> Option<Locale> {
    asked(query, "lang").and_then(|code| Locale::parse(&code))
}

/// Whether a request only looks.
pub fn only_looks(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// A page's visitor, signed in. Anybody else is led to the sign-in page, and back afterwards.
pub struct Visitor(pub Session);

impl FromRequestParts<Http> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Response> {
        // A gate before the page may have looked already.
        if let Some(session) = parts.extensions.get::<Session>() {
            return Ok(Self(session.clone()));
        }
        match of(parts, http).await {
            Ok(Some(session)) => {
                let account = session.caller.account_id;
                tracing::Span::current().record("account", tracing::field::display(account));
                if let Err(seconds) = http.writes.spend(&parts.method, account) {
                    return Err(web::too_many(http, &session, seconds));
                }
                parts.extensions.insert(session.clone());
                Ok(Self(session))
            }
            Ok(None) => {
                let wanted = parts.uri.path_and_query().map_or("/", |path| path.as_str());
                let next = if only_looks(&parts.method) { wanted } else { "/" };
                let mut query = url::form_urlencoded::Serializer::new(String::new());
                if let Some(locale) = asked_language(parts.uri.query()) {
                    query.append_pair("lang", locale.code());
                }
                query.append_pair("next", next);
                Err(Redirect::to(&format!("/sign-in?{}", query.finish())).into_response())
            }
            Err(problem) => Err(problem.into_response()),
        }
    }
}

impl OptionalFromRequestParts<Http> for Visitor {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Option<Self>, Response> {
        match of(parts, http).await.map_err(IntoResponse::into_response)? {
            Some(_) => {
                <Self as FromRequestParts<Http>>::from_request_parts(parts, http).await.map(Some)
            }
            None => Ok(None),
        }
    }
}

/// Where a request comes from: the network address of the peer, or the one a trusted proxy names;
/// what the browser calls itself, and its cookies.
pub struct From(pub Origin);

impl FromRequestParts<Http> for From {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        if let Some(peer) = peer {
            warn_of_unknown_proxy(peer, &parts.headers, &http.trusted_proxies);
        }
        let address = peer.map(|peer| caller(peer, &parts.headers, &http.trusted_proxies));
        let address = address.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        let secret = |name| cookie(&parts.headers, name).map(str::to_owned);
        Ok(Self(Origin {
            address,
            device: agent.map(device).unwrap_or_default(),
            known: secret(DEVICE),
            session: secret(COOKIE),
        }))
    }
}

/// A browser and its system by the names people know them by; others stay unnamed. Most browsers
/// also claim to be another: the more particular name comes first.
fn device(agent: &str) -> String {
    const BROWSERS: [(&str, &str); 9] = [
        ("Edg", "Edge"),
        ("OPR/", "Opera"),
        ("SamsungBrowser/", "Samsung Internet"),
        ("FxiOS/", "Firefox"),
        ("Firefox/", "Firefox"),
        ("CriOS/", "Chrome"),
        ("Chrome/", "Chrome"),
        ("Safari/", "Safari"),
        ("curl/", "curl"),
    ];
    const SYSTEMS: [(&str, &str); 7] = [
        ("Android", "Android"),
        ("iPhone", "iPhone"),
        ("iPad", "iPad"),
        ("Windows", "Windows"),
        ("Mac OS X", "Mac"),
        ("CrOS", "ChromeOS"),
        ("Linux", "Linux"),
    ];
    let name = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map(|(_, name)| *name)
    };
    [name(&BROWSERS), name(&SYSTEMS)].into_iter().flatten().collect::<Vec<_>>().join(" · ")
}

/// Warns, once, that X-Forwarded-For comes from a peer that is no trusted proxy: where it is our
/// proxy, everybody behind it shares the limits of one address.
fn warn_of_unknown_proxy(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) {
    static WARNED: Once = Once::new();
    let peer = peer.to_canonical();
    let is_trusted = trusted.iter().any(|net| net.contains(&peer));
    if headers.contains_key("x-forwarded-for") && !is_trusted {
        WARNED.call_once(|| {
            tracing::warn!(
                %peer,
                "X-Forwarded-For of a peer that is not in http.trusted_proxies is not believed; \
                 if it is your proxy, add it there: all its visitors share the limits of one address"
            );
        });
    }
}

/// Goes back along X-Forwarded-For for as long as each hop is a proxy we trust. What stands
/// further left anybody may have written.
fn caller(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: &IpAddr| trusted.iter().any(|net| net.contains(address));
    let named = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let mut named: Vec<&str> = named.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut address = peer.to_canonical();
    while is_trusted(&address) {
        let Some(before) = named.pop().and_then(|text| text.parse::<IpAddr>().ok()) else { break };
        address = before.to_canonical();
    }
    address
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_trusted_proxies_say_who_calls() {
        let trusted: Vec<IpNet> = vec!["10.0.0.0/8".parse().unwrap()];
        let of = |peer: &str, forwarded: &str| {
            let mut headers = HeaderMap::new();
            headers.insert("x-forwarded-for", forwarded.parse().unwrap());
            caller(peer.parse().unwrap(), &headers, &trusted).to_string()
        };
        assert_eq!(of("192.0.2.1", "198.51.100.7"), "192.0.2.1");
        assert_eq!(of("10.1.1.1", "198.51.100.7"), "198.51.100.7");
        assert_eq!(of("10.1.1.1", "203.0.113.9, 198.51.100.7, 10.2.2.2"), "198.51.100.7");
        assert_eq!(of("10.1.1.1", "nonsense"), "10.1.1.1");
        assert_eq!(of("::ffff:10.1.1.1", "198.51.100.7"), "198.51.100.7");
    }

    #[test]
    fn browsers_are_called_by_the_names_people_know() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
                "Chrome · Android",
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
                "Safari · iPhone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
                "Edge · Windows",
            ),
            (
                "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
                "Firefox · Linux",
            ),
            ("something <b>else</b>", ""),
        ] {
            assert_eq!(device(agent), name);
        }
    }

    #[test]
    fn the_secret_is_found_among_other_cookies() {
        let mut headers = HeaderMap::new();
        assert_eq!(secret(&headers), None);
        headers.insert(header::COOKIE, "a=b; __Host-mabit=s3cret; c=d".parse().unwrap());
        assert_eq!(secret(&headers), Some("s3cret"));
    }
}
