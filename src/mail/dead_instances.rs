//! Detects instances that died holding claims on mail, for `delivery` to release these early.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use uuid::Uuid;

/// Absence after which an instance is dead; one cut off from the database is back sooner.
const DEAD_AFTER: Duration = Duration::from_secs(5);

/// Absent instances, each with the time of the first look that missed it.
#[derive(Default)]
pub struct DeadInstances(HashMap<Uuid, Instant>);

impl DeadInstances {
    /// Notes which instances are absent now; returns those that are dead. After a failed look all
    /// times start anew: when the database comes back, instances reconnect at different times.
    pub fn observe<E>(&mut self, look: Result<Vec<Uuid>, E>, now: Instant) -> Result<Vec<Uuid>, E> {
        let before = std::mem::take(&mut self.0);
        let since = |id: Uuid| (id, before.get(&id).copied().unwrap_or(now));
        self.0 = look?.into_iter().map(since).collect();
        let gone = self.0.iter().filter(|(_, since)| now - **since >= DEAD_AFTER);
        Ok(gone.map(|(id, _)| *id).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_missing_at_every_look_is_gone_after_a_while() {
        let (began, a, b) = (Instant::now(), Uuid::from_u128(1), Uuid::from_u128(2));
        let at = |seconds| began + Duration::from_secs(seconds);
        let mut missing = DeadInstances::default();
        let mut look = |found: Result<&[Uuid], ()>, seconds| {
            missing.observe(found.map(<[Uuid]>::to_vec), at(seconds))
        };
        assert_eq!(look(Ok(&[a]), 0), Ok(vec![]));
        assert_eq!(look(Ok(&[a, b]), 4), Ok(vec![]));
        assert_eq!(look(Ok(&[a, b]), 5), Ok(vec![a]));
        // Back for one look: its time starts anew.
        assert_eq!(look(Ok(&[a]), 8), Ok(vec![a]));
        assert_eq!(look(Ok(&[b]), 9), Ok(vec![]));
        assert_eq!(look(Ok(&[b]), 13), Ok(vec![]));
        // The database was away.
        assert_eq!(look(Err(()), 14), Err(()));
        assert_eq!(look(Ok(&[b]), 15), Ok(vec![]));
        assert_eq!(look(Ok(&[b]), 19), Ok(vec![]));
        assert_eq!(look(Ok(&[b]), 20), Ok(vec![b]));
    }
}
