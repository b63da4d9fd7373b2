//! A night on one database, in which commands are carried out one after another.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::background;
use mabit::clock::Clock;
use mabit::domain::account::Caller;
use mabit::domain::bed::Pool;
use mabit::domain::request::life::PlacementRequest;
use mabit::domain::request::{Outcome, RequestState};
use mabit::services::Context;
use mabit::services::Error;
use mabit::services::Page;
use mabit::services::escalation::acknowledge::AcknowledgeRequest;
use mabit::services::escalation::list;
use mabit::services::operations::jobs;
use mabit::services::placement::closing::{ChildFound, Close, Withdraw};
use mabit::services::placement::manual_offer::ChosenShelter;
use mabit::services::placement::manual_offer::OfferByHand;
use mabit::services::placement::manual_offer::Override;
use mabit::services::placement::offers;
use mabit::services::placement::offers::Decline;
use mabit::services::placement::requests;
use mabit::services::placement::requests::ListFilter;
use mabit::services::placement::requests::NewRequest;
use mabit::services::shelters::availability;
use mabit::services::shelters::availability::Availability;
use mabit::services::shelters::availability::ManyAvailabilities;
use mabit::services::shelters::availability::PoolAvailability;
use mabit::services::shelters::setup::NewPool;
use mabit::services::shelters::setup::ShelterPatch;
use mabit::services::shelters::setup::{AddPool, ChangeShelter};
use mabit::services::views;
use mabit::services::views::BedChoice;
use mabit::services::views::RequestView;
use mabit::store;
use mabit::store::idempotency::IdempotencyKey;
use mabit::store::notifications::claims;
use mabit::store::notifications::claims::ClaimTime;
use mabit::store::placement::offers::OfferFilter;
use mabit::store::placement::offers::OfferRecord;
use mabit::store::placement::request_lists::RequestFilter;
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

use crate::commands::{Ask, By, Command, Count, Deed, Reply};
use crate::people::{CITIES, MovedClock, People, open};
use crate::support::acts::{self, OfferAnswer, act, with_right};
use crate::support::database::Database;
use crate::truth;

/// The service on a database, and what it has said so far.
pub struct Night<'a> {
    database: &'a Database,
    clock: Arc<MovedClock>,
    cx: Context,
    people: People,
    began: DateTime<Utc>,
    answered: HashMap<(Uuid, String), FirstAnswer>,
}

/// What was answered to an idempotency key.
struct FirstAnswer {
    fingerprint: Vec<u8>,
    at: DateTime<Utc>,
    answer: Value,
}

/// How a command ended: done, or refused as it may be.
type Heard = Result<(), Error>;

impl<'a> Night<'a> {
    /// Opens a database that holds the demo's data.
    pub async fn begin(database: &'a Database) -> Self {
        let clock = Arc::new(MovedClock::evening());
        clock.advance(TimeDelta::hours(1));
        let cx = open(database, Arc::clone(&clock)).await;
        let people = People::of(&cx).await;
        let began = clock.now();
        Self { database, clock, cx, people, began, answered: HashMap::new() }
    }

    /// Carries out a command. Says how it ended: `done`, or the kind of refusal.
    pub async fn hear(&mut self, command: &Command) -> &'static str {
        self.clock.advance(TimeDelta::milliseconds(20));
        let heard = self.carry_out(command).await;
        truth::promises_fit(&self.cx.store).await;
        truth::board_is_true(&self.cx).await;
        match heard {
            Ok(()) => "done",
            Err(Error::Forbidden) => "forbidden",
            Err(Error::NotFound(_)) => "not found",
            Err(Error::Invalid(_)) => "invalid",
            Err(Error::WrongState(_)) => "wrong state",
            Err(Error::Conflict { code, .. }) => code,
            Err(Error::NewerCount { .. }) => "newer count",
            Err(Error::PreconditionFailed) => "another version",
            Err(Error::IdempotencyConflict) => "key used",
            Err(error @ (Error::Busy | Error::Store(_) | Error::Internal(_))) => {
                panic!("{error:?} after {command:?}")
            }
        }
    }

    /// Ends the night: all settles and is looked at. Gives how many offers there were.
    pub async fn end(self) -> usize {
        let cx = &self.cx;
        truth::settle(cx).await;
        jobs::note_heartbeat(cx, Uuid::new_v4(), self.began, self.clock.now()).await.unwrap();
        truth::is_sound(cx).await;
        truth::nobody_waits_beside_a_bed(cx, &self.people.national).await;
        let pools = truth::promises_fit(&cx.store).await;
        let offers =
            truth::offers_keep_their_word(cx, &truth::shelter_of_pools(&pools), true).await;
        cx.store.close().await;
        offers
    }

    async fn carry_out(&mut self, command: &Command) -> Heard {
        match command {
            Command::Ask { by, ask, key } => self.ask(*by, ask, *key).await,
            Command::Answer { by, offer, reply, key } => {
                self.answer(*by, *offer, *reply, *key).await
            }
            Command::Report { by, count, version } => self.report(*by, *count, *version).await,
            Command::ReportMany { by, counts } => self.report_many(*by, counts).await,
            Command::OfferByHand { by, request, shelter, chosen, overruled, key } => {
                let to = (*shelter, *chosen, *overruled);
                self.offer_by_hand(*by, *request, to, *key).await
            }
            Command::Do { by, request, deed, key } => self.act(*by, *request, *deed, *key).await,
            Command::Read { by, request } => self.read(*by, *request).await,
            Command::AddPool { .. } | Command::ChangeShelter { .. } => self.set_up(command).await,
            Command::Mails { many } => self.mails_go_out(*many).await,
            Command::Pass { seconds } => {
                self.clock.advance(TimeDelta::seconds(*seconds));
                Ok(())
            }
            Command::Sweep => jobs::sweep(&self.cx).await,
            Command::Minute => background::each_minute(&self.cx).await,
            Command::Hour => background::each_hour(&self.cx).await,
            Command::Restart => {
                self.cx.store.close().await;
                self.cx = open(self.database, Arc::clone(&self.clock)).await;
                Ok(())
            }
        }
    }

    /// Who gives a command, where `right` is one who may.
    fn who(&self, by: By, right: impl Fn(&People) -> &Caller) -> Caller {
        match by {
            By::Right => right(&self.people).clone(),
            By::National => self.people.national.clone(),
            By::Any(number) => self.people.all().nth(number).unwrap().clone(),
        }
    }

    /// The key of a call, and what the call is.
    fn once(
        caller: &Caller,
        key: Option<u8>,
        call: &impl std::fmt::Debug,
    ) -> Option<IdempotencyKey> {
        key.map(|key| IdempotencyKey {
            account_id: caller.account_id,
            key: format!("key {key}"),
            fingerprint: format!("{call:?}").into_bytes(),
        })
    }

    /// Takes an answer. One to a key that was answered within a day must be the first again,
    /// or say that the key was used for another call.
    fn take<T: Serialize>(
        &mut self,
        once: Option<IdempotencyKey>,
        called: DateTime<Utc>,
        answer: Result<T, Error>,
    ) -> Result<T, Error> {
        let Some(once) = once else { return answer };
        let id = (once.account_id, once.key);
        let since = called - TimeDelta::hours(24);
        let first = self.answered.get(&id).filter(|first| first.at > since);
        match (first, &answer) {
            (None, Ok(value)) => {
                let answer = serde_json::to_value(value).unwrap();
                let first = FirstAnswer { fingerprint: once.fingerprint, at: called, answer };
                self.answered.insert(id, first);
            }
            (None, Err(error)) => {
                assert!(!matches!(error, Error::IdempotencyConflict), "{id:?} was not used");
            }
            (Some(first), Ok(value)) => {
                let again = serde_json::to_value(value).unwrap();
                assert_eq!(first.fingerprint, once.fingerprint, "{id:?} was used for another call");
                for part in ["id", "state", "reference", "next_escalation_at", "created_at"] {
                    assert_eq!(first.answer[part], again[part], "{part} of {again}");
                }
            }
            (Some(first), Err(error)) => {
                let allowed = first.fingerprint != once.fingerprint;
                assert!(allowed, "{error:?}, where {id:?} was answered {}", first.answer);
                let before_the_key =
                    matches!(error, Error::Forbidden | Error::Conflict { code: "no_partner", .. });
                let conflict = matches!(error, Error::IdempotencyConflict);
                assert!(conflict || before_the_key, "{error:?} to a used key");
            }
        }
        answer
    }

    async fn ask(&mut self, by: By, ask: &Ask, key: Option<u8>) -> Heard {
        let caller = self.who(by, |people| &people.outreach[ask.team]);
        let codes = self.cx.features.codes();
        let body = NewRequest {
            city: CITIES[ask.city].to_owned(),
            children: ask.children.clone(),
            urgency: ask.urgency,
            needs: ask.needs.iter().map(|&need| codes[need].clone()).collect(),
            max_km: ask.max_km,
            case_ref: None,
            hold: ask.hold,
        };
        let once = Self::once(&caller, key, &body);
        let called = self.clock.now();
        let answer = match with_right(&caller) {
            Ok(team) => requests::create(&self.cx, &team, once.clone(), body).await,
            Err(error) => Err(error),
        };
        let asked = self.take(once, called, answer)?;
        is_in_order(&asked.request);
        Ok(())
    }

    async fn answer(&mut self, by: By, offer: usize, reply: Reply, key: Option<u8>) -> Heard {
        let Some(offer) = nth(&self.offers().await, offer) else { return Ok(()) };
        let partner = self.partner_of(offer.shelter_id);
        let caller = self.who(by, |people| of_partner(&people.shelter, partner, &people.national));
        let answer = match reply {
            Reply::Accept => OfferAnswer::Accept,
            Reply::Decline(reason) => {
                OfferAnswer::Decline(Decline { reason, detail: Some("as it is".to_owned()) })
            }
            Reply::Arrive => OfferAnswer::Arrive,
            Reply::NoShow => OfferAnswer::NoShow,
            Reply::Depart => OfferAnswer::Depart,
        };
        let once = Self::once(&caller, key, &(offer.id, &answer));
        let called = self.clock.now();
        let answer = acts::answer(&self.cx, &caller, once.clone(), offer.id, answer).await;
        let view = self.take(once, called, answer)?;
        assert!(view.beds.len() <= 8 && view.shelter_id == offer.shelter_id);
        Ok(())
    }

    async fn report(&self, by: By, count: Count, version: Option<i64>) -> Heard {
        let (pool, free, closed) = count;
        let Some(pool) = nth(&self.pools(), pool) else { return Ok(()) };
        let partner = self.partner_of(pool.shelter_id);
        let caller = self.who(by, |people| of_partner(&people.shelter, partner, &people.national));
        let body = Availability { free, closed, ..Availability::default() };
        let versions = version.map(|behind| vec![pool.version - behind]);
        let view =
            availability::report(&self.cx, &with_right(&caller)?, pool.id, body, versions).await?;
        assert_eq!((view.id, view.free), (pool.id, free));
        let board = self.cx.board.snapshot();
        let known = board.iter().flat_map(|s| &s.pools).find(|known| known.id == pool.id);
        assert_eq!(Some(view.available), known.map(|known| known.free - known.promised));
        Ok(())
    }

    async fn report_many(&self, by: By, counts: &[Count]) -> Heard {
        let mut named = Vec::new();
        for &(pool, free, closed) in counts {
            let Some(pool) = nth(&self.pools(), pool) else { return Ok(()) };
            named.push((pool, free, closed));
        }
        let partner = self.partner_of(named[0].0.shelter_id);
        let caller = self.who(by, |people| of_partner(&people.shelter, partner, &people.national));
        let pools = named.iter().map(|(pool, free, closed)| {
            let free = (*free).min(pool.capacity);
            PoolAvailability { pool_id: pool.id, free, closed: *closed, counted_at: None }
        });
        let body = ManyAvailabilities { pools: pools.collect() };
        let views = availability::report_many(&self.cx, &with_right(&caller)?, body).await?.pools;
        assert_eq!(views.len(), counts.len());
        Ok(())
    }

    async fn offer_by_hand(
        &mut self,
        by: By,
        request: usize,
        (shelter, chosen, overruled): (usize, bool, bool),
        key: Option<u8>,
    ) -> Heard {
        let Some(request) = nth(&self.requests().await, request) else { return Ok(()) };
        let board = self.cx.board.snapshot();
        let shelter = &board[shelter % board.len()];
        let caller = self.who(by, |people| &people.national);
        let children = requests::get(&self.cx, &with_right(&self.people.national)?, request.id)
            .await?
            .children;
        let choice = |child: usize| BedChoice {
            child: child.try_into().unwrap(),
            pool_id: shelter.pools[child % shelter.pools.len()].id,
        };
        let why = Override { reason: "they know the shelter".to_owned() };
        let body = ChosenShelter {
            shelter_id: shelter.id,
            beds: chosen.then(|| (0..children.len()).map(choice).collect()),
            overruled: overruled.then_some(why),
        };
        let once = Self::once(&caller, key, &(request.id, &body));
        let called = self.clock.now();
        let offer = OfferByHand { request_id: request.id, body };
        let answer = act(&self.cx, &caller, once.clone(), offer).await;
        let view = self.take(once, called, answer)?;
        is_in_order(&view);
        Ok(())
    }

    async fn act(&mut self, by: By, request: usize, deed: Deed, key: Option<u8>) -> Heard {
        let Some(request) = nth(&self.requests().await, request) else { return Ok(()) };
        let mine = |people: &People| {
            let team = people.outreach.iter();
            team.clone().position(|team| team.partner_id == Some(request.partner_id))
        };
        let caller = match deed {
            Deed::Withdraw | Deed::Found => self
                .who(by, |people| mine(people).map_or(&people.national, |at| &people.outreach[at])),
            Deed::Close | Deed::Acknowledge => self.who(by, |people| &people.national),
        };
        let once = Self::once(&caller, key, &(request.id, deed));
        let (called, id, cx) = (self.clock.now(), request.id, self.cx.clone());
        let answer = match deed {
            Deed::Withdraw => {
                let withdraw = Withdraw { id, reason: "with an aunt".to_owned() };
                act(&cx, &caller, once.clone(), withdraw).await
            }
            Deed::Close => {
                let close = Close { id, outcome: Outcome::Family };
                act(&cx, &caller, once.clone(), close).await
            }
            Deed::Acknowledge => {
                act(&cx, &caller, once.clone(), AcknowledgeRequest { id, note: None }).await
            }
            Deed::Found => {
                let found = act(&cx, &caller, once.clone(), ChildFound { id }).await;
                found.map(|found| found.request)
            }
        };
        let view = self.take(once, called, answer)?;
        is_in_order(&view);
        Ok(())
    }

    /// Everything that only reads.
    async fn read(&self, by: By, request: usize) -> Heard {
        let Some(request) = nth(&self.requests().await, request) else { return Ok(()) };
        let caller = self.who(by, |people| &people.national);
        let (cx, page) = (&self.cx, Page { cursor: None, limit: 7 });
        let reader = with_right(&caller)?;
        for view in requests::list(cx, &reader, ListFilter::default(), page).await?.items {
            is_in_order(&view);
        }
        is_in_order(&requests::get(cx, &reader, request.id).await?);
        requests::history(cx, &reader, request.id, views::OffsetPage { skip: 0, limit: 50 })
            .await?;
        offers::list(cx, &with_right(&caller)?, None, page).await?;
        list::list(cx, &with_right(&caller)?, true, page).await?;
        Ok(())
    }

    async fn set_up(&self, command: &Command) -> Heard {
        let (cx, admin) = (&self.cx, &self.people.admin);
        let board = cx.board.snapshot();
        match command {
            Command::AddPool { shelter, takes, age, ages, capacity, full } => {
                let body = NewPool {
                    // Names are unique, and the clock may stand still.
                    name: format!("Pool {}", uuid::Uuid::new_v4()),
                    gender: *takes,
                    age_min: *age,
                    age_max: age + ages,
                    capacity: *capacity,
                    free: if *full { 0 } else { *capacity },
                };
                let shelter = &board[shelter % board.len()];
                act(cx, admin, None, AddPool { shelter_id: shelter.id, body }).await.map(drop)
            }
            Command::ChangeShelter { shelter, city, features } => {
                let codes = cx.features.codes();
                let patch = ShelterPatch {
                    city: Some(CITIES[*city].to_owned()),
                    features: Some(features.iter().map(|&at| codes[at].clone()).collect()),
                    ..ShelterPatch::default()
                };
                let shelter = &board[shelter % board.len()];
                act(cx, admin, None, ChangeShelter { id: shelter.id, patch }).await.map(drop)
            }
            _ => Ok(()),
        }
    }

    /// The mail server takes this many mails.
    async fn mails_go_out(&self, many: i64) -> Heard {
        let now = self.clock.now();
        let sent = self.cx.store.write(move |tx| {
            Box::pin(async move {
                let at = ClaimTime { now, shared: now };
                for mail in claims::claim(tx, Uuid::nil(), at, many).await? {
                    claims::mark_sent(tx, mail.id, now).await?;
                }
                Ok::<_, Error>(())
            })
        });
        sent.await
    }

    async fn requests(&self) -> Vec<PlacementRequest> {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        store::placement::request_lists::list(&mut tx, &RequestFilter::default(), None, 30)
            .await
            .unwrap()
    }

    async fn offers(&self) -> Vec<OfferRecord> {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        store::placement::offers::list(&mut tx, &OfferFilter::default(), None, 30).await.unwrap()
    }

    fn pools(&self) -> Vec<Pool> {
        let board = self.cx.board.snapshot();
        board.iter().flat_map(|shelter| shelter.pools.clone()).collect()
    }

    fn partner_of(&self, shelter_id: Uuid) -> Option<Uuid> {
        let board = self.cx.board.snapshot();
        board.iter().find(|shelter| shelter.id == shelter_id).map(|shelter| shelter.partner_id)
    }
}

/// The one of a number, if there is any.
fn nth<T: Clone>(of: &[T], number: usize) -> Option<T> {
    if of.is_empty() { None } else { of.get(number % of.len()).cloned() }
}

/// The partner's own of these, or else the other.
fn of_partner<'a>(callers: &'a [Caller], partner: Option<Uuid>, or: &'a Caller) -> &'a Caller {
    callers.iter().find(|caller| caller.partner_id == partner).unwrap_or(or)
}

/// Somebody is told of an open request at a moment that is known; a group has one bed for
/// each child, in one shelter.
fn is_in_order(request: &RequestView) {
    assert_eq!(request.state.is_open(), request.next_escalation_at.is_some(), "{request:?}");
    assert_eq!(request.state.is_open(), request.ended_at.is_none(), "{request:?}");
    let promised = matches!(request.state, RequestState::Offered | RequestState::Accepted);
    assert!(!promised || request.offer.is_some(), "{request:?}");
    if let Some(offer) = &request.offer {
        assert_eq!(offer.beds.len(), request.children.len(), "{request:?}");
    }
}
