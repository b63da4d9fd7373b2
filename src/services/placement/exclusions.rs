//! Which shelters a request is not offered to again.

use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::bed::Pool;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::store::placement::offers::OfferRecord;

/// Shelters a request is not offered to again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Refusals {
    /// Those that are not asked: they said no to this child, or that there is no bed after all,
    /// or did not answer; the last two until they have reported their beds anew.
    pub standing: Vec<Uuid>,
    /// These, and those that did not answer but have reported since: they are asked again only
    /// when there is no other.
    pub at_first: Vec<Uuid>,
}

impl Refusals {
    /// What the earlier offers of a request say.
    pub fn of(offers: &[OfferRecord], board: &Snapshot) -> Self {
        let mut refusals = Self::default();
        for offer in offers {
            let no_bed = offer.decline_reason.is_some_and(DeclineReason::is_no_bed);
            let (standing, at_first) = match offer.state {
                OfferState::Declined if no_bed => {
                    let stands = !has_reported_since(offer, board);
                    (stands, stands)
                }
                OfferState::Declined => (true, true),
                OfferState::Expired => (!has_reported_since(offer, board), true),
                _ => (false, false),
            };
            if standing {
                refusals.standing.push(offer.shelter_id);
            }
            if at_first {
                refusals.at_first.push(offer.shelter_id);
            }
        }
        refusals
    }

    /// Whether some that did not answer may be asked again.
    pub fn has_lapsed(&self) -> bool {
        self.standing.len() < self.at_first.len()
    }
}

/// Whether the shelter has reported any of its pools since the offer ended.
fn has_reported_since(offer: &OfferRecord, board: &Snapshot) -> bool {
    let reported = |pool: &Pool| pool.reported_at > offer.changed_at;
    board.get(offer.shelter_id).is_some_and(|shelter| shelter.pools.iter().any(reported))
}
