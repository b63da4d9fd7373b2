//! Fills an empty database with demo data: the six partners, with invented shelters and accounts.

use uuid::Uuid;

use crate::domain::account::{Role, Scope};
use crate::domain::bed::PoolGender;
use crate::domain::locale::Locale;
use crate::services::authorisation::{Nobody, Service};
use crate::services::identity::accounts::{AddAccount, NewUser};
use crate::services::shelters::setup::{AddPool, NewPartner, NewPool, NewShelter};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::operations::overview;

/// Sign-in of a demo account.
#[derive(Clone, Debug)]
pub struct SignIn {
    pub email: String,
    pub password: String,
    pub role: Role,
    pub locale: Locale,
}

/// Name, gender, least and greatest age, capacity, free.
type PoolRow = (&'static str, PoolGender, i32, i32, i32, i32);

/// A partner with its shelter; `slug` is the domain of its mail addresses.
struct PartnerRow {
    name: &'static str,
    city: &'static str,
    slug: &'static str,
    locale: Locale,
    shelter: &'static str,
    features: &'static [&'static str],
    pools: &'static [PoolRow],
}

use PoolGender::{Any, Female, Male};

/// The partners are real; every shelter, capacity, count and telephone number is invented.
const PARTNERS: [PartnerRow; 6] = [
    PartnerRow {
        name: "Al-Karam",
        city: "marrakech",
        slug: "al-karam",
        locale: Locale::Ar,
        shelter: "Al-Karam, maison d'accueil (démo)",
        features: &["psychosocial_care", "open_at_night", "interpreter"],
        pools: &[
            ("Filles 12-17", Female, 12, 17, 8, 3),
            ("Garçons 12-17", Male, 12, 17, 10, 4),
            ("Petits 4-11", Any, 4, 11, 6, 2),
        ],
    },
    PartnerRow {
        name: "Asticude",
        city: "nador",
        slug: "asticude",
        locale: Locale::Fr,
        shelter: "Asticude, foyer (démo)",
        features: &["psychosocial_care", "medical_care", "open_at_night"],
        pools: &[
            ("Filles 12-17", Female, 12, 17, 6, 2),
            ("Garçons 10-17", Male, 10, 17, 8, 3),
            ("Fratries 0-17", Any, 0, 17, 4, 4),
        ],
    },
    PartnerRow {
        name: "Bayti",
        city: "casablanca",
        slug: "bayti",
        locale: Locale::Fr,
        shelter: "Bayti, centre de nuit (démo)",
        features: &[
            "psychosocial_care",
            "infant_care",
            "medical_care",
            "wheelchair",
            "open_at_night",
        ],
        pools: &[
            ("Filles 13-17", Female, 13, 17, 12, 5),
            ("Garçons 13-17", Male, 13, 17, 14, 4),
            ("Enfants 5-12", Any, 5, 12, 10, 3),
            ("Nourrissons et mères 0-20", Female, 0, 20, 5, 2),
        ],
    },
    PartnerRow {
        name: "Fondation Orient-Occident",
        city: "rabat",
        slug: "orient-occident",
        locale: Locale::Fr,
        shelter: "Orient-Occident, maison (démo)",
        features: &["interpreter", "psychosocial_care", "wheelchair"],
        pools: &[("Filles 10-18", Female, 10, 18, 8, 3), ("Garçons 10-18", Male, 10, 18, 8, 2)],
    },
    PartnerRow {
        name: "MS2",
        city: "oujda",
        slug: "ms2",
        locale: Locale::Ar,
        shelter: "MS2, accueil d'urgence (démo)",
        features: &["medical_care", "open_at_night", "interpreter"],
        pools: &[
            ("Filles 12-17", Female, 12, 17, 6, 2),
            ("Garçons 12-17", Male, 12, 17, 12, 6),
            ("Tous 6-17", Any, 6, 17, 4, 1),
        ],
    },
    PartnerRow {
        name: "Tadamon",
        city: "tanger",
        slug: "tadamon",
        locale: Locale::En,
        shelter: "Tadamon, night shelter (demo)",
        features: &["psychosocial_care", "open_at_night", "pregnancy", "separate_room"],
        pools: &[
            ("Girls 12-17", Female, 12, 17, 7, 3),
            ("Boys 12-17", Male, 12, 17, 10, 3),
            ("Young children 3-11", Any, 3, 11, 6, 2),
        ],
    },
];

/// Fills an empty database and returns the accounts, which share one new password. Conflict
/// `not_empty` on a database that holds anything.
pub async fn fill(cx: &Context) -> Result<Vec<SignIn>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let holds_anything = overview::is_anything_set_up(&mut tx).await?;
    drop(tx);
    if holds_anything {
        let detail = "the demo needs an empty database; something is set up in this one".into();
        return Err(Error::Conflict { code: "not_empty", detail });
    }
    let password = new_password();
    // One password for all: hashing twenty would slow the start.
    let hash = cx.passwords.place()?.hash(password.clone()).await?;
    let accounts = cx.write(Service, FillDemo { hash }).await?;
    let sign_in = |user: NewUser| SignIn {
        email: user.email,
        password: password.clone(),
        role: user.roles[0],
        locale: user.locale,
    };
    Ok(accounts.into_iter().map(sign_in).collect())
}

/// Four groups of five letters and digits, without those that look alike.
fn new_password() -> String {
    use rand::RngExt;
    const LETTERS: &[u8] = b"abcdefghijkmnpqrstuvwxyz23456789";
    let mut rng = rand::rng();
    let mut letter = || char::from(LETTERS[rng.random_range(0..LETTERS.len())]);
    let groups: Vec<String> = (0..4).map(|_| (0..5).map(|_| letter()).collect()).collect();
    groups.join("-")
}

struct FillDemo {
    /// Argon2id hash of the shared password.
    hash: String,
}

impl UseCase for FillDemo {
    type Answer = Vec<NewUser>;
    type Right = Nobody;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Vec<NewUser>, Error> {
        let mut users = Vec::new();
        for row in &PARTNERS {
            let partner_id = add_partner(tx, call, row).await?;
            for role in [Role::Outreach, Role::Shelter, Role::Coordinator] {
                let scope = Scope { cities: vec![row.city.to_owned()], ..Scope::default() };
                users.push(NewUser {
                    email: format!("{role}@{}.example", row.slug),
                    roles: vec![role],
                    partner_id: Some(partner_id),
                    locale: row.locale,
                    scope: (role == Role::Coordinator).then_some(scope),
                    name: None,
                    phone: None,
                });
            }
        }
        for (name, role) in [("national", Role::Coordinator), ("admin", Role::Admin)] {
            let national = Scope { national: true, ..Scope::default() };
            users.push(NewUser {
                email: format!("{name}@mabit.example"),
                roles: vec![role],
                partner_id: None,
                locale: Locale::Fr,
                scope: (role == Role::Coordinator).then_some(national),
                name: None,
                phone: None,
            });
        }
        for user in users.iter().cloned() {
            AddAccount { user, password_hash: Some(self.hash.clone()) }.run(tx, call).await?;
        }
        Ok(users)
    }
}

async fn add_partner(tx: &mut Tx, call: &Call, row: &PartnerRow) -> Result<Uuid, Error> {
    let partner = NewPartner { name: row.name.to_owned(), city: row.city.to_owned() };
    let partner_id = partner.run(tx, call).await?.id;
    let shelter = NewShelter {
        partner_id,
        name: row.shelter.to_owned(),
        city: row.city.to_owned(),
        lat: None,
        lon: None,
        phone: Some("+212 500 00 00 00".to_owned()),
        email: None,
        features: row.features.iter().map(|code| (*code).to_owned()).collect(),
    };
    let shelter_id = shelter.run(tx, call).await?.id;
    for &(name, gender, age_min, age_max, capacity, free) in row.pools {
        let body = NewPool { name: name.to_owned(), gender, age_min, age_max, capacity, free };
        AddPool { shelter_id, body }.run(tx, call).await?;
    }
    Ok(partner_id)
}
