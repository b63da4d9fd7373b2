//! Lists of placement requests for teams (own partner) and coordinators (own cities).

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::request::RequestState;
use crate::domain::request::life::PlacementRequest;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list};

#[derive(Clone, Debug, Default)]
pub struct RequestFilter {
    /// All when empty.
    pub states: Vec<RequestState>,
    pub city: Option<String>,
    /// Made at or after this moment.
    pub since: Option<DateTime<Utc>>,
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
        if let Some(city) = &filter.city {
            query.push(" AND city = ").push_bind(city.clone());
        }
        if let Some(since) = filter.since {
            query.push(" AND created_at >= ").push_bind(DbTime(since));
        }
        if !filter.states.is_empty() {
            query.push(" AND state IN ");
            let codes: Vec<&str> = filter.states.iter().map(|state| state.code()).collect();
            push_list(&mut query, &codes);
        }
        match filter.escalated {
            Some(EscalationFilter::Open) => {
                query.push(concat!(
                    " AND next_due_at IS NOT NULL AND (state IN ('waiting', 'offered', 'missing') OR ",
                    overdue!(),
                    ")"
                ));
            }
            Some(EscalationFilter::Ever) => {
                query.push(
                    " AND (state IN ('waiting', 'offered', 'missing') OR EXISTS (SELECT 1 \
                     FROM escalation WHERE escalation.request_id = placement_request.id))",
                );
            }
            None => {}
        }
        if let Some(seen) = &filter.seen_by {
            query.push(" AND (partner_id = ").push_bind(seen.partner_id);
            if !seen.cities.is_empty() {
                query.push(" OR city IN ");
                push_list(&mut query, &seen.cities);
            }
            query.push(")");
        }
        query.push(" ORDER BY id DESC LIMIT ").push_bind(limit);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}
