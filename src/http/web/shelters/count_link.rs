//! The form on which a shelter enters its counts without signing in, behind a signed link that
//! works once. GET changes nothing: the numbers must be entered and sent.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use uuid::Uuid;

use crate::domain::bed::Pool;
use crate::domain::count::SeenCount;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::web::link_page::{STYLE, accepted, respond};
use crate::http::web::open_form::OpenForm;
use crate::http::web::shell::Shell;
use crate::i18n::{Locale, Texts};
use crate::services::shelters::count_reminders::{self, CountForm};
use crate::services::{Error, FieldError};

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
    /// The count as the form shows it, to be sent back.
    seen: SeenCount,
    /// What was counted since the form was opened, in words.
    meanwhile: Option<String>,
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
    meanwhile: &mut HashMap<Uuid, String>,
) -> Stage<'a> {
    let entry = |pool: &'a Pool| {
        let entered = entered.get(&pool.id).map_or("", String::as_str);
        let wrong = wrong.contains(&pool.id).then_some(entered);
        Entry {
            id: pool.id,
            name: &pool.name,
            capacity: pool.capacity,
            wrong,
            entered,
            seen: SeenCount::of(pool),
            meanwhile: meanwhile.remove(&pool.id),
        }
    };
    Stage::Form { shelter: &form.shelter, pools: form.pools.iter().map(entry).collect() }
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match count_reminders::look_at(&http.cx, &token).await {
        Ok(form) => {
            let none = HashMap::new();
            let stage = entries(&form, &none, &[], &mut HashMap::new());
            respond(&page(&http, form.locale, stage), StatusCode::OK)
        }
        Err(error) => refused(&http, &headers, error),
    }
}

/// Takes the counts. The signature in the address is what protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(token): Path<String>,
    headers: HeaderMap,
    sent: OpenForm,
) -> Response {
    let seen = |(name, text): (&str, &str)| {
        Some((Uuid::try_parse(name.strip_prefix("seen-")?).ok()?, text.parse().ok()?))
    };
    let known = |(name, text): (&str, &str)| Some((Uuid::try_parse(name).ok()?, text.to_owned()));
    let seen: HashMap<Uuid, SeenCount> = sent.iter().filter_map(seen).collect();
    let entered: HashMap<Uuid, String> = sent.iter().filter_map(known).collect();
    let form = match count_reminders::look_at(&http.cx, &token).await {
        Ok(form) => form,
        Err(error) => return refused_or_done(&http, &headers, &token, &entered, error).await,
    };
    match count_reminders::submit(&http.cx, &form, &entered, &seen).await {
        Ok(()) => respond(&page(&http, form.locale, Stage::Done), StatusCode::OK),
        Err(Error::Invalid(fields)) => {
            let stage = entries(&form, &entered, &named(&fields), &mut HashMap::new());
            respond(&page(&http, form.locale, stage), StatusCode::UNPROCESSABLE_ENTITY)
        }
        Err(Error::NewerCount { errors, .. }) => {
            match count_reminders::look_at(&http.cx, &token).await {
                Ok(form) => {
                    let mut meanwhile = counted_meanwhile(&http, &form, &named(&errors));
                    let stage = entries(&form, &entered, &[], &mut meanwhile);
                    respond(&page(&http, form.locale, stage), StatusCode::CONFLICT)
                }
                Err(error) => refused(&http, &headers, error),
            }
        }
        Err(error) => refused(&http, &headers, error),
    }
}

/// The pools that errors of a form name.
fn named(errors: &[FieldError]) -> Vec<Uuid> {
    let id = |pointer: &str| Uuid::try_parse(pointer.trim_matches('/').get(..36)?).ok();
    errors.iter().filter_map(|error| id(&error.pointer)).collect()
}

/// What each of these pools was counted at since, in words.
fn counted_meanwhile(http: &Http, form: &CountForm, ids: &[Uuid]) -> HashMap<Uuid, String> {
    let shell = Shell::open(http, form.locale, "");
    let pools = form.pools.iter().filter(|pool| ids.contains(&pool.id));
    let words = |pool: &Pool| {
        let time = shell.when(&pool.reported_at);
        let args = [("count", pool.free.into()), ("time", time.into())];
        (pool.id, shell.fill("pages-counts-meanwhile", &args))
    };
    pools.map(words).collect()
}

/// That a link no longer works; to somebody who sends the same numbers again, that they are taken.
async fn refused_or_done(
    http: &Http,
    headers: &HeaderMap,
    token: &str,
    entered: &HashMap<Uuid, String>,
    error: Error,
) -> Response {
    match count_reminders::taken_before(&http.cx, token, entered).await {
        Ok(Some(locale)) => respond(&page(http, locale, Stage::Done), StatusCode::OK),
        Ok(None) => refused(http, headers, error),
        Err(error) => refused(http, headers, error),
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
