//! Administrators' page of partners: list and add.

use askama::Template;

use crate::http::web::choices::cities;
use crate::http::web::{
    Choice, FIRST_PAGE, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page,
    redirect,
};
use crate::services::Page as PageOf;
use crate::services::authorisation::Admin;
use crate::services::shelters::setup::{self, NewPartner, PartnerView};

const PATH: &str = "/admin/partners";

#[derive(Template)]
#[template(path = "pages/admin/partners.html")]
struct Page {
    shell: Shell,
    /// Partners with the names of their cities.
    partners: Vec<(PartnerView, String)>,
    next: Option<String>,
    form: FormState,
    cities: Vec<Choice>,
}

pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    render(visit, query.page(), FormState::new("")).await
}

async fn render(visit: Visit<Admin>, part: PageOf, form: FormState) -> PageResult {
    let found = setup::partners(visit.cx(), visit.caller(), part).await?;
    let shell = visit.shell;
    let named = |partner: PartnerView| {
        let city = labels::city(&shell, &partner.city);
        (partner, city)
    };
    let partners = found.items.into_iter().map(named).collect();
    let (cities, status) = (cities(&shell), form.status());
    page(&Page { shell, partners, next: found.next_cursor, form, cities }, status)
}

pub async fn add(form: Form<Admin>) -> PageResult {
    let new = JsonBody::of(&form).texts(&["name", "city"]).parse(&form.visit.http);
    let added = async { form.carry_out::<NewPartner>(new?).await };
    match added.await {
        Ok(partner) => redirect(&format!("{PATH}#partner-{}", partner.id)),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            render(form.visit, FIRST_PAGE, state).await
        }
    }
}
