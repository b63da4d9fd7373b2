//! JSON view of how the parties of an offer reach each other.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How the parties of an offer reach each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Contact {
    /// The shelter's telephone number.
    pub phone: Option<String>,
    /// Its street address.
    #[serde(default)]
    pub address: Option<String>,
    /// How to get in: a door, a bell, whom to ask for.
    #[serde(default)]
    pub access_note: Option<String>,
    /// The team that asked.
    #[serde(default)]
    #[schema(required = true)]
    pub team: TeamContact,
    /// Coordinators with a telephone, at most three: those on duty now for the request's city, or,
    /// while nobody is, those who answer for it.
    #[serde(default)]
    #[schema(required = true)]
    pub coordinators: Vec<CoordinatorContact>,
}

/// The team of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct TeamContact {
    /// Name of its partner.
    pub partner: String,
    /// Telephone number of the partner.
    pub phone: Option<String>,
}

/// A coordinator to call.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct CoordinatorContact {
    /// Whom to ask for.
    pub name: Option<String>,
    /// Telephone number.
    pub phone: String,
}
