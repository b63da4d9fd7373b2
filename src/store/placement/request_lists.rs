//! Lists and counts of placement requests for teams (own partner) and coordinators (own cities).

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{RequestState, Urgency};
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// All when empty.
    pub states: Vec<RequestState>,
    pub city: Option<String>,
    pub urgency: Option<Urgency>,
    /// Made at or after this moment.
    pub since: Option<DateTime<Utc>>,
    /// In its stored form.
    pub reference: Option<String>,
    /// The coordinator who has acknowledged it.
    pub acknowledged_by: Option<Uuid>,
    /// Of this partner, or in one of these cities; `None` is everywhere.
    pub seen_by: Option<Visibility>,
    /// Only those under escalation.
    pub escalated: Option<EscalationFilter>,
}

/// Which requests count as under escalation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EscalationFilter {
    /// Those somebody must act on: unmatched, missing, or on the way too long.
    Open,
    /// These, and all that were escalated before.
    Ever,
}

/// Whose requests a caller may see: a partner's, those of some cities, or both together.
#[derive(Clone, Debug, Default)]
pub struct Visibility {
    pub partner_id: Option<Uuid>,
    pub cities: Vec<String>,
}

/// An accepted request whose child is on the way too long: a step was taken because of it.
macro_rules! overdue {
    () => {
        "(placement_request.esc_why = 'missing_on_the_way' AND EXISTS (SELECT 1 FROM escalation \
         WHERE escalation.request_id = placement_request.id AND escalation.why = 'missing_on_the_way' \
         AND escalation.at >= placement_request.asked_at))"
    };
}

/// Since when the reason to escalate lasts: [`PlacementRequest::escalated_since`] in SQL.
macro_rules! escalated_since {
    () => {
        "(CASE WHEN esc_why = 'missing_on_the_way' THEN coalesce(asked_at, unmatched_since) \
         ELSE unmatched_since END)"
    };
}

/// Adds the conditions of a filter to a query that has a WHERE.
macro_rules! push_filter {
    ($query:ident, $filter:expr) => {{
        let filter: &RequestFilter = $filter;
        if let Some(city) = &filter.city {
            $query.push(" AND city = ").push_bind(city.clone());
        }
        if let Some(urgency) = filter.urgency {
            $query.push(" AND urgency = ").push_bind(urgency.code());
        }
        if let Some(since) = filter.since {
            $query.push(" AND created_at >= ").push_bind(DbTime(since));
        }
        if let Some(reference) = &filter.reference {
            $query.push(" AND reference = ").push_bind(reference.clone());
        }
        if let Some(by) = filter.acknowledged_by {
            $query.push(" AND ack_by = ").push_bind(by);
        }
        if !filter.states.is_empty() {
            // For the index of open requests.
            if filter.states.iter().all(|state| state.is_open()) {
                $query.push(" AND next_due_at IS NOT NULL");
            }
            $query.push(" AND state IN ");
            let codes: Vec<&'static str> = filter.states.iter().map(|state| state.code()).collect();
            push_list(&mut $query, &codes);
        }
        match filter.escalated {
            Some(EscalationFilter::Open) => {
                $query.push(concat!(
                    " AND next_due_at IS NOT NULL AND (state IN ('waiting', 'offered', 'missing') OR ",
                    overdue!(),
                    ")"
                ));
            }
            Some(EscalationFilter::Ever) => {
                $query.push(
                    " AND (state IN ('waiting', 'offered', 'missing') OR EXISTS (SELECT 1 \
                     FROM escalation WHERE escalation.request_id = placement_request.id))",
                );
            }
            None => {}
        }
        if let Some(seen) = &filter.seen_by {
            $query.push(" AND (partner_id = ").push_bind(seen.partner_id);
            if !seen.cities.is_empty() {
                $query.push(" OR city IN ");
                push_list(&mut $query, &seen.cities);
            }
            $query.push(")");
        }
    }};
}

/// Requests before an id, newest first, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    filter: &RequestFilter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<PlacementRequest>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM placement_request WHERE id < ");
        query.push_bind(before.unwrap_or(Uuid::max()));
        push_filter!(query, filter);
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// A part of the requests, the most pressing first: without a pending offer before those with one;
/// then missing children, urgency, longest waiting.
pub async fn most_pressing(
    tx: &mut Tx,
    filter: &RequestFilter,
    skip: i64,
    limit: i64,
) -> Result<Vec<PlacementRequest>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT * FROM placement_request WHERE true");
        push_filter!(query, filter);
        query.push(concat!(
            " ORDER BY CASE WHEN state = 'offered' THEN 1 ELSE 0 END, \
             CASE WHEN esc_why IN ('missing', 'missing_on_the_way') THEN 0 ELSE 1 END, \
             urgency_rank, ",
            escalated_since!(),
            ", id LIMIT "
        ));
        query.push_bind(limit).push(" OFFSET ").push_bind(skip);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// How many requests there are.
#[derive(Clone, Copy, Debug)]
pub struct Numbers {
    pub total: i64,
    /// Without a pending offer.
    pub bedless: i64,
    /// With an accepted offer.
    pub accepted: i64,
    /// Since when the longest waiting of `bedless` waits.
    pub longest: Option<DateTime<Utc>>,
}
row!(Numbers { total, bedless, accepted, longest: optional_time });

pub async fn count(tx: &mut Tx, filter: &RequestFilter) -> Result<Numbers, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(concat!(
            "SELECT count(*) AS total, \
             count(CASE WHEN state <> 'offered' THEN 1 END) AS bedless, \
             count(CASE WHEN state = 'accepted' THEN 1 END) AS accepted, \
             min(CASE WHEN state <> 'offered' THEN ",
            escalated_since!(),
            " END) AS longest FROM placement_request WHERE true"
        ));
        push_filter!(query, filter);
        query.build_query_as().persistent(false).fetch_one(conn).await?
    }))
}
