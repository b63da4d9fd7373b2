//! Numbers of a day, by city, and which letters of a kind are written already.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;

use crate::store::{Stamp, StoreError, Tx, on_backend, push_list, row};

/// How many, in one city.
#[derive(Clone, Debug)]
pub struct InCity {
    /// Code of the city.
    pub city: String,
    /// How many.
    pub n: i64,
}
row!(InCity { city, n });

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counted {
    /// Children asked for in the time.
    Asked,
    /// Children who arrived in the time, by the city they were asked for in.
    Placed,
    /// Offers that ran out in the time and were answered late or not at all, by the shelter's
    /// city.
    LateAnswers,
}

/// Counts by city what came about from one moment to another.
pub async fn by_city(
    tx: &mut Tx,
    counted: Counted,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Result<Vec<InCity>, StoreError> {
    let query = match counted {
        Counted::Asked => {
            "SELECT placement_request.city, count(*) AS n FROM placement_request \
             JOIN child ON child.request_id = placement_request.id \
             WHERE created_at >= $1 AND created_at < $2 GROUP BY placement_request.city"
        }
        Counted::Placed => {
            "SELECT placement_request.city, count(*) AS n FROM offer \
             JOIN placement_request ON placement_request.id = offer.request_id \
             JOIN child ON child.request_id = offer.request_id \
             WHERE offer.arrived_at >= $1 AND offer.arrived_at < $2 GROUP BY placement_request.city"
        }
        Counted::LateAnswers => {
            "SELECT shelter.city, count(*) AS n FROM offer JOIN shelter ON shelter.id = offer.shelter_id \
             WHERE offer.expires_at >= $1 AND offer.expires_at < $2 AND (offer.state = 'expired' \
             OR offer.accepted_at >= offer.expires_at \
             OR (offer.state = 'declined' AND offer.changed_at >= offer.expires_at)) \
             GROUP BY shelter.city"
        }
    };
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(query).bind(Stamp(from)).bind(Stamp(to)).fetch_all(conn).await?
    }))
}

/// Counts by city the children without an accepted bed now.
pub async fn waiting(tx: &mut Tx) -> Result<Vec<InCity>, StoreError> {
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

/// Those of these keys that some mail in the outbox has.
pub async fn written(tx: &mut Tx, keys: &[String]) -> Result<HashSet<String>, StoreError> {
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
