//! The watchdog job: an independent check each minute, and a call to a monitor outside while all is
//! well. When that monitor no longer hears of the service, it alarms somebody.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::config::SecretUrl;
use crate::services::Context;
use crate::services::operations::health::{self, Health};
use crate::services::operations::watchdog;

/// Longest the check may take.
const CHECK_WITHIN: Duration = Duration::from_secs(50);

/// Longest the readiness may take to be read.
const READ_WITHIN: Duration = Duration::from_secs(30);

/// Longest the monitor outside may take to answer.
const PING_WITHIN: Duration = Duration::from_secs(10);

/// The check and the call. Cheap to clone.
#[derive(Clone)]
pub struct Watchdog {
    cx: Context,
    health: Arc<Health>,
    ping: Option<(ureq::Agent, SecretUrl)>,
}

impl Watchdog {
    /// Checks this service; `ping` is called while all is well.
    pub fn new(cx: Context, health: Arc<Health>, ping: Option<&SecretUrl>) -> Self {
        let limits = ureq::Agent::config_builder().timeout_global(Some(PING_WITHIN)).build();
        let ping = ping.map(|url| (ureq::Agent::new_with_config(limits), url.clone()));
        Self { cx, health, ping }
    }

    /// One check, and the call if all is well.
    pub async fn look(&self) {
        let clean = match timeout(CHECK_WITHIN, watchdog::check(&self.cx)).await {
            Ok(Ok(found)) => watchdog::is_clean(&found),
            Ok(Err(error)) => {
                tracing::warn!(%error, "the watchdog could not look");
                false
            }
            Err(_) => {
                tracing::warn!("the watchdog ran out of time");
                false
            }
        };
        self.health.watchdog_checked(self.cx.now(), clean);
        let signs = self.health.vital_signs();
        match timeout(READ_WITHIN, health::readiness(&self.cx, signs)).await {
            Ok(readiness) if readiness.ready => self.call_monitor().await,
            readiness => tracing::warn!(?readiness, "not all is well"),
        }
    }

    async fn call_monitor(&self) {
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
            tracing::warn!(to = %url, "the monitor outside was not reached");
        }
    }
}
