//! The form on which a shelter enters its counts without signing in, behind a signed link that
//! works once. GET changes nothing: the numbers must be entered and sent.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use super::form::Open;
use super::page::{STYLE, accepted, respond};
use crate::http::Http;
use crate::http::error::Problem;
use crate::i18n::{Locale, Texts};
use crate::services::Error;
use crate::services::counts::{self, CountForm};

#[derive(Template)]
#[template(path = "pages/counts.html")]
struct Page<'a> {
    texts: &'a Texts,
    locale: Locale,
    stage: Stage<'a>,
    style: &'static str,
}

/// What the page shows.
enum Stage<'a> {
    Form { shelter: &'a str, pools: Vec<Entry<'a>> },
    Done,
    Gone,
}

/// A pool on the form.
struct Entry<'a> {
    id: Uuid,
    name: &'a str,
    capacity: i32,
    /// What was entered, if it was wrong.
    wrong: Option<&'a str>,
    /// What was entered.
    entered: &'a str,
}

impl Page<'_> {
    fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }

    fn limit(&self, key: &str, capacity: &i32) -> String {
        self.texts.get(self.locale, key, &[("capacity", (*capacity).into())])
    }
}

fn page<'a>(http: &'a Http, locale: Locale, stage: Stage<'a>) -> Page<'a> {
    Page { texts: &http.texts, locale, stage, style: STYLE }
}

fn entries<'a>(
    form: &'a CountForm,
    entered: &'a HashMap<Uuid, String>,
    wrong: &[Uuid],
) -> Stage<'a> {
    let entry = |pool: &'a crate::domain::bed::Pool| {
        let entered = entered.get(&pool.id).map_or("", String::as_str);
        let wrong = wrong.contains(&pool.id).then_some(entered);
        Entry { id: pool.id, name: &pool.name, capacity: pool.capacity, wrong, entered }
    };
    Stage::Form { shelter: &form.shelter, pools: form.pools.iter().map(entry).collect() }
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match counts::look_at(&http.cx, &token).await {
        Ok(form) => {
            let none = HashMap::new();
            respond(&page(&http, form.locale, entries(&form, &none, &[])), StatusCode::OK)
        }
        Err(error) => refused(&http, &headers, error),
    }
}

/// Takes the counts. The signature in the address is what protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(token): Path<String>,
    headers: HeaderMap,
    Open(fields): Open,
) -> Response {
    let form = match counts::look_at(&http.cx, &token).await {
        Ok(form) => form,
        Err(error) => return refused(&http, &headers, error),
    };
    let known = |(name, text): (&str, &str)| Some((Uuid::try_parse(name).ok()?, text.to_owned()));
    let entered: HashMap<Uuid, String> = fields.iter().filter_map(known).collect();
    match counts::submit(&http.cx, &form, &entered).await {
        Ok(()) => respond(&page(&http, form.locale, Stage::Done), StatusCode::OK),
        Err(Error::Invalid(fields)) => {
            let id = |pointer: &str| Uuid::try_parse(pointer.trim_matches('/').get(..36)?).ok();
            let wrong: Vec<Uuid> = fields.iter().filter_map(|field| id(&field.pointer)).collect();
            let stage = entries(&form, &entered, &wrong);
            respond(&page(&http, form.locale, stage), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(error) => refused(&http, &headers, error),
    }
}

fn refused(http: &Http, headers: &HeaderMap, error: Error) -> Response {
    match error {
        Error::NotFound(_) => {
            respond(&page(http, accepted(headers), Stage::Gone), StatusCode::NOT_FOUND)
        }
        error => Problem::from(error).into_response(),
    }
}
