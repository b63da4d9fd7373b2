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
        /// Its child was accepted and has not arrived in time.
        OnTheWay = "on_the_way",
        /// Its child did not arrive.
        Missing = "missing",
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

/// A step that was taken, or skipped because it had nobody.
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
    /// Nobody was there to tell.
    pub skipped: bool,
}

impl Policy {
    fn step(&self, index: i32) -> Option<&Step> {
        usize::try_from(index).ok().and_then(|index| self.steps.get(index))
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
    pub fn advance(
        &self,
        from: Progress,
        now: DateTime<Utc>,
        anybody: impl Fn(Level) -> bool,
    ) -> (Vec<Taken>, Progress) {
        let mut at = from;
        let mut taken = Vec::new();
        let mut in_place = false;
        while at.due <= now || in_place {
            let Some(step) = self.step(at.step) else { break };
            let skipped = !anybody(step.to);
            let due = if in_place { at.due.min(now) } else { at.due };
            taken.push(Taken { cycle: at.cycle, step: at.step + 1, to: step.to, due, skipped });
            in_place = skipped;
            at.step += 1;
            if self.step(at.step).is_some() {
                at.due = self.due(at.since, at.step);
            } else {
                let repeat = TimeDelta::seconds(self.repeat_seconds.max(1));
                let next = due + repeat;
                at.since = if skipped || next <= now { now + repeat } else { next };
                at.cycle += 1;
                at.step = 0;
                at.due = self.due(at.since, 0);
                break;
            }
        }
        (taken, at)
    }

    /// The beginning of an escalation at `since`; `after` is the one that ends with it, whose
    /// cycle is not used again if any of its steps was taken. The first step of one that goes
    /// ahead of all others is due at once, whatever its delay.
    pub fn begin(&self, why: Why, since: DateTime<Utc>, after: Option<Progress>) -> Progress {
        let cycle = after.map_or(1, |before| before.cycle + i32::from(before.step > 0));
        let since = match why {
            Why::Unmatched => since,
            Why::OnTheWay | Why::Missing => since - (self.due(since, 0) - since),
        };
        Progress { why, since, cycle, step: 0, due: self.due(since, 0) }
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

    fn numbers(taken: &[Taken]) -> Vec<(i32, i32, bool)> {
        taken.iter().map(|step| (step.cycle, step.step, step.skipped)).collect()
    }

    #[test]
    fn every_step_in_its_time_and_again_for_ever() {
        let policy = policy();
        let mut at = policy.begin(Why::Unmatched, minute(0), None);
        let mut seen = Vec::new();
        for now in 0..=250 {
            let (taken, next) = policy.advance(at, minute(now), |_| true);
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
        let (taken, next) = policy.advance(at, minute(0), |to| to != Level::City);
        assert_eq!(numbers(&taken), [(1, 1, true), (1, 2, false)]);
        assert_eq!((next.step, next.due), (2, minute(60)));
    }

    #[test]
    fn with_nobody_at_all_it_tries_again_after_the_repeat() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (taken, next) = policy.advance(at, minute(1), |_| false);
        assert_eq!(numbers(&taken), [(1, 1, true), (1, 2, true), (1, 3, true)]);
        assert_eq!((next.cycle, next.step, next.due), (2, 0, minute(61)));
    }

    #[test]
    fn after_two_days_asleep_the_cycle_is_finished_once_and_begins_anew() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), |_| true);
        let late = 2 * 24 * 60;
        let (taken, next) = policy.advance(at, minute(late), |_| true);
        assert_eq!(numbers(&taken), [(1, 2, false), (1, 3, false)]);
        assert_eq!((next.cycle, next.due), (2, minute(late + 60)));
    }

    #[test]
    fn an_acknowledgement_moves_the_rest_of_the_cycle() {
        let policy = policy();
        let at = policy.begin(Why::Unmatched, minute(0), None);
        let (_, at) = policy.advance(at, minute(0), |_| true);
        let paused = at.paused_until(minute(45));
        assert_eq!(policy.advance(paused, minute(44), |_| true).0, []);
        let (taken, next) = policy.advance(paused, minute(45), |_| true);
        assert_eq!(numbers(&taken), [(1, 2, false)]);
        assert_eq!(next.due, minute(75));
    }

    #[test]
    fn a_cycle_number_is_never_used_twice() {
        let policy = policy();
        let fresh = policy.begin(Why::Unmatched, minute(0), None);
        assert_eq!(policy.begin(Why::Missing, minute(5), Some(fresh)).cycle, 1);
        let (_, begun) = policy.advance(fresh, minute(0), |_| true);
        assert_eq!(policy.begin(Why::Missing, minute(5), Some(begun)).cycle, 2);
    }
}
