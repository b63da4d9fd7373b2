//! Notifications of every kind, and with every word they can hold.

use mabit::domain::escalation::EscalationReason;
use mabit::domain::notification::{Answered, CityLine, GapLine, Notice, Side, Trouble};
use mabit::domain::offer::OfferAction;
use mabit::domain::request::{Outcome, Urgency};

use crate::{AT, ID, REFERENCE, moment};

pub fn escalation(
    why: EscalationReason,
    urgency: Urgency,
    step: i32,
    cycle: i32,
    since: &str,
) -> Notice {
    let (reference, since) = (REFERENCE.to_owned(), moment(since));
    Notice::Escalation { reference, urgency, step, cycle, why, since, late: None }
}

/// The same, but coming late.
pub fn late(notice: Notice, due: &str) -> Notice {
    match notice {
        Notice::Escalation { reference, urgency, why, step, cycle, since, .. } => {
            let late = Some(moment(due));
            Notice::Escalation { reference, urgency, why, step, cycle, since, late }
        }
        other => other,
    }
}

pub fn closed(outcome: Option<Outcome>, urgency: Urgency) -> Notice {
    Notice::Ended { reference: REFERENCE.to_owned(), urgency, outcome }
}

pub fn gap(area: Option<&str>, from: &str, to: &str) -> GapLine {
    GapLine { area: area.map(str::to_owned), from: moment(from), to: moment(to) }
}

/// A city's line with these counts, in the order of its fields.
pub fn city(city: &str, counts: [i64; 6]) -> CityLine {
    let [asked, placed, waiting, late_answers, stale_shelters, silent_shelters] = counts;
    let city = city.to_owned();
    CityLine { city, asked, placed, waiting, late_answers, stale_shelters, silent_shelters }
}

pub fn digest(cities: Vec<CityLine>, gap_minutes: i64) -> Notice {
    Notice::Digest { day: moment(AT).date_naive(), cities, gap_minutes }
}

/// Every notice about a request of this urgency, with every word it can hold.
fn about_a_request(urgency: Urgency) -> Vec<Notice> {
    let reference = || REFERENCE.to_owned();
    let (since, until) = (moment("2026-03-14T01:14:00Z"), moment("2026-03-15T03:05:00Z"));
    let mut notices = vec![
        Notice::HandedOver { reference: reference(), urgency },
        Notice::Accepted { reference: reference(), urgency },
        Notice::Arrived { reference: reference(), urgency },
        Notice::Overcommitted { reference: reference(), urgency },
        Notice::OfferWaits { reference: reference(), urgency, until },
        closed(None, urgency),
    ];
    notices.extend(Outcome::ALL.iter().map(|&outcome| closed(Some(outcome), urgency)));
    notices.extend(Side::ALL.iter().map(|&side| {
        let reference = reference();
        Notice::ArrivalAsked { reference, urgency, since, until, side }
    }));
    notices.extend(Answered::ALL.iter().map(|&answer| {
        let reference = reference();
        Notice::Answered { reference, urgency, answer }
    }));
    notices.extend([OfferAction::Accept, OfferAction::Arrive, OfferAction::NoShow].map(|what| {
        let reference = reference();
        Notice::Undone { reference, urgency, what }
    }));
    for &why in EscalationReason::ALL {
        let first = escalation(why, urgency, 2, 1, "2026-03-14T01:14:00Z");
        notices.push(late(first.clone(), "2026-03-12T03:05:00Z"));
        notices.push(first);
        notices.push(escalation(why, urgency, 3, 2, "2026-03-12T01:14:00Z"));
    }
    notices
}

/// One of every notice, and of every word it can hold.
pub fn notices() -> Vec<Notice> {
    let mut notices: Vec<_> = Urgency::ALL.iter().copied().flat_map(about_a_request).collect();
    let gaps = vec![
        gap(Some("Nador"), "2026-03-14T22:00:00Z", "2026-03-15T06:00:00Z"),
        gap(None, "2026-03-15T10:00:00Z", "2026-03-15T11:30:00Z"),
    ];
    notices.extend([
        Notice::CountAsked { link: ID, since: moment("2026-03-14T01:14:00Z") },
        Notice::DutyGaps { gaps: gaps.clone(), more: 0 },
        Notice::DutyGaps { gaps, more: 17 },
        digest(vec![], 0),
        digest(vec![city("Nador", [0; 6]), city("Salé", [21, 22, 23, 24, 25, 26])], 150),
        Notice::PasswordLink { is_first: true },
        Notice::PasswordLink { is_first: false },
        Notice::Trouble { findings: Trouble::ALL.iter().map(|&what| (what, 31)).collect() },
    ]);
    notices
}
