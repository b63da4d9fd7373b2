//! The demo of `serve --demo`: the six partners, three months of history, and a night with requests
//! in every state. All of it is invented, apart from the partners' names; it is in `config/demo`.

mod data;
mod history;
mod night;
mod partners;
mod world;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::account::Role;
use crate::domain::locale::Locale;
use crate::domain::signed;
use crate::services::authorisation::{Nobody, Service};
use crate::services::identity::accounts::give_password;
use crate::services::operations::jobs;
use crate::services::{Actor, Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::operations::{overview, verify};
use crate::store::shelters::count_reminders;

use data::{DemoAccount, PartnerRow};
use world::World;

/// Sign-in of a demo account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub role: Role,
    pub locale: Locale,
}

/// Fills an empty database, or goes on with one that it has filled before, and returns the sign-ins
/// of its accounts: the same each time. Conflict `not_empty` on a database that holds anything else.
pub async fn start(cx: &Context) -> Result<Vec<SignIn>, Error> {
    let partners = data::partners()?;
    let found = found_accounts(cx, &partners).await?;
    let sign_ins = if found.is_empty() {
        fill_as_of(cx, &partners, history::SPAN).await?
    } else {
        go_on(cx, found).await?
    };
    cx.write(Service, LiveIn).await?;
    jobs::seal_all(cx).await?;
    Ok(sign_ins)
}

/// Fills an empty database with the six partners alone: their accounts, and their shelters, which
/// have just counted. Conflict `not_empty` on a database that holds anything.
pub async fn fill(cx: &Context) -> Result<Vec<SignIn>, Error> {
    fill_as_of(cx, &data::partners()?, TimeDelta::zero()).await
}

/// [`fill`] as if it had been done `age` ago.
async fn fill_as_of(
    cx: &Context,
    partners: &[PartnerRow],
    age: TimeDelta,
) -> Result<Vec<SignIn>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let holds_anything = overview::is_anything_set_up(&mut tx).await?;
    drop(tx);
    if holds_anything {
        let detail = "the demo needs an empty database or its own, and this one holds something \
                      else: start without --demo, or set database.url to another";
        return Err(Error::Conflict { code: "not_empty", detail: detail.into() });
    }
    let signing_key: [u8; 32] = rand::random();
    let password = signed::demo_password(&signing_key);
    // One password for all: hashing twenty would slow the start.
    let hash = cx.passwords.place()?.hash(password.clone()).await?;
    cx.write(Service, partners::FillPartners { hash, signing_key, age }).await?;
    let accounts = data::accounts(partners).into_iter();
    Ok(accounts.map(|account| sign_in(account, &password)).collect())
}

fn sign_in(account: DemoAccount, password: &str) -> SignIn {
    let DemoAccount { email, role, locale, .. } = account;
    SignIn { email, password: password.to_owned(), role, locale }
}

/// The demo's accounts that the database holds. None can be anybody's in a service that is in use:
/// their addresses end in `.example`.
async fn found_accounts(
    cx: &Context,
    partners: &[PartnerRow],
) -> Result<Vec<(DemoAccount, AccountRecord)>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let mut found = Vec::new();
    for account in data::accounts(partners) {
        if let Some(record) = accounts::by_email(&mut tx, &account.email).await? {
            found.push((account, record));
        }
    }
    Ok(found)
}

/// Sets the printed password anew where somebody has changed it; accounts that were shut stay so.
///
/// The password is made from the database's own key, so it is the same at each start, known to
/// nobody beforehand, and kept nowhere: a demo that can be reached from outside is no open door.
async fn go_on(
    cx: &Context,
    mut found: Vec<(DemoAccount, AccountRecord)>,
) -> Result<Vec<SignIn>, Error> {
    found.retain(|(_, record)| record.active);
    let password = signed::demo_password(&signing_key(cx).await?);
    // Accounts whose password nobody has changed share one hash.
    let mut is_right: HashMap<Option<String>, bool> = HashMap::new();
    for (_, record) in &found {
        let hash = record.password_hash.clone();
        if let Entry::Vacant(unknown) = is_right.entry(hash.clone()) {
            unknown.insert(cx.passwords.place()?.is_right(password.clone(), hash).await?);
        }
    }
    let is_changed = |record: &AccountRecord| is_right.get(&record.password_hash) != Some(&true);
    for (_, record) in found.iter().filter(|(_, record)| is_changed(record)) {
        give_password(cx, record.id, password.clone()).await?;
    }
    Ok(found.into_iter().map(|(account, _)| sign_in(account, &password)).collect())
}

/// The key that signs links; made by an earlier version's demo only when it was first needed.
async fn signing_key(cx: &Context) -> Result<Vec<u8>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let known = count_reminders::signing_key(&mut tx).await?;
    drop(tx);
    match known {
        Some(key) => Ok(key),
        None => cx.write(Service, partners::MakeSigningKey(rand::random())).await,
    }
}

/// Writes history and night into a demo without any request; all or nothing.
struct LiveIn;

impl UseCase for LiveIn {
    type Answer = ();
    type Right = Nobody;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        if verify::table_counts(tx).await?.requests > 0 {
            return Ok(());
        }
        let Some(world) = World::load(tx, &call.cx).await? else { return Ok(()) };
        history::write(tx, call, &world).await?;
        night::happens(tx, call, &world).await
    }
}

/// The same call, as if it was made by another, at another moment.
fn call_by(call: &Call, by: Actor, now: DateTime<Utc>) -> Call {
    Call { cx: call.cx.clone(), by, now }
}
