//! Escalation: who is notified, and when, that a request needs a person.
//!
//! A policy is a list of steps and a repeat, copied into each new request; [`Escalation`] says how
//! far the request has come in it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::coded;

/// How far the clocks of two instances may differ. A due time further ahead than the longest wait
/// plus this was written while a clock was wrong.
pub const CLOCK_TOLERANCE: TimeDelta = TimeDelta::minutes(1);

/// How soon the next cycle begins when the last step of one has reached nobody.
pub const NEXT_CYCLE_IN: TimeDelta = TimeDelta::minutes(10);

coded! {
    /// Whom a step goes to.
    pub enum Level {
        /// Coordinators whose scope names the city.
        City = "city",
        /// Coordinators whose scope names the city's region.
        Region = "region",
        /// Coordinators of the whole country.
        National = "national",
    }
}

coded! {
    /// Why a request is escalated.
    pub enum EscalationReason {
        /// It has no accepted offer.
        Unmatched = "unmatched",
        /// Its child was accepted and is on the way. When this is due, both sides are asked; no
        /// step is taken.
        OnTheWay = "on_the_way",
        /// Its child has not arrived in time, and neither side has said where it is.
        MissingOnTheWay = "missing_on_the_way",
        /// Its child did not arrive.
        Missing = "missing",
    }
}

coded! {
    /// What became of a step.
    pub enum StepOutcome {
        /// Everyone on duty at its level was mailed.
        Mailed = "mailed",
        /// Nobody was on duty: the next step was taken in its place.
        Nobody = "nobody",
        /// It came late together with a later step of its cycle, whose mail stands for both.
        CaughtUp = "caught_up",
        /// A coordinator went straight to a later step.
        PassedOver = "passed_over",
    }
}

coded! {
    /// What the coordinator who takes care of a request is doing.
    pub enum AcknowledgementNote {
        /// Shelters are being called.
        CallingShelters = "calling_shelters",
        /// A bed is found and transport under way.
        TransportUnderWay = "transport_under_way",
        /// Another solution than a shelter.
        OtherSolution = "other_solution",
    }
}

/// Who takes care of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Acknowledgement {
    /// The coordinator's account.
    pub by: Uuid,
    /// Since when.
    pub at: DateTime<Utc>,
    /// Until when that pauses the escalation.
    pub until: DateTime<Utc>,
    /// What they are doing.
    pub note: Option<AcknowledgementNote>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Seconds since the cycle began, 0 or more.
    pub after_seconds: i64,
    pub to: Level,
}

/// Whom to alert when. At least one step; `after_seconds` never falls from step to step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    pub steps: Vec<Step>,
    /// Seconds from the last step to the beginning of the next cycle, more than 0.
    pub repeat_seconds: i64,
}

/// Waiting times of the settings.
#[derive(Clone, Copy, Debug)]
pub struct Waits {
    /// How long an accepted child may be on the way before both sides are asked.
    pub arrive_within: TimeDelta,
    /// How long both sides have to answer before it escalates.
    pub answer_within: TimeDelta,
    /// How long an acknowledgement pauses the escalation.
    pub acknowledged_for: TimeDelta,
}

/// Position of a request in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// When the present cycle began; its steps are due counted from here.
    pub since: DateTime<Utc>,
    /// The present cycle, from 1; never the same twice in the life of a request.
    pub cycle: i32,
    /// The next step, from 0.
    pub step: i32,
    /// When the next step is due.
    pub due: DateTime<Utc>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    pub reason: EscalationReason,
    pub progress: Progress,
    /// When both sides were asked whether the child has arrived.
    pub asked_at: Option<DateTime<Utc>>,
    /// Pauses the steps.
    pub acknowledgement: Option<Acknowledgement>,
}

/// An alert that reached nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreached {
    /// Every mail of a step was refused for good, or its recipients have left.
    Step {
        /// Its cycle, from 1.
        cycle: i32,
        /// Its number, from 1.
        step: i32,
        reason: EscalationReason,
    },
    /// The mail by which a request was handed over.
    HandOver {
        /// The coordinator it was handed over to.
        to: Uuid,
        at: DateTime<Utc>,
    },
}

/// A step that was taken or left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StepTaken {
    /// Its cycle, from 1.
    pub cycle: i32,
    /// Its number, from 1.
    pub step: i32,
    pub to: Level,
    pub due: DateTime<Utc>,
    pub outcome: StepOutcome,
}

impl Policy {
    fn step(&self, index: i32) -> Option<&Step> {
        usize::try_from(index).ok().and_then(|index| self.steps.get(index))
    }

    /// Level of the step with this index, from 0.
    pub fn level(&self, index: i32) -> Option<Level> {
        self.step(index).map(|step| step.to)
    }

    fn due(&self, since: DateTime<Utc>, index: i32) -> DateTime<Utc> {
        since + TimeDelta::seconds(self.step(index).map_or(0, |step| step.after_seconds))
    }

    /// Takes every step due at `now`, in order; returns them and the next position.
    ///
    /// A step with nobody on duty is skipped, and the next one that has somebody is taken in its
    /// place at once. After the last step the next cycle begins `repeat_seconds` after that step
    /// was due; after `now` if that has passed or the last step had nobody. Of steps more than
    /// `late` past due, the mail of the last stands for all.
    pub fn advance(
        &self,
        from: Progress,
        now: DateTime<Utc>,
        late: TimeDelta,
        anybody: impl Fn(Level) -> bool,
    ) -> (Vec<StepTaken>, Progress) {
        let mut at = from;
        let mut taken = Vec::new();
        let mut in_place = false;
        while at.due <= now || in_place {
            let Some(step) = self.step(at.step) else { break };
            let outcome = if anybody(step.to) { StepOutcome::Mailed } else { StepOutcome::Nobody };
            let due = if in_place { at.due.min(now) } else { at.due };
            taken.push(StepTaken { cycle: at.cycle, step: at.step + 1, to: step.to, due, outcome });
            in_place = outcome == StepOutcome::Nobody;
            at.step += 1;
            if self.step(at.step).is_some() {
                at.due = self.due(at.since, at.step);
            } else {
                let repeat = TimeDelta::seconds(self.repeat_seconds.max(1));
                let next = due + repeat;
                at.since = if in_place || next <= now { now + repeat } else { next };
                at.cycle += 1;
                at.step = 0;
                at.due = self.due(at.since, 0);
                break;
            }
        }
        catch_up(&mut taken, now - late);
        (taken, at)
    }

    /// Goes straight to step `number`, from 1 and clamped to those there are: it is due at `now`,
    /// and later ones keep their intervals. Steps between are passed over; a step already
    /// taken in this cycle is reached in the next one.
    pub fn jump(
        &self,
        from: Progress,
        number: i32,
        now: DateTime<Utc>,
    ) -> (Vec<StepTaken>, Progress) {
        let last = i32::try_from(self.steps.len()).unwrap_or(i32::MAX);
        let to = number.clamp(1, last.max(1)) - 1;
        let again = to < from.step;
        let (cycle, first) = if again { (from.cycle + 1, 0) } else { (from.cycle, from.step) };
        let passed = (first..to).filter_map(|index| {
            let (step, outcome) = (self.step(index)?, StepOutcome::PassedOver);
            Some(StepTaken { cycle, step: index + 1, to: step.to, due: now, outcome })
        });
        let since = now - (self.due(now, to) - now);
        (passed.collect(), Progress { since, cycle, step: to, due: now })
    }

    /// Begins an escalation at `at`. `after` is the position of the one it replaces, whose cycle
    /// number is used again only if none of its steps was taken. Unless the request merely has no
    /// bed, the first step is due at once, whatever its delay.
    pub fn begin(
        &self,
        reason: EscalationReason,
        at: DateTime<Utc>,
        after: Option<Progress>,
    ) -> Progress {
        let cycle = after.map_or(1, |before| before.cycle + i32::from(before.step > 0));
        let due = if reason == EscalationReason::Unmatched { self.due(at, 0) } else { at };
        Progress { since: at - (self.due(at, 0) - due), cycle, step: 0, due }
    }

    /// The longest time from one step to the next.
    pub fn longest_wait(&self) -> TimeDelta {
        let after = |step: &Step| step.after_seconds;
        let first = self.steps.first().map_or(0, after);
        let between = self.steps.windows(2).map(|pair| after(&pair[1]) - after(&pair[0]));
        TimeDelta::seconds(between.fold(self.repeat_seconds + first, i64::max))
    }
}

/// Marks mailed steps due before `late_before` as caught up by the last mailed one.
fn catch_up(taken: &mut [StepTaken], late_before: DateTime<Utc>) {
    let Some(last) = taken.iter().rposition(|step| step.outcome == StepOutcome::Mailed) else {
        return;
    };
    for step in &mut taken[..last] {
        if step.outcome == StepOutcome::Mailed && step.due < late_before {
            step.outcome = StepOutcome::CaughtUp;
        }
    }
}

impl Progress {
    /// Moves the due time of the next step; later steps keep their intervals.
    #[must_use]
    pub fn due_at(self, moment: DateTime<Utc>) -> Self {
        Self { since: self.since + (moment - self.due), due: moment, ..self }
    }
}

impl Escalation {
    /// The escalation of a request made now.
    pub fn of_new(policy: &Policy, now: DateTime<Utc>) -> Self {
        let reason = EscalationReason::Unmatched;
        let progress = policy.begin(reason, now, None);
        Self { reason, progress, asked_at: None, acknowledgement: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn minute(n: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(n)
    }

    fn policy() -> Policy {
        let step = |minutes: i64, to| Step { after_seconds: minutes * 60, to };
        Policy {
            steps: vec![step(0, Level::City), step(30, Level::Region), step(60, Level::National)],
            repeat_seconds: 3_600,
        }
    }

    const LATE: TimeDelta = TimeDelta::minutes(1);

    fn numbers(taken: &[StepTaken]) -> Vec<(i32, i32, StepOutcome)> {
        taken.iter().map(|step| (step.cycle, step.step, step.outcome)).collect()
    }

    #[test]
    fn every_step_in_its_time_and_again_for_ever() {
        let policy = policy();
        let mut at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let mut seen = Vec::new();
        for now in 0..=250 {
            let (taken, next) = policy.advance(at, minute(now), LATE, |_| true);
            seen.extend(taken.iter().map(|step| (now, step.cycle, step.step)));
            at = next;
        }
        let expected =
            [(0, 1, 1), (30, 1, 2), (60, 1, 3), (120, 2, 1), (150, 2, 2), (180, 2, 3), (240, 3, 1)];
        assert_eq!(seen, expected);
    }

    #[test]
    fn a_step_with_nobody_gives_way_at_once() {
        let policy = policy();
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (taken, next) = policy.advance(at, minute(0), LATE, |to| to != Level::City);
        assert_eq!(numbers(&taken), [(1, 1, StepOutcome::Nobody), (1, 2, StepOutcome::Mailed)]);
        assert_eq!((next.step, next.due), (2, minute(60)));
    }

    #[test]
    fn with_nobody_at_all_it_tries_again_after_the_repeat() {
        let policy = policy();
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (taken, next) = policy.advance(at, minute(1), LATE, |_| false);
        let nobody = StepOutcome::Nobody;
        assert_eq!(numbers(&taken), [(1, 1, nobody), (1, 2, nobody), (1, 3, nobody)]);
        assert_eq!((next.cycle, next.step, next.due), (2, 0, minute(61)));
    }

    #[test]
    fn after_two_days_asleep_one_mail_stands_for_the_cycle_and_the_next_begins_anew() {
        let policy = policy();
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let late = 2 * 24 * 60;
        let (taken, next) = policy.advance(at, minute(late), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 2, StepOutcome::CaughtUp), (1, 3, StepOutcome::Mailed)]);
        assert_eq!((next.cycle, next.due), (2, minute(late + 60)));
    }

    #[test]
    fn steps_due_at_the_same_moment_are_not_late() {
        let mut policy = policy();
        policy.steps[1].after_seconds = 0;
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (taken, _) = policy.advance(at, minute(1), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 1, StepOutcome::Mailed), (1, 2, StepOutcome::Mailed)]);
        let (taken, _) = policy.advance(at, minute(2), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 1, StepOutcome::CaughtUp), (1, 2, StepOutcome::Mailed)]);
    }

    #[test]
    fn an_acknowledgement_moves_the_rest_of_the_cycle() {
        let policy = policy();
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let paused = at.due_at(minute(45));
        assert_eq!(policy.advance(paused, minute(44), LATE, |_| true).0, []);
        let (taken, next) = policy.advance(paused, minute(45), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 2, StepOutcome::Mailed)]);
        assert_eq!(next.due, minute(75));
    }

    #[test]
    fn a_jump_passes_over_what_lies_between_and_keeps_the_distances() {
        let policy = policy();
        let at = policy.begin(EscalationReason::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let (passed, at) = policy.jump(at, 3, minute(5));
        assert_eq!(numbers(&passed), [(1, 2, StepOutcome::PassedOver)]);
        let (taken, at) = policy.advance(at, minute(5), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 3, StepOutcome::Mailed)]);
        assert_eq!((at.cycle, at.step, at.due), (2, 0, minute(65)));
        // Back to a step that was taken: in the next cycle.
        let (_, at) = policy.advance(at, minute(65), LATE, |_| true);
        let (passed, at) = policy.jump(at, 1, minute(70));
        assert_eq!((passed.len(), at.cycle, at.step, at.due), (0, 3, 0, minute(70)));
        let (_, at) = policy.advance(at, minute(70), LATE, |_| true);
        assert_eq!(at.due, minute(100));
    }

    #[test]
    fn a_cycle_number_is_never_used_twice() {
        let policy = policy();
        let fresh = policy.begin(EscalationReason::Unmatched, minute(0), None);
        assert_eq!(policy.begin(EscalationReason::Missing, minute(5), Some(fresh)).cycle, 1);
        let (_, begun) = policy.advance(fresh, minute(0), LATE, |_| true);
        assert_eq!(policy.begin(EscalationReason::Missing, minute(5), Some(begun)).cycle, 2);
    }
}
