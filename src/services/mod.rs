//! What all use cases share: the context, the settings they read, paging, ids. A use case is a
//! value with `run`, carried out in one transaction (`use_case.rs`); reads are plain functions. The
//! rights are checked here (`authorisation.rs`), so that no handler can forget to.

pub mod authorisation;
pub mod contact;
pub mod duty;
mod error;
pub mod escalation;
pub mod events;
pub(crate) mod fields;
pub mod identity;
pub mod notifications;
pub mod operations;
pub mod paging;
pub mod placement;
pub mod reports;
pub mod shelters;
mod use_case;
pub mod views;

use std::sync::{Arc, Weak};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use uuid::Uuid;

use error::quoted;
pub use error::{Blame, Error, FieldError};

pub use authorisation::Actor;
pub(crate) use use_case::IDEMPOTENCY_TTL;
pub use use_case::{Call, UseCase};
use use_case::{replay, unserializable};

pub use crate::store::idempotency::IdempotencyKey;

use crate::board::Board;
use crate::clock::Clock;
use crate::domain::bed::FeatureList;
use crate::domain::escalation::{Policy, Waits};
use crate::domain::geo::Cities;
use crate::domain::matcher::Rules;
use crate::domain::request::Urgency;
use crate::domain::zone::Zone;
use crate::services::operations::heartbeats::Heartbeats;
use crate::store::{HeldMail, Store, StoreError};

/// The settings that use cases read.
#[derive(Clone, Debug)]
pub struct Settings {
    /// How long a shelter has to answer.
    pub offer_ttl: TimeDelta,
    /// How long an accepted child may be on the way before both sides are asked.
    pub arrive_within: TimeDelta,
    /// How long both sides have to answer before it escalates.
    pub answer_within: TimeDelta,
    /// Reach of a request beyond its city, kilometres, when it names none.
    pub radius_km: f64,
    /// How the matcher ranks.
    pub rules: Rules,
    /// Escalation policy of each urgency, in the order of [`Urgency::ALL`].
    pub policies: [Policy; 3],
    /// How long an acknowledgement pauses escalation.
    pub ack_timeout: TimeDelta,
    /// How long a request that ended keeps its details.
    pub retain: TimeDelta,
    /// Interval at which the jobs look for due work.
    pub tick: Duration,
    /// Base of the links in mails.
    pub public_url: String,
    /// Whether mail goes to a mail server, and not into a folder.
    pub has_mail_server: bool,
    /// The time zone of the morning's notifications, of shifts that name none, of months in
    /// reports, and of every time shown.
    pub zone: Zone,
}

impl Settings {
    pub fn policy(&self, urgency: Urgency) -> &Policy {
        &self.policies[urgency as usize]
    }

    /// The waits that due times are made of.
    pub fn waits(&self) -> Waits {
        Waits {
            arrive_within: self.arrive_within,
            answer_within: self.answer_within,
            acknowledged_for: self.ack_timeout,
        }
    }
}

/// The store, board, clock and settings that every use case works with. Cheap to clone.
#[derive(Clone)]
pub struct Context(Arc<Shared>);

/// What the clones of a [`Context`] share.
pub struct Shared {
    pub store: Store,
    pub board: Arc<Board>,
    pub clock: Arc<dyn Clock>,
    pub cities: Cities,
    /// The coded list of features.
    pub features: FeatureList,
    pub settings: Settings,
    /// Notified when mail was put into the outbox.
    pub outbox_signal: Arc<Notify>,
    /// Progress of the background tasks.
    pub heartbeats: Heartbeats,
    intake: placement::intake::Intake,
    passwords: identity::passwords::Hashing,
    noting: identity::sign_in_limits::Noting,
}

impl std::ops::Deref for Context {
    type Target = Shared;

    fn deref(&self) -> &Shared {
        &self.0
    }
}

impl Context {
    /// From then on each commit is applied to the board and wakes delivery. New requests are placed
    /// while the future beside it, the intake, is running; it ends with the context.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        cities: Cities,
        features: FeatureList,
        settings: Settings,
    ) -> (Self, impl Future<Output = ()> + Send + use<>) {
        let board = Arc::new(Board::new(cities.clone(), features.clone()));
        let outbox_signal = Arc::new(Notify::new());
        let (told, mail) = (Arc::clone(&board), Arc::clone(&outbox_signal));
        store.on_commit(Box::new(move |committed| {
            told.apply(committed.pools, committed.shelters);
            if committed.waiting.is_some_and(|read_at| read_at < told.availability_generation()) {
                told.availability_signal.notify_one();
            }
            if committed.mail {
                mail.notify_one();
            }
        }));
        let (intake, queue) = placement::intake::Intake::new();
        let passwords = identity::passwords::Hashing::new();
        let noting = identity::sign_in_limits::Noting::new();
        let heartbeats = Heartbeats::default();
        let shared = Shared {
            store,
            board,
            clock,
            cities,
            features,
            settings,
            outbox_signal,
            intake,
            passwords,
            noting,
            heartbeats,
        };
        let context = Self(Arc::new(shared));
        context.store.on_held_mail(held_mail(Arc::downgrade(&context.0)));
        let intake = placement::intake::intake_loop(Arc::downgrade(&context.0), queue);
        (context, intake)
    }

    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }
}

/// Called by delivery before it sends: rechecks mail held because its recipient's account changed.
fn held_mail(cx: Weak<Shared>) -> HeldMail {
    Box::new(move || {
        let cx = cx.upgrade().map(Context);
        Box::pin(async move {
            let Some(cx) = cx else { return Ok(()) };
            let looked = escalation::leavers::recheck(&cx).await;
            looked.map_err(|error| StoreError::Unavailable(error.to_string()))
        })
    })
}

/// UUID version 7 of the moment, so that ids sort by time.
fn new_id(now: DateTime<Utc>) -> Uuid {
    let seconds = u64::try_from(now.timestamp()).unwrap_or_default();
    Uuid::new_v7(uuid::Timestamp::from_unix(uuid::NoContext, seconds, now.timestamp_subsec_nanos()))
}

/// A page of a list.
#[derive(Clone, Copy, Debug)]
pub struct Page {
    /// After which id it begins; from the beginning when `None`.
    pub cursor: Option<Uuid>,
    /// How many items at most, 1 to 200.
    pub limit: i64,
}
