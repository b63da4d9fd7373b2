//! Queries behind the coordinators' daily digest: yesterday's numbers by city, and which digests
//! are in the outbox already.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

/// A number for one city.
#[derive(Clone, Debug)]
pub struct CityCount {
    pub city: String,
    pub n: i64,
}
row!(CityCount { city, n });

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DigestCount {
    /// Children a bed was asked for in the period.
    Asked,
    /// Children who arrived in the period, by the city of their request.
    Placed,
    /// Offers that expired in the period and were answered late or never, by the shelter's city.
    LateAnswers,
}

/// Counts what happened at or after `from` and before `to`.
pub async fn by_city(
    tx: &mut Tx,
    counted: DigestCount,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<CityCount>, StoreError> {
    let query = match counted {
        DigestCount::Asked => {
            "SELECT placement_request.city, count(*) AS n FROM placement_request \
             JOIN child ON child.request_id = placement_request.id \
             WHERE created_at >= $1 AND created_at < $2 GROUP BY placement_request.city"
        }
        DigestCount::Placed => {
            "SELECT placement_request.city, count(*) AS n FROM offer \
             JOIN placement_request ON placement_request.id = offer.request_id \
             JOIN child ON child.request_id = offer.request_id \
             WHERE offer.arrived_at >= $1 AND offer.arrived_at < $2 GROUP BY placement_request.city"
        }
        DigestCount::LateAnswers => {
            "SELECT shelter.city, count(*) AS n FROM offer JOIN shelter ON shelter.id = offer.shelter_id \
             WHERE offer.expires_at >= $1 AND offer.expires_at < $2 AND (offer.state = 'expired' \
             OR offer.accepted_at >= offer.expires_at \
             OR (offer.state = 'declined' AND offer.changed_at >= offer.expires_at)) \
             GROUP BY shelter.city"
        }
    };
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(DbTime(from)).bind(DbTime(to)).fetch_all(conn).await?
    }))
}

/// Children without an accepted bed now, by the city of their request.
pub async fn waiting_children(tx: &mut Tx) -> Result<Vec<CityCount>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT placement_request.city, count(*) AS n FROM placement_request \
             JOIN child ON child.request_id = placement_request.id \
             WHERE state IN ('waiting', 'offered', 'missing') GROUP BY placement_request.city",
        )
        .fetch_all(conn)
        .await?
    }))
}

/// Which of these keys (`dedupe`) are in the outbox.
pub async fn existing_keys(tx: &mut Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
    if keys.is_empty() {
        return Ok(HashSet::new());
    }
    let found: Vec<(String,)> = on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new("SELECT dedupe FROM outbox WHERE dedupe IN ");
        push_list(&mut query, keys);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    });
    Ok(found.into_iter().map(|(key,)| key).collect())
}
