//! Rate limit of writing calls, per account and minute.

use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use axum::http::Method;
use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::state::keyed::HashMapStateStore;
use governor::{Quota, RateLimiter};
use uuid::Uuid;

use super::session::is_read_only;

/// Counted calls after which full budgets are removed from memory.
const FORGET_EVERY: u32 = 1_000;

/// The budgets of all accounts: each may spend a whole minute's at once and gets it back evenly.
/// They are in memory, so each instance has its own.
pub struct WriteBudget<C: Clock = DefaultClock> {
    limiter: Option<Limiter<C>>,
    clock: C,
    spent: AtomicU32,
}

type Limiter<C> =
    RateLimiter<Uuid, HashMapStateStore<Uuid>, C, NoOpMiddleware<<C as Clock>::Instant>>;

impl WriteBudget {
    /// Writing calls of an account in a minute; 0 is no limit.
    pub fn new(per_minute: u32) -> Self {
        Self::by(per_minute, DefaultClock::default())
    }
}

impl<C: Clock + Clone> WriteBudget<C> {
    fn by(per_minute: u32, clock: C) -> Self {
        let limiter = NonZeroU32::new(per_minute).map(|most| {
            let budgets = HashMapStateStore::default();
            RateLimiter::new(Quota::per_minute(most), budgets, clock.clone())
        });
        Self { limiter, clock, spent: AtomicU32::new(0) }
    }

    /// Counts a call of an account, unless its method only reads. The error is the number of whole
    /// seconds, at least one, until the next call is possible.
    pub fn spend(&self, method: &Method, account: Uuid) -> Result<(), u64> {
        let Some(limiter) = self.limiter.as_ref().filter(|_| !is_read_only(method)) else {
            return Ok(());
        };
        if self.spent.fetch_add(1, Ordering::Relaxed) % FORGET_EVERY == FORGET_EVERY - 1 {
            limiter.retain_recent();
            limiter.shrink_to_fit();
        }
        limiter.check_key(&account).map_err(|refused| {
            let wait = refused.wait_time_from(self.clock.now());
            wait.as_secs() + u64::from(wait.subsec_nanos() > 0 || wait < Duration::from_secs(1))
        })
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    #[test]
    fn a_minutes_budget_can_be_spent_at_once_and_comes_back_evenly() {
        let clock = FakeRelativeClock::default();
        let budget = WriteBudget::by(6, clock.clone());
        let [one, other] = [1, 2].map(Uuid::from_u128);
        let write = |account| budget.spend(&Method::PUT, account);
        for _ in 0..6 {
            assert_eq!(write(one), Ok(()));
        }
        assert_eq!(write(one), Err(10));
        assert_eq!(budget.spend(&Method::GET, one), Ok(()));
        assert_eq!(write(other), Ok(()));
        clock.advance(Duration::from_millis(9_500));
        assert_eq!(write(one), Err(1));
        clock.advance(Duration::from_millis(500));
        assert_eq!(write(one), Ok(()));
        assert_eq!(write(one), Err(10));
        clock.advance(Duration::from_secs(60));
        for _ in 0..6 {
            assert_eq!(write(one), Ok(()));
        }
    }

    #[test]
    fn budgets_that_are_whole_again_are_forgotten() {
        let clock = FakeRelativeClock::default();
        let budget = WriteBudget::by(600, clock.clone());
        for account in 0..5_000 {
            clock.advance(Duration::from_millis(50));
            budget.spend(&Method::POST, Uuid::from_u128(account)).unwrap();
        }
        let kept = budget.limiter.as_ref().unwrap().len();
        assert!(kept <= FORGET_EVERY as usize + 10, "{kept}");
    }

    #[test]
    fn zero_is_no_limit() {
        let budget = WriteBudget::new(0);
        assert!((0..10_000).all(|_| budget.spend(&Method::POST, Uuid::nil()).is_ok()));
    }
}
