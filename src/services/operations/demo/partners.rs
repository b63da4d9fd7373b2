//! The demo's partners, with their accounts and shelters.

use chrono::TimeDelta;
use uuid::Uuid;

use super::call_by;
use super::data::{self, DemoAccount, PartnerRow, PoolRow};
use crate::domain::account::{Role, Scope};
use crate::services::authorisation::Nobody;
use crate::services::identity::accounts::{AddAccount, NewUser};
use crate::services::shelters::setup::{AddPool, NewPartner, NewPool, NewShelter};
use crate::services::{Call, Error, UseCase};
use crate::store::Tx;
use crate::store::shelters::count_reminders;

pub(super) struct FillPartners {
    /// Argon2id hash of the shared password.
    pub hash: String,
    /// The key that signs links, which the password is made from.
    pub signing_key: [u8; 32],
    /// How long ago the partners joined.
    pub age: TimeDelta,
}

impl UseCase for FillPartners {
    type Answer = ();
    type Right = Nobody;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<(), Error> {
        let partners = data::partners()?;
        let call = call_by(call, call.by.clone(), call.now - self.age);
        count_reminders::insert_signing_key(tx, &self.signing_key).await?;
        let mut ids = Vec::new();
        for row in &partners {
            ids.push(add_partner(tx, &call, row).await?);
        }
        for account in data::accounts(&partners) {
            let partner = account.partner.map(|at| (ids[at], &partners[at]));
            let user = new_user(account, partner);
            AddAccount { user, password_hash: Some(self.hash.clone()) }.run(tx, &call).await?;
        }
        Ok(())
    }
}

fn new_user(account: DemoAccount, partner: Option<(Uuid, &PartnerRow)>) -> NewUser {
    let DemoAccount { email, role, locale, .. } = account;
    let scope = match partner {
        Some((_, row)) => Scope { cities: vec![row.city.clone()], ..Scope::default() },
        None => Scope { national: true, ..Scope::default() },
    };
    let coordinator = partner.filter(|_| role == Role::Coordinator).map(|(_, row)| row);
    NewUser {
        email,
        roles: vec![role],
        partner_id: partner.map(|(id, _)| id),
        locale,
        scope: (role == Role::Coordinator).then_some(scope),
        name: coordinator.map(|row| row.coordinator_name.clone()),
        phone: coordinator.map(|row| row.coordinator_phone.clone()),
    }
}

async fn add_partner(tx: &mut Tx, call: &Call, row: &PartnerRow) -> Result<Uuid, Error> {
    let place = &row.shelter;
    let (name, city) = (row.name.clone(), row.city.clone());
    let partner = NewPartner { name, city, phone: Some(row.phone.clone()) };
    let partner_id = partner.run(tx, call).await?.id;
    let shelter = NewShelter {
        partner_id,
        name: place.name.clone(),
        city: row.city.clone(),
        address: Some(place.address.clone()),
        access_note: Some(place.access_note.clone()),
        lat: Some(place.lat),
        lon: Some(place.lon),
        phone: Some(place.phone.clone()),
        email: None,
        features: place.features.clone(),
    };
    let shelter_id = shelter.run(tx, call).await?.id;
    for pool in &place.pool {
        let PoolRow { name, gender, age_min, age_max, capacity, free, .. } = pool.clone();
        let body = NewPool { name, gender, age_min, age_max, capacity, free };
        AddPool { shelter_id, body }.run(tx, call).await?;
    }
    Ok(partner_id)
}

/// Makes the key that signs links, unless there is one; returns the one there is.
pub(super) struct MakeSigningKey(pub [u8; 32]);

impl UseCase for MakeSigningKey {
    type Answer = Vec<u8>;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, _: &Call) -> Result<Vec<u8>, Error> {
        count_reminders::insert_signing_key(tx, &self.0).await?;
        Ok(count_reminders::signing_key(tx).await?.unwrap_or_default())
    }
}
