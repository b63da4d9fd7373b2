//! Offers of beds to a request: states, actions, and what each does to the counts of a pool.

use chrono::TimeDelta;

use super::coded;

/// How long after an action it can be undone.
pub const UNDO_WITHIN: TimeDelta = TimeDelta::minutes(10);

coded! {
    /// Where an offer stands.
    pub enum OfferState {
        /// The shelter has not answered yet; the beds are promised.
        Pending = "pending",
        /// The shelter said yes; the beds stay promised until the child arrives.
        Accepted = "accepted",
        /// The shelter said no.
        Declined = "declined",
        /// The shelter did not answer in time.
        Expired = "expired",
        /// Taken back: by the team, a coordinator, or because the bed is gone.
        Withdrawn = "withdrawn",
        /// The child sleeps there.
        Arrived = "arrived",
        /// The child did not come.
        NoShow = "no_show",
        /// The child has left.
        Departed = "departed",
    }
}

impl OfferState {
    /// Whether beds are promised by an offer in this state.
    pub fn is_live(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted)
    }
}

coded! {
    /// What a person does to an offer.
    pub enum OfferAction {
        /// The shelter says yes.
        Accept = "accept",
        /// The shelter says no.
        Decline = "decline",
        /// The child has arrived.
        Arrive = "arrive",
        /// The child did not come.
        NoShow = "no_show",
        /// The child has left.
        Depart = "depart",
    }
}

coded! {
    /// What a team that asked for a bed is told of an offer.
    pub enum Answered {
        /// The shelter said yes.
        Accepted = "accepted",
        /// The shelter said no.
        Declined = "declined",
        /// The shelter did not answer in time.
        Expired = "expired",
        /// The shelter's yes was undone; it is asked again.
        Undone = "undone",
    }
}

/// What a transition does to the offer and its pools.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    pub offer: OfferState,
    /// Added to the pool's `promised` for each bed.
    pub promised: i32,
    /// Added to the pool's `free` for each bed.
    pub free: i32,
}

impl OfferAction {
    /// The transition from a state; `None` when the action is not allowed there. An arrival lowers
    /// both counts, a departure raises `free`, a refusal or a no-show gives the promise back.
    pub fn from(self, state: OfferState) -> Option<Transition> {
        let (offer, promised, free) = match (self, state) {
            (Self::Accept, OfferState::Pending) => (OfferState::Accepted, 0, 0),
            (Self::Decline, OfferState::Pending) => (OfferState::Declined, -1, 0),
            (Self::Arrive, OfferState::Accepted) => (OfferState::Arrived, -1, -1),
            (Self::NoShow, OfferState::Accepted) => (OfferState::NoShow, -1, 0),
            (Self::Depart, OfferState::Arrived) => (OfferState::Departed, 0, 1),
            _ => return None,
        };
        Some(Transition { offer, promised, free })
    }

    /// The action that led to a state and can be undone, and the transition back.
    pub fn undo(state: OfferState) -> Option<(Self, Transition)> {
        let (action, before) = match state {
            OfferState::Accepted => (Self::Accept, OfferState::Pending),
            OfferState::Arrived => (Self::Arrive, OfferState::Accepted),
            OfferState::NoShow => (Self::NoShow, OfferState::Accepted),
            OfferState::Departed => (Self::Depart, OfferState::Arrived),
            OfferState::Pending
            | OfferState::Declined
            | OfferState::Expired
            | OfferState::Withdrawn => return None,
        };
        let Transition { promised, free, .. } = action.from(before)?;
        Some((action, Transition { offer: before, promised: -promised, free: -free }))
    }
}

coded! {
    /// Why a shelter says no.
    pub enum DeclineReason {
        /// Every bed is taken.
        Full = "full",
        /// The posted count was wrong.
        CountWasWrong = "count_was_wrong",
        /// It can't give what the child needs.
        CannotMeetNeed = "cannot_meet_need",
        /// The child is not among those it may take.
        NotEligible = "not_eligible",
        /// It would not be safe, for this child or for others.
        Safety = "safety",
        /// The shelter is closed.
        Closed = "closed",
        /// Something else.
        Other = "other",
    }
}

impl DeclineReason {
    /// Whether the shelter has no bed for any child until it reports its beds anew.
    pub fn is_no_bed(self) -> bool {
        matches!(self, Self::Full | Self::CountWasWrong | Self::Closed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ended_offer_can_only_depart() {
        for &state in OfferState::ALL.iter().filter(|state| !state.is_live()) {
            for &action in OfferAction::ALL {
                let allowed = action == OfferAction::Depart && state == OfferState::Arrived;
                assert_eq!(action.from(state).is_some(), allowed, "{action} from {state}");
            }
        }
    }

    #[test]
    fn an_offer_that_stops_being_live_gives_its_promise_back() {
        for &action in OfferAction::ALL {
            for &state in OfferState::ALL.iter().filter(|state| state.is_live()) {
                if let Some(to) = action.from(state) {
                    assert_eq!(to.promised, if to.offer.is_live() { 0 } else { -1 });
                }
            }
        }
    }

    #[test]
    fn every_action_but_a_refusal_is_undone_to_where_it_came_from() {
        for &action in OfferAction::ALL {
            for &before in OfferState::ALL {
                let Some(to) = action.from(before) else { continue };
                let undone = OfferAction::undo(to.offer);
                if action == OfferAction::Decline {
                    assert_eq!(undone, None);
                    continue;
                }
                let (promised, free) = (-to.promised, -to.free);
                assert_eq!(undone, Some((action, Transition { offer: before, promised, free })));
            }
        }
    }
}
