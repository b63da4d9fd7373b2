//! Who may call an endpoint at all. A role that never may is refused before anything else of the
//! call is looked at; to whose things it may be done, the services decide.

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

/// A caller who holds one of some roles, each a bit as in [`any_of`].
pub struct By<const ROLES: u8>(pub Caller);

/// Street teams.
pub type OutreachTeams = By<{ any_of(&[Role::Outreach]) }>;
/// Coordinators.
pub type Coordinators = By<{ any_of(&[Role::Coordinator]) }>;
/// Administrators.
pub type Admins = By<{ any_of(&[Role::Admin]) }>;
/// Whoever looks at requests.
pub type RequestReaders = By<{ any_of(&requests::READERS) }>;
/// Whoever looks at offers, and knows whether a child has come.
pub type OfferReaders = By<{ any_of(&offers::READERS) }>;
/// Whoever speaks for a shelter.
pub type ShelterStaff = By<{ any_of(&availability::REPORTERS) }>;
/// Whoever looks at the board.
pub type BoardReaders = By<{ any_of(&availability::BOARD_READERS) }>;
/// Whoever plans who is on duty.
pub type DutyPlanners = By<{ any_of(&plan::PLANNERS) }>;
/// Whoever looks at policies.
pub type PolicyReaders = By<{ any_of(&policies::READERS) }>;
/// Whoever looks at reports.
pub type ReportReaders = By<{ any_of(&reports::READERS) }>;

/// Roles as bits.
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
