//! `verify` finds nothing after nights in which everything happened, and names the invariant
//! that was broken behind the service's back.

mod common;

use std::collections::BTreeSet;

use common::{Backend, Service, night, on_both};
use mabit::domain::offer::OfferState;
use mabit::domain::request::RequestState;
use mabit::services::requests::Narrow;
use mabit::services::verify::{Report, verify};
use mabit::services::{Page, offers, requests};

on_both!(an_empty_service_keeps_every_invariant, nights_keep_every_invariant);

async fn an_empty_service_keeps_every_invariant(service: &Service) {
    let report = verify(&service.cx).await.unwrap();
    assert_eq!(report.to_string(), format!("{}every invariant holds", counted(&report)));
    assert!(report.is_sound());
}

async fn nights_keep_every_invariant(service: &Service) {
    night::happens(service).await;
    every_state_is_there(service).await;
    let report = verify(&service.cx).await.unwrap();
    assert_eq!(report.to_string(), format!("{}every invariant holds", counted(&report)));
    let checked = report.checked;
    for some in [checked.requests, checked.offers, checked.pools, checked.mails, checked.seals] {
        assert!(some > 2, "{checked:?}");
    }
    assert!(checked.audit_rows > checked.requests + checked.offers, "{checked:?}");
}

fn counted(report: &Report) -> String {
    let checked = report.checked;
    format!(
        "checked requests {}, offers {}, pools {}, mails {}, audit rows {}, seals {}: ",
        checked.requests,
        checked.offers,
        checked.pools,
        checked.mails,
        checked.audit_rows,
        checked.seals,
    )
}

/// So that a sound report says something.
async fn every_state_is_there(service: &Service) {
    let coordinator = service.caller("national@mabit.example").await;
    let page = Page { cursor: None, limit: 1 };
    for &state in RequestState::ALL {
        let narrow = Narrow { state: Some(state), ..Narrow::default() };
        let found = requests::list(&service.cx, &coordinator, narrow, page).await.unwrap();
        assert_eq!(found.items.len(), 1, "no request is {state}");
    }
    for &state in OfferState::ALL {
        let found = offers::list(&service.cx, &coordinator, Some(state), page).await.unwrap();
        assert_eq!(found.items.len(), 1, "no offer is {state}");
    }
}

/// Statements run behind the service's back, and a word of what must then be said.
type Damage = (&'static str, &'static str);

/// Does each damage to a copy of the same sound database. These invariants, and no other, are
/// named, in these words.
async fn are_named(invariants: &[u8], damages: &[Damage]) {
    let sound = Service::new(Backend::Sqlite).await.unwrap();
    night::happens(&sound).await;
    for (statements, said) in damages {
        let report = damaged(&sound, statements).await;
        let named: BTreeSet<u8> = report.violations.iter().map(|found| found.invariant).collect();
        assert_eq!(named, invariants.iter().copied().collect(), "{statements}\n{report}");
        assert!(report.to_string().contains(said), "{statements}\n{said:?} is not in\n{report}");
    }
    assert!(verify(&sound.cx).await.unwrap().is_sound(), "the copies were damaged, not this");
}

/// What is found in a copy after these statements.
async fn damaged(sound: &Service, statements: &str) -> Report {
    let copy = sound.copy().await;
    copy.behind_its_back(statements.to_owned()).await;
    let report = verify(&copy.cx).await.unwrap();
    copy.close().await;
    report
}

#[tokio::test]
async fn counts_that_do_not_fit_together_are_named() {
    let damages = [
        ("UPDATE bed_pool SET free = capacity + 1 WHERE promised = 0", "promised 0"),
        ("UPDATE bed_pool SET free = -1, overcommitted = TRUE WHERE promised = 0", "free -1"),
        ("UPDATE bed_pool SET free = promised - 1 WHERE promised = 1 AND NOT overcommitted", "free 0"),
        ("UPDATE bed_pool SET overcommitted = FALSE WHERE overcommitted", "free 0, promised 1"),
        ("UPDATE bed_pool SET overcommitted = TRUE WHERE promised <= free", "overcommitted"),
    ];
    are_named(&[1], &damages).await;
    // What is below zero can't be the number of beds in offers either.
    are_named(&[1, 2], &[("UPDATE bed_pool SET promised = -1 WHERE promised = 0", "promised -1")]).await;
}

#[tokio::test]
async fn promises_without_offers_and_offers_without_promises_are_named() {
    let damages = [
        (
            "UPDATE bed_pool SET promised = promised + 1 WHERE promised = 0 AND free > 0",
            "promised 1, beds in live offers 0",
        ),
        (
            "UPDATE bed_pool SET promised = 0 WHERE promised = 1 AND NOT overcommitted",
            "promised 0, beds in live offers 1",
        ),
    ];
    are_named(&[2], &damages).await;
}

#[tokio::test]
async fn beds_that_are_not_each_childs_own_are_named() {
    let damages = [
        (
            "DELETE FROM child WHERE request_id IN (SELECT id FROM placement_request WHERE state = 'waiting' \
             AND NOT EXISTS (SELECT 1 FROM offer WHERE request_id = placement_request.id)); \
             DELETE FROM child WHERE request_id IN (SELECT id FROM placement_request WHERE state = 'closed')",
            "has no child",
        ),
        (
            // The offer taken back is made live again, its bed promised again.
            "DROP INDEX offer_one_live; \
             CREATE TEMP TABLE again AS SELECT id FROM offer WHERE state = 'withdrawn' AND request_id IN \
             (SELECT id FROM placement_request WHERE state = 'offered'); \
             UPDATE offer SET state = 'pending' WHERE id IN (SELECT id FROM again); \
             UPDATE bed_pool SET promised = promised + 1, free = free + 1 WHERE id IN \
             (SELECT pool_id FROM offer_bed WHERE offer_id IN (SELECT id FROM again))",
            "live offers 2",
        ),
        (
            "UPDATE bed_pool SET promised = promised - 1 WHERE id IN (SELECT pool_id FROM offer_bed \
             WHERE offer_id IN (SELECT id FROM offer WHERE state = 'pending')); \
             DELETE FROM offer_bed WHERE offer_id IN (SELECT id FROM offer WHERE state = 'pending')",
            "pending, children without a bed 1",
        ),
        (
            "DELETE FROM offer_bed WHERE position > 0 \
             AND offer_id IN (SELECT id FROM offer WHERE state = 'arrived')",
            "arrived, children without a bed 2",
        ),
        (
            "UPDATE offer_bed SET pool_id = (SELECT id FROM bed_pool WHERE shelter_id <> offer_bed.shelter_id) \
             WHERE position = 1",
            "beds of another request, child or shelter 1",
        ),
        (
            "UPDATE offer_bed SET shelter_id = other.shelter_id, pool_id = other.id FROM (SELECT * FROM bed_pool) \
             AS other WHERE position = 1 AND other.shelter_id <> offer_bed.shelter_id",
            "beds of another request, child or shelter 1",
        ),
        (
            "UPDATE offer_bed SET request_id = (SELECT request_id FROM offer WHERE state = 'departed') \
             WHERE offer_id IN (SELECT id FROM offer WHERE state = 'pending')",
            "beds of another request, child or shelter 1",
        ),
        (
            "INSERT INTO offer_bed SELECT offer_id, request_id, 7, shelter_id, pool_id FROM offer_bed \
             WHERE position = 2",
            "beds of another request, child or shelter 1",
        ),
    ];
    are_named(&[3], &damages).await;
}

#[tokio::test]
async fn states_that_do_not_follow_from_the_offers_are_named() {
    let open = "ended_at = NULL, next_due_at = 9000000000000000";
    let reopened = |from: &str, to: &str| {
        format!("UPDATE placement_request SET state = '{to}', {open} WHERE state = '{from}'")
    };
    let damages = [
        (reopened("offered", "waiting"), "is waiting, offers pending 1"),
        (reopened("waiting", "offered"), "is offered, offers pending 0"),
        (reopened("accepted", "waiting"), "accepted 1"),
        (reopened("missing", "accepted"), "is accepted, offers pending 0, accepted 0"),
        (reopened("waiting", "missing"), "not come 0"),
        (reopened("placed", "waiting"), "come 1"),
        (
            "UPDATE placement_request SET state = 'placed', ended_at = 0, next_due_at = NULL \
             WHERE state = 'waiting'"
                .to_owned(),
            "is placed, offers pending 0, accepted 0, not come 0, come 0",
        ),
        (
            // The child that came at the second attempt did not come at the third.
            "UPDATE offer SET created_at = created_at + 1000000000 WHERE state = 'no_show' AND request_id IN \
             (SELECT id FROM placement_request WHERE state = 'placed')"
                .to_owned(),
            "is placed, offers pending 0, accepted 0, not come 1, come 1",
        ),
    ];
    are_named(&[4], &damages.each_ref().map(|(statements, said)| (statements.as_str(), *said))).await;
}
