//! Erasing one request, on the claim of the person it is about.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::admin::asked;
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::wrong::Wrong;
use crate::services::Error;
use crate::services::operations::erasure;

const PATH: &str = "/admin/erase";

#[derive(Template)]
#[template(path = "pages/admin/erase.html")]
struct Page<'a> {
    shell: Shell<'a>,
    wrong: Wrong,
    reference: &'a str,
    /// Whether a request was just erased.
    done: bool,
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let done = asked(query.as_deref(), "done").is_some();
    let page = Page { shell, wrong: Wrong::default(), reference: "", done };
    answer(&page, StatusCode::OK)
}

/// Erases a request.
pub async fn submit(State(http): State<Http>, sent: Sent) -> Response {
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let reference = sent.get("reference");
    let mut wrong = Wrong::default();
    if reference.is_empty() {
        wrong.say("reference", shell.text("admin-erase-wrong-none"));
    }
    if !sent.has("sure") {
        wrong.say("sure", shell.text("admin-erase-wrong-sure"));
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if wrong.is_empty() {
        match erasure::erase(&http.cx, &sent.visitor.caller, reference).await {
            Ok(()) => return Redirect::to(&format!("{PATH}?done=1")).into_response(),
            Err(Error::NotFound(_)) => wrong.say("reference", shell.text("admin-erase-wrong-none")),
            Err(Error::Conflict { code: "request_open", .. }) => {
                status = StatusCode::CONFLICT;
                wrong.say("reference", shell.text("admin-erase-wrong-open"));
            }
            Err(error) => return refused(shell, error),
        }
    }
    answer(&Page { shell, wrong, reference, done: false }, status)
}
