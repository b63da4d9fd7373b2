//! Administrators' form that erases one request, when the person it is about asks for it.

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::{Form, FormState, PageResult, Query, Shell, Visit, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::operations::erasure;

const PATH: &str = "/admin/erase";

#[derive(Template)]
#[template(path = "pages/admin/erase.html")]
struct Page {
    shell: Shell,
    form: FormState,
    done: bool,
}

pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let (shell, done) = (visit.shell, query.has("done"));
    page(&Page { shell, form: FormState::new(""), done }, StatusCode::OK)
}

pub async fn submit(mut form: Form<Admin>) -> PageResult {
    PATH.clone_into(&mut form.visit.shell.path);
    let text = |key| form.visit.shell.text(key);
    let mut state = FormState::sent("", &form);
    if form.get("reference").is_empty() {
        state.refuse("reference", text("admin-erase-wrong-none"));
    }
    if !form.has("sure") {
        state.refuse("sure", text("admin-erase-wrong-sure"));
    }
    let mut status = StatusCode::UNPROCESSABLE_ENTITY;
    if !state.has_errors() {
        match erasure::erase(form.cx(), form.caller(), form.get("reference")).await {
            Ok(()) => return redirect(&format!("{PATH}?done=1")),
            Err(Error::NotFound(_)) => state.refuse("reference", text("admin-erase-wrong-none")),
            Err(Error::Conflict { code: "request_open", .. }) => {
                status = StatusCode::CONFLICT;
                state.refuse("reference", text("admin-erase-wrong-open"));
            }
            Err(error) => return Err(error.into()),
        }
    }
    page(&Page { shell: form.visit.shell, form: state, done: false }, status)
}
