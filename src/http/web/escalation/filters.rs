//! Filters of the coordinators' lists of requests: by state, city and urgency, as options of
//! selects and as read from a query.

use std::collections::BTreeMap;

use crate::domain::request::{RequestState, Urgency};
use crate::http::web::labels::{self, capitalised};
use crate::http::web::{Choice, FormState, Shell, Visit};
use crate::services::authorisation::Coordinator;
use crate::services::placement::visibility::coordinated_cities;

/// An option of the select of states: its value, the key of its text, and the states.
pub(crate) type StateChoice = (&'static str, &'static str, &'static [RequestState]);

/// The chosen filters; nothing chosen is everything.
#[derive(Default)]
pub(crate) struct Chosen {
    pub states: Vec<RequestState>,
    pub city: Option<String>,
    pub urgency: Option<Urgency>,
}

impl Chosen {
    /// Empty after adding errors to `form`.
    pub fn read(shell: &Shell, form: &mut FormState, states: &[StateChoice]) -> Self {
        let [state, city, urgency] =
            ["state", "city", "urgency"].map(|name| form.value(name).to_owned());
        let known = states.iter().find(|(code, _, _)| *code == state);
        let chosen = Self {
            states: known.map(|(_, _, states)| states.to_vec()).unwrap_or_default(),
            city: shell.cities().get(&city).map(|city| city.code.clone()),
            urgency: Urgency::parse(&urgency),
        };
        let wrong = [
            ("state", chosen.states.is_empty() && !state.is_empty()),
            ("city", chosen.city.is_none() && !city.is_empty()),
            ("urgency", chosen.urgency.is_none() && !urgency.is_empty()),
        ];
        for (name, _) in wrong.into_iter().filter(|(_, is_wrong)| *is_wrong) {
            form.refuse(name, shell.text("coordinator-wrong-filter"));
        }
        if form.has_errors() { Self::default() } else { chosen }
    }
}

/// Options of the selects.
pub(crate) struct Options {
    pub states: Vec<Choice>,
    /// The coordinator's cities, by name.
    pub cities: Vec<Choice>,
    pub urgencies: Vec<Choice>,
}

impl Options {
    pub fn new(visit: &Visit<Coordinator>, states: &[StateChoice]) -> Self {
        let shell = &visit.shell;
        let state = |(code, key, _): &StateChoice| ((*code).to_owned(), shell.text(key));
        let cities = coordinated_cities(visit.cx(), visit.caller()).into_iter();
        let cities: BTreeMap<String, String> =
            cities.map(|code| (labels::city(shell, &code), code)).collect();
        let urgency = |urgency: &Urgency| {
            (urgency.code().to_owned(), capitalised(&shell.text(labels::urgency(*urgency))))
        };
        Self {
            states: states.iter().map(state).collect(),
            cities: cities.into_iter().map(|(name, code)| (code, name)).collect(),
            urgencies: Urgency::ALL.iter().map(urgency).collect(),
        }
    }
}
