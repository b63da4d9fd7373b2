//! What mail is about.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::escalation::Why;
use super::request::Urgency;

/// All that a mail may know: the reference, the urgency, and how far the escalation has come.
/// Never an age, gender, need, name, city or shelter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A child has no bed, is on the way too long, or is missing.
    Escalation {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
        /// Why it is escalated.
        why: Why,
        /// The step, from 1.
        step: i32,
        /// The cycle, from 1.
        cycle: i32,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// A shelter has said yes to a request that was escalated.
    Accepted {
        /// The request's reference.
        reference: String,
        /// How soon a bed was needed.
        urgency: Urgency,
    },
    /// A shelter reports fewer beds than it promised; this accepted child may stand outside.
    Overcommitted {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
    },
}

impl Notice {
    /// The stable code of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Escalation { .. } => "escalation",
            Self::Accepted { .. } => "accepted",
            Self::Overcommitted { .. } => "overcommitted",
        }
    }
}
