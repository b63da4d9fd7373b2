//! Tasks that compete for the last beds of the demo, through one instance or several.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use chrono::TimeDelta;
use mabit::background;
use mabit::domain::bed::Pool;
use mabit::domain::offer::{DeclineReason, OfferState};
use mabit::domain::request::{Child, Gender, RequestState, Urgency};
use mabit::services::Context;
use mabit::services::Error;
use mabit::services::Page;
use mabit::services::operations::jobs;
use mabit::services::placement::closing::{ChildFound, Withdraw};
use mabit::services::placement::manual_offer::ChosenShelter;
use mabit::services::placement::manual_offer::OfferByHand;
use mabit::services::placement::manual_offer::Override;
use mabit::services::placement::offers;
use mabit::services::placement::offers::Decline;
use mabit::services::placement::requests;
use mabit::services::placement::requests::ListFilter;
use mabit::services::placement::requests::NewRequest;
use mabit::services::placement::waitlist;
use mabit::services::shelters::availability;
use mabit::services::shelters::availability::Availability;
use mabit::store::StoreError;
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use crate::people::{CITIES, MovedClock, People};
use crate::support::acts::{OfferAnswer, act, answer, with_right};
use crate::truth;

/// The newest of a list.
const NEWEST: Page = Page { cursor: None, limit: 30 };

/// The states whose last act can be undone.
const UNDONE: [OfferState; 4] =
    [OfferState::Accepted, OfferState::Arrived, OfferState::NoShow, OfferState::Departed];

/// What the tasks share.
pub struct Crowd {
    instances: Vec<Context>,
    clock: Arc<MovedClock>,
    people: People,
    wanted: usize,
    placed: AtomicUsize,
    said_no: Mutex<BTreeMap<String, usize>>,
}

impl Crowd {
    pub fn new(
        instances: Vec<Context>,
        clock: Arc<MovedClock>,
        people: People,
        wanted: usize,
    ) -> Arc<Self> {
        let (placed, said_no) = (AtomicUsize::new(0), Mutex::default());
        Arc::new(Self { instances, clock, people, wanted, placed, said_no })
    }

    /// Lets 64 tasks compete until as many offers as wanted were made, while the schedule of
    /// each instance runs and the counts are looked at. A panic in any of them is passed on.
    pub async fn compete(self: &Arc<Self>) {
        let mut tasks = tokio::task::JoinSet::new();
        for seed in 0..64 {
            tasks.spawn(Arc::clone(self).one(seed));
        }
        for instance in &self.instances {
            tasks.spawn(Arc::clone(self).schedule(instance.clone()));
        }
        tasks.spawn(Arc::clone(self).watch());
        while let Some(ended) = tasks.join_next().await {
            if let Err(failed) = ended {
                tasks.abort_all();
                std::panic::resume_unwind(failed.into_panic());
            }
        }
    }

    /// How often each answer but success was given.
    pub fn said_no(&self) -> BTreeMap<String, usize> {
        self.said_no.lock().unwrap().clone()
    }

    fn is_over(&self) -> bool {
        self.placed.load(Ordering::Relaxed) >= self.wanted
    }

    async fn one(self: Arc<Self>, seed: u64) {
        let mut rng = StdRng::seed_from_u64(seed);
        while !self.is_over() {
            let cx = &self.instances[rng.random_range(0..self.instances.len())];
            let done = match rng.random_range(0..100) {
                0..30 => self.ask(cx, &mut rng).await,
                30..70 => self.answer(cx, &mut rng).await,
                70..80 => self.report(cx, &mut rng).await,
                80..92 => self.withdraw(cx, &mut rng).await,
                92..99 => self.offer_by_hand(cx, &mut rng).await,
                _ => waitlist::rematch(cx).await.map(drop),
            };
            if let Err(error) = done {
                self.note(&error);
            }
        }
    }

    /// Ends offers, escalates and matches anew, as the schedule does, faster.
    async fn schedule(self: Arc<Self>, cx: Context) {
        let mut beat = tokio::time::interval(Duration::from_millis(100));
        while !self.is_over() {
            beat.tick().await;
            self.clock.advance(TimeDelta::seconds(30));
            for done in [jobs::sweep(&cx).await, background::each_minute(&cx).await] {
                if let Err(error) = done {
                    self.note(&error);
                }
            }
        }
    }

    /// Looks at the counts, again and again.
    async fn watch(self: Arc<Self>) {
        let mut beat = tokio::time::interval(Duration::from_millis(50));
        while !self.is_over() {
            for cx in &self.instances {
                truth::promises_fit(&cx.store).await;
            }
            beat.tick().await;
        }
    }

    /// A refusal is an answer; that the database broke one of its rules is not.
    fn note(&self, error: &Error) {
        let what = match error {
            Error::Conflict { code, .. } => (*code).to_owned(),
            Error::WrongState(state) => format!("wrong state, {state}"),
            Error::NotFound(what) => format!("no such {what}"),
            Error::Store(StoreError::Race(_)) => "lost too many races".to_owned(),
            other => panic!("{other:?}"),
        };
        *self.said_no.lock().unwrap().entry(what).or_default() += 1;
    }

    async fn ask(&self, cx: &Context, rng: &mut StdRng) -> Result<(), Error> {
        let urgency = Urgency::ALL[rng.random_range(0..Urgency::ALL.len())];
        let body = NewRequest {
            city: CITIES[rng.random_range(0..CITIES.len())].to_owned(),
            children: (0..rng.random_range(1..=3)).map(|_| child(rng)).collect(),
            urgency,
            needs: Vec::new(),
            max_km: rng.random_bool(0.7).then(|| rng.random_range(0.0..900.0)),
            case_ref: None,
            hold: rng.random_bool(0.95),
        };
        let team = &self.people.outreach[rng.random_range(0..self.people.outreach.len())];
        let asked = requests::create(cx, &with_right(team)?, None, body).await?;
        self.placed.fetch_add(usize::from(asked.request.offer.is_some()), Ordering::Relaxed);
        Ok(())
    }

    /// Somebody does to an offer what may be done to it next.
    async fn answer(&self, cx: &Context, rng: &mut StdRng) -> Result<(), Error> {
        let reason = DeclineReason::ALL[rng.random_range(0..DeclineReason::ALL.len())];
        let no = Decline { reason, detail: None };
        let (state, what) = match rng.random_range(0..100) {
            0..30 => (OfferState::Pending, OfferAnswer::Accept),
            30..50 => (OfferState::Pending, OfferAnswer::Decline(no)),
            50..70 => (OfferState::Accepted, OfferAnswer::Arrive),
            70..75 => (OfferState::Accepted, OfferAnswer::NoShow),
            75..85 => {
                let state = UNDONE[rng.random_range(0..UNDONE.len())];
                (state, OfferAnswer::Undo(state))
            }
            _ => (OfferState::Arrived, OfferAnswer::Depart),
        };
        let by = &self.people.national;
        let found = offers::list(cx, &with_right(by)?, Some(state), NEWEST).await?;
        let Some(offer) = pick(&found.items, rng) else { return Ok(()) };
        answer(cx, by, None, offer.id, what).await.map(drop)
    }

    async fn report(&self, cx: &Context, rng: &mut StdRng) -> Result<(), Error> {
        let pools = pools(cx);
        let Some(pool) = pick(&pools, rng) else { return Ok(()) };
        let free = match rng.random_range(0..3) {
            0 => pool.free,
            1 => (pool.free - rng.random_range(0..=2)).max(0),
            _ => (pool.free + rng.random_range(0..=2)).min(pool.capacity),
        };
        let closed = rng.random_bool(0.4).then(|| rng.random_bool(0.1));
        let body = Availability { free, closed, ..Availability::default() };
        availability::report(cx, &with_right(&self.people.national)?, pool.id, body, None)
            .await
            .map(drop)
    }

    async fn withdraw(&self, cx: &Context, rng: &mut StdRng) -> Result<(), Error> {
        let state = match rng.random_range(0..10) {
            0 => RequestState::Offered,
            1 => RequestState::Missing,
            _ => RequestState::Waiting,
        };
        let Some(id) = self.request(cx, state, rng).await? else { return Ok(()) };
        let by = &self.people.national;
        if state == RequestState::Missing && rng.random_bool(0.5) {
            return act(cx, by, None, ChildFound { id }).await.map(drop);
        }
        let withdraw = Withdraw { id, reason: "with an aunt".to_owned() };
        act(cx, by, None, withdraw).await.map(drop)
    }

    async fn offer_by_hand(&self, cx: &Context, rng: &mut StdRng) -> Result<(), Error> {
        let state = [RequestState::Waiting, RequestState::Offered, RequestState::Accepted]
            [rng.random_range(0..3)];
        let Some(id) = self.request(cx, state, rng).await? else { return Ok(()) };
        let pools = pools(cx);
        let Some(pool) = pick(&pools, rng) else { return Ok(()) };
        let why = Override { reason: "they know the shelter".to_owned() };
        let body = ChosenShelter {
            shelter_id: pool.shelter_id,
            beds: None,
            overruled: rng.random_bool(0.7).then_some(why),
        };
        act(cx, &self.people.national, None, OfferByHand { request_id: id, body }).await?;
        self.placed.fetch_add(1, Ordering::Relaxed);
        Ok(())
    }

    async fn request(
        &self,
        cx: &Context,
        state: RequestState,
        rng: &mut StdRng,
    ) -> Result<Option<uuid::Uuid>, Error> {
        let narrow = ListFilter { states: vec![state], ..ListFilter::default() };
        let found = requests::list(cx, &with_right(&self.people.national)?, narrow, NEWEST).await?;
        Ok(pick(&found.items, rng).map(|request| request.id))
    }
}

fn child(rng: &mut StdRng) -> Child {
    let gender = Gender::ALL[rng.random_range(0..Gender::ALL.len())];
    Child { age: rng.random_range(4..18), gender, age_estimated: rng.random_bool(0.5) }
}

fn pools(cx: &Context) -> Vec<Pool> {
    let board = cx.board.snapshot();
    board.iter().flat_map(|shelter| shelter.pools.clone()).collect()
}

fn pick<'a, T>(of: &'a [T], rng: &mut StdRng) -> Option<&'a T> {
    if of.is_empty() { None } else { of.get(rng.random_range(0..of.len())) }
}
