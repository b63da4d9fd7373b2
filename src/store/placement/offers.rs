//! Queries on the tables `offer` and `offer_bed` (the pool of each child's bed).

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::escalation::CLOCK_TOLERANCE;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::Gender;
use crate::store::{DbTime, StoreError, Tx, on_backend, push_list, row};

/// An offer, without its beds.
#[derive(Clone, Debug)]
pub struct OfferRecord {
    pub id: Uuid,
    pub request_id: Uuid,
    pub shelter_id: Uuid,
    pub state: OfferState,
    pub created_at: DateTime<Utc>,
    /// Until when the shelter may answer.
    pub expires_at: DateTime<Utc>,
    /// When the state last changed.
    pub changed_at: DateTime<Utc>,
    pub accepted_at: Option<DateTime<Utc>>,
    pub arrived_at: Option<DateTime<Utc>>,
    /// The coordinator who chose the shelter by hand.
    pub chosen_by: Option<Uuid>,
    /// Why an excluded shelter was chosen.
    pub override_reason: Option<String>,
    pub decline_reason: Option<DeclineReason>,
    /// In the shelter's words.
    pub decline_detail: Option<String>,
}
row!(OfferRecord {
    id,
    request_id,
    shelter_id,
    state: code,
    created_at: time,
    expires_at: time,
    changed_at: time,
    accepted_at: optional_time,
    arrived_at: optional_time,
    chosen_by,
    override_reason,
    decline_reason: optional_code,
    decline_detail,
});

impl OfferRecord {
    pub fn move_to(&mut self, state: OfferState, now: DateTime<Utc>) {
        self.state = state;
        self.changed_at = now;
        match state {
            OfferState::Accepted => self.accepted_at = Some(now),
            OfferState::Arrived => self.arrived_at = Some(now),
            _ => {}
        }
    }

    /// Moves back to the state before an action that is undone.
    pub fn move_back(&mut self, state: OfferState, now: DateTime<Utc>) {
        self.state = state;
        self.changed_at = now;
        match state {
            OfferState::Pending => self.accepted_at = None,
            OfferState::Accepted => self.arrived_at = None,
            _ => {}
        }
    }

    /// When the action was done that led to the present state; an undo since does not count.
    pub fn acted_at(&self) -> DateTime<Utc> {
        let at = match self.state {
            OfferState::Accepted => self.accepted_at,
            OfferState::Arrived => self.arrived_at,
            _ => None,
        };
        at.unwrap_or(self.changed_at)
    }
}

/// A bed of an offer, with the child it is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OfferBed {
    pub offer_id: Uuid,
    /// The child's place in the request, from 0.
    pub position: i32,
    pub pool_id: Uuid,
    pub age: i32,
    pub gender: Gender,
}
row!(OfferBed { offer_id, position, pool_id, age, gender: code });

/// Rows put into one statement.
const BATCH: usize = 1_000;

/// Adds offers; `pools` are those of the request's children, in their order. Breaks
/// `offer_one_live` when a request has a live offer already.
pub async fn insert_many(
    tx: &mut Tx,
    offers: &[(OfferRecord, Vec<Uuid>)],
) -> Result<(), StoreError> {
    for chunk in offers.chunks(BATCH) {
        on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO offer (id, request_id, shelter_id, state, created_at, expires_at, changed_at, \
                 chosen_by, override_reason) ",
            );
            query.push_values(chunk, |mut row, (offer, _)| {
                row.push_bind(offer.id)
                    .push_bind(offer.request_id)
                    .push_bind(offer.shelter_id)
                    .push_bind(offer.state.code())
                    .push_bind(DbTime(offer.created_at))
                    .push_bind(DbTime(offer.expires_at))
                    .push_bind(DbTime(offer.changed_at))
                    .push_bind(offer.chosen_by)
                    .push_bind(offer.override_reason.clone());
            });
            query.build().persistent(chunk.len() == 1).execute(&mut *conn).await?;
            let beds = chunk.iter().flat_map(|(offer, pools)| {
                pools.iter().zip(0_i32..).map(move |(pool_id, position)| (offer, position, pool_id))
            });
            let mut query = QueryBuilder::<Db>::new(
                "INSERT INTO offer_bed (offer_id, request_id, position, shelter_id, pool_id) ",
            );
            query.push_values(beds, |mut row, (offer, position, pool_id)| {
                row.push_bind(offer.id)
                    .push_bind(offer.request_id)
                    .push_bind(position)
                    .push_bind(offer.shelter_id)
                    .push_bind(*pool_id);
            });
            query.build().persistent(chunk.len() == 1).execute(conn).await?;
        });
    }
    Ok(())
}

/// Writes the states of offers, with what goes with them; fails when one does not exist.
pub async fn save_many(tx: &mut Tx, offers: &[OfferRecord]) -> Result<(), StoreError> {
    for chunk in offers.chunks(BATCH) {
        let touched = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "WITH v (id, state, expires_at, changed_at, accepted_at, arrived_at, decline_reason, \
                 decline_detail) AS (",
            );
            query.push_values(chunk, |mut row, offer| {
                row.push_bind(offer.id)
                    .push_bind(offer.state.code())
                    .push_bind(DbTime(offer.expires_at))
                    .push_bind(DbTime(offer.changed_at))
                    .push_bind(offer.accepted_at.map(DbTime))
                    .push_bind(offer.arrived_at.map(DbTime))
                    .push_bind(offer.decline_reason.map(DeclineReason::code))
                    .push_bind(offer.decline_detail.clone());
            });
            query.push(
                ") UPDATE offer SET state = v.state, expires_at = v.expires_at, \
                 changed_at = v.changed_at, accepted_at = v.accepted_at, arrived_at = v.arrived_at, \
                 decline_reason = v.decline_reason, decline_detail = v.decline_detail \
                 FROM v WHERE offer.id = v.id",
            );
            query.build().persistent(chunk.len() == 1).execute(conn).await?.rows_affected()
        });
        let meant = chunk.len() as u64;
        if touched != meant {
            return Err(StoreError::Rows { what: "offer state", touched, meant });
        }
    }
    Ok(())
}

pub async fn get(tx: &mut Tx, id: Uuid) -> Result<Option<OfferRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>("SELECT * FROM offer WHERE id = $1").bind(id).fetch_optional(conn).await?
    }))
}

pub async fn live(tx: &mut Tx, request_id: Uuid) -> Result<Option<OfferRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM offer WHERE request_id = $1 AND state IN ('pending', 'accepted')",
        )
        .bind(request_id)
        .fetch_optional(conn)
        .await?
    }))
}

/// Whether a child arrived in a bed of a pool, or left one, after a moment.
pub async fn moved_after(
    tx: &mut Tx,
    pool_id: Uuid,
    moment: DateTime<Utc>,
) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM offer_bed JOIN offer ON offer.id = offer_bed.offer_id \
             WHERE offer_bed.pool_id = $1 AND offer.state IN ('arrived', 'departed') \
             AND offer.changed_at > $2)",
        )
        .bind(pool_id)
        .bind(DbTime(moment))
        .fetch_one(conn)
        .await?
    }))
}

/// Live offers of a shelter, newest first.
pub async fn live_in_shelter(
    tx: &mut Tx,
    shelter_id: Uuid,
) -> Result<Vec<OfferRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM offer WHERE state IN ('pending', 'accepted') AND shelter_id = $1 \
             ORDER BY created_at DESC, id DESC",
        )
        .bind(shelter_id)
        .fetch_all(conn)
        .await?
    }))
}

/// All offers of requests, oldest first.
pub async fn of_requests(
    tx: &mut Tx,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, Vec<OfferRecord>>, StoreError> {
    let mut found: HashMap<Uuid, Vec<OfferRecord>> = HashMap::new();
    for chunk in ids.chunks(BATCH) {
        let offers: Vec<OfferRecord> = on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new("SELECT * FROM offer WHERE request_id IN ");
            push_list(&mut query, chunk);
            query.push(" ORDER BY id");
            query.build_query_as().persistent(chunk.len() == 1).fetch_all(conn).await?
        });
        for offer in offers {
            found.entry(offer.request_id).or_default().push(offer);
        }
    }
    Ok(found)
}

/// Pending offers past their time, or dated in the future by a wrong clock; at most `limit`.
pub async fn expired(
    tx: &mut Tx,
    now: DateTime<Utc>,
    limit: i64,
) -> Result<Vec<OfferRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT * FROM offer WHERE state = 'pending' AND (expires_at <= $1 OR created_at > $2) \
             ORDER BY expires_at LIMIT $3",
        )
        .bind(DbTime(now))
        .bind(DbTime(now + CLOCK_TOLERANCE))
        .bind(limit)
        .fetch_all(conn)
        .await?
    }))
}

/// The beds of offers, in order of offer and child.
pub async fn beds(tx: &mut Tx, offer_ids: &[Uuid]) -> Result<Vec<OfferBed>, StoreError> {
    let mut found = Vec::new();
    for chunk in offer_ids.chunks(BATCH) {
        found.extend(on_backend!(tx, conn => {
            let mut query = QueryBuilder::<Db>::new(
                "SELECT offer_bed.offer_id, offer_bed.position, offer_bed.pool_id, child.age, child.gender \
                 FROM offer_bed JOIN child ON child.request_id = offer_bed.request_id \
                 AND child.position = offer_bed.position WHERE offer_bed.offer_id IN ",
            );
            push_list(&mut query, chunk);
            query.push(" ORDER BY offer_bed.offer_id, offer_bed.position");
            query.build_query_as::<OfferBed>().persistent(chunk.len() == 1).fetch_all(conn).await?
        }));
    }
    Ok(found)
}

#[derive(Clone, Debug, Default)]
pub struct OfferFilter {
    pub state: Option<OfferState>,
    /// `None` is everyone's.
    pub seen_by: Option<OfferVisibility>,
}

/// Whose offers a caller may see: those made to a partner's shelters, those for a partner's
/// requests, those of some cities, or all of these together.
#[derive(Clone, Debug, Default)]
pub struct OfferVisibility {
    /// Partner of the shelter.
    pub shelter_partner: Option<Uuid>,
    /// Partner of the request.
    pub outreach_partner: Option<Uuid>,
    /// Cities of the request or of the shelter.
    pub cities: Vec<String>,
}

/// Offers before an id, newest first, at most `limit`.
pub async fn list(
    tx: &mut Tx,
    filter: &OfferFilter,
    before: Option<Uuid>,
    limit: i64,
) -> Result<Vec<OfferRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT offer.* FROM offer JOIN shelter ON shelter.id = offer.shelter_id \
             JOIN placement_request ON placement_request.id = offer.request_id WHERE offer.id < ",
        );
        query.push_bind(before.unwrap_or(Uuid::max()));
        if let Some(state) = filter.state {
            // A literal, so that the index of pending offers can be used.
            query.push(" AND offer.state = '").push(state.code()).push("'");
        }
        if let Some(seen) = &filter.seen_by {
            query.push(" AND (shelter.partner_id = ").push_bind(seen.shelter_partner);
            query.push(" OR placement_request.partner_id = ").push_bind(seen.outreach_partner);
            for column in [" OR shelter.city IN ", " OR placement_request.city IN "] {
                if !seen.cities.is_empty() {
                    query.push(column);
                    push_list(&mut query, &seen.cities);
                }
            }
            query.push(")");
        }
        query.push(" ORDER BY offer.id DESC LIMIT ").push_bind(limit);
        query.build_query_as().persistent(false).fetch_all(conn).await?
    }))
}
