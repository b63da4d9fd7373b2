//! Which requests a caller may see: teams their partner's, coordinators those of their cities.

use crate::domain::account::{Caller, Parties, Role};
use crate::domain::request::life::PlacementRequest;
use crate::services::{Context, Error};
use crate::store::placement::request_lists::Visibility;

/// The request, if the caller may see it; not found otherwise.
pub(crate) fn see(
    cx: &Context,
    caller: &Caller,
    request: Option<PlacementRequest>,
) -> Result<PlacementRequest, Error> {
    let may_see = |request: &PlacementRequest| {
        let cities = [Some(&*request.city), None];
        let parties = Parties { outreach: Some(request.partner_id), shelter: None, cities };
        caller.is_party(parties, &cx.cities)
    };
    request.filter(may_see).ok_or(Error::NotFound("request"))
}

/// Filter of the requests a caller may see; `None` is all.
pub(crate) fn seen_by(cx: &Context, caller: &Caller) -> Option<Visibility> {
    if caller.is(Role::Coordinator) && caller.scope.national {
        return None;
    }
    let partner_id = caller.partner_id.filter(|_| caller.is(Role::Outreach));
    Some(Visibility { partner_id, cities: coordinated_cities(cx, caller) })
}

/// Codes of the cities a caller coordinates; empty for other roles.
pub(crate) fn coordinated_cities(cx: &Context, caller: &Caller) -> Vec<String> {
    let cities = cx.cities.iter().filter(|city| caller.scope.covers(city));
    let cities = cities.filter(|_| caller.is(Role::Coordinator));
    cities.map(|city| city.code.clone()).collect()
}
