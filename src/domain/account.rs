//! Accounts, their roles and scopes, and what each may see and do.

use chrono::TimeDelta;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::coded;
use super::escalation::Level;
use super::geo::{Cities, City};
use super::locale::Locale;

coded! {
    /// What an account may do. An account may hold several.
    pub enum Role {
        /// Asks for beds; sees its own partner's requests.
        Outreach = "outreach",
        /// Posts beds and answers offers of its own partner's shelters.
        Shelter = "shelter",
        /// Sees all requests, offers and beds of its cities; solves what the matcher can't.
        Coordinator = "coordinator",
        /// Reads reports only.
        Observer = "observer",
        /// Sets up partners, accounts and shelters; sees no request's details.
        Admin = "admin",
    }
}

/// How long a link works that sets a password.
pub const LINK_TTL: TimeDelta = TimeDelta::days(7);

/// The cities a coordinator answers for: those named, those of the regions named, or all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Scope {
    /// Codes of cities.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 250)]
    pub cities: Vec<String>,
    /// Codes of regions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[schema(max_items = 250)]
    pub regions: Vec<String>,
    /// The whole country.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub national: bool,
}

impl Scope {
    pub fn is_empty(&self) -> bool {
        self.cities.is_empty() && self.regions.is_empty() && !self.national
    }

    /// Whether the city lies in this scope, by its own name, its region's, or the nation's.
    pub fn covers(&self, city: &City) -> bool {
        Level::ALL.iter().any(|&level| self.names(level, city))
    }

    /// Whether an escalation step at this level goes to a coordinator of this scope.
    pub fn names(&self, level: Level, city: &City) -> bool {
        match level {
            Level::City => self.cities.contains(&city.code),
            Level::Region => self.regions.contains(&city.region),
            Level::National => self.national,
        }
    }
}

/// The signed-in account that makes a call, with what it may do and see.
#[derive(Clone, Debug)]
pub struct Caller {
    pub account_id: Uuid,
    pub roles: Vec<Role>,
    pub partner_id: Option<Uuid>,
    pub scope: Scope,
    pub locale: Locale,
}

/// Partners and cities that a request, an offer or a bed concerns.
#[derive(Clone, Copy, Debug)]
pub struct Parties<'a> {
    /// Partner whose team asked; `None` where no request is concerned.
    pub outreach: Option<Uuid>,
    /// Partner that runs the shelter; `None` where no shelter is concerned.
    pub shelter: Option<Uuid>,
    /// Cities concerned: the request's and the shelter's.
    pub cities: [Option<&'a str>; 2],
}

impl Caller {
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|&role| self.is(role))
    }

    /// Whether the caller is a coordinator whose scope covers the city of this code.
    pub fn coordinates(&self, city: &str, cities: &Cities) -> bool {
        self.is(Role::Coordinator)
            && (self.scope.national || cities.get(city).is_some_and(|city| self.scope.covers(city)))
    }

    /// Whether the caller is a party in any of its roles: an outreach team by its partner's request,
    /// a shelter by its partner's beds, a coordinator by either city.
    pub fn is_party(&self, parties: Parties<'_>, cities: &Cities) -> bool {
        self.is_party_as(Role::ALL, parties, cities)
    }

    /// Whether the caller is a party in any of these roles.
    pub fn is_party_as(&self, roles: &[Role], parties: Parties<'_>, cities: &Cities) -> bool {
        let mine = |partner: Option<Uuid>| partner.is_some() && partner == self.partner_id;
        roles.iter().any(|&role| match role {
            _ if !self.is(role) => false,
            Role::Outreach => mine(parties.outreach),
            Role::Shelter => mine(parties.shelter),
            Role::Coordinator => {
                parties.cities.iter().flatten().any(|city| self.coordinates(city, cities))
            }
            Role::Observer | Role::Admin => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cities() -> Cities {
        Cities::from_csv(
            "code,name_en,name_fr,name_ar,region,lat,lon\n\
             nador,Nador,Nador,Nador,oriental,35.17,-2.93\n\
             oujda,Oujda,Oujda,Oujda,oriental,34.68,-1.91\n\
             rabat,Rabat,Rabat,Rabat,rabat-sale-kenitra,34.02,-6.84\n",
        )
        .unwrap()
    }

    fn caller(role: Role, scope: Scope) -> Caller {
        Caller {
            account_id: Uuid::nil(),
            roles: vec![role],
            partner_id: Some(Uuid::from_u128(1)),
            scope,
            locale: Locale::Fr,
        }
    }

    #[test]
    fn a_scope_covers_its_cities_regions_or_all() {
        let cities = cities();
        let region = Scope { regions: vec!["oriental".into()], ..Scope::default() };
        assert!(region.covers(cities.get("nador").unwrap()));
        assert!(!region.covers(cities.get("rabat").unwrap()));
        assert!(!region.names(Level::City, cities.get("nador").unwrap()));
        let national = Scope { national: true, ..Scope::default() };
        assert!(cities.iter().all(|city| national.covers(city)));
    }

    #[test]
    fn a_party_is_found_by_partner_or_city() {
        let cities = cities();
        let parties = Parties {
            outreach: Some(Uuid::from_u128(1)),
            shelter: Some(Uuid::from_u128(2)),
            cities: [Some("nador"), Some("rabat")],
        };
        let outreach = caller(Role::Outreach, Scope::default());
        assert!(outreach.is_party(parties, &cities));
        let shelter = caller(Role::Shelter, Scope::default());
        assert!(!shelter.is_party(parties, &cities));
        let rabat = Scope { cities: vec!["rabat".into()], ..Scope::default() };
        let coordinator = caller(Role::Coordinator, rabat);
        assert!(coordinator.is_party(parties, &cities));
        let admin = caller(Role::Admin, Scope { national: true, ..Scope::default() });
        assert!(!admin.is_party(parties, &cities));
    }
}
