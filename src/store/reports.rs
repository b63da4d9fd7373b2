//! Queries behind the reports and the statistics of erased requests: a row for each child that a
//! bed was asked for, and for each declined offer.

use chrono::{DateTime, Utc};
use sqlx::{Database, Encode, QueryBuilder, Type};
use uuid::Uuid;

use super::{DbTime, StoreError, Tx, on_backend, push_list, row};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{Gender, Outcome, RequestState};

/// A child of a placement request, with what became of the request.
#[derive(Clone, Debug)]
pub struct RequestedChild {
    pub request_id: Uuid,
    /// Code of the request's city.
    pub city: String,
    /// Name of the partner whose team asked.
    pub partner: String,
    pub age: i32,
    pub gender: Gender,
    pub state: RequestState,
    pub outcome: Option<Outcome>,
    pub created_at: DateTime<Utc>,
    /// When a bed was first offered.
    pub offered_at: Option<DateTime<Utc>>,
    pub arrived_at: Option<DateTime<Utc>>,
}
row!(RequestedChild {
    request_id,
    city,
    partner,
    age,
    gender: code,
    state: code,
    outcome: optional_code,
    created_at: time,
    offered_at: optional_time,
    arrived_at: optional_time,
});

/// A shelter's refusal of an offer.
#[derive(Clone, Debug)]
pub struct Decline {
    pub request_id: Uuid,
    pub decline_reason: DeclineReason,
}
row!(Decline { request_id, decline_reason: code });

/// The requests of a report: made at or after `from` and before `to`.
#[derive(Clone, Debug)]
pub struct ReportFilter {
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
    /// `None` is everywhere.
    pub cities: Option<Vec<String>>,
}

/// Which requests a report or an erasure reads.
#[derive(Clone, Copy)]
pub enum Selection<'a> {
    Filter(&'a ReportFilter),
    Ids(&'a [Uuid]),
}

impl<'a> Selection<'a> {
    /// Appends the condition on `placement_request r` to a query that ends in `WHERE` or `AND`.
    fn push_to<DB: Database>(self, query: &mut QueryBuilder<DB>)
    where
        DbTime: Encode<'a, DB> + Type<DB>,
        String: Encode<'a, DB> + Type<DB>,
        Uuid: Encode<'a, DB> + Type<DB>,
    {
        match self {
            Self::Ids(ids) => {
                query.push("r.id IN ");
                push_list(query, ids);
            }
            Self::Filter(ReportFilter { from, to, cities }) => {
                query.push("r.created_at >= ").push_bind(DbTime(*from));
                query.push(" AND r.created_at < ").push_bind(DbTime(*to));
                if let Some(cities) = cities {
                    query.push(" AND r.city IN ");
                    push_list(query, cities);
                }
            }
        }
    }
}

/// The children of the selected requests, in order of request and place in it.
pub async fn children(
    tx: &mut Tx,
    selection: Selection<'_>,
) -> Result<Vec<RequestedChild>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT r.id AS request_id, r.city, partner.name AS partner, child.age, child.gender, \
             r.state, r.outcome, r.created_at, \
             (SELECT min(offer.created_at) FROM offer WHERE offer.request_id = r.id) AS offered_at, \
             (SELECT min(offer.arrived_at) FROM offer WHERE offer.request_id = r.id) AS arrived_at \
             FROM placement_request r JOIN partner ON partner.id = r.partner_id \
             JOIN child ON child.request_id = r.id WHERE ",
        );
        selection.push_to(&mut query);
        query.push(" ORDER BY r.id, child.position");
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// The declined offers of the selected requests.
pub async fn declines(tx: &mut Tx, selection: Selection<'_>) -> Result<Vec<Decline>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT offer.request_id, offer.decline_reason FROM offer \
             JOIN placement_request r ON r.id = offer.request_id \
             WHERE offer.state = 'declined' AND ",
        );
        selection.push_to(&mut query);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// How many children wait without a live offer, by the request's city.
pub async fn waiting_children(
    tx: &mut Tx,
    cities: Option<&[String]>,
) -> Result<Vec<(String, i64)>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT r.city, count(*) FROM placement_request r JOIN child ON child.request_id = r.id \
             WHERE r.state = 'waiting'",
        );
        if let Some(cities) = cities {
            query.push(" AND r.city IN ");
            push_list(&mut query, cities);
        }
        query.push(" GROUP BY r.city");
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}
