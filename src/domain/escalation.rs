//! Escalation: who is told, and when, that a child has no bed.
//!
//! A policy is a list of steps and a repeat. It is copied into a request when the request is
//! made; [`Progress`] says how far the request has come in it.

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::coded;

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
    pub enum Why {
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

impl Why {
    /// Since when a request is escalated as it is: it has no bed, or, since both sides were asked
    /// in vain, its child should have arrived.
    pub fn since(
        self,
        unmatched_since: DateTime<Utc>,
        asked_at: Option<DateTime<Utc>>,
    ) -> DateTime<Utc> {
        asked_at.filter(|_| self == Self::MissingOnTheWay).unwrap_or(unmatched_since)
    }
}

coded! {
    /// What became of a step.
    pub enum How {
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
    pub enum CareNote {
        /// Shelters are being called.
        CallingShelters = "calling_shelters",
        /// A bed is found and transport under way.
        TransportUnderWay = "transport_under_way",
        /// Another solution than a shelter.
        OtherSolution = "other_solution",
    }
}

/// One step of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// Seconds since the cycle began, 0 or more.
    pub after_seconds: i64,
    /// Whom it goes to.
    pub to: Level,
}

/// When to tell whom. At least one step, `after_seconds` never falling.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// The steps, in order.
    pub steps: Vec<Step>,
    /// Seconds from the last step to the beginning of the next cycle, more than 0.
    pub repeat_seconds: i64,
}

/// How far a request has come in its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Why it is escalated.
    pub why: Why,
    /// When the present cycle began; its steps are due counted from here.
    pub since: DateTime<Utc>,
    /// The present cycle, from 1; never the same twice in the life of a request.
    pub cycle: i32,
    /// The next step, from 0.
    pub step: i32,
    /// When the next step is due.
    pub due: DateTime<Utc>,
}

/// A step that was taken, or left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// Its cycle, from 1.
    pub cycle: i32,
    /// Its number, from 1.
    pub step: i32,
    /// Whom it goes to.
    pub to: Level,
    /// When it was due.
    pub due: DateTime<Utc>,
    /// What became of it.
    pub how: How,
}

impl Policy {
    fn step(&self, index: i32) -> Option<&Step> {
        usize::try_from(index).ok().and_then(|index| self.steps.get(index))
    }

    /// Whom the step of this index, from 0, goes to.
    pub fn level(&self, index: i32) -> Option<Level> {
        self.step(index).map(|step| step.to)
    }

    fn due(&self, since: DateTime<Utc>, index: i32) -> DateTime<Utc> {
        since + TimeDelta::seconds(self.step(index).map_or(0, |step| step.after_seconds))
    }

    /// Takes every step that is due at `now`, in order, and says what comes next.
    ///
    /// A step with nobody is skipped, and the next one that has somebody is taken in its
    /// place at once. After the last step the next cycle begins `repeat_seconds` after that
    /// step was due, or after `now` if that has passed already. With nobody at any step the
    /// next cycle begins `repeat_seconds` after `now`.
    ///
    /// Steps that come more than `late` after they were due are caught up with: the mail of the
    /// last of them stands for all.
    pub fn advance(
        &self,
        from: Progress,
        now: DateTime<Utc>,
        late: TimeDelta,
        anybody: impl Fn(Level) -> bool,
    ) -> (Vec<Taken>, Progress) {
        let mut at = from;
        let mut taken = Vec::new();
        let mut in_place = false;
        while at.due <= now || in_place {
            let Some(step) = self.step(at.step) else { break };
            let how = if anybody(step.to) { How::Mailed } else { How::Nobody };
            let due = if in_place { at.due.min(now) } else { at.due };
            taken.push(Taken { cycle: at.cycle, step: at.step + 1, to: step.to, due, how });
            in_place = how == How::Nobody;
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

    /// Goes straight to the step of this number, from 1 and clamped to those there are: it is due
    /// at `now`, and the later ones keep their distance from it. Those between are passed over;
    /// a step already taken in this cycle is reached in the next one.
    pub fn jump(&self, from: Progress, number: i32, now: DateTime<Utc>) -> (Vec<Taken>, Progress) {
        let last = i32::try_from(self.steps.len()).unwrap_or(i32::MAX);
        let to = number.clamp(1, last.max(1)) - 1;
        let again = to < from.step;
        let (cycle, first) = if again { (from.cycle + 1, 0) } else { (from.cycle, from.step) };
        let passed = (first..to).filter_map(|index| {
            let how = How::PassedOver;
            let step = self.step(index)?;
            Some(Taken { cycle, step: index + 1, to: step.to, due: now, how })
        });
        let since = now - (self.due(now, to) - now);
        (passed.collect(), Progress { since, cycle, step: to, due: now, ..from })
    }

    /// The beginning of an escalation at `since`; `after` is the one that ends with it, whose
    /// cycle is not used again if any of its steps was taken. The first step of one that goes
    /// ahead of all others is due at once, whatever its delay.
    pub fn begin(&self, why: Why, since: DateTime<Utc>, after: Option<Progress>) -> Progress {
        let cycle = after.map_or(1, |before| before.cycle + i32::from(before.step > 0));
        let since = match why {
            Why::Unmatched => since,
            _ => since - (self.due(since, 0) - since),
        };
        Progress { why, since, cycle, step: 0, due: self.due(since, 0) }
    }
}

/// Lets the last step that mails stand for those before it that were due before a moment.
fn catch_up(taken: &mut [Taken], late_before: DateTime<Utc>) {
    let Some(last) = taken.iter().rposition(|step| step.how == How::Mailed) else { return };
    for step in &mut taken[..last] {
        if step.how == How::Mailed && step.due < late_before {
            step.how = How::CaughtUp;
        }
    }
}

impl Progress {
    /// Paused until a moment: the next step is due then, and the later ones keep their
    /// distance from it.
    #[must_use]
    pub fn paused_until(self, until: DateTime<Utc>) -> Self {
        Self { since: self.since + (until - self.due), due: until, ..self }
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

    fn numbers(taken: &[Taken]) -> Vec<(i32, i32, How)> {
        taken.iter().map(|step| (step.cycle, step.step, step.how)).collect()
    }

    #[test]
    fn every_step_in_its_time_and_again_for_ever() {
        let policy = policy();
        let mut at = policy.begin(Why::Unmatched, minute(0), None);
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
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (taken, next) = policy.advance(at, minute(0), LATE, |to| to != Level::City);
        assert_eq!(numbers(&taken), [(1, 1, How::Nobody), (1, 2, How::Mailed)]);
        assert_eq!((next.step, next.due), (2, minute(60)));
    }

    #[test]
    fn with_nobody_at_all_it_tries_again_after_the_repeat() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (taken, next) = policy.advance(at, minute(1), LATE, |_| false);
        let nobody = How::Nobody;
        assert_eq!(numbers(&taken), [(1, 1, nobody), (1, 2, nobody), (1, 3, nobody)]);
        assert_eq!((next.cycle, next.step, next.due), (2, 0, minute(61)));
    }

    #[test]
    fn after_two_days_asleep_one_mail_stands_for_the_cycle_and_the_next_begins_anew() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let late = 2 * 24 * 60;
        let (taken, next) = policy.advance(at, minute(late), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 2, How::CaughtUp), (1, 3, How::Mailed)]);
        assert_eq!((next.cycle, next.due), (2, minute(late + 60)));
    }

    #[test]
    fn steps_due_at_the_same_moment_are_not_late() {
        let mut policy = policy();
        policy.steps[1].after_seconds = 0;
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (taken, _) = policy.advance(at, minute(1), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 1, How::Mailed), (1, 2, How::Mailed)]);
        let (taken, _) = policy.advance(at, minute(2), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 1, How::CaughtUp), (1, 2, How::Mailed)]);
    }

    #[test]
    fn an_acknowledgement_moves_the_rest_of_the_cycle() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let paused = at.paused_until(minute(45));
        assert_eq!(policy.advance(paused, minute(44), LATE, |_| true).0, []);
        let (taken, next) = policy.advance(paused, minute(45), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 2, How::Mailed)]);
        assert_eq!(next.due, minute(75));
    }

    #[test]
    fn a_jump_passes_over_what_lies_between_and_keeps_the_distances() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), LATE, |_| true);
        let (passed, at) = policy.jump(at, 3, minute(5));
        assert_eq!(numbers(&passed), [(1, 2, How::PassedOver)]);
        let (taken, at) = policy.advance(at, minute(5), LATE, |_| true);
        assert_eq!(numbers(&taken), [(1, 3, How::Mailed)]);
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
        let fresh = policy.begin(Why::Unmatched, minute(0), None);
        assert_eq!(policy.begin(Why::Missing, minute(5), Some(fresh)).cycle, 1);
        let (_, begun) = policy.advance(fresh, minute(0), LATE, |_| true);
        assert_eq!(policy.begin(Why::Missing, minute(5), Some(begun)).cycle, 2);
    }
}
