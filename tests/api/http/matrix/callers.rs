//! The callers: every kind of account, and keys that no longer sign anybody in.

use chrono::TimeDelta;
use mabit::domain::account::Role::{self, Admin, Coordinator, Observer, Outreach, Shelter};
use mabit::services::identity::tokens;
use serde_json::{Value, json};

use crate::support::browser::{Browser, send, signed_in};
use crate::support::{ADMIN, App, NATIONAL, id, items};

/// An account of the matrix.
pub struct Caller {
    pub name: &'static str,
    pub email: &'static str,
    pub roles: &'static [Role],
    /// The city its partner sits in; empty when it has none.
    partner_in: &'static str,
    /// Which cities of the matrix it coordinates.
    coordinates: &'static [&'static str],
}

/// How a call must be answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    SignIn,
    Forbidden,
    NotFound,
    Allowed,
}

const fn caller(
    name: &'static str,
    email: &'static str,
    roles: &'static [Role],
    partner_in: &'static str,
    coordinates: &'static [&'static str],
) -> Caller {
    Caller { name, email, roles, partner_in, coordinates }
}

const OBSERVER: &str = "observer@mabit.example";

pub const CALLERS: [Caller; 12] = [
    caller("the team", "outreach@asticude.example", &[Outreach], "nador", &[]),
    caller("another's team", "outreach@orient-occident.example", &[Outreach], "rabat", &[]),
    caller("the shelter", "shelter@asticude.example", &[Shelter], "nador", &[]),
    caller("another's shelter", "shelter@orient-occident.example", &[Shelter], "rabat", &[]),
    caller(
        "the city's coordinator",
        "coordinator@asticude.example",
        &[Coordinator],
        "nador",
        &["nador"],
    ),
    caller(
        "another city's coordinator",
        "coordinator@orient-occident.example",
        &[Coordinator],
        "rabat",
        &["rabat"],
    ),
    caller("the region's coordinator", "region@mabit.example", &[Coordinator], "", &["nador"]),
    caller("the national coordinator", NATIONAL, &[Coordinator], "", &["nador", "rabat"]),
    caller("an observer, once administrator", OBSERVER, &[Observer], "", &[]),
    caller("an administrator", ADMIN, &[Admin], "", &[]),
    caller("team and shelter", "both@asticude.example", &[Outreach, Shelter], "nador", &[]),
    caller(
        "team here, coordinator elsewhere",
        "mixed@asticude.example",
        &[Outreach, Coordinator],
        "nador",
        &["rabat"],
    ),
];

impl Caller {
    /// What these roles allow it to do to a thing of a city; `None` is nobody's in particular.
    pub fn verdict(&self, roles: &[Role], city: Option<&str>) -> Verdict {
        let held: Vec<Role> = self.roles.iter().copied().filter(|r| roles.contains(r)).collect();
        let is_party = |role: &Role| match (city, role) {
            (Some(city), Outreach | Shelter) => self.partner_in == city,
            (Some(city), Coordinator) => self.coordinates.contains(&city),
            (Some(_), Observer | Admin) | (None, _) => true,
        };
        match held.as_slice() {
            [] => Verdict::Forbidden,
            held if held.iter().any(is_party) => Verdict::Allowed,
            _ => Verdict::NotFound,
        }
    }
}

/// Adds the accounts of the matrix that the demo doesn't have.
pub async fn hire(app: &App) {
    let asticude = app.account("outreach@asticude.example").await["partner_id"].clone();
    let region = json!({ "regions": ["oriental"] });
    app.hire("region@mabit.example", json!({ "roles": ["coordinator"], "scope": region })).await;
    // An administrator until after its token was made.
    app.hire(OBSERVER, json!({ "roles": ["admin"] })).await;
    app.token(OBSERVER).await;
    let path = format!("/users/{}", id(&app.account(OBSERVER).await));
    app.admin().patch(&path, &json!({ "roles": ["observer"] })).await.is(200);
    let both = json!({ "roles": ["outreach", "shelter"], "partner_id": asticude });
    app.hire("both@asticude.example", both).await;
    let mixed = json!({
        "roles": ["outreach", "coordinator"], "partner_id": asticude, "scope": { "cities": ["rabat"] },
    });
    app.hire("mixed@asticude.example", mixed).await;
}

/// Accounts that held every right an administrator has, until they lost it.
const REVOKED: &str = "revoked@mabit.example";
const SHUT: &str = "shut@mabit.example";

async fn shut(app: &App) {
    let account = app.account(SHUT).await;
    let path = format!("/users/{}", id(&account));
    app.admin().patch(&path, &json!({ "active": false })).await.is(200);
}

/// Who signs nobody in, with the bearer token that each sends.
pub async fn strangers(app: &App) -> Vec<(&'static str, Option<String>)> {
    let admin = json!({ "roles": ["admin"] });
    for email in [REVOKED, SHUT] {
        app.hire(email, admin.clone()).await;
    }
    let (revoked, of_shut) = (app.token(REVOKED).await, app.token(SHUT).await);
    let path = format!("/users/{}/tokens", id(&app.account(REVOKED).await));
    let of_revoked: Value = app.admin().get(&path).await.is(200);
    let path = format!("/tokens/{}", id(&items(&of_revoked)[0]));
    app.admin().delete(&path).await.is(204);
    shut(app).await;
    let minute = Some(TimeDelta::minutes(1));
    let expired = tokens::create(&app.cx, ADMIN, "expired", minute).await.unwrap();
    app.pass(TimeDelta::minutes(1));
    vec![
        ("nobody", None),
        ("an expired token", Some(expired)),
        ("a wrong token", Some("'OR'1'='1".to_owned())),
        ("a revoked token", Some(revoked)),
        ("a shut account", Some(of_shut)),
    ]
}

/// The same with the session's cookie of each.
pub async fn strange_browsers(app: &App) -> Vec<(&'static str, Browser<'_>)> {
    for email in [REVOKED, SHUT] {
        app.hire(email, json!({ "roles": ["admin"] })).await;
    }
    let mut wrong = Browser::new(app);
    wrong.cookie = Some("__Host-mabit='OR'1'='1".to_owned());
    let ended = signed_in(app, REVOKED).await;
    let signed_out = send(app, &ended, "/sign-out", &[]).await;
    assert_eq!(signed_out.status(), 303);
    let of_shut = signed_in(app, SHUT).await;
    shut(app).await;
    vec![
        ("nobody", Browser::new(app)),
        ("a wrong cookie", wrong),
        ("an ended session", ended),
        ("a shut account", of_shut),
    ]
}
