//! Brings the next step forward when every mail of an alert was refused for good.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::Unreached;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{Nobody, Service};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::escalation::due as rows;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::requests;

/// Brings forward every request whose last alert was refused for good.
pub(crate) async fn bring_forward_all(cx: &Context) -> Result<(), Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = rows::unreached(&mut tx, cx.now()).await?;
    drop(tx);
    if found.is_empty() {
        return Ok(());
    }
    let ids = found.into_iter().map(|(id, _)| id).collect();
    cx.write(Service, BringForward { ids }).await
}

struct BringForward {
    ids: Vec<Uuid>,
}

impl UseCase for BringForward {
    type Answer = ();
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let now = call.now;
        let mut requests = requests::lock_many(tx, &self.ids).await?;
        // Read again under the locks: a mail may have come through meanwhile.
        let found = rows::unreached(tx, now).await?;
        let mut changed = Vec::new();
        for request in &mut requests {
            let (id, mut moved) = (request.id, false);
            for (_, what) in found.iter().filter(|(about, _)| *about == id) {
                moved |= bring_forward(tx, request, *what, "undeliverable", now).await?;
            }
            changed.extend(moved.then(|| request.clone()));
        }
        requests::save_escalations(tx, &changed).await?;
        Ok(())
    }
}

/// Brings a locked request forward whose alert reached nobody, with an audit entry. True when its
/// due time changed; the caller saves it.
pub(crate) async fn bring_forward(
    tx: &mut Tx,
    request: &mut PlacementRequest,
    what: Unreached,
    because: &str,
    now: DateTime<Utc>,
) -> Result<bool, Error> {
    if !request.undeliverable(what, now) {
        return Ok(false);
    }
    let (cycle, step) = match what {
        Unreached::Step { cycle, step, .. } => (Some(cycle), Some(step)),
        Unreached::HandOver { .. } => (None, None),
    };
    let detail = serde_json::json!({ "cycle": cycle, "step": step, "because": because });
    let entry = Entry::new(None, "escalation.hurry", request.id).about(request.id);
    audit_log::insert(tx, entry.with(detail), now).await?;
    Ok(true)
}
