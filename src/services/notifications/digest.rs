//! Queues the mails that coordinators get at seven in the morning: the daily digest, and on Mondays the roster's
//! gaps of the week ahead.

use std::collections::{BTreeMap, HashSet};

use chrono::{DateTime, Datelike, NaiveDate, NaiveTime, TimeDelta, Utc};

use crate::domain::account::Role;
use crate::domain::bed::Freshness;
use crate::domain::duty::Area;
use crate::domain::locale::Locale;
use crate::domain::notification::{CityLine, GapLine, Notice};
use crate::services::authorisation::{Nobody, Service};
use crate::services::duty::roster::{DutyGap, all_gaps};
use crate::services::notifications::about_requests::mail;
use crate::services::shelters::count_reminders::silent_in;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::notifications::digest as rows;
use crate::store::notifications::digest::DigestCount;
use crate::store::notifications::outbox::{self, OutboxRecord};

/// When the mails are written, in the time zone `locale.zone`.
const DIGEST_TIME: NaiveTime = NaiveTime::from_hms_opt(7, 0, 0).unwrap();

/// How far ahead the weekly mail lists gaps.
const AHEAD: TimeDelta = TimeDelta::days(7);

/// Most gaps listed in a weekly mail.
const MAX_GAPS_NAMED: usize = 20;

/// Writes this morning's mails that coordinators have not got yet. After downtime the daily ones
/// are caught up on the same day, the weekly ones in the same week; after an error, by the next
/// call.
pub async fn write(cx: &Context) -> Result<(), Error> {
    let now = cx.now();
    let local = cx.settings.zone.local(now);
    if local.time() < DIGEST_TIME {
        return Ok(());
    }
    let day = local.date_naive();
    let mut tx = cx.store.begin_read().await?;
    let coordinators = accounts::of_role(&mut tx, Role::Coordinator).await?;
    let monday = day - TimeDelta::days(day.weekday().num_days_from_monday().into());
    // A daily mail since Monday means that the weekly one was written too, or had no gaps.
    let days = monday.iter_days().take_while(|one| *one <= day).map(daily);
    let of_week: Vec<String> = days.chain([weekly(monday)]).collect();
    let keys: Vec<String> = coordinators
        .iter()
        .flat_map(|account| of_week.iter().map(|key| format!("{key}:{}", account.id)))
        .collect();
    let written = rows::existing_keys(&mut tx, &keys).await?;
    let open = |keys: &[String], of: NaiveDate| {
        // Accounts added since get theirs from the next day, or week, on.
        let begun = seven(cx, of).unwrap_or(now);
        let open = |account: &&AccountRecord| {
            account.created_at < begun
                && !keys.iter().any(|key| written.contains(&format!("{key}:{}", account.id)))
        };
        coordinators.iter().filter(open).collect::<Vec<_>>()
    };
    let mut mails = daily_mails(&mut tx, cx, &open(&[daily(day)], day), day, now).await?;
    let of_week = open(&of_week, monday);
    mails.extend(weekly_mails(&mut tx, cx, &of_week, monday, now).await?);
    drop(tx);
    if mails.is_empty() {
        return Ok(());
    }
    cx.write(Service, SendMails { mails }).await
}

struct SendMails {
    mails: Vec<OutboxRecord>,
}

impl UseCase for SendMails {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, _: &Call) -> Result<(), Error> {
        Ok(outbox::insert_many(tx, &self.mails).await?)
    }
}

fn daily(day: NaiveDate) -> String {
    format!("digest:{day}")
}

fn weekly(day: NaiveDate) -> String {
    format!("duty_gaps:{day}")
}

fn seven(cx: &Context, day: NaiveDate) -> Option<DateTime<Utc>> {
    cx.settings.zone.moment(day.and_time(DIGEST_TIME))
}

/// Numbers of a city in the digest.
#[derive(Clone, Debug, Default)]
struct Counts {
    asked: i64,
    placed: i64,
    waiting: i64,
    late_answers: i64,
    stale_shelters: i64,
    silent_shelters: i64,
}

async fn daily_mails(
    tx: &mut Tx,
    cx: &Context,
    to: &[&AccountRecord],
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<OutboxRecord>, Error> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    // From seven to seven, also when written late.
    let end = seven(cx, day).unwrap_or(now);
    let begin = day.pred_opt().and_then(|day| seven(cx, day)).unwrap_or(end - TimeDelta::days(1));
    let cities = counts(tx, cx, begin, end, now).await?;
    let gaps = all_gaps(tx, cx, now, now + TimeDelta::days(1)).await?;
    let to_mail = |account: &&AccountRecord| {
        let mine = cities.iter().filter(|(code, _)| {
            cx.cities.get(code).map_or(account.scope.national, |city| account.scope.covers(city))
        });
        let mut lines: Vec<CityLine> =
            mine.map(|(code, counts)| line(cx, account.locale, code, counts)).collect();
        lines.sort_by(|one, other| one.city.cmp(&other.city));
        let mine = gaps.iter().filter(|gap| concerns(cx, account, gap));
        let gap_minutes = mine.map(|gap| (gap.to - gap.from).num_minutes()).sum();
        let notice = Notice::Digest { day, cities: lines, gap_minutes };
        mail(&daily(day), &notice, *account, None, now)
    };
    Ok(to.iter().map(to_mail).collect())
}

fn line(cx: &Context, locale: Locale, code: &str, counts: &Counts) -> CityLine {
    let Counts { asked, placed, waiting, late_answers, stale_shelters, silent_shelters } =
        counts.clone();
    let city = cx.cities.get(code).map_or_else(|| code.to_owned(), |city| city.name(locale));
    CityLine { city, asked, placed, waiting, late_answers, stale_shelters, silent_shelters }
}

/// Counts of every city where any is above zero.
async fn counts(
    tx: &mut Tx,
    cx: &Context,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<BTreeMap<String, Counts>, Error> {
    let mut cities: BTreeMap<String, Counts> = BTreeMap::new();
    for row in rows::by_city(tx, DigestCount::Asked, from, to).await? {
        cities.entry(row.city).or_default().asked = row.n;
    }
    for row in rows::by_city(tx, DigestCount::Placed, from, to).await? {
        cities.entry(row.city).or_default().placed = row.n;
    }
    for row in rows::by_city(tx, DigestCount::LateAnswers, from, to).await? {
        cities.entry(row.city).or_default().late_answers = row.n;
    }
    for row in rows::waiting_children(tx).await? {
        cities.entry(row.city).or_default().waiting = row.n;
    }
    let silent = silent_in(tx, cx).await?;
    let silent: HashSet<_> = silent.iter().map(|shelter| shelter.shelter_id).collect();
    for shelter in cx.board.snapshot().iter() {
        let stale = shelter
            .pools
            .iter()
            .filter(|pool| !pool.closed)
            .any(|pool| pool.freshness(now, cx.settings.rules.stale_after) == Freshness::Stale);
        let silent = silent.contains(&shelter.id);
        if stale || silent {
            let counts = cities.entry(shelter.city.clone()).or_default();
            counts.stale_shelters += i64::from(stale);
            counts.silent_shelters += i64::from(silent);
        }
    }
    Ok(cities)
}

async fn weekly_mails(
    tx: &mut Tx,
    cx: &Context,
    to: &[&AccountRecord],
    day: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Vec<OutboxRecord>, Error> {
    if to.is_empty() {
        return Ok(Vec::new());
    }
    let mut gaps = all_gaps(tx, cx, now, now + AHEAD).await?;
    gaps.sort_by_key(|gap| gap.from);
    let to_mail = |account: &&AccountRecord| {
        // Areas that never have anybody are listed for national coordinators only.
        let for_nation = |gap: &DutyGap| gap.unassigned && account.scope.national;
        let mine = gaps.iter().filter(|gap| concerns(cx, account, gap) || for_nation(gap));
        let mine: Vec<&DutyGap> = mine.collect();
        let named = mine.iter().take(MAX_GAPS_NAMED).map(|gap| GapLine {
            area: area_name(cx, account.locale, &gap.area),
            from: gap.from,
            to: gap.to,
        });
        let more = mine.len().saturating_sub(MAX_GAPS_NAMED);
        let notice = Notice::DutyGaps { gaps: named.collect(), more };
        (!mine.is_empty()).then(|| mail(&weekly(day), &notice, *account, None, now))
    };
    Ok(to.iter().filter_map(to_mail).collect())
}

/// Whether the account could fill the gap; false for areas that never have anybody on duty.
fn concerns(cx: &Context, account: &AccountRecord, gap: &DutyGap) -> bool {
    !gap.unassigned && gap.area.is_coordinated_by(&account.scope, &cx.cities)
}

/// An area's name; `None` is the nation.
fn area_name(cx: &Context, locale: Locale, area: &Area) -> Option<String> {
    match area {
        Area::City(code) => cx.cities.get(code).map(|city| city.name(locale)),
        Area::Region(code) => {
            let regions = cx.cities.regions();
            regions.iter().find(|region| region.code == *code).map(|region| region.name(locale))
        }
        Area::National => None,
    }
}
