//! Administrators' pages of partners: list, add, change one, put it out of use and in use again.

use askama::Template;
use axum::http::StatusCode;
use url::form_urlencoded::Serializer;
use uuid::Uuid;

use crate::domain::typed;
use crate::http::web::choices::{Partners, cities};
use crate::http::web::listing::{Listing, Part};
use crate::http::web::{
    Choice, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page, redirect,
};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::shelters::partners::{ChangePartner, PartnerPatch};
use crate::services::shelters::setup::{self, NewPartner, PartnerView};

const PATH: &str = "/admin/partners";

#[derive(Template)]
#[template(path = "pages/admin/partners.html")]
struct List {
    shell: Shell,
    partners: Listing<Row>,
    form: FormState,
    cities: Vec<Choice>,
}

struct Row {
    partner: PartnerView,
    city: String,
}

pub async fn list(visit: Visit<Admin>, query: Query) -> PageResult {
    render_list(visit, Part::of(&query), FormState::new("")).await
}

async fn render_list(visit: Visit<Admin>, part: Part, form: FormState) -> PageResult {
    let all = Partners::load(&visit).await?.into_all();
    let shell = visit.shell;
    let row = |partner: PartnerView| Row { city: labels::city(&shell, &partner.city), partner };
    let rows = all.into_iter().map(row).collect();
    let partners =
        Listing::of(part, rows, |row: &Row| [row.city.as_str(), row.partner.name.as_str(), ""]);
    let (cities, status) = (cities(&shell), form.status());
    page(&List { shell, partners, form, cities }, status)
}

pub async fn add(form: Form<Admin>) -> PageResult {
    let new = JsonBody::of(&form).texts(&["name", "city", "phone"]).parse(&form.visit.http);
    let added = async { form.carry_out::<NewPartner>(new?).await };
    match added.await {
        Ok(partner) => redirect(&format!("{PATH}#partner-{}", partner.id)),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            render_list(form.visit, Part::default(), state).await
        }
    }
}

#[derive(Template)]
#[template(path = "pages/admin/partner.html")]
struct Page {
    shell: Shell,
    partner: PartnerView,
    city: String,
    /// Address of the list of its shelters.
    shelters: String,
    form: FormState,
}

pub async fn show(visit: Visit<Admin>) -> PageResult {
    let id: Uuid = visit.param("id")?;
    render(visit, id, None).await
}

/// The page of a partner; with a sent form and its errors, if any.
async fn render(mut visit: Visit<Admin>, id: Uuid, sent: Option<FormState>) -> PageResult {
    visit.shell.path = format!("{PATH}/{id}");
    let partner = setup::partner(visit.cx(), visit.caller(), id).await?;
    let query = Serializer::new(String::new()).append_pair("q", &partner.name).finish();
    let form = sent.unwrap_or_else(|| {
        let phone = partner.phone.as_deref().unwrap_or_default();
        FormState::new("").with("name", &partner.name).with("phone", phone)
    });
    let status = form.status();
    let shown = Page {
        city: labels::city(&visit.shell, &partner.city),
        shelters: format!("/admin/shelters?{query}"),
        partner,
        form,
        shell: visit.shell,
    };
    page(&shown, status)
}

pub async fn change(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let body = JsonBody::of(&form).with("name", form.get("name"));
    let patch = body.with("phone", typed::phone(form.get("phone"))).parse(&form.visit.http);
    let done = async { form.write(ChangePartner { id, patch: patch? }).await };
    match done.await {
        Ok(_) => redirect(&format!("{PATH}/{id}")),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            render(form.visit, id, Some(state)).await
        }
    }
}

/// Puts a partner out of use.
pub async fn shut(form: Form<Admin>) -> PageResult {
    set_active(form, false).await
}

/// Puts a partner in use again.
pub async fn open(form: Form<Admin>) -> PageResult {
    set_active(form, true).await
}

async fn set_active(form: Form<Admin>, active: bool) -> PageResult {
    let id: Uuid = form.param("id")?;
    let patch = PartnerPatch { active: Some(active), ..PartnerPatch::default() };
    match form.write(ChangePartner { id, patch }).await {
        Ok(_) => redirect(&format!("{PATH}/{id}")),
        Err(Error::Conflict { code: "in_use", .. }) => {
            let mut visit = form.visit;
            visit.shell.notice = Some(visit.shell.text("setup-partner-in-use"));
            let mut response = render(visit, id, None).await?;
            *response.status_mut() = StatusCode::CONFLICT;
            Ok(response)
        }
        Err(error) => Err(error.into()),
    }
}
