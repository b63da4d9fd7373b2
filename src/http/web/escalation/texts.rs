//! Keys of the texts of coordinators' codes: what is being done, how a request ended, why a shelter
//! declined.

use crate::domain::escalation::AcknowledgementNote;
use crate::domain::offer::DeclineReason;
use crate::domain::request::Outcome;

/// What a coordinator may be doing, to choose from.
pub(crate) const NOTES: [(AcknowledgementNote, &str); 3] = [
    (AcknowledgementNote::CallingShelters, "coordinator-note-calling"),
    (AcknowledgementNote::TransportUnderWay, "coordinator-note-transport"),
    (AcknowledgementNote::OtherSolution, "coordinator-note-other"),
];

/// How a request can end without a bed of ours, to choose from.
pub(crate) const OUTCOMES: [(Outcome, &str); 5] = [
    (Outcome::PlacedElsewhere, "coordinator-outcome-elsewhere"),
    (Outcome::Family, "coordinator-outcome-family"),
    (Outcome::Hospital, "coordinator-outcome-hospital"),
    (Outcome::LostContact, "coordinator-outcome-lost"),
    (Outcome::Other, "coordinator-outcome-other"),
];

/// Why a shelter declines, to choose from.
pub(crate) const DECLINE_REASONS: [(DeclineReason, &str); 7] = [
    (DeclineReason::Full, "coordinator-declined-full"),
    (DeclineReason::CountWasWrong, "coordinator-declined-count"),
    (DeclineReason::CannotMeetNeed, "coordinator-declined-need"),
    (DeclineReason::NotEligible, "coordinator-declined-eligible"),
    (DeclineReason::Safety, "coordinator-declined-safety"),
    (DeclineReason::Closed, "coordinator-declined-closed"),
    (DeclineReason::Other, "coordinator-declined-other"),
];

/// What a coordinator is doing, as others read it.
pub(crate) fn note(note: AcknowledgementNote) -> &'static str {
    match note {
        AcknowledgementNote::CallingShelters => "coordinator-doing-calling",
        AcknowledgementNote::TransportUnderWay => "coordinator-doing-transport",
        AcknowledgementNote::OtherSolution => "coordinator-doing-other",
    }
}

/// How a request ended.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map_or(OUTCOMES[4].1, |(_, key)| key)
}

/// Why a shelter declined.
pub(crate) fn declined(reason: DeclineReason) -> &'static str {
    let known = DECLINE_REASONS.iter().find(|(known, _)| *known == reason);
    known.map_or(DECLINE_REASONS[6].1, |(_, key)| key)
}
