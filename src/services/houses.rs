//! Shelters as administrators see and change them, with their pools.

use uuid::Uuid;

use super::setup::{NewShelter, ShelterView, clean, save_shelter, wrong_ages};
use super::views::PoolView;
use super::{Call, Context, Error, FieldError, require};
use crate::domain::account::{Caller, Role};
use crate::domain::bed::{Pool, Takes};
use crate::store::audit::{self, Entry};
use crate::store::{Tx, pools, shelters};

/// A shelter with its pools.
#[derive(Clone, Debug)]
pub struct House {
    /// The shelter.
    pub shelter: ShelterView,
    /// Its pools, in order of id.
    pub pools: Vec<PoolView>,
}

/// Every shelter, in the order they were added.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn list(cx: &Context, caller: &Caller) -> Result<Vec<House>, Error> {
    require(caller, &[Role::Admin])?;
    let mut tx = cx.store.begin_read().await?;
    let shelters = shelters::all(&mut tx).await?;
    let pools = pools::all(&mut tx).await?;
    let (parts, now) = (&**cx, cx.now());
    let of = |id: Uuid| pools.iter().filter(move |pool| pool.shelter_id == id);
    let house = |shelter: shelters::ShelterRecord| House {
        pools: of(shelter.id).map(|pool| PoolView::of(pool, parts, now)).collect(),
        shelter: ShelterView::of(shelter),
    };
    Ok(shelters.into_iter().map(house).collect())
}

/// One shelter.
///
/// # Errors
/// Forbidden to all but administrators; not found.
pub async fn one(cx: &Context, caller: &Caller, id: Uuid) -> Result<House, Error> {
    let all = list(cx, caller).await?;
    all.into_iter().find(|house| house.shelter.id == id).ok_or(Error::NotFound("shelter"))
}

/// Writes all of a shelter anew but whose it is; what is not said is taken away.
///
/// # Errors
/// Forbidden to all but administrators; bad fields by name.
pub async fn rewrite(
    cx: &Context,
    caller: &Caller,
    id: Uuid,
    body: NewShelter,
) -> Result<ShelterView, Error> {
    require(caller, &[Role::Admin])?;
    let view = cx
        .run(caller, None, (id, body), |tx, call, (id, body)| {
            Box::pin(rewrite_in(tx, call, *id, body))
        })
        .await?;
    cx.board.refresh(&cx.store).await?;
    Ok(view)
}

async fn rewrite_in(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
    body: &NewShelter,
) -> Result<ShelterView, Error> {
    let before = shelters::get(tx, id).await?.ok_or(Error::NotFound("shelter"))?;
    let NewShelter { name, city, lat, lon, phone, email, features, .. } = body.clone();
    let shelter =
        shelters::ShelterRecord { name, city, lat, lon, phone, email, features, ..before };
    save_shelter(tx, call, shelter).await
}

/// What a pool is to be: all but its counts, which the shelter reports.
#[derive(Clone, Debug)]
pub struct PoolShape {
    /// What the shelter calls it.
    pub name: String,
    /// Whom it takes.
    pub gender: Takes,
    /// Youngest age, whole years, inclusive.
    pub age_min: i32,
    /// Oldest age, whole years, inclusive.
    pub age_max: i32,
    /// Beds in all, no fewer than stand empty now.
    pub capacity: i32,
}

/// Changes a pool. Its counts stay: beds that are new to it stand empty only once the shelter has
/// counted them.
///
/// # Errors
/// Forbidden to all but administrators; bad fields by name.
pub async fn change_pool(
    cx: &Context,
    caller: &Caller,
    id: Uuid,
    shape: PoolShape,
) -> Result<PoolView, Error> {
    require(caller, &[Role::Admin])?;
    cx.run(caller, None, (id, shape), |tx, call, (id, shape)| {
        Box::pin(change_pool_in(tx, call, *id, shape))
    })
    .await
}

async fn change_pool_in(
    tx: &mut Tx,
    call: &Call,
    id: Uuid,
    shape: &PoolShape,
) -> Result<PoolView, Error> {
    let pool = pools::lock_many(tx, &[id]).await?.pop().ok_or(Error::NotFound("pool"))?;
    let mut wrong = Vec::new();
    let PoolShape { gender, age_min, age_max, capacity, .. } = *shape;
    let name = clean("/name", &shape.name, &mut wrong);
    wrong.extend(wrong_ages(age_min, age_max));
    if capacity < pool.free {
        let detail = format!("must be {} or more: so many beds stand empty", pool.free);
        wrong.push(FieldError::new("/capacity", "below_free", detail));
    }
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let wanted = Pool { name, gender, age_min, age_max, capacity, ..pool };
    let pool = pools::reshape(tx, &wanted).await?;
    let detail = serde_json::json!({ "shelter_id": pool.shelter_id, "capacity": capacity });
    audit::insert(tx, Entry::new(call.actor(), "pool.change", id).with(detail), call.now).await?;
    Ok(PoolView::of(&pool, &call.cx, call.now))
}
