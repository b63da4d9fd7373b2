//! Count reminders: mails shelters with old counts a one-time link to a form without sign-in, takes
//! its counts, and lists silent shelters.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::bed::{Pool, Shelter, age};
use crate::domain::count::SeenCount;
use crate::domain::locale::Locale;
use crate::domain::notification::Notice;
use crate::domain::signed;
use crate::domain::typed;
use crate::services::authorisation::{As, Coordinator, Nobody, Service};
use crate::services::notifications::about_requests::{mail, recipients};
use crate::services::shelters::availability;
use crate::services::{Call, Context, Error, FieldError, UseCase, new_id};
use crate::store::Tx;
use crate::store::identity::accounts;
use crate::store::notifications::outbox;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::shelters::count_reminders as rows;
use crate::store::shelters::count_reminders::{CountLink, ReminderRecord};
use crate::store::shelters::shelter;

/// Shortest time between two reminders to a shelter.
const ASK_EVERY: TimeDelta = TimeDelta::hours(6);

/// A shelter that has reported nothing for this long after a reminder is silent.
const SILENT_AFTER: TimeDelta = TimeDelta::hours(1);

/// How long a link works.
const LINK_TTL: TimeDelta = TimeDelta::hours(24);

/// Age of a count from which its shelter is reminded: half of `stale_after`.
fn ask_from(cx: &Context) -> Duration {
    cx.settings.rules.stale_after / 2
}

/// When the oldest count of a shelter's open pools was reported.
fn oldest(shelter: &Shelter) -> Option<DateTime<Utc>> {
    let open = shelter.pools.iter().filter(|pool| !pool.closed);
    open.map(|pool| pool.reported_at).min()
}

/// Job: reminds every shelter with old counts, unless it was reminded within six hours.
pub async fn ask_all(cx: &Context) -> Result<(), Error> {
    let now = cx.now();
    let board = cx.board.snapshot();
    let grow_old = |shelter: &&Arc<Shelter>| {
        oldest(shelter).is_some_and(|reported_at| age(reported_at, now) >= ask_from(cx))
    };
    let old: Vec<&Arc<Shelter>> = board.iter().filter(grow_old).collect();
    if old.is_empty() {
        return Ok(());
    }
    let mut tx = cx.store.begin_read().await?;
    let asked = asked(&mut tx).await?;
    drop(tx);
    for shelter in old {
        let recently =
            asked.get(&shelter.id).is_some_and(|ask| (now - ask.asked_at).abs() < ASK_EVERY);
        if let Some(since) = oldest(shelter).filter(|_| !recently) {
            let (shelter_id, signing_key) = (shelter.id, rand::random());
            cx.write(Service, AskShelter { shelter_id, since, signing_key }).await?;
        }
    }
    Ok(())
}

async fn asked(tx: &mut Tx) -> Result<HashMap<Uuid, ReminderRecord>, Error> {
    Ok(rows::reminders(tx).await?.into_iter().map(|ask| (ask.shelter_id, ask)).collect())
}

/// Mails a shelter a reminder with a link.
struct AskShelter {
    shelter_id: Uuid,
    /// When its oldest count was reported.
    since: DateTime<Utc>,
    /// Becomes the key that signs links, if there is none yet.
    signing_key: [u8; 32],
}

impl UseCase for AskShelter {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let (shelter_id, now) = (self.shelter_id, call.now);
        let shelter = shelter::get(tx, shelter_id).await?.filter(|shelter| shelter.active);
        let Some(shelter) = shelter else { return Ok(()) };
        let people = accounts::of_partners(tx, Role::Shelter, &[shelter.partner_id]).await?;
        if !rows::note_reminder(tx, shelter_id, ASK_EVERY, now).await? {
            return Ok(());
        }
        rows::insert_signing_key(tx, &self.signing_key).await?;
        let mut mails = Vec::new();
        for to in recipients(&shelter, &people) {
            let (id, expires_at) = (new_id(now), now + LINK_TTL);
            let (account_id, locale, used_at) = (to.account_id, to.locale, None);
            let link = CountLink { id, shelter_id, account_id, locale, expires_at, used_at };
            rows::insert_link(tx, &link).await?;
            let notice = Notice::CountAsked { link: id, since: self.since };
            mails.push(mail(&format!("count_asked:{shelter_id}:{id}"), &notice, to, None, now));
        }
        // Cancels earlier reminders that are still unsent.
        outbox::supersede_keys(tx, &format!("count_asked:{shelter_id}:"), now).await?;
        outbox::insert_many(tx, &mails).await?;
        let detail = serde_json::json!({ "mails": mails.len() });
        let entry = Entry::new(call.actor(), "shelter.ask_counts", shelter_id).with(detail);
        Ok(audit_log::insert(tx, entry, now).await?)
    }
}

/// Asks a shelter that goes out of use no more: its unsent reminders are cancelled.
pub(crate) async fn stop_asking(tx: &mut Tx, call: &Call, shelter_id: Uuid) -> Result<(), Error> {
    outbox::supersede_keys(tx, &format!("count_asked:{shelter_id}:"), call.now).await?;
    Ok(rows::forget_reminders(tx, shelter_id).await?)
}

/// The form behind a link.
#[derive(Clone, Debug)]
pub struct CountForm {
    pub shelter: String,
    /// The language of the mail with the link.
    pub locale: Locale,
    pub pools: Vec<Pool>,
    link: CountLink,
}

/// The form of a link; does not use it up. Not found when it is unknown, used or expired, or its
/// account no longer works for the shelter.
pub async fn open_form(cx: &Context, token: &str) -> Result<CountForm, Error> {
    let gone = || Error::NotFound("link");
    let mut tx = cx.store.begin_read().await?;
    let link = link_of(&mut tx, token).await?.ok_or_else(gone)?;
    if link.used_at.is_some() || link.expires_at <= cx.now() {
        return Err(gone());
    }
    let shelter = shelter_of(cx, &link).ok_or_else(gone)?;
    if let Some(id) = link.account_id {
        let account = accounts::get(&mut tx, id).await?.ok_or_else(gone)?;
        let theirs = account.partner_id == Some(shelter.partner_id);
        if !(account.active && theirs && account.roles.contains(&Role::Shelter)) {
            return Err(gone());
        }
    }
    Ok(CountForm {
        shelter: shelter.name.clone(),
        locale: link.locale,
        pools: shelter.pools.clone(),
        link,
    })
}

/// The link of a token; `None` when its signature is wrong.
async fn link_of(tx: &mut Tx, token: &str) -> Result<Option<CountLink>, Error> {
    let Some(key) = rows::signing_key(tx).await? else { return Ok(None) };
    let Some(id) = signed::id_of(&key, token) else { return Ok(None) };
    Ok(rows::link(tx, id).await?)
}

fn shelter_of(cx: &Context, link: &CountLink) -> Option<Arc<Shelter>> {
    cx.board.snapshot().get(link.shelter_id).cloned()
}

/// The form's language, when the link was used to report the same numbers and they are still the
/// current counts: the form was sent again because its answer was lost.
pub async fn taken_before(
    cx: &Context,
    token: &str,
    entered: &HashMap<Uuid, String>,
) -> Result<Option<Locale>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let Some(link) = link_of(&mut tx, token).await? else { return Ok(None) };
    let Some(shelter) = shelter_of(cx, &link) else { return Ok(None) };
    let stands = |pool: &Pool| {
        let number = entered.get(&pool.id).and_then(|text| typed::whole_number(text));
        link.used_at == Some(pool.reported_at) && number == Some(pool.free)
    };
    let stand = !shelter.pools.is_empty() && shelter.pools.iter().all(stands);
    Ok(stand.then_some(link.locale))
}

/// Takes the counts entered on the form: one for each pool, a whole number from 0 to the capacity.
/// The link can't be used again. Bad fields and newer counts are named by the pool's id.
pub async fn submit(
    cx: &Context,
    form: &CountForm,
    entered: &HashMap<Uuid, String>,
    seen: &HashMap<Uuid, SeenCount>,
) -> Result<(), Error> {
    let (mut counts, mut wrong) = (Vec::new(), Vec::new());
    for pool in &form.pools {
        let number = entered.get(&pool.id).and_then(|text| typed::whole_number(text));
        match number {
            Some(free) if (0..=pool.capacity).contains(&free) => {
                counts.push((pool.id, free, seen.get(&pool.id).copied()));
            }
            _ => {
                let detail = format!("must be a whole number from 0 to {}", pool.capacity);
                wrong.push(FieldError::new(format!("/{}", pool.id), "out_of_range", detail));
            }
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    availability::report_by_link(cx, &form.link, counts).await
}

/// A shelter that has not answered when it was asked for its counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SilentShelter {
    /// The shelter.
    pub shelter_id: Uuid,
    /// Its name.
    pub shelter_name: String,
    /// Code of its city.
    pub city: String,
    /// Whom to call.
    pub phone: Option<String>,
    /// When it was asked last.
    pub asked_at: DateTime<Utc>,
    /// How often it was asked since it last reported.
    pub times: i32,
    /// When its oldest count was reported.
    pub reported_at: Option<DateTime<Utc>>,
    /// Whether it has never answered any such question.
    pub never_answered: bool,
}

/// Silent shelters of the caller's cities, longest silent first.
pub async fn silent(cx: &Context, caller: &As<Coordinator>) -> Result<Vec<SilentShelter>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let mut silent = silent_in(&mut tx, cx).await?;
    silent.retain(|shelter| caller.coordinates(&shelter.city, &cx.cities));
    Ok(silent)
}

/// Whether a reminder is unanswered for [`SILENT_AFTER`], or a second one was sent.
fn is_silent(ask: &ReminderRecord, now: DateTime<Utc>) -> bool {
    ask.times > 1 || ask.times > 0 && now - ask.asked_at >= SILENT_AFTER
}

/// Silent shelters of all cities.
pub(crate) async fn silent_in(tx: &mut Tx, cx: &Context) -> Result<Vec<SilentShelter>, Error> {
    let now = cx.clock.now();
    let asked = asked(tx).await?;
    let board = cx.board.snapshot();
    let mut silent: Vec<SilentShelter> = (board.iter())
        .filter_map(|shelter| {
            let ask = asked.get(&shelter.id).filter(|ask| is_silent(ask, now))?;
            Some(SilentShelter {
                shelter_id: shelter.id,
                shelter_name: shelter.name.clone(),
                city: shelter.city.clone(),
                phone: shelter.phone.clone(),
                asked_at: ask.asked_at,
                times: ask.times,
                reported_at: oldest(shelter),
                never_answered: ask.answered_at.is_none(),
            })
        })
        .collect();
    silent.sort_by_key(|shelter| (std::cmp::Reverse(shelter.times), shelter.reported_at));
    Ok(silent)
}
