//! Start-up repair: fills the column `name_key` of partners, shelters and pools whose rows are
//! older than the column. The key makes names collide that look the same (see [`name_key`]).

use uuid::Uuid;

use crate::domain::typed::name_key;
use crate::store::{Store, StoreError, Tx, on_backend};

/// For each table: the rows without a key, and the statement that gives a row its key unless
/// another row in the same place has it.
const TABLES: [(&str, &str); 3] = [
    (
        "SELECT id, name FROM partner WHERE name_key IS NULL ORDER BY id",
        "UPDATE partner SET name_key = $2 WHERE id = $1 \
         AND NOT EXISTS (SELECT 1 FROM partner other WHERE other.name_key = $2)",
    ),
    (
        "SELECT id, name FROM shelter WHERE name_key IS NULL ORDER BY id",
        "UPDATE shelter SET name_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM shelter other \
         WHERE other.partner_id = shelter.partner_id AND other.name_key = $2)",
    ),
    (
        "SELECT id, name FROM bed_pool WHERE name_key IS NULL ORDER BY id",
        "UPDATE bed_pool SET name_key = $2 WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM bed_pool other \
         WHERE other.shelter_id = bed_pool.shelter_id AND other.name_key = $2)",
    ),
];

/// Gives every row its key. Where old names collide, the oldest row gets the key and the others
/// stay without one, so that a new name still collides with all of them.
pub async fn fill_keys(store: &Store) -> Result<(), StoreError> {
    let mut tx = store.begin_read().await?;
    let mut are_there = false;
    for (without_key, _) in TABLES {
        are_there |= !rows(&mut tx, without_key).await?.is_empty();
    }
    drop(tx);
    if !are_there {
        return Ok(());
    }
    store
        .write(|tx| {
            Box::pin(async move {
                for (without_key, give) in TABLES {
                    for (id, name) in rows(tx, without_key).await? {
                        give_key(tx, give, id, &name_key(&name)).await?;
                    }
                }
                Ok(())
            })
        })
        .await
}

async fn rows(tx: &mut Tx, statement: &'static str) -> Result<Vec<(Uuid, String)>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, (Uuid, String)>(statement).fetch_all(conn).await?
    }))
}

async fn give_key(
    tx: &mut Tx,
    statement: &'static str,
    id: Uuid,
    key: &str,
) -> Result<(), StoreError> {
    on_backend!(tx, conn => {
        sqlx::query::<Db>(statement).bind(id).bind(key).execute(conn).await?;
    });
    Ok(())
}
