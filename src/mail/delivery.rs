//! Delivers the outbox: claims due mail, sends it outside any transaction, and marks the result. At
//! least once, with a stable Message-ID.

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
use crate::domain::account::LINK_TTL;
use crate::domain::notification::{ALERTS, Notice, Side};
use crate::domain::signed;
use crate::store::identity::accounts;
use crate::store::notifications::claims::{self, ClaimTime, LEASE, LONGEST_PAUSE};
use crate::store::notifications::held_mail;
use crate::store::notifications::outbox::OutboxRecord;
use crate::store::shelters::count_reminders;
use crate::store::{Store, StoreError, Tx};

/// Latest start of a send after its claim, so that it ends within the lease.
const STARTS_WITHIN: TimeDelta = TimeDelta::seconds(25);

/// Time limit of a claim, or of a look for dead instances.
const CLAIMS_WITHIN: std::time::Duration = std::time::Duration::from_secs(30);

/// Mails sent at once.
const AT_ONCE: usize = 8;

/// First pause after a failure; it doubles with each, up to [`LONGEST_PAUSE`].
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);

/// How long a mail other than an alert is retried after it was first refused for good.
const REFUSED_FOR: TimeDelta = TimeDelta::hours(1);

/// Age from which an alert says that it is late.
const LATE_AFTER: TimeDelta = TimeDelta::minutes(5);

/// Tries to mark a mail, one a second, while the database is away. A sent one is remembered beyond
/// that and marked when it is claimed again.
const MARK_TRIES: u32 = 30;

pub struct Delivery {
    store: Store,
    clock: Arc<dyn Clock>,
    composer: Composer,
    transport: Transport,
    public_url: String,
    /// Makes the secrets of links that set passwords; known to this process alone, so that a copy
    /// of the database opens nothing.
    link_key: [u8; 32],
    /// Sent, but not marked yet.
    sent: Mutex<HashSet<Uuid>>,
    under_way: Mutex<HashSet<Uuid>>,
    /// Instances that hold mail and are absent.
    missing: Mutex<DeadInstances>,
}

impl Delivery {
    pub fn new(
        store: Store,
        clock: Arc<dyn Clock>,
        composer: Composer,
        transport: Transport,
        public_url: String,
    ) -> Self {
        let (sent, under_way, missing) = (Mutex::default(), Mutex::default(), Mutex::default());
        let link_key = rand::random();
        Self { store, clock, composer, transport, public_url, link_key, sent, under_way, missing }
    }

    pub fn transport(&self) -> &Transport {
        &self.transport
    }

    /// Sends due mail until the service stops: when `waits` is notified, and every `pause` for
    /// retries and claims of dead instances. Calls `beat` each time; finishes sends under way at
    /// the end.
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
            match claimed.unwrap_or_else(|_| Err(timed_out())) {
                Ok(claimed) => {
                    let more = claimed.len() >= room;
                    for mail in claimed {
                        let delivery = Arc::clone(&self);
                        sending.spawn(async move { delivery.deliver(mail).await });
                    }
                    if more {
                        // No room left: claim again as soon as a send has ended.
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

    /// Sends all that is due now, one after another; returns how many were sent.
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
            // Accounts that may no longer get a mail don't; others may get it in their place.
            match self.store.recheck_held_mail().await {
                Ok(()) => any = true,
                // It stays held; all other mail goes on.
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

    /// Releases claims of dead instances before their leases end. Call it at every tick: an
    /// instance is dead after it was missing for a while.
    pub async fn release_dead_claims(&self) -> Result<(), StoreError> {
        let look = async {
            let mut tx = self.store.begin_read().await?;
            claims::missing_holders(&mut tx, self.store.instance()).await
        };
        let looked =
            tokio::time::timeout(CLAIMS_WITHIN, look).await.unwrap_or_else(|_| Err(timed_out()));
        let gone = lock(&self.missing).observe(looked, Instant::now())?;
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

    /// Sends one mail and marks the result; true when the server took it. One that is being sent
    /// already, and was claimed again after the clock was set, is skipped.
    async fn deliver(&self, Claimed { mail, at, since }: Claimed) -> bool {
        let Some(_under_way) = UnderWay::begin(&self.under_way, mail.id) else { return false };
        let held_for = TimeDelta::from_std(since.elapsed()).unwrap_or(LEASE);
        let is_mine = held_for.max(self.clock.now() - at) < STARTS_WITHIN;
        self.send_and_mark(&mail, is_mine).await
    }

    /// Sends nothing unless `is_mine`: another instance may have claimed the mail meanwhile.
    async fn send_and_mark(&self, mail: &OutboxRecord, is_mine: bool) -> bool {
        let known = lock(&self.sent).contains(&mail.id);
        let outcome = match (known, is_mine) {
            (true, _) => Ok(()),
            (false, true) => self.send(mail).await,
            (false, false) => Err(SendError::Later("its turn came too late".to_owned())),
        };
        let taken = outcome.is_ok();
        if taken {
            lock(&self.sent).insert(mail.id);
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
                    lock(&self.sent).remove(&mail.id);
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
        let page =
            self.page(mail, &notice).await.map_err(|error| SendError::Later(error.to_string()))?;
        let link = format!("{}{page}", self.public_url);
        let draft = MailDraft {
            id: mail.id,
            to: &mail.address,
            locale: mail.locale,
            notice: &notice,
            link: &link,
            at: mail.created_at,
        };
        let message =
            self.composer.compose(&draft).map_err(|error| impossible(error.to_string()))?;
        // The transport has its own limit; this one holds even if that should fail.
        tokio::time::timeout(TIME_LIMIT * 2, self.transport.send(&message))
            .await
            .unwrap_or_else(|_| Err(SendError::Unknown("the time ran out".to_owned())))
    }

    /// Path of the page that a mail leads to.
    async fn page(&self, mail: &OutboxRecord, notice: &Notice) -> Result<String, StoreError> {
        Ok(match notice {
            Notice::Escalation { reference, .. }
            | Notice::HandedOver { reference, .. }
            | Notice::Accepted { reference, .. }
            | Notice::Arrived { reference, .. }
            | Notice::StillOnTheWay { reference, .. }
            | Notice::Undone { reference, .. }
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
                // The key was made in the transaction that made the link.
                let key = count_reminders::signing_key(&mut tx).await?.unwrap_or_default();
                format!("/counts/{}", signed::token(&key, *link))
            }
            Notice::DutyGaps { .. } => "/coordinator/duty".to_owned(),
            Notice::Digest { .. } => "/coordinator".to_owned(),
            Notice::PasswordLink { .. } => {
                format!("/set-password/{}", self.password_link(mail).await?)
            }
            Notice::Trouble { .. } => "/admin".to_owned(),
        })
    }

    /// Makes the link of a mail that sets its recipient's password; returns its secret.
    async fn password_link(&self, mail: &OutboxRecord) -> Result<String, StoreError> {
        let changed = || StoreError::Unavailable("the account has changed meanwhile".to_owned());
        let secret = signed::mailed_secret(&self.link_key, mail.id).ok_or_else(changed)?;
        let hash = signed::hash_secret(&secret);
        let (account_id, address) = (mail.account_id.unwrap_or_default(), mail.address.clone());
        let expires_at = self.clock.now() + LINK_TTL;
        let made = self.store.write(move |tx| {
            let (hash, address) = (hash.clone(), address.clone());
            Box::pin(async move {
                accounts::insert_mailed_link(tx, &hash, (account_id, &address), expires_at).await
            })
        });
        if made.await? { Ok(secret) } else { Err(changed()) }
    }

    async fn mark(&self, mail: &OutboxRecord, failed: Option<Failed>) -> Result<(), StoreError> {
        let (mail, clock) = (mail.clone(), Arc::clone(&self.clock));
        self.store
            .write(move |tx| {
                let (mail, failed, now) = (mail.clone(), failed.clone(), clock.now());
                Box::pin(async move {
                    let Some(Failed { what, for_good }) = failed else {
                        // A sent mail is marked whoever holds its claim now.
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

/// The moments by which mail is claimed. Leases follow the database's clock where instances share
/// it, so that two whose clocks differ don't send one mail twice.
async fn claim_time(clock: &dyn Clock, tx: &mut Tx) -> Result<ClaimTime, StoreError> {
    let database = claims::database_time(tx).await?;
    let now = clock.now();
    Ok(ClaimTime { now, shared: database.map_or(now, |database| clock.shared(database)) })
}

/// A claimed mail: `at` by the clock, `since` by a monotonic one.
struct Claimed {
    mail: OutboxRecord,
    at: DateTime<Utc>,
    since: Instant,
}

/// Marks a mail as being sent until dropped.
struct UnderWay<'a> {
    all: &'a Mutex<HashSet<Uuid>>,
    mail: Uuid,
}

impl<'a> UnderWay<'a> {
    /// `None` when it is being sent already.
    fn begin(all: &'a Mutex<HashSet<Uuid>>, mail: Uuid) -> Option<Self> {
        // Not made needlessly: dropping it would unmark the other send.
        let begins = lock(all).insert(mail);
        begins.then(|| Self { all, mail })
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        lock(self.all).remove(&self.mail);
    }
}

/// Sends under way of a loop. After a panic they go on: an aborted one might be sent twice.
struct Sending(JoinSet<bool>);

impl Drop for Sending {
    fn drop(&mut self) {
        self.0.detach_all();
    }
}

/// After a panic a mail stays claimed and is retried when its lease ends.
fn note_end(sent: Result<bool, JoinError>) {
    if sent.is_err_and(|error| error.is_panic()) {
        metrics::counter!("mabit_task_failures_total", "task" => "send").increment(1);
        tracing::error!("sending a mail panicked; it is tried again when its lease ends");
    }
}

fn lock<T>(shared: &Mutex<T>) -> MutexGuard<'_, T> {
    shared.lock().unwrap_or_else(PoisonError::into_inner)
}

fn timed_out() -> StoreError {
    StoreError::Unavailable("no answer in time".to_owned())
}

fn is_for_good(error: &SendError) -> bool {
    matches!(error, SendError::Refused { .. } | SendError::Impossible(_))
}

#[derive(Clone)]
struct Failed {
    what: String,
    /// The server will never take it.
    for_good: bool,
}

/// When a mail is retried. One refused for good is, too, since a server that is set up wrongly
/// refuses everything: an alert until its request is settled, anything else for an hour.
fn again_at(mail: &OutboxRecord, for_good: bool, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    if !for_good {
        return Some(now + pause(mail.attempts));
    }
    let again_at = now + LONGEST_PAUSE;
    let refused_at = mail.refused_at.unwrap_or(now);
    let goes_on = ALERTS.contains(&mail.kind.as_str()) || again_at - refused_at < REFUSED_FOR;
    goes_on.then_some(again_at)
}

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
