//! Acknowledge a request, hand it over, escalate it now: coordinators only.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::escalation::{AcknowledgementNote, Level, Policy, StepOutcome};
use crate::domain::notification::Notice;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::Coordinator;
use crate::services::escalation::due::{take_steps, write_steps};
use crate::services::notifications::about_requests::mail;
use crate::services::placement::closing::{lock_seen, save_and_view};
use crate::services::placement::requests::views;
use crate::services::views::RequestView;
use crate::services::{Call, Error, UseCase};
use crate::store::Tx;
use crate::store::escalation::steps::{self, EscalationRecord};
use crate::store::identity::accounts;
use crate::store::notifications::outbox;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::requests as rows;

/// What a coordinator says when taking a request on.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Acknowledge {
    /// What is being done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<AcknowledgementNote>,
}

/// Acknowledges a request: its escalation pauses for `escalation.ack_timeout`; a running pause is
/// not prolonged. Wrong state when nothing escalates.
pub struct AcknowledgeRequest {
    pub id: Uuid,
    pub note: Option<AcknowledgementNote>,
}

impl UseCase for AcknowledgeRequest {
    type Answer = RequestView;
    type Right = Coordinator;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let mut request = lock_seen(tx, call, self.id).await?;
        let (by, waits) = (call.caller()?.account_id, call.cx.settings.waits());
        let until = request.acknowledged(by, self.note, call.now, &waits)?;
        let detail = serde_json::json!({ "until": until, "note": self.note });
        let entry = Entry::new(call.actor(), "request.acknowledge", self.id).about(self.id);
        audit_log::insert(tx, entry.with(detail), call.now).await?;
        save_and_view(tx, call, request).await
    }
}

/// Whom a request is handed over to.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct HandOver {
    /// The account of a coordinator of the request's city, its region or the nation.
    pub to: Uuid,
    /// What is being done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<AcknowledgementNote>,
}

/// Hands a request over to another coordinator, who is mailed. A running pause is not prolonged.
/// Wrong state when nothing escalates; `not_a_coordinator` when the other can't take it.
pub struct HandOverRequest {
    pub id: Uuid,
    pub body: HandOver,
}

impl UseCase for HandOverRequest {
    type Answer = RequestView;
    type Right = Coordinator;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let (id, body) = (self.id, &self.body);
        let mut request = lock_seen(tx, call, id).await?;
        let waits = call.cx.settings.waits();
        let until = request.handed_over(body.to, body.note, call.now, &waits)?;
        let other = accounts::get(tx, body.to).await?.filter(|account| {
            account.active && account.caller().coordinates(&request.city, &call.cx.cities)
        });
        let Some(other) = other else {
            let detail =
                "must be the account of an active coordinator who answers for the request's city";
            return Err(Error::field("/to", "not_a_coordinator", detail));
        };
        let detail = serde_json::json!({ "to": other.id, "until": until, "note": body.note });
        let entry = Entry::new(call.actor(), "request.hand_over", id).about(id).with(detail);
        audit_log::insert(tx, entry, call.now).await?;
        if Some(other.id) != call.actor() {
            let notice = Notice::HandedOver {
                reference: request.reference.clone(),
                urgency: request.urgency,
            };
            let key = format!("handed_over:{id}:{}", request.version);
            outbox::insert_many(tx, &[mail(&key, &notice, &other, Some(id), call.now)]).await?;
        }
        save_and_view(tx, call, request).await
    }
}

/// Where to go straight to: a step by its number, or the first that goes to a level.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EscalateTo {
    /// The step's number, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 1, maximum = 20)]
    pub step: Option<i32>,
    /// Whom to alert.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Level>,
}

/// Within this time after a step was taken, asking for it again does nothing.
const STANDS_FOR: TimeDelta = TimeDelta::minutes(1);

/// Takes a step of the request's policy at once, also while it is acknowledged; later steps keep
/// their distance from it. A step taken within the last minute, for any reason, is not taken again:
/// the request is returned unchanged and nobody is mailed twice. Wrong state when nothing
/// escalates.
pub struct EscalateRequest {
    pub id: Uuid,
    pub body: EscalateTo,
}

impl UseCase for EscalateRequest {
    type Answer = RequestView;
    type Right = Coordinator;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let (id, now) = (self.id, call.now);
        let mut request = lock_seen(tx, call, id).await?;
        request.check_escalates()?;
        let number = number_of(&request.policy, &self.body)?;
        let steps = steps::of_requests(tx, &[id]).await?.remove(&id).unwrap_or_default();
        let stands = |taken: &EscalationRecord| {
            taken.step == number
                && taken.reason == request.escalation.reason
                && taken.outcome == StepOutcome::Mailed
                && taken.at > now - STANDS_FOR
        };
        if steps.iter().any(stands) {
            return view_of(tx, call, request).await;
        }
        let passed = request.escalated_to(number, now)?;
        write_steps(tx, call.actor(), &[(&request, &passed)], now).await?;
        let cycle = request.escalation.progress.cycle;
        let detail = serde_json::json!({ "step": number, "cycle": cycle });
        let entry = Entry::new(call.actor(), "request.escalate", id).about(id).with(detail);
        audit_log::insert(tx, entry, now).await?;
        take_steps(tx, &call.cx, vec![request], now).await?;
        let request = rows::get(tx, id).await?.ok_or(Error::NotFound("request"))?;
        view_of(tx, call, request).await
    }
}

async fn view_of(
    tx: &mut Tx,
    call: &Call,
    request: PlacementRequest,
) -> Result<RequestView, Error> {
    let mut views = views(tx, &call.cx, vec![request]).await?;
    views.pop().ok_or(Error::NotFound("request"))
}

/// The number of the step, from 1.
fn number_of(policy: &Policy, body: &EscalateTo) -> Result<i32, Error> {
    let steps = policy.steps.len();
    match (body.step, body.to) {
        (Some(step), None) if usize::try_from(step).is_ok_and(|n| (1..=steps).contains(&n)) => {
            Ok(step)
        }
        (Some(_), None) => {
            let detail = format!("must be a step of its policy, from 1 to {steps}");
            Err(Error::field("/step", "out_of_range", detail))
        }
        (None, Some(to)) => {
            let at = policy.steps.iter().position(|step| step.to == to);
            at.and_then(|at| i32::try_from(at + 1).ok()).ok_or_else(|| {
                Error::field("/to", "no_such_step", "no step of its policy goes there")
            })
        }
        (Some(_), Some(_)) => {
            Err(Error::field("/to", "one_of_two", "must be left out when `step` is given"))
        }
        (None, None) => {
            Err(Error::field("/step", "required", "must be given, or `to` in its place"))
        }
    }
}
