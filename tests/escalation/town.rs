//! What every world has.

use std::sync::Arc;

use mabit::app;
use mabit::clock::{Clock, ManualClock};
use mabit::config::Config;
use mabit::domain::account::{Caller, Role, Scope};
use mabit::domain::locale::Locale;
use mabit::services::Context;
use mabit::services::Error;
use mabit::services::authorisation::{Admin, As, Operator};
use mabit::services::identity::accounts;
use mabit::services::identity::accounts::{AddAccount, ChangeAccount};
use mabit::services::placement::manual_offer::OfferByHand;
use mabit::services::shelters::setup::{AddPool, NewPartner, NewShelter};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::model::CITIES;
use crate::support::acts::act;
use crate::support::{Backend, Database};

/// A partner, its team, a shelter with beds enough for all, and a coordinator whose account was
/// shut: it can act for whoever does, and is never on duty.
pub struct Town {
    pub database: Database,
    pub team: Caller,
    pub boss: Caller,
    shelter: Uuid,
}

impl Town {
    pub async fn new(backend: Backend) -> Self {
        let database = Database::new(backend).await;
        let clock = Arc::new(ManualClock::at("2026-01-01T00:00:00Z".parse().unwrap()));
        let cx = open(&database, clock, &[]).await;
        let city = CITIES[0].0;
        let partner: NewPartner = body(json!({ "name": "The partner", "city": city }));
        let partner = cx.write(&admin(), partner).await.unwrap().id;
        let team = user(&cx, "team", json!({ "roles": ["outreach"], "partner_id": partner })).await;
        let national = json!({ "roles": ["coordinator"], "scope": { "national": true } });
        let boss = user(&cx, "boss", national).await;
        set_active(&cx, boss.account_id, false).await;
        let shelter = json!({
            "partner_id": partner, "name": "The shelter", "city": city, "email": "shelter@example.org",
        });
        let shelter = cx.write(&admin(), body::<NewShelter>(shelter)).await.unwrap().id;
        let pool = json!({
            "name": "All", "gender": "any", "age_min": 0, "age_max": 18, "capacity": 999, "free": 999,
        });
        cx.write(&admin(), AddPool { shelter_id: shelter, body: body(pool) }).await.unwrap();
        cx.store.close().await;
        Self { database, team, boss, shelter }
    }

    /// A coordinator offers the shelter, whatever it has said before.
    pub async fn offer_by_hand(&self, cx: &Context, request: Uuid) -> Result<(), Error> {
        let chosen = json!({ "shelter_id": self.shelter, "override": { "reason": "They agreed" } });
        let offer = OfferByHand { request_id: request, body: body(chosen) };
        act(cx, &self.boss, None, offer).await?;
        Ok(())
    }
}

/// The service on a database; its counts of beds never grow old.
pub async fn open(
    database: &Database,
    clock: Arc<dyn Clock>,
    settings: &[(&str, String)],
) -> Context {
    let own = [("DATABASE__URL", database.url()), ("MATCHING__STALE_AFTER", "999d".into())];
    let all = own.iter().chain(settings);
    let all = all.map(|(key, value)| (format!("MABIT_{key}"), value.clone()));
    app::open(&Config::load_from(None, all).unwrap(), clock).await.unwrap()
}

/// What a use case takes, as it is written for the API.
pub fn body<T: DeserializeOwned>(json: Value) -> T {
    serde_json::from_value(json).unwrap()
}

pub fn admin() -> As<Admin> {
    let (account_id, roles, scope) = (Uuid::nil(), vec![Role::Admin], Scope::default());
    let caller = Caller { account_id, roles, partner_id: None, scope, locale: Locale::En };
    As::new(&caller).unwrap()
}

pub async fn user(cx: &Context, name: &str, mut user: Value) -> Caller {
    user["email"] = json!(format!("{name}@example.org"));
    let user =
        cx.write(Operator, AddAccount { user: body(user), password_hash: None }).await.unwrap();
    let accounts::UserView { id: account_id, roles, partner_id, scope, locale, .. } = user;
    Caller { account_id, roles, partner_id, scope, locale }
}

pub async fn set_active(cx: &Context, id: Uuid, active: bool) {
    cx.write(&admin(), ChangeAccount { id, patch: body(json!({ "active": active })) })
        .await
        .unwrap();
}
