//! What reports are counted from: a row for each child asked for, and for each refusal.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Stamp, StoreError, Tx, on_backend, push_list, row};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{Gender, Outcome, RequestState};

/// A child that was asked for.
#[derive(Clone, Debug)]
pub struct AskedChild {
    /// The request.
    pub request_id: Uuid,
    /// Code of its city.
    pub city: String,
    /// Name of the partner whose team asked.
    pub partner: String,
    /// Age in whole years.
    pub age: i32,
    /// Gender.
    pub gender: Gender,
    /// Where the request stands.
    pub state: RequestState,
    /// How a coordinator closed it.
    pub outcome: Option<Outcome>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was first offered a bed.
    pub offered_at: Option<DateTime<Utc>>,
    /// When the child arrived.
    pub arrived_at: Option<DateTime<Utc>>,
}
row!(AskedChild {
    request_id,
    city,
    partner,
    age,
    gender: code,
    state: code,
    outcome: optional_code,
    created_at: stamp,
    offered_at: optional_stamp,
    arrived_at: optional_stamp,
});

/// A refusal of a request by a shelter.
#[derive(Clone, Debug)]
pub struct RefusedRequest {
    /// The request.
    pub request_id: Uuid,
    /// Why.
    pub decline_reason: DeclineReason,
}
row!(RefusedRequest { request_id, decline_reason: code });

/// Which requests a report is about.
#[derive(Clone, Debug)]
pub struct ReportFilter {
    /// Made at or after this moment.
    pub from: DateTime<Utc>,
    /// Made before this moment.
    pub to: DateTime<Utc>,
    /// In these cities; everywhere when `None`.
    pub cities: Option<Vec<String>>,
}

/// The children asked for; what narrows them comes after it.
const ASKED: &str = "SELECT r.id AS request_id, r.city, partner.name AS partner, child.age, child.gender, \
     r.state, r.outcome, r.created_at, \
     (SELECT min(offer.created_at) FROM offer WHERE offer.request_id = r.id) AS offered_at, \
     (SELECT min(offer.arrived_at) FROM offer WHERE offer.request_id = r.id) AS arrived_at \
     FROM placement_request r JOIN partner ON partner.id = r.partner_id \
     JOIN child ON child.request_id = r.id WHERE ";

/// The refusals; what narrows them comes after it.
const REFUSED: &str = "SELECT offer.request_id, offer.decline_reason FROM offer \
     JOIN placement_request r ON r.id = offer.request_id WHERE offer.state = 'declined' AND ";

/// The children of the requests, in order of request and place.
pub async fn asked(tx: &mut Tx, filter: &ReportFilter) -> Result<Vec<AskedChild>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(ASKED);
        query.push("r.created_at >= ").push_bind(Stamp(filter.from)).push(" AND r.created_at < ").push_bind(Stamp(filter.to));
        if let Some(cities) = &filter.cities {
            query.push(" AND r.city IN ");
            push_list(&mut query, cities);
        }
        query.push(" ORDER BY r.id, child.position");
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// The refusals of the requests.
pub async fn refused(
    tx: &mut Tx,
    filter: &ReportFilter,
) -> Result<Vec<RefusedRequest>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(REFUSED);
        query.push("r.created_at >= ").push_bind(Stamp(filter.from)).push(" AND r.created_at < ").push_bind(Stamp(filter.to));
        if let Some(cities) = &filter.cities {
            query.push(" AND r.city IN ");
            push_list(&mut query, cities);
        }
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// The children of these requests, in order of request and place.
pub async fn asked_in(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<AskedChild>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(ASKED);
        query.push("r.id IN ");
        push_list(&mut query, ids);
        query.push(" ORDER BY r.id, child.position");
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// The refusals of these requests.
pub async fn refused_in(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<RefusedRequest>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(REFUSED);
        query.push("r.id IN ");
        push_list(&mut query, ids);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}

/// Children whose request has no live offer, by the city they are in; in these cities, everywhere
/// when `None`.
pub async fn waiting(
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
