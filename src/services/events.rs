//! Live events: what changed, as far as each caller may see it.
//!
//! Pools come from the board. Requests, offers and escalations come from the audit, read in
//! an order in which none can appear before one already read, so that a listener who was
//! away misses nothing.

use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, PoisonError, RwLock};

use serde_json::{Value, json};
use tokio::sync::{Mutex, broadcast};
use uuid::Uuid;

use super::{Context, Error};
use crate::domain::account::{Caller, Parties, Role};
use crate::domain::bed::Pool;
use crate::store::Tx;
use crate::store::operations::audit_log::{self, AuditRecord};
use crate::store::placement::{offers, requests};

/// Something that changed.
#[derive(Clone, Debug)]
pub struct Event {
    /// Where it stands in the audit; `None` for pools.
    pub position: Option<(i64, i64)>,
    /// `pool`, `request`, `offer` or `escalation`.
    pub name: &'static str,
    /// Ids and states, never anything about a child.
    pub data: Value,
    audience: Audience,
}

/// Whom an event is for.
#[derive(Clone, Debug)]
enum Audience {
    /// Everyone who may read the board.
    Board,
    /// The parties, in these roles.
    Parties {
        roles: &'static [Role],
        outreach: Option<Uuid>,
        shelter: Option<Uuid>,
        cities: [Option<String>; 2],
    },
}

impl Event {
    /// A pool in its new state.
    pub fn pool(pool: &Pool, cx: &Context) -> Self {
        let mut data = json!(cx.pool_view(pool));
        data["shelter_id"] = json!(pool.shelter_id);
        Self { position: None, name: "pool", data, audience: Audience::Board }
    }

    /// Whether the caller may see it.
    pub fn is_for(&self, caller: &Caller, cx: &Context) -> bool {
        match &self.audience {
            Audience::Board => sees_board(caller),
            Audience::Parties { roles, outreach, shelter, cities } => {
                let [first, second] = cities;
                let cities = [first.as_deref(), second.as_deref()];
                let parties = Parties { outreach: *outreach, shelter: *shelter, cities };
                caller.acts_as(roles, parties, &cx.cities).is_some()
            }
        }
    }
}

/// Whether the caller may read the board.
pub fn sees_board(caller: &Caller) -> bool {
    caller.is_any(&[Role::Outreach, Role::Shelter, Role::Coordinator, Role::Admin])
}

/// Hands events to the listeners of this instance.
pub struct Feed {
    events: broadcast::Sender<Arc<Event>>,
    /// Only one reads on at a time.
    reading: Mutex<(i64, i64)>,
    recent: RwLock<Recent>,
}

/// The last events, for listeners who were away: catching up reads no database.
struct Recent {
    /// The place in the audit from which on none is missing.
    after: (i64, i64),
    events: VecDeque<Arc<Event>>,
}

/// Events read in one go.
const PAGE: i64 = 1_000;

/// Events kept for listeners who were away.
const KEPT: usize = 1_000;

impl Feed {
    /// A feed that begins after what is settled now, and remembers the last events before.
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

    /// Hears of each event from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Arc<Event>> {
        self.events.subscribe()
    }

    /// Events after a place in the audit, up to what has been handed on, and whether there were
    /// more before them: at most the last 1,000 are kept.
    pub fn since(&self, place: (i64, i64)) -> (Vec<Arc<Event>>, bool) {
        let recent = self.recent.read().unwrap_or_else(PoisonError::into_inner);
        let first = recent.events.partition_point(|event| event.position <= Some(place));
        (recent.events.range(first..).cloned().collect(), place < recent.after)
    }

    /// Reads what was committed since the last call, by any instance, and hands it on.
    ///
    /// # Errors
    /// When the database can't be read; nothing is lost, the next call reads it.
    pub async fn read_on(&self, cx: &Context) -> Result<(), Error> {
        let mut from = self.reading.lock().await;
        loop {
            let (events, last) = page(cx, *from).await?;
            let Some(last) = last else { return Ok(()) };
            for event in events.into_iter().map(Arc::new) {
                // Kept first: who catches up after having subscribed misses none.
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

/// The place in the audit after all that is settled now.
pub async fn end(cx: &Context) -> Result<(i64, i64), Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok((audit_log::settled_position(&mut tx).await? - 1, i64::MAX))
}

/// Events after a place in the audit, at most a page, and the place it reaches; `None` at the
/// end.
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
    let board = cx.board.snapshot();
    let event = |row: &AuditRecord| {
        let request = requests.get(&row.request_id?)?;
        let offer =
            offers.get(&request.id).and_then(|all| all.iter().find(|o| o.id == row.entity_id));
        let shelter = offer.and_then(|offer| board.get(offer.shelter_id));
        let (name, roles, data): (_, &'static [Role], _) = match (row.entity.as_str(), offer) {
            ("request", _) => {
                ("request", &[Role::Outreach, Role::Coordinator], json!({ "id": request.id }))
            }
            ("offer", Some(offer)) => (
                "offer",
                &[Role::Outreach, Role::Shelter, Role::Coordinator],
                json!({
                    "id": offer.id, "state": offer.state, "shelter_id": offer.shelter_id,
                    "expires_at": offer.expires_at,
                }),
            ),
            ("escalation", _) => ("escalation", &[Role::Coordinator], json!({})),
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
