//! A coordinator's inbox (requests under escalation, most pressing first) and the people behind one
//! request; for the coordinator's pages.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::escalation::{EscalationReason, Level};
use crate::domain::request::RequestState;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{As, Coordinator};
use crate::services::escalation::list::{EscalationProgress, progress_of};
use crate::services::placement::ranking::rank_stored;
use crate::services::placement::requests::views;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::views::{MatchesView, RequestView};
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::operations::audit_log;
use crate::store::placement::offers;
use crate::store::placement::request_lists as lists;
use crate::store::placement::request_lists::{EscalationFilter, RequestFilter};
use crate::store::placement::requests as rows;
use crate::store::shelters::partners;

/// Requests read per query.
const PAGE: i64 = 200;

/// Most requests listed.
const LISTED: usize = 100;

pub struct Inbox {
    /// How many have no pending offer: no bed, or a child that has not come.
    pub without: usize,
    /// Since when the longest waiting of these waits.
    pub longest: Option<DateTime<Utc>>,
    /// In the order of [`pressing`].
    pub cases: Vec<InboxItem>,
    /// How many are not listed.
    pub more: usize,
    /// Names of those who acknowledged one, by account.
    pub names: HashMap<Uuid, String>,
}

pub struct InboxItem {
    pub request: RequestView,
    pub course: EscalationProgress,
    /// Every shelter, ranked by the board of now.
    pub ranked: MatchesView,
}

pub async fn inbox(cx: &Context, caller: &As<Coordinator>) -> Result<Inbox, Error> {
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
    let filter = RequestFilter {
        seen_by: seen_by(cx, caller),
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

/// Whether it has a pending offer.
fn is_promised(request: &PlacementRequest) -> bool {
    request.state == RequestState::Offered
}

/// Sort key of the inbox: without a pending offer first; then missing children, urgency, longest
/// waiting.
fn pressing(request: &PlacementRequest) -> impl Ord + use<> {
    let has_not_come = matches!(
        request.escalation.reason,
        EscalationReason::Missing | EscalationReason::MissingOnTheWay
    );
    let since = request.escalated_since();
    (is_promised(request), !has_not_come, request.urgency, since, request.id)
}

/// Names and texts for the page of one request.
#[derive(Default)]
pub struct RequestPeople {
    /// The name of the partner whose team asked.
    pub team: String,
    /// The coordinators who answer for its city, nearest level first.
    pub coordinators: Vec<Colleague>,
    /// Names of those who changed it, by account: of a team or a shelter its partner's, of a
    /// coordinator the mail address.
    pub names: HashMap<Uuid, String>,
    /// Override reason or decline detail, by offer.
    pub said: HashMap<Uuid, String>,
    /// Free text of why it was withdrawn.
    pub end_reason: Option<String>,
}

/// A coordinator who answers for a request's city.
pub struct Colleague {
    pub id: Uuid,
    pub email: String,
    /// The nearest level at which they answer for the city.
    pub level: Level,
}

/// Not found beyond the coordinator's cities.
pub async fn people(
    cx: &Context,
    caller: &As<Coordinator>,
    id: Uuid,
) -> Result<RequestPeople, Error> {
    let mut tx = cx.store.begin_read().await?;
    let request = see(cx, caller, rows::get(&mut tx, id).await?)?;
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

/// Names of accounts: the partner's for teams and shelters, the mail address for others.
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
