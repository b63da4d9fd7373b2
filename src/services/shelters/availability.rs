//! Shelters report free beds, close or open a pool; pending offers that no longer fit are withdrawn
//! and their requests placed again.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::account::Parties;
use crate::domain::bed::Pool;
use crate::domain::count::{CountTime, SeenCount};
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{As, ShelterStaff, by_count_link};
use crate::services::notifications::about_requests;
use crate::services::placement::unserved_offers;
use crate::services::views::PoolView;
use crate::services::{Actor, Call, Context, Error, FieldError, IdempotencyKey, UseCase};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers;
use crate::store::shelters::count_reminders::{self, CountLink};
use crate::store::shelters::pools::{self, CountReport};
use crate::store::shelters::shelter;
use crate::store::{StoreError, Tx};

/// What a shelter reports of one pool.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Availability {
    /// Beds that stand empty right now, those promised included; 0 to the capacity.
    #[schema(minimum = 0, maximum = 10000)]
    pub free: i32,
    /// Whether the pool takes nobody; as before when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
    /// A coded note.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$")]
    pub note_code: Option<String>,
    /// When it was counted, if not now; at most a minute ahead of the service's clock. The count
    /// is as old as this says. One older than the pool's `reported_at` changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<DateTime<Utc>>,
}

/// What a shelter reports of one of several pools.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolAvailability {
    /// The pool.
    pub pool_id: Uuid,
    /// Beds that stand empty right now, those promised included; 0 to the capacity.
    #[schema(minimum = 0, maximum = 10000)]
    pub free: i32,
    /// Whether the pool takes nobody; as before when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<bool>,
    /// When it was counted, if not now; at most a minute ahead of the service's clock. The count
    /// is as old as this says. One older than the pool's `reported_at` changes nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counted_at: Option<DateTime<Utc>>,
}

/// Reports of several pools, all or nothing.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ManyAvailabilities {
    /// One report for each pool.
    #[schema(min_items = 1, max_items = 200)]
    pub pools: Vec<PoolAvailability>,
}

/// The pools of a report of several, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct ManyPools {
    /// The pools in their new state.
    pub pools: Vec<PoolView>,
}

/// Reports one pool, for the API. `if_versions` are those of `If-Match`: precondition failed when
/// the pool has another.
pub async fn report(
    cx: &Context,
    by: &As<ShelterStaff>,
    pool_id: Uuid,
    body: Availability,
    if_versions: Option<Vec<i64>>,
) -> Result<PoolView, Error> {
    let counts = vec![Count::of(pool_id, body, None)];
    let mut views = cx.write(by, ReportCounts { counts, if_versions }).await?;
    views.pop().ok_or(Error::NotFound("pool"))
}

/// Reports one pool from a form that showed the count `seen`.
pub async fn report_from_form(
    cx: &Context,
    by: &As<ShelterStaff>,
    key: Option<IdempotencyKey>,
    pool_id: Uuid,
    body: Availability,
    seen: Option<SeenCount>,
) -> Result<(), Error> {
    let counts = vec![Count::of(pool_id, body, seen)];
    cx.carry_out(by, key, ReportCounts { counts, if_versions: None }).await.map(drop)
}

/// Reports several pools, all or nothing. Errors name every bad field and every outdated count.
pub async fn report_many(
    cx: &Context,
    by: &As<ShelterStaff>,
    body: ManyAvailabilities,
) -> Result<ManyPools, Error> {
    let count = |(at, one): (usize, PoolAvailability)| Count {
        pool_id: one.pool_id,
        free: one.free,
        closed: one.closed,
        note_code: None,
        time: CountTime::new(one.counted_at, None),
        pointer: format!("/pools/{at}"),
    };
    let counts = body.pools.into_iter().enumerate().map(count).collect();
    Ok(ManyPools { pools: cx.write(by, ReportCounts { counts, if_versions: None }).await? })
}

/// Reports the pools of a shelter by a count link, which can't be used again. Not found when it was
/// used meanwhile.
pub(crate) async fn report_by_link(
    cx: &Context,
    link: &CountLink,
    counts: Vec<(Uuid, i32, Option<SeenCount>)>,
) -> Result<(), Error> {
    let count = |(pool_id, free, seen)| {
        let body = Availability { free, ..Availability::default() };
        Count { pointer: format!("/{pool_id}"), ..Count::of(pool_id, body, seen) }
    };
    let counts = counts.into_iter().map(count).collect();
    let by = by_count_link(link.id, link.shelter_id);
    cx.write(by, ReportCounts { counts, if_versions: None }).await.map(drop)
}

/// A count to report.
struct Count {
    pool_id: Uuid,
    free: i32,
    closed: Option<bool>,
    note_code: Option<String>,
    time: CountTime,
    /// JSON pointer to it in the input.
    pointer: String,
}

impl Count {
    fn of(pool_id: Uuid, body: Availability, seen: Option<SeenCount>) -> Self {
        let Availability { free, closed, note_code, counted_at } = body;
        let (time, pointer) = (CountTime::new(counted_at, seen), String::new());
        Self { pool_id, free, closed, note_code, time, pointer }
    }
}

/// Reports pools, all or nothing. Pending offers whose beds are gone are withdrawn, their requests
/// placed again. An overcommitted pool is notified to coordinators.
pub(crate) struct ReportCounts {
    counts: Vec<Count>,
    /// From `If-Match`.
    if_versions: Option<Vec<i64>>,
}

impl ReportCounts {
    /// Reports the counts of pools as they are: they are still right.
    pub(crate) fn confirming(pools: &[Pool]) -> Self {
        let count = |pool: &Pool| {
            let body = Availability { free: pool.free, ..Availability::default() };
            Count::of(pool.id, body, None)
        };
        Self { counts: pools.iter().map(count).collect(), if_versions: None }
    }
}

impl UseCase for ReportCounts {
    type Answer = Vec<PoolView>;
    type Right = ShelterStaff;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Vec<PoolView>, Error> {
        let counts = &self.counts;
        let ids: Vec<Uuid> = counts.iter().map(|one| one.pool_id).collect();
        let seen = pools::get_many(tx, &ids).await?;
        // Lock order everywhere, against deadlocks: placing turn, requests, pools.
        let places = loses_promised(&seen, counts);
        if places {
            tx.take_placing_turn().await?;
            unserved_offers::lock_requests(tx, &shelters_of(&seen)).await?;
        }
        let before = pools::lock_many(tx, &ids).await?;
        check(tx, call, counts, &before, self.if_versions.as_deref()).await?;
        let loses = loses_promised(&before, counts);
        if loses && !places {
            return Err(StoreError::Race("beds were promised meanwhile".to_owned()).into());
        }
        if let Actor::CountLink { id, .. } = call.by
            && !count_reminders::use_link(tx, id, call.now).await?
        {
            return Err(Error::NotFound("link"));
        }
        let planned: Vec<Pool> = before.iter().map(|pool| reported(pool, counts)).collect();
        let mut withdrawn = Vec::new();
        if loses {
            withdrawn = withdraw_lost(tx, call, &before, &planned).await?;
        }
        let after = pools::report_many(tx, &reports(counts, &planned, call.now)).await?;
        unserved_offers::place_anew(tx, call, withdrawn).await?;
        // A confirmed count is no news.
        let is_news = |pool: &&Pool| {
            let was = before.iter().find(|was| was.id == pool.id);
            let known = was.is_some_and(|was| was.overcommitted && was.free == pool.free);
            pool.overcommitted && !known
        };
        for pool in after.iter().filter(is_news) {
            about_requests::tell_overcommitted(tx, &call.cx, pool, call.now).await?;
        }
        count_reminders::note_reported(tx, &shelters_of(&after), call.now).await?;
        audit(tx, call, &after).await?;
        let now = tx.changed_pools();
        let view = |one: &Count| now.iter().rfind(|pool| pool.id == one.pool_id);
        let views = counts.iter().filter_map(view);
        Ok(views.map(|pool| PoolView::of(pool, &call.cx, call.now)).collect())
    }
}

/// Whether the counts leave a pool fewer free than promised beds, or close one with promised beds.
fn loses_promised(pools: &[Pool], counts: &[Count]) -> bool {
    pools.iter().any(|was| {
        let will = reported(was, counts);
        will.promised > 0 && (will.free < will.promised || will.closed && !was.closed)
    })
}

/// The rows to write.
fn reports(counts: &[Count], planned: &[Pool], now: DateTime<Utc>) -> Vec<CountReport> {
    let report = |one: &Count| {
        let pool = planned.iter().find(|pool| pool.id == one.pool_id)?;
        Some(CountReport {
            pool_id: pool.id,
            free: pool.free,
            closed: pool.closed,
            note_code: one.note_code.clone(),
            counted_at: one.time.date_on(pool, now),
            lifts_doubt: !one.time.is_late(now),
        })
    };
    counts.iter().filter_map(report).collect()
}

/// A pool as it is after the counts.
fn reported(pool: &Pool, counts: &[Count]) -> Pool {
    let mut planned = pool.clone();
    if let Some(one) = counts.iter().find(|one| one.pool_id == pool.id) {
        planned.free = one.free;
        planned.closed = one.closed.unwrap_or(pool.closed);
    }
    planned
}

/// The shelters of pools, sorted, each once.
fn shelters_of(pools: &[Pool]) -> Vec<Uuid> {
    let mut ids: Vec<Uuid> = pools.iter().map(|pool| pool.shelter_id).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Withdraws the pending offers that the counts no longer serve; returns their requests.
async fn withdraw_lost(
    tx: &mut Tx,
    call: &Call,
    before: &[Pool],
    planned: &[Pool],
) -> Result<Vec<PlacementRequest>, Error> {
    let mut withdrawn = Vec::new();
    for id in shelters_of(before) {
        let record = shelter::get(tx, id).await?.ok_or(Error::NotFound("shelter"))?;
        let with = |pools: &[Pool]| {
            let mine = pools.iter().filter(|pool| pool.shelter_id == id).cloned();
            call.cx.board.shelter(&record, mine.collect())
        };
        let found =
            unserved_offers::withdraw_unserved(tx, call, &with(before), &with(planned)).await?;
        withdrawn.extend(found);
    }
    Ok(withdrawn)
}

/// Rejects counts of pools that are not the caller's, have another version or a smaller capacity,
/// are named twice, or have a newer count.
async fn check(
    tx: &mut Tx,
    call: &Call,
    counts: &[Count],
    before: &[Pool],
    if_versions: Option<&[i64]>,
) -> Result<(), Error> {
    let (mut wrong, mut outdated, mut seen) = (Vec::new(), Vec::new(), HashSet::new());
    for one in counts {
        if !seen.insert(one.pool_id) {
            let pointer = format!("{}/pool_id", one.pointer);
            wrong.push(FieldError::new(pointer, "twice", "must name each pool once"));
        }
        let pool = before.iter().find(|pool| pool.id == one.pool_id);
        let pool = pool.ok_or(Error::NotFound("pool"))?;
        may_report(tx, call, pool).await?;
        if if_versions.is_some_and(|versions| !versions.contains(&pool.version)) {
            return Err(Error::PreconditionFailed);
        }
        if one.free > pool.capacity {
            let detail =
                format!("must be a whole number from 0 to {}, the capacity", pool.capacity);
            let pointer = format!("{}/free", one.pointer);
            wrong.push(FieldError::new(pointer, "free_above_capacity", detail));
        }
        let pointer = format!("{}/counted_at", one.pointer);
        if one.time.is_ahead(call.now) {
            let detail = "must not be in the future; the clock it was read from is ahead";
            wrong.push(FieldError::new(pointer, "in_the_future", detail));
        } else if one.time.is_outdated(pool) || moved_since(tx, one, pool).await? {
            outdated
                .push((pool, FieldError::new(pointer, "newer_count", "was counted anew since")));
        }
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let Some((pool, _)) = outdated.first() else { return Ok(()) };
    let pool = Box::new(PoolView::of(pool, &call.cx, call.now));
    Err(Error::NewerCount { pool, errors: outdated.into_iter().map(|(_, error)| error).collect() })
}

/// Whether a child has arrived in the pool or left it after the count was made.
async fn moved_since(tx: &mut Tx, one: &Count, pool: &Pool) -> Result<bool, Error> {
    match one.time.unseen_from(pool) {
        Some(counted_at) => Ok(offers::moved_after(tx, pool.id, counted_at).await?),
        None => Ok(false),
    }
}

async fn audit(tx: &mut Tx, call: &Call, pools: &[Pool]) -> Result<(), Error> {
    let link = match call.by {
        Actor::CountLink { id, .. } => Some(id),
        _ => None,
    };
    let entry = |pool: &Pool| {
        let detail = serde_json::json!({
            "free": pool.free, "closed": pool.closed, "overcommitted": pool.overcommitted,
            "link": link,
        });
        Entry::new(call.actor(), "pool.report", pool.id).with(detail)
    };
    let entries: Vec<Entry> = pools.iter().map(entry).collect();
    Ok(audit_log::insert_many(tx, &entries, call.now).await?)
}

async fn may_report(tx: &mut Tx, call: &Call, pool: &Pool) -> Result<(), Error> {
    let shelter = shelter::get(tx, pool.shelter_id).await?.ok_or(Error::NotFound("pool"))?;
    if !(pool.active && shelter.active) {
        return Err(Error::NotFound("pool"));
    }
    let parties = Parties {
        outreach: None,
        shelter: Some(shelter.partner_id),
        cities: [None, Some(&shelter.city)],
    };
    let may = match &call.by {
        Actor::CountLink { shelter_id, .. } => shelter.id == *shelter_id,
        by => by.account().is_some_and(|caller| caller.is_party(parties, &call.cx.cities)),
    };
    if may { Ok(()) } else { Err(Error::NotFound("pool")) }
}
