//! Whom a coordinator calls about a request: the team, and the shelter that expects the child.

use crate::http::web::components::{Name, TextWithTime};
use crate::http::web::{Phone, Shell};
use crate::services::placement::contacts::RequestContacts;

/// Somebody to call, as shown.
pub(crate) struct Call {
    pub who: TextWithTime<Name>,
    pub phone: Option<Phone>,
}

/// The team, then the shelter.
pub(crate) fn calls(shell: &Shell, contacts: &RequestContacts) -> Vec<Call> {
    let call = |key, name: &str, phone: Option<&str>| Call {
        who: shell.around(key, "name", Name { name: name.to_owned() }),
        phone: phone.map(Phone::new),
    };
    let team = &contacts.team;
    let team = call("coordinator-call-team", &team.partner, team.phone.as_deref());
    let shelter = contacts
        .shelter
        .as_ref()
        .map(|shelter| call("coordinator-call-shelter", &shelter.name, shelter.phone.as_deref()));
    [Some(team), shelter].into_iter().flatten().collect()
}
