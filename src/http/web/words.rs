//! Codes in words: children, urgency, needs, cities, who is alerted.

use super::shell::Shell;
use crate::domain::escalation::Level;
use crate::domain::request::{Gender, Urgency};
use crate::http::Http;

/// Children in their order: a girl of 14, a boy of 9.
pub(crate) fn children(
    shell: &Shell<'_>,
    children: impl IntoIterator<Item = (i32, Gender)>,
) -> String {
    let child = |(age, gender): (i32, Gender)| {
        let key = match gender {
            Gender::Female => "shell-child-female",
            Gender::Male => "shell-child-male",
            Gender::Other => "shell-child-other",
        };
        shell.count(key, &age)
    };
    children.into_iter().map(child).collect::<Vec<_>>().join(" + ")
}

/// How soon a bed is needed.
pub(crate) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "shell-urgency-emergency",
        Urgency::Urgent => "shell-urgency-urgent",
        Urgency::Planned => "shell-urgency-planned",
    }
}

/// A need; a code of the settings' own list that has no words of ours stands as it is.
pub(crate) fn need(shell: &Shell<'_>, code: &str) -> String {
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

/// A city's name in the language of the page.
pub(crate) fn city(http: &Http, shell: &Shell<'_>, code: &str) -> String {
    http.cx.cities.get(code).map_or_else(|| code.to_owned(), |city| city.name(shell.locale))
}

/// Who is alerted at a level for a city.
pub(crate) fn level(http: &Http, shell: &Shell<'_>, level: Level, city_code: &str) -> String {
    let city = http.cx.cities.get(city_code);
    let regions = http.cx.cities.regions();
    let region = regions.iter().find(|region| city.is_some_and(|city| city.region == region.code));
    match (level, region) {
        (Level::City, _) => {
            shell.with("shell-level-city", "name", &self::city(http, shell, city_code))
        }
        (Level::Region, Some(region)) => {
            shell.with("shell-level-region", "name", &region.name(shell.locale))
        }
        (Level::Region, None) => shell.text("shell-level-some-region"),
        (Level::National, _) => shell.text("shell-level-national"),
    }
}

/// A text with a capital letter at its beginning, where its script has any.
pub(crate) fn capitalised(text: &str) -> String {
    let mut rest = text.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}
