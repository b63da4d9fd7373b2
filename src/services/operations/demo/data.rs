//! The invented data of `config/demo`, embedded in the binary.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use crate::domain::account::Role;
use crate::domain::bed::PoolGender;
use crate::domain::escalation::AcknowledgementNote;
use crate::domain::locale::Locale;
use crate::domain::offer::DeclineReason;
use crate::domain::request::{Child, Outcome, Urgency};
use crate::services::Error;

/// A partner with its shelter; `slug` is the domain of its mail addresses.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PartnerRow {
    pub name: String,
    pub city: String,
    pub slug: String,
    pub locale: Locale,
    pub phone: String,
    pub coordinator_name: String,
    pub coordinator_phone: String,
    pub shelter: ShelterRow,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ShelterRow {
    pub name: String,
    pub address: String,
    pub access_note: String,
    pub lat: f64,
    pub lon: f64,
    pub phone: String,
    pub features: Vec<String>,
    pub pool: Vec<PoolRow>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PoolRow {
    pub name: String,
    pub gender: PoolGender,
    pub age_min: i32,
    pub age_max: i32,
    pub capacity: i32,
    pub free: i32,
    /// Minutes before the demo's start when it was last counted.
    pub counted: i64,
}

/// A request of the night; its children are one sibling group.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RequestRow {
    /// The partner that asks, by its slug.
    pub team: String,
    pub city: String,
    pub children: Vec<Child>,
    pub urgency: Urgency,
    #[serde(default)]
    pub needs: Vec<String>,
    /// Minutes before the demo's start.
    pub ago: i64,
    #[serde(default)]
    pub then: Vec<ActRow>,
}

/// What somebody does to a request or to its offer.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct ActRow {
    /// Minutes before the demo's start.
    pub ago: i64,
    #[serde(flatten)]
    pub act: Act,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
pub(super) enum Act {
    Accept,
    Decline { reason: DeclineReason },
    Arrive,
    NoShow,
    Lost,
    Withdraw { reason: String },
    Acknowledge { note: Option<AcknowledgementNote> },
    Close { outcome: Outcome },
}

pub(super) fn partners() -> Result<Vec<PartnerRow>, Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        partner: Vec<PartnerRow>,
    }
    Ok(parse::<File>(include_str!("../../../../config/demo/partners.toml"))?.partner)
}

pub(super) fn night() -> Result<Vec<RequestRow>, Error> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct File {
        request: Vec<RequestRow>,
    }
    Ok(parse::<File>(include_str!("../../../../config/demo/night.toml"))?.request)
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, Error> {
    toml::from_str(text).map_err(|error| Error::Internal(format!("config/demo: {error}")))
}

/// An account of the demo.
#[derive(Clone, Debug)]
pub(super) struct DemoAccount {
    pub email: String,
    pub role: Role,
    pub locale: Locale,
    /// Index of its partner.
    pub partner: Option<usize>,
}

/// Mail address of a partner's account.
pub(super) fn address(role: Role, slug: &str) -> String {
    format!("{role}@{slug}.example")
}

/// Mail address of the coordinator of the nation.
pub(super) const NATIONAL: &str = "national@mabit.example";

/// A team, a shelter and a coordinator of each partner, the coordinator of the nation, and an
/// administrator.
pub(super) fn accounts(partners: &[PartnerRow]) -> Vec<DemoAccount> {
    let mut accounts = Vec::new();
    for (at, row) in partners.iter().enumerate() {
        for role in [Role::Outreach, Role::Shelter, Role::Coordinator] {
            let (email, locale) = (address(role, &row.slug), row.locale);
            accounts.push(DemoAccount { email, role, locale, partner: Some(at) });
        }
    }
    let own = [(NATIONAL, Role::Coordinator), ("admin@mabit.example", Role::Admin)];
    accounts.extend(own.map(|(email, role)| DemoAccount {
        email: email.to_owned(),
        role,
        locale: Locale::Fr,
        partner: None,
    }));
    accounts
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::domain::geo::{Cities, Point};

    #[test]
    fn the_files_are_read_and_each_shelter_has_its_own_place_and_number() {
        let (partners, night) = (partners().unwrap(), night().unwrap());
        assert_eq!(partners.len(), 6);
        let phones: HashSet<&str> = partners.iter().map(|row| &*row.shelter.phone).collect();
        assert_eq!(phones.len(), 6);
        assert!(phones.iter().all(|phone| phone.starts_with("+212 500 ")), "{phones:?}");
        let cities = Cities::from_csv(include_str!("../../../../config/cities.csv")).unwrap();
        for row in &partners {
            let place = Point { lat: row.shelter.lat, lon: row.shelter.lon };
            let km = cities.get(&row.city).unwrap().point().km_to(place);
            assert!((0.1..5.0).contains(&km), "{} is {km} km from the centre", row.shelter.name);
        }
        let slugs: Vec<&str> = partners.iter().map(|row| &*row.slug).collect();
        for request in &night {
            assert!(slugs.contains(&&*request.team), "{}", request.team);
            let mut ago = request.ago;
            for act in &request.then {
                assert!(
                    act.ago < ago,
                    "what happens to a request is in order of time: {request:?}"
                );
                ago = act.ago;
            }
        }
    }
}
