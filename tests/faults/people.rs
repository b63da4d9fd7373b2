//! The people of the demo, and a clock for them.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use mabit::app;
use mabit::clock::Clock;
use mabit::domain::account::Caller;
use mabit::services::Context;
use mabit::store::identity::accounts;

use crate::support::Database;
use crate::support::service::settings;

/// The slugs of the partners' addresses.
pub const PARTNERS: [&str; 6] =
    ["al-karam", "asticude", "bayti", "orient-occident", "ms2", "tadamon"];

/// The partners' cities, in the same order, and one that has no partner.
pub const CITIES: [&str; 7] =
    ["marrakech", "nador", "casablanca", "rabat", "oujda", "tanger", "fes"];

/// Who signs in.
pub struct People {
    pub outreach: Vec<Caller>,
    pub shelter: Vec<Caller>,
    pub coordinator: Vec<Caller>,
    pub national: Caller,
    pub admin: Caller,
}

impl People {
    /// Those of the demo's data.
    pub async fn of(cx: &Context) -> Self {
        let mut tx = cx.store.begin_read().await.unwrap();
        let mut callers = async |local: &str, domains: &[&str]| {
            let mut found = Vec::new();
            for domain in domains {
                let email = format!("{local}@{domain}.example");
                let account = accounts::by_email(&mut tx, &email).await.unwrap();
                found.push(account.expect("an account of the demo").caller());
            }
            found
        };
        Self {
            outreach: callers("outreach", &PARTNERS).await,
            shelter: callers("shelter", &PARTNERS).await,
            coordinator: callers("coordinator", &PARTNERS).await,
            national: callers("national", &["mabit"]).await.remove(0),
            admin: callers("admin", &["mabit"]).await.remove(0),
        }
    }

    /// Everybody, in a fixed order.
    pub fn all(&self) -> impl Iterator<Item = &Caller> {
        let many = self.outreach.iter().chain(&self.shelter).chain(&self.coordinator);
        many.chain([&self.national, &self.admin])
    }
}

/// An instance of the service on a database, without http and schedule.
pub async fn open(database: &Database, clock: Arc<impl Clock + 'static>) -> Context {
    app::open(&settings(database, &[]), clock).await.unwrap()
}

/// A clock that is moved by hand, and by a microsecond each time it is read: no two moments
/// are the same, and what came later in time has a later moment.
pub struct MovedClock(AtomicI64);

impl MovedClock {
    /// A clock that shows a Monday evening.
    pub fn evening() -> Self {
        Self(AtomicI64::new(1_767_636_000_000_000))
    }

    /// Moves it on.
    pub fn advance(&self, by: TimeDelta) {
        self.0.fetch_add(by.num_microseconds().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for MovedClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.fetch_add(1, Ordering::SeqCst)).unwrap()
    }
}
