//! Administrators' pages of shelters: list, add, change one with its pools, put it out of use and
//! in use again. The forms of pools are in `pools.rs`.

use askama::Template;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::domain::bed::PoolGender;
use crate::domain::typed::name_key;
use crate::http::web::choices::{Partners, cities, features};
use crate::http::web::listing::{Listing, Part};
use crate::http::web::{
    Choice, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page, redirect,
};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::shelters::editing::{self, RewriteShelter, ShelterWithPools};
use crate::services::shelters::setup::{ChangeShelter, NewShelter, ShelterPatch, ShelterView};
use crate::services::views::PoolView;

pub(crate) const PATH: &str = "/admin/shelters";

/// Prefix of element ids in the form of a new pool.
pub(crate) const NEW_POOL: &str = "new-";

#[derive(Template)]
#[template(path = "pages/admin/shelters.html")]
struct List {
    shell: Shell,
    shelters: Listing<Row>,
}

struct Row {
    shelter: ShelterView,
    partner: String,
    city: String,
    pools: usize,
    beds: i32,
}

pub async fn list(visit: Visit<Admin>, query: Query) -> PageResult {
    let found = editing::list(visit.cx(), visit.caller()).await?;
    let partners = Partners::load(&visit).await?;
    let shell = visit.shell;
    let row = |ShelterWithPools { shelter, pools }: ShelterWithPools| Row {
        partner: partners.name(Some(shelter.partner_id)),
        city: labels::city(&shell, &shelter.city),
        pools: pools.iter().filter(|pool| pool.active).count(),
        beds: pools.iter().filter(|pool| pool.active).map(|pool| pool.capacity).sum(),
        shelter,
    };
    let rows = found.into_iter().map(row).collect();
    let shelters = Listing::of(Part::of(&query), rows, |row: &Row| {
        [row.city.as_str(), row.shelter.name.as_str(), row.partner.as_str()]
    });
    page(&List { shell, shelters }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "pages/admin/shelter.html")]
struct Page {
    shell: Shell,
    /// `None` for a new shelter.
    shelter: Option<ShelterView>,
    partner: String,
    form: FormState,
    partners: Vec<Choice>,
    cities: Vec<Choice>,
    features: Vec<Choice>,
    pools: Vec<PoolForm>,
    new_pool: FormState,
    genders: Vec<Choice>,
}

/// A pool and its form.
struct PoolForm {
    view: PoolView,
    /// Text of whom it takes.
    takes: String,
    form: FormState,
}

/// The form of a shelter's page that was sent and has errors.
#[derive(Default)]
pub(crate) struct SentForms {
    pub shelter: Option<FormState>,
    pub new_pool: Option<FormState>,
    pub pool: Option<(Uuid, FormState)>,
}

pub async fn new(visit: Visit<Admin>) -> PageResult {
    render_new(visit, FormState::new("")).await
}

async fn render_new(mut visit: Visit<Admin>, form: FormState) -> PageResult {
    PATH.clone_into(&mut visit.shell.path);
    let status = form.status();
    let new = Page {
        shelter: None,
        partner: String::new(),
        form,
        partners: Partners::load(&visit).await?.choices(None),
        cities: cities(&visit.shell),
        features: features(&visit),
        pools: Vec::new(),
        new_pool: FormState::default(),
        genders: Vec::new(),
        shell: visit.shell,
    };
    page(&new, status)
}

pub async fn show(visit: Visit<Admin>) -> PageResult {
    let id: Uuid = visit.param("id")?;
    show_with(visit, id, SentForms::default()).await
}

/// The page of a shelter with a sent form and its errors.
pub(crate) async fn show_with(mut visit: Visit<Admin>, id: Uuid, sent: SentForms) -> PageResult {
    visit.shell.path = format!("{PATH}/{id}");
    let SentForms { shelter: form, new_pool, pool: mut changed } = sent;
    let is_wrong = form.is_some() || new_pool.is_some() || changed.is_some();
    let found = editing::one(visit.cx(), visit.caller(), id).await?;
    let ShelterWithPools { shelter, mut pools } = found;
    pools.sort_by_key(|pool| (!pool.active, name_key(&pool.name)));
    let shell = &visit.shell;
    let pool_form = |view: PoolView| {
        let form = changed.take_if(|(id, _)| *id == view.id).map(|(_, form)| form);
        let form = form.unwrap_or_else(|| filled_pool(&view));
        PoolForm { takes: shell.text(takes(view.gender)), form, view }
    };
    let shown = Page {
        partner: Partners::load(&visit).await?.name(Some(shelter.partner_id)),
        form: form.unwrap_or_else(|| filled(&shelter)),
        partners: Vec::new(),
        cities: cities(shell),
        features: features(&visit),
        pools: pools.into_iter().map(pool_form).collect(),
        new_pool: new_pool.unwrap_or_else(|| FormState::new(NEW_POOL)),
        genders: genders(shell),
        shelter: Some(shelter),
        shell: visit.shell,
    };
    page(&shown, if is_wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK })
}

/// The form filled with a shelter.
fn filled(shelter: &ShelterView) -> FormState {
    let mut form = FormState::new("").with("name", &shelter.name).with("city", &shelter.city);
    for (name, value) in [("lat", shelter.lat), ("lon", shelter.lon)] {
        if let Some(value) = value {
            form = form.with(name, &value);
        }
    }
    let texts = [
        ("address", &shelter.address),
        ("access_note", &shelter.access_note),
        ("phone", &shelter.phone),
        ("email", &shelter.email),
    ];
    for (name, value) in texts {
        if let Some(value) = value {
            form = form.with(name, value);
        }
    }
    shelter.features.iter().fold(form, |form, code| form.with("features", code))
}

/// The form filled with a pool.
fn filled_pool(pool: &PoolView) -> FormState {
    FormState::new(pool_prefix(pool.id))
        .with("name", &pool.name)
        .with("gender", &pool.gender)
        .with("age_min", &pool.age_min)
        .with("age_max", &pool.age_max)
        .with("capacity", &pool.capacity)
}

/// Prefix of element ids in a pool's form.
pub(crate) fn pool_prefix(id: Uuid) -> String {
    format!("{id}-")
}

/// Key of a gender's text.
fn takes(gender: PoolGender) -> &'static str {
    match gender {
        PoolGender::Female => "setup-takes-female",
        PoolGender::Male => "setup-takes-male",
        PoolGender::Any => "setup-takes-any",
    }
}

/// Options of genders.
fn genders(shell: &Shell) -> Vec<Choice> {
    let all = PoolGender::ALL.iter();
    all.map(|gender| (gender.code().to_owned(), shell.text(takes(*gender)))).collect()
}

/// The JSON body of the form, without the partner.
fn body(form: &Form<Admin>) -> JsonBody<'_> {
    let texts = ["name", "city", "address", "access_note", "phone", "email"];
    let texts = JsonBody::of(form).texts(&texts);
    texts.numbers(&["lat", "lon"]).list("features")
}

pub async fn add(form: Form<Admin>) -> PageResult {
    let new = body(&form).texts(&["partner_id"]).parse(&form.visit.http);
    let added = async { form.carry_out::<NewShelter>(new?).await };
    match added.await {
        Ok(shelter) => redirect(&format!("{PATH}/{}#pools", shelter.id)),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            render_new(form.visit, state).await
        }
    }
}

pub async fn change(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let ShelterWithPools { shelter, .. } = editing::one(form.cx(), form.caller(), id).await?;
    let partner = shelter.partner_id.to_string();
    let changed = body(&form).with("partner_id", partner).parse(&form.visit.http);
    let done = async { form.write(RewriteShelter { id, body: changed? }).await };
    match done.await {
        Ok(_) => redirect(&format!("{PATH}/{id}")),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            let sent = SentForms { shelter: Some(state), ..SentForms::default() };
            show_with(form.visit, id, sent).await
        }
    }
}

/// Puts a shelter out of use.
pub async fn shut(form: Form<Admin>) -> PageResult {
    set_active(form, false).await
}

/// Puts a shelter in use again.
pub async fn open(form: Form<Admin>) -> PageResult {
    set_active(form, true).await
}

async fn set_active(form: Form<Admin>, active: bool) -> PageResult {
    let id: Uuid = form.param("id")?;
    let patch = ShelterPatch { active: Some(active), ..ShelterPatch::default() };
    match form.write(ChangeShelter { id, patch }).await {
        Ok(_) => redirect(&format!("{PATH}/{id}")),
        Err(error) => refused(form.visit, id, error, "setup-shelter-in-use").await,
    }
}

/// The page of a shelter after a change of use that was refused; `in_use` is the key of the text
/// that children are expected or there.
pub(crate) async fn refused(
    mut visit: Visit<Admin>,
    id: Uuid,
    error: Error,
    in_use: &'static str,
) -> PageResult {
    let key = match error {
        Error::Conflict { code: "in_use", .. } => in_use,
        Error::Conflict { code: "partner_inactive", .. } => "setup-partner-first",
        other => return Err(other.into()),
    };
    visit.shell.notice = Some(visit.shell.text(key));
    let mut response = show_with(visit, id, SentForms::default()).await?;
    *response.status_mut() = StatusCode::CONFLICT;
    Ok(response)
}
