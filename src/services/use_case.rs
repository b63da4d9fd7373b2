//! Carries out writing use cases: each is a value, run in one transaction, retried after a lost
//! race, and answered again from storage when its idempotency key comes again.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::authorisation::{Actor, By, Right};
use super::{Context, Error};
use crate::domain::account::Caller;
use crate::store::idempotency::{self, FirstAnswer, IdempotencyKey};
use crate::store::{JobFuture, StoreError, Tx};

pub(crate) const IDEMPOTENCY_TTL: TimeDelta = TimeDelta::hours(24);

/// A use case that writes: its fields are its input, and it runs in one transaction.
///
/// It may run more than once (after a lost race, or in a rolled-back rehearsal when its key comes
/// again), so it must have no effect outside the transaction.
pub trait UseCase: Send + Sync + 'static {
    type Answer: Send + 'static;
    type Right: Right;

    /// Whether it places requests: on PostgreSQL such use cases take turns. One that learns it from
    /// the database takes its turn itself (`Tx::take_placing_turn`).
    const PLACES: bool = false;

    /// Whether it adds shelters or pools, or moves shelters: the board is reloaded after it.
    const CHANGES_SHELTERS: bool = false;

    fn run(
        &self,
        tx: &mut Tx,
        call: &Call,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

pub struct Call {
    pub cx: Context,
    pub by: Actor,
    /// The moment the transaction began; another one at each retry.
    pub now: DateTime<Utc>,
}

impl Call {
    /// The actor's account, for the audit log; `None` when no account acts.
    pub(super) fn actor(&self) -> Option<Uuid> {
        self.by.account().map(|caller| caller.account_id)
    }

    pub(super) fn caller(&self) -> Result<&Caller, Error> {
        self.by.account().ok_or(Error::Forbidden)
    }
}

impl Context {
    /// Carries out a use case; with a key only once: the same call again returns the first answer,
    /// and [`Error::IdempotencyConflict`] when the key came with another call.
    pub async fn carry_out<U>(
        &self,
        by: impl Into<By<U::Right>>,
        key: Option<IdempotencyKey>,
        use_case: U,
    ) -> Result<U::Answer, Error>
    where
        U: UseCase,
        U::Answer: Serialize + DeserializeOwned,
    {
        let keyed = key.map(|key| Keyed { key, codec: Codec::of::<U::Answer>() });
        answer(self.write_erased(Work::of(self, by.into(), keyed, use_case)).await)
    }

    pub async fn write<U: UseCase>(
        &self,
        by: impl Into<By<U::Right>>,
        use_case: U,
    ) -> Result<U::Answer, Error> {
        answer(self.write_erased(Work::of(self, by.into(), None, use_case)).await)
    }

    async fn write_erased(&self, work: Work) -> Result<Answer, Error> {
        let (places, changes_shelters) = (work.places, work.changes_shelters);
        let work = Arc::new(work);
        let answer = self.store.write_job(places, move |tx| {
            let work = Arc::clone(&work);
            Box::pin(async move { work.run(tx).await })
        });
        let answer = answer.await?;
        if changes_shelters {
            self.board.refresh(&self.store).await?;
        }
        Ok(answer)
    }
}

/// An answer with its type erased, so that `write_erased` is compiled once, not per use case.
type Answer = Box<dyn Any + Send>;

fn answer<T: 'static>(given: Result<Answer, Error>) -> Result<T, Error> {
    let given = given?.downcast::<T>();
    given.map(|given| *given).map_err(|_| Error::Internal("an answer of another type".to_owned()))
}

/// A use case with its type erased.
trait Erased: Send + Sync {
    fn run<'a>(&'a self, tx: &'a mut Tx, call: &'a Call) -> JobFuture<'a, Answer, Error>;
}

impl<U: UseCase> Erased for U {
    fn run<'a>(&'a self, tx: &'a mut Tx, call: &'a Call) -> JobFuture<'a, Answer, Error> {
        Box::pin(async move { Ok(Box::new(UseCase::run(self, tx, call).await?) as Answer) })
    }
}

struct Keyed {
    key: IdempotencyKey,
    codec: Codec,
}

/// Stores and reads answers of one type as JSON.
struct Codec {
    write: fn(&Answer) -> serde_json::Result<String>,
    read: fn(&str) -> serde_json::Result<Answer>,
}

impl Codec {
    fn of<T: Serialize + DeserializeOwned + Send + 'static>() -> Self {
        Self {
            write: |answer| serde_json::to_string(&answer.downcast_ref::<T>()),
            read: |json| Ok(Box::new(serde_json::from_str::<T>(json)?)),
        }
    }
}

/// A use case, its actor and its key: the job that the store runs.
struct Work {
    cx: Context,
    by: Actor,
    keyed: Option<Keyed>,
    use_case: Box<dyn Erased>,
    places: bool,
    changes_shelters: bool,
    /// Whether a conflict has already caused one more look for the key's answer.
    looked_again: AtomicBool,
}

impl Work {
    fn of<U: UseCase>(cx: &Context, by: By<U::Right>, keyed: Option<Keyed>, use_case: U) -> Self {
        Self {
            cx: cx.clone(),
            by: by.into_actor(),
            keyed,
            use_case: Box::new(use_case),
            places: U::PLACES,
            changes_shelters: U::CHANGES_SHELTERS,
            looked_again: AtomicBool::new(false),
        }
    }

    async fn run(&self, tx: &mut Tx) -> Result<Answer, Error> {
        let call = Call { cx: self.cx.clone(), by: self.by.clone(), now: self.cx.now() };
        match &self.keyed {
            Some(keyed) => self.run_once(tx, &call, keyed).await,
            None => self.use_case.run(tx, &call).await,
        }
    }

    /// Returns the stored answer of the key, or runs the use case and stores its answer.
    async fn run_once(&self, tx: &mut Tx, call: &Call, keyed: &Keyed) -> Result<Answer, Error> {
        let Keyed { key, codec } = keyed;
        let since = call.now - IDEMPOTENCY_TTL;
        if let Some(first) = idempotency::find_many(tx, &[key], since).await?.pop() {
            let first = (codec.read)(stored_answer(&first, key)?).map_err(unserializable)?;
            let rehearsal = tx.rehearse().await?;
            let now = self.use_case.run(tx, call).await;
            tx.undo(rehearsal).await?;
            return still_allowed(now).map(|()| first);
        }
        let answer = match self.use_case.run(tx, call).await {
            // The conflict may be with the same call, just committed: look for its answer once
            // more.
            Err(Error::Conflict { .. } | Error::WrongState(_) | Error::NewerCount { .. })
                if !self.looked_again.swap(true, Ordering::Relaxed) =>
            {
                return Err(StoreError::Race("a clash under a key".to_owned()).into());
            }
            other => other?,
        };
        let stored = (codec.write)(&answer).map_err(unserializable)?;
        idempotency::insert_many(tx, &[(key, stored)], since, call.now).await?;
        Ok(answer)
    }
}

/// Whether the stored answer may be returned, judged by what the same call would answer now: not to
/// a caller who has lost the role, scope or partner since. Other errors don't matter: the thing has
/// only changed state since.
fn still_allowed<T>(now: Result<T, Error>) -> Result<(), Error> {
    match now {
        Err(error @ (Error::Forbidden | Error::NotFound(_))) => Err(error),
        Err(Error::Store(error @ (StoreError::Race(_) | StoreError::Unavailable(_)))) => {
            Err(error.into())
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The JSON of the key's stored answer; [`Error::IdempotencyConflict`] when it is another call's.
fn stored_answer<'a>(first: &'a FirstAnswer, key: &IdempotencyKey) -> Result<&'a str, Error> {
    if first.fingerprint == key.fingerprint {
        Ok(&first.response)
    } else {
        Err(Error::IdempotencyConflict)
    }
}

/// The key's stored answer.
pub(super) fn replay<T: DeserializeOwned>(
    first: &FirstAnswer,
    key: &IdempotencyKey,
) -> Result<T, Error> {
    serde_json::from_str(stored_answer(first, key)?).map_err(unserializable)
}

#[expect(clippy::needless_pass_by_value, reason = "for map_err")]
pub(super) fn unserializable(error: serde_json::Error) -> Error {
    Error::Internal(format!("an answer stored under an idempotency key: {error}"))
}
