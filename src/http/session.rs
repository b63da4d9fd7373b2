//! Who sends an HTTP request: the session of its cookie, the other cookies of a sign-in, and the
//! browser's language, name and address.

use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::sync::Once;
use std::time::Duration;

use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, Method, header};
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use fluent_langneg::{NegotiationStrategy, negotiate_languages, parse_accepted_languages};
use ipnet::IpNet;
use unic_langid::LanguageIdentifier;

use super::Http;
use super::error::Problem;
use crate::i18n::Locale;
use crate::services::identity::sign_in::{self, Origin, Session};

/// Cookie of a session. The prefix `__Host-` makes browsers hold it to this host, to all of its
/// paths, and to encrypted connections.
const SESSION: &str = "__Host-mabit";

/// Cookie of a sign-in that waits for its TOTP code.
const PENDING_TOTP: &str = "__Host-mabit-pending";

/// Cookie of a browser in which somebody has signed in before.
const DEVICE: &str = "__Host-mabit-device";

/// Cookie of what was just done to an offer, for the page that the form leads to.
const JUST_DONE: &str = "__Host-mabit-done";

/// Lifetime of the session's cookie: 90 days. The service ends a session after 30 days
/// without use, and at 90 days in any case.
const SESSION_LIFETIME: Duration = Duration::from_hours(90 * 24);

const PENDING_TOTP_LIFETIME: Duration = Duration::from_mins(10);

const DEVICE_LIFETIME: Duration = Duration::from_hours(365 * 24);

const JUST_DONE_LIFETIME: Duration = Duration::from_secs(10);

/// The header in which a script of ours sends the CSRF token.
pub const CSRF_HEADER: &str = "x-csrf-token";

type SetCookie = (HeaderName, String);

/// The secret of a request's session cookie.
pub fn secret(headers: &HeaderMap) -> Option<String> {
    cookie(headers, SESSION)
}

/// The secret of a sign-in that waits for its TOTP code.
pub fn pending_totp(headers: &HeaderMap) -> Option<String> {
    cookie(headers, PENDING_TOTP)
}

/// What was just done to an offer.
pub fn just_done(headers: &HeaderMap) -> Option<String> {
    cookie(headers, JUST_DONE)
}

fn cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    CookieJar::from_headers(headers).get(name).map(|cookie| cookie.value().to_owned())
}

fn set_cookie(name: &str, value: &str, lifetime: Duration, same_site: SameSite) -> SetCookie {
    let cookie = Cookie::build((name, value)).path("/").secure(true).http_only(true);
    let cookie = cookie.same_site(same_site).max_age(lifetime.try_into().unwrap_or_default());
    (header::SET_COOKIE, cookie.to_string())
}

pub fn set(secret: &str) -> SetCookie {
    set_cookie(SESSION, secret, SESSION_LIFETIME, SameSite::Lax)
}

pub fn set_pending_totp(secret: &str) -> SetCookie {
    set_cookie(PENDING_TOTP, secret, PENDING_TOTP_LIFETIME, SameSite::Strict)
}

pub fn clear_pending_totp() -> SetCookie {
    set_cookie(PENDING_TOTP, "", Duration::ZERO, SameSite::Strict)
}

pub fn set_device(device: &str) -> SetCookie {
    set_cookie(DEVICE, device, DEVICE_LIFETIME, SameSite::Lax)
}

pub fn set_just_done(what: &str) -> SetCookie {
    set_cookie(JUST_DONE, what, JUST_DONE_LIFETIME, SameSite::Strict)
}

/// Removes the session's cookie and what the browser has stored of our pages.
pub fn clear() -> [SetCookie; 2] {
    let stored = HeaderName::from_static("clear-site-data");
    [
        set_cookie(SESSION, "", Duration::ZERO, SameSite::Lax),
        (stored, "\"cache\", \"storage\"".to_owned()),
    ]
}

/// The session of a signed-in request. CSRF is not checked here: scripts send the token as
/// [`CSRF_HEADER`], forms in a field, and those who take it compare it.
pub async fn find(headers: &HeaderMap, http: &Http) -> Result<Option<Session>, Problem> {
    let Some(secret) = secret(headers) else { return Ok(None) };
    Ok(sign_in::session(&http.cx, &secret).await?)
}

/// The language in the query parameter `lang`.
pub fn asked_language(query: Option<&str>) -> Option<Locale> {
    let mut fields = url::form_urlencoded::parse(query.unwrap_or_default().as_bytes());
    fields.find(|(name, _)| name == "lang").and_then(|(_, code)| Locale::parse(&code))
}

/// The first of our languages that `Accept-Language` names; French when it names none of them.
pub fn preferred_language(headers: &HeaderMap) -> Locale {
    let accepted = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let accepted = parse_accepted_languages(accepted.unwrap_or_default());
    let ours = Locale::ALL.iter().filter_map(|locale| locale.code().parse().ok());
    let ours: Vec<LanguageIdentifier> = ours.collect();
    let found = negotiate_languages(&accepted, &ours, None, NegotiationStrategy::Filtering);
    found.first().and_then(|one| Locale::parse(one.language.as_str())).unwrap_or(Locale::Fr)
}

pub fn is_read_only(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Where a request comes from: the network address of the peer, or the one a trusted proxy names;
/// the browser's name, and its cookies.
pub struct ClientOrigin(pub Origin);

impl FromRequestParts<Http> for ClientOrigin {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Infallible> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|peer| peer.0.ip());
        if let Some(peer) = peer {
            warn_of_unknown_proxy(peer, &parts.headers, &http.trusted_proxies);
        }
        let address = peer.map(|peer| client_address(peer, &parts.headers, &http.trusted_proxies));
        let address = address.map_or_else(|| "unknown".to_owned(), |address| address.to_string());
        let agent = parts.headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
        Ok(Self(Origin {
            address,
            device: agent.map(device).unwrap_or_default(),
            known: cookie(&parts.headers, DEVICE),
            session: secret(&parts.headers),
        }))
    }
}

/// Names of the browser and its system; empty for unknown ones. Most browsers also claim to be
/// another, so the more particular name comes first.
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

/// Warns, once, of X-Forwarded-For from a peer that is not in `http.trusted_proxies`: if that is
/// our proxy, everybody behind it shares the limits of one address.
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

/// The client's address: from the right of X-Forwarded-For, the first that is no trusted proxy.
/// Whatever stands further left may be forged.
fn client_address(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet]) -> IpAddr {
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
            client_address(peer.parse().unwrap(), &headers, &trusted).to_string()
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
        assert_eq!(secret(&headers).as_deref(), Some("s3cret"));
    }

    #[test]
    fn the_first_of_our_languages_is_chosen() {
        let of = |accepted: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT_LANGUAGE, accepted.parse().unwrap());
            preferred_language(&headers)
        };
        assert_eq!(of("ar-MA,ar;q=0.9,fr;q=0.8"), Locale::Ar);
        assert_eq!(of("es-ES, EN-us;q=0.7, fr;q=0.3"), Locale::En);
        assert_eq!(of("fr-CA, *;q=0.1"), Locale::Fr);
        assert_eq!(of("es, de"), Locale::Fr);
        assert_eq!(of("; nonsense"), Locale::Fr);
    }
}
