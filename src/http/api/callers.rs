//! Extractors that let a handler be called only by accounts with certain roles. Whose things a
//! caller may see or change is decided in `services`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::domain::account::{Caller, Role};
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::extract::Auth;
use crate::services::duty::plan;
use crate::services::escalation::policies;
use crate::services::placement::{offers, requests};
use crate::services::shelters::availability;
use crate::services::{Error, reports};

/// A caller who holds at least one of some roles, given as bits (see [`any_of`]).
pub struct By<const ROLES: u8>(pub Caller);

pub type OutreachTeams = By<{ any_of(&[Role::Outreach]) }>;
pub type Coordinators = By<{ any_of(&[Role::Coordinator]) }>;
pub type Admins = By<{ any_of(&[Role::Admin]) }>;
pub type RequestReaders = By<{ any_of(&requests::READERS) }>;
/// Roles that see offers and may say whether a child has arrived.
pub type OfferReaders = By<{ any_of(&offers::READERS) }>;
pub type ShelterStaff = By<{ any_of(&availability::REPORTERS) }>;
pub type BoardReaders = By<{ any_of(&availability::BOARD_READERS) }>;
pub type DutyPlanners = By<{ any_of(&plan::PLANNERS) }>;
pub type PolicyReaders = By<{ any_of(&policies::READERS) }>;
pub type ReportReaders = By<{ any_of(&reports::READERS) }>;

/// The bits of some roles.
pub const fn any_of(roles: &[Role]) -> u8 {
    let (mut bits, mut at) = (0, 0);
    while at < roles.len() {
        bits |= 1 << roles[at] as u8;
        at += 1;
    }
    bits
}

impl<const ROLES: u8> FromRequestParts<Http> for By<ROLES> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        let Auth(caller) = Auth::from_request_parts(parts, http).await?;
        if any_of(&caller.roles) & ROLES == 0 {
            return Err(Error::Forbidden.into());
        }
        Ok(Self(caller))
    }
}
