//! Who is told what about a request, by mail.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::{Locale, Role};
use crate::domain::bed::Pool;
use crate::domain::escalation::Taken;
use crate::domain::notification::{ALERTS, Answered, Notice};
use crate::domain::offer::OfferState;
use crate::services::duty::plan::OnDuty;
use crate::services::placement::arrivals::recipients;
use crate::services::{Context, Error, new_id};
use crate::store::Tx;
use crate::store::escalation::due::Due;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::placement::offers::OfferRecord;
use crate::store::placement::requests::RequestRecord;
use crate::store::placement::{offers, requests};
use crate::store::shelters::shelter;

/// Whom a mail goes to.
#[derive(Clone, Copy)]
pub(crate) struct Recipient<'a> {
    /// The account; `None` for an address that is nobody's own, such as a shelter's.
    pub account_id: Option<Uuid>,
    pub address: &'a str,
    pub locale: Locale,
}

impl<'a> From<&'a AccountRecord> for Recipient<'a> {
    fn from(account: &'a AccountRecord) -> Self {
        Self { account_id: Some(account.id), address: &account.email, locale: account.locale }
    }
}

/// A mail to put into the outbox. Two of the same `key` to one recipient are one.
pub(crate) fn mail<'a>(
    key: &str,
    notice: &Notice,
    to: impl Into<Recipient<'a>>,
    request_id: Option<Uuid>,
    now: DateTime<Utc>,
) -> OutboxRecord {
    let to = to.into();
    let who = to.account_id.map_or_else(|| to.address.to_owned(), |id| id.to_string());
    OutboxRecord {
        id: new_id(now),
        dedupe: format!("{key}:{who}"),
        kind: notice.kind().to_owned(),
        account_id: to.account_id,
        address: to.address.to_owned(),
        locale: to.locale,
        request_id,
        priority: notice.priority(),
        step: None,
        cycle: None,
        // A notice of codes, numbers and moments always has a JSON form.
        payload: serde_json::to_string(notice).unwrap_or_default(),
        created_at: now,
        next_attempt_at: now,
        attempts: 0,
        fence: 0,
        sent_at: None,
        last_error: None,
        refused_at: None,
        cancelled_at: None,
    }
}

/// The mail of a step to one person; `late` is when it was due, if it comes late.
pub(crate) fn step_mail(
    request: &Due,
    step: &Taken,
    late: Option<DateTime<Utc>>,
    account: &AccountRecord,
    now: DateTime<Utc>,
) -> OutboxRecord {
    let notice = Notice::Escalation {
        reference: request.reference.clone(),
        urgency: request.urgency,
        why: request.esc_why,
        step: step.step,
        cycle: step.cycle,
        since: request.esc_why.since(request.unmatched_since, request.asked_at),
        late,
    };
    let key = format!("escalation:{}:{}:{}", request.id, step.cycle, step.step);
    let mail = mail(&key, &notice, account, Some(request.id), now);
    OutboxRecord { step: Some(step.step), cycle: Some(step.cycle), ..mail }
}

/// Since when a request is escalated as it is.
pub(crate) fn since(request: &RequestRecord) -> DateTime<Utc> {
    request.esc_why.since(request.unmatched_since, request.asked_at)
}

/// Settles what was asked of people about a request: mail that has not left yet is given up, and
/// those who were alerted since a moment are told what became of it.
pub(crate) async fn settle(
    tx: &mut Tx,
    request: &RequestRecord,
    since: DateTime<Utc>,
    key: &str,
    notice: &Notice,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    outbox::cancel(tx, &[request.id], &ALERTS, now).await?;
    let told = outbox::mailed_about(tx, request.id, since).await?;
    let mails = told.iter().map(|account| mail(key, notice, account, Some(request.id), now));
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Tells those who were alerted to a request that a shelter has said yes.
pub(crate) async fn tell_accepted(
    tx: &mut Tx,
    request: &RequestRecord,
    offer_id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice =
        Notice::Accepted { reference: request.reference.clone(), urgency: request.urgency };
    let key = format!("accepted:{offer_id}");
    settle(tx, request, DateTime::UNIX_EPOCH, &key, &notice, now).await
}

/// Tells those who were alerted to a child on the way that it has arrived.
pub(crate) async fn tell_arrived(
    tx: &mut Tx,
    request: &RequestRecord,
    offer: &OfferRecord,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice = Notice::Arrived { reference: request.reference.clone(), urgency: request.urgency };
    let since = offer.accepted_at.unwrap_or(now);
    settle(tx, request, since, &format!("arrived:{}", offer.id), &notice, now).await
}

/// Tells those who were alerted to a child on the way that it still is.
pub(crate) async fn tell_still_on_the_way(
    tx: &mut Tx,
    request: &RequestRecord,
    offer: &OfferRecord,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice =
        Notice::StillOnTheWay { reference: request.reference.clone(), urgency: request.urgency };
    let since = offer.accepted_at.unwrap_or(now);
    let key = format!("still_on_the_way:{}:{}", offer.id, request.version);
    settle(tx, request, since, &key, &notice, now).await
}

/// Tells those who were alerted to a request that it has ended without a bed of ours.
pub(crate) async fn tell_ended(
    tx: &mut Tx,
    request: &RequestRecord,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice = Notice::Ended {
        reference: request.reference.clone(),
        urgency: request.urgency,
        outcome: request.outcome,
    };
    let key = format!("ended:{}", request.id);
    settle(tx, request, DateTime::UNIX_EPOCH, &key, &notice, now).await
}

/// Offers to these requests have ended: what still asks a shelter to answer is given up, and
/// whoever made a request and wishes it is told.
pub(crate) async fn tell_teams(
    tx: &mut Tx,
    ended: &[(&RequestRecord, Uuid)],
    answer: Answered,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let ids: Vec<Uuid> = ended.iter().map(|(request, _)| request.id).collect();
    outbox::cancel(tx, &ids, &["offer_waits"], now).await?;
    let askers: Vec<Uuid> = ended.iter().filter_map(|(request, _)| request.created_by).collect();
    let askers = accounts::get_many(tx, &askers).await?;
    let wishes = |request: &RequestRecord| {
        let mine = askers.iter().find(|account| Some(account.id) == request.created_by);
        mine.filter(|account| account.active && account.mail_offers)
    };
    let mails = ended.iter().filter_map(|(request, offer_id)| {
        let notice = Notice::Answered {
            reference: request.reference.clone(),
            urgency: request.urgency,
            answer,
        };
        Some(mail(
            &format!("answered:{offer_id}"),
            &notice,
            wishes(request)?,
            Some(request.id),
            now,
        ))
    });
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Mails shelters of the offers that wait for their answer: the shelter accounts of its partner but
/// those that wish none, and the shelter's own address.
pub(crate) async fn tell_shelters(
    tx: &mut Tx,
    made: &[(&RequestRecord, &OfferRecord)],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let asked: Vec<Uuid> = made.iter().map(|(_, offer)| offer.shelter_id).collect();
    let asked = shelter::get_many(tx, &asked).await?;
    let partners: Vec<Uuid> = asked.iter().map(|shelter| shelter.partner_id).collect();
    let people = accounts::of_partners(tx, Role::Shelter, &partners).await?;
    let wishes = |to: &Recipient<'_>| {
        let account = people.iter().find(|account| Some(account.id) == to.account_id);
        account.is_none_or(|account| account.mail_offers)
    };
    let mut mails = Vec::new();
    for (request, offer) in made {
        let Some(shelter) = asked.iter().find(|shelter| shelter.id == offer.shelter_id) else {
            continue;
        };
        let notice = Notice::OfferWaits {
            reference: request.reference.clone(),
            urgency: request.urgency,
            until: offer.expires_at,
        };
        let key = format!("offer_waits:{}", offer.id);
        let to = recipients(shelter, &people).into_iter().filter(wishes);
        mails.extend(to.map(|to| mail(&key, &notice, to, Some(request.id), now)));
    }
    outbox::insert_many(tx, &mails).await?;
    Ok(())
}

/// Alerts coordinators that accepted children may stand outside a shelter: a mail for each whose bed
/// a report has taken, to those nearest to where the child is from, and to those nearest to the
/// shelter who may look at the request.
pub(crate) async fn tell_overcommitted(
    tx: &mut Tx,
    cx: &Context,
    pool: &Pool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(shelter) = shelter::get(tx, pool.shelter_id).await? else { return Ok(()) };
    let mut live = offers::live_on_pool(tx, pool.id).await?;
    live.retain(|offer| offer.state == OfferState::Accepted);
    let beds = offers::beds(tx, &live.iter().map(|offer| offer.id).collect::<Vec<_>>()).await?;
    let ids: Vec<Uuid> = live.iter().map(|offer| offer.request_id).collect();
    let requests = requests::get_many(tx, &ids).await?;
    let cities = requests.iter().map(|request| request.city.as_str());
    let duty = OnDuty::load(tx, cx, cities.chain([shelter.city.as_str()]), now).await?;
    let mut over = pool.promised - pool.free;
    let mut mails = Vec::new();
    for offer in &live {
        if over <= 0 {
            break;
        }
        let mine = |bed: &&offers::OfferBed| bed.offer_id == offer.id && bed.pool_id == pool.id;
        over -= i32::try_from(beds.iter().filter(mine).count()).unwrap_or(0);
        let request = requests.iter().find(|request| request.id == offer.request_id);
        let Some(request) = request else { continue };
        let notice = Notice::Overcommitted {
            reference: request.reference.clone(),
            urgency: request.urgency,
        };
        let key = format!("overcommitted:{}:{}", offer.id, pool.version);
        let may_look = duty.everyone(&request.city);
        let there = duty.nearest(&shelter.city).into_iter();
        let there = there.filter(|one| may_look.iter().any(|other| other.id == one.id));
        let to = duty.nearest(&request.city).into_iter().chain(there);
        mails.extend(to.map(|to| mail(&key, &notice, to, Some(request.id), now)));
    }
    outbox::insert_many(tx, &mails).await?;
    Ok(())
}
