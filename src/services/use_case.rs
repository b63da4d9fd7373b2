//! One way to write: a use case is a value, carried out in one transaction.

use std::any::Any;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

use super::{Context, Error};
use crate::domain::account::{Caller, Role};
use crate::store::idempotency::{self, FirstAnswer, IdempotencyKey};
use crate::store::{JobFuture, StoreError, Tx};

/// How long an idempotency key lives.
pub(crate) const IDEMPOTENCY_TTL: TimeDelta = TimeDelta::hours(24);

/// A use case that writes: its fields are its input, and it runs in one transaction.
///
/// It may run more than once, after a lost race or to see what would be answered now, so all it
/// does must be in the transaction.
pub trait UseCase: Send + Sync + 'static {
    /// What it answers.
    type Answer: Send + 'static;

    /// Whether it places requests. On PostgreSQL such use cases run one after another.
    const PLACES: bool = false;

    /// Does it.
    fn run(
        &self,
        tx: &mut Tx,
        call: &Call,
    ) -> impl Future<Output = Result<Self::Answer, Error>> + Send;
}

/// Who acts.
#[derive(Clone, Debug)]
pub enum Actor {
    Account(Caller),
    /// Whoever runs a command on the command line: may do what an administrator may.
    Operator,
    /// The service by itself.
    Service,
    /// Whoever opened this count link.
    CountLink {
        /// The link.
        id: Uuid,
        /// The shelter it was sent to.
        shelter_id: Uuid,
    },
}

impl Actor {
    /// The account; `None` when no account acts.
    pub fn account(&self) -> Option<&Caller> {
        match self {
            Self::Account(caller) => Some(caller),
            Self::Operator | Self::Service | Self::CountLink { .. } => None,
        }
    }

    /// The account, if it is a coordinator's.
    pub(super) fn coordinator(&self) -> Option<&Caller> {
        self.account().filter(|caller| caller.is(Role::Coordinator))
    }

    /// Whether the actor holds any of the roles; the operator and the service may do what
    /// administrators may.
    fn is_any(&self, roles: &[Role]) -> bool {
        match self {
            Self::Account(caller) => caller.is_any(roles),
            Self::Operator | Self::Service => roles.contains(&Role::Admin),
            Self::CountLink { .. } => false,
        }
    }

    /// Whether the actor may do what administrators may.
    pub(super) fn is_admin(&self) -> bool {
        self.is_any(&[Role::Admin])
    }

    /// Refuses an actor who holds none of the roles.
    pub(super) fn require(&self, roles: &[Role]) -> Result<(), Error> {
        if self.is_any(roles) { Ok(()) } else { Err(Error::Forbidden) }
    }
}

impl From<&Caller> for Actor {
    fn from(caller: &Caller) -> Self {
        Self::Account(caller.clone())
    }
}

/// A call of a use case.
pub struct Call {
    /// What it works with.
    pub cx: Context,
    /// Who acts.
    pub by: Actor,
    /// The moment the transaction began; another one at each retry.
    pub now: DateTime<Utc>,
}

impl Call {
    /// The actor's account, for the audit log; `None` when no account acts.
    pub(super) fn actor(&self) -> Option<Uuid> {
        self.by.account().map(|caller| caller.account_id)
    }

    /// The account that acts.
    pub(super) fn caller(&self) -> Result<&Caller, Error> {
        self.by.account().ok_or(Error::Forbidden)
    }
}

impl Context {
    /// Carries out a use case; with a key once only: the same call again gets the first answer.
    ///
    /// # Errors
    /// The use case's own; [`Error::IdempotencyConflict`] for a key used otherwise.
    pub async fn carry_out<U>(
        &self,
        by: impl Into<Actor>,
        key: Option<IdempotencyKey>,
        use_case: U,
    ) -> Result<U::Answer, Error>
    where
        U: UseCase,
        U::Answer: Serialize + DeserializeOwned,
    {
        let keyed = key.map(|key| Keyed { key, codec: Codec::of::<U::Answer>() });
        answer(self.write_erased(by.into(), keyed, U::PLACES, Box::new(use_case)).await)
    }

    /// Carries out a use case that comes without a key.
    pub async fn write<U: UseCase>(
        &self,
        by: impl Into<Actor>,
        use_case: U,
    ) -> Result<U::Answer, Error> {
        answer(self.write_erased(by.into(), None, U::PLACES, Box::new(use_case)).await)
    }

    async fn write_erased(
        &self,
        by: Actor,
        keyed: Option<Keyed>,
        places: bool,
        use_case: Box<dyn Erased>,
    ) -> Result<Answer, Error> {
        let looked_again = AtomicBool::new(false);
        let work = Arc::new(Work { cx: self.clone(), by, keyed, use_case, looked_again });
        self.store
            .write_job(places, move |tx| {
                let work = Arc::clone(&work);
                Box::pin(async move { work.run(tx).await })
            })
            .await
    }
}

/// An answer whose type only the caller knows, so that what carries a use case out is compiled
/// once for all of them.
type Answer = Box<dyn Any + Send>;

fn answer<T: 'static>(given: Result<Answer, Error>) -> Result<T, Error> {
    let given = given?.downcast::<T>();
    given.map(|given| *given).map_err(|_| Error::Internal("an answer of another type".to_owned()))
}

/// A use case whose type only its author knows.
trait Erased: Send + Sync {
    fn run<'a>(&'a self, tx: &'a mut Tx, call: &'a Call) -> JobFuture<'a, Answer, Error>;
}

impl<U: UseCase> Erased for U {
    fn run<'a>(&'a self, tx: &'a mut Tx, call: &'a Call) -> JobFuture<'a, Answer, Error> {
        Box::pin(async move { Ok(Box::new(UseCase::run(self, tx, call).await?) as Answer) })
    }
}

/// A key, and how the answer is stored with it.
struct Keyed {
    key: IdempotencyKey,
    codec: Codec,
}

/// How answers of one type become JSON and come back from it.
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

/// A use case on its way through the store.
struct Work {
    cx: Context,
    by: Actor,
    keyed: Option<Keyed>,
    use_case: Box<dyn Erased>,
    /// Whether a clash has already led to another look at the key.
    looked_again: AtomicBool,
}

impl Work {
    async fn run(&self, tx: &mut Tx) -> Result<Answer, Error> {
        let call = Call { cx: self.cx.clone(), by: self.by.clone(), now: self.cx.now() };
        match &self.keyed {
            Some(keyed) => self.run_once(tx, &call, keyed).await,
            None => self.use_case.run(tx, &call).await,
        }
    }

    /// What was answered to the key before is answered again.
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
            // It may clash with its own twin, which has just been committed: look once more.
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

/// Whether a call that was answered before may be answered again: by what the same call would
/// answer now. A caller who has lost the role, the scope or the partner since is answered as if
/// the call were new; that the thing has moved on refuses nobody the first answer.
fn still_allowed<T>(now: Result<T, Error>) -> Result<(), Error> {
    match now {
        Err(error @ (Error::Forbidden | Error::NotFound(_))) => Err(error),
        Err(Error::Store(error @ (StoreError::Race(_) | StoreError::Unavailable(_)))) => {
            Err(error.into())
        }
        Ok(_) | Err(_) => Ok(()),
    }
}

/// The JSON of the first answer to a key.
///
/// # Errors
/// [`Error::IdempotencyConflict`] when it was given to another call.
fn stored_answer<'a>(first: &'a FirstAnswer, key: &IdempotencyKey) -> Result<&'a str, Error> {
    if first.fingerprint == key.fingerprint {
        Ok(&first.response)
    } else {
        Err(Error::IdempotencyConflict)
    }
}

/// The first answer to a key.
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
