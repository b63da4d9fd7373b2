//! `verify` finds nothing after nights in which everything happened, and names the invariant
//! that was broken behind the service's back.

mod support;

use mabit::domain::offer::OfferState;
use mabit::domain::request::RequestState;
use mabit::services::Page;
use mabit::services::operations::verify::Report;
use mabit::services::operations::verify::verify;
use mabit::services::placement::offers;
use mabit::services::placement::requests;
use mabit::services::placement::requests::ListFilter;
use support::acts::with_right;
use support::damage::{are_named, damaged};
use support::{Backend, Service, night, on_both};

on_both!(service: an_empty_service_keeps_every_invariant, nights_keep_every_invariant);

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
        let narrow = ListFilter { states: vec![state], ..ListFilter::default() };
        let found = requests::list(&service.cx, &with_right(&coordinator).unwrap(), narrow, page)
            .await
            .unwrap();
        assert_eq!(found.items.len(), 1, "no request is {state}");
    }
    for &state in OfferState::ALL {
        let found =
            offers::list(&service.cx, &with_right(&coordinator).unwrap(), Some(state), page)
                .await
                .unwrap();
        assert_eq!(found.items.len(), 1, "no offer is {state}");
    }
}

#[tokio::test]
async fn counts_that_do_not_fit_together_are_named() {
    let damages = [
        ("UPDATE bed_pool SET free = capacity + 1 WHERE promised = 0", "promised 0"),
        ("UPDATE bed_pool SET free = -1, overcommitted = TRUE WHERE promised = 0", "free -1"),
        (
            "UPDATE bed_pool SET free = promised - 1 WHERE promised = 1 AND NOT overcommitted",
            "free 0",
        ),
        ("UPDATE bed_pool SET overcommitted = FALSE WHERE overcommitted", "free 0, promised 1"),
        ("UPDATE bed_pool SET overcommitted = TRUE WHERE promised <= free", "overcommitted"),
    ];
    are_named(&[1], &damages).await;
    // What is below zero can't be the number of beds in offers either.
    are_named(&[1, 2], &[("UPDATE bed_pool SET promised = -1 WHERE promised = 0", "promised -1")])
        .await;
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
        ("UPDATE shelter SET active = FALSE", "pending, in a shelter or pool out of use"),
        ("UPDATE bed_pool SET active = FALSE", "arrived, in a shelter or pool out of use"),
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
    are_named(&[4], &damages.each_ref().map(|(statements, said)| (statements.as_str(), *said)))
        .await;
}

#[tokio::test]
async fn requests_that_nobody_will_look_at_are_named() {
    let damages = [
        (
            "UPDATE placement_request SET next_due_at = NULL WHERE state = 'missing'",
            "missing, not due",
        ),
        ("UPDATE placement_request SET next_due_at = 1 WHERE state = 'closed'", "closed, due"),
        ("UPDATE placement_request SET ended_at = 1 WHERE state = 'accepted'", "due, ended"),
        (
            "UPDATE placement_request SET ended_at = NULL WHERE state = 'placed'",
            "not due, not ended",
        ),
    ];
    // One that ended is also past due, which is the same invariant.
    are_named(&[4], &damages).await;
}

#[tokio::test]
async fn what_is_due_for_more_than_two_ticks_and_a_minute_is_named() {
    let due = |column: &str, of: &str, micros: i64| {
        format!("UPDATE {of} SET {column} = (SELECT max(at) FROM heartbeat) - 62000000 - {micros}")
    };
    let request =
        |micros| due("next_due_at", "placement_request", micros) + " WHERE state = 'missing'";
    let offer = |micros| due("expires_at", "offer", micros) + " WHERE state = 'pending'";
    let damages = [(request(1), "is past due"), (offer(1), "pending past its time")];
    are_named(&[4], &damages).await;
    let silent = |late: &str| format!("{late}; DELETE FROM heartbeat");
    let nothing = [request(0), offer(0), silent(&request(1)), silent(&offer(1))];
    are_named(&[], &nothing.map(|statements| (statements, "every invariant holds"))).await;
}

#[tokio::test]
async fn steps_without_mails_and_mails_without_steps_are_named() {
    let copied = |values: &str, of: &str| {
        format!(
            "INSERT INTO outbox (id, dedupe, kind, account_id, address, locale, request_id, step, cycle, \
             payload, priority, created_at, next_attempt_at, attempts, sent_at) \
             SELECT randomblob(16), {values}, payload, priority, created_at, next_attempt_at, \
             attempts, sent_at FROM outbox WHERE kind = 'escalation' {of} LIMIT 1"
        )
    };
    let skipped = "cycle = 1 AND step = 2 AND how = 'nobody'";
    let damages = [
        (
            "DELETE FROM outbox WHERE kind = 'escalation' AND cycle = 1 AND step = 3".to_owned(),
            "cycle 1, step 3 has no mail",
        ),
        (
            // Other mail about the request is not the step's.
            "UPDATE outbox SET kind = 'accepted' WHERE kind = 'escalation' AND cycle = 1 AND step = 1".to_owned(),
            "cycle 1, step 1 has no mail",
        ),
        (
            copied("'of 99', kind, account_id, address, locale, request_id, step, 99", ""),
            "of no step taken",
        ),
        (
            copied(
                "'of a step with nobody', kind, account_id, address, locale, request_id, 2, 1",
                &format!("AND request_id IN (SELECT request_id FROM escalation WHERE {skipped})"),
            ),
            "of no step taken",
        ),
        (
            copied("'twice', kind, account_id, address, locale, request_id, step, cycle", ""),
            "mails to one account 2",
        ),
        ("UPDATE outbox SET sent_at = created_at - 1 WHERE sent_at IS NOT NULL".to_owned(), "sent before"),
        ("UPDATE outbox SET attempts = 0 WHERE sent_at IS NOT NULL".to_owned(), "without an attempt"),
    ];
    are_named(&[5], &damages).await;
}

#[tokio::test]
async fn steps_left_out_are_named() {
    // Each leaves the steps their mails and their audit rows.
    let moved = |set: &str, of: &str| {
        format!("UPDATE escalation SET {set} WHERE {of}; UPDATE outbox SET {set} WHERE {of}")
    };
    let damages = [
        (moved("step = 9", "cycle = 1 AND step = 3"), "cycle 1, steps 3 from 1 to 9"),
        (moved("step = 0", "cycle = 1 AND step = 1"), "cycle 1, steps 3 from 0 to 3"),
        (moved("cycle = cycle + 5", "cycle > 1"), "cycle 7 does not follow the cycle before it"),
        (
            "UPDATE placement_request SET esc_step = 2 WHERE esc_step = 1".to_owned(),
            "after step 2, steps taken in it 1",
        ),
        (
            "UPDATE placement_request SET esc_cycle = 2 WHERE state = 'withdrawn'".to_owned(),
            "stands at cycle 2 after step 0, steps taken in it 0, last cycle taken 0",
        ),
        (
            // The last step that was taken, with all that tells of it but the audit.
            "CREATE TEMP TABLE last AS SELECT request_id, max(cycle) AS cycle FROM escalation GROUP BY request_id; \
             DELETE FROM outbox WHERE (request_id, cycle) IN (SELECT request_id, cycle FROM last); \
             DELETE FROM escalation WHERE (request_id, cycle) IN (SELECT request_id, cycle FROM last)"
                .to_owned(),
            "stands at cycle",
        ),
    ];
    are_named(&[5], &damages).await;
}

/// The audit can't be changed until its guards are taken away.
const UNGUARDED: &str = "DROP TRIGGER audit_log_no_update; DROP TRIGGER audit_log_no_delete;";

#[tokio::test]
async fn changes_without_an_audit_row_are_named() {
    let actions = [
        "partner.create",
        "account.create",
        "token.create",
        "token.revoke",
        "shelter.create",
        "pool.create",
        "request.create",
        "request.acknowledge",
        "request.withdraw",
        "request.close",
        "offer.create",
        "offer.accept",
        "offer.decline",
        "offer.expire",
        "offer.withdraw",
        "offer.arrive",
        "offer.no_show",
        "offer.depart",
    ];
    let damage = |action: &str, said: String| {
        let row = format!("(SELECT max(id) FROM audit_log WHERE action = '{action}')");
        // Without the seals, which would tell of it too.
        let unsealed = "DELETE FROM audit_seal; DELETE FROM heartbeat";
        (format!("{UNGUARDED} {unsealed}; DELETE FROM audit_log WHERE id = {row}"), said)
    };
    let changes = actions.map(|action| damage(action, format!("no audit row {action}\n")));
    are_named(&[6], &changes).await;
    let undone = "UPDATE offer SET state = 'arrived' WHERE state = 'departed'";
    are_named(&[6], &[(undone, "no audit row offer.undo\n")]).await;
    let policy = r#"INSERT INTO escalation_policy (urgency, version, policy, created_at) VALUES
        ('urgent', 1, '{"steps":[{"after_seconds":0,"to":"city"}],"repeat_seconds":60}', 0)"#;
    are_named(&[6], &[(policy, "policy urgent, version 1: no audit row policy.set\n")]).await;
    let steps = ["escalation.step", "escalation.skip"];
    are_named(&[6], &steps.map(|action| damage(action, format!("{action}, steps ")))).await;
}

#[tokio::test]
async fn a_broken_chain_of_seals_is_named() {
    let on_audit = |statement: &str| format!("{UNGUARDED} {statement}");
    let damages = [
        (
            on_audit(
                "UPDATE audit_log SET detail = '{}' WHERE action = 'pool.report' AND id < 100",
            ),
            "its hash",
        ),
        (on_audit("UPDATE audit_log SET at = at + 1 WHERE id = 1"), "seal 1: its hash"),
        (
            on_audit(
                "DELETE FROM audit_log WHERE action = 'account.link'; DELETE FROM audit_log WHERE \
            id = (SELECT min(id) FROM audit_log WHERE action = 'pool.report')",
            ),
            "covers",
        ),
        ("UPDATE audit_seal SET hash = zeroblob(32) WHERE id = 2".to_owned(), "seal 3: its hash"),
        (
            "UPDATE audit_seal SET row_count = row_count + 1 WHERE id = 2".to_owned(),
            "seal 2: covers",
        ),
        (
            "UPDATE audit_seal SET first_position = first_position + 1 WHERE id = 3".to_owned(),
            "seal 3: begins at",
        ),
        ("DELETE FROM audit_seal WHERE id = 1".to_owned(), "seal 2: follows seal 0"),
        ("DELETE FROM audit_seal WHERE id = 4".to_owned(), "seal 5: follows seal 3"),
    ];
    are_named(&[6], &damages).await;
}

#[tokio::test]
async fn rows_unsealed_for_more_than_three_minutes_are_named() {
    let last = "DELETE FROM audit_seal WHERE id = (SELECT max(id) FROM audit_seal)";
    let beat_after = |micros: i64| {
        format!(
            "{last}; UPDATE heartbeat SET at = (SELECT min(at) FROM audit_log \
             WHERE id > (SELECT max(last_position) FROM audit_seal)) + 180000000 + {micros}"
        )
    };
    are_named(&[6], &[(beat_after(1), "is not sealed"), (last.to_owned(), "is not sealed")]).await;
    let silent = format!("{last}; DELETE FROM heartbeat");
    let just_begun = format!("{last}; UPDATE heartbeat SET started_at = at - 180000000");
    let nothing = [beat_after(0), silent, just_begun];
    are_named(&[], &nothing.map(|statements| (statements, "every invariant holds"))).await;
}

#[tokio::test]
async fn a_thousand_violations_of_an_invariant_are_named_and_more_are_told_of() {
    let pools = |many: i64| {
        format!(
            "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < {many}) \
             INSERT INTO bed_pool (id, shelter_id, name, gender, age_min, age_max, capacity, free, reported_at) \
             SELECT randomblob(16), shelter.id, 'Pool', 'any', 0, 17, 0, 1, 0 FROM n, \
             (SELECT id FROM shelter LIMIT 1) AS shelter"
        )
    };
    let service = Service::new(Backend::Sqlite).await;
    let report = damaged(&service, &pools(1_000)).await;
    assert_eq!(report.violations.len(), 2_000, "of invariants 1 and 6");
    assert!(report.to_string().ends_with(": 2000 violations"));
    let report = damaged(&service, &pools(1_001)).await;
    assert_eq!((report.violations.len(), report.cut_short.as_slice()), (2_000, &[1, 6][..]));
    let text = report.to_string();
    assert!(text.contains("\ninvariant 6: there are more; the first 1000 are named\n"), "{text}");
    assert!(text.ends_with(": more than 2000 violations"), "{text}");
}
