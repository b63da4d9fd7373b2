//! The audit log for the administrators' page: a filtered list, and a check of its seals. Entries
//! of requests show only the action and the day: detail or time could identify a child.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::zone::Zone;
use crate::services::authorisation::{Admin, As};
use crate::services::operations::verify::{self, Break};
use crate::services::views::Items;
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::identity::accounts;
use crate::store::operations::audit_log::{self, AuditRecord};
use crate::store::shelters::{partners, pools, shelter};

pub use crate::store::operations::audit_log::AuditFilter;

/// Entities that belong to a request.
const OF_REQUESTS: [&str; 3] = ["request", "offer", "escalation"];

/// An entry of the audit log.
#[derive(Clone, Debug)]
pub struct EntryView {
    /// When; for entries of a request, the beginning of that day.
    pub at: DateTime<Utc>,
    /// Whether `at` is only the day.
    pub only_day: bool,
    /// Mail address of the actor; `None` for the service and the command line.
    pub actor: Option<String>,
    /// `entity.verb`.
    pub action: String,
    /// Name of the changed thing; `None` where it has none, or belongs to a request.
    pub name: Option<String>,
    /// Fields of the detail; none where it belongs to a request.
    pub detail: Vec<(String, Value)>,
}

/// Result of checking the seals of the audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    /// Entries covered by seals.
    pub sealed: i64,
    /// Entries that wait for the next seal.
    pub unsealed: i64,
    /// The first seal that does not match.
    pub broken: Option<Break>,
}

/// Entries, newest first, at most `limit`, from `cursor` (the last page's `next_cursor`) on.
pub async fn list(
    cx: &Context,
    _: &As<Admin>,
    filter: &AuditFilter,
    cursor: Option<&str>,
    limit: i64,
) -> Result<Items<EntryView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let from = cursor.and_then(parse_cursor).unwrap_or((i64::MAX, i64::MAX));
    let mut rows = audit_log::newest_before(&mut tx, filter, from, limit + 1).await?;
    let more = usize::try_from(limit).is_ok_and(|limit| rows.len() > limit);
    if more {
        rows.pop();
    }
    let next_cursor =
        rows.last().filter(|_| more).map(|row| format!("{}-{}", row.position, row.id));
    let names = names(&mut tx, &rows).await?;
    let items = rows.into_iter().map(|row| view(row, &names, &cx.settings.zone)).collect();
    Ok(Items { items, next_cursor })
}

fn parse_cursor(text: &str) -> Option<(i64, i64)> {
    let (position, id) = text.split_once('-')?;
    Some((position.parse().ok()?, id.parse().ok()?))
}

fn view(row: AuditRecord, names: &HashMap<Uuid, String>, zone: &Zone) -> EntryView {
    let of_request = row.request_id.is_some() || OF_REQUESTS.contains(&row.entity.as_str());
    let day = zone.midnight(zone.local(row.at).date_naive());
    EntryView {
        at: if of_request { day } else { row.at },
        only_day: of_request,
        actor: row.actor.map(|id| names.get(&id).cloned().unwrap_or_else(|| id.to_string())),
        name: names.get(&row.entity_id).cloned().filter(|_| !of_request),
        detail: if of_request { Vec::new() } else { fields(&row.detail) },
        action: row.action,
    }
}

fn fields(detail: &str) -> Vec<(String, Value)> {
    let fields = serde_json::from_str::<serde_json::Map<String, Value>>(detail);
    fields.map(|fields| fields.into_iter().collect()).unwrap_or_default()
}

/// Names of the actors and of the changed things.
async fn names(tx: &mut Tx, rows: &[AuditRecord]) -> Result<HashMap<Uuid, String>, Error> {
    let of = |entity: &str| -> Vec<Uuid> {
        let rows = rows.iter().filter(|row| row.entity == entity);
        let mut ids: Vec<Uuid> = rows.map(|row| row.entity_id).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    };
    let mut people = of("account");
    people.extend(rows.iter().filter_map(|row| row.actor));
    let mut names = HashMap::new();
    for account in accounts::get_many(tx, &people).await? {
        names.insert(account.id, account.email);
    }
    for pool in pools::get_many(tx, &of("pool")).await? {
        names.insert(pool.id, pool.name);
    }
    for id in of("partner") {
        names.extend(partners::get(tx, id).await?.map(|partner| (id, partner.name)));
    }
    for id in of("shelter") {
        names.extend(shelter::get(tx, id).await?.map(|shelter| (id, shelter.name)));
    }
    for id in of("token") {
        names.extend(accounts::token(tx, id).await?.map(|token| (id, token.label)));
    }
    Ok(names)
}

/// Checks every seal; `None` when more than `most` entries are sealed, which would take long.
pub async fn chain(cx: &Context, _: &As<Admin>, most: i64) -> Result<Option<Chain>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let (sealed, unsealed) = audit_log::row_counts(&mut tx).await?;
    if sealed > most {
        return Ok(None);
    }
    Ok(Some(Chain { sealed, unsealed, broken: verify::broken_seal(&mut tx).await? }))
}
