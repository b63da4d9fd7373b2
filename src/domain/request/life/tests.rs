//! Tests of a request's lifecycle: a table of every event but `undeliverable` in every state; when
//! somebody is alerted next, and what an undeliverable step changes.

use super::*;
use crate::domain::escalation::Step;

use RequestState::{Accepted, Closed, Missing, Offered, Placed, Waiting, Withdrawn};

/// The state of a request, and whether both sides were asked about its child.
type Situation = (RequestState, bool);

const ASKED: Situation = (Accepted, true);

/// Every situation, with the events that lead there.
const ALL: [(Situation, &[&str]); 8] = [
    ((Waiting, false), &[]),
    ((Offered, false), &["offered"]),
    ((Accepted, false), &["offered", "accepted"]),
    (ASKED, &["offered", "accepted", "arrival overdue"]),
    ((Missing, false), &["offered", "accepted", "no show"]),
    ((Placed, false), &["offered", "accepted", "arrived"]),
    ((Withdrawn, false), &["withdrawn"]),
    ((Closed, false), &["closed"]),
];

const SOMEBODY: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);

const WAITS: Waits = Waits {
    arrive_within: TimeDelta::hours(3),
    answer_within: TimeDelta::minutes(30),
    acknowledged_for: TimeDelta::minutes(30),
};

fn minute(n: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::minutes(n)
}

/// A request made at minute 0, with steps at 10, 30 and 60 minutes that repeat after an hour.
fn new() -> PlacementRequest {
    let step = |minutes: i64, to| Step { after_seconds: minutes * 60, to };
    let steps = vec![step(10, Level::City), step(30, Level::Region), step(60, Level::National)];
    let policy = Policy { steps, repeat_seconds: 3_600 };
    PlacementRequest {
        id: Uuid::nil(),
        reference: "K7Q2M9XD".to_owned(),
        partner_id: Uuid::nil(),
        created_by: None,
        city: "nador".to_owned(),
        urgency: Urgency::Emergency,
        needs: Vec::new(),
        reach_km: 60.0,
        hold: true,
        case_ref: None,
        state: RequestState::Waiting,
        created_at: minute(0),
        unmatched_since: minute(0),
        ended_at: None,
        outcome: None,
        end_reason: None,
        escalation: Escalation::of_new(&policy, minute(0)),
        policy,
        policy_version: 0,
        version: 1,
    }
}

/// A request in a situation, by what happened at minute 100.
fn at(situation: Situation) -> PlacementRequest {
    let (mut request, table) = (new(), table());
    let (_, events) = ALL.iter().find(|(known, _)| *known == situation).unwrap();
    for event in *events {
        let (_, happens, _) = table.iter().find(|(name, ..)| name == event).unwrap();
        happens(&mut request, minute(100)).unwrap();
    }
    request
}

type Event = fn(&mut PlacementRequest, DateTime<Utc>) -> Result<(), Refused>;

/// The situations an event leads to, each from the one it stands below; `None` where it is refused.
type Row = (&'static str, Event, [Option<Situation>; 8]);

#[rustfmt::skip]
fn table() -> Vec<Row> {
    const NO: Option<Situation> = None;
    // A letter for each situation, in the order of the columns; q: asked, x: withdrawn.
    let [w, o, a, q, m, p, x, c] = ALL.map(|(situation, _)| Some(situation));
    vec![
        // From:                                                        Waiting Offered Accepted Asked Missing Placed Withdrawn Closed
        ("offered", |r, _| r.offered(),                                             [o, NO, NO, NO, NO, NO, NO, NO]),
        ("offered by hand", |r, now| r.offered_by_hand(false, now).map(drop),       [o,  o, NO, NO, NO, NO, NO, NO]),
        ("overruled by hand", |r, now| r.offered_by_hand(true, now).map(drop),      [o,  o,  o,  o, NO, NO, NO, NO]),
        ("accepted", |r, now| r.accepted(now, &WAITS).map(drop),                    [NO, a, NO, NO, NO, NO, NO, NO]),
        ("declined", |r, _| r.declined().map(drop),                                 [NO, w, NO, NO, NO, NO, NO, NO]),
        ("expired", |r, _| r.expired().map(drop),                                   [NO, w, NO, NO, NO, NO, NO, NO]),
        ("bed lost", |r, _| r.bed_lost().map(drop),                                 [NO, w, NO, NO, NO, NO, NO, NO]),
        ("arrived", |r, now| r.arrived(now).map(drop),                              [NO, NO, p,  p, NO, NO, NO, NO]),
        ("no show", |r, now| r.no_show(now).map(drop),                              [NO, NO, m,  m, NO, NO, NO, NO]),
        ("lost", |r, now| r.lost(now).map(drop),                                    [m,  m,  m,  m, NO, NO, NO, NO]),
        ("found", |r, now| r.found(now).map(drop),                                  [NO, NO, NO, NO, w, NO, NO, NO]),
        ("arrival overdue", |r, now| r.arrival_overdue(now, &WAITS).map(drop),      [NO, NO, q, NO, NO, NO, NO, NO]),
        ("still on the way", |r, now| r.still_on_the_way(now, &WAITS).map(drop),    [NO, NO, NO, a, NO, NO, NO, NO]),
        ("acknowledged", |r, now| r.acknowledged(SOMEBODY, None, now, &WAITS).map(drop), [w, o, NO, q, m, NO, NO, NO]),
        ("handed over", |r, now| r.handed_over(OTHER, None, now, &WAITS).map(drop), [w,  o, NO,  q,  m, NO, NO, NO]),
        ("escalated to", |r, now| r.escalated_to(2, now).map(drop),                 [w,  o, NO,  q,  m, NO, NO, NO]),
        ("steps taken", |r, now| r.steps_taken(now, TimeDelta::zero(), |_| true).map(drop), [w, o, NO, q, m, NO, NO, NO]),
        ("withdrawn", |r, now| r.withdrawn("over".to_owned(), now).map(drop),       [x,  x,  x,  x,  x, NO, NO, NO]),
        ("closed", |r, now| r.closed(Outcome::Other, now).map(drop),                [c,  c,  c,  c,  c, NO, NO, NO]),
        ("reopened", |r, now| r.reopened(now),                                      [NO, NO, NO, NO, NO, NO, w,  w]),
        ("acceptance undone", |r, now| r.acceptance_undone(now).map(drop),          [NO, NO, o,  o, NO, NO, NO, NO]),
        ("arrival undone", |r, now| r.arrival_undone(minute(100), now, &WAITS).map(drop), [NO, NO, NO, NO, NO, a, NO, NO]),
        ("no show undone", |r, now| r.no_show_undone(minute(100), now, &WAITS).map(drop), [NO, NO, NO, NO, a, NO, NO, NO]),
        ("departure undone", |r, _| r.departure_undone().map(drop),                 [NO, NO, NO, NO, NO, p, NO, NO]),
        ("due now", |r, now| { r.due_now(now); Ok(()) },                            [w,  o,  a,  q,  m,  p,  x,  c]),
    ]
}

#[test]
fn every_event_leads_from_every_situation_where_the_table_says_or_is_refused() {
    for (event, happens, leads_to) in table() {
        for ((from, _), to) in ALL.into_iter().zip(leads_to) {
            let (before, what) = (at(from), format!("{event} from {from:?}"));
            let mut request = before.clone();
            let heard = happens(&mut request, minute(150));
            let Some(to) = to else {
                let asks = from == (Accepted, false) && event == "still on the way";
                let refused = if asks { Refused::NotAsked } else { Refused::WrongState(from.0) };
                assert_eq!((heard, request), (Err(refused), before), "{what}");
                continue;
            };
            let asked = request.state == Accepted && request.escalation.asked_at.is_some();
            let stands = (request.state, asked);
            assert_eq!((heard, stands), (Ok(()), to), "{what}");
            let is_open = request.state.is_open();
            assert_eq!(request.next_due_at().is_some(), is_open, "{what}");
            assert_eq!(request.ended_at.is_none(), is_open, "{what}");
        }
    }
}

/// Why it is escalated, and in how many minutes after minute 150 somebody must act.
fn stands(request: &PlacementRequest) -> (EscalationReason, i64) {
    (request.escalation.reason, (request.escalation.progress.due - minute(150)).num_minutes())
}

#[test]
fn what_happens_to_a_child_says_when_somebody_is_alerted_next_and_who_is_told() {
    use EscalationReason::{Missing as Lost, MissingOnTheWay, OnTheWay, Unmatched};
    let now = minute(150);
    let alerts = |alerted, team| Ok(Follow { cancel: Cancel::Alerts, alerted, team });
    let of_offer = |team| Ok(Follow { cancel: Cancel::AboutOffer, alerted: None, team });

    let mut request = at((Offered, false));
    let heard = request.accepted(now, &WAITS);
    assert_eq!(heard, alerts(Some(News::Accepted), Some(Answered::Accepted)));
    assert_eq!(stands(&request), (OnTheWay, 180));
    assert_eq!(request.arrival_overdue(now, &WAITS), Ok(minute(180)));
    assert_eq!((stands(&request), request.escalation.asked_at), ((MissingOnTheWay, 30), Some(now)));
    assert_eq!(request.escalated_since(), now);
    assert_eq!(request.still_on_the_way(now, &WAITS), alerts(Some(News::StillOnTheWay), None));
    assert_eq!((stands(&request), request.escalated_since()), ((OnTheWay, 180), minute(0)));
    assert_eq!(request.no_show(now), alerts(None, None));
    assert_eq!((stands(&request), request.escalated_since()), ((Lost, 0), now));
    assert_eq!(request.found(now), alerts(None, None));
    assert_eq!(stands(&request), (Unmatched, 10));

    assert_eq!(at((Offered, false)).declined(), of_offer(Some(Answered::Declined)));
    assert_eq!(at((Offered, false)).expired(), of_offer(Some(Answered::Expired)));
    assert_eq!(at((Offered, false)).bed_lost(), of_offer(None));
    assert_eq!(at((Accepted, false)).arrived(now), alerts(Some(News::Arrived), None));
    assert_eq!(at(ASKED).closed(Outcome::Other, now), alerts(Some(News::Ended), None));
    let mut request = at(ASKED);
    assert_eq!(request.lost(now), alerts(None, None));
    assert_eq!((stands(&request), request.escalated_since()), ((Lost, 0), now));
    for ended in [Closed, Withdrawn] {
        let mut request = at((ended, false));
        assert_eq!(request.reopened(now), Ok(()));
        assert_eq!((stands(&request), request.unmatched_since), ((Unmatched, 10), now));
        assert_eq!((request.outcome, request.end_reason), (None, None));
    }
    let mut request = at(ASKED);
    assert_eq!(request.offered_by_hand(true, now), of_offer(None));
    assert_eq!((stands(&request), request.unmatched_since), ((Unmatched, 10), now));
    assert_eq!(request.escalation.asked_at, None);
}

#[test]
fn what_is_undone_goes_on_by_its_own_clock_and_is_never_due_in_the_past() {
    use EscalationReason::{OnTheWay, Unmatched};
    let now = minute(150);
    let alerts = Ok(Follow { cancel: Cancel::Alerts, alerted: None, team: None });
    // Without a bed since minute 0: the steps of minutes 10, 30 and 60 should have been taken.
    let mut request = at((Accepted, false));
    assert_eq!(request.acceptance_undone(now), alerts);
    assert_eq!((stands(&request), request.escalated_since()), ((Unmatched, 0), minute(0)));
    let taken = request.steps_taken(now, TimeDelta::hours(1), |_| true).unwrap();
    assert_eq!(taken.iter().map(|step| step.step).collect::<Vec<_>>(), [1, 2, 3]);
    // One whose first step has not come yet keeps its time.
    let mut request = new();
    request.offered().unwrap();
    let _ = request.accepted(minute(2), &WAITS).unwrap();
    let _ = request.acceptance_undone(minute(3)).unwrap();
    assert_eq!(request.next_due_at(), Some(minute(10)));

    for (accepted, due) in [(100, 130), (-40, 0)] {
        let mut request = at((Placed, false));
        assert_eq!(request.arrival_undone(minute(accepted), now, &WAITS), alerts);
        assert_eq!((stands(&request), request.ended_at), ((OnTheWay, due), None));
        let mut request = at((Missing, false));
        assert_eq!(request.no_show_undone(minute(accepted), now, &WAITS), alerts);
        assert_eq!((stands(&request), request.escalation.asked_at), ((OnTheWay, due), None));
    }
    assert_eq!(at((Placed, false)).departure_undone(), Ok(Follow::default()));
}

#[test]
fn an_acknowledgement_outlasts_an_offer_and_a_handover_does_not_lengthen_it() {
    let mut request = at((Waiting, false));
    assert_eq!(request.acknowledged(SOMEBODY, None, minute(5), &WAITS), Ok(minute(35)));
    assert_eq!(request.handed_over(OTHER, None, minute(20), &WAITS), Ok(minute(35)));
    request.offered().and_then(|()| request.declined()).map(drop).unwrap();
    let by = request.escalation.acknowledgement.as_ref().map(|one| one.by);
    assert_eq!((by, request.next_due_at()), (Some(OTHER), Some(minute(35))));
    let taken = request.steps_taken(minute(35), TimeDelta::zero(), |_| true).unwrap();
    assert_eq!((taken.len(), request.escalation.acknowledgement), (1, None));
}

#[test]
fn a_step_that_reached_nobody_lets_the_next_be_due_now_or_the_next_cycle_in_ten_minutes() {
    let reason = EscalationReason::Unmatched;
    let unreached = |cycle, step| Unreached::Step { cycle, step, reason };
    let take = |request: &mut PlacementRequest, at| {
        request.steps_taken(minute(at), TimeDelta::hours(1), |_| true).unwrap();
    };
    let mut request = at((Waiting, false));
    take(&mut request, 10);
    let untouched = request.clone();
    let other = Unreached::Step { cycle: 1, step: 1, reason: EscalationReason::Missing };
    for what in [unreached(1, 2), unreached(0, 1), other] {
        assert!(!request.undeliverable(what, minute(12)), "{what:?}");
    }
    assert_eq!(request, untouched);
    assert!(request.undeliverable(unreached(1, 1), minute(12)));
    assert_eq!(request.next_due_at(), Some(minute(12)));
    assert!(!request.undeliverable(unreached(1, 1), minute(12)), "it is due already");
    take(&mut request, 12);
    assert_eq!(request.next_due_at(), Some(minute(60)), "the steps after it keep their time");
    take(&mut request, 60);
    assert!(request.undeliverable(unreached(1, 3), minute(61)));
    assert_eq!(request.next_due_at(), Some(minute(71)));
    assert!(!request.undeliverable(unreached(1, 3), minute(65)));

    let mut request = untouched;
    let _ = request.acknowledged(SOMEBODY, None, minute(12), &WAITS).unwrap();
    assert!(!request.undeliverable(unreached(1, 1), minute(13)), "somebody takes care of it");
    let in_vain = |to, at| Unreached::HandOver { to, at: minute(at) };
    assert!(!request.undeliverable(in_vain(OTHER, 12), minute(13)));
    assert!(!request.undeliverable(in_vain(SOMEBODY, 11), minute(13)));
    assert!(request.undeliverable(in_vain(SOMEBODY, 12), minute(13)));
    assert_eq!(
        (request.next_due_at(), request.escalation.acknowledgement),
        (Some(minute(13)), None)
    );
}

#[test]
fn what_is_due_further_ahead_than_any_wait_is_due_now() {
    let mut request = at((Accepted, false));
    let due = request.next_due_at().unwrap();
    assert_eq!(due, minute(280));
    let is_due = |at: DateTime<Utc>| request.is_due(at, &WAITS);
    // Three hours are the longest it may wait; the clocks of two machines may differ by a minute.
    assert!(!is_due(minute(99)) && is_due(minute(98)));
    assert!(!is_due(minute(279)) && is_due(due));
    request.due_now(minute(20));
    assert_eq!((request.next_due_at(), request.unmatched_since), (Some(minute(20)), minute(0)));
    assert_eq!(at((Closed, false)).next_due_at(), None);
    // Longer than by the settings, if the policy says so.
    let mut request = new();
    request.policy.repeat_seconds = 24 * 3_600;
    request.due_now(minute(24 * 60 + 11));
    assert!(!request.is_due(minute(0), &WAITS) && request.is_due(minute(-1), &WAITS));
}
