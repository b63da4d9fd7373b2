//! Erasure of requests: after the retention time, or when an administrator asks. Of each child only
//! a statistic is kept that identifies nobody: month, region, age band, gender, outcome, durations
//! in whole minutes. The audit log keeps that it happened; it never holds anything about a child.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::offer::DeclineReason;
use crate::domain::request::{Outcome, RequestState, read_reference};
use crate::services::authorisation::{Admin, By, Nobody, Service};
use crate::services::reports::age_band;
use crate::services::{Call, Context, Error, IDEMPOTENCY_TTL, UseCase};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::operations::erasure as rows;
use crate::store::operations::erasure::ChildStatistic;
use crate::store::placement::requests;
use crate::store::reports::{self, RequestedChild, Selection};

/// Requests erased in one transaction.
const BATCH: i64 = 100;

/// How long mail is kept after it was sent, refused or cancelled.
const MAIL_KEPT: TimeDelta = TimeDelta::days(30);

/// Mails deleted in one transaction.
const MAIL_BATCH: i64 = 1_000;

/// Hourly job: erases requests whose retention time has passed, and old mail.
pub async fn forget(cx: &Context) -> Result<(), Error> {
    let mut erased = 0;
    loop {
        match cx.write(Service, Forget).await? {
            0 => break,
            some => erased += some,
        }
    }
    if erased > 0 {
        empty_log(cx).await?;
    }
    Ok(())
}

/// Erases one batch of expired requests and old mail; returns how many.
struct Forget;

impl UseCase for Forget {
    type Answer = u64;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<u64, Error> {
        let retain = call.cx.settings.retain;
        let ended_before = call.now.checked_sub_signed(retain).unwrap_or(DateTime::UNIX_EPOCH);
        let mails = rows::delete_old_mail(tx, call.now - MAIL_KEPT, MAIL_BATCH).await?;
        let ids = rows::ended_before(tx, ended_before, BATCH).await?;
        erase_all(tx, call, &ids, "request.strip").await?;
        if retain < IDEMPOTENCY_TTL {
            for &id in &ids {
                rows::delete_answers(tx, id).await?;
            }
        }
        Ok(mails + ids.len() as u64)
    }
}

/// Erases one ended request now; the reference may be typed in any form. Conflict `request_open`
/// for one that has not ended: erasing must not make an open case disappear.
pub async fn erase(cx: &Context, by: impl Into<By<Admin>>, reference: &str) -> Result<(), Error> {
    let reference = read_reference(reference).ok_or(Error::NotFound("request"))?;
    cx.write(by, Erase { reference }).await?;
    empty_log(cx).await
}

struct Erase {
    reference: String,
}

impl UseCase for Erase {
    type Answer = ();
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let id = requests::by_reference(tx, &self.reference).await?;
        let id = id.ok_or(Error::NotFound("request"))?;
        let request = requests::lock(tx, id).await?.ok_or(Error::NotFound("request"))?;
        if request.state.is_open() {
            let state = request.state;
            let detail = format!(
                "the request is {state}; withdraw or close it first, then it can be erased"
            );
            return Err(Error::Conflict { code: "request_open", detail });
        }
        erase_all(tx, call, &[id], "request.erase").await?;
        Ok(rows::delete_answers(tx, id).await?)
    }
}

async fn empty_log(cx: &Context) -> Result<(), Error> {
    if !cx.store.truncate_wal().await? {
        tracing::info!(
            "the log of the database could not be emptied yet; its next checkpoint does"
        );
    }
    Ok(())
}

async fn erase_all(
    tx: &mut Tx,
    call: &Call,
    ids: &[Uuid],
    action: &'static str,
) -> Result<(), Error> {
    if ids.is_empty() {
        return Ok(());
    }
    // One that was reopened before it was locked stays.
    let ended = requests::lock_many(tx, ids).await?.into_iter().filter(|one| !one.state.is_open());
    let ids: &[Uuid] = &ended.map(|request| request.id).collect::<Vec<_>>();
    let mut declined: HashMap<Uuid, Vec<DeclineReason>> = HashMap::new();
    for refusal in reports::declines(tx, Selection::Ids(ids)).await? {
        declined.entry(refusal.request_id).or_default().push(refusal.decline_reason);
    }
    let children = reports::children(tx, Selection::Ids(ids)).await?;
    let statistic = |child: &RequestedChild| {
        statistic(&call.cx, child, declined.get(&child.request_id).cloned().unwrap_or_default())
    };
    rows::insert_statistics(tx, &children.iter().map(statistic).collect::<Vec<_>>()).await?;
    rows::delete(tx, ids).await?;
    let entry = |&id: &Uuid| Entry::new(call.actor(), action, id).about(id);
    audit_log::insert_many(tx, &ids.iter().map(entry).collect::<Vec<_>>(), call.now).await?;
    Ok(())
}

/// The statistic kept of a child.
fn statistic(cx: &Context, child: &RequestedChild, declined: Vec<DeclineReason>) -> ChildStatistic {
    let minutes = |at: DateTime<Utc>| {
        let minutes = (at - child.created_at).as_seconds_f64() / 60.0;
        #[expect(clippy::cast_possible_truncation, reason = "saturates")]
        let whole = minutes.round().max(0.0) as i32;
        whole
    };
    let outcome = match (child.state, child.outcome) {
        (RequestState::Closed, Some(outcome)) => outcome.code(),
        (RequestState::Closed, None) => Outcome::Other.code(),
        (state, _) => state.code(),
    };
    ChildStatistic {
        id: Uuid::new_v4(),
        month: cx.settings.zone.local(child.created_at).format("%Y-%m").to_string(),
        region: cx.cities.get(&child.city).map(|city| city.region.clone()).unwrap_or_default(),
        age_band: age_band(child.age).to_owned(),
        gender: child.gender,
        outcome: outcome.to_owned(),
        offered: child.offered_at.is_some(),
        placed: child.arrived_at.is_some(),
        minutes_to_offer: child.offered_at.map(minutes),
        minutes_to_bed: child.arrived_at.map(minutes),
        declined,
    }
}
