//! Codes in words: children, urgency, needs.

use super::shell::Shell;
use crate::domain::request::{Gender, Urgency};

/// Children in their order: a girl of 14, a boy of 9.
pub(super) fn children(
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
pub(super) fn urgency(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "shell-urgency-emergency",
        Urgency::Urgent => "shell-urgency-urgent",
        Urgency::Planned => "shell-urgency-planned",
    }
}

/// A need; a code of the settings' own list that has no words of ours stands as it is.
pub(super) fn need(shell: &Shell<'_>, code: &str) -> String {
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
