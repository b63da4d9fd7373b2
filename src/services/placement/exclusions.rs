//! Which shelters are not offered to a request again, by its earlier offers. Read by matching and
//! ranking.

use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::bed::Pool;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::store::placement::offers::OfferRecord;

/// Shelters that have declined or not answered a request.
#[derive(Clone, Debug, Default)]
pub(crate) struct AskedBefore {
    /// Not asked: they declined, or did not answer. After no answer or a decline for want of a bed,
    /// only until they report a count again.
    pub standing: Vec<Uuid>,
    /// `standing`, and those that did not answer but have reported a count since: asked again only
    /// when no other shelter matches.
    pub at_first: Vec<Uuid>,
}

impl AskedBefore {
    pub fn of(offers: &[OfferRecord], board: &Snapshot) -> Self {
        let mut asked_before = Self::default();
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
                asked_before.standing.push(offer.shelter_id);
            }
            if at_first {
                asked_before.at_first.push(offer.shelter_id);
            }
        }
        asked_before
    }

    /// Whether any that did not answer may be asked again.
    pub fn has_lapsed(&self) -> bool {
        self.standing.len() < self.at_first.len()
    }
}

/// Whether the shelter has reported any pool since the offer ended.
fn has_reported_since(offer: &OfferRecord, board: &Snapshot) -> bool {
    let reported = |pool: &Pool| pool.reported_at > offer.changed_at;
    board.get(offer.shelter_id).is_some_and(|shelter| shelter.pools.iter().any(reported))
}
