//! Form of a count reminder's one-time link: a shelter enters its counts without sign-in. GET does
//! not use the link up.

use std::collections::HashMap;

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use uuid::Uuid;

use crate::domain::bed::Pool;
use crate::domain::count::SeenCount;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::{asked_language, preferred_language};
use crate::http::web::Shell;
use crate::http::web::link_page::{STYLE, respond};
use crate::http::web::open_form::OpenForm;
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

enum Stage<'a> {
    Form { shelter: &'a str, pools: Vec<Entry<'a>> },
    Done,
    Gone,
}

/// A pool of the form.
struct Entry<'a> {
    id: Uuid,
    name: &'a str,
    capacity: i32,
    /// The entered text, if wrong.
    wrong: Option<&'a str>,
    /// The entered text.
    entered: &'a str,
    /// The count the form shows, for the hidden field `seen-{id}`.
    seen: SeenCount,
    /// Text of a newer count, reported since the form was shown.
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

pub async fn show(
    State(http): State<Http>,
    Path(token): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = asked_language(query.as_deref());
    let form = match open(&http, &token, asked).await {
        Ok(form) => form,
        Err(error) => {
            return gone(&http, asked.unwrap_or_else(|| preferred_language(&headers)), error);
        }
    };
    let none = HashMap::new();
    let stage = entries(&form, &none, &[], &mut HashMap::new());
    Ok(respond(&page(&http, form.locale, stage), StatusCode::OK))
}

/// Takes the counts. No CSRF token: the signature in the URL protects the form.
pub async fn submit(
    State(http): State<Http>,
    Path(token): Path<String>,
    sent: OpenForm,
) -> Result<Response, Problem> {
    let seen = |(name, text): (&str, &str)| {
        Some((Uuid::try_parse(name.strip_prefix("seen-")?).ok()?, text.parse().ok()?))
    };
    let known = |(name, text): (&str, &str)| Some((Uuid::try_parse(name).ok()?, text.to_owned()));
    let seen: HashMap<Uuid, SeenCount> = sent.iter().filter_map(seen).collect();
    let entered: HashMap<Uuid, String> = sent.iter().filter_map(known).collect();
    let asked = Locale::parse(sent.get("lang"));
    let form = match open(&http, &token, asked).await {
        Ok(form) => form,
        Err(error) => {
            // The same numbers sent again get the same answer as the first time.
            return match count_reminders::taken_before(&http.cx, &token, &entered).await? {
                Some(locale) => {
                    let page = page(&http, asked.unwrap_or(locale), Stage::Done);
                    Ok(respond(&page, StatusCode::OK))
                }
                None => gone(&http, sent.locale, error),
            };
        }
    };
    match count_reminders::submit(&http.cx, &form, &entered, &seen).await {
        Ok(()) => Ok(respond(&page(&http, form.locale, Stage::Done), StatusCode::OK)),
        Err(Error::Invalid(fields)) => {
            let stage = entries(&form, &entered, &named(&fields), &mut HashMap::new());
            Ok(respond(&page(&http, form.locale, stage), StatusCode::UNPROCESSABLE_ENTITY))
        }
        Err(Error::NewerCount { errors, .. }) => {
            let form = match open(&http, &token, asked).await {
                Ok(form) => form,
                Err(error) => return gone(&http, sent.locale, error),
            };
            let mut meanwhile = counted_meanwhile(&http, &form, &named(&errors));
            let stage = entries(&form, &entered, &[], &mut meanwhile);
            Ok(respond(&page(&http, form.locale, stage), StatusCode::CONFLICT))
        }
        Err(error) => gone(&http, sent.locale, error),
    }
}

/// The form of a link, in the language that its visitor chose, else in the mail's.
async fn open(http: &Http, token: &str, asked: Option<Locale>) -> Result<CountForm, Error> {
    let mut form = count_reminders::open_form(&http.cx, token).await?;
    form.locale = asked.unwrap_or(form.locale);
    Ok(form)
}

/// The pools named by errors.
fn named(errors: &[FieldError]) -> Vec<Uuid> {
    let id = |pointer: &str| Uuid::try_parse(pointer.trim_matches('/').get(..36)?).ok();
    errors.iter().filter_map(|error| id(&error.pointer)).collect()
}

/// Texts of the newer counts of these pools.
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

/// The page of a link that no longer works.
fn gone(http: &Http, locale: Locale, error: Error) -> Result<Response, Problem> {
    match error {
        Error::NotFound(_) => {
            let page = page(http, locale, Stage::Gone);
            Ok(respond(&page, StatusCode::NOT_FOUND))
        }
        error => Err(error.into()),
    }
}
