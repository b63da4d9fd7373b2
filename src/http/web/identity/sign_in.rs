//! Signing in and out, and the way to one's own page.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::domain::account::Role;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{self, From, Visitor, asked, asked_language};
use crate::http::web::form::Sent;
use crate::http::web::identity::refusal::explain;
use crate::http::web::link_page::accepted;
use crate::http::web::open_form::{OpenForm, drops_cookies, page_or_problem};
use crate::http::web::shell::{Shell, answer, refused};
use crate::i18n::Locale;
use crate::services::identity::accounts::{self, OwnPatch};
use crate::services::identity::sign_in::{self, CookieSecrets, Refusal, Session, Signed};

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

/// The form. `?lang=` says in which language, else the browser does. `?signed-in=` means that
/// somebody has just signed in at an address whose cookies browsers drop: whose browser has kept
/// them is led on, anybody else is told why the form is there again.
pub async fn show(
    State(http): State<Http>,
    visitor: Option<Visitor>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.as_deref();
    let (lang, next) = (asked_language(query), asked(query, "next").unwrap_or_default());
    let locale = lang.unwrap_or_else(|| accepted(&headers));
    let mut shell = Shell::open(&http, locale, PATH);
    if asked(query, "signed-in").is_some() {
        if visitor.is_some() {
            return Redirect::to(onward(&next).unwrap_or("/")).into_response();
        }
        let url = &http.cx.settings.public_url;
        let key =
            if drops_cookies(url) { "pages-sign-in-dropped" } else { "pages-sign-in-not-here" };
        shell.notice = Some(shell.with(key, "url", url));
    }
    answer(&Page { shell, email: "", next: &next }, StatusCode::OK)
}

/// A page of ours to go on to: a path, and nothing that leads elsewhere.
fn onward(next: &str) -> Option<&str> {
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    (inside && !next.chars().any(char::is_control) && !next.starts_with("/sign-")).then_some(next)
}

/// Signs in, and leads on.
pub async fn submit(State(http): State<Http>, From(origin): From, form: OpenForm) -> Response {
    let (email, next) = (form.get("email"), form.get("next"));
    let password = form.get("password").to_owned();
    match sign_in::sign_in(&http.cx, email, password, &origin).await {
        Ok(Signed::In(secrets)) => lead_on(&http, &form, &secrets),
        Ok(Signed::PendingTotp(half)) => {
            let path = form_path(CODE_PATH, form.locale, next);
            ([session::set_half(&half)], Redirect::to(&path)).into_response()
        }
        Err(refusal) => {
            let wrong = ("pages-sign-in-wrong", StatusCode::UNAUTHORIZED);
            again(&http, &form, refusal, wrong, |shell, status| {
                answer(&Page { shell, email, next }, status)
            })
        }
    }
}

/// The address of a form, in a language, that leads on to a page.
fn form_path(path: &str, locale: Locale, next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?lang={locale}&next={next}")
}

/// Gives a browser its cookies and leads it on to the page it wanted; where browsers drop them, by
/// way of a look whether it has kept them.
fn lead_on(http: &Http, form: &OpenForm, secrets: &CookieSecrets) -> Response {
    let cookies = AppendHeaders([
        session::set(&secrets.session),
        session::set_device(&secrets.device),
        session::set_half(""),
    ]);
    let next = onward(form.get("next")).unwrap_or("/");
    let here = form.origin.as_deref().unwrap_or(&http.cx.settings.public_url);
    if drops_cookies(here) {
        let path = form_path(PATH, form.locale, next) + "&signed-in=1";
        return (cookies, Redirect::to(&path)).into_response();
    }
    (cookies, Redirect::to(next)).into_response()
}

/// The form once more, with why it was refused and when to try again; a problem for a program.
fn again(
    http: &Http,
    form: &OpenForm,
    refusal: Refusal,
    wrong: (&str, StatusCode),
    page: impl FnOnce(Shell<'_>, StatusCode) -> Response,
) -> Response {
    let locale = if form.wants_json { Locale::En } else { form.locale };
    let mut shell = Shell::open(http, locale, PATH);
    match explain(&shell, refusal, wrong) {
        Ok(why) => {
            shell.notice = Some(why.text.clone());
            let problem = (why.code, "Not signed in", why.text);
            let page = || page(shell, why.status);
            page_or_problem(form.wants_json, page, why.status, problem, why.retry_after)
        }
        Err(error) if form.wants_json => Problem::from(error).into_response(),
        Err(error) => refused(shell, error),
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
    let half =
        sign_in::is_pending_totp(&http.cx, session::half(&headers).unwrap_or_default()).await;
    match half {
        Ok(true) => {}
        Ok(false) => return Redirect::to(PATH).into_response(),
        Err(error) => return Problem::from(error).into_response(),
    }
    let shell = Shell::open(&http, lang.unwrap_or_else(|| accepted(&headers)), PATH);
    answer(&CodePage { shell, next: next.as_deref().unwrap_or_default() }, StatusCode::OK)
}

/// Takes the code, and leads on. Nobody but the browser that gave the password has its cookie.
pub async fn submit_code(
    State(http): State<Http>,
    From(origin): From,
    headers: HeaderMap,
    form: OpenForm,
) -> Response {
    let half = session::half(&headers).unwrap_or_default();
    match sign_in::finish(&http.cx, half, form.get("code"), &origin).await {
        Ok(secrets) => lead_on(&http, &form, &secrets),
        Err(Refusal::Gone) => Redirect::to(&format!("{PATH}?lang={}", form.locale)).into_response(),
        Err(refusal) => {
            let wrong = ("account-code-wrong", StatusCode::UNAUTHORIZED);
            again(&http, &form, refusal, wrong, |shell, status| {
                answer(&CodePage { shell, next: form.get("next") }, status)
            })
        }
    }
}

/// Changes the language: of the account for who is signed in, else of the sign-in page.
pub async fn speak(State(http): State<Http>, visitor: Option<Visitor>, form: OpenForm) -> Response {
    if visitor.as_ref().is_some_and(|Visitor(visitor)| !visitor.is_ours(form.get("csrf"))) {
        return Problem::from_elsewhere().into_response();
    }
    let Some(locale) = Locale::parse(form.get("lang")) else {
        return Redirect::to("/").into_response();
    };
    let Some(Visitor(visitor)) = visitor else {
        return Redirect::to(&format!("{PATH}?lang={locale}")).into_response();
    };
    let patch = OwnPatch { locale: Some(locale), mail_offers: None };
    match accounts::change_own(&http.cx, &visitor.caller, patch).await {
        Ok(_) => Redirect::to(onward(form.get("return_to")).unwrap_or("/")).into_response(),
        Err(error) => Problem::from(error).into_response(),
    }
}

/// Signs out, here or everywhere.
pub async fn leave(State(http): State<Http>, sent: Sent) -> Response {
    match sign_in::sign_out(&http.cx, &sent.visitor, sent.has("everywhere")).await {
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
