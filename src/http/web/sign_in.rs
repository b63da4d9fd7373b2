//! Signing in and out, and the way to one's own page.

use askama::Template;
use axum::Form;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::form::Sent;
use super::page::accepted;
use super::shell::{Shell, answer, refused};
use crate::domain::account::Role;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{self, From, Visitor, asked, asked_language};
use crate::i18n::Locale;
use crate::services::accounts::{self, OwnPatch};
use crate::services::signing_in::{self, Refusal, Session, Signed};

const PATH: &str = "/sign-in";
const CODE_PATH: &str = "/sign-in/code";

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
    shell: Shell<'a>,
    email: &'a str,
    next: &'a str,
}

/// The form. `?lang=` says in which language, else the browser does.
pub async fn show(
    State(http): State<Http>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.as_deref();
    let (lang, next) = (asked_language(query), asked(query, "next"));
    let locale = lang.unwrap_or_else(|| accepted(&headers));
    let shell = Shell::open(&http, locale, PATH);
    answer(&Page { shell, email: "", next: next.as_deref().unwrap_or_default() }, StatusCode::OK)
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
    From(origin): From,
    headers: HeaderMap,
    Form(input): Form<Input>,
) -> Response {
    let locale = Locale::parse(&input.lang).unwrap_or_else(|| accepted(&headers));
    if is_foreign(&headers) {
        return Problem::from_elsewhere().into_response();
    }
    let refused = |wrong: &str, status| {
        let shell = noticing(&http, locale, wrong);
        answer(&Page { shell, email: &input.email, next: &input.next }, status)
    };
    match signing_in::sign_in(&http.cx, &input.email, input.password.clone(), &origin).await {
        Ok(Signed::In(secret)) => {
            let next = onward(&input.next).unwrap_or("/");
            ([session::set(&secret)], Redirect::to(next)).into_response()
        }
        Ok(Signed::Half(half)) => {
            let next: String =
                url::form_urlencoded::byte_serialize(input.next.as_bytes()).collect();
            let path = format!("{CODE_PATH}?lang={locale}&next={next}");
            ([session::set_half(&half)], Redirect::to(&path)).into_response()
        }
        Err(Refusal::Wrong | Refusal::Gone) => {
            refused("pages-sign-in-wrong", StatusCode::UNAUTHORIZED)
        }
        Err(Refusal::TooMany) => refused("pages-sign-in-too-many", StatusCode::TOO_MANY_REQUESTS),
        Err(Refusal::Failed(error)) => Problem::from(error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "pages/sign_in_code.html")]
struct CodePage<'a> {
    shell: Shell<'a>,
    next: &'a str,
}

/// The form for the code that follows the password.
pub async fn show_code(
    State(http): State<Http>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.as_deref();
    let (lang, next) = (asked_language(query), asked(query, "next"));
    let half = signing_in::is_half(&http.cx, session::half(&headers).unwrap_or_default()).await;
    match half {
        Ok(true) => {}
        Ok(false) => return Redirect::to(PATH).into_response(),
        Err(error) => return Problem::from(error).into_response(),
    }
    let shell = Shell::open(&http, lang.unwrap_or_else(|| accepted(&headers)), PATH);
    answer(&CodePage { shell, next: next.as_deref().unwrap_or_default() }, StatusCode::OK)
}

/// What its form sends.
#[derive(Deserialize)]
pub struct CodeInput {
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    lang: String,
}

/// Takes the code, and leads on. Nobody but the browser that gave the password has its cookie.
pub async fn submit_code(
    State(http): State<Http>,
    From(origin): From,
    headers: HeaderMap,
    Form(input): Form<CodeInput>,
) -> Response {
    let locale = Locale::parse(&input.lang).unwrap_or_else(|| accepted(&headers));
    if is_foreign(&headers) {
        return Problem::from_elsewhere().into_response();
    }
    let refused = |wrong: &str, status| {
        answer(&CodePage { shell: noticing(&http, locale, wrong), next: &input.next }, status)
    };
    let half = session::half(&headers).unwrap_or_default();
    match signing_in::finish(&http.cx, half, &input.code, &origin).await {
        Ok(secret) => {
            let next = onward(&input.next).unwrap_or("/");
            let cookies = AppendHeaders([session::set(&secret), session::set_half("")]);
            (cookies, Redirect::to(next)).into_response()
        }
        Err(Refusal::Wrong) => refused("account-code-wrong", StatusCode::UNAUTHORIZED),
        Err(Refusal::TooMany) => refused("pages-sign-in-too-many", StatusCode::TOO_MANY_REQUESTS),
        Err(Refusal::Gone) => Redirect::to(&format!("{PATH}?lang={locale}")).into_response(),
        Err(Refusal::Failed(error)) => Problem::from(error).into_response(),
    }
}

/// What the form stands in when it is shown once more, with what was wrong.
fn noticing<'a>(http: &'a Http, locale: Locale, wrong: &str) -> Shell<'a> {
    let mut shell = Shell::open(http, locale, PATH);
    shell.notice = Some(shell.text(wrong));
    shell
}

/// Whether the browser says that a form comes from another site.
fn is_foreign(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

/// What the language form sends.
#[derive(Deserialize)]
pub struct Speaking {
    #[serde(default)]
    csrf: String,
    #[serde(default)]
    lang: String,
    #[serde(default)]
    return_to: String,
}

/// Changes the language: of the account for who is signed in, else of the sign-in page.
pub async fn speak(
    State(http): State<Http>,
    visitor: Option<Visitor>,
    Form(speaking): Form<Speaking>,
) -> Response {
    if visitor.as_ref().is_some_and(|Visitor(visitor)| !visitor.is_ours(&speaking.csrf)) {
        return Problem::from_elsewhere().into_response();
    }
    let Some(locale) = Locale::parse(&speaking.lang) else {
        return Redirect::to("/").into_response();
    };
    let Some(Visitor(visitor)) = visitor else {
        return Redirect::to(&format!("{PATH}?lang={locale}")).into_response();
    };
    let patch = OwnPatch { locale: Some(locale), mail_offers: None };
    match accounts::change_own(&http.cx, &visitor.caller, patch).await {
        Ok(_) => Redirect::to(onward(&speaking.return_to).unwrap_or("/")).into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Signs out, here or everywhere.
pub async fn leave(State(http): State<Http>, sent: Sent) -> Response {
    match signing_in::sign_out(&http.cx, &sent.visitor, sent.has("everywhere")).await {
        Ok(()) => (session::clear(), Redirect::to("/sign-in")).into_response(),
        Err(error) => refused(Shell::of(&http, &sent.visitor, "/"), error),
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
