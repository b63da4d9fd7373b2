//! Three months of the demo's history: requests that have ended, a few of them with a bed at first,
//! more and more of them later. Nobody is mailed about any.
//!
//! The same at each start, by fixed arithmetic. Each request goes through the events of
//! `domain::request`; the rows are then written by one statement a table.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use super::world::{Partner, World};
use crate::domain::matcher::suits;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{Child, Gender, Outcome, Urgency, new_reference};
use crate::services::escalation::policies::InForce;
use crate::services::placement::matching::new_offer;
use crate::services::placement::new_request::{self, NewRequest};
use crate::services::{Call, Error};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{self, OfferRecord};
use crate::store::placement::requests;

/// Days that it reaches back, the last one left out.
const DAYS: i64 = 92;

/// How long before the demo's start its partners have joined.
pub(super) const SPAN: TimeDelta = TimeDelta::days(DAYS + 8);

/// Children of a thousand who find a bed so many days before the start: 90 at first.
fn sheltered_of_thousand(days_ago: i64) -> i64 {
    let passed = DAYS - days_ago;
    90 + 340 * passed * passed / (DAYS * DAYS)
}

pub(super) async fn write(tx: &mut Tx, call: &Call, world: &World) -> Result<(), Error> {
    let policies = InForce::load(tx, &call.cx).await?;
    let (dice, pages) = (Dice(2_026), Pages::default());
    let mut past = Past { call, world, policies, dice, pages, owed: 0 };
    for days_ago in (1..=DAYS).rev() {
        for _ in 0..3 + past.dice.below(2) {
            past.add(days_ago)?;
        }
    }
    past.pages.write(tx).await
}

/// A generator of numbers that are the same each time (Knuth's constants).
struct Dice(u64);

impl Dice {
    /// From 0 to below `sides`.
    fn below(&mut self, sides: u32) -> u32 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        u32::try_from(self.0 >> 33).unwrap_or_default() % sides
    }

    fn minutes(&mut self, least: u32, below: u32) -> TimeDelta {
        TimeDelta::minutes(i64::from(least + self.below(below - least)))
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        let sides = u32::try_from(from.len()).unwrap_or(1);
        &from[self.below(sides) as usize]
    }
}

/// The rows to write.
#[derive(Default)]
struct Pages {
    /// As they were made.
    requests: Vec<(PlacementRequest, Vec<Child>)>,
    /// As they ended.
    ended: Vec<PlacementRequest>,
    offers: Vec<(OfferRecord, Vec<Uuid>)>,
    entries: Vec<(DateTime<Utc>, Entry)>,
}

impl Pages {
    async fn write(mut self, tx: &mut Tx) -> Result<(), Error> {
        requests::insert_many(tx, &self.requests).await?;
        requests::save_many(tx, &self.ended).await?;
        offers::insert_many(tx, &self.offers).await?;
        let offers: Vec<OfferRecord> = self.offers.into_iter().map(|(offer, _)| offer).collect();
        offers::save_many(tx, &offers).await?;
        self.entries.sort_by_key(|(at, _)| *at);
        audit_log::insert_dated(tx, &self.entries).await?;
        Ok(())
    }

    fn log(&mut self, at: DateTime<Utc>, entry: Entry) {
        self.entries.push((at, entry));
    }
}

struct Past<'a> {
    call: &'a Call,
    world: &'a World,
    policies: InForce,
    dice: Dice,
    pages: Pages,
    /// Thousandths of children that are still to find a bed.
    owed: i64,
}

/// Partners by index, in the shares in which their teams ask: most in Casablanca and Tangier.
const WHO_ASKS: [usize; 12] = [0, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5, 0];

const AGES: [i32; 16] = [14, 15, 16, 17, 13, 15, 16, 17, 12, 14, 11, 9, 16, 7, 10, 4];

const REFUSALS: [DeclineReason; 7] = [
    DeclineReason::Full,
    DeclineReason::CountWasWrong,
    DeclineReason::Full,
    DeclineReason::CannotMeetNeed,
    DeclineReason::NotEligible,
    DeclineReason::Full,
    DeclineReason::Other,
];

impl Past<'_> {
    fn add(&mut self, days_ago: i64) -> Result<(), Error> {
        let world = self.world;
        let who = *self.dice.pick(&WHO_ASKS);
        let partner = &world.partners[who % world.partners.len()];
        let at = self.call.now - TimeDelta::days(days_ago) - self.dice.minutes(0, 600);
        let children = self.children();
        let request = self.request(partner, &children, at);
        let many = i64::try_from(children.len()).unwrap_or_default();
        self.owed += sheltered_of_thousand(days_ago) * many;
        self.pages.requests.push((request.clone(), children.clone()));
        let by = request.created_by;
        self.pages.log(at, Entry::new(by, "request.create", request.id).about(request.id));
        match beds(&children, partner) {
            Some(beds) if self.owed >= 1_000 * many => {
                self.owed -= 1_000 * many;
                self.is_sheltered(request, partner, beds)
            }
            beds => self.finds_no_bed(request, partner, beds),
        }
    }

    fn children(&mut self) -> Vec<Child> {
        let many = [1, 1, 1, 1, 1, 2, 1, 1, 1, 3, 1, 1, 2][self.dice.below(13) as usize];
        let child = |_| {
            let gender = [Gender::Male, Gender::Male, Gender::Female][self.dice.below(3) as usize];
            let age = *self.dice.pick(&AGES);
            Child { age, gender, age_estimated: self.dice.below(4) == 0 }
        };
        (0..many).map(child).collect()
    }

    fn request(
        &mut self,
        partner: &Partner,
        children: &[Child],
        at: DateTime<Utc>,
    ) -> PlacementRequest {
        let urgencies = [Urgency::Emergency, Urgency::Emergency, Urgency::Urgent, Urgency::Planned];
        let body = NewRequest {
            city: partner.row.city.clone(),
            children: children.to_vec(),
            urgency: *self.dice.pick(&urgencies),
            needs: Vec::new(),
            max_km: None,
            case_ref: None,
            hold: true,
        };
        let made = new_request::record(&self.call.cx, &self.policies, &partner.team, &body, at);
        PlacementRequest { reference: new_reference(&mut rand::rng()), ..made }
    }

    /// An offer is accepted, and the children arrive.
    fn is_sheltered(
        &mut self,
        mut request: PlacementRequest,
        partner: &Partner,
        beds: Vec<Uuid>,
    ) -> Result<(), Error> {
        let waited = self.dice.below(3) == 0;
        let wait = if waited { self.dice.minutes(5, 90) } else { TimeDelta::zero() };
        let offered = request.created_at + wait;
        let accepted = offered + self.dice.minutes(2, 18);
        let arrived = accepted + self.dice.minutes(25, 150);
        let departed = arrived + self.dice.minutes(600, 9_000);
        let mut offer = self.offer(&mut request, partner, offered, beds.len())?;
        let (request_id, offer_id) = (request.id, offer.id);
        let by_staff =
            |action| Entry::new(Some(partner.staff.account_id), action, offer_id).about(request_id);
        let _ = request.accepted(accepted, &self.call.cx.settings.waits())?;
        offer.move_to(OfferState::Accepted, accepted);
        self.pages.log(accepted, by_staff("offer.accept"));
        let _ = request.arrived(arrived)?;
        offer.move_to(OfferState::Arrived, arrived);
        self.pages.log(arrived, by_staff("offer.arrive"));
        if departed < self.call.now - TimeDelta::hours(12) {
            offer.move_to(OfferState::Departed, departed);
            self.pages.log(departed, by_staff("offer.depart"));
        }
        self.pages.offers.push((offer, beds));
        self.pages.ended.push(request);
        Ok(())
    }

    /// An offer is declined, or expires, or there is none; then the team or the coordinator ends it.
    fn finds_no_bed(
        &mut self,
        mut request: PlacementRequest,
        partner: &Partner,
        beds: Option<Vec<Uuid>>,
    ) -> Result<(), Error> {
        if let Some(beds) = beds.filter(|_| self.dice.below(2) == 0) {
            let offered = request.created_at;
            let mut offer = self.offer(&mut request, partner, offered, beds.len())?;
            if self.dice.below(3) == 0 {
                let _ = request.expired()?;
                offer.move_to(OfferState::Expired, offer.expires_at);
                let entry = Entry::new(None, "offer.expire", offer.id).about(request.id);
                self.pages.log(offer.expires_at, entry);
            } else {
                let _ = request.declined()?;
                let declined = offered + self.dice.minutes(3, 18);
                offer.decline_reason = Some(*self.dice.pick(&REFUSALS));
                offer.move_to(OfferState::Declined, declined);
                let by = Some(partner.staff.account_id);
                let entry = Entry::new(by, "offer.decline", offer.id).about(request.id);
                let detail = serde_json::json!({ "reason": offer.decline_reason });
                self.pages.log(declined, entry.with(detail));
            }
            self.pages.offers.push((offer, beds));
        }
        self.ends(request, partner)
    }

    fn ends(&mut self, mut request: PlacementRequest, partner: &Partner) -> Result<(), Error> {
        let at = request.created_at + self.dice.minutes(120, 1_100);
        let outcome = match self.dice.below(10) {
            0..=2 => None,
            3 | 4 => Some(Outcome::Family),
            5 | 6 => Some(Outcome::LostContact),
            7 => Some(Outcome::PlacedElsewhere),
            8 => Some(Outcome::Hospital),
            _ => Some(Outcome::Other),
        };
        let (by, action) = if let Some(outcome) = outcome {
            let _ = request.closed(outcome, at)?;
            (&partner.coordinator, "request.close")
        } else {
            let _ = request.withdrawn("not_needed".to_owned(), at)?;
            (&partner.team, "request.withdraw")
        };
        let entry = Entry::new(Some(by.account_id), action, request.id).about(request.id);
        self.pages.log(at, entry.with(serde_json::json!({ "outcome": request.outcome })));
        self.pages.ended.push(request);
        Ok(())
    }

    fn offer(
        &mut self,
        request: &mut PlacementRequest,
        partner: &Partner,
        at: DateTime<Utc>,
        beds: usize,
    ) -> Result<OfferRecord, Error> {
        request.offered()?;
        let shelter_id = partner.shelter.id;
        let offer = new_offer(&self.call.cx, request, shelter_id, at);
        let detail = serde_json::json!({ "shelter_id": shelter_id, "beds": beds });
        let entry = Entry::new(None, "offer.create", offer.id).about(request.id).with(detail);
        self.pages.log(at, entry);
        Ok(offer)
    }
}

/// A pool of the partner's shelter for each child; `None` when one suits no pool.
fn beds(children: &[Child], partner: &Partner) -> Option<Vec<Uuid>> {
    let pools = &partner.shelter.pools;
    let pool = |child: &Child| pools.iter().find(|pool| suits(pool, *child)).map(|pool| pool.id);
    children.iter().map(pool).collect()
}
