//! Queries for how the parties of offers are reached: shelters, partners whose teams ask,
//! coordinators.

use sqlx::QueryBuilder;
use uuid::Uuid;

use crate::domain::account::Role;
use crate::store::{StoreError, Tx, on_backend, push_list, row};

/// How a shelter is found and called.
#[derive(Clone, Debug)]
pub struct ShelterContactRecord {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
    pub address: Option<String>,
    pub access_note: Option<String>,
}
row!(ShelterContactRecord { id, name, phone, address, access_note });

/// How a partner's team is called.
#[derive(Clone, Debug)]
pub struct PartnerContactRecord {
    pub id: Uuid,
    pub name: String,
    pub phone: Option<String>,
}
row!(PartnerContactRecord { id, name, phone });

/// How a coordinator is called.
#[derive(Clone, Debug)]
pub struct CoordinatorContactRecord {
    pub id: Uuid,
    pub name: Option<String>,
    pub phone: String,
}
row!(CoordinatorContactRecord { id, name, phone });

pub async fn shelters(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<ShelterContactRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query = QueryBuilder::<Db>::new(
            "SELECT id, name, phone, address, access_note FROM shelter WHERE id IN ",
        );
        push_list(&mut query, ids);
        query.build_query_as().persistent(ids.len() == 1).fetch_all(conn).await?
    }))
}

pub async fn partners(tx: &mut Tx, ids: &[Uuid]) -> Result<Vec<PartnerContactRecord>, StoreError> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    Ok(on_backend!(tx, conn => {
        let mut query =
            QueryBuilder::<Db>::new("SELECT id, name, phone FROM partner WHERE id IN ");
        push_list(&mut query, ids);
        query.build_query_as().persistent(ids.len() == 1).fetch_all(conn).await?
    }))
}

/// All active coordinators with a telephone.
pub async fn coordinators(tx: &mut Tx) -> Result<Vec<CoordinatorContactRecord>, StoreError> {
    Ok(on_backend!(tx, conn => {
        sqlx::query_as::<Db, _>(
            "SELECT id, name, phone FROM account \
             WHERE active AND phone IS NOT NULL AND roles LIKE $1",
        )
        .bind(format!("%\"{}\"%", Role::Coordinator))
        .fetch_all(conn)
        .await?
    }))
}
