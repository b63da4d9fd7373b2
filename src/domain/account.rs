//! Accounts, their roles and scopes, and what each may see and do.

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
    /// Whether it names nothing.
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

/// Who asks: an account that has shown a valid token, with what it may see.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The account.
    pub account_id: Uuid,
    /// Its roles.
    pub roles: Vec<Role>,
    /// The partner it belongs to.
    pub partner_id: Option<Uuid>,
    /// The cities it coordinates.
    pub scope: Scope,
    /// Its language.
    pub locale: Locale,
}

/// The parties to a request, an offer or a bed: whose it is and where.
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
    /// Somebody in one of their roles alone; nothing when they don't have it.
    pub fn only_as(&self, role: Role) -> Option<Self> {
        self.is(role).then(|| Self { roles: vec![role], ..self.clone() })
    }

    /// Whether the account holds the role.
    pub fn is(&self, role: Role) -> bool {
        self.roles.contains(&role)
    }

    /// Whether the account holds any of the roles.
    pub fn is_any(&self, roles: &[Role]) -> bool {
        roles.iter().any(|&role| self.is(role))
    }

    /// Whether a coordinator's scope covers the city of this code.
    pub fn coordinates(&self, city: &str, cities: &Cities) -> bool {
        self.is(Role::Coordinator)
            && (self.scope.national || cities.get(city).is_some_and(|city| self.scope.covers(city)))
    }

    /// In which of `roles` the caller is a party, if any.
    ///
    /// Outreach is one by its partner's request, a shelter by its partner's beds, a
    /// coordinator by either city.
    pub fn acts_as(&self, roles: &[Role], parties: Parties<'_>, cities: &Cities) -> Option<Role> {
        let mine = |partner: Option<Uuid>| partner.is_some() && partner == self.partner_id;
        roles.iter().copied().filter(|&role| self.is(role)).find(|role| match role {
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
        let all = Role::ALL;
        let outreach = caller(Role::Outreach, Scope::default());
        assert_eq!(outreach.acts_as(all, parties, &cities), Some(Role::Outreach));
        let shelter = caller(Role::Shelter, Scope::default());
        assert_eq!(shelter.acts_as(all, parties, &cities), None);
        let rabat = Scope { cities: vec!["rabat".into()], ..Scope::default() };
        let coordinator = caller(Role::Coordinator, rabat);
        assert_eq!(coordinator.acts_as(all, parties, &cities), Some(Role::Coordinator));
        let admin = caller(Role::Admin, Scope { national: true, ..Scope::default() });
        assert_eq!(admin.acts_as(all, parties, &cities), None);
    }
}
