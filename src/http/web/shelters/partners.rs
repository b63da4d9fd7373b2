//! Administrators' page of partner associations: the list, and a new one.

use askama::Template;

use crate::http::web::choices::cities;
use crate::http::web::{
    Choice, FIRST_PAGE, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page,
    redirect,
};
use crate::services::Page as PageOf;
use crate::services::shelters::setup::{self, PartnerView};

const PATH: &str = "/admin/partners";

#[derive(Template)]
#[template(path = "pages/admin/partners.html")]
struct Page {
    shell: Shell,
    /// Each with the name of its city.
    partners: Vec<(PartnerView, String)>,
    next: Option<String>,
    form: FormState,
    cities: Vec<Choice>,
}

/// The list, with the form for a new one.
pub async fn show(visit: Visit, query: Query) -> PageResult {
    render(visit, query.page(), FormState::new("")).await
}

async fn render(visit: Visit, part: PageOf, form: FormState) -> PageResult {
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

/// Adds a partner.
pub async fn add(form: Form) -> PageResult {
    let new = JsonBody::of(&form).texts(&["name", "city"]).parse(&form.visit.http);
    let added = async { setup::add_partner(form.cx(), form.caller(), form.key(), new?).await };
    match added.await {
        Ok(partner) => redirect(&format!("{PATH}#partner-{}", partner.id)),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            render(form.visit, FIRST_PAGE, state).await
        }
    }
}
