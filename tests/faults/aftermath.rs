//! What must be so after a fault, read from the database beside the service: all is settled, and
//! nothing is lost.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::time::Duration;

use uuid::Uuid;

use crate::load::Load;
use crate::people::{CITIES, PARTNERS};
use crate::support::program::until;
use crate::support::{Backend, Database};

/// A mail that the one killed had claimed is claimed again when it has been gone for 5 s, long
/// before the lease of 90 s ends.
const SETTLED_WITHIN: Duration = Duration::from_secs(60);

/// Waits until everybody without a bed has gone through the steps and every mail is sent, but
/// for those that were given up.
pub async fn settle(database: &Database) -> Duration {
    until("every step is taken and every mail sent", SETTLED_WITHIN, async || {
        let steps = "SELECT count(*) FROM placement_request WHERE state IN ('waiting', 'offered') \
                     AND (SELECT count(*) FROM escalation WHERE request_id = placement_request.id) < 3";
        let mails = "SELECT count(*) FROM outbox WHERE sent_at IS NULL AND cancelled_at IS NULL";
        database.number(steps).await == 0 && database.number(mails).await == 0
    })
    .await
}

/// Every request that was answered is there, once for its key, and no other; every offer
/// whose acceptance was answered was accepted.
pub async fn everything_answered_is_there(database: &Database, load: &Load) {
    let stored: Vec<(String, Uuid)> =
        database.rows("SELECT case_ref, id FROM placement_request").await;
    let answered = load.asked.lock().unwrap().clone();
    assert!(!answered.is_empty());
    let once: BTreeMap<String, Uuid> = stored.iter().cloned().collect();
    assert_eq!(once.len(), stored.len(), "a key was carried out twice");
    let told: BTreeMap<String, Uuid> =
        answered.into_iter().map(|(key, (id, _))| (key, id)).collect();
    assert_eq!(told, once);
    let accepted: Vec<(Uuid,)> =
        database.rows("SELECT id FROM offer WHERE accepted_at IS NOT NULL").await;
    let accepted: BTreeSet<Uuid> = accepted.into_iter().map(|(id,)| id).collect();
    for id in load.accepted.lock().unwrap().iter() {
        assert!(accepted.contains(id), "the acceptance of {id} is lost");
    }
}

/// Each step that mails has a mail for each coordinator at its level, once.
pub async fn every_step_has_its_mails(database: &Database) {
    let steps: Vec<(Uuid, i32, i32, String, String)> = database
        .rows(
            "SELECT request_id, cycle, step, level, city FROM escalation JOIN placement_request \
             ON placement_request.id = escalation.request_id WHERE how = 'mailed'",
        )
        .await;
    let expected: BTreeSet<(Uuid, i32, i32, String)> = steps
        .into_iter()
        .map(|(request, cycle, step, level, city)| {
            let whom = match level.as_str() {
                "city" => PARTNERS[CITIES.iter().position(|known| *known == city).unwrap()],
                _ => "national",
            };
            let address = match whom {
                "national" => "national@mabit.example".to_owned(),
                partner => format!("coordinator@{partner}.example"),
            };
            (request, cycle, step, address)
        })
        .collect();
    let mails: Vec<(Uuid, i32, i32, String)> = database
        .rows("SELECT request_id, cycle, step, address FROM outbox WHERE kind = 'escalation'")
        .await;
    let many = mails.len();
    let mails: BTreeSet<_> = mails.into_iter().collect();
    assert_eq!(mails.len(), many, "somebody was told a step twice");
    assert_eq!(mails, expected);
}

/// By how many seconds the latest step was taken after it was due.
pub async fn lateness(database: &Database, backend: Backend) -> i64 {
    let query = match backend {
        Backend::Sqlite => "SELECT coalesce(max(at - due_at), 0) / 1000000 FROM escalation",
        Backend::Postgres => {
            "SELECT coalesce(extract(epoch FROM max(at - due_at)), 0)::bigint FROM escalation"
        }
    };
    database.number(query).await
}

/// Every mail is sent, and marked as sent.
pub async fn mails_are_sent(database: &Database) {
    until("the mails are sent and marked", Duration::from_secs(30), async || {
        database.number("SELECT count(*) FROM outbox").await > 0
            && database.number("SELECT count(*) FROM outbox WHERE sent_at IS NULL").await == 0
    })
    .await;
}
