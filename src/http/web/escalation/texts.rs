//! Keys of the texts of acknowledgement notes, outcomes and decline reasons.

use crate::domain::escalation::AcknowledgementNote;
use crate::domain::offer::DeclineReason;
use crate::domain::request::Outcome;

/// Notes in the order of the form, each with the key of its text.
pub(crate) const NOTES: [(AcknowledgementNote, &str); 3] = [
    (AcknowledgementNote::CallingShelters, "coordinator-note-calling"),
    (AcknowledgementNote::TransportUnderWay, "coordinator-note-transport"),
    (AcknowledgementNote::OtherSolution, "coordinator-note-other"),
];

/// Outcomes in the order of the form, each with the key of its text.
pub(crate) const OUTCOMES: [(Outcome, &str); 5] = [
    (Outcome::PlacedElsewhere, "coordinator-outcome-elsewhere"),
    (Outcome::Family, "coordinator-outcome-family"),
    (Outcome::Hospital, "coordinator-outcome-hospital"),
    (Outcome::LostContact, "coordinator-outcome-lost"),
    (Outcome::Other, "coordinator-outcome-other"),
];

/// Decline reasons in the order of the form, each with the key of its text.
pub(crate) const DECLINE_REASONS: [(DeclineReason, &str); 7] = [
    (DeclineReason::Full, "coordinator-declined-full"),
    (DeclineReason::CountWasWrong, "coordinator-declined-count"),
    (DeclineReason::CannotMeetNeed, "coordinator-declined-need"),
    (DeclineReason::NotEligible, "coordinator-declined-eligible"),
    (DeclineReason::Safety, "coordinator-declined-safety"),
    (DeclineReason::Closed, "coordinator-declined-closed"),
    (DeclineReason::Other, "coordinator-declined-other"),
];

/// Key of a note as others read it ("calling shelters"); [`NOTES`] has it as the coordinator
/// chooses it ("I am calling shelters").
pub(crate) fn note(note: AcknowledgementNote) -> &'static str {
    match note {
        AcknowledgementNote::CallingShelters => "coordinator-doing-calling",
        AcknowledgementNote::TransportUnderWay => "coordinator-doing-transport",
        AcknowledgementNote::OtherSolution => "coordinator-doing-other",
    }
}

pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    OUTCOMES.iter().find(|(known, _)| *known == outcome).map_or(OUTCOMES[4].1, |(_, key)| key)
}

pub(crate) fn declined(reason: DeclineReason) -> &'static str {
    let known = DECLINE_REASONS.iter().find(|(known, _)| *known == reason);
    known.map_or(DECLINE_REASONS[6].1, |(_, key)| key)
}
