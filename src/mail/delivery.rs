//! Delivery of the outbox: claims mail that is due, sends it outside any transaction, and
//! marks what became of it. At least once, with a stable Message-ID.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::dead_instances::DeadInstances;
use super::message::{Composer, MailDraft};
use super::transport::{SendError, TIME_LIMIT, Transport, masked};
use crate::clock::Clock;
use crate::domain::notification::{ALERTS, Notice, Side};
use crate::domain::signed;
use crate::store::notifications::claims::{self, ClaimTime, LEASE, LONGEST_PAUSE};
use crate::store::notifications::held_mail;
use crate::store::notifications::outbox::OutboxRecord;
use crate::store::shelters::count_reminders;
use crate::store::{Store, StoreError, Tx};

/// How long after its claim a mail may still be begun, so that it is sent within the lease.
const STARTS_WITHIN: TimeDelta = TimeDelta::seconds(25);

/// Longest a look into the outbox may take.
const CLAIMS_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);

/// Mails under way at once.
const AT_ONCE: usize = 8;

/// First pause after a failure; it doubles with each, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// How long a mail that is no alert is tried on after it was first refused for good.
const REFUSED_FOR: TimeDelta = TimeDelta::hours(1);

/// From when on an alert that waited for its server says that it comes late.
const LATE_AFTER: TimeDelta = TimeDelta::minutes(5);

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
    /// Being sent.
    under_way: Mutex<HashSet<Uuid>>,
    /// Instances that hold mail and are out of sight.
    missing: Mutex<DeadInstances>,
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
        let (sent, under_way, missing) = (Mutex::default(), Mutex::default(), Mutex::default());
        Self { store, clock, composer, transport, public_url, sent, under_way, missing }
    }

    /// Where the mail goes.
    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Sends what is due until the service stops; looks when `waits` rings, and every
    /// `pause` for what failed before, and for what others held when they died. A mail under
    /// way at the end is finished. Calls `beat` in each round.
    pub async fn run(
        self: Arc<Self>,
        waits: Arc<Notify>,
        pause: std::time::Duration,
        stop: CancellationToken,
        beat: impl Fn(),
    ) {
        let mut under_way = Sending(JoinSet::new());
        let sending = &mut under_way.0;
        loop {
            beat();
            while let Some(sent) = sending.try_join_next() {
                note_end(sent);
            }
            let room = AT_ONCE.saturating_sub(sending.len());
            let claimed = tokio::time::timeout(CLAIMS_WITHIN, self.claim(room)).await;
            match claimed.unwrap_or_else(|_| Err(silent())) {
                Ok(claimed) => {
                    let more = claimed.len() >= room;
                    for mail in claimed {
                        let delivery = Arc::clone(&self);
                        sending.spawn(async move { delivery.deliver(mail).await });
                    }
                    if more {
                        // As many as there was room for: go on as soon as one is done.
                        tokio::select! {
                            sent = sending.join_next() => {
                                sent.into_iter().for_each(note_end);
                                continue;
                            }
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

    async fn claim(&self, room: usize) -> Result<Vec<Claimed>, StoreError> {
        let mut tx = self.store.begin_read().await?;
        let held = held_mail::any(&mut tx).await?;
        let at = claim_time(&*self.clock, &mut tx).await?;
        let mut any = claims::any_due(&mut tx, at).await?;
        drop(tx);
        if held {
            // Whoever has left since it was written is not told; others may be in their place.
            match self.store.recheck_held_mail().await {
                Ok(()) => any = true,
                // It waits; all other mail goes on.
                Err(error) => tracing::error!(%error, "held mail could not be looked at"),
            }
        }
        if room == 0 || !any {
            return Ok(Vec::new());
        }
        let limit = i64::try_from(room).unwrap_or(1);
        let (me, clock) = (self.store.instance(), Arc::clone(&self.clock));
        self.store
            .write(move |tx| {
                let clock = Arc::clone(&clock);
                Box::pin(async move {
                    let (at, since) = (claim_time(&*clock, tx).await?, Instant::now());
                    let mails = claims::claim(tx, me, at, limit).await?;
                    let claimed = |mail| Claimed { mail, at: at.now, since };
                    Ok(mails.into_iter().map(claimed).collect())
                })
            })
            .await
    }

    /// Frees what instances held when they died, so that it is claimed soon and not only when
    /// its lease ends. To be called at every tick: an instance is gone when it was missing for a
    /// while.
    ///
    /// # Errors
    /// When the database can't be read or written.
    pub async fn release_dead_claims(&self) -> Result<(), StoreError> {
        let look = async {
            let mut tx = self.store.begin_read().await?;
            claims::missing_holders(&mut tx, self.store.instance()).await
        };
        let looked =
            tokio::time::timeout(CLAIMS_WITHIN, look).await.unwrap_or_else(|_| Err(silent()));
        let gone = held(&self.missing).observe(looked, Instant::now())?;
        if gone.is_empty() {
            return Ok(());
        }
        let released = self
            .store
            .write(move |tx| {
                let gone = gone.clone();
                Box::pin(async move { claims::release(tx, &gone).await })
            })
            .await?;
        tracing::warn!(mails = released, "an instance is gone; what it held is claimed anew");
        Ok(())
    }

    /// Sends one mail and marks what became of it; true when the server took it. One that is being
    /// sent already, and was claimed again after the clock was set, is left to that.
    async fn deliver(&self, Claimed { mail, at, since }: Claimed) -> bool {
        let Some(_under_way) = UnderWay::begin(&self.under_way, mail.id) else { return false };
        let held_for = TimeDelta::from_std(since.elapsed()).unwrap_or(LEASE);
        let is_mine = held_for.max(self.clock.now() - at) < STARTS_WITHIN;
        self.send_and_mark(&mail, is_mine).await
    }

    /// One that is no longer surely ours is given back: a process that stood still may have lost it
    /// to another meanwhile.
    async fn send_and_mark(&self, mail: &OutboxRecord, is_mine: bool) -> bool {
        let known = held(&self.sent).contains(&mail.id);
        let outcome = match (known, is_mine) {
            (true, _) => Ok(()),
            (false, true) => self.send(mail).await,
            (false, false) => Err(SendError::Later("its turn came too late".to_owned())),
        };
        let taken = outcome.is_ok();
        if taken {
            held(&self.sent).insert(mail.id);
        }
        match &outcome {
            Ok(()) => tracing::info!(mail = %mail.id, to = %masked(&mail.address), "mail sent"),
            Err(error) => {
                tracing::warn!(mail = %mail.id, to = %masked(&mail.address), %error, "mail not sent");
            }
        }
        let result = match &outcome {
            Ok(()) => "sent",
            Err(error) if is_for_good(error) => "refused",
            Err(_) => "failed",
        };
        metrics::counter!("mabit_mails_total", "result" => result).increment(1);
        let failed = outcome
            .err()
            .map(|error| Failed { for_good: is_for_good(&error), what: error.to_string() });
        for _ in 0..MARK_TRIES {
            match self.mark(mail, failed.clone()).await {
                Ok(()) => {
                    held(&self.sent).remove(&mail.id);
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

    async fn send(&self, mail: &OutboxRecord) -> Result<(), SendError> {
        let impossible = |what: String| SendError::Impossible(what);
        let mut notice: Notice =
            serde_json::from_str(&mail.payload).map_err(|error| impossible(error.to_string()))?;
        if self.clock.now() - mail.created_at > LATE_AFTER {
            notice.comes_late(mail.created_at);
        }
        let page = self.page(&notice).await.map_err(|error| SendError::Later(error.to_string()))?;
        let link = format!("{}{page}", self.public_url);
        let letter = MailDraft {
            id: mail.id,
            to: &mail.address,
            locale: mail.locale,
            notice: &notice,
            link: &link,
            at: mail.created_at,
        };
        let message =
            self.composer.compose(&letter).map_err(|error| impossible(error.to_string()))?;
        // The transport keeps to its own limit; this one holds even if it should not.
        tokio::time::timeout(TIME_LIMIT * 2, self.transport.send(&message))
            .await
            .unwrap_or_else(|_| Err(SendError::Unknown("the time ran out".to_owned())))
    }

    /// The page a mail leads to, below the public URL.
    async fn page(&self, notice: &Notice) -> Result<String, StoreError> {
        Ok(match notice {
            Notice::Escalation { reference, .. }
            | Notice::HandedOver { reference, .. }
            | Notice::Accepted { reference, .. }
            | Notice::Arrived { reference, .. }
            | Notice::StillOnTheWay { reference, .. }
            | Notice::Ended { reference, .. }
            | Notice::Overcommitted { reference, .. } => {
                format!("/coordinator/requests/{reference}")
            }
            Notice::ArrivalAsked { side: Side::Outreach, reference, .. }
            | Notice::Answered { reference, .. } => format!("/outreach/requests/{reference}"),
            Notice::ArrivalAsked { side: Side::Shelter, .. } | Notice::OfferWaits { .. } => {
                "/shelter".to_owned()
            }
            Notice::CountAsked { link, .. } => {
                let mut tx = self.store.begin_read().await?;
                // The key is made in the transaction that makes the link.
                let key = count_reminders::signing_key(&mut tx).await?.unwrap_or_default();
                format!("/counts/{}", signed::token(&key, *link))
            }
            Notice::DutyGaps { .. } => "/coordinator/duty".to_owned(),
            Notice::Digest { .. } => "/coordinator".to_owned(),
            Notice::Trouble { .. } => "/readyz".to_owned(),
        })
    }

    async fn mark(&self, mail: &OutboxRecord, failed: Option<Failed>) -> Result<(), StoreError> {
        let (mail, clock) = (mail.clone(), Arc::clone(&self.clock));
        self.store
            .write(move |tx| {
                let (mail, failed, now) = (mail.clone(), failed.clone(), clock.now());
                Box::pin(async move {
                    let Some(Failed { what, for_good }) = failed else {
                        // Sent is sent, whoever holds it now.
                        return claims::mark_sent(tx, mail.id, now).await;
                    };
                    let refused = for_good.then_some(now);
                    claims::mark_failed(tx, &mail, refused, again_at(&mail, for_good, now), &what)
                        .await
                })
            })
            .await
    }
}

/// The moments by which mail is claimed: leases are taken by the database's clock where several
/// instances share it, so that two whose clocks differ don't send one mail twice.
async fn claim_time(clock: &dyn Clock, tx: &mut Tx) -> Result<ClaimTime, StoreError> {
    let database = claims::database_time(tx).await?;
    let now = clock.now();
    Ok(ClaimTime { now, shared: database.map_or(now, |database| clock.shared(database)) })
}

/// A mail that was claimed, when by the clock, and since when by a clock nobody sets.
struct Claimed {
    mail: OutboxRecord,
    at: DateTime<Utc>,
    since: Instant,
}

/// A mail while it is being sent, however that ends.
struct UnderWay<'a> {
    all: &'a Mutex<HashSet<Uuid>>,
    mail: Uuid,
}

impl<'a> UnderWay<'a> {
    /// Nothing when it is being sent already.
    fn begin(all: &'a Mutex<HashSet<Uuid>>, mail: Uuid) -> Option<Self> {
        // Not made when it is not needed: dropping it would end the other.
        let begins = held(all).insert(mail);
        begins.then(|| Self { all, mail })
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        held(self.all).remove(&self.mail);
    }
}

/// The mails that a loop has under way. When the loop panics they go on to their end: a mail that
/// was broken off would perhaps be sent twice.
struct Sending(JoinSet<bool>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.detach_all();
    }
}

/// A mail whose sending panicked stays claimed, and is tried again when its lease ends.
fn note_end(sent: Result<bool, JoinError>) {
    if sent.is_err_and(|error| error.is_panic()) {
        metrics::counter!("mabit_task_failures_total", "task" => "send").increment(1);
        tracing::error!("sending a mail panicked; it is tried again when its lease ends");
    }
}

fn held<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn silent() -> StoreError {
    StoreError::Unavailable("no answer in time".to_owned())
}

fn is_for_good(error: &SendError) -> bool {
    matches!(error, SendError::Refused { .. } | SendError::Impossible(_))
}

/// Why a mail was not sent.
#[derive(Clone)]
struct Failed {
    what: String,
    /// The server will never take it.
    for_good: bool,
}

/// When a mail is tried again after its nth try failed. One that was refused for good is tried on
/// too, since a server that was set up wrongly refuses everything: an alert until its request is
/// settled, anything else for an hour.
fn again_at(mail: &OutboxRecord, for_good: bool, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !for_good {
        return Some(now + pause(mail.attempts));
    }
    let again_at = now + LONGEST_PAUSE;
    let refused_at = mail.refused_at.unwrap_or(now);
    let goes_on = ALERTS.contains(&mail.kind.as_str()) || again_at - refused_at < REFUSED_FOR;
    goes_on.then_some(again_at)
}

/// The pause after the nth try.
fn pause(attempts: i32) -> TimeDelta {
    let doublings = u32::try_from(attempts - 1).unwrap_or(0).min(10);
    (FIRST_PAUSE * 2_i32.pow(doublings)).min(LONGEST_PAUSE)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_double_from_five_seconds_to_ten_minutes() {
        let pauses: Vec<i64> = (1..=9).map(|attempts| pause(attempts).num_seconds()).collect();
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 600, 600]);
        assert_eq!(pause(i32::MAX), LONGEST_PAUSE);
    }
}
