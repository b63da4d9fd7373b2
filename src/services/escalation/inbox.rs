//! A coordinator's inbox: every request that needs somebody, the most pressing first; and the people
//! one of them concerns.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::escalation::{EscalationReason, Level};
use crate::domain::request::RequestState;
use crate::domain::request::life::PlacementRequest;
use crate::services::escalation::list::{EscalationProgress, progress_of};
use crate::services::placement::ranking::rank_stored;
use crate::services::placement::requests::views;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::views::{MatchesView, RequestView};
use crate::services::{Context, Error, require};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::operations::audit_log;
use crate::store::placement::offers;
use crate::store::placement::request_lists as lists;
use crate::store::placement::request_lists::{EscalationFilter, RequestFilter};
use crate::store::placement::requests as rows;
use crate::store::shelters::partners;

/// Requests read at once.
const PAGE: i64 = 200;

/// Most requests that are listed in full.
const LISTED: usize = 100;

/// Every request that needs somebody.
pub struct Inbox {
    /// How many have no bed promised to them, or a child that has not come.
    pub without: usize,
    /// Since when the longest of these waits.
    pub longest: Option<DateTime<Utc>>,
    /// The most pressing first: whose child has not come, the most urgent, the longest waiting;
    /// those to whom a bed is promised last.
    pub cases: Vec<InboxItem>,
    /// How many more there are than those listed.
    pub more: usize,
    /// Who takes care of one, by account.
    pub names: HashMap<Uuid, String>,
}

/// A request that needs somebody.
pub struct InboxItem {
    pub request: RequestView,
    /// How far its escalation has come.
    pub course: EscalationProgress,
    /// Every shelter, ranked now.
    pub ranked: MatchesView,
}

/// The caller's inbox.
///
/// # Errors
/// Forbidden to all but coordinators.
pub async fn inbox(cx: &Context, caller: &Caller) -> Result<Inbox, Error> {
    require(caller, &[Role::Coordinator])?;
    let mut tx = cx.store.begin_read().await?;
    let mut open = all_open(&mut tx, cx, caller).await?;
    open.sort_by_key(pressing);
    let without = open.iter().filter(|request| !is_promised(request));
    let since = without.clone().map(PlacementRequest::escalated_since);
    let (without, longest) = (without.count(), since.min());
    let more = open.len().saturating_sub(LISTED);
    open.truncate(LISTED);
    let progress = progress_of(&mut tx, cx, &open).await?;
    let ranked = rank_stored(&mut tx, cx, &open, &cx.board.snapshot()).await?;
    let acknowledged = open.iter().filter_map(acknowledged_by).collect::<Vec<_>>();
    let names = names(&mut tx, &acknowledged).await?;
    let views = views(&mut tx, cx, open).await?;
    let item = |((request, course), ranked)| InboxItem { request, course, ranked };
    let cases = views.into_iter().zip(progress).zip(ranked).map(item).collect();
    Ok(Inbox { without, longest, cases, more, names })
}

fn acknowledged_by(request: &PlacementRequest) -> Option<Uuid> {
    request.escalation.acknowledgement.as_ref().map(|acknowledgement| acknowledgement.by)
}

async fn all_open(
    tx: &mut Tx,
    cx: &Context,
    caller: &Caller,
) -> Result<Vec<PlacementRequest>, Error> {
    let seen_by = seen_by(cx, caller, &[Role::Coordinator]);
    let filter = RequestFilter {
        seen_by,
        escalated: Some(EscalationFilter::Open),
        ..RequestFilter::default()
    };
    let (mut all, mut before) = (Vec::new(), None);
    loop {
        let found = lists::list(tx, &filter, before, PAGE).await?;
        before = found.last().map(|request| request.id);
        all.extend(found);
        if before.is_none() {
            return Ok(all);
        }
    }
}

/// Whether a bed is promised to it, whose shelter has not answered yet.
fn is_promised(request: &PlacementRequest) -> bool {
    request.state == RequestState::Offered
}

/// The order in which requests need somebody.
fn pressing(request: &PlacementRequest) -> impl Ord + use<> {
    let has_not_come = matches!(
        request.escalation.reason,
        EscalationReason::Missing | EscalationReason::MissingOnTheWay
    );
    let since = request.escalated_since();
    (is_promised(request), !has_not_come, request.urgency, since, request.id)
}

/// The people a request concerns.
#[derive(Default)]
pub struct RequestPeople {
    /// The partner whose team asked.
    pub team: String,
    /// The coordinators who answer for its city, nearest first, and at which level they do.
    pub coordinators: Vec<Colleague>,
    /// Whoever did something to it, by account: a team or a shelter by its partner, a coordinator
    /// by mail address.
    pub names: HashMap<Uuid, String>,
    /// What was written about an offer, by the offer: why it was made all the same, or refused.
    pub said: HashMap<Uuid, String>,
    /// Why it was withdrawn, in the words of who did.
    pub end_reason: Option<String>,
}

/// A coordinator who answers for a request's city.
pub struct Colleague {
    /// The account.
    pub id: Uuid,
    /// Mail address.
    pub email: String,
    /// For the city, its region or the nation.
    pub level: Level,
}

/// The people a request concerns.
///
/// # Errors
/// Forbidden to all but coordinators; not found beyond their cities.
pub async fn people(cx: &Context, caller: &Caller, id: Uuid) -> Result<RequestPeople, Error> {
    require(caller, &[Role::Coordinator])?;
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?, &[Role::Coordinator])?;
    let team = partners::get(&mut tx, request.partner_id).await?;
    let history = audit_log::of_request(&mut tx, id).await?;
    let handed_to = history.iter().filter_map(|entry| {
        let detail: serde_json::Value = serde_json::from_str(&entry.detail).ok()?;
        detail["to"].as_str()?.parse().ok()
    });
    let people = history.iter().filter_map(|entry| entry.actor).chain(handed_to);
    let people: Vec<Uuid> = people.chain(acknowledged_by(&request)).collect();
    let offers = offers::of_requests(&mut tx, &[id]).await?.remove(&id).unwrap_or_default();
    let said = offers.into_iter().filter_map(|offer| {
        let said = offer.override_reason.or(offer.decline_detail)?;
        Some((offer.id, said))
    });
    Ok(RequestPeople {
        said: said.collect(),
        end_reason: request.end_reason,
        team: team.map(|partner| partner.name).unwrap_or_default(),
        coordinators: answering(&mut tx, cx, &request.city).await?,
        names: names(&mut tx, &people).await?,
    })
}

/// Active coordinators who answer for a city, nearest first.
async fn answering(tx: &mut Tx, cx: &Context, code: &str) -> Result<Vec<Colleague>, Error> {
    let city = cx.cities.get(code);
    let level = |account: &AccountRecord| match city {
        Some(city) => Level::ALL.iter().copied().find(|&at| account.scope.names(at, city)),
        None => account.scope.national.then_some(Level::National),
    };
    let coordinators = accounts::of_role(tx, Role::Coordinator).await?;
    let answering = coordinators.into_iter().filter_map(|account| {
        let level = level(&account)?;
        Some(Colleague { id: account.id, email: account.email, level })
    });
    let mut answering: Vec<Colleague> = answering.collect();
    answering.sort_by(|a, b| (a.level, &a.email).cmp(&(b.level, &b.email)));
    Ok(answering)
}

/// Names of accounts, as a coordinator may know them.
async fn names(tx: &mut Tx, ids: &[Uuid]) -> Result<HashMap<Uuid, String>, Error> {
    let mut ids = ids.to_vec();
    ids.sort_unstable();
    ids.dedup();
    let mut partners_known = HashMap::new();
    let mut names = HashMap::new();
    for account in accounts::get_many(tx, &ids).await? {
        let of_partner = account.partner_id.filter(|_| !account.roles.contains(&Role::Coordinator));
        let Some(partner_id) = of_partner else {
            names.insert(account.id, account.email);
            continue;
        };
        if let Entry::Vacant(slot) = partners_known.entry(partner_id) {
            let partner = partners::get(tx, partner_id).await?;
            slot.insert(partner.map(|partner| partner.name).unwrap_or_default());
        }
        names.insert(account.id, partners_known[&partner_id].clone());
    }
    Ok(names)
}
