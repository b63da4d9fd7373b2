//! Lifecycle of a placement request: a method for each event that can happen to it.
//!
//! A method refuses a request in a state that the event does not fit, and leaves it as it is; else
//! it changes the request and returns what must follow. No other code changes a state, a due time
//! or an acknowledgement. The table in the tests shows every event but `undeliverable` in every
//! state.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::{Outcome, RequestState, Urgency};
use crate::domain::escalation::{
    Acknowledgement, AcknowledgementNote, CLOCK_TOLERANCE, Escalation, EscalationReason, Level,
    NEXT_CYCLE_IN, Policy, StepTaken, Unreached, Waits,
};
use crate::domain::offer::Answered;

/// A placement request, without its children.
#[derive(Clone, Debug, PartialEq)]
pub struct PlacementRequest {
    pub id: Uuid,
    /// Eight characters of Crockford base 32.
    pub reference: String,
    pub partner_id: Uuid,
    /// `None` for an imported request.
    pub created_by: Option<Uuid>,
    /// Code of the city.
    pub city: String,
    pub urgency: Urgency,
    /// Codes of what the shelter must offer.
    pub needs: Vec<String>,
    /// How far from the city a bed may be, in kilometres.
    pub reach_km: f64,
    /// Whether beds are promised without the team being asked again.
    pub hold: bool,
    /// The team's file number.
    pub case_ref: Option<String>,
    pub state: RequestState,
    pub created_at: DateTime<Utc>,
    /// Since when it has no accepted offer.
    pub unmatched_since: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    /// How a coordinator closed it.
    pub outcome: Option<Outcome>,
    /// Why it was withdrawn, in the team's words.
    pub end_reason: Option<String>,
    /// The escalation policy it was made with.
    pub policy: Policy,
    /// 0 is the policy of the settings.
    pub policy_version: i32,
    pub escalation: Escalation,
    /// Grows by one with every change that is saved.
    pub version: i64,
}

/// Why an event does not fit a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    WrongState(RequestState),
    /// Nobody has asked yet whether the child has arrived.
    NotAsked,
}

/// Unsent notifications about a request that are cancelled, because an event made them pointless.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Cancel {
    #[default]
    Nothing,
    /// Those about its offer, which has ended.
    AboutOffer,
    /// All that ask somebody to act.
    Alerts,
}

/// News of an event for those who were alerted about the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    Accepted,
    Arrived,
    StillOnTheWay,
    /// Without a bed of ours.
    Ended,
}

/// Notifications that must follow an event, in the same transaction.
#[must_use]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Follow {
    pub cancel: Cancel,
    /// For those who were alerted.
    pub alerted: Option<News>,
    /// For the team that asked.
    pub team: Option<Answered>,
}

impl Follow {
    fn offer_ended(team: Option<Answered>) -> Self {
        Self { cancel: Cancel::AboutOffer, alerted: None, team }
    }

    fn settled(alerted: Option<News>, team: Option<Answered>) -> Self {
        Self { cancel: Cancel::Alerts, alerted, team }
    }
}

/// Events of its offers.
impl PlacementRequest {
    /// The matcher has found a shelter, which is asked.
    pub fn offered(&mut self) -> Result<(), Refused> {
        self.goes(&[RequestState::Waiting], RequestState::Offered)
    }

    /// A coordinator has chosen a shelter; with `overruled` also in place of one that has accepted.
    pub fn offered_by_hand(
        &mut self,
        overruled: bool,
        now: DateTime<Utc>,
    ) -> Result<Follow, Refused> {
        match self.state {
            RequestState::Waiting | RequestState::Offered => {}
            RequestState::Accepted if overruled => {
                self.has_no_bed(EscalationReason::Unmatched, now);
            }
            state => return Err(Refused::WrongState(state)),
        }
        self.state = RequestState::Offered;
        Ok(Follow::offer_ended(None))
    }

    /// The shelter has said yes: the child is on the way.
    pub fn accepted(&mut self, now: DateTime<Utc>, waits: &Waits) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Offered], RequestState::Accepted)?;
        self.escalates(EscalationReason::OnTheWay, now + waits.arrive_within);
        Ok(Follow::settled(Some(News::Accepted), Some(Answered::Accepted)))
    }

    /// The shelter has said no. Escalation and acknowledgement go on.
    pub fn declined(&mut self) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Offered], RequestState::Waiting)?;
        Ok(Follow::offer_ended(Some(Answered::Declined)))
    }

    /// The shelter has not answered in time. Otherwise like [`Self::declined`].
    pub fn expired(&mut self) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Offered], RequestState::Waiting)?;
        Ok(Follow::offer_ended(Some(Answered::Expired)))
    }

    /// The shelter no longer has the bed. Otherwise like [`Self::declined`].
    pub fn bed_lost(&mut self) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Offered], RequestState::Waiting)?;
        Ok(Follow::offer_ended(None))
    }
}

/// Events of the child, and the end of the request.
impl PlacementRequest {
    pub fn arrived(&mut self, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.check(&[RequestState::Accepted])?;
        self.ends(RequestState::Placed, now);
        Ok(Follow::settled(Some(News::Arrived), None))
    }

    /// The child did not come and is missing.
    pub fn no_show(&mut self, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Accepted], RequestState::Missing)?;
        self.has_no_bed(EscalationReason::Missing, now);
        Ok(Follow::settled(None, None))
    }

    /// Nobody knows where the child is; its offer, if any, must be withdrawn.
    pub fn lost(&mut self, now: DateTime<Utc>) -> Result<Follow, Refused> {
        use RequestState::{Accepted, Missing, Offered, Waiting};
        self.goes(&[Waiting, Offered, Accepted], Missing)?;
        self.has_no_bed(EscalationReason::Missing, now);
        Ok(Follow::settled(None, None))
    }

    /// The missing child is with its team again.
    pub fn found(&mut self, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Missing], RequestState::Waiting)?;
        self.has_no_bed(EscalationReason::Unmatched, now);
        Ok(Follow::settled(None, None))
    }

    /// The child is overdue: both sides are asked. Returns until when they may answer.
    pub fn arrival_overdue(
        &mut self,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<DateTime<Utc>, Refused> {
        self.check(&[RequestState::Accepted])?;
        if self.escalation.reason != EscalationReason::OnTheWay {
            return Err(Refused::WrongState(self.state));
        }
        let until = now + waits.answer_within;
        self.escalates(EscalationReason::MissingOnTheWay, until);
        self.escalation.asked_at = Some(now);
        Ok(until)
    }

    /// The child is still on the way: both sides are asked again later.
    pub fn still_on_the_way(
        &mut self,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<Follow, Refused> {
        self.check(&[RequestState::Accepted])?;
        if self.escalation.asked_at.is_none() {
            return Err(Refused::NotAsked);
        }
        self.escalates(EscalationReason::OnTheWay, now + waits.arrive_within);
        Ok(Follow::settled(Some(News::StillOnTheWay), None))
    }

    /// The team takes the request back.
    pub fn withdrawn(&mut self, reason: String, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.check_open()?;
        self.end_reason = Some(reason);
        self.ends(RequestState::Withdrawn, now);
        Ok(Follow::settled(Some(News::Ended), None))
    }

    /// A coordinator closes the request.
    pub fn closed(&mut self, outcome: Outcome, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.check_open()?;
        self.outcome = Some(outcome);
        self.ends(RequestState::Closed, now);
        Ok(Follow::settled(Some(News::Ended), None))
    }

    /// A coordinator opens a request again that was withdrawn or closed.
    pub fn reopened(&mut self, now: DateTime<Utc>) -> Result<(), Refused> {
        self.goes(&[RequestState::Withdrawn, RequestState::Closed], RequestState::Waiting)?;
        (self.ended_at, self.outcome, self.end_reason) = (None, None, None);
        self.has_no_bed(EscalationReason::Unmatched, now);
        Ok(())
    }
}

/// Actions on its offer that are undone.
impl PlacementRequest {
    /// The shelter's yes: it is asked again. The escalation goes on by the clock it had before, and
    /// what that should have brought by now is due now.
    pub fn acceptance_undone(&mut self, now: DateTime<Utc>) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Accepted], RequestState::Offered)?;
        self.escalates(EscalationReason::Unmatched, self.unmatched_since);
        let due = &mut self.escalation.progress.due;
        *due = now.max(*due);
        Ok(Follow::settled(None, None))
    }

    /// The arrival: the child is on the way, as since `accepted_at`.
    pub fn arrival_undone(
        &mut self,
        accepted_at: DateTime<Utc>,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Placed], RequestState::Accepted)?;
        self.ended_at = None;
        Ok(self.awaited_again(accepted_at, now, waits))
    }

    /// The no-show. Otherwise like [`Self::arrival_undone`].
    pub fn no_show_undone(
        &mut self,
        accepted_at: DateTime<Utc>,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<Follow, Refused> {
        self.goes(&[RequestState::Missing], RequestState::Accepted)?;
        Ok(self.awaited_again(accepted_at, now, waits))
    }

    /// The departure: nothing changes for the request.
    pub fn departure_undone(&self) -> Result<Follow, Refused> {
        self.check(&[RequestState::Placed])?;
        Ok(Follow::default())
    }

    /// Both sides are asked about the child anew; at once when it is overdue.
    fn awaited_again(
        &mut self,
        accepted_at: DateTime<Utc>,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Follow {
        self.escalates(EscalationReason::OnTheWay, now.max(accepted_at + waits.arrive_within));
        Follow::settled(None, None)
    }
}

/// Events of its escalation.
impl PlacementRequest {
    /// A coordinator acknowledges the request, which pauses its escalation; returns until when. A
    /// pause that runs already is not prolonged, whoever acknowledges.
    pub fn acknowledged(
        &mut self,
        by: Uuid,
        note: Option<AcknowledgementNote>,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<DateTime<Utc>, Refused> {
        self.check_escalates()?;
        let Escalation { progress, acknowledgement, .. } = &mut self.escalation;
        let standing = acknowledgement.as_ref().map(|acknowledgement| acknowledgement.until);
        let until = standing.unwrap_or(now + waits.acknowledged_for);
        if standing.is_none() {
            *progress = progress.due_at(until);
        }
        *acknowledgement = Some(Acknowledgement { by, at: now, until, note });
        Ok(until)
    }

    /// A coordinator hands the request over to another. Otherwise like [`Self::acknowledged`].
    pub fn handed_over(
        &mut self,
        to: Uuid,
        note: Option<AcknowledgementNote>,
        now: DateTime<Utc>,
        waits: &Waits,
    ) -> Result<DateTime<Utc>, Refused> {
        self.acknowledged(to, note, now, waits)
    }

    /// A coordinator goes straight to step `number`, from 1, due now. Returns the steps left out.
    pub fn escalated_to(
        &mut self,
        number: i32,
        now: DateTime<Utc>,
    ) -> Result<Vec<StepTaken>, Refused> {
        self.check_escalates()?;
        let (passed, next) = self.policy.jump(self.escalation.progress, number, now);
        self.escalation.progress = next;
        Ok(passed)
    }

    /// Takes the steps that are due by [`Policy::advance`] and ends an acknowledgement.
    pub fn steps_taken(
        &mut self,
        now: DateTime<Utc>,
        late: TimeDelta,
        anybody: impl Fn(Level) -> bool,
    ) -> Result<Vec<StepTaken>, Refused> {
        self.check_escalates()?;
        let (taken, next) = self.policy.advance(self.escalation.progress, now, late, anybody);
        self.escalation.progress = next;
        self.escalation.acknowledgement = None;
        Ok(taken)
    }

    /// An alert has reached nobody: the next step is due now, or after the last step of a cycle the
    /// next cycle in ten minutes; a handover that failed is no acknowledgement. False, and nothing
    /// changed, when the request has moved on or somebody else has acknowledged it.
    pub fn undeliverable(&mut self, what: Unreached, now: DateTime<Utc>) -> bool {
        let Escalation { reason, progress, acknowledgement, .. } = &mut self.escalation;
        if !self.state.is_open() || progress.due <= now {
            return false;
        }
        let at = (progress.cycle, progress.step);
        match what {
            Unreached::Step { reason: why, .. } if why != *reason || acknowledgement.is_some() => {
                return false;
            }
            Unreached::Step { cycle, step, .. } if at == (cycle, step) => progress.due = now,
            Unreached::Step { cycle, .. }
                if at == (cycle + 1, 0) && progress.due > now + NEXT_CYCLE_IN =>
            {
                *progress = progress.due_at(now + NEXT_CYCLE_IN);
            }
            Unreached::HandOver { to, at }
                if acknowledgement.as_ref().is_some_and(|one| (one.by, one.at) == (to, at)) =>
            {
                *progress = progress.due_at(now);
                *acknowledgement = None;
            }
            _ => return false,
        }
        true
    }

    /// Whether the next step is due: now, or so far ahead that a wrong clock must have written it.
    pub fn is_due(&self, now: DateTime<Utc>, waits: &Waits) -> bool {
        let Waits { arrive_within, answer_within, acknowledged_for } = *waits;
        let longest = [arrive_within, answer_within, acknowledged_for]
            .into_iter()
            .fold(self.policy.longest_wait(), TimeDelta::max);
        let due = self.next_due_at();
        due.is_some_and(|due| due <= now || due > now + longest + CLOCK_TOLERANCE)
    }

    /// Makes the next step due now: its time was lost, or written while a clock was wrong.
    pub fn due_now(&mut self, now: DateTime<Utc>) {
        let Escalation { progress, asked_at, .. } = &mut self.escalation;
        *progress = progress.due_at(now);
        *asked_at = asked_at.map(|at| at.min(now));
        self.unmatched_since = self.unmatched_since.min(now);
    }
}

impl PlacementRequest {
    /// When the next step is due; `None` once the request has ended.
    pub fn next_due_at(&self) -> Option<DateTime<Utc>> {
        self.state.is_open().then_some(self.escalation.progress.due)
    }

    /// When the reason to escalate began: it had no bed, or both sides were asked about its child.
    pub fn escalated_since(&self) -> DateTime<Utc> {
        let on_the_way = self.escalation.reason == EscalationReason::MissingOnTheWay;
        self.escalation.asked_at.filter(|_| on_the_way).unwrap_or(self.unmatched_since)
    }

    /// Refuses a request that has ended.
    pub fn check_open(&self) -> Result<(), Refused> {
        if self.state.is_open() { Ok(()) } else { Err(Refused::WrongState(self.state)) }
    }

    /// Refuses a request that does not escalate: it has ended, or its child is on the way.
    pub fn check_escalates(&self) -> Result<(), Refused> {
        self.check_open()?;
        match self.escalation.reason {
            EscalationReason::OnTheWay => Err(Refused::WrongState(self.state)),
            _ => Ok(()),
        }
    }

    fn check(&self, states: &[RequestState]) -> Result<(), Refused> {
        if states.contains(&self.state) { Ok(()) } else { Err(Refused::WrongState(self.state)) }
    }

    fn goes(&mut self, from: &[RequestState], to: RequestState) -> Result<(), Refused> {
        self.check(from)?;
        self.state = to;
        Ok(())
    }

    fn has_no_bed(&mut self, reason: EscalationReason, now: DateTime<Utc>) {
        self.unmatched_since = now;
        self.escalates(reason, now);
    }

    /// Begins another escalation, without an acknowledgement.
    fn escalates(&mut self, reason: EscalationReason, at: DateTime<Utc>) {
        let progress = self.policy.begin(reason, at, Some(self.escalation.progress));
        self.escalation = Escalation { reason, progress, asked_at: None, acknowledgement: None };
    }

    fn ends(&mut self, state: RequestState, now: DateTime<Utc>) {
        self.state = state;
        self.ended_at = Some(now);
        self.escalation.acknowledgement = None;
    }
}

#[cfg(test)]
mod tests;
