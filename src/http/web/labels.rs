//! What children, urgencies, needs, features, cities, regions, escalation levels, roles and scopes are
//! called on pages.

use super::shell::Shell;
use crate::domain::account::{Role, Scope};
use crate::domain::escalation::Level;
use crate::domain::request::{Child, Gender, Urgency};

/// Children by age and gender, in their order: "girl, 14 + boy, 9".
pub(crate) fn children(shell: &Shell, children: impl IntoIterator<Item = (i32, Gender)>) -> String {
    let child = |(age, gender): (i32, Gender)| {
        let key = match gender {
            Gender::Female => "shell-child-female",
            Gender::Male => "shell-child-male",
            Gender::Other => "shell-child-other",
        };
        shell.count(key, age)
    };
    children.into_iter().map(child).collect::<Vec<_>>().join(" + ")
}

pub(crate) fn requested_children(shell: &Shell, requested: &[Child]) -> String {
    children(shell, requested.iter().map(|child| (child.age, child.gender)))
}

pub(crate) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "shell-urgency-emergency",
        Urgency::Urgent => "shell-urgency-urgent",
        Urgency::Planned => "shell-urgency-planned",
    }
}

/// Name of a need of a child. A code of the operator's own settings has no text: it is shown with
/// blanks for its underscores.
pub(crate) fn need(shell: &Shell, code: &str) -> String {
    let key = match code {
        "wheelchair" => "shell-need-wheelchair",
        "infant_care" => "shell-need-infant-care",
        "medical_care" => "shell-need-medical-care",
        "psychosocial_care" => "shell-need-psychosocial-care",
        "pregnancy" => "shell-need-pregnancy",
        "separate_room" => "shell-need-separate-room",
        "interpreter" => "shell-need-interpreter",
        "open_at_night" => "shell-need-open-at-night",
        other => return other.replace('_', " "),
    };
    shell.text(key)
}

/// What a shelter offers: the feature that meets a [`need`], from the shelter's side.
pub(crate) fn feature(shell: &Shell, code: &str) -> String {
    let key = match code {
        "wheelchair" => "setup-feature-wheelchair",
        "infant_care" => "setup-feature-infant-care",
        "medical_care" => "setup-feature-medical-care",
        "psychosocial_care" => "setup-feature-psychosocial-care",
        "pregnancy" => "setup-feature-pregnancy",
        "separate_room" => "setup-feature-separate-room",
        "interpreter" => "setup-feature-interpreter",
        "open_at_night" => "setup-feature-open-at-night",
        other => return other.replace('_', " "),
    };
    shell.text(key)
}

/// Name of a city; its code when the table does not have it.
pub(crate) fn city(shell: &Shell, code: &str) -> String {
    shell.cities().get(code).map_or_else(|| code.to_owned(), |city| city.name(shell.locale))
}

pub(crate) fn region(shell: &Shell, code: &str) -> Option<String> {
    let regions = shell.cities().regions();
    regions.iter().find(|region| region.code == code).map(|region| region.name(shell.locale))
}

/// Who is alerted at a level for a city.
pub(crate) fn level(shell: &Shell, level: Level, city_code: &str) -> String {
    let city = shell.cities().get(city_code);
    match level {
        Level::City => shell.with("shell-level-city", "name", &self::city(shell, city_code)),
        Level::Region => match city.and_then(|city| region(shell, &city.region)) {
            Some(name) => shell.with("shell-level-region", "name", &name),
            None => shell.text("shell-level-some-region"),
        },
        Level::National => shell.text("shell-level-national"),
    }
}

/// Roles and the keys of their names.
pub(crate) const ROLES: [(Role, &str); 5] = [
    (Role::Outreach, "setup-role-outreach"),
    (Role::Shelter, "setup-role-shelter"),
    (Role::Coordinator, "setup-role-coordinator"),
    (Role::Observer, "setup-role-observer"),
    (Role::Admin, "setup-role-admin"),
];

pub(crate) fn roles(shell: &Shell, roles: &[Role]) -> String {
    let held = ROLES.iter().filter(|(role, _)| roles.contains(role));
    held.map(|(_, key)| shell.text(key)).collect::<Vec<_>>().join(", ")
}

/// Regions and cities of a coordinator, or the nation; empty for an empty scope.
pub(crate) fn scope(shell: &Shell, scope: &Scope) -> String {
    let national = scope.national.then(|| shell.text("setup-national"));
    let regions = shell.cities().regions().into_iter();
    let regions = regions.filter(|region| scope.regions.contains(&region.code));
    let regions = regions.map(|region| region.name(shell.locale));
    let cities = scope.cities.iter().map(|code| city(shell, code));
    national.into_iter().chain(regions).chain(cities).collect::<Vec<_>>().join(", ")
}

/// Key of what mail tells an account of offers; `None` for roles that it tells nothing.
pub(crate) fn mail_offers(roles: &[Role]) -> Option<&'static str> {
    match (roles.contains(&Role::Shelter), roles.contains(&Role::Outreach)) {
        (true, true) => Some("account-mail-offers"),
        (true, false) => Some("account-mail-offers-shelter"),
        (false, true) => Some("account-mail-offers-team"),
        (false, false) => None,
    }
}

/// A text with a capital first letter, where its script has any.
pub(crate) fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
