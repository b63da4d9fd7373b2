//! A new placement request: the input of the API and pages, the checks that need the settings, and
//! the [`PlacementRequest`] made of it. Other limits are in `#[schema]`.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::domain::account::Caller;
use crate::domain::escalation::Escalation;
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{Child, MAX_REACH_KM, RequestState, Urgency};
use crate::services::escalation::policies::InForce;
use crate::services::views::Feature;
use crate::services::{Context, Error, FieldError, new_id};

/// A call for a bed.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewRequest {
    /// Code of the city where the children are.
    #[schema(format = "city", example = "nador")]
    pub city: String,
    /// One child, or one sibling group that must not be separated: one to eight.
    #[schema(min_items = 1, max_items = 8)]
    pub children: Vec<Child>,
    /// How soon a bed is needed.
    pub urgency: Urgency,
    /// Codes of what the shelter must offer.
    #[serde(default)]
    #[schema(value_type = Vec<Feature>, max_items = 63)]
    pub needs: Vec<String>,
    /// How far from the city a bed may be, kilometres; `matching.radius` when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 20016)]
    pub max_km: Option<f64>,
    /// The team's own file number: letters, digits and `. _ / -`, never a name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 64, pattern = "^[A-Za-z0-9._/-]+$")]
    pub case_ref: Option<String>,
    /// Whether the best match's beds are promised at once.
    #[serde(default = "yes")]
    pub hold: bool,
}

fn yes() -> bool {
    true
}

/// Whether a text is a file number: up to 64 letters, digits and `. _ / -`.
pub fn is_case_ref(text: &str) -> bool {
    let fits = |c: u8| c.is_ascii_alphanumeric() || b"._/-".contains(&c);
    (1..=64).contains(&text.len()) && text.bytes().all(fits)
}

/// Checks that city and needs are in the settings.
pub(crate) fn check(cx: &Context, body: &NewRequest) -> Result<(), Error> {
    let mut wrong: Vec<FieldError> = cx.city("/city", &body.city).err().into_iter().collect();
    wrong.extend(cx.unknown_features("/needs", &body.needs));
    if wrong.is_empty() { Ok(()) } else { Err(Error::Invalid(wrong)) }
}

/// A new request in state waiting, not stored. `intake` draws its reference; a preview needs none.
pub(crate) fn record(
    cx: &Context,
    policies: &InForce,
    caller: &Caller,
    body: &NewRequest,
    now: DateTime<Utc>,
) -> PlacementRequest {
    let (policy, policy_version) = policies.of(body.urgency);
    let mut needs = body.needs.clone();
    needs.sort_unstable();
    needs.dedup();
    PlacementRequest {
        id: new_id(now),
        reference: String::new(),
        partner_id: caller.partner_id.unwrap_or_default(),
        created_by: Some(caller.account_id),
        city: body.city.clone(),
        urgency: body.urgency,
        needs,
        reach_km: body.max_km.unwrap_or(cx.settings.radius_km).min(MAX_REACH_KM),
        hold: body.hold,
        case_ref: body.case_ref.clone(),
        state: RequestState::Waiting,
        created_at: now,
        unmatched_since: now,
        ended_at: None,
        outcome: None,
        end_reason: None,
        policy: policy.clone(),
        policy_version,
        escalation: Escalation::of_new(policy, now),
        version: 1,
    }
}
