//! Administrators' forms of a shelter's pools: new ones, and what each is. Its counts are the
//! shelter's own.

use uuid::Uuid;

use crate::http::web::shelters::setup::{NEW_POOL, PATH, SentForms, pool_prefix, show_with};
use crate::http::web::{Address, Form, FormState, JsonBody, PageResult, redirect};
use crate::services::shelters::editing::{self, PoolPatch};
use crate::services::shelters::setup::{self, NewPool};

fn body(form: &Form) -> JsonBody<'_> {
    let texts = JsonBody::of(form).texts(&["name", "gender"]);
    texts.numbers(&["age_min", "age_max", "capacity"])
}

/// Adds a pool.
pub async fn add(Address(id): Address<Uuid>, form: Form) -> PageResult {
    let new = body(&form).numbers(&["free"]).parse(&form.visit.http);
    let added = async { setup::add_pool(form.cx(), form.caller(), form.key(), id, new?).await };
    match added.await {
        Ok(pool) => redirect(&format!("{PATH}/{id}#pool-{}", pool.id)),
        Err(error) => {
            let state = FormState::sent(NEW_POOL, &form).with_error(&form.visit.shell, error)?;
            let sent = SentForms { new_pool: Some(state), ..SentForms::default() };
            show_with(form.visit, id, sent).await
        }
    }
}

/// Changes a pool.
pub async fn change(Address((id, pool)): Address<(Uuid, Uuid)>, form: Form) -> PageResult {
    // The counts are no part of it.
    let changed = body(&form).with("free", 0).parse::<NewPool>(&form.visit.http);
    let done = async {
        let NewPool { name, gender, age_min, age_max, capacity, .. } = changed?;
        let patch = PoolPatch {
            name: Some(name),
            gender: Some(gender),
            age_min: Some(age_min),
            age_max: Some(age_max),
            capacity: Some(capacity),
        };
        editing::change_pool(form.cx(), form.caller(), pool, patch).await
    };
    match done.await {
        Ok(_) => redirect(&format!("{PATH}/{id}#pool-{pool}")),
        Err(error) => {
            let state = FormState::sent(pool_prefix(pool), &form);
            let state = state.with_error(&form.visit.shell, error)?;
            let sent = SentForms { pool: Some((pool, state)), ..SentForms::default() };
            show_with(form.visit, id, sent).await
        }
    }
}
