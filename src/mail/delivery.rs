//! Delivery of the outbox: claims mail that is due, sends it outside any transaction, and
//! marks what became of it. At least once, with a stable Message-ID.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::message::{About, Composer, Letter};
use super::transport::{SendError, TIME_LIMIT, Transport, masked};
use crate::clock::Clock;
use crate::domain::notice::Notice;
use crate::store::outbox::{self, OutboxRecord};
use crate::store::{Store, StoreError};

/// How long a claim holds. Longer than a send may take, with time left to mark it.
const LEASE: TimeDelta = TimeDelta::seconds(90);

/// Longest a look into the outbox may take.
const CLAIMS_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);

/// Mails under way at once.
const AT_ONCE: usize = 8;

/// First pause after a failure; it doubles with each, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// Longest pause after a failure. There is no giving up.
const LONGEST_PAUSE: TimeDelta = TimeDelta::minutes(10);

/// How often marking a mail is tried while the database is away, once a second. One that was
/// sent is remembered beyond that, and only marked when it is claimed again.
const MARK_TRIES: u32 = 30;

/// Sends what is in the outbox.
pub struct Delivery {
    store: Store,
    clock: Arc<dyn Clock>,
    composer: Composer,
    transport: Transport,
    public_url: String,
    /// Sent, but not marked yet.
    sent: Mutex<HashSet<Uuid>>,
}

impl Delivery {
    /// A delivery from this outbox by this transport.
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        composer: Composer,
        transport: Transport,
        public_url: String,
    ) -> Self {
        Self { store, clock, composer, transport, public_url, sent: Mutex::default() }
    }

    /// Where the mail goes.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Sends what is due until the service stops; looks when `waits` rings, and every
    /// `pause` for what failed before. A mail under way at the end is finished.
    pub async fn run(
        self: Arc<Self>,
        waits: Arc<Notify>,
        pause: std::time::Duration,
        stop: CancellationToken,
    ) {
        let mut sending = JoinSet::new();
        loop {
            while sending.try_join_next().is_some() {}
            let room = AT_ONCE.saturating_sub(sending.len());
            let claimed = tokio::time::timeout(CLAIMS_WITHIN, self.claim(room)).await;
            match claimed
                .unwrap_or_else(|_| Err(StoreError::Unavailable("no answer in time".to_owned())))
            {
                Ok(claimed) => {
                    let more = claimed.len() >= room;
                    for mail in claimed {
                        let delivery = Arc::clone(&self);
                        sending.spawn(async move { delivery.deliver(mail).await });
                    }
                    if more {
                        // As many as there was room for: go on as soon as one is done.
                        tokio::select! {
                            _ = sending.join_next() => continue,
                            () = stop.cancelled() => break,
                        }
                    }
                }
                Err(error) => tracing::warn!(%error, "the outbox can't be read"),
            }
            tokio::select! {
                () = waits.notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => break,
            }
        }
        while sending.join_next().await.is_some() {}
    }

    /// Sends all that is due now, one after another. Gives how many were sent.
    ///
    /// # Errors
    /// When the outbox can't be read.
    pub async fn deliver_due(&self) -> Result<usize, StoreError> {
        let mut sent = 0;
        loop {
            let claimed = self.claim(AT_ONCE).await?;
            if claimed.is_empty() {
                return Ok(sent);
            }
            for mail in claimed {
                sent += usize::from(self.deliver(mail).await);
            }
        }
    }

    async fn claim(&self, room: usize) -> Result<Vec<OutboxRecord>, StoreError> {
        let now = self.clock.now();
        let mut tx = self.store.begin_read().await?;
        let next = outbox::next_attempt(&mut tx).await?;
        drop(tx);
        if room == 0 || next.is_none_or(|next| next > now) {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(room).unwrap_or(1);
        self.store
            .write(move |tx| Box::pin(async move { outbox::claim(tx, now, LEASE, limit).await }))
            .await
    }

    /// Sends one mail and marks what became of it; true when the server took it.
    async fn deliver(&self, mail: OutboxRecord) -> bool {
        let known = self.unmarked().contains(&mail.id);
        let outcome = if known { Ok(()) } else { self.send(&mail).await };
        let taken = outcome.is_ok();
        if taken {
            self.unmarked().insert(mail.id);
        }
        match &outcome {
            Ok(()) => tracing::info!(mail = %mail.id, to = %masked(&mail.address), "mail sent"),
            Err(error) => {
                tracing::warn!(mail = %mail.id, to = %masked(&mail.address), %error, "mail not sent");
            }
        }
        let result = if taken { "sent" } else { "failed" };
        metrics::counter!("mabit_mails_total", "result" => result).increment(1);
        let error = outcome.err().map(|error| error.to_string());
        for _ in 0..MARK_TRIES {
            match self.mark(&mail, error.clone()).await {
                Ok(()) => {
                    self.unmarked().remove(&mail.id);
                    break;
                }
                Err(failed) => {
                    tracing::warn!(mail = %mail.id, error = %failed, "mail not marked yet");
                }
            }
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
        taken
    }

    fn unmarked(&self) -> MutexGuard<'_, HashSet<Uuid>> {
        self.sent.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn send(&self, mail: &OutboxRecord) -> Result<(), SendError> {
        let unreadable = |what: String| SendError::Later(what);
        let notice: Notice =
            serde_json::from_str(&mail.payload).map_err(|error| unreadable(error.to_string()))?;
        let (Notice::Escalation { reference, .. }
        | Notice::Accepted { reference, .. }
        | Notice::Overcommitted { reference, .. }) = &notice;
        let link = format!("{}/coordinator/requests/{reference}", self.public_url);
        let letter = Letter {
            id: mail.id,
            to: &mail.address,
            locale: mail.locale,
            about: About::Request(&notice),
            link: &link,
            at: mail.created_at,
        };
        let message =
            self.composer.compose(&letter).map_err(|error| unreadable(error.to_string()))?;
        // The transport keeps to its own limit; this one holds even if it should not.
        tokio::time::timeout(TIME_LIMIT * 2, self.transport.send(&message))
            .await
            .unwrap_or_else(|_| Err(SendError::Unknown("the time ran out".to_owned())))
    }

    async fn mark(&self, mail: &OutboxRecord, error: Option<String>) -> Result<(), StoreError> {
        let (id, fence, now) = (mail.id, mail.fence, self.clock.now());
        let again_at = again_at(now, mail.attempts);
        self.store
            .write(move |tx| {
                let error = error.clone();
                Box::pin(async move {
                    match error {
                        None => outbox::mark_sent(tx, id, fence, now).await.map(drop),
                        Some(error) => outbox::mark_failed(tx, id, fence, again_at, &error).await,
                    }
                })
            })
            .await
    }
}

/// When a mail is tried again after its nth try failed.
fn again_at(now: DateTime<Utc>, attempts: i32) -> DateTime<Utc> {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    now + (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_five_seconds_to_ten_minutes() {
        let now = DateTime::UNIX_EPOCH;
        let pauses: Vec<i64> =
            (1..=9).map(|attempts| (again_at(now, attempts) - now).num_seconds()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(again_at(now, i32::MAX) - now, LONGEST_PAUSE);
    }
}
