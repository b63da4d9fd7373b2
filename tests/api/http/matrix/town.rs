//! What the calls are about: in two cities of different partners and regions each a request, its
//! offer and its pool, and what administrators and coordinators set up.

use mabit::domain::request::grouped;
use serde_json::json;

use super::callers;

use crate::support::{App, ask, id, items, text, with};

/// What an id in an address stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Thing {
    Partner,
    User,
    Token,
    Shelter,
    Pool,
    Request,
    Offer,
    Shift,
    Change,
}

const THINGS: [Thing; 9] = [
    Thing::Partner,
    Thing::User,
    Thing::Token,
    Thing::Shelter,
    Thing::Pool,
    Thing::Request,
    Thing::Offer,
    Thing::Shift,
    Thing::Change,
];

/// One of the two cities.
pub struct Place {
    pub city: &'static str,
    /// The account of its coordinator.
    pub coordinator: String,
    /// The reference of its request.
    pub reference: String,
    /// The file number of its request.
    pub case_ref: String,
    /// The age of its child, which nobody else has, nor is it the number of anything on a page.
    age: i64,
    ids: Vec<(Thing, String)>,
}

/// Sets up both, and every account of the matrix.
pub async fn build(app: &App) -> [Place; 2] {
    callers::hire(app).await;
    [Place::build(app, "nador", 118).await, Place::build(app, "rabat", 117).await]
}

impl Place {
    async fn build(app: &App, city: &'static str, age: i64) -> Self {
        let admin = app.admin();
        let coordinator = app.account(app.coordinator(city).email()).await;
        let mut place = Self {
            city,
            coordinator: id(&coordinator).to_owned(),
            reference: String::new(),
            case_ref: format!("MATRIX/{city}"),
            age,
            ids: Vec::new(),
        };
        let shelter = app.shelter_in(city).await;
        let pool = json!({
            "name": "Matrix", "gender": "any", "age_min": 110, "age_max": 120, "capacity": 9, "free": 9,
        });
        let pool = admin.post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
        let child = json!({ "age": age, "gender": "other" });
        let call = with(ask(city, [child]), json!({ "case_ref": place.case_ref }));
        let request = app.outreach(city).asks(&call).await;
        assert_eq!(request["offer"]["shelter_id"], shelter["id"], "{request}");
        text(&request["reference"]).clone_into(&mut place.reference);
        let known = [
            (Thing::Partner, &coordinator["partner_id"]),
            (Thing::Shelter, &shelter["id"]),
            (Thing::Pool, &pool["id"]),
            (Thing::Request, &request["id"]),
            (Thing::Offer, &request["offer"]["id"]),
        ];
        place.ids.extend(known.map(|(thing, id)| (thing, text(id).to_owned())));
        for thing in THINGS {
            place.renew(app, thing).await;
        }
        place
    }

    /// The id of a thing of this city.
    pub fn id(&self, thing: Thing) -> &str {
        &self.ids.iter().find(|(known, _)| *known == thing).unwrap().1
    }

    /// Makes a new one of what a call removes.
    pub async fn renew(&mut self, app: &App, thing: Thing) {
        let (admin, area) = (app.admin(), json!({ "city": self.city }));
        let email = format!("subject@{}.example", self.city);
        let made = match thing {
            Thing::User => {
                app.hire(&email, json!({ "roles": ["observer"] })).await;
                app.account(&email).await
            }
            Thing::Token => {
                app.tokens.lock().await.remove(&email);
                app.token(&email).await;
                let path = format!("/users/{}/tokens", self.id(Thing::User));
                items(&admin.get(&path).await.is(200)).last().unwrap().clone()
            }
            Thing::Shift => {
                let shift = json!({
                    "account_id": self.coordinator, "area": area, "days": ["mon"],
                    "from": "08:00", "to": "20:00",
                });
                admin.post("/duty/shifts", &shift).await.is(201)
            }
            Thing::Change => {
                let change = json!({
                    "on": self.coordinator, "area": area,
                    "from": "2026-01-05T18:00:00Z", "to": "2026-01-05T20:00:00Z",
                });
                admin.post("/duty/exceptions", &change).await.is(201)
            }
            _ => return,
        };
        self.ids.retain(|(known, _)| *known != thing);
        self.ids.push((thing, id(&made).to_owned()));
    }

    /// The details of the child's request that a text tells, beyond what its reader has sent.
    pub fn told_by(&self, text: &str, sent: &str) -> Vec<String> {
        let texts = [self.reference.clone(), grouped(&self.reference), self.case_ref.clone()];
        let told = texts.into_iter().filter(|one| text.contains(one) && !sent.contains(one));
        let age = self.age.to_string();
        let mut words = text.split(|c: char| !c.is_ascii_alphanumeric());
        told.chain(words.any(|word| word == age).then_some(age.clone())).collect()
    }
}
