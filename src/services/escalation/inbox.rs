//! A coordinator's inbox (requests under escalation, most pressing first) and the people behind one
//! request; for the coordinator's pages.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::escalation::Level;
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{RequestState, Urgency};
use crate::services::authorisation::{As, Coordinator};
use crate::services::escalation::list::{EscalationProgress, progress_of};
use crate::services::placement::ranking::rank_stored;
use crate::services::placement::requests::views;
use crate::services::placement::visibility::{see, seen_by};
use crate::services::views::{MatchesView, OffsetPage, RequestView};
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::operations::audit_log;
use crate::store::placement::offers;
use crate::store::placement::request_lists as lists;
use crate::store::placement::request_lists::{EscalationFilter, RequestFilter};
use crate::store::placement::requests as rows;
use crate::store::shelters::partners;

/// Filter of [`inbox`].
#[derive(Clone, Debug, Default)]
pub struct InboxFilter {
    /// All when empty. Accepted ones are listed only while their arrival is overdue.
    pub states: Vec<RequestState>,
    pub city: Option<String>,
    pub urgency: Option<Urgency>,
    /// Only those that the coordinator has acknowledged.
    pub mine: bool,
}

pub struct Inbox {
    /// How many have no pending offer, whatever the filter: no bed, or a child that has not come.
    pub without: i64,
    /// Since when the longest waiting of these waits.
    pub longest: Option<DateTime<Utc>>,
    /// How many children or sibling groups are on the way to a bed, none of them overdue.
    pub on_the_way: i64,
    /// How many pass the filter.
    pub total: i64,
    /// A part of these, the most pressing first.
    pub items: Vec<InboxItem>,
    /// Names of those who acknowledged one, by account.
    pub names: HashMap<Uuid, String>,
}

pub struct InboxItem {
    pub request: RequestView,
    pub course: EscalationProgress,
    /// Every shelter, ranked by the board of now; for the first of the list only.
    pub ranked: Option<MatchesView>,
}

/// The requests under escalation that pass a filter, by pages; the first `ranked` of all of them
/// with every shelter.
pub async fn inbox(
    cx: &Context,
    caller: &As<Coordinator>,
    wanted: InboxFilter,
    part: OffsetPage,
    ranked: usize,
) -> Result<Inbox, Error> {
    let escalated = Some(EscalationFilter::Open);
    let every =
        RequestFilter { seen_by: seen_by(cx, caller), escalated, ..RequestFilter::default() };
    let coming =
        RequestFilter { states: vec![RequestState::Accepted], escalated: None, ..every.clone() };
    let filter = RequestFilter {
        states: wanted.states,
        city: wanted.city,
        urgency: wanted.urgency,
        acknowledged_by: wanted.mine.then_some(caller.account_id),
        ..every.clone()
    };
    let [skip, limit] = [part.skip, part.limit].map(|n| i64::try_from(n).unwrap_or(i64::MAX));

    let mut tx = cx.store.begin_read().await?;
    let all = lists::count(&mut tx, &every).await?;
    let on_the_way = lists::count(&mut tx, &coming).await?.total - all.accepted;
    let total = lists::count(&mut tx, &filter).await?.total;
    let found = lists::most_pressing(&mut tx, &filter, skip, limit).await?;
    let first = &found[..found.len().min(ranked.saturating_sub(part.skip))];
    let ranked = rank_stored(&mut tx, cx, first, &cx.board.snapshot()).await?;
    let progress = progress_of(&mut tx, cx, &found).await?;
    let acknowledged = found.iter().filter_map(acknowledged_by).collect::<Vec<_>>();
    let names = names(&mut tx, &acknowledged).await?;
    let views = views(&mut tx, cx, found).await?;
    let ranked = ranked.into_iter().map(Some).chain(std::iter::repeat_with(|| None));
    let item = |((request, course), ranked)| InboxItem { request, course, ranked };
    let items = views.into_iter().zip(progress).zip(ranked).map(item).collect();
    let (without, longest) = (all.bedless, all.longest);
    Ok(Inbox { without, longest, on_the_way, total, items, names })
}

fn acknowledged_by(request: &PlacementRequest) -> Option<Uuid> {
    request.escalation.acknowledgement.as_ref().map(|acknowledgement| acknowledgement.by)
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
