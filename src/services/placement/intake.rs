//! Queue of new requests: those that arrive while a group commits are placed together in the next
//! transaction (group commit).

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::request::new_reference;
use crate::services::authorisation::{Nobody, Service};
use crate::services::escalation::policies::InForce;
use crate::services::placement::exclusions::AskedBefore;
use crate::services::placement::matching::{Item, Persist, place};
use crate::services::placement::new_request::{self, NewRequest};
use crate::services::placement::ranking::{contacts_of, ranked};
use crate::services::placement::visibility::see;
use crate::services::views::RankedRequest;
use crate::services::{
    Blame, Call, Context, Error, IDEMPOTENCY_TTL, Shared, UseCase, replay, unserializable,
};
use crate::store::idempotency::{self, FirstAnswer, IdempotencyKey};
use crate::store::placement::requests;
use crate::store::{StoreError, Tx};

/// Sender of the queue. A request that arrives alone is placed at once.
pub(crate) struct Intake(mpsc::Sender<Asked>);

/// A new request in the queue.
pub(crate) struct Asked {
    caller: Caller,
    once: Option<IdempotencyKey>,
    body: NewRequest,
    answer: Mutex<Option<oneshot::Sender<Result<RankedRequest, Error>>>>,
}

/// Most requests placed in one transaction.
const GROUP: usize = 64;

impl Intake {
    pub(crate) fn new() -> (Self, mpsc::Receiver<Asked>) {
        let (queue, asked) = mpsc::channel(1_024);
        (Self(queue), asked)
    }

    /// Enqueues a checked request and waits for its answer.
    pub(crate) async fn place(
        &self,
        caller: &Caller,
        once: Option<IdempotencyKey>,
        body: NewRequest,
    ) -> Result<RankedRequest, Error> {
        let (answer, answered) = oneshot::channel();
        let answer = Mutex::new(Some(answer));
        let asked = Asked { caller: caller.clone(), once, body, answer };
        let gone = || StoreError::Unavailable("the service is stopping".to_owned());
        self.0.send(asked).await.map_err(|_| gone())?;
        answered.await.map_err(|_| gone())?
    }
}

/// Separates requests that repeat an idempotency key of the group: they are placed after it, and
/// get the stored answer.
fn split_repeated(group: Vec<Asked>) -> (Vec<Asked>, Vec<Asked>) {
    let mut seen = HashSet::new();
    group.into_iter().partition(|asked| {
        asked.once.as_ref().is_none_or(|once| seen.insert((once.account_id, once.key.clone())))
    })
}

/// Places a group; when the transaction fails, each request in its own, so that one can't fail
/// others.
async fn place_group(cx: &Context, group: Vec<Asked>) {
    let group = Arc::new(group);
    match place_together(cx, &group, 0..group.len()).await {
        Ok(answers) => {
            for (asked, answer) in group.iter().zip(answers) {
                reply(asked, answer);
            }
        }
        Err(error) if group.len() == 1 => reply(&group[0], Err(error)),
        // It may have been committed: don't place anybody a second time.
        Err(error) if error.blame() == Some(Blame::Database) => {
            for asked in group.iter() {
                reply(asked, Err(StoreError::Unavailable(error.to_string()).into()));
            }
        }
        Err(_) => {
            for at in 0..group.len() {
                let answer = place_together(cx, &group, at..at + 1).await;
                reply(&group[at], answer.and_then(|mut one| one.remove(0)));
            }
        }
    }
}

fn reply(asked: &Asked, answer: Result<RankedRequest, Error>) {
    let sender = asked.answer.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(sender) = sender {
        let _ = sender.send(answer);
    }
}

type Answers = Vec<Result<RankedRequest, Error>>;

async fn place_together(
    cx: &Context,
    group: &Arc<Vec<Asked>>,
    range: Range<usize>,
) -> Result<Answers, Error> {
    cx.write(Service, PlaceGroup { group: Arc::clone(group), range }).await
}

struct PlaceGroup {
    group: Arc<Vec<Asked>>,
    range: Range<usize>,
}

impl UseCase for PlaceGroup {
    type Answer = Answers;
    type Right = Nobody;
    const PLACES: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Answers, Error> {
        place_new(tx, call, &self.group[self.range.clone()]).await
    }
}

async fn place_new(tx: &mut Tx, call: &Call, group: &[Asked]) -> Result<Answers, Error> {
    let (cx, now) = (&call.cx, call.now);
    let since = now - IDEMPOTENCY_TTL;
    let onces: Vec<&IdempotencyKey> =
        group.iter().filter_map(|asked| asked.once.as_ref()).collect();
    let mut first: HashMap<(Uuid, String), FirstAnswer> = HashMap::new();
    for answer in idempotency::find_many(tx, &onces, since).await? {
        first.insert((answer.account_id, answer.key.clone()), answer);
    }
    let mut answers: Vec<Option<Result<RankedRequest, Error>>> = Vec::with_capacity(group.len());
    for asked in group {
        let once = asked.once.as_ref();
        let first = once.and_then(|once| first.get(&(once.account_id, once.key.clone())));
        answers.push(match first.zip(once) {
            Some((first, once)) => Some(replay_created(tx, cx, &asked.caller, first, once).await?),
            None => None,
        });
    }
    let open: Vec<usize> = (0..group.len()).filter(|&at| answers[at].is_none()).collect();
    let policies = InForce::load(tx, cx).await?;
    let items = open.iter().map(|&at| new_item(cx, &policies, &group[at], now)).collect();
    let placed = place(tx, cx, None, items, now).await?;
    let contacts = contacts_of(tx, call, &placed).await?;
    let board = cx.board.in_transaction(tx);
    let mut kept = Vec::new();
    for (&at, placed) in open.iter().zip(&placed) {
        let answer = ranked(call, placed, &board, &contacts);
        if let Some(once) = &group[at].once {
            kept.push((once, serde_json::to_string(&answer).map_err(unserializable)?));
        }
        answers[at] = Some(Ok(answer));
    }
    idempotency::insert_many(tx, &kept, since, now).await?;
    Ok(answers.into_iter().flatten().collect())
}

fn new_item(cx: &Context, policies: &InForce, asked: &Asked, now: DateTime<Utc>) -> Item {
    let mut request = new_request::record(cx, policies, &asked.caller, &asked.body, now);
    request.reference = new_reference(&mut rand::rng());
    Item {
        request,
        children: asked.body.children.clone(),
        asked_before: AskedBefore::default(),
        persist: Persist::Insert,
    }
}

/// The stored answer of a key, if the caller may still see the request. The outer error is the
/// database's.
async fn replay_created(
    tx: &mut Tx,
    cx: &Context,
    caller: &Caller,
    first: &FirstAnswer,
    once: &IdempotencyKey,
) -> Result<Result<RankedRequest, Error>, StoreError> {
    let first: RankedRequest = match replay(first, once) {
        Ok(first) => first,
        Err(error) => return Ok(Err(error)),
    };
    let request = requests::get(tx, first.request.id).await?;
    Ok(see(cx, caller, request).map(|_| first))
}

/// Longest time between two heartbeats.
const RESTS: Duration = Duration::from_secs(20);

/// Places the queue's requests group by group, until the context is dropped. After a panic the
/// group's callers get an error and may retry with the same key.
pub(crate) async fn intake_loop(shared: Weak<Shared>, mut queue: mpsc::Receiver<Asked>) {
    let mut gathered = Vec::with_capacity(GROUP);
    loop {
        let received = timeout(RESTS, queue.recv_many(&mut gathered, GROUP)).await;
        let Some(cx) = shared.upgrade().map(Context) else { return };
        cx.heartbeats.beat("intake");
        let Ok(received) = received else { continue };
        if received == 0 {
            return;
        }
        let group = std::mem::take(&mut gathered);
        if AssertUnwindSafe(place_all(&cx, group)).catch_unwind().await.is_err() {
            metrics::counter!("mabit_task_failures_total", "task" => "intake").increment(1);
            tracing::error!("the intake panicked; it goes on with the next requests");
        }
    }
}

async fn place_all(cx: &Context, mut group: Vec<Asked>) {
    while !group.is_empty() {
        let (first, repeated) = split_repeated(group);
        place_group(cx, first).await;
        group = repeated;
    }
}
