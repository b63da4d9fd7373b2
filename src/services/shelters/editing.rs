//! Administrators list shelters with their pools, rewrite a shelter, change a pool. Adding is in
//! `setup.rs`.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::bed::{Pool, PoolGender};
use crate::services::authorisation::{Admin, As};
use crate::services::placement::unserved_offers;
use crate::services::shelters::in_use;
use crate::services::shelters::setup::{NewShelter, ShelterView, save_shelter, wrong_ages};
use crate::services::views::PoolView;
use crate::services::{Call, Context, Error, FieldError, UseCase, fields};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::shelters::pools;
use crate::store::shelters::shelter::{self, ShelterRecord};

/// A shelter with its pools.
#[derive(Clone, Debug)]
pub struct ShelterWithPools {
    pub shelter: ShelterView,
    /// In order of id.
    pub pools: Vec<PoolView>,
}

/// Every shelter, in the order they were added.
pub async fn list(cx: &Context, _: &As<Admin>) -> Result<Vec<ShelterWithPools>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let shelters = shelter::all(&mut tx).await?;
    let pools = pools::all(&mut tx).await?;
    let now = cx.now();
    let of = |id: Uuid| pools.iter().filter(move |pool| pool.shelter_id == id);
    let one = |shelter: ShelterRecord| ShelterWithPools {
        pools: of(shelter.id).map(|pool| PoolView::of(pool, cx, now)).collect(),
        shelter: ShelterView::of(shelter),
    };
    Ok(shelters.into_iter().map(one).collect())
}

pub async fn one(cx: &Context, caller: &As<Admin>, id: Uuid) -> Result<ShelterWithPools, Error> {
    let all = list(cx, caller).await?;
    all.into_iter().find(|one| one.shelter.id == id).ok_or(Error::NotFound("shelter"))
}

/// Replaces all of a shelter but its partner; absent fields are cleared. Pending offers it no
/// longer serves are withdrawn, their requests placed again.
pub struct RewriteShelter {
    pub id: Uuid,
    pub body: NewShelter,
}

impl UseCase for RewriteShelter {
    type Answer = ShelterView;
    type Right = Admin;
    const PLACES: bool = true;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<ShelterView, Error> {
        let before = shelter::get(tx, self.id).await?.ok_or(Error::NotFound("shelter"))?;
        let body = self.body.clone();
        let changed = ShelterRecord {
            name: body.name,
            city: body.city,
            address: body.address,
            access_note: body.access_note,
            lat: body.lat,
            lon: body.lon,
            phone: body.phone,
            email: body.email,
            features: body.features,
            ..before.clone()
        };
        save_shelter(tx, call, &before, changed).await
    }
}

/// What of a pool changes; what is not named stays. Its counts are the shelter's to report.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PoolPatch {
    /// What the shelter calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Whom it takes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<PoolGender>,
    /// Youngest age, whole years, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 120)]
    pub age_min: Option<i32>,
    /// Oldest age, whole years, inclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 120)]
    pub age_max: Option<i32>,
    /// Beds in all, no fewer than stand empty now. New beds stand empty only once the shelter has
    /// counted them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = 0, maximum = 10000)]
    pub capacity: Option<i32>,
    /// False puts it out of use: it leaves the board and offers nothing, its history stays. True
    /// puts it in use again, with the count it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// Pending offers that the changed pool no longer serves are withdrawn, their requests placed
/// again. Conflict `in_use` when it goes out of use while children are expected or there.
pub struct ChangePool {
    pub id: Uuid,
    pub patch: PoolPatch,
}

impl UseCase for ChangePool {
    type Answer = PoolView;
    type Right = Admin;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<PoolView, Error> {
        let id = self.id;
        let seen = pools::get_many(tx, &[id]).await?.pop().ok_or(Error::NotFound("pool"))?;
        unserved_offers::lock_requests(tx, &[seen.shelter_id]).await?;
        let pool = pools::lock_many(tx, &[id]).await?.pop().ok_or(Error::NotFound("pool"))?;
        let changed = patched(&pool, &self.patch)?;
        let action = in_use::change_pool(tx, &pool, &changed).await?;
        let record = shelter::get(tx, pool.shelter_id).await?.ok_or(Error::NotFound("pool"))?;
        let with = |pool: &Pool| call.cx.board.shelter(&record, vec![pool.clone()]);
        let withdrawn =
            unserved_offers::withdraw_unserved(tx, call, &with(&pool), &with(&changed)).await?;
        // Read again: released promises have changed its version.
        let now = pools::lock_many(tx, &[id]).await?.pop().ok_or(Error::NotFound("pool"))?;
        let Pool { name, gender, age_min, age_max, capacity, active, .. } = changed;
        let changed = Pool { name, gender, age_min, age_max, capacity, active, ..now };
        pools::save(tx, &changed).await?;
        let detail = serde_json::json!({ "shelter_id": pool.shelter_id, "capacity": capacity });
        let entry = Entry::new(call.actor(), action, id).with(detail);
        audit_log::insert(tx, entry, call.now).await?;
        unserved_offers::place_anew(tx, call, withdrawn).await?;
        let after = pools::get_many(tx, &[id]).await?.pop().ok_or(Error::NotFound("pool"))?;
        Ok(PoolView::of(&after, &call.cx, call.now))
    }
}

/// A pool with a patch applied.
fn patched(pool: &Pool, patch: &PoolPatch) -> Result<Pool, Error> {
    let mut wrong = Vec::new();
    let mut changed = pool.clone();
    if let Some(name) = &patch.name {
        changed.name = fields::name("/name", name, &mut wrong);
    }
    changed.gender = patch.gender.unwrap_or(pool.gender);
    changed.age_min = patch.age_min.unwrap_or(pool.age_min);
    changed.age_max = patch.age_max.unwrap_or(pool.age_max);
    changed.capacity = patch.capacity.unwrap_or(pool.capacity);
    changed.active = patch.active.unwrap_or(pool.active);
    if patch.age_min.is_none() && changed.age_min > changed.age_max {
        let detail = format!("must be {} or more, the youngest age", changed.age_min);
        wrong.push(FieldError::new("/age_max", "ages_reversed", detail));
    } else {
        wrong.extend(wrong_ages(changed.age_min, changed.age_max));
    }
    if changed.capacity < pool.free {
        let detail = format!("must be {} or more: so many beds stand empty", pool.free);
        wrong.push(FieldError::new("/capacity", "below_free", detail));
    }
    if wrong.is_empty() { Ok(changed) } else { Err(Error::Invalid(wrong)) }
}
