//! Events of the live stream (`GET /events`, live pages), filtered by what each caller may see.
//!
//! Pools come from the board. Requests, offers and escalations come from the audit log, read only
//! up to its settled position: no row can appear before one already read, so a reconnecting
//! listener misses nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};
use tokio::sync::{Mutex, broadcast};
use uuid::Uuid;

use super::{Context, Error};
use crate::domain::account::{Caller, Parties, Role};
use crate::domain::bed::Pool;
use crate::services::authorisation::{BoardReader, Coordinator, OfferReader, RequestReader, Right};
use crate::store::Tx;
use crate::store::operations::audit_log::{self, AuditRecord};
use crate::store::placement::{offers, requests};

#[derive(Clone, Debug)]
pub struct Event {
    /// Position and id of its row in the audit log; `None` for pools.
    pub position: Option<(i64, i64)>,
    /// `pool`, `request`, `offer` or `escalation`.
    pub name: &'static str,
    /// Ids and states, never anything about a child.
    pub data: Value,
    audience: Audience,
}

#[derive(Clone, Debug)]
enum Audience {
    /// Everyone who may read the board.
    Board,
    /// The request's team, shelter and coordinators, in these roles.
    Parties {
        roles: &'static [Role],
        outreach: Option<Uuid>,
        shelter: Option<Uuid>,
        cities: [Option<String>; 2],
    },
}

impl Event {
    pub fn pool(pool: &Pool, cx: &Context) -> Self {
        let mut data = json!(cx.pool_view(pool));
        data["shelter_id"] = json!(pool.shelter_id);
        Self { position: None, name: "pool", data, audience: Audience::Board }
    }

    pub fn is_for(&self, caller: &Caller, cx: &Context) -> bool {
        match &self.audience {
            Audience::Board => sees_board(caller),
            Audience::Parties { roles, outreach, shelter, cities } => {
                let [first, second] = cities;
                let cities = [first.as_deref(), second.as_deref()];
                let parties = Parties { outreach: *outreach, shelter: *shelter, cities };
                caller.is_party_as(roles, parties, &cx.cities)
            }
        }
    }
}

pub fn sees_board(caller: &Caller) -> bool {
    caller.is_any(BoardReader::ROLES)
}

/// Sends events to the listeners of this instance.
pub struct Feed {
    events: broadcast::Sender<Arc<Event>>,
    /// The last place read; locked while reading, so that only one task reads.
    reading: Mutex<(i64, i64)>,
    recent: RwLock<Recent>,
}

/// The last events in memory, so that reconnecting listeners catch up without the database.
struct Recent {
    /// The place in the audit log after which none is missing.
    after: (i64, i64),
    events: VecDeque<Arc<Event>>,
}

/// Rows read in one transaction.
const PAGE: i64 = 1_000;

/// Events kept for reconnecting listeners.
const KEPT: usize = 1_000;

impl Feed {
    /// Starts at the settled end of the audit log, with the last events before it kept.
    pub async fn new(cx: &Context) -> Result<Self, Error> {
        let end = end(cx).await?;
        let mut tx = cx.store.begin_read().await?;
        let mut rows =
            audit_log::newest_before(&mut tx, &audit_log::AuditFilter::default(), end, PAGE)
                .await?;
        rows.reverse();
        let is_all = rows.len() < KEPT;
        let first = rows.first().filter(|_| !is_all).map(|row| (row.position, row.id));
        let events = hydrate(&mut tx, cx, &rows).await?.into_iter().map(Arc::new);
        let mut recent = Recent { after: (0, 0), events: events.collect() };
        if let Some(first) = first {
            recent.after = first;
            recent.events.retain(|event| event.position > Some(first));
        }
        let (reading, recent) = (Mutex::new(end), RwLock::new(recent));
        Ok(Self { events: broadcast::channel(4_096).0, reading, recent })
    }

    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.events.subscribe()
    }

    /// The kept events after a place in the audit log, at most 1,000, and whether others between
    /// that place and them are no longer kept.
    pub fn since(&self, place: (i64, i64)) -> (Vec<Arc<Event>>, bool) {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        let first = recent.events.partition_point(|event| event.position <= Some(place));
        (recent.events.range(first..).cloned().collect(), place < recent.after)
    }

    /// Sends what any instance has committed since the last call. After an error the next call
    /// continues at the same place.
    pub async fn read_on(&self, cx: &Context) -> Result<(), Error> {
        let mut from = self.reading.lock().await;
        loop {
            let (events, last) = page(cx, *from).await?;
            let Some(last) = last else { return Ok(()) };
            for event in events.into_iter().map(Arc::new) {
                // Kept before sent: a listener that subscribes, then catches up, misses none.
                self.keep(Arc::clone(&event));
                let _ = self.events.send(event);
            }
            *from = last;
        }
    }

    fn keep(&self, event: Arc<Event>) {
        let mut recent = self.recent.write().unwrap_or_else(PoisonError::into_inner);
        recent.events.push_back(event);
        if recent.events.len() > KEPT
            && let Some(dropped) = recent.events.pop_front()
        {
            recent.after = dropped.position.unwrap_or(recent.after);
        }
    }
}

/// The place in the audit log after all rows that are settled now.
pub async fn end(cx: &Context) -> Result<(i64, i64), Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok((audit_log::settled_position(&mut tx).await? - 1, i64::MAX))
}

/// At most [`PAGE`] rows after a place in the audit log, as events, and the place of the last row;
/// `None` at the end.
async fn page(cx: &Context, from: (i64, i64)) -> Result<(Vec<Event>, Option<(i64, i64)>), Error> {
    let mut tx = cx.store.begin_read().await?;
    let rows = audit_log::settled_after(&mut tx, from, PAGE).await?;
    let last = rows.last().map(|row| (row.position, row.id));
    Ok((hydrate(&mut tx, cx, &rows).await?, last))
}

async fn hydrate(tx: &mut Tx, cx: &Context, rows: &[AuditRecord]) -> Result<Vec<Event>, Error> {
    let ids: Vec<Uuid> = rows.iter().filter_map(|row| row.request_id).collect();
    let requests: HashMap<Uuid, _> = requests::get_many(tx, &ids)
        .await?
        .into_iter()
        .map(|request| (request.id, request))
        .collect();
    let offers = offers::of_requests(tx, &ids).await?;
    let board = cx.board.with_history();
    let event = |row: &AuditRecord| {
        let request = requests.get(&row.request_id?)?;
        let offer =
            offers.get(&request.id).and_then(|all| all.iter().find(|o| o.id == row.entity_id));
        let shelter = offer.and_then(|offer| board.get(offer.shelter_id));
        let (name, roles, data): (_, &'static [Role], _) = match (row.entity.as_str(), offer) {
            ("request", _) => ("request", RequestReader::ROLES, json!({ "id": request.id })),
            ("offer", Some(offer)) => (
                "offer",
                OfferReader::ROLES,
                json!({
                    "id": offer.id, "state": offer.state, "shelter_id": offer.shelter_id,
                    "expires_at": offer.expires_at,
                }),
            ),
            ("escalation", _) => ("escalation", Coordinator::ROLES, json!({})),
            _ => return None,
        };
        let mut data = data;
        data["action"] = json!(row.action);
        data["request_id"] = json!(request.id);
        data["reference"] = json!(request.reference);
        data["request_state"] = json!(request.state);
        data["next_escalation_at"] = json!(request.next_due_at());
        let audience = Audience::Parties {
            roles,
            outreach: Some(request.partner_id),
            shelter: shelter.map(|shelter| shelter.partner_id),
            cities: [Some(request.city.clone()), shelter.map(|shelter| shelter.city.clone())],
        };
        Some(Event { position: Some((row.position, row.id)), name, data, audience })
    };
    Ok(rows.iter().filter_map(event).collect())
}
