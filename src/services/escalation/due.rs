//! Acts on requests that are due: takes escalation steps, and asks both sides about an overdue
//! arrival. Called by the sweep at each tick.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::escalation::{EscalationReason, Level, StepOutcome, StepTaken};
use crate::domain::notification::Trouble;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{Nobody, Service};
use crate::services::duty::roster::OnDuty;
use crate::services::escalation::unreached;
use crate::services::notifications::about_requests::step_mail;
use crate::services::notifications::trouble::tell_admins;
use crate::services::placement::arrivals;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::escalation::due as rows;
use crate::store::escalation::steps::{self, EscalationRecord};
use crate::store::identity::accounts::AccountRecord;
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::requests;

/// Requests escalated in one transaction: other writers wait no more than about 0.1 s for it.
const BATCH: i64 = 2_000;

/// Acts on every request that is due, after bringing forward those whose alert reached nobody.
/// After an error the next call acts on the rest.
pub async fn escalate_all(cx: &Context) -> Result<(), Error> {
    let brought_forward = unreached::bring_forward_all(cx).await;
    // Two at once: one computes while the database writes for the other.
    let (one, other) = futures::join!(escalate_some(cx), escalate_some(cx));
    brought_forward.and(one).and(other)
}

async fn escalate_some(cx: &Context) -> Result<(), Error> {
    while escalate(cx).await? > 0 {}
    Ok(())
}

async fn escalate(cx: &Context) -> Result<usize, Error> {
    let mut tx = cx.store.begin_read().await?;
    let any = rows::any_due(&mut tx, cx.now()).await?;
    drop(tx);
    if !any {
        return Ok(0);
    }
    cx.write(Service, Escalate).await
}

/// Acts on requests that are due; returns how many. On PostgreSQL those that another transaction
/// has locked come last.
pub(crate) struct Escalate;

impl UseCase for Escalate {
    type Answer = usize;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<usize, Error> {
        let mut due = rows::due(tx, true, call.now, BATCH).await?;
        if due.is_empty() {
            due = rows::due(tx, false, call.now, BATCH).await?;
        }
        let many = due.len();
        act_on(tx, &call.cx, due, call.now).await.map(|()| many)
    }
}

/// Acts on requests that are due and locked.
async fn act_on(
    tx: &mut Tx,
    cx: &Context,
    due: Vec<PlacementRequest>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (overdue, due): (Vec<_>, Vec<_>) = due
        .into_iter()
        .partition(|request| request.escalation.reason == EscalationReason::OnTheWay);
    arrivals::ask(tx, cx, overdue, now).await?;
    take_steps(tx, cx, due, now).await
}

/// Requests due later than the longest wait of their policy and the settings allows: a clock was
/// wrong when the due time was written.
pub async fn due_too_far_ahead(tx: &mut Tx, cx: &Context) -> Result<Vec<Uuid>, Error> {
    let (now, waits) = (cx.clock.now(), cx.settings.waits());
    let least = waits.acknowledged_for.max(waits.arrive_within).max(waits.answer_within);
    let (mut found, mut after) = (Vec::new(), Uuid::nil());
    loop {
        let page = rows::due_after(tx, now + least, after, BATCH).await?;
        let Some(last) = page.last() else { return Ok(found) };
        after = last.id;
        let due = page.iter().filter(|request| request.is_due(now, &waits));
        found.extend(due.map(|request| request.id));
    }
}

/// Acts on open requests whose due time is too far ahead or missing.
pub async fn escalate_overlooked(cx: &Context) -> Result<(), Error> {
    let mut tx = cx.store.begin_read().await?;
    let mut found = due_too_far_ahead(&mut tx, cx).await?;
    found.extend(rows::without_due(&mut tx).await?);
    drop(tx);
    for ids in found.chunks(usize::try_from(BATCH).unwrap_or(usize::MAX)) {
        cx.write(Service, DueNow { ids: ids.to_vec() }).await?;
    }
    Ok(())
}

/// Acts on requests as if they were due now, if they are still overlooked.
struct DueNow {
    ids: Vec<Uuid>,
}

impl UseCase for DueNow {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let mut requests = requests::lock_many(tx, &self.ids).await?;
        // Read again under the locks: some may have changed meanwhile.
        let without = rows::without_due(tx).await?;
        let (now, waits) = (call.now, call.cx.settings.waits());
        requests.retain(|request| request.is_due(now, &waits) || without.contains(&request.id));
        requests.iter_mut().for_each(|request| request.due_now(now));
        act_on(tx, &call.cx, requests, now).await
    }
}

/// How long after its due time a step counts as late: two ticks, and a minute for a busy service.
pub(crate) fn late_after(cx: &Context) -> TimeDelta {
    TimeDelta::from_std(cx.settings.tick).unwrap_or_default() * 2 + TimeDelta::minutes(1)
}

/// Age from which an unsent alert is cancelled by a newer one to the same person.
const SUPERSEDED_AFTER: TimeDelta = TimeDelta::hours(1);

/// Takes the due steps of locked requests: saves them, mails, audits, and notifies administrators
/// of requests whose steps all had nobody on duty.
pub(crate) async fn take_steps(
    tx: &mut Tx,
    cx: &Context,
    mut due: Vec<PlacementRequest>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let cities: BTreeSet<&str> = due.iter().map(|request| request.city.as_str()).collect();
    let duty = OnDuty::load(tx, cx, cities, now).await?;
    let late = late_after(cx);
    let (mut mails, mut steps) = (Vec::new(), Vec::new());
    for request in &mut due {
        let reached = Level::ALL.iter().copied();
        let reached: Vec<Level> =
            reached.filter(|&level| !on_duty(&duty, request, level).is_empty()).collect();
        let taken = request.steps_taken(now, late, |level| reached.contains(&level))?;
        mails.extend(step_mails(&duty, request, &taken, late, now));
        steps.push(taken);
    }
    let of: Vec<_> = due.iter().zip(&steps).map(|(request, taken)| (request, &taken[..])).collect();
    write_steps(tx, None, &of, now).await?;
    outbox::insert_many(tx, &mails).await?;
    let before = now - SUPERSEDED_AFTER;
    let old = due.iter().filter(|request| request.created_at < before);
    let old: Vec<Uuid> = old.map(|request| request.id).collect();
    outbox::supersede_alerts(tx, &old, before, now).await?;
    let alone = steps.iter().filter(|taken| nobody_at_all(taken)).count();
    if alone > 0 {
        let alone = i64::try_from(alone).unwrap_or(i64::MAX);
        tell_admins(tx, vec![(Trouble::NobodyToAlert, alone)], now).await?;
    }
    requests::save_escalations(tx, &due).await?;
    Ok(())
}

fn nobody_at_all(taken: &[StepTaken]) -> bool {
    !taken.is_empty() && taken.iter().all(|step| step.outcome == StepOutcome::Nobody)
}

/// Whom a step at this level goes to. Where the roster leaves every step of the policy without
/// anybody, all coordinators who answer for the city: a gap must not silence escalation.
pub(crate) fn on_duty<'a>(
    duty: &'a OnDuty,
    request: &PlacementRequest,
    level: Level,
) -> Vec<&'a AccountRecord> {
    let at = |level| duty.at(&request.city, level);
    if request.policy.steps.iter().all(|step| at(step.to).is_empty()) {
        return duty.everyone(&request.city);
    }
    at(level)
}

/// The mails of the steps a request takes now: each person once. A caught-up step's recipients get
/// the mail of the later step that mails.
fn step_mails(
    duty: &OnDuty,
    request: &PlacementRequest,
    taken: &[StepTaken],
    late: TimeDelta,
    now: DateTime<Utc>,
) -> Vec<OutboxRecord> {
    let mut mails = Vec::new();
    let mut to: BTreeMap<Uuid, &AccountRecord> = BTreeMap::new();
    let mut was_due: Option<DateTime<Utc>> = None;
    for step in taken
        .iter()
        .filter(|step| matches!(step.outcome, StepOutcome::Mailed | StepOutcome::CaughtUp))
    {
        to.extend(on_duty(duty, request, step.to).into_iter().map(|account| (account.id, account)));
        if now - step.due > late {
            was_due = was_due.or(Some(step.due));
        }
        if step.outcome == StepOutcome::Mailed {
            let late = was_due.take();
            let to = std::mem::take(&mut to).into_values();
            mails.extend(to.map(|account| step_mail(request, step, late, account, now)));
        }
    }
    mails
}

/// Inserts steps taken, with their audit entries.
pub(crate) async fn write_steps(
    tx: &mut Tx,
    actor: Option<Uuid>,
    taken: &[(&PlacementRequest, &[StepTaken])],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (mut records, mut entries) = (Vec::new(), Vec::new());
    for (request, steps) in taken {
        for step in *steps {
            records.push(EscalationRecord {
                request_id: request.id,
                cycle: step.cycle,
                step: step.step,
                reason: request.escalation.reason,
                level: step.to,
                due_at: step.due,
                at: now,
                outcome: step.outcome,
            });
            let detail = serde_json::json!({
                "cycle": step.cycle, "step": step.step, "to": step.to, "why": request.escalation.reason,
            });
            let entry = Entry::new(actor, audit_action(step.outcome), request.id).about(request.id);
            entries.push(entry.with(detail));
        }
    }
    steps::insert_many(tx, &records).await?;
    audit_log::insert_many(tx, &entries, now).await?;
    Ok(())
}

fn audit_action(outcome: StepOutcome) -> &'static str {
    match outcome {
        StepOutcome::Mailed => "escalation.step",
        StepOutcome::Nobody => "escalation.skip",
        StepOutcome::CaughtUp => "escalation.catch_up",
        StepOutcome::PassedOver => "escalation.pass_over",
    }
}
