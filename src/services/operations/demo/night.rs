//! The demo's night: minute by minute the use cases of the service itself, as if people had acted
//! and the schedule had run.

use chrono::TimeDelta;
use uuid::Uuid;

use super::call_by;
use super::data::{self, Act, RequestRow};
use super::world::{Partner, World};
use crate::domain::account::Caller;
use crate::domain::request::new_reference;
use crate::services::authorisation::{OfferReader, ShelterStaff};
use crate::services::escalation::acknowledge::AcknowledgeRequest;
use crate::services::escalation::due::Escalate;
use crate::services::escalation::policies::InForce;
use crate::services::placement::closing::{ChildLost, Close, Withdraw};
use crate::services::placement::exclusions::AskedBefore;
use crate::services::placement::matching::{self, Item, Persist};
use crate::services::placement::new_request::{self, NewRequest};
use crate::services::placement::offers::{AnswerOffer, Decline, Expire};
use crate::services::shelters::availability::ReportCounts;
use crate::services::{Actor, Call, Error, UseCase};
use crate::store::Tx;
use crate::store::placement::offers::{self, OfferRecord};
use crate::store::shelters::pools;

/// Minutes before the start when every shelter has counted, so that there are beds to offer; those
/// that count later in the night do so once more.
const EVERYBODY_COUNTS: i64 = 480;

pub(super) async fn happens(tx: &mut Tx, call: &Call, world: &World) -> Result<(), Error> {
    let plan = data::night()?;
    let mut ids: Vec<Option<Uuid>> = vec![None; plan.len()];
    let begins = plan.iter().map(|row| row.ago).max().unwrap_or_default();
    for ago in (0..=longest_ago(world).max(begins)).rev() {
        let call = call_by(call, Actor::Service, call.now - TimeDelta::minutes(ago));
        count(tx, &call, world, ago).await?;
        for (row, id) in plan.iter().zip(&mut ids) {
            if row.ago == ago {
                *id = Some(ask(tx, &call, world, row).await?);
            }
            for then in row.then.iter().filter(|then| then.ago == ago) {
                if let Some(id) = *id {
                    left_out_if_too_late(act(tx, &call, world, (row, id), &then.act).await)?;
                }
            }
        }
        if ago <= begins {
            Expire.run(tx, &call).await?;
            Escalate.run(tx, &call).await?;
        }
    }
    Ok(())
}

fn longest_ago(world: &World) -> i64 {
    let pools = world.partners.iter().flat_map(|partner| &partner.row.shelter.pool);
    pools.map(|pool| pool.counted).fold(EVERYBODY_COUNTS, i64::max)
}

/// An installation's settings may have moved the request on before.
fn left_out_if_too_late(done: Result<(), Error>) -> Result<(), Error> {
    match done {
        Err(Error::WrongState(_)) => Ok(()),
        other => other,
    }
}

/// The shelters whose minute it is count: as many as before.
async fn count(tx: &mut Tx, call: &Call, world: &World, ago: i64) -> Result<(), Error> {
    for partner in &world.partners {
        let counts = |name: &str| {
            let row = partner.row.shelter.pool.iter().find(|row| row.name == name);
            row.is_some_and(|row| {
                row.counted == ago || (ago == EVERYBODY_COUNTS && row.counted < ago)
            })
        };
        let counted = partner.shelter.pools.iter().filter(|pool| counts(&pool.name));
        let ids: Vec<Uuid> = counted.map(|pool| pool.id).collect();
        if !ids.is_empty() {
            let pools = pools::get_many(tx, &ids).await?;
            ReportCounts::confirming(&pools).run(tx, &by(call, &partner.staff)).await?;
        }
    }
    Ok(())
}

fn by(call: &Call, caller: &Caller) -> Call {
    call_by(call, Actor::Account(caller.clone()), call.now)
}

/// The partner's team asks for beds. Returns the request's id.
async fn ask(tx: &mut Tx, call: &Call, world: &World, row: &RequestRow) -> Result<Uuid, Error> {
    let (cx, now) = (&call.cx, call.now);
    let partner = world.partner(|partner| partner.row.slug == row.team)?;
    let body = NewRequest {
        city: row.city.clone(),
        children: row.children.clone(),
        urgency: row.urgency,
        needs: row.needs.clone(),
        max_km: None,
        case_ref: None,
        hold: true,
    };
    let policies = InForce::load(tx, cx).await?;
    let mut request = new_request::record(cx, &policies, &partner.team, &body, now);
    request.reference = new_reference(&mut rand::rng());
    let (id, asked_before) = (request.id, AskedBefore::default());
    let item = Item { request, children: body.children, asked_before, persist: Persist::Insert };
    matching::place(tx, cx, None, vec![item], now).await?;
    Ok(id)
}

/// Somebody who may do it does it. Wrong state when it can't be done, or there is no offer any more.
async fn act(
    tx: &mut Tx,
    call: &Call,
    world: &World,
    (row, id): (&RequestRow, Uuid),
    act: &Act,
) -> Result<(), Error> {
    let team = by(call, &world.partner(|partner| partner.row.slug == row.team)?.team);
    let coordinator = by(call, world.coordinator_of(&row.city));
    match act {
        Act::Accept => {
            let (offer, staff) = live_offer(tx, call, world, id).await?;
            AnswerOffer::<ShelterStaff>::accept(offer).run(tx, &staff).await?;
        }
        Act::Decline { reason } => {
            let (offer, staff) = live_offer(tx, call, world, id).await?;
            let decline = Decline { reason: *reason, detail: None };
            AnswerOffer::<ShelterStaff, true>::decline(offer, decline).run(tx, &staff).await?;
        }
        Act::Arrive => {
            let (offer, staff) = live_offer(tx, call, world, id).await?;
            AnswerOffer::<OfferReader>::arrive(offer).run(tx, &staff).await?;
        }
        Act::NoShow => {
            let (offer, staff) = live_offer(tx, call, world, id).await?;
            AnswerOffer::<OfferReader>::no_show(offer).run(tx, &staff).await?;
        }
        Act::Lost => {
            ChildLost { id }.run(tx, &team).await?;
        }
        Act::Withdraw { reason } => {
            Withdraw { id, reason: reason.clone() }.run(tx, &team).await?;
        }
        Act::Acknowledge { note } => {
            AcknowledgeRequest { id, note: *note }.run(tx, &coordinator).await?;
        }
        Act::Close { outcome } => {
            Close { id, outcome: *outcome }.run(tx, &coordinator).await?;
        }
    }
    Ok(())
}

/// The live offer of a request, and a call by the staff of its shelter.
async fn live_offer(
    tx: &mut Tx,
    call: &Call,
    world: &World,
    request_id: Uuid,
) -> Result<(Uuid, Call), Error> {
    let offer = offers::live(tx, request_id).await?.ok_or(Error::WrongState("without an offer"))?;
    let OfferRecord { id, shelter_id, .. } = offer;
    let partner: &Partner = world.partner(|partner| partner.shelter.id == shelter_id)?;
    Ok((id, by(call, &partner.staff)))
}
