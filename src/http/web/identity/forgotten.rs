//! Page on which somebody who has forgotten their password asks for a link, and the one that says
//! what happens next.

use askama::Template;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::Http;
use crate::http::session::ClientOrigin;
use crate::http::web::identity::sign_in::{FORGOTTEN_PATH, again, locale_of};
use crate::http::web::open_form::OpenForm;
use crate::http::web::shell::respond;
use crate::http::web::{Query, Shell};
use crate::services::identity::forgotten;

#[derive(Template)]
#[template(path = "pages/forgotten.html")]
struct Page<'a> {
    shell: Shell,
    email: &'a str,
    /// Whether a link was asked for; says nothing of whether there is an account.
    is_asked: bool,
}

/// The form, or with `?asked=1` what happens next.
pub async fn show(State(http): State<Http>, headers: HeaderMap, query: Query) -> Response {
    let shell = Shell::open(&http, locale_of(&query, &headers), FORGOTTEN_PATH);
    respond(&Page { shell, email: "", is_asked: query.has("asked") }, StatusCode::OK)
}

/// Asks for a link. The answer is the same whether or not there is an account.
pub async fn submit(
    State(http): State<Http>,
    ClientOrigin(origin): ClientOrigin,
    form: OpenForm,
) -> Response {
    let email = form.get("email");
    match forgotten::ask(&http.cx, email, &origin).await {
        Ok(()) => {
            let page = format!("{FORGOTTEN_PATH}?lang={}&asked=1", form.locale);
            Redirect::to(&page).into_response()
        }
        Err(refusal) => {
            again(&http, &form, refusal, "pages-link-bad-email", |mut shell, status| {
                FORGOTTEN_PATH.clone_into(&mut shell.path);
                respond(&Page { shell, email, is_asked: false }, status)
            })
        }
    }
}
