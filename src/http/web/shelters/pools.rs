//! The pools of a shelter: new ones, and what each is. Its counts are the shelter's own.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use crate::domain::bed::PoolGender;
use crate::http::Http;
use crate::http::extract::fit;
use crate::http::web::access::Address;
use crate::http::web::admin::Choice;
use crate::http::web::fields::{Body, Form};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, refused};
use crate::http::web::shelters::setup::{Again, show_with};
use crate::services::shelters::editing::{self, PoolPatch};
use crate::services::shelters::setup::{self, NewPool};
use crate::services::views::PoolView;

const PATH: &str = "/admin/shelters";

/// How the ids of the form for a new pool begin.
pub(crate) const NEW: &str = "new-";

/// A pool and its form.
pub(crate) struct PoolForm {
    pub view: PoolView,
    /// Whom it takes, in words.
    pub takes: String,
    pub form: Form,
}

impl PoolForm {
    /// A pool with the form that was sent, or as it is.
    pub fn of(shell: &Shell<'_>, view: PoolView, sent: Option<Form>) -> Self {
        let as_it_is = || {
            Form::new(prefix(view.id))
                .with("name", &view.name)
                .with("gender", &view.gender)
                .with("age_min", &view.age_min)
                .with("age_max", &view.age_max)
                .with("capacity", &view.capacity)
        };
        let form = sent.unwrap_or_else(as_it_is);
        Self { takes: shell.text(takes(view.gender)), view, form }
    }
}

fn prefix(id: Uuid) -> String {
    format!("{id}-")
}

/// Whom a pool takes.
fn takes(gender: PoolGender) -> &'static str {
    match gender {
        PoolGender::Female => "setup-takes-female",
        PoolGender::Male => "setup-takes-male",
        PoolGender::Any => "setup-takes-any",
    }
}

/// Whom pools can take.
pub(crate) fn genders(shell: &Shell<'_>) -> Vec<Choice> {
    let all = PoolGender::ALL.iter();
    all.map(|gender| (gender.code().to_owned(), shell.text(takes(*gender)))).collect()
}

fn body(sent: &Sent) -> Body<'_> {
    let texts = Body::of(sent).texts(&["name", "gender"]);
    texts.numbers(&["age_min", "age_max", "capacity"])
}

/// Adds a pool.
pub async fn add(State(http): State<Http>, Address(id): Address<Uuid>, sent: Sent) -> Response {
    let (cx, visitor) = (&http.cx, &sent.visitor);
    let shell = Shell::of(&http, visitor, PATH);
    let done = match fit(&http, body(&sent).numbers(&["free"]).json()) {
        Ok(body) => setup::add_pool(cx, &visitor.caller, sent.once(), id, body).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(pool) => Redirect::to(&format!("{PATH}/{id}#pool-{}", pool.id)).into_response(),
        Err(error) => match Form::sent(NEW, &sent).refuse(&shell, error) {
            Ok(form) => {
                let again = Again { added: Some(form), ..Again::default() };
                show_with(&http, visitor, id, again, StatusCode::UNPROCESSABLE_ENTITY).await
            }
            Err(error) => refused(shell, error),
        },
    }
}

/// Changes a pool.
pub async fn change(
    State(http): State<Http>,
    Address((id, pool)): Address<(Uuid, Uuid)>,
    sent: Sent,
) -> Response {
    let (cx, visitor) = (&http.cx, &sent.visitor);
    let shell = Shell::of(&http, visitor, PATH);
    // The counts are no part of it.
    let done = match fit(&http, body(&sent).with("free", 0.into()).json()) {
        Ok(NewPool { name, gender, age_min, age_max, capacity, .. }) => {
            let patch = PoolPatch {
                name: Some(name),
                gender: Some(gender),
                age_min: Some(age_min),
                age_max: Some(age_max),
                capacity: Some(capacity),
            };
            editing::change_pool(cx, &visitor.caller, pool, patch).await
        }
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Redirect::to(&format!("{PATH}/{id}#pool-{pool}")).into_response(),
        Err(error) => match Form::sent(prefix(pool), &sent).refuse(&shell, error) {
            Ok(form) => {
                let again = Again { changed: Some((pool, form)), ..Again::default() };
                show_with(&http, visitor, id, again, StatusCode::UNPROCESSABLE_ENTITY).await
            }
            Err(error) => refused(shell, error),
        },
    }
}
