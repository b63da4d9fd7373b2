//! Puts mail about requests into the outbox: escalation steps, news to the alerted and to teams,
//! offers to shelters, overcommitted pools.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::bed::Pool;
use crate::domain::escalation::StepTaken;
use crate::domain::locale::Locale;
use crate::domain::notification::{ALERTS, Notice, TO_COORDINATORS};
use crate::domain::offer::{Answered, OfferAction, OfferState};
use crate::domain::request::life::{Cancel, Follow, News, PlacementRequest};
use crate::services::duty::roster::OnDuty;
use crate::services::{Context, Error, new_id};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::placement::offers::OfferRecord;
use crate::store::placement::{offers, requests};
use crate::store::shelters::shelter::{self, ShelterRecord};

/// Recipient of a mail.
#[derive(Clone, Copy)]
pub(crate) struct Recipient<'a> {
    /// `None` for an address without an account, such as a shelter's.
    pub account_id: Option<Uuid>,
    pub address: &'a str,
    pub locale: Locale,
}

impl<'a> From<&'a AccountRecord> for Recipient<'a> {
    fn from(account: &'a AccountRecord) -> Self {
        Self { account_id: Some(account.id), address: &account.email, locale: account.locale }
    }
}

/// A mail for the outbox, which keeps one per `key` and recipient.
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
        // Codes, numbers and moments always serialize.
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

/// The mail of a step to one person; `late` is its due time, when it is late.
pub(crate) fn step_mail(
    request: &PlacementRequest,
    step: &StepTaken,
    late: Option<DateTime<Utc>>,
    account: &AccountRecord,
    now: DateTime<Utc>,
) -> OutboxRecord {
    let notice = Notice::Escalation {
        reference: request.reference.clone(),
        urgency: request.urgency,
        why: request.escalation.reason,
        step: step.step,
        cycle: step.cycle,
        since: request.escalated_since(),
        late,
    };
    let key = format!("escalation:{}:{}:{}", request.id, step.cycle, step.step);
    let mail = mail(&key, &notice, account, Some(request.id), now);
    OutboxRecord { step: Some(step.step), cycle: Some(step.cycle), ..mail }
}

/// Recipients of a shelter's mail: its partner's shelter accounts, and the shelter's own address
/// unless it is one of theirs.
pub(crate) fn recipients<'a>(
    shelter: &'a ShelterRecord,
    people: &'a [AccountRecord],
) -> Vec<Recipient<'a>> {
    let own = || people.iter().filter(|account| account.partner_id == Some(shelter.partner_id));
    let mut to: Vec<Recipient<'_>> = own().map(Recipient::from).collect();
    if let Some(address) = shelter.email.as_deref()
        && !to.iter().any(|one| one.address.eq_ignore_ascii_case(address))
    {
        let locale = own().next().map_or(Locale::Fr, |account| account.locale);
        to.push(Recipient { account_id: None, address, locale });
    }
    to
}

/// A request after an event, the event's offer, and the mail to cancel and send.
pub(crate) type Happened<'a> = (&'a PlacementRequest, Option<&'a OfferRecord>, Follow);

/// Cancels mail that events have made pointless, and mails their news to the alerted and to teams.
pub(crate) async fn follow(
    tx: &mut Tx,
    happened: &[Happened<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let about_offer = &["offer_waits", "arrival_asked"][..];
    for (cancel, kinds) in [(Cancel::Alerts, &ALERTS[..]), (Cancel::AboutOffer, about_offer)] {
        let ids = happened.iter().filter(|(_, _, follow)| follow.cancel == cancel);
        let ids: Vec<Uuid> = ids.map(|(request, ..)| request.id).collect();
        outbox::cancel(tx, &ids, kinds, now).await?;
    }
    for &(request, offer, follow) in happened {
        if let Some(news) = follow.alerted {
            tell_alerted(tx, request, offer, news, now).await?;
        }
    }
    tell_teams(tx, happened, now).await
}

/// Mails news of a request to the accounts that were alerted.
async fn tell_alerted(
    tx: &mut Tx,
    request: &PlacementRequest,
    offer: Option<&OfferRecord>,
    news: News,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (reference, urgency) = (request.reference.clone(), request.urgency);
    let id = offer.map_or(request.id, |offer| offer.id);
    let accepted_at = offer.and_then(|offer| offer.accepted_at).unwrap_or(now);
    let (notice, key, since) = match news {
        News::Accepted => {
            let notice = Notice::Accepted { reference, urgency };
            (notice, format!("accepted:{id}:{}", request.version), DateTime::UNIX_EPOCH)
        }
        News::Arrived => {
            let key = format!("arrived:{id}:{}", request.version);
            (Notice::Arrived { reference, urgency }, key, accepted_at)
        }
        News::StillOnTheWay => {
            let key = format!("still_on_the_way:{id}:{}", request.version);
            (Notice::StillOnTheWay { reference, urgency }, key, accepted_at)
        }
        News::Ended => {
            let notice = Notice::Ended { reference, urgency, outcome: request.outcome };
            (notice, format!("ended:{id}:{}", request.version), DateTime::UNIX_EPOCH)
        }
    };
    let told = outbox::mailed_accounts(tx, request.id, &TO_COORDINATORS, since).await?;
    let mails = told.iter().map(|account| mail(&key, &notice, account, Some(request.id), now));
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Cancels the news of an action on an offer that is undone, and mails those whom news or alert of
/// it has reached, or may have. `done_at` is when the action was done.
pub(crate) async fn tell_undone(
    tx: &mut Tx,
    request: &PlacementRequest,
    offer: &OfferRecord,
    (what, done_at): (OfferAction, DateTime<Utc>),
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (reference, urgency) = (request.reference.clone(), request.urgency);
    let undone = Notice::Undone { reference: reference.clone(), urgency, what };
    let no_more = Notice::Answered { reference, urgency, answer: Answered::Undone };
    let corrections: &[(&[&'static str], &Notice)] = match what {
        OfferAction::Accept => &[(&["accepted"], &undone), (&["answered"], &no_more)],
        OfferAction::Arrive => &[(&["arrived"], &undone)],
        OfferAction::NoShow => &[(&TO_COORDINATORS, &undone)],
        OfferAction::Decline | OfferAction::Depart => &[],
    };
    for (kinds, notice) in corrections {
        outbox::cancel(tx, &[request.id], kinds, now).await?;
        let told = outbox::mailed_accounts(tx, request.id, kinds, done_at).await?;
        let key = format!("{}:{}:{}", notice.kind(), offer.id, request.version);
        let mails = told.iter().map(|account| mail(&key, notice, account, Some(request.id), now));
        outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Mails the answer to an offer to the account that made the request, if it has `mail_offers` on.
async fn tell_teams(
    tx: &mut Tx,
    happened: &[Happened<'_>],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let told = happened.iter().filter(|(_, _, follow)| follow.team.is_some());
    let askers: Vec<Uuid> = told.filter_map(|(request, ..)| request.created_by).collect();
    let askers = accounts::get_many(tx, &askers).await?;
    let wishes = |request: &PlacementRequest| {
        let mine = askers.iter().find(|account| Some(account.id) == request.created_by);
        mine.filter(|account| account.active && account.mail_offers)
    };
    let mails = happened.iter().filter_map(|&(request, offer, follow)| {
        let (reference, urgency) = (request.reference.clone(), request.urgency);
        let notice = Notice::Answered { reference, urgency, answer: follow.team? };
        let key = format!("answered:{}:{}", offer?.id, request.version);
        Some(mail(&key, &notice, wishes(request)?, Some(request.id), now))
    });
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Mails shelters about pending offers: the partner's shelter accounts with `mail_offers` on, and
/// the shelter's own address.
pub(crate) async fn tell_shelters(
    tx: &mut Tx,
    made: &[(&PlacementRequest, &OfferRecord)],
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
        // An offer whose acceptance was undone waits again.
        let key = format!("offer_waits:{}:{}", offer.id, request.version);
        let to = recipients(shelter, &people).into_iter().filter(wishes);
        mails.extend(to.map(|to| mail(&key, &notice, to, Some(request.id), now)));
    }
    outbox::insert_many(tx, &mails).await?;
    Ok(())
}

/// Mails coordinators about accepted offers that an overcommitted pool has no bed for: those on
/// duty nearest to the request's city, and those nearest to the shelter who may see the request.
pub(crate) async fn tell_overcommitted(
    tx: &mut Tx,
    cx: &Context,
    pool: &Pool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(shelter) = shelter::get(tx, pool.shelter_id).await? else { return Ok(()) };
    let mut live = offers::live_in_shelter(tx, shelter.id).await?;
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
        let mine = i32::try_from(beds.iter().filter(mine).count()).unwrap_or(0);
        if mine == 0 {
            continue;
        }
        over -= mine;
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
