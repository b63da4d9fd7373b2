//! Which requests a caller may see.

use crate::domain::account::{Caller, Parties, Role};
use crate::domain::request::life::PlacementRequest;
use crate::services::{Context, Error};
use crate::store::placement::request_lists::Visibility;

/// Roles that may look at requests at all.
pub const READERS: [Role; 2] = [Role::Outreach, Role::Coordinator];

/// The request, if the caller may see it in one of these roles; not seeing it is the same as its not
/// being there.
pub(crate) fn see(
    cx: &Context,
    caller: &Caller,
    request: Option<PlacementRequest>,
    roles: &[Role],
) -> Result<PlacementRequest, Error> {
    let may_see = |request: &PlacementRequest| {
        let cities = [Some(&*request.city), None];
        let parties = Parties { outreach: Some(request.partner_id), shelter: None, cities };
        caller.acts_as(roles, parties, &cx.cities).is_some()
    };
    request.filter(may_see).ok_or(Error::NotFound("request"))
}

/// Whose requests a caller may see in these roles; `None` is everyone's.
pub(crate) fn seen_by(cx: &Context, caller: &Caller, roles: &[Role]) -> Option<Visibility> {
    let acts_as = |role| roles.contains(&role) && caller.is(role);
    if acts_as(Role::Coordinator) && caller.scope.national {
        return None;
    }
    let cities = if acts_as(Role::Coordinator) { covered_cities(cx, caller) } else { Vec::new() };
    let partner_id = if acts_as(Role::Outreach) { caller.partner_id } else { None };
    Some(Visibility { partner_id, cities })
}

/// Codes of the cities in a coordinator's scope.
pub(crate) fn covered_cities(cx: &Context, caller: &Caller) -> Vec<String> {
    cx.cities
        .iter()
        .filter(|city| caller.scope.covers(city))
        .map(|city| city.code.clone())
        .collect()
}
