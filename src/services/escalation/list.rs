//! Requests under escalation, with the steps taken and how far their mails have come.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::escalation::{Acknowledgement, EscalationReason, Level, StepOutcome};
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{RequestState, Urgency};
use crate::services::authorisation::{As, Coordinator, RequestReader};
use crate::services::escalation::due::late_after;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::views::Items;
use crate::services::{Context, Error, Page};
use crate::store::Tx;
use crate::store::escalation::steps::{self, EscalationRecord};
use crate::store::notifications::outbox::{self, StepMails};
use crate::store::placement::request_lists as lists;
use crate::store::placement::request_lists::{EscalationFilter, RequestFilter};
use crate::store::placement::requests as rows;

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
    /// Whether it came late, because the service was down or too busy.
    pub late: bool,
    /// How far the mails have come.
    pub delivery: DeliveryState,
    /// Why a mail of it could not be delivered so far, in the mail server's words.
    pub trouble: Option<String>,
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
    /// Every mail was refused for good: the next step was taken at once.
    Undeliverable,
    /// What it told had passed before it could be sent.
    Cancelled,
    /// Nobody was on duty at this level: the next step was taken in its place.
    Nobody,
    /// It came late together with a later step, whose mail stands for both.
    CaughtUp,
    /// A coordinator went straight to a later step.
    PassedOver,
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
    pub why: EscalationReason,
    /// The last step taken, from 1; 0 before the first.
    pub step: i32,
    /// Since when it has no accepted offer, or since both sides were asked where the child is.
    pub since: DateTime<Utc>,
    /// When the next step is due; null once it has ended.
    pub next_at: Option<DateTime<Utc>>,
    /// The steps taken so far, in order.
    pub sent: Vec<SentStep>,
    /// Who takes care of it.
    pub acknowledged: Option<Acknowledgement>,
}

/// Requests that the caller may see and that were ever escalated, newest first; with `open` only
/// those that still are.
pub async fn list(
    cx: &Context,
    caller: &As<Coordinator>,
    open: bool,
    page: Page,
) -> Result<Items<EscalationView>, Error> {
    let escalated = Some(if open { EscalationFilter::Open } else { EscalationFilter::Ever });
    let seen_by = seen_by(cx, caller);
    let filter = RequestFilter { seen_by, escalated, ..RequestFilter::default() };
    let mut tx = cx.store.begin_read().await?;
    let found = lists::list(&mut tx, &filter, page.cursor, page.limit + 1).await?;
    let page = Items::page(found, page.limit, |request| request.id);
    let found = progress_of(&mut tx, cx, &page.items).await?;
    let items = found.into_iter().map(|progress| progress.so_far).collect();
    Ok(Items { items, next_cursor: page.next_cursor })
}

/// The escalation of a request: the steps taken, and the next.
#[derive(Clone, Debug)]
pub struct EscalationProgress {
    pub so_far: EscalationView,
    /// The level of each step of its policy, in order.
    pub levels: Vec<Level>,
    /// Level and due time of the next step; `None` once the escalation has ended.
    pub next: Option<(Level, DateTime<Utc>)>,
}

/// The escalation of one request, for its team too. Not found beyond what the caller may see.
pub async fn progress(
    cx: &Context,
    caller: &As<RequestReader>,
    id: Uuid,
) -> Result<EscalationProgress, Error> {
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?)?;
    let found = progress_of(&mut tx, cx, &[request]).await?.pop();
    found.ok_or(Error::NotFound("request"))
}

/// The escalations of requests, in the same order.
pub(crate) async fn progress_of(
    tx: &mut Tx,
    cx: &Context,
    requests: &[PlacementRequest],
) -> Result<Vec<EscalationProgress>, Error> {
    let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
    let mut steps = steps::of_requests(tx, &ids).await?;
    let deliveries = outbox::step_mails(tx, &ids).await?;
    let progress = |request: &PlacementRequest| {
        let steps = steps.remove(&request.id).unwrap_or_default();
        let next = request.policy.level(request.escalation.progress.step);
        EscalationProgress {
            so_far: view(request, &steps, &deliveries, late_after(cx)),
            levels: request.policy.steps.iter().map(|step| step.to).collect(),
            next: next.zip(request.next_due_at()),
        }
    };
    Ok(requests.iter().map(progress).collect())
}

fn view(
    request: &PlacementRequest,
    steps: &[EscalationRecord],
    deliveries: &HashMap<(Uuid, i32, i32), StepMails>,
    late_after: TimeDelta,
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
            late: step.at - step.due_at > late_after,
            delivery: delivery_state(step, delivery),
            trouble: delivery.and_then(|delivery| delivery.last_error.clone()),
        }
    };
    EscalationView {
        request_id: request.id,
        reference: request.reference.clone(),
        urgency: request.urgency,
        city: request.city.clone(),
        state: request.state,
        why: request.escalation.reason,
        step: steps.last().map_or(0, |step| step.step),
        since: request.escalated_since(),
        next_at: request.next_due_at(),
        sent: steps.iter().map(sent).collect(),
        acknowledged: request.escalation.acknowledgement.clone(),
    }
}

fn delivery_state(step: &EscalationRecord, delivery: Option<&StepMails>) -> DeliveryState {
    match (step.outcome, delivery) {
        (StepOutcome::Nobody, _) => DeliveryState::Nobody,
        (StepOutcome::CaughtUp, _) => DeliveryState::CaughtUp,
        (StepOutcome::PassedOver, _) => DeliveryState::PassedOver,
        (StepOutcome::Mailed, Some(mails)) if mails.sent + mails.cancelled == mails.mails => {
            if mails.sent > 0 {
                DeliveryState::Sent
            } else {
                DeliveryState::Cancelled
            }
        }
        (StepOutcome::Mailed, Some(mails)) if mails.refused == mails.mails => {
            DeliveryState::Undeliverable
        }
        (StepOutcome::Mailed, Some(mails)) if mails.failing > 0 => DeliveryState::Failing,
        (StepOutcome::Mailed, _) => DeliveryState::Pending,
    }
}
