//! Overdue arrivals: mails team and shelter to ask whether an accepted child has arrived; if
//! neither answers, the request escalates ahead of all others. Its beds stay promised.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::notification::{Notice, Side};
use crate::domain::offer::OfferState;
use crate::domain::request::life::PlacementRequest;
use crate::services::authorisation::OfferReader;
use crate::services::notifications::about_requests::{self, Recipient, mail, recipients};
use crate::services::placement::offers::lock_offer;
use crate::services::views::{OfferView, offered_beds};
use crate::services::{Call, Context, Error, UseCase};
use crate::store::Tx;
use crate::store::identity::accounts::{self, AccountRecord};
use crate::store::notifications::outbox::{self, OutboxRecord};
use crate::store::operations::audit_log::{self, Entry};
use crate::store::placement::offers::{self, OfferRecord};
use crate::store::placement::requests as rows;
use crate::store::shelters::shelter::{self, ShelterRecord};

/// Asks team and shelter of locked requests with an overdue arrival.
pub(crate) async fn ask(
    tx: &mut Tx,
    cx: &Context,
    mut requests: Vec<PlacementRequest>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    if requests.is_empty() {
        return Ok(());
    }
    let waits = cx.settings.waits();
    let contacts = ArrivalContacts::load(tx, &requests).await?;
    let mut mails = Vec::new();
    let mut entries = Vec::new();
    for request in &mut requests {
        let until = request.arrival_overdue(now, &waits)?;
        mails.extend(contacts.mails(request, until, now));
        if let Some(offer) = contacts.accepted(request) {
            entries.push(Entry::new(None, "offer.ask_arrival", offer.id).about(request.id));
        }
    }
    outbox::insert_many(tx, &mails).await?;
    audit_log::insert_many(tx, &entries, now).await?;
    rows::save_escalations(tx, &requests).await?;
    Ok(())
}

/// Teams and shelters to ask, with the offers.
struct ArrivalContacts {
    offers: HashMap<Uuid, Vec<OfferRecord>>,
    shelters: Vec<ShelterRecord>,
    teams: Vec<AccountRecord>,
    shelter_accounts: Vec<AccountRecord>,
}

impl ArrivalContacts {
    async fn load(tx: &mut Tx, requests: &[PlacementRequest]) -> Result<Self, Error> {
        let ids: Vec<Uuid> = requests.iter().map(|request| request.id).collect();
        let offers = offers::of_requests(tx, &ids).await?;
        let live = |offer: &&OfferRecord| offer.state == OfferState::Accepted;
        let mut asked: Vec<Uuid> =
            offers.values().flatten().filter(live).map(|offer| offer.shelter_id).collect();
        asked.sort_unstable();
        asked.dedup();
        let mut shelters = Vec::with_capacity(asked.len());
        for id in asked {
            shelters.extend(shelter::get(tx, id).await?);
        }
        let partners: Vec<Uuid> = requests.iter().map(|request| request.partner_id).collect();
        let teams = accounts::of_partners(tx, Role::Outreach, &partners).await?;
        let partners: Vec<Uuid> = shelters.iter().map(|shelter| shelter.partner_id).collect();
        let shelter_accounts = accounts::of_partners(tx, Role::Shelter, &partners).await?;
        Ok(Self { offers, shelters, teams, shelter_accounts })
    }

    fn accepted(&self, request: &PlacementRequest) -> Option<&OfferRecord> {
        let mut offers = self.offers.get(&request.id)?.iter();
        offers.find(|offer| offer.state == OfferState::Accepted)
    }

    fn mails(
        &self,
        request: &PlacementRequest,
        until: DateTime<Utc>,
        now: DateTime<Utc>,
    ) -> Vec<OutboxRecord> {
        let Some(offer) = self.accepted(request) else { return Vec::new() };
        let since = offer.accepted_at.unwrap_or(offer.changed_at);
        let (reference, urgency) = (&request.reference, request.urgency);
        let notice = |side| Notice::ArrivalAsked {
            reference: reference.clone(),
            urgency,
            since,
            until,
            side,
        };
        let asked = |to: Vec<Recipient<'_>>, side: Side| {
            let key = format!("arrival_asked:{}:{}:{side}", offer.id, now.timestamp());
            let notice = notice(side);
            let mails = to.into_iter().map(|to| mail(&key, &notice, to, Some(request.id), now));
            mails.collect::<Vec<_>>()
        };
        let team =
            self.teams.iter().filter(|account| account.partner_id == Some(request.partner_id));
        let mut mails = asked(team.map(Recipient::from).collect(), Side::Outreach);
        if let Some(shelter) = self.shelters.iter().find(|shelter| shelter.id == offer.shelter_id) {
            mails.extend(asked(recipients(shelter, &self.shelter_accounts), Side::Shelter));
        }
        mails
    }
}

/// A child is still on the way: both sides are asked again after another `offers.arrive_within`,
/// and the alerted accounts are mailed. Wrong state unless the offer is accepted; conflict
/// `not_asked` before both sides were asked.
pub struct StillOnTheWay {
    pub offer_id: Uuid,
}

impl UseCase for StillOnTheWay {
    type Answer = OfferView;
    type Right = OfferReader;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<OfferView, Error> {
        let id = self.offer_id;
        let (mut request, offer) = lock_offer(tx, call, id).await?;
        if offer.state != OfferState::Accepted {
            return Err(Error::WrongState(offer.state.code()));
        }
        let follow = request.still_on_the_way(call.now, &call.cx.settings.waits())?;
        about_requests::follow(tx, &[(&request, Some(&offer), follow)], call.now).await?;
        rows::save_many(tx, std::slice::from_ref(&request)).await?;
        let entry = Entry::new(call.actor(), "offer.on_the_way", id).about(request.id);
        audit_log::insert(tx, entry, call.now).await?;
        let beds = offers::beds(tx, &[id]).await?;
        Ok(OfferView::of(
            &offer,
            &request,
            offered_beds(beds.iter()),
            &call.cx.board.with_history(),
        ))
    }
}
