//! Manual offers: a coordinator offers a shelter of their choice, with an override also one that
//! the matcher excludes.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::bed::{Pool, Shelter};
use crate::domain::matcher::{allot, rank};
use crate::domain::request::Child;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::Coordinator;
use crate::services::notifications::about_requests;
use crate::services::placement::closing::{lock_seen, save_and_view, withdraw_live_offer};
use crate::services::placement::exclusions::AskedBefore;
use crate::services::placement::matching::{self, new_offer, summed};
use crate::services::views::{BedChoice, RequestView};
use crate::services::{Call, Context, Error, FieldError, UseCase};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::{offers as rows, requests as request_rows};
use crate::store::shelters::pools::{self, Promise};
use crate::store::shelters::shelter;

/// A shelter chosen by a coordinator.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChosenShelter {
    /// The shelter.
    pub shelter_id: Uuid,
    /// The bed of each child; chosen by the matcher when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_items = 1, max_items = 8)]
    pub beds: Option<Vec<BedChoice>>,
    /// Needed for a shelter the matcher excludes.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub overruled: Option<Override>,
}

/// Why a coordinator offers an excluded shelter.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// A short reason, never anything about a child.
    #[schema(min_length = 1, max_length = 200)]
    pub reason: String,
}

/// Offers a chosen shelter to a request. A pending offer elsewhere is withdrawn; an accepted one
/// only with an override. Never promises more than the free beds.
///
/// An override waives distance, needs, an earlier decline, and closed or stale counts. It does not
/// waive gender and age of a pool: such a bed is given only where `beds` names it, with an
/// override.
///
/// # Errors
/// Conflict `excluded` with the reasons when the matcher excludes the shelter and there is no
/// override, or when only beds meant for others are free and `beds` does not name them;
/// `no_bed_free` when its free beds don't suffice.
pub struct OfferByHand {
    pub request_id: Uuid,
    pub body: ChosenShelter,
}

impl UseCase for OfferByHand {
    type Answer = RequestView;
    type Right = Coordinator;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<RequestView, Error> {
        let (request_id, body) = (self.request_id, &self.body);
        let anyway = body.overruled.is_some();
        let mut request = lock_seen(tx, call, request_id).await?;
        let follow = request.offered_by_hand(anyway, call.now)?;
        let record = shelter::get(tx, body.shelter_id).await?.filter(|shelter| shelter.active);
        let record = record.ok_or_else(|| {
            let detail = "must be the id of a shelter in use";
            Error::field("/shelter_id", "unknown_shelter", detail)
        })?;
        let children = request_rows::children(tx, &[request_id])
            .await?
            .remove(&request_id)
            .unwrap_or_default();
        withdraw_live_offer(tx, call, request_id).await?;
        about_requests::follow(tx, &[(&request, None, follow)], call.now).await?;
        let ids: Vec<Uuid> = pools_of(&call.cx, body.shelter_id);
        let mut pools = pools::lock_many(tx, &ids).await?;
        pools.retain(|pool| pool.active);
        let shelter = call.cx.board.shelter(&record, pools);
        let beds = choose_beds(tx, call, &request, &children, &shelter, body).await?;
        let promises =
            summed(beds.iter().map(|&pool_id| Promise { pool_id, beds: 1, even_closed: anyway }));
        if pools::promise_many(tx, &promises).await?.len() != promises.len() {
            return Err(no_bed_free());
        }
        let mut offer = new_offer(&call.cx, &request, shelter.id, call.now);
        offer.chosen_by = call.actor();
        offer.override_reason = body.overruled.as_ref().map(|why| why.reason.clone());
        let detail = serde_json::json!({
            "shelter_id": shelter.id, "beds": beds.len(), "by_hand": true, "override": anyway,
        });
        let entry =
            Entry::new(call.actor(), "offer.create", offer.id).about(request_id).with(detail);
        about_requests::tell_shelters(tx, &[(&request, &offer)], call.now).await?;
        rows::insert_many(tx, &[(offer, beds)]).await?;
        audit_log::insert(tx, entry, call.now).await?;
        save_and_view(tx, call, request).await
    }
}

fn pools_of(cx: &Context, shelter_id: Uuid) -> Vec<Uuid> {
    let board = cx.board.snapshot();
    let pools = board.get(shelter_id).map(|shelter| shelter.pools.iter().map(|pool| pool.id));
    pools.map(Iterator::collect).unwrap_or_default()
}

fn no_bed_free() -> Error {
    Error::Conflict { code: "no_bed_free", detail: "the shelter has not enough free beds".into() }
}

/// The pools with a free bed; none unless the shelter has enough for all the children.
fn pools_with_room<'a>(children: &[Child], shelter: &'a Shelter) -> Vec<&'a Pool> {
    let free = |pool: &Pool| (pool.free - pool.promised).max(0);
    let beds: i32 = shelter.pools.iter().map(free).sum();
    let enough = usize::try_from(beds).unwrap_or(0) >= children.len();
    shelter.pools.iter().filter(|&pool| enough && free(pool) > 0).collect()
}

/// The pools to choose from where an override needs `beds`: enough beds are free, but too few that
/// are meant for the children. Empty where `beds` can be left out.
pub fn pools_to_name(
    cx: &Context,
    children: &[Child],
    shelter: &Shelter,
    now: DateTime<Utc>,
) -> Vec<Pool> {
    if allot(children, shelter, &cx.settings.rules, now, true).is_some() {
        return Vec::new();
    }
    pools_with_room(children, shelter).into_iter().cloned().collect()
}

/// The error when not all children get a bed and `beds` is not given: too few are free, or the free
/// ones are meant for others.
fn not_enough(children: &[Child], shelter: &Shelter) -> Error {
    let pools = pools_with_room(children, shelter);
    if pools.is_empty() {
        return no_bed_free();
    }
    let takes = |pool: &&Pool| {
        let Pool { name, gender, age_min, age_max, .. } = pool;
        format!("{name} ({gender}, ages {age_min} to {age_max})")
    };
    let pools: Vec<String> = pools.iter().map(takes).collect();
    let detail = format!(
        "free beds are meant for others: {}; name the bed of each child in `beds`, with `override`",
        pools.join(", ")
    );
    Error::Conflict { code: "excluded", detail }
}

/// The pool of each child, from `beds` or as fits best.
async fn choose_beds(
    tx: &mut Tx,
    call: &Call,
    request: &PlacementRequest,
    children: &[Child],
    shelter: &Shelter,
    body: &ChosenShelter,
) -> Result<Vec<Uuid>, Error> {
    let anyway = body.overruled.is_some();
    let rules = &call.cx.settings.rules;
    if !anyway {
        let before =
            rows::of_requests(tx, &[request.id]).await?.remove(&request.id).unwrap_or_default();
        let asked_before = AskedBefore::of(&before, &call.cx.board.snapshot());
        refuse_excluded(call, request, children, shelter, &asked_before.standing)?;
    }
    let Some(chosen) = &body.beds else {
        let beds = allot(children, shelter, rules, call.now, anyway);
        return beds.ok_or_else(|| not_enough(children, shelter));
    };
    let beds = check_chosen(chosen, children, shelter)?;
    let serves = |(child, pool): (&Child, &Pool)| {
        let only = Shelter { pools: vec![pool.clone()], ..shelter.clone() };
        allot(std::slice::from_ref(child), &only, rules, call.now, false).is_some()
    };
    if !anyway && !children.iter().zip(&beds).all(|(child, pool)| serves((child, pool))) {
        let detail = "a chosen bed is not for its child; say why in `override`";
        return Err(Error::Conflict { code: "excluded", detail: detail.into() });
    }
    Ok(beds.into_iter().map(|pool| pool.id).collect())
}

/// Conflict `excluded` with the reasons when the matcher excludes the shelter.
fn refuse_excluded(
    call: &Call,
    request: &PlacementRequest,
    children: &[Child],
    shelter: &Shelter,
    refused: &[Uuid],
) -> Result<(), Error> {
    let Some(ask) = matching::match_query(&call.cx, request, children, refused) else {
        return Ok(());
    };
    let one = [std::sync::Arc::new(shelter.clone())];
    let ranking = rank(&ask, &one, &call.cx.settings.rules, call.now);
    match ranking.excluded.first() {
        None => Ok(()),
        Some(excluded) => {
            let why: Vec<String> =
                excluded.reasons.iter().map(|r| format!("{} ({})", r.code, r.detail)).collect();
            let detail =
                format!("the shelter is excluded: {}; say why in `override`", why.join(", "));
            Err(Error::Conflict { code: "excluded", detail })
        }
    }
}

/// The chosen pools in order of the children; checks that each child is named once and each pool is
/// of the shelter.
fn check_chosen<'a>(
    chosen: &[BedChoice],
    children: &[Child],
    shelter: &'a Shelter,
) -> Result<Vec<&'a Pool>, Error> {
    let mut beds: Vec<Option<&Pool>> = vec![None; children.len()];
    let mut wrong = Vec::new();
    for (at, choice) in chosen.iter().enumerate() {
        let slot = usize::try_from(choice.child).ok().and_then(|child| beds.get_mut(child));
        match (slot, shelter.pools.iter().find(|pool| pool.id == choice.pool_id)) {
            (Some(slot @ None), Some(pool)) => *slot = Some(pool),
            (_, None) => wrong.push(FieldError::new(
                format!("/beds/{at}/pool_id"),
                "unknown_pool",
                "must be a pool of the shelter",
            )),
            _ => wrong.push(FieldError::new(
                format!("/beds/{at}/child"),
                "out_of_range",
                format!("must be each child once, from 0 to {}", children.len().saturating_sub(1)),
            )),
        }
    }
    let beds: Option<Vec<&Pool>> = beds.into_iter().collect();
    match beds {
        Some(beds) if wrong.is_empty() => Ok(beds),
        _ if wrong.is_empty() => {
            Err(Error::field("/beds", "too_few", "must hold one bed for each child"))
        }
        _ => Err(Error::Invalid(wrong)),
    }
}
