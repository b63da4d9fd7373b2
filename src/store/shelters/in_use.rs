//! Queries on what stands against putting a pool, a shelter or a partner out of use.

use uuid::Uuid;

use crate::store::{StoreError, Tx, on_backend};

/// Whether children are expected in a shelter, or there.
pub async fn shelter_has_children(tx: &mut Tx, shelter_id: Uuid) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM offer WHERE shelter_id = $1 \
             AND state IN ('pending', 'accepted', 'arrived'))",
        )
        .bind(shelter_id)
        .fetch_one(conn)
        .await?
    }))
}

/// Whether children are expected in a pool, or there.
pub async fn pool_has_children(tx: &mut Tx, pool_id: Uuid) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM offer_bed JOIN offer ON offer.id = offer_bed.offer_id \
             WHERE offer_bed.pool_id = $1 AND offer.state IN ('pending', 'accepted', 'arrived'))",
        )
        .bind(pool_id)
        .fetch_one(conn)
        .await?
    }))
}

/// Whether a partner has a shelter in use, an active account or an open request.
pub async fn partner_is_needed(tx: &mut Tx, partner_id: Uuid) -> Result<bool, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_scalar::<Db, bool>(
            "SELECT EXISTS (SELECT 1 FROM shelter WHERE partner_id = $1 AND active) \
             OR EXISTS (SELECT 1 FROM account WHERE partner_id = $1 AND active) \
             OR EXISTS (SELECT 1 FROM placement_request WHERE partner_id = $1 \
             AND state IN ('waiting', 'offered', 'accepted', 'missing'))",
        )
        .bind(partner_id)
        .fetch_one(conn)
        .await?
    }))
}
