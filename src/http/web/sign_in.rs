//! Signing in and out, and the way to one's own page.

use askama::Template;
use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::page::{STYLE, accepted, respond};
use crate::domain::account::Role;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{self, From, Visitor};
use crate::i18n::{Locale, Texts};
use crate::services::signing_in::{self, Refusal, Session};

/// Each role's own page, the one that matters most at night first.
const HOMES: [(Role, &str); 5] = [
    (Role::Coordinator, "/coordinator"),
    (Role::Shelter, "/shelter"),
    (Role::Outreach, "/outreach"),
    (Role::Admin, "/admin"),
    (Role::Observer, "/coordinator/gap"),
];

/// The page of an account's role.
fn home_of(session: &Session) -> &'static str {
    let mine = HOMES.iter().find(|(role, _)| session.caller.is(*role));
    mine.map_or("/sign-in", |(_, page)| page)
}

/// Leads to the page of one's role.
pub async fn home(Visitor(session): Visitor) -> Redirect {
    Redirect::to(home_of(&session))
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct Page<'a> {
    texts: &'a Texts,
    locale: Locale,
    /// What was wrong with the last try: a key of the texts.
    wrong: Option<&'static str>,
    email: &'a str,
    next: &'a str,
    style: &'static str,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }
}

/// The form. `?lang=` says in which language, else the browser does.
pub async fn show(
    State(http): State<Http>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let (lang, next) = asked(query.as_deref().unwrap_or_default());
    let locale = lang.unwrap_or_else(|| accepted(&headers));
    let page = Page {
        texts: &http.texts,
        locale,
        wrong: None,
        email: "",
        next: next.as_deref().unwrap_or_default(),
        style: STYLE,
    };
    respond(&page, StatusCode::OK)
}

/// The language and the page to go on to, as the address says.
fn asked(query: &str) -> (Option<Locale>, Option<String>) {
    let (mut lang, mut next) = (None, None);
    for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
        match &*name {
            "lang" => lang = Locale::parse(&value),
            "next" => next = Some(value.into_owned()),
            _ => {}
        }
    }
    (lang, next)
}

/// A page of ours to go on to: a path, and nothing that leads elsewhere.
fn onward(next: &str) -> Option<&str> {
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    (inside && !next.chars().any(char::is_control) && !next.starts_with("/sign-")).then_some(next)
}

/// What the form sends.
#[derive(Deserialize)]
pub struct Input {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// Signs in, and leads on. A form of another site that signs somebody in as another is refused by
/// the browser's own word of where it comes from.
pub async fn submit(
    State(http): State<Http>,
    From(address): From,
    headers: HeaderMap,
    Form(input): Form<Input>,
) -> Response {
    let locale = Locale::parse(&input.lang).unwrap_or_else(|| accepted(&headers));
    if is_foreign(&headers) {
        return Problem::from_elsewhere().into_response();
    }
    let refused = |wrong, status| {
        let texts = &http.texts;
        let (email, next) = (input.email.as_str(), input.next.as_str());
        respond(&Page { texts, locale, wrong: Some(wrong), email, next, style: STYLE }, status)
    };
    match signing_in::sign_in(&http.cx, &input.email, input.password.clone(), &address).await {
        Ok(secret) => {
            let next = onward(&input.next).unwrap_or("/");
            ([session::set(&secret)], Redirect::to(next)).into_response()
        }
        Err(Refusal::Wrong) => refused("pages-sign-in-wrong", StatusCode::UNAUTHORIZED),
        Err(Refusal::TooMany) => refused("pages-sign-in-too-many", StatusCode::TOO_MANY_REQUESTS),
        Err(Refusal::Failed(error)) => Problem::from(error).into_response(),
    }
}

/// Whether the browser says that a form comes from another site.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

/// What the sign-out form sends.
#[derive(Deserialize)]
pub struct Leaving {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    everywhere: Option<String>,
}

/// Signs out, here or everywhere.
pub async fn leave(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Form(leaving): Form<Leaving>,
) -> Response {
    if !visitor.is_ours(&leaving.csrf) {
        return Problem::from_elsewhere().into_response();
    }
    match signing_in::sign_out(&http.cx, &visitor, leaving.everywhere.is_some()).await {
        Ok(()) => (session::clear(), Redirect::to("/sign-in")).into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        assert_eq!(
            onward("/coordinator/requests/7342M9XD?a=b"),
            Some("/coordinator/requests/7342M9XD?a=b")
        );
        for elsewhere in [
            "",
            "https://evil.example",
            "//evil.example",
            "/\\evil.example",
            "/sign-out",
            "/a\nb",
            "x",
        ] {
            assert_eq!(onward(elsewhere), None, "{elsewhere:?}");
        }
    }
}
