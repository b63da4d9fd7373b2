//! Escalation: steps that are due are taken, acknowledgements pause them, and those who were
//! mailed are told how it ended.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::outcomes::{lock_open, save_and_view};
use super::requests::seen_by;
use super::views::{Acknowledgement, Items, RequestView};
use super::{Call, Context, Error, Page, Parts, new_id, require};
use crate::domain::account::{Caller, Role};
use crate::domain::bed::Pool;
use crate::domain::escalation::{Level, Taken, Why};
use crate::domain::notice::Notice;
use crate::domain::offer::OfferState;
use crate::domain::request::{RequestState, Urgency};
use crate::store::accounts::{self, AccountRecord};
use crate::store::audit::{self, Entry};
use crate::store::escalations::{self, EscalationRecord};
use crate::store::idempotency::Once;
use crate::store::outbox::{self, Delivery, OutboxRecord};
use crate::store::request_lists::{self as lists, Escalated, RequestFilter};
use crate::store::requests::RequestRecord;
use crate::store::{Tx, offers as offer_rows, requests as rows, shelters};

/// Requests escalated in one transaction.
const TOGETHER: i64 = 500;

/// Takes the steps that are due at `now`. Gives how many requests were due; to be called
/// until there are none.
///
/// # Errors
/// When the database fails; nothing is lost, the next call takes them.
pub async fn escalate(cx: &Context, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut tx = cx.store.begin_read().await?;
    let any = rows::any_due(&mut tx, now).await?;
    drop(tx);
    if !any {
        return Ok(0);
    }
    let inner = cx.clone();
    cx.store
        .write(move |tx| {
            let cx = inner.clone();
            Box::pin(async move { escalate_in(tx, &cx, now).await })
        })
        .await
}

async fn escalate_in(tx: &mut Tx, cx: &Parts, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut due = rows::due(tx, true, now, TOGETHER).await?;
    if due.is_empty() {
        due = rows::due(tx, false, now, TOGETHER).await?;
    }
    let coordinators = Coordinators::load(tx).await?;
    let (mut steps, mut mails, mut entries) = (Vec::new(), Vec::new(), Vec::new());
    for request in &mut due {
        let on_duty = |level| coordinators.at(cx, &request.city, level);
        let (taken, next) =
            request.policy.advance(request.progress(), now, |level| !on_duty(level).is_empty());
        for step in &taken {
            steps.push(record(request, step, now));
            if !step.skipped {
                let to = on_duty(step.to);
                mails.extend(to.into_iter().map(|account| step_mail(request, step, account, now)));
            }
            let action = if step.skipped { "escalation.skip" } else { "escalation.step" };
            let detail = serde_json::json!({
                "cycle": step.cycle, "step": step.step, "to": step.to, "why": request.esc_why,
            });
            entries.push(Entry::new(None, action, request.id).about(request.id).with(detail));
        }
        request.clear_acknowledgement();
        request.set_progress(next);
    }
    escalations::insert_many(tx, &steps).await?;
    outbox::insert_many(tx, &mails).await?;
    audit::insert_many(tx, &entries, now).await?;
    rows::save_many(tx, &due).await?;
    Ok(due.len())
}

fn record(request: &RequestRecord, step: &Taken, now: DateTime<Utc>) -> EscalationRecord {
    EscalationRecord {
        request_id: request.id,
        cycle: step.cycle,
        step: step.step,
        why: request.esc_why,
        level: step.to,
        due_at: step.due,
        at: now,
        skipped: step.skipped,
    }
}

/// The active coordinators, by whom a step goes to.
struct Coordinators(Vec<AccountRecord>);

impl Coordinators {
    async fn load(tx: &mut Tx) -> Result<Self, Error> {
        Ok(Self(accounts::coordinators(tx).await?))
    }

    /// Those a step at this level goes to, for a request in this city.
    fn at(&self, cx: &Parts, city: &str, level: Level) -> Vec<&AccountRecord> {
        let Some(city) = cx.cities.get(city) else {
            // A city that is no longer in the table has only the nation's coordinators.
            let national =
                |account: &&AccountRecord| level == Level::National && account.scope.national;
            return self.0.iter().filter(national).collect();
        };
        self.0.iter().filter(|account| account.scope.names(level, city)).collect()
    }

    /// Those nearest to the city that there are: its own, its region's, or the nation's.
    fn nearest(&self, cx: &Parts, city: &str) -> Vec<&AccountRecord> {
        let levels = Level::ALL.iter().map(|&level| self.at(cx, city, level));
        levels.into_iter().find(|found| !found.is_empty()).unwrap_or_default()
    }
}

fn step_mail(
    request: &RequestRecord,
    step: &Taken,
    account: &AccountRecord,
    now: DateTime<Utc>,
) -> OutboxRecord {
    let notice = Notice::Escalation {
        reference: request.reference.clone(),
        urgency: request.urgency,
        why: request.esc_why,
        step: step.step,
        cycle: step.cycle,
        since: request.unmatched_since,
    };
    let dedupe = format!("escalation:{}:{}:{}:{}", request.id, step.cycle, step.step, account.id);
    let mail = mail(dedupe, &notice, account, request.id, now);
    OutboxRecord { step: Some(step.step), cycle: Some(step.cycle), ..mail }
}

fn mail(
    dedupe: String,
    notice: &Notice,
    account: &AccountRecord,
    request_id: Uuid,
    now: DateTime<Utc>,
) -> OutboxRecord {
    OutboxRecord {
        id: new_id(now),
        dedupe,
        kind: notice.kind().to_owned(),
        account_id: Some(account.id),
        address: account.email.clone(),
        locale: account.locale,
        request_id: Some(request_id),
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
    }
}

/// Tells those who were mailed about a request that a shelter has said yes.
pub(super) async fn tell_accepted(
    tx: &mut Tx,
    request: &RequestRecord,
    offer_id: Uuid,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let notice =
        Notice::Accepted { reference: request.reference.clone(), urgency: request.urgency };
    let told = outbox::mailed_about(tx, request.id).await?;
    let mails = told.iter().map(|account| {
        mail(format!("accepted:{offer_id}:{}", account.id), &notice, account, request.id, now)
    });
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}

/// Alerts the coordinators nearest to a shelter that accepted children may stand outside:
/// a mail for each whose bed a report has taken.
pub(super) async fn tell_overcommitted(
    tx: &mut Tx,
    cx: &Parts,
    pool: &Pool,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let Some(shelter) = shelters::get(tx, pool.shelter_id).await? else { return Ok(()) };
    let coordinators = Coordinators::load(tx).await?;
    let to = coordinators.nearest(cx, &shelter.city);
    let live = offer_rows::live_on_pool(tx, pool.id).await?;
    let beds = offer_rows::beds(tx, &live.iter().map(|offer| offer.id).collect::<Vec<_>>()).await?;
    let mut over = pool.promised - pool.free;
    let mut mails = Vec::new();
    for offer in live.iter().filter(|offer| offer.state == OfferState::Accepted) {
        if over <= 0 {
            break;
        }
        let mine = |bed: &&offer_rows::OfferBed| bed.offer_id == offer.id && bed.pool_id == pool.id;
        over -= i32::try_from(beds.iter().filter(mine).count()).unwrap_or(0);
        let Some(request) = rows::get(tx, offer.request_id).await? else { continue };
        let notice = Notice::Overcommitted {
            reference: request.reference.clone(),
            urgency: request.urgency,
        };
        mails.extend(to.iter().map(|account| {
            let dedupe = format!("overcommitted:{}:{}:{}", offer.id, pool.version, account.id);
            mail(dedupe, &notice, account, request.id, now)
        }));
    }
    outbox::insert_many(tx, &mails).await?;
    Ok(())
}

/// Takes a request on: its escalation pauses until `escalation.ack_timeout` has passed.
///
/// # Errors
/// Forbidden to all but coordinators; wrong state when nothing escalates.
pub async fn acknowledge(
    cx: &Context,
    caller: &Caller,
    once: Option<Once>,
    id: Uuid,
) -> Result<RequestView, Error> {
    require(caller, &[Role::Coordinator])?;
    cx.run(caller, once, id, |tx, call, id| Box::pin(acknowledge_in(tx, call, *id))).await
}

async fn acknowledge_in(tx: &mut Tx, call: &Call, id: Uuid) -> Result<RequestView, Error> {
    let mut request = lock_open(tx, call, id, &[Role::Coordinator]).await?;
    if request.state == RequestState::Accepted && !lists::is_overdue(tx, id).await? {
        return Err(Error::WrongState(request.state.code()));
    }
    let pause = TimeDelta::from_std(call.cx.settings.ack_timeout).unwrap_or(TimeDelta::hours(1));
    let until = call.now + pause;
    request.ack_by = call.actor();
    request.ack_at = Some(call.now);
    request.ack_until = Some(until);
    let paused = request.progress().paused_until(until);
    request.set_progress(paused);
    let detail = serde_json::json!({ "until": until });
    let entry = Entry::new(call.actor(), "request.acknowledge", id).about(id).with(detail);
    audit::insert(tx, entry, call.now).await?;
    save_and_view(tx, call, request).await
}

/// A step that was taken, and how far its mails have come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SentStep {
    /// Its number, from 1.
    pub step: i32,
    /// Its cycle, from 1.
    pub cycle: i32,
    /// When it was taken.
    pub at: DateTime<Utc>,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// Whom it goes to.
    pub to: Level,
    /// How many people were mailed.
    pub recipients: i64,
    /// How far the mails have come.
    pub delivery: DeliveryState,
}

/// How far the mails of a step have come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryState {
    /// Every mail was taken by the mail server.
    Sent,
    /// Some are on their way.
    Pending,
    /// Some were tried in vain; they are tried again.
    Failing,
    /// Nobody was on duty at this level: the next step was taken in its place.
    Nobody,
}

/// A request under escalation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Escalation)]
pub struct EscalationView {
    /// The request.
    pub request_id: Uuid,
    /// Its reference.
    pub reference: String,
    /// How soon a bed is needed.
    pub urgency: Urgency,
    /// Code of its city.
    pub city: String,
    /// Where the request stands.
    pub state: RequestState,
    /// Why it is escalated.
    pub why: Why,
    /// The last step taken, from 1; 0 before the first.
    pub step: i32,
    /// Since when it has no accepted offer.
    pub since: DateTime<Utc>,
    /// When the next step is due; null once it has ended.
    pub next_at: Option<DateTime<Utc>>,
    /// The steps taken so far, in order.
    pub sent: Vec<SentStep>,
    /// Who takes care of it.
    pub acknowledged: Option<Acknowledgement>,
}

/// Requests under escalation that the caller may see, newest first; with `open` only those
/// that still need somebody.
///
/// # Errors
/// Forbidden to all but coordinators.
pub async fn list(
    cx: &Context,
    caller: &Caller,
    open: bool,
    page: Page,
) -> Result<Items<EscalationView>, Error> {
    require(caller, &[Role::Coordinator])?;
    let escalated = Some(if open { Escalated::Open } else { Escalated::Ever });
    let seen_by = seen_by(cx, caller, &[Role::Coordinator]);
    let filter = RequestFilter { seen_by, escalated, ..RequestFilter::default() };
    let mut tx = cx.store.begin_read().await?;
    let found = lists::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let page = Items::page(found, page.limit, |request| request.id);
    let ids: Vec<Uuid> = page.items.iter().map(|request| request.id).collect();
    let mut steps = escalations::of_requests(&mut tx, &ids).await?;
    let deliveries = outbox::deliveries(&mut tx, &ids).await?;
    Ok(page.map(|request| {
        let steps = steps.remove(&request.id).unwrap_or_default();
        view(&request, &steps, &deliveries)
    }))
}

fn view(
    request: &RequestRecord,
    steps: &[EscalationRecord],
    deliveries: &HashMap<(Uuid, i32, i32), Delivery>,
) -> EscalationView {
    let sent = |step: &EscalationRecord| {
        let delivery = deliveries.get(&(request.id, step.cycle, step.step));
        SentStep {
            step: step.step,
            cycle: step.cycle,
            at: step.at,
            due: step.due_at,
            to: step.level,
            recipients: delivery.map_or(0, |delivery| delivery.mails),
            delivery: delivery_state(step, delivery),
        }
    };
    EscalationView {
        request_id: request.id,
        reference: request.reference.clone(),
        urgency: request.urgency,
        city: request.city.clone(),
        state: request.state,
        why: request.esc_why,
        step: steps.last().map_or(0, |step| step.step),
        since: request.unmatched_since,
        next_at: request.next_due_at,
        sent: steps.iter().map(sent).collect(),
        acknowledged: Acknowledgement::of(request),
    }
}

fn delivery_state(step: &EscalationRecord, delivery: Option<&Delivery>) -> DeliveryState {
    match delivery {
        _ if step.skipped => DeliveryState::Nobody,
        Some(delivery) if delivery.sent == delivery.mails => DeliveryState::Sent,
        Some(delivery) if delivery.failing > 0 => DeliveryState::Failing,
        _ => DeliveryState::Pending,
    }
}
