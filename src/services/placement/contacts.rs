//! How the parties of an offer, or those around a request, reach each other: the shelter, the
//! partner whose team asked, the coordinators on duty. Nothing here is about a child.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::Level;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::{As, RequestReader};
use crate::services::contact::{Contact, CoordinatorContact, TeamContact};
use crate::services::duty::roster::OnDuty;
use crate::services::placement::visibility::see;
use crate::services::views::{OfferView, offered_beds};
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::identity::accounts::AccountRecord;
use crate::store::placement::contacts::{self as rows, ShelterContactRecord};
use crate::store::placement::offers::{self, OfferBed, OfferRecord};
use crate::store::placement::requests;

/// Most coordinators named.
const MAX_COORDINATORS: usize = 3;

/// The contacts of any number of requests and of shelters asked for them, loaded together.
#[derive(Default)]
pub(crate) struct Contacts {
    shelters: HashMap<Uuid, ShelterContactRecord>,
    teams: HashMap<Uuid, TeamContact>,
    /// By code of the city.
    coordinators: HashMap<String, Vec<CoordinatorContact>>,
}

impl Contacts {
    /// Loads those of requests, each with the shelter of its offer.
    pub async fn load(
        tx: &mut Tx,
        cx: &Context,
        requests: &[(&PlacementRequest, Option<Uuid>)],
        now: DateTime<Utc>,
    ) -> Result<Self, Error> {
        if requests.is_empty() {
            return Ok(Self::default());
        }
        let shelters: BTreeSet<Uuid> =
            requests.iter().filter_map(|(_, shelter)| *shelter).collect();
        let partners: BTreeSet<Uuid> = requests.iter().map(|(one, _)| one.partner_id).collect();
        let shelters = rows::shelters(tx, &Vec::from_iter(shelters)).await?;
        let teams = rows::partners(tx, &Vec::from_iter(partners)).await?;
        let team = |one: rows::PartnerContactRecord| {
            (one.id, TeamContact { partner: one.name, phone: one.phone })
        };
        Ok(Self {
            shelters: shelters.into_iter().map(|shelter| (shelter.id, shelter)).collect(),
            teams: teams.into_iter().map(team).collect(),
            coordinators: coordinators(tx, cx, requests, now).await?,
        })
    }

    pub fn of(&self, offer: &OfferRecord, request: &PlacementRequest) -> Contact {
        let shelter = self.shelters.get(&offer.shelter_id).cloned();
        Contact {
            phone: shelter.as_ref().and_then(|shelter| shelter.phone.clone()),
            address: shelter.as_ref().and_then(|shelter| shelter.address.clone()),
            access_note: shelter.and_then(|shelter| shelter.access_note),
            team: self.team(request),
            coordinators: self.coordinators(request),
        }
    }

    fn team(&self, request: &PlacementRequest) -> TeamContact {
        self.teams.get(&request.partner_id).cloned().unwrap_or_default()
    }

    fn coordinators(&self, request: &PlacementRequest) -> Vec<CoordinatorContact> {
        self.coordinators.get(&request.city).cloned().unwrap_or_default()
    }
}

/// The coordinators to call for each city of the requests.
async fn coordinators(
    tx: &mut Tx,
    cx: &Context,
    requests: &[(&PlacementRequest, Option<Uuid>)],
    now: DateTime<Utc>,
) -> Result<HashMap<String, Vec<CoordinatorContact>>, Error> {
    let with_phone = rows::coordinators(tx).await?;
    if with_phone.is_empty() {
        return Ok(HashMap::new());
    }
    let with_phone: HashMap<Uuid, CoordinatorContact> = with_phone
        .into_iter()
        .map(|one| (one.id, CoordinatorContact { name: one.name, phone: one.phone }))
        .collect();
    let cities: BTreeSet<&str> = requests.iter().map(|(request, _)| &*request.city).collect();
    let duty = OnDuty::load(tx, cx, cities.iter().copied(), now).await?;
    let called = |city: &str| (city.to_owned(), to_call(&duty, city, &with_phone));
    Ok(cities.into_iter().map(called).collect())
}

/// Those on duty at the nearest level (city, region, nation) at which somebody on duty has a
/// telephone; else those with a telephone who answer for the city.
fn to_call(
    duty: &OnDuty,
    city: &str,
    with_phone: &HashMap<Uuid, CoordinatorContact>,
) -> Vec<CoordinatorContact> {
    let reached = |people: Vec<&AccountRecord>| {
        let reached = people.into_iter().filter_map(|account| with_phone.get(&account.id));
        reached.take(MAX_COORDINATORS).cloned().collect::<Vec<_>>()
    };
    let mut levels = Level::ALL.iter().map(|&level| reached(duty.at(city, level)));
    let nearest = levels.find(|found| !found.is_empty());
    nearest.unwrap_or_else(|| reached(duty.everyone(city)))
}

/// An offer as its parties see it.
pub(crate) async fn offer_view(
    tx: &mut Tx,
    cx: &Context,
    (offer, beds): (&OfferRecord, &[OfferBed]),
    request: &PlacementRequest,
    now: DateTime<Utc>,
) -> Result<OfferView, Error> {
    let contacts = Contacts::load(tx, cx, &[(request, Some(offer.shelter_id))], now).await?;
    let (beds, contact) = (offered_beds(beds.iter()), contacts.of(offer, request));
    Ok(OfferView::of(offer, request, beds, &cx.board.with_history(), contact))
}

/// How to reach those around a request, also while it has no offer.
#[derive(Clone, Debug, Default)]
pub struct RequestContacts {
    pub team: TeamContact,
    pub coordinators: Vec<CoordinatorContact>,
    /// The shelter that is asked, or that was the last to accept.
    pub shelter: Option<ShelterContact>,
}

#[derive(Clone, Debug)]
pub struct ShelterContact {
    pub name: String,
    pub phone: Option<String>,
}

/// By request; those the caller may not see are left out.
pub async fn of_requests(
    cx: &Context,
    caller: &As<RequestReader>,
    ids: &[Uuid],
) -> Result<HashMap<Uuid, RequestContacts>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = requests::get_many(&mut tx, ids).await?.into_iter();
    let found: Vec<PlacementRequest> =
        found.filter_map(|request| see(cx, caller, Some(request)).ok()).collect();
    let ids: Vec<Uuid> = found.iter().map(|request| request.id).collect();
    let offers = offers::of_requests(&mut tx, &ids).await?;
    let shelter = |request: &PlacementRequest| expecting(offers.get(&request.id)?);
    let about: Vec<_> = found.iter().map(|request| (request, shelter(request))).collect();
    let contacts = Contacts::load(&mut tx, cx, &about, cx.now()).await?;
    let of = |(request, shelter): (&PlacementRequest, Option<Uuid>)| {
        let shelter = shelter.and_then(|id| contacts.shelters.get(&id));
        let contacts = RequestContacts {
            team: contacts.team(request),
            coordinators: contacts.coordinators(request),
            shelter: shelter.map(|shelter| ShelterContact {
                name: shelter.name.clone(),
                phone: shelter.phone.clone(),
            }),
        };
        (request.id, contacts)
    };
    Ok(about.into_iter().map(of).collect())
}

/// The shelter of the live offer, or of the last one that was accepted.
fn expecting(offers: &[OfferRecord]) -> Option<Uuid> {
    let expects = |offer: &&OfferRecord| offer.state.is_live() || offer.accepted_at.is_some();
    offers.iter().rev().find(expects).map(|offer| offer.shelter_id)
}
