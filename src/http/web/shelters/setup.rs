//! Shelters: the list, a new one, and one with its pools.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use crate::http::Http;
use crate::http::extract::fit;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::admin::{Choice, all_partners, choices, cities, city, partner_name};
use crate::http::web::fields::{Body, Form};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::shelters::pools::{self, PoolForm};
use crate::http::web::words;
use crate::services::Error;
use crate::services::identity::sign_in::Session;
use crate::services::shelters::editing::{self, House};
use crate::services::shelters::setup::{self, ShelterView};

const PATH: &str = "/admin/shelters";

#[derive(Template)]
#[template(path = "pages/admin/shelters.html")]
struct List<'a> {
    shell: Shell<'a>,
    houses: Vec<Row>,
}

/// A shelter of the list.
struct Row {
    house: House,
    partner: String,
    city: String,
    pools: i32,
    beds: i32,
}

/// The list.
pub async fn list(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let found = editing::list(&http.cx, &visitor.caller).await;
    let (found, partners) = match (found, all_partners(&http, &visitor).await) {
        (Ok(found), Ok(partners)) => (found, partners),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    let row = |house: House| Row {
        partner: partner_name(&partners, Some(house.shelter.partner_id)),
        city: city(&http, &shell, &house.shelter.city),
        pools: i32::try_from(house.pools.len()).unwrap_or(i32::MAX),
        beds: house.pools.iter().map(|pool| pool.capacity).sum(),
        house,
    };
    let houses = found.into_iter().map(row).collect();
    answer(&List { shell, houses }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "pages/admin/shelter.html")]
struct Page<'a> {
    shell: Shell<'a>,
    /// The shelter; `None` for a new one.
    shelter: Option<ShelterView>,
    partner: String,
    form: Form,
    partners: Vec<Choice>,
    cities: Vec<Choice>,
    features: Vec<Choice>,
    pools: Vec<PoolForm>,
    pool: Form,
    genders: Vec<Choice>,
}

/// The forms of a page that were sent and are wrong.
#[derive(Default)]
pub(crate) struct Again {
    /// The shelter's.
    pub shelter: Option<Form>,
    /// A new pool's.
    pub added: Option<Form>,
    /// A pool's.
    pub changed: Option<(Uuid, Form)>,
}

/// The form for a new shelter.
pub async fn blank(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    new(&http, shell, &visitor, Form::new(""), StatusCode::OK).await
}

async fn new(
    http: &Http,
    shell: Shell<'_>,
    visitor: &Session,
    form: Form,
    status: StatusCode,
) -> Response {
    let partners = match all_partners(http, visitor).await {
        Ok(partners) => choices(&partners),
        Err(error) => return refused(shell, error),
    };
    let page = Page {
        shelter: None,
        partner: String::new(),
        form,
        partners,
        cities: cities(http, &shell),
        features: features(http, &shell),
        pools: Vec::new(),
        pool: Form::default(),
        genders: Vec::new(),
        shell,
    };
    answer(&page, status)
}

/// What a shelter can offer.
fn features(http: &Http, shell: &Shell<'_>) -> Vec<Choice> {
    let codes = http.cx.features.codes().iter();
    codes.map(|code| (code.clone(), words::need(shell, code))).collect()
}

/// A shelter.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Address(id): Address<Uuid>,
) -> Response {
    show_with(&http, &visitor, id, Again::default(), StatusCode::OK).await
}

/// A shelter, with the forms that were sent and are wrong.
pub(crate) async fn show_with(
    http: &Http,
    visitor: &Session,
    id: Uuid,
    again: Again,
    status: StatusCode,
) -> Response {
    let path = format!("{PATH}/{id}");
    let shell = Shell::of(http, visitor, &path);
    let house = editing::one(&http.cx, &visitor.caller, id).await;
    let (house, partners) = match (house, all_partners(http, visitor).await) {
        (Ok(house), Ok(partners)) => (house, partners),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    let House { shelter, pools } = house;
    let mut changed = again.changed;
    let pools = pools.into_iter().map(|pool| {
        let sent = changed.take_if(|(id, _)| *id == pool.id);
        PoolForm::of(&shell, pool, sent.map(|(_, form)| form))
    });
    let page = Page {
        partner: partner_name(&partners, Some(shelter.partner_id)),
        form: again.shelter.unwrap_or_else(|| filled(&shelter)),
        partners: Vec::new(),
        cities: cities(http, &shell),
        features: features(http, &shell),
        pools: pools.collect(),
        pool: again.added.unwrap_or_else(|| Form::new(pools::NEW)),
        genders: pools::genders(&shell),
        shelter: Some(shelter),
        shell,
    };
    answer(&page, status)
}

/// The form of a shelter as it is.
fn filled(shelter: &ShelterView) -> Form {
    let mut form = Form::new("").with("name", &shelter.name).with("city", &shelter.city);
    for (name, value) in [("lat", shelter.lat), ("lon", shelter.lon)] {
        if let Some(value) = value {
            form = form.with(name, &value);
        }
    }
    for (name, value) in [("phone", &shelter.phone), ("email", &shelter.email)] {
        if let Some(value) = value {
            form = form.with(name, value);
        }
    }
    shelter.features.iter().fold(form, |form, code| form.with("features", code))
}

/// What the form says of a shelter, but for whose it is.
fn body(sent: &Sent) -> Body<'_> {
    let texts = Body::of(sent).texts(&["name", "city", "phone", "email"]);
    texts.numbers(&["lat", "lon"]).list("features")
}

/// Adds a shelter.
pub async fn add(State(http): State<Http>, sent: Sent) -> Response {
    let (cx, visitor) = (&http.cx, &sent.visitor);
    let shell = Shell::of(&http, visitor, PATH);
    let done = match fit(&http, body(&sent).texts(&["partner_id"]).json()) {
        Ok(body) => setup::add_shelter(cx, &visitor.caller, sent.once(), body).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(shelter) => Redirect::to(&format!("{PATH}/{}#pools", shelter.id)).into_response(),
        Err(error) => match Form::sent("", &sent).refuse(&shell, error) {
            Ok(form) => new(&http, shell, visitor, form, StatusCode::UNPROCESSABLE_ENTITY).await,
            Err(error) => refused(shell, error),
        },
    }
}

/// Changes a shelter.
pub async fn change(State(http): State<Http>, Address(id): Address<Uuid>, sent: Sent) -> Response {
    let (cx, caller) = (&http.cx, &sent.visitor.caller);
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let house = match editing::one(cx, caller, id).await {
        Ok(house) => house,
        Err(error) => return refused(shell, error),
    };
    let partner = house.shelter.partner_id.to_string();
    let done: Result<_, Error> =
        match fit(&http, body(&sent).with("partner_id", partner.into()).json()) {
            Ok(body) => editing::rewrite(cx, caller, id, body).await,
            Err(error) => Err(error),
        };
    match done {
        Ok(_) => Redirect::to(&format!("{PATH}/{id}")).into_response(),
        Err(error) => match Form::sent("", &sent).refuse(&shell, error) {
            Ok(form) => {
                let again = Again { shelter: Some(form), ..Again::default() };
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                show_with(&http, &sent.visitor, id, again, status).await
            }
            Err(error) => refused(shell, error),
        },
    }
}
