//! Held mail of accounts that changed: cancelled when the recipient has lost the role, area or
//! account, and sent to who is on duty now. Where no recipient of a step is left, the next step is
//! brought forward. Delivery calls [`recheck`] before it sends.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::escalation::{StepOutcome, StepTaken, Unreached};
use crate::domain::notification::{Notice, Side};
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{Nobody, Service};
use crate::services::duty::roster::OnDuty;
use crate::services::escalation::due::{late_after, on_duty};
use crate::services::escalation::unreached::bring_forward;
use crate::services::notifications::about_requests::step_mail;
use crate::services::{Call, Context, Error, UseCase, new_id};
use crate::store::Tx;
use crate::store::escalation::steps::{self, EscalationRecord};
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::notifications::held_mail;
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::placement::{offers, requests};
use crate::store::shelters::shelter;

/// Mails rechecked in one transaction.
const BATCH: i64 = 200;

/// Why a mail was cancelled, shown in the list of mails.
const LEFT: &str = "the recipient no longer answers for this";

/// Releases or cancels all held mail. After an error the rest stays held.
pub async fn recheck(cx: &Context) -> Result<(), Error> {
    while cx.write(Service, RecheckHeldMail).await? > 0 {}
    Ok(())
}

/// Releases or cancels some held mail; returns how many.
struct RecheckHeldMail;

impl UseCase for RecheckHeldMail {
    type Answer = usize;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        let (cx, now) = (&call.cx, call.now);
        let seen = held_mail::list(tx, BATCH).await?;
        let ids =
            |of: fn(&OutboxRecord) -> Option<Uuid>| seen.iter().filter_map(of).collect::<Vec<_>>();
        let mut requests = requests::lock_many(tx, &ids(|mail| mail.request_id)).await?;
        let accounts = accounts::get_many(tx, &ids(|mail| mail.account_id)).await?;
        let (mut stay, mut left) = (Vec::new(), Vec::new());
        for mail in seen {
            let account = accounts.iter().find(|account| Some(account.id) == mail.account_id);
            let request = requests.iter().find(|request| Some(request.id) == mail.request_id);
            let may = match account {
                Some(account) => may_get(tx, cx, account, &mail, request).await?,
                None => true,
            };
            if may { stay.push(mail.id) } else { left.push(mail) }
        }
        held_mail::resolve(tx, &stay, None).await?;
        let gone: Vec<Uuid> = left.iter().map(|mail| mail.id).collect();
        held_mail::resolve(tx, &gone, Some((now, LEFT))).await?;
        let mut changed = BTreeMap::new();
        for mail in &left {
            let request = requests.iter_mut().find(|request| Some(request.id) == mail.request_id);
            if let Some(request) = request.filter(|request| request.state.is_open())
                && tell_others(tx, cx, mail, request, now).await?
            {
                changed.insert(request.id, request.clone());
            }
        }
        requests::save_escalations(tx, &changed.into_values().collect::<Vec<_>>()).await?;
        Ok(stay.len() + left.len())
    }
}

/// Whether an account may still get a mail: it is active, and has the role and area or partner it
/// was addressed for.
async fn may_get(
    tx: &mut Tx,
    cx: &Context,
    account: &AccountRecord,
    mail: &OutboxRecord,
    request: Option<&PlacementRequest>,
) -> Result<bool, Error> {
    if !account.active {
        return Ok(false);
    }
    let Ok(notice) = serde_json::from_str::<Notice>(&mail.payload) else { return Ok(true) };
    let holds = |role| account.roles.contains(&role);
    let coordinates =
        || request.is_none_or(|request| account.caller().coordinates(&request.city, &cx.cities));
    let of_team = || request.is_none_or(|request| account.partner_id == Some(request.partner_id));
    Ok(match notice {
        Notice::Escalation { .. }
        | Notice::HandedOver { .. }
        | Notice::Accepted { .. }
        | Notice::Arrived { .. }
        | Notice::StillOnTheWay { .. }
        | Notice::Undone { .. }
        | Notice::Ended { .. }
        | Notice::Overcommitted { .. } => coordinates(),
        Notice::DutyGaps { .. } | Notice::Digest { .. } => {
            holds(Role::Coordinator) && !account.scope.is_empty()
        }
        Notice::PasswordLink { .. } => true,
        Notice::Trouble { .. } => holds(Role::Admin),
        Notice::Answered { .. } | Notice::ArrivalAsked { side: Side::Outreach, .. } => {
            holds(Role::Outreach) && of_team()
        }
        Notice::OfferWaits { .. } | Notice::ArrivalAsked { side: Side::Shelter, .. } => {
            holds(Role::Shelter) && of_shelter(tx, account, request).await?
        }
        Notice::CountAsked { .. } => holds(Role::Shelter),
    })
}

/// Whether the request's live offer is of a shelter of the account's partner.
async fn of_shelter(
    tx: &mut Tx,
    account: &AccountRecord,
    request: Option<&PlacementRequest>,
) -> Result<bool, Error> {
    let Some(request) = request else { return Ok(true) };
    let Some(offer) = offers::live(tx, request.id).await? else { return Ok(false) };
    let shelter = shelter::get(tx, offer.shelter_id).await?;
    Ok(shelter.is_some_and(|shelter| account.partner_id == Some(shelter.partner_id)))
}

/// Notifies who is on duty now in place of a recipient who has left. True when that changed the
/// request's due time; the caller saves it.
async fn tell_others(
    tx: &mut Tx,
    cx: &Context,
    mail: &OutboxRecord,
    request: &mut PlacementRequest,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    match (mail.kind.as_str(), mail.cycle, mail.step, mail.account_id) {
        ("escalation", Some(cycle), Some(step), _) => {
            tell_step(tx, cx, request, (cycle, step), now).await
        }
        ("handed_over", _, _, Some(to)) => {
            let what = Unreached::HandOver { to, at: mail.created_at };
            bring_forward(tx, request, what, "left", now).await
        }
        ("overcommitted", ..) => {
            let duty = OnDuty::load(tx, cx, [request.city.as_str()], now).await?;
            let key = mail.dedupe.rsplit_once(':').map_or("", |(key, _)| key);
            let copies = duty.nearest(&request.city).into_iter().map(|account| OutboxRecord {
                id: new_id(now),
                dedupe: format!("{key}:{}", account.id),
                account_id: Some(account.id),
                address: account.email.clone(),
                locale: account.locale,
                created_at: now,
                next_attempt_at: now,
                ..mail.clone()
            });
            outbox::insert_many(tx, &copies.collect::<Vec<_>>()).await?;
            Ok(false)
        }
        _ => Ok(false),
    }
}

/// Mails a step to those who are on duty at its level now. With nobody, and no mail of it that may
/// still arrive, the next step is brought forward.
async fn tell_step(
    tx: &mut Tx,
    cx: &Context,
    request: &mut PlacementRequest,
    (cycle, step): (i32, i32),
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    let steps = steps::of_requests(tx, &[request.id]).await?.remove(&request.id);
    let steps = steps.unwrap_or_default();
    let taken = steps.iter().find(|one| (one.cycle, one.step) == (cycle, step));
    let Some(taken) = taken else { return Ok(false) };
    let duty = OnDuty::load(tx, cx, [request.city.as_str()], now).await?;
    let (to, due, outcome) = (taken.level, taken.due_at, StepOutcome::Mailed);
    let step_taken = StepTaken { cycle, step, to, due, outcome };
    let late = (now - due > late_after(cx)).then_some(due);
    let people = on_duty(&duty, request, to).into_iter();
    let mails = people.map(|account| step_mail(request, &step_taken, late, account, now));
    // The dedupe key drops the mails of those who have one.
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    let is_later = |one: &EscalationRecord| {
        one.cycle == cycle && one.step > step && one.outcome == StepOutcome::Mailed
    };
    let mails = outbox::step_mails(tx, &[request.id]).await?;
    let may_arrive = mails
        .get(&(request.id, cycle, step))
        .is_some_and(|mails| mails.sent > 0 || mails.refused + mails.cancelled < mails.mails);
    if may_arrive || steps.iter().any(is_later) {
        return Ok(false);
    }
    let what = Unreached::Step { cycle, step, reason: taken.reason };
    bring_forward(tx, request, what, "left", now).await
}
