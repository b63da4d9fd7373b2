//! Placement requests: who needs a bed, where, how soon; and the states a request goes through.

pub mod life;

use rand::RngExt;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{coded, typed};

coded! {
    /// The gender of a child, as the team was told or believes.
    pub enum Gender {
        /// A girl.
        Female = "female",
        /// A boy.
        Male = "male",
        /// Neither, or not known.
        Other = "other",
    }
}

coded! {
    /// How soon a bed is needed. Most urgent first in order.
    pub enum Urgency {
        /// Tonight.
        Emergency = "emergency",
        /// Within 24 hours.
        Urgent = "urgent",
        /// Within a week.
        Planned = "planned",
    }
}

coded! {
    /// Where a placement request stands.
    pub enum RequestState {
        /// No live offer.
        Waiting = "waiting",
        /// A shelter has been asked and has not answered yet; its beds are promised.
        Offered = "offered",
        /// A shelter has said yes; the child is on the way.
        Accepted = "accepted",
        /// The child has arrived.
        Placed = "placed",
        /// Nobody knows where the child is: it did not arrive, or its team has lost contact.
        Missing = "missing",
        /// The team took the request back.
        Withdrawn = "withdrawn",
        /// A coordinator closed it.
        Closed = "closed",
    }
}

impl RequestState {
    /// The states in which somebody must still act.
    pub const OPEN: [Self; 4] = [Self::Waiting, Self::Offered, Self::Accepted, Self::Missing];
    pub const ENDED: [Self; 3] = [Self::Placed, Self::Withdrawn, Self::Closed];

    pub fn is_open(self) -> bool {
        Self::OPEN.contains(&self)
    }
}

coded! {
    /// How a request ended without a bed of ours.
    pub enum Outcome {
        /// A bed elsewhere.
        PlacedElsewhere = "placed_elsewhere",
        /// Back with family.
        Family = "family",
        /// In hospital.
        Hospital = "hospital",
        /// The team lost contact.
        LostContact = "lost_contact",
        /// Something else.
        Other = "other",
    }
}

/// One child of a request. Nothing else about a child is ever stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Child {
    /// Age in whole years.
    #[schema(minimum = 0, maximum = 120, example = 14)]
    pub age: i32,
    /// Gender.
    pub gender: Gender,
    /// Whether the age is a guess.
    #[serde(default)]
    pub age_estimated: bool,
}

/// Most children of one sibling group.
pub const MAX_CHILDREN: usize = 8;

/// Farthest reach that can be asked for, in kilometres: anywhere on the Earth.
pub const MAX_REACH_KM: f64 = 20_016.0;

/// Alphabet of references: Crockford's base 32, without I, L, O and U.
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// A reference as people read it: two groups of four, `K7Q2-M9XD`.
pub fn grouped(reference: &str) -> String {
    match reference.split_at_checked(4) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}-{rest}"),
        _ => reference.to_owned(),
    }
}

const REFERENCE_LENGTH: usize = 8;

/// The stored form of a reference as people write or spell it: in any case, with dash or blanks, O
/// for 0, I and L for 1. `None` for what can't be one.
pub fn read_reference(typed: &str) -> Option<String> {
    let character = |c: char| match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        c => c,
    };
    let plain = typed::plain_digits(typed);
    let plain = plain.chars().filter(char::is_ascii_alphanumeric).map(character);
    let plain: String = plain.take(REFERENCE_LENGTH + 1).collect();
    let is_one = plain.len() == REFERENCE_LENGTH && plain.bytes().all(|c| CROCKFORD.contains(&c));
    is_one.then_some(plain)
}

/// Makes a reference: eight random characters of Crockford base 32 (40 bits), the only identifier
/// of a request that leaves by mail.
pub fn new_reference(rng: &mut impl rand::Rng) -> String {
    let character = |_| char::from(CROCKFORD[rng.random_range(0..CROCKFORD.len())]);
    (0..REFERENCE_LENGTH).map(character).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_eight_characters_of_crockford() {
        let mut rng = rand::rng();
        for _ in 0..100 {
            let reference = new_reference(&mut rng);
            assert_eq!(reference.len(), 8);
            assert!(reference.bytes().all(|c| CROCKFORD.contains(&c)));
        }
    }

    #[test]
    fn references_are_read_as_people_write_and_spell_them() {
        for written in ["K7Q2M9X1", "k7q2-m9x1", " k7q2 m9xL ", "K7Q2–M9XI", "k٧q٢m٩x١"] {
            assert_eq!(read_reference(written).as_deref(), Some("K7Q2M9X1"), "{written}");
        }
        assert_eq!(read_reference("oooo oooo").as_deref(), Some("00000000"));
        for wrong in ["", "K7Q2", "K7Q2-M9XDD", "K7Q2-M9XU", "--------"] {
            assert_eq!(read_reference(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn urgency_orders_most_urgent_first() {
        assert!(Urgency::Emergency < Urgency::Urgent && Urgency::Urgent < Urgency::Planned);
    }
}
