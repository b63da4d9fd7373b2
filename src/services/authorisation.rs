//! Rights by role, as types: a use case names its [`Right`], and only an actor that has been
//! checked for it ([`As`], [`By`]) can carry it out. Handlers extract `As<Coordinator>` and the
//! like.

use std::marker::PhantomData;
use std::ops::Deref;

use uuid::Uuid;

use super::Error;
use crate::domain::account::{Caller, Role};

/// A right: held by an account with one of its roles.
pub trait Right: Send + Sync + 'static {
    const ROLES: &'static [Role];
}

macro_rules! rights {
    ($($(#[$doc:meta])* $right:ident = [$($role:ident),*];)+) => {
        $(
            $(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub struct $right;

            impl Right for $right {
                const ROLES: &'static [Role] = &[$(Role::$role),*];
            }
        )+
    };
}

rights! {
    /// Asks for beds.
    Outreach = [Outreach];
    /// Runs the shelters of its partner.
    Shelter = [Shelter];
    Coordinator = [Coordinator];
    Admin = [Admin];
    /// Sees requests.
    RequestReader = [Outreach, Coordinator];
    /// Sees offers, and may say whether a child has arrived.
    OfferReader = [Shelter, Outreach, Coordinator];
    /// Reports free beds and answers offers.
    ShelterStaff = [Shelter, Coordinator];
    /// Sees the whole board.
    BoardReader = [Outreach, Shelter, Coordinator, Admin];
    DutyPlanner = [Coordinator, Admin];
    PolicyReader = [Coordinator, Admin];
    ReportReader = [Observer, Coordinator, Admin];
    /// Every account.
    SignedIn = [Outreach, Shelter, Coordinator, Observer, Admin];
    /// No account: only the service itself.
    Nobody = [];
}

/// Fails to compile unless every role of `R` is a role of `S`.
const fn check_covers<R: Right, S: Right>() {
    let mut at = 0;
    while at < R::ROLES.len() {
        let (role, mut other) = (R::ROLES[at] as u8, 0);
        while S::ROLES[other] as u8 != role {
            other += 1;
        }
        at += 1;
    }
}

/// An account checked for a right. Its other roles are removed, so that they don't widen what it
/// sees.
#[derive(Clone, Debug)]
pub struct As<R> {
    caller: Caller,
    right: PhantomData<R>,
}

impl<R: Right> As<R> {
    /// Keeps the caller's roles that have the right; forbidden when none has.
    pub fn new(caller: &Caller) -> Result<Self, Error> {
        let roles: Vec<Role> =
            caller.roles.iter().copied().filter(|role| R::ROLES.contains(role)).collect();
        if roles.is_empty() {
            return Err(Error::Forbidden);
        }
        Ok(Self { caller: Caller { roles, ..caller.clone() }, right: PhantomData })
    }

    /// The same account with a right that all roles of this one have.
    pub fn to<S: Right>(&self) -> As<S> {
        const { check_covers::<R, S>() };
        As { caller: self.caller.clone(), right: PhantomData }
    }
}

impl<R> Deref for As<R> {
    type Target = Caller;

    fn deref(&self) -> &Caller {
        &self.caller
    }
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    Account(Caller),
    /// The command line: may do what an administrator may.
    Operator,
    /// The service by itself.
    Service,
    /// The browser that opened this count link.
    CountLink {
        id: Uuid,
        /// The shelter it was sent to.
        shelter_id: Uuid,
    },
}

impl Actor {
    /// `None` when no account acts.
    pub fn account(&self) -> Option<&Caller> {
        match self {
            Self::Account(caller) => Some(caller),
            Self::Operator | Self::Service | Self::CountLink { .. } => None,
        }
    }

    pub(super) fn coordinator(&self) -> Option<&Caller> {
        self.account().filter(|caller| caller.is(Role::Coordinator))
    }

    pub(super) fn is_admin(&self) -> bool {
        match self {
            Self::Account(caller) => caller.is(Role::Admin),
            Self::Operator | Self::Service => true,
            Self::CountLink { .. } => false,
        }
    }
}

/// An actor checked for a right.
#[derive(Clone, Debug)]
pub struct By<R> {
    actor: Actor,
    right: PhantomData<R>,
}

impl<R> By<R> {
    fn new(actor: Actor) -> Self {
        Self { actor, right: PhantomData }
    }

    pub(super) fn into_actor(self) -> Actor {
        self.actor
    }
}

impl<R> Deref for By<R> {
    type Target = Actor;

    fn deref(&self) -> &Actor {
        &self.actor
    }
}

impl<R: Right, S: Right> From<&As<R>> for By<S> {
    fn from(account: &As<R>) -> Self {
        Self::new(Actor::Account(account.to::<S>().caller))
    }
}

impl From<&Caller> for By<SignedIn> {
    fn from(caller: &Caller) -> Self {
        Self::new(Actor::Account(caller.clone()))
    }
}

/// Acts as [`Actor::Operator`], with every right of administrators.
#[derive(Clone, Copy, Debug)]
pub struct Operator;

impl<R: Right> From<Operator> for By<R> {
    fn from(_: Operator) -> Self {
        const { check_covers::<Admin, R>() };
        Self::new(Actor::Operator)
    }
}

/// Acts as [`Actor::Service`], with every right.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Service;

impl<R: Right> From<Service> for By<R> {
    fn from(_: Service) -> Self {
        Self::new(Actor::Service)
    }
}

/// A count link may report counts, as the shelter's staff.
pub(super) fn by_count_link(id: Uuid, shelter_id: Uuid) -> By<ShelterStaff> {
    By::new(Actor::CountLink { id, shelter_id })
}
