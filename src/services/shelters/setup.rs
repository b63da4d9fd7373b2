//! Administrators add partners, shelters and pools, and change shelters.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::bed::{Pool, PoolGender};
use crate::services::authorisation::{Admin, As};
use crate::services::placement::unserved_offers;
use crate::services::shelters::in_use;
use crate::services::views::{Feature, Items, PoolView};
use crate::services::{Call, Context, Error, FieldError, Page, UseCase, fields, new_id};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::shelters::partners::{self, PartnerRecord};
use crate::store::shelters::pools;
use crate::store::shelters::shelter::{self, ShelterRecord};

/// A partner association to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPartner {
    /// Its name, unique: also among names that differ only by case, blanks or invisible marks.
    #[schema(min_length = 1, max_length = 200, example = "Asticude")]
    pub name: String,
    /// Code of the city it sits in.
    #[schema(format = "city", example = "nador")]
    pub city: String,
    /// Telephone number of the association itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[+0-9 ().-]{3,32}$", example = "+212 536 00 00 00")]
    pub phone: Option<String>,
}

/// A partner association.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Partner)]
pub struct PartnerView {
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Code of the city it sits in.
    pub city: String,
    /// Telephone number of the association itself.
    pub phone: Option<String>,
    /// Whether it is in use; one that is not has no shelter in use and no active account.
    pub active: bool,
    /// When it was added.
    pub created_at: DateTime<Utc>,
}

impl PartnerView {
    pub(crate) fn of(partner: PartnerRecord) -> Self {
        let PartnerRecord { id, name, city, phone, active, created_at } = partner;
        Self { id, name, city, phone, active, created_at }
    }
}

/// Conflict `name_taken` when there is a partner of this name.
impl UseCase for NewPartner {
    type Answer = PartnerView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<PartnerView, Error> {
        let mut wrong: Vec<FieldError> =
            call.cx.city("/city", &self.city).err().into_iter().collect();
        let name = fields::name("/name", &self.name, &mut wrong);
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let (id, city, created_at) = (new_id(call.now), self.city.clone(), call.now);
        let phone = self.phone.clone();
        let partner = PartnerRecord { id, name, city, phone, active: true, created_at };
        partners::insert(tx, &partner).await?;
        audit_log::insert(tx, Entry::new(call.actor(), "partner.create", id), call.now).await?;
        Ok(PartnerView::of(partner))
    }
}

/// Partners, in the order they were added.
pub async fn partners(
    cx: &Context,
    _: &As<Admin>,
    page: Page,
) -> Result<Items<PartnerView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = partners::list(&mut tx, page.cursor.unwrap_or_default(), page.limit + 1).await?;
    Ok(Items::page(found, page.limit, |partner| partner.id).map(PartnerView::of))
}

pub async fn partner(cx: &Context, _: &As<Admin>, id: Uuid) -> Result<PartnerView, Error> {
    let mut tx = cx.store.begin_read().await?;
    let partner = partners::get(&mut tx, id).await?.ok_or(Error::NotFound("partner"))?;
    Ok(PartnerView::of(partner))
}

/// A shelter to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewShelter {
    /// The partner that runs it.
    pub partner_id: Uuid,
    /// Its name.
    #[schema(min_length = 1, max_length = 200)]
    pub name: String,
    /// Code of its city.
    #[schema(format = "city", example = "nador")]
    pub city: String,
    /// Street and number, in one line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300, example = "12, rue du Port")]
    pub address: Option<String>,
    /// How to get in, in one line; nothing about a child.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500, example = "Green door; ring twice at night")]
    pub access_note: Option<String>,
    /// Degrees north; its city's centre when not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    /// Degrees east; given together with `lat`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[+0-9 ().-]{3,32}$", example = "+212 536 00 00 00")]
    pub phone: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email", max_length = 254)]
    pub email: Option<String>,
    /// Codes of what it offers.
    #[serde(default)]
    #[schema(value_type = Vec<Feature>, max_items = 63)]
    pub features: Vec<String>,
}

/// What of a shelter changes; what is not named stays.
#[derive(Clone, Debug, Default, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShelterPatch {
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(min_length = 1, max_length = 200)]
    pub name: Option<String>,
    /// Code of its city.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "city")]
    pub city: Option<String>,
    /// Street and number, in one line; blank takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 300)]
    pub address: Option<String>,
    /// How to get in, in one line; nothing about a child. Blank takes it away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(max_length = 500)]
    pub access_note: Option<String>,
    /// Degrees north.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -90, maximum = 90)]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(minimum = -180, maximum = 180)]
    pub lon: Option<f64>,
    /// Telephone number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(pattern = "^[+0-9 ().-]{3,32}$")]
    pub phone: Option<String>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(format = "email", max_length = 254)]
    pub email: Option<String>,
    /// Codes of what it offers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<Vec<Feature>>, max_items = 63)]
    pub features: Option<Vec<String>>,
    /// False puts it out of use: it leaves the board and offers nothing, its history stays. True
    /// puts it in use again, with the counts it had.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub active: Option<bool>,
}

/// A shelter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = Shelter)]
pub struct ShelterView {
    /// Its id.
    pub id: Uuid,
    /// The partner that runs it.
    pub partner_id: Uuid,
    /// Its name.
    pub name: String,
    /// Code of its city.
    pub city: String,
    /// Street and number.
    pub address: Option<String>,
    /// How to get in.
    pub access_note: Option<String>,
    /// Degrees north, if it gave a place.
    pub lat: Option<f64>,
    /// Degrees east, if it gave a place.
    pub lon: Option<f64>,
    /// Telephone number.
    pub phone: Option<String>,
    /// Mail address.
    pub email: Option<String>,
    /// Codes of what it offers.
    pub features: Vec<String>,
    /// Whether it is in use; one that is not is on no board and offers nothing.
    pub active: bool,
}

impl ShelterView {
    pub(crate) fn of(shelter: ShelterRecord) -> Self {
        Self {
            id: shelter.id,
            partner_id: shelter.partner_id,
            name: shelter.name,
            city: shelter.city,
            address: shelter.address,
            access_note: shelter.access_note,
            lat: shelter.lat,
            lon: shelter.lon,
            phone: shelter.phone,
            email: shelter.email,
            features: shelter.features,
            active: shelter.active,
        }
    }
}

impl UseCase for NewShelter {
    type Answer = ShelterView;
    type Right = Admin;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<ShelterView, Error> {
        let body = self.clone();
        let mut shelter = ShelterRecord {
            id: new_id(call.now),
            partner_id: body.partner_id,
            name: body.name,
            city: body.city,
            address: body.address,
            access_note: body.access_note,
            lat: body.lat,
            lon: body.lon,
            phone: body.phone,
            email: body.email,
            features: body.features,
            answer_bits: 0,
            answer_count: 0,
            active: true,
            version: 1,
            created_at: call.now,
        };
        let mut wrong = check_shelter(call, &mut shelter, None);
        if !partners::get(tx, body.partner_id).await?.is_some_and(|partner| partner.active) {
            let detail = "must be the id of a partner in use";
            wrong.push(FieldError::new("/partner_id", "unknown_partner", detail));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        shelter::insert(tx, &shelter).await?;
        let entry = Entry::new(call.actor(), "shelter.create", shelter.id);
        audit_log::insert(tx, entry, call.now).await?;
        Ok(ShelterView::of(shelter))
    }
}

/// Longest address and access note of a shelter, in characters: as in their schemas, and in the
/// checks of the table.
pub(crate) const LONGEST_ADDRESS: usize = 300;
pub(crate) const LONGEST_ACCESS_NOTE: usize = 500;

/// The bad fields of a shelter. Name and mail address are normalised and checked only if changed:
/// older ones may follow older rules.
fn check_shelter(
    call: &Call,
    shelter: &mut ShelterRecord,
    before: Option<&ShelterRecord>,
) -> Vec<FieldError> {
    let mut wrong: Vec<FieldError> =
        call.cx.city("/city", &shelter.city).err().into_iter().collect();
    wrong.extend(call.cx.unknown_features("/features", &shelter.features));
    if before.is_none_or(|before| before.name != shelter.name) {
        shelter.name = fields::name("/name", &shelter.name, &mut wrong);
    }
    shelter.features.sort_unstable();
    shelter.features.dedup();
    if shelter.lat.is_some() != shelter.lon.is_some() {
        let missing = if shelter.lat.is_none() { "/lat" } else { "/lon" };
        wrong.push(FieldError::new(missing, "required", "`lat` and `lon` must be given together"));
    }
    let (address, note) = (shelter.address.take(), shelter.access_note.take());
    shelter.address = fields::line("/address", address.as_deref(), LONGEST_ADDRESS, &mut wrong);
    shelter.access_note =
        fields::line("/access_note", note.as_deref(), LONGEST_ACCESS_NOTE, &mut wrong);
    if before.is_none_or(|before| before.email != shelter.email) {
        let email = shelter.email.take();
        shelter.email = email.and_then(|email| fields::mail_address("/email", &email, &mut wrong));
    }
    wrong
}

/// Pending offers that the changed shelter no longer serves are withdrawn, their requests placed
/// again. Conflict `in_use` when it goes out of use while children are expected or there;
/// `partner_inactive` when it comes back to a partner out of use.
pub struct ChangeShelter {
    pub id: Uuid,
    pub patch: ShelterPatch,
}

impl UseCase for ChangeShelter {
    type Answer = ShelterView;
    type Right = Admin;
    const PLACES: bool = true;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<ShelterView, Error> {
        let before = shelter::get(tx, self.id).await?.ok_or(Error::NotFound("shelter"))?;
        let mut shelter = before.clone();
        let ShelterPatch {
            name,
            city,
            address,
            access_note,
            lat,
            lon,
            phone,
            email,
            features,
            active,
        } = self.patch.clone();
        shelter.name = name.unwrap_or(shelter.name);
        shelter.city = city.unwrap_or(shelter.city);
        shelter.address = address.or(shelter.address);
        shelter.access_note = access_note.or(shelter.access_note);
        shelter.lat = lat.or(shelter.lat);
        shelter.lon = lon.or(shelter.lon);
        shelter.phone = phone.or(shelter.phone);
        shelter.email = email.or(shelter.email);
        shelter.features = features.unwrap_or(shelter.features);
        shelter.active = active.unwrap_or(shelter.active);
        save_shelter(tx, call, &before, shelter).await
    }
}

/// Checks and writes a changed shelter. The use case must have [`UseCase::PLACES`].
pub(crate) async fn save_shelter(
    tx: &mut Tx,
    call: &Call,
    before: &ShelterRecord,
    mut shelter: ShelterRecord,
) -> Result<ShelterView, Error> {
    let wrong = check_shelter(call, &mut shelter, Some(before));
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    let use_changes = in_use::change_shelter(tx, call, before, &shelter).await?;
    let seen = |record: &ShelterRecord| call.cx.board.shelter(record, Vec::new());
    let (was, will) = (seen(before), seen(&shelter));
    let withdrawn = unserved_offers::withdraw_unserved(tx, call, &was, &will).await?;
    shelter::save(tx, &shelter).await?;
    let action = use_changes.unwrap_or("shelter.change");
    audit_log::insert(tx, Entry::new(call.actor(), action, shelter.id), call.now).await?;
    unserved_offers::place_anew(tx, call, withdrawn).await?;
    Ok(ShelterView::of(shelter))
}

/// A bed pool to add.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPool {
    /// What the shelter calls it.
    #[schema(min_length = 1, max_length = 200, example = "Girls 12-17")]
    pub name: String,
    /// Whom it takes.
    pub gender: PoolGender,
    /// Youngest age, whole years, inclusive.
    #[schema(minimum = 0, maximum = 120)]
    pub age_min: i32,
    /// Oldest age, whole years, inclusive.
    #[schema(minimum = 0, maximum = 120)]
    pub age_max: i32,
    /// Beds in all.
    #[schema(minimum = 0, maximum = 10000)]
    pub capacity: i32,
    /// Beds that stand empty now.
    #[schema(minimum = 0, maximum = 10000)]
    pub free: i32,
}

/// The error when the ages are reversed.
pub(crate) fn wrong_ages(age_min: i32, age_max: i32) -> Option<FieldError> {
    let detail = || format!("must be {age_max} or less, the oldest age");
    (age_min > age_max).then(|| FieldError::new("/age_min", "ages_reversed", detail()))
}

pub struct AddPool {
    pub shelter_id: Uuid,
    pub body: NewPool,
}

impl UseCase for AddPool {
    type Answer = PoolView;
    type Right = Admin;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<PoolView, Error> {
        let Self { shelter_id, body } = self;
        if shelter::get(tx, *shelter_id).await?.is_none() {
            return Err(Error::NotFound("shelter"));
        }
        let mut wrong = Vec::new();
        let name = fields::name("/name", &body.name, &mut wrong);
        wrong.extend(wrong_ages(body.age_min, body.age_max));
        if body.free > body.capacity {
            let detail =
                format!("must be a whole number from 0 to {}, the capacity", body.capacity);
            wrong.push(FieldError::new("/free", "free_above_capacity", detail));
        }
        if !wrong.is_empty() {
            return Err(Error::Invalid(wrong));
        }
        let pool = Pool {
            id: new_id(call.now),
            shelter_id: *shelter_id,
            name,
            gender: body.gender,
            age_min: body.age_min,
            age_max: body.age_max,
            capacity: body.capacity,
            free: body.free,
            promised: 0,
            closed: false,
            overcommitted: false,
            doubted: false,
            active: true,
            reported_at: call.now,
            version: 1,
        };
        pools::insert(tx, &pool).await?;
        let detail = serde_json::json!({ "shelter_id": shelter_id, "capacity": pool.capacity });
        let entry = Entry::new(call.actor(), "pool.create", pool.id).with(detail);
        audit_log::insert(tx, entry, call.now).await?;
        Ok(PoolView::of(&pool, &call.cx, call.now))
    }
}
