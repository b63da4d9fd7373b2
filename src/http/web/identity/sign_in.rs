//! Pages of sign-in and sign-out, the visitor's language, and the redirect from `/` to the home
//! page of one's role.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};

use crate::domain::account::Role;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{self, ClientOrigin, preferred_language};
use crate::http::web::error::{Refusal as PageRefusal, with_retry_after};
use crate::http::web::identity::refusal::explain;
use crate::http::web::open_form::{OpenForm, drops_cookies};
use crate::http::web::shell::respond;
use crate::http::web::{Form, PageResult, Query, Shell, Visit};
use crate::i18n::Locale;
use crate::services::identity::accounts::{ChangeOwnAccount, OwnPatch};
use crate::services::identity::sign_in::{self, CookieSecrets, Refusal, Signed};

const PATH: &str = "/sign-in";
const CODE_PATH: &str = "/sign-in/code";
pub(super) const FORGOTTEN_PATH: &str = "/sign-in/forgotten";

/// Home pages by role; the first one of the account's roles is taken, those needed at night first.
const HOMES: [(Role, &str); 5] = [
    (Role::Coordinator, "/coordinator"),
    (Role::Shelter, "/shelter"),
    (Role::Outreach, "/outreach"),
    (Role::Admin, "/admin"),
    (Role::Observer, "/coordinator/gap"),
];

/// Redirects to the home page of the visitor's role.
pub async fn home(visit: Visit) -> Redirect {
    let own = HOMES.iter().find(|(role, _)| visit.caller().is(*role));
    Redirect::to(own.map_or(PATH, |(_, page)| page))
}

#[derive(Template)]
#[template(path = "pages/sign_in.html")]
struct Page<'a> {
    shell: Shell,
    email: &'a str,
    next: &'a str,
}

pub(super) fn locale_of(query: &Query, headers: &HeaderMap) -> Locale {
    Locale::parse(query.get("lang")).unwrap_or_else(|| preferred_language(headers))
}

/// The form, in the language `?lang=` or the browser's. `?signed-in=` follows a sign-in on an
/// address where browsers drop cookies: with a session redirects to `next`, else shows the form
/// with the reason.
pub async fn show(
    State(http): State<Http>,
    visit: Option<Visit>,
    headers: HeaderMap,
    query: Query,
) -> Response {
    let next = query.get("next");
    let mut shell = Shell::open(&http, locale_of(&query, &headers), PATH);
    if query.has("signed-in") {
        if visit.is_some() {
            return Redirect::to(own_page(next).unwrap_or("/")).into_response();
        }
        let url = &http.cx.settings.public_url;
        let key =
            if drops_cookies(url) { "pages-sign-in-dropped" } else { "pages-sign-in-not-here" };
        shell.notice = Some(shell.with(key, "url", url));
    }
    respond(&Page { shell, email: "", next }, StatusCode::OK)
}

/// `next`, if it is a path of this site: against open redirects.
fn own_page(next: &str) -> Option<&str> {
    let inside = next.starts_with('/') && !next.starts_with("//") && !next.contains('\\');
    (inside && !next.chars().any(char::is_control) && !next.starts_with("/sign-")).then_some(next)
}

/// Signs in and redirects to `next`, or to the form for the TOTP code.
pub async fn submit(
    State(http): State<Http>,
    ClientOrigin(origin): ClientOrigin,
    form: OpenForm,
) -> Response {
    let (email, next) = (form.get("email"), form.get("next"));
    let password = form.get("password").to_owned();
    match sign_in::sign_in(&http.cx, email, password, &origin).await {
        Ok(Signed::In(secrets)) => lead_on(&http, &form, &secrets),
        Ok(Signed::PendingTotp(secret)) => {
            let path = form_path(CODE_PATH, form.locale, next);
            ([session::set_pending_totp(&secret)], Redirect::to(&path)).into_response()
        }
        Err(refusal) => again(&http, &form, refusal, "pages-sign-in-wrong", |shell, status| {
            respond(&Page { shell, email, next }, status)
        }),
    }
}

/// Path of a form with its language and `next`.
fn form_path(path: &str, locale: Locale, next: &str) -> String {
    let next: String = url::form_urlencoded::byte_serialize(next.as_bytes()).collect();
    format!("{path}?lang={locale}&next={next}")
}

/// Sets the cookies and redirects to `next`; where browsers drop cookies through `?signed-in=1`,
/// which checks.
fn lead_on(http: &Http, form: &OpenForm, secrets: &CookieSecrets) -> Response {
    let cookies = AppendHeaders([
        session::set(&secrets.session),
        session::set_device(&secrets.device),
        session::clear_pending_totp(),
    ]);
    let next = own_page(form.get("next")).unwrap_or("/");
    let here = form.origin.as_deref().unwrap_or(&http.cx.settings.public_url);
    if drops_cookies(here) {
        let path = form_path(PATH, form.locale, next) + "&signed-in=1";
        return (cookies, Redirect::to(&path)).into_response();
    }
    (cookies, Redirect::to(next)).into_response()
}

/// Shows the form with the refusal; as a `Problem` when the client wants JSON. `wrong` is the key
/// of the text for a wrong password or code.
pub(super) fn again(
    http: &Http,
    form: &OpenForm,
    refusal: Refusal,
    wrong: &str,
    page: impl FnOnce(Shell, StatusCode) -> Response,
) -> Response {
    let locale = if form.wants_json { Locale::En } else { form.locale };
    let mut shell = Shell::open(http, locale, PATH);
    match explain(&shell, refusal, (wrong, StatusCode::UNAUTHORIZED)) {
        Ok(why) if form.wants_json => {
            let problem = Problem::new(why.status, why.code, "Not signed in", why.text);
            Problem { retry_after: why.retry_after, ..problem }.into_response()
        }
        Ok(why) => {
            shell.notice = Some(why.text);
            with_retry_after(page(shell, why.status), why.retry_after)
        }
        Err(error) if form.wants_json => Problem::from(error).into_response(),
        Err(error) => PageRefusal::from(error).page(shell),
    }
}

#[derive(Template)]
#[template(path = "pages/sign_in_code.html")]
struct CodePage<'a> {
    shell: Shell,
    next: &'a str,
}

/// The form for the TOTP code; redirects to the sign-in form without a pending sign-in.
pub async fn show_code(
    State(http): State<Http>,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    let secret = session::pending_totp(&headers).unwrap_or_default();
    if !sign_in::is_pending_totp(&http.cx, &secret).await? {
        return Ok(Redirect::to(PATH).into_response());
    }
    let shell = Shell::open(&http, locale_of(&query, &headers), PATH);
    Ok(respond(&CodePage { shell, next: query.get("next") }, StatusCode::OK))
}

/// Checks the TOTP code of the pending sign-in (its cookie) and redirects to `next`.
pub async fn submit_code(
    State(http): State<Http>,
    ClientOrigin(origin): ClientOrigin,
    headers: HeaderMap,
    form: OpenForm,
) -> Response {
    let secret = session::pending_totp(&headers).unwrap_or_default();
    match sign_in::finish(&http.cx, &secret, form.get("code"), &origin).await {
        Ok(secrets) => lead_on(&http, &form, &secrets),
        Err(Refusal::Gone) => Redirect::to(&format!("{PATH}?lang={}", form.locale)).into_response(),
        Err(refusal) => again(&http, &form, refusal, "account-code-wrong", |shell, status| {
            respond(&CodePage { shell, next: form.get("next") }, status)
        }),
    }
}

/// Changes the language of the account or, without a session, of the sign-in page.
pub async fn set_language(visit: Option<Visit>, form: OpenForm) -> Result<Redirect, Problem> {
    if visit.as_ref().is_some_and(|visit| !visit.session.is_ours(form.get("csrf"))) {
        return Err(Problem::from_elsewhere());
    }
    let Some(locale) = Locale::parse(form.get("lang")) else { return Ok(Redirect::to("/")) };
    let Some(visit) = visit else {
        let forgotten = form.get("return_to") == FORGOTTEN_PATH;
        let page = if forgotten { FORGOTTEN_PATH } else { PATH };
        return Ok(Redirect::to(&format!("{page}?lang={locale}")));
    };
    let patch = OwnPatch { locale: Some(locale), ..OwnPatch::default() };
    visit.cx().write(visit.caller(), ChangeOwnAccount { patch }).await?;
    Ok(Redirect::to(own_page(form.get("return_to")).unwrap_or("/")))
}

/// Signs out, with the field `everywhere` all sessions of the account.
pub async fn sign_out(form: Form) -> PageResult {
    sign_in::sign_out(form.cx(), &form.visit.session, form.has("everywhere")).await?;
    Ok((session::clear(), Redirect::to(PATH)).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        assert_eq!(
            own_page("/coordinator/requests/7342M9XD?a=b"),
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
            assert_eq!(own_page(elsewhere), None, "{elsewhere:?}");
        }
    }
}
