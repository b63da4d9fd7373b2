//! What reports are counted from: a row for each child asked for, and for each refusal.

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use super::{Stamp, StoreError, Tx, on_backend, push_list, row};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{Gender, RequestState};

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

/// The children of the requests, in order of request and place.
pub async fn asked(tx: &mut Tx, filter: &ReportFilter) -> Result<Vec<AskedChild>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT r.id AS request_id, r.city, partner.name AS partner, child.age, child.gender, r.state, \
             r.created_at, (SELECT min(offer.created_at) FROM offer WHERE offer.request_id = r.id) AS offered_at, \
             (SELECT min(offer.arrived_at) FROM offer WHERE offer.request_id = r.id) AS arrived_at \
             FROM placement_request r JOIN partner ON partner.id = r.partner_id \
             JOIN child ON child.request_id = r.id WHERE r.created_at >= ",
        );
        query.push_bind(Stamp(filter.from)).push(" AND r.created_at < ").push_bind(Stamp(filter.to));
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
        let mut query = QueryBuilder::<Db>::new(
            "SELECT offer.request_id, offer.decline_reason FROM offer JOIN placement_request r \
             ON r.id = offer.request_id WHERE offer.state = 'declined' AND r.created_at >= ",
        );
        query.push_bind(Stamp(filter.from)).push(" AND r.created_at < ").push_bind(Stamp(filter.to));
        if let Some(cities) = &filter.cities {
            query.push(" AND r.city IN ");
            push_list(&mut query, cities);
        }
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
