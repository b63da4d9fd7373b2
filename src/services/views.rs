//! JSON views of pools, shelters, the board, matches, offers and requests, made from domain values
//! and rows; the pages use them too. Their comments are the descriptions in OpenAPI.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Context;
use super::contact::Contact;
use crate::board::Snapshot;
use crate::domain::bed::{Freshness, Pool, PoolGender, Shelter};
pub use crate::domain::escalation::Acknowledgement;
use crate::domain::matcher::{Components, Excluded, Match, Ranking, ReasonCode, suits};
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::life::PlacementRequest;
use crate::domain::request::{Child, Gender, Outcome, RequestState, Urgency};
pub use crate::services::paging::{Items, OffsetPage};
use crate::store::placement::offers::{OfferBed, OfferRecord};

/// A code of the setting `features`.
#[derive(ToSchema)]
#[schema(value_type = String, format = "feature", example = "medical_care")]
#[expect(dead_code, reason = "only described, never built")]
pub struct Feature(String);

/// A bed pool with its counts now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Pool)]
pub struct PoolView {
    /// Its id.
    pub id: Uuid,
    /// What the shelter calls it.
    pub name: String,
    /// Whom it takes.
    pub gender: PoolGender,
    /// Youngest age it takes, whole years, inclusive.
    pub age_min: i32,
    /// Oldest age it takes, whole years, inclusive.
    pub age_max: i32,
    /// Beds in all.
    pub capacity: i32,
    /// Beds that stand empty now, those promised included.
    pub free: i32,
    /// Beds promised to children who have not arrived.
    pub promised: i32,
    /// `free - promised`: beds that can still be promised while the pool is open; below zero
    /// while it is overcommitted.
    pub available: i32,
    /// Whether it takes nobody at present.
    pub closed: bool,
    /// Whether fewer beds are free than are promised to accepted children; it then offers nothing.
    pub overcommitted: bool,
    /// Whether it is in use; one that is not is on no board and offers nothing.
    pub active: bool,
    /// When the count was last reported or confirmed.
    pub reported_at: DateTime<Utc>,
    /// How far the count can be trusted.
    pub freshness: Freshness,
    /// Grows by one with every change; the number in the pool's `ETag`.
    pub version: i64,
}

impl PoolView {
    pub(crate) fn of(pool: &Pool, cx: &Context, now: DateTime<Utc>) -> Self {
        Self {
            id: pool.id,
            name: pool.name.clone(),
            gender: pool.gender,
            age_min: pool.age_min,
            age_max: pool.age_max,
            capacity: pool.capacity,
            free: pool.free,
            promised: pool.promised,
            available: pool.free - pool.promised,
            closed: pool.closed,
            overcommitted: pool.overcommitted,
            active: pool.active,
            reported_at: pool.reported_at,
            freshness: pool.freshness(now, cx.settings.rules.stale_after),
            version: pool.version,
        }
    }
}

/// A shelter on the board.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = BoardShelter)]
pub struct BoardShelter {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Code of its city.
    pub city: String,
    /// Telephone number.
    pub phone: Option<String>,
    /// Codes of what it offers.
    pub features: Vec<String>,
    /// Its pools.
    pub pools: Vec<PoolView>,
}

/// Every shelter and pool, as of one moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Board)]
pub struct BoardView {
    /// When it was read.
    pub as_of: DateTime<Utc>,
    /// Shelters, in order of id.
    pub shelters: Vec<BoardShelter>,
}

/// A bed of a match or an offer: which child, in which pool.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BedChoice {
    /// The child's place in the request's list, from 0.
    #[schema(minimum = 0, maximum = 7)]
    pub child: i32,
    /// The pool.
    pub pool_id: Uuid,
}

/// A shelter that can take all the children of a request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Match)]
pub struct MatchView {
    /// The shelter.
    pub shelter_id: Uuid,
    /// Its name.
    pub shelter_name: String,
    /// Code of its city.
    pub city: String,
    /// Its telephone number.
    pub phone: Option<String>,
    /// Great-circle distance from the request's city, kilometres.
    pub km: f64,
    /// Weighted mean of the components, 0 to 1.
    pub score: f64,
    /// What the score is made of, each 0 to 1.
    pub components: Components,
    /// The bed of each child.
    pub beds: Vec<BedChoice>,
}

/// Why a shelter, or one of its pools, can't be offered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Reason)]
pub struct ReasonView {
    /// Stable code.
    pub code: ReasonCode,
    /// The pool concerned; absent when it is the shelter as a whole.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub pool_id: Option<Uuid>,
    /// The same in words.
    pub detail: String,
}

/// A shelter that can't be offered, with the reasons.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Excluded)]
pub struct ExcludedView {
    /// The shelter.
    pub shelter_id: Uuid,
    /// Its name.
    pub shelter_name: String,
    /// Code of its city.
    pub city: String,
    /// Its telephone number: a call may still help.
    pub phone: Option<String>,
    /// Why, at least one.
    pub reasons: Vec<ReasonView>,
}

/// Every shelter: matches with their score, all others with the reasons why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Matches)]
pub struct MatchesView {
    /// Shelters that can take all the children, best first.
    pub matches: Vec<MatchView>,
    /// All the others, nearest miss first.
    pub excluded: Vec<ExcludedView>,
}

impl MatchesView {
    /// Adds names to a ranking; `needs` are the request's codes.
    pub(crate) fn of(ranking: Ranking, shelters: &Snapshot, needs: &[String]) -> Self {
        let matches = ranking
            .matches
            .into_iter()
            .filter_map(|m| Some(matched(shelters.get(m.shelter_id)?, m)));
        let excluded = ranking
            .excluded
            .into_iter()
            .filter_map(|e| Some(excluded(shelters.get(e.shelter_id)?, e, needs)));
        Self { matches: matches.collect(), excluded: excluded.collect() }
    }
}

fn matched(shelter: &Shelter, found: Match) -> MatchView {
    let beds = found.beds.into_iter().zip(0..).map(|(pool_id, child)| BedChoice { child, pool_id });
    MatchView {
        shelter_id: shelter.id,
        shelter_name: shelter.name.clone(),
        city: shelter.city.clone(),
        phone: shelter.phone.clone(),
        km: found.km,
        score: found.score,
        components: found.components,
        beds: beds.collect(),
    }
}

fn excluded(shelter: &Shelter, found: Excluded, needs: &[String]) -> ExcludedView {
    let reasons = found.reasons.into_iter().map(|mut reason| {
        if reason.code == ReasonCode::MissingNeed {
            let missing = needs.iter().filter(|need| !shelter.features.contains(need));
            let missing: Vec<&str> = missing.map(String::as_str).collect();
            reason.detail = format!("does not offer: {}", missing.join(", "));
        }
        reason
    });
    ExcludedView {
        shelter_id: shelter.id,
        shelter_name: shelter.name.clone(),
        city: shelter.city.clone(),
        phone: shelter.phone.clone(),
        reasons: reasons
            .map(|reason| ReasonView {
                code: reason.code,
                pool_id: reason.pool_id,
                detail: reason.detail,
            })
            .collect(),
    }
}

/// The child of an offered bed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedChild {
    /// Age in whole years.
    pub age: i32,
    /// Gender.
    pub gender: Gender,
}

/// The bed of one child in an offer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct OfferedBed {
    /// Who it is for.
    pub child: OfferedChild,
    /// The pool it is in.
    pub pool_id: Uuid,
    /// The children the pool is meant for, when a coordinator gave this bed on purpose to another
    /// child; null otherwise.
    #[serde(default)]
    pub meant_for: Option<MeantFor>,
}

/// The children a pool is meant for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct MeantFor {
    /// Gender.
    pub gender: PoolGender,
    /// Youngest age, whole years, inclusive.
    pub age_min: i32,
    /// Oldest age, whole years, inclusive.
    pub age_max: i32,
}

/// An offer: a shelter's beds, promised to a request until it has answered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Offer)]
pub struct OfferView {
    /// Its id.
    pub id: Uuid,
    /// The request it answers.
    pub request_id: Uuid,
    /// The request's reference.
    pub reference: String,
    /// How soon the bed is needed.
    pub urgency: Urgency,
    /// Codes of what the shelter must offer.
    pub needs: Vec<String>,
    /// The shelter that is asked.
    pub shelter_id: Uuid,
    /// Its name.
    pub shelter_name: String,
    /// Code of its city.
    pub shelter_city: String,
    /// Where it stands.
    pub state: OfferState,
    /// The bed of each child.
    pub beds: Vec<OfferedBed>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// Until when the shelter may answer.
    pub expires_at: DateTime<Utc>,
    /// How its parties reach each other.
    pub contact: Contact,
    /// Why the shelter said no.
    pub decline_reason: Option<DeclineReason>,
    /// The same in its words.
    pub decline_detail: Option<String>,
    /// When both sides were asked whether the child has arrived; null while nobody was.
    pub arrival_asked_at: Option<DateTime<Utc>>,
}

impl OfferView {
    pub(crate) fn of(
        offer: &OfferRecord,
        request: &PlacementRequest,
        mut beds: Vec<OfferedBed>,
        shelters: &Snapshot,
        contact: Contact,
    ) -> Self {
        let shelter = shelters.get(offer.shelter_id);
        if let (Some(shelter), Some(_)) = (shelter, &offer.override_reason) {
            for bed in &mut beds {
                bed.meant_for = meant_for_others(shelter, bed);
            }
        }
        Self {
            id: offer.id,
            request_id: offer.request_id,
            reference: request.reference.clone(),
            urgency: request.urgency,
            needs: request.needs.clone(),
            shelter_id: offer.shelter_id,
            shelter_name: shelter.map(|shelter| shelter.name.clone()).unwrap_or_default(),
            shelter_city: shelter.map(|shelter| shelter.city.clone()).unwrap_or_default(),
            state: offer.state,
            beds,
            created_at: offer.created_at,
            expires_at: offer.expires_at,
            contact,
            decline_reason: offer.decline_reason,
            decline_detail: offer.decline_detail.clone(),
            arrival_asked_at: request
                .escalation
                .asked_at
                .filter(|_| offer.state == OfferState::Accepted),
        }
    }
}

/// The children the bed's pool is meant for, if this child is not one of them.
fn meant_for_others(shelter: &Shelter, bed: &OfferedBed) -> Option<MeantFor> {
    let pool = shelter.pools.iter().find(|pool| pool.id == bed.pool_id)?;
    let child = Child { age: bed.child.age, gender: bed.child.gender, age_estimated: false };
    let Pool { gender, age_min, age_max, .. } = *pool;
    (!suits(pool, child)).then_some(MeantFor { gender, age_min, age_max })
}

pub(crate) fn offered_beds<'a>(rows: impl Iterator<Item = &'a OfferBed>) -> Vec<OfferedBed> {
    rows.map(|bed| OfferedBed {
        child: OfferedChild { age: bed.age, gender: bed.gender },
        pool_id: bed.pool_id,
        meant_for: None,
    })
    .collect()
}

pub(crate) fn promised_beds(children: &[Child], pools: &[Uuid]) -> Vec<OfferedBed> {
    let beds = children.iter().zip(pools);
    beds.map(|(child, &pool_id)| OfferedBed {
        child: OfferedChild { age: child.age, gender: child.gender },
        pool_id,
        meant_for: None,
    })
    .collect()
}

/// A placement request: one child or one sibling group that needs beds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = PlacementRequest)]
pub struct RequestView {
    /// Its id.
    pub id: Uuid,
    /// Eight characters of Crockford base 32, the only identifier of a request in mails.
    #[schema(example = "K7Q2M9XD")]
    pub reference: String,
    /// Where it stands.
    pub state: RequestState,
    /// Code of its city.
    pub city: String,
    /// The sibling group, one to eight.
    pub children: Vec<Child>,
    /// How soon a bed is needed.
    pub urgency: Urgency,
    /// Codes of what the shelter must offer.
    pub needs: Vec<String>,
    /// How far from its city a bed may be, kilometres.
    pub max_km: f64,
    /// The team's file number.
    pub case_ref: Option<String>,
    /// Whether the best match's beds are promised without being asked again.
    pub hold: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it ended.
    pub ended_at: Option<DateTime<Utc>>,
    /// How a coordinator closed it.
    pub outcome: Option<Outcome>,
    /// The live offer, or the one that led to a bed.
    pub offer: Option<OfferView>,
    /// When somebody must be told next.
    pub next_escalation_at: Option<DateTime<Utc>>,
    /// The coordinator who has acknowledged it; null while nobody has.
    pub acknowledged: Option<Acknowledgement>,
    /// When both sides were asked whether the child has arrived; null while nobody was.
    pub arrival_asked_at: Option<DateTime<Utc>>,
    /// Version of its urgency's escalation policy, fixed when it was made; 0 is the one of the
    /// settings.
    pub policy_version: i32,
}

impl RequestView {
    pub(crate) fn of(
        request: &PlacementRequest,
        children: &[Child],
        offer: Option<OfferView>,
    ) -> Self {
        Self {
            id: request.id,
            reference: request.reference.clone(),
            state: request.state,
            city: request.city.clone(),
            children: children.to_vec(),
            urgency: request.urgency,
            needs: request.needs.clone(),
            max_km: request.reach_km,
            case_ref: request.case_ref.clone(),
            hold: request.hold,
            created_at: request.created_at,
            ended_at: request.ended_at,
            outcome: request.outcome,
            offer,
            next_escalation_at: request.next_due_at(),
            acknowledged: request.escalation.acknowledgement.clone(),
            arrival_asked_at: request.escalation.asked_at,
            policy_version: request.policy_version,
        }
    }
}

/// A placement request with every shelter, ranked or with the reasons why not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = RankedRequest)]
pub struct RankedRequest {
    /// The request.
    #[serde(flatten)]
    pub request: RequestView,
    /// Every shelter.
    #[serde(flatten)]
    pub ranked: MatchesView,
}

impl Context {
    pub fn pool_view(&self, pool: &Pool) -> PoolView {
        PoolView::of(pool, self, self.now())
    }
}
