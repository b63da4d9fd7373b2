//! Watching over the service: the auditor looks each minute, apart from the sweep, and while all
//! is well a watcher outside is told so. When it no longer hears of it, it rings.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, MissedTickBehavior, interval_at, timeout};

use crate::config::SecretUrl;
use crate::http::Health;
use crate::services::Context;
use crate::services::operations::{jobs, watchdog};

/// How often the auditor looks.
const EVERY: Duration = Duration::from_secs(60);

/// When it looks first: after the sweep at the start has caught up.
const FIRST: Duration = Duration::from_secs(20);

/// Longest one look may take.
const WITHIN: Duration = Duration::from_secs(50);

/// Longest the watcher outside may take to answer.
const PING_WITHIN: Duration = Duration::from_secs(10);

/// The auditor, and the watcher outside.
pub struct Watch {
    cx: Context,
    health: Arc<Health>,
    ping: Option<(ureq::Agent, SecretUrl)>,
}

impl Watch {
    /// Watches over the service; `ping` is asked for while all is well.
    pub fn new(cx: Context, health: Arc<Health>, ping: Option<&SecretUrl>) -> Self {
        let limits = ureq::Agent::config_builder().timeout_global(Some(PING_WITHIN)).build();
        let ping = ping.map(|url| (ureq::Agent::new_with_config(limits), url.clone()));
        Self { cx, health, ping }
    }

    /// Looks each minute, for ever.
    pub async fn run(self: Arc<Self>) {
        let mut minutes = interval_at(Instant::now() + FIRST, EVERY);
        // After a long sleep one look is enough.
        minutes.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            self.cx.heartbeats.beat("watch");
            minutes.tick().await;
            self.look().await;
        }
    }

    /// One look, and word of it if all is well.
    pub async fn look(&self) {
        let clean = match timeout(WITHIN, watchdog::audit(&self.cx)).await {
            Ok(Ok(found)) => watchdog::is_clean(&found),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the auditor could not look");
                false
            }
            Err(_) => {
                tracing::warn!("the auditor ran out of time");
                false
            }
        };
        self.health.audited(self.cx.now(), clean);
        self.cx.heartbeats.beat("watch");
        let signs = self.health.vital_signs();
        match timeout(WITHIN, jobs::readiness(&self.cx, signs)).await {
            Ok(readiness) if readiness.ready => self.say_that_all_is_well().await,
            readiness => tracing::warn!(?readiness, "not all is well"),
        }
    }

    async fn say_that_all_is_well(&self) {
        let Some((agent, url)) = self.ping.clone() else { return };
        let asked = tokio::task::spawn_blocking(move || {
            // An error may quote the address, which may hold what lets one ask for it.
            let heard = agent.get(url.expose()).call().is_ok();
            (heard, url)
        });
        let Ok((heard, url)) = asked.await else { return };
        let result = if heard { "heard" } else { "failed" };
        metrics::counter!("mabit_pings_total", "result" => result).increment(1);
        if !heard {
            tracing::warn!(to = %url, "the watcher outside was not reached");
        }
    }
}
