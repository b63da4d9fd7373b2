//! Administrators' forms of a shelter's pools: add a pool, change its name, ages, gender and
//! capacity, put it out of use and in use again. Free beds are counted by the shelter.

use uuid::Uuid;

use crate::http::web::shelters::setup::{
    NEW_POOL, PATH, SentForms, pool_prefix, refused, show_with,
};
use crate::http::web::{Form, FormState, JsonBody, PageResult, redirect};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::shelters::editing::{self, ChangePool, PoolPatch};
use crate::services::shelters::setup::{AddPool, NewPool};

fn body(form: &Form<Admin>) -> JsonBody<'_> {
    let texts = JsonBody::of(form).texts(&["name", "gender"]);
    texts.numbers(&["age_min", "age_max", "capacity"])
}

pub async fn add(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let new = body(&form).numbers(&["free"]).parse(&form.visit.http);
    let added = async { form.carry_out(AddPool { shelter_id: id, body: new? }).await };
    match added.await {
        Ok(pool) => redirect(&format!("{PATH}/{id}#pool-{}", pool.id)),
        Err(error) => {
            let state = FormState::sent(NEW_POOL, &form).with_error(&form.visit.shell, error)?;
            let sent = SentForms { new_pool: Some(state), ..SentForms::default() };
            show_with(form.visit, id, sent).await
        }
    }
}

pub async fn change(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let pool: Uuid = form.param("pool")?;
    // `NewPool` requires `free`; it is not changed here.
    let changed = body(&form).with("free", 0).parse::<NewPool>(&form.visit.http);
    let done = async {
        let NewPool { name, gender, age_min, age_max, capacity, .. } = changed?;
        let patch = PoolPatch {
            name: Some(name),
            gender: Some(gender),
            age_min: Some(age_min),
            age_max: Some(age_max),
            capacity: Some(capacity),
            active: None,
        };
        form.write(ChangePool { id: pool, patch }).await
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

/// Puts a pool out of use.
pub async fn shut(form: Form<Admin>) -> PageResult {
    set_active(form, false).await
}

/// Puts a pool in use again.
pub async fn open(form: Form<Admin>) -> PageResult {
    set_active(form, true).await
}

async fn set_active(form: Form<Admin>, active: bool) -> PageResult {
    let id: Uuid = form.param("id")?;
    let pool: Uuid = form.param("pool")?;
    let shelter = editing::one(form.cx(), form.caller(), id).await?;
    if shelter.pools.iter().all(|one| one.id != pool) {
        return Err(Error::NotFound("pool").into());
    }
    let patch = PoolPatch { active: Some(active), ..PoolPatch::default() };
    match form.write(ChangePool { id: pool, patch }).await {
        Ok(_) => redirect(&format!("{PATH}/{id}#pool-{pool}")),
        Err(error) => refused(form.visit, id, error, "setup-pool-in-use").await,
    }
}
