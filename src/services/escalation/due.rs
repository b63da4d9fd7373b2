//! Escalation: steps that are due are taken, acknowledgements pause them, and those who were
//! mailed are told how it ended.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::escalation::{How, Level, Taken, Why};
use crate::domain::notification::Trouble;
use crate::services::duty::plan::OnDuty;
use crate::services::notifications::about_requests::step_mail;
use crate::services::operations::watchdog;
use crate::services::placement::arrivals;
use crate::services::{Context, Error, Parts};
use crate::store::Tx;
use crate::store::escalation::due as rows;
use crate::store::escalation::due::Due;
use crate::store::escalation::steps::{self, EscalationRecord};
use crate::store::identity::accounts::AccountRecord;
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::operations::audit_log::{self, Entry};

/// Requests escalated in one transaction: as many as keep other writers waiting for no more than
/// about a tenth of a second.
const TOGETHER: i64 = 2_000;

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

/// From how long after its due time on a step counts as late: two ticks, and a minute for a busy
/// service.
pub(crate) fn late_after(cx: &Parts) -> TimeDelta {
    TimeDelta::from_std(cx.settings.tick).unwrap_or_default() * 2 + TimeDelta::minutes(1)
}

async fn escalate_in(tx: &mut Tx, cx: &Parts, now: DateTime<Utc>) -> Result<usize, Error> {
    let mut due = rows::due(tx, true, now, TOGETHER).await?;
    if due.is_empty() {
        due = rows::due(tx, false, now, TOGETHER).await?;
    }
    let many = due.len();
    let (awaited, due): (Vec<_>, Vec<_>) =
        due.into_iter().partition(|request| request.esc_why == Why::OnTheWay);
    let awaited: Vec<Uuid> = awaited.iter().map(|request| request.id).collect();
    arrivals::ask(tx, cx, &awaited, now).await?;
    take_steps(tx, cx, due, now).await?;
    Ok(many)
}

/// From when on an alert that has not left is too old to go out beside a newer one to the same
/// person.
const SUPERSEDED_AFTER: TimeDelta = TimeDelta::hours(1);

/// Takes the steps of locked requests that are due, and writes everything down.
pub(crate) async fn take_steps(
    tx: &mut Tx,
    cx: &Parts,
    mut due: Vec<Due>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let cities: BTreeSet<&str> = due.iter().map(|request| request.city.as_str()).collect();
    let duty = OnDuty::load(tx, cx, cities, now).await?;
    let late = late_after(cx);
    let (mut mails, mut steps) = (Vec::new(), Vec::new());
    for request in &mut due {
        let people = People { duty: &duty, request };
        let anybody = |level| !people.at(level).is_empty();
        let (taken, next) = request.policy.advance(request.progress(), now, late, anybody);
        mails.extend(step_mails(&people, &taken, late, now));
        steps.push(taken);
        request.set_progress(next);
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
        watchdog::tell_admins(tx, vec![(Trouble::NobodyToAlert, alone)], now).await?;
    }
    rows::save_progress(tx, &due).await?;
    Ok(())
}

fn nobody_at_all(taken: &[Taken]) -> bool {
    !taken.is_empty() && taken.iter().all(|step| step.how == How::Nobody)
}

/// Whom the steps of a request go to.
pub(crate) struct People<'a> {
    pub(crate) duty: &'a OnDuty,
    pub(crate) request: &'a Due,
}

impl<'a> People<'a> {
    /// Those on duty at a level. Where the plan leaves every step of the policy without anybody,
    /// all coordinators who answer for the city are: a plan with a hole must not mean silence.
    pub(crate) fn at(&self, level: Level) -> Vec<&'a AccountRecord> {
        let city = &self.request.city;
        let on_duty = |level| self.duty.at(city, level);
        let mut steps = self.request.policy.steps.iter();
        if steps.all(|step| on_duty(step.to).is_empty()) {
            return self.duty.everyone(city);
        }
        on_duty(level)
    }
}

/// The mails of the steps a request takes now: each person once, by the last step that mails, also
/// for those it stands for.
fn step_mails(
    people: &People<'_>,
    taken: &[Taken],
    late: TimeDelta,
    now: DateTime<Utc>,
) -> Vec<OutboxRecord> {
    let mut mails = Vec::new();
    let mut to: BTreeMap<Uuid, &AccountRecord> = BTreeMap::new();
    let mut was_due: Option<DateTime<Utc>> = None;
    for step in taken.iter().filter(|step| matches!(step.how, How::Mailed | How::CaughtUp)) {
        to.extend(people.at(step.to).into_iter().map(|account| (account.id, account)));
        if now - step.due > late {
            was_due = was_due.or(Some(step.due));
        }
        if step.how == How::Mailed {
            let late = was_due.take();
            let to = std::mem::take(&mut to).into_values();
            mails.extend(to.map(|account| step_mail(people.request, step, late, account, now)));
        }
    }
    mails
}

/// Writes down steps of requests, with their audit.
pub(crate) async fn write_steps(
    tx: &mut Tx,
    actor: Option<Uuid>,
    taken: &[(&Due, &[Taken])],
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let (mut records, mut entries) = (Vec::new(), Vec::new());
    for (request, steps) in taken {
        for step in *steps {
            records.push(EscalationRecord {
                request_id: request.id,
                cycle: step.cycle,
                step: step.step,
                why: request.esc_why,
                level: step.to,
                due_at: step.due,
                at: now,
                how: step.how,
            });
            let detail = serde_json::json!({
                "cycle": step.cycle, "step": step.step, "to": step.to, "why": request.esc_why,
            });
            let entry = Entry::new(actor, audit_action(step.how), request.id).about(request.id);
            entries.push(entry.with(detail));
        }
    }
    steps::insert_many(tx, &records).await?;
    audit_log::insert_many(tx, &entries, now).await?;
    Ok(())
}

fn audit_action(how: How) -> &'static str {
    match how {
        How::Mailed => "escalation.step",
        How::Nobody => "escalation.skip",
        How::CaughtUp => "escalation.catch_up",
        How::PassedOver => "escalation.pass_over",
    }
}
