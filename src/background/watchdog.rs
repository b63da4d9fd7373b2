//! The watchdog job: an independent check each minute and, while all is well, a call to an external
//! monitor, which raises the alarm when the calls stop.

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use crate::config::SecretUrl;
use crate::services::Context;
use crate::services::operations::health::{self, Health};
use crate::services::operations::watchdog;

/// Time limit of the check.
const CHECK_WITHIN: Duration = Duration::from_secs(50);

/// Time limit of reading the readiness.
const READ_WITHIN: Duration = Duration::from_secs(30);

/// Time limit of the call to the external monitor.
const PING_WITHIN: Duration = Duration::from_secs(10);

/// Checks this service and calls the external monitor. Cheap to clone.
#[derive(Clone)]
pub struct Watchdog {
    cx: Context,
    health: Arc<Health>,
    ping: Option<(ureq::Agent, SecretUrl)>,
}

impl Watchdog {
    /// `ping` is the URL of the external monitor.
    pub fn new(cx: Context, health: Arc<Health>, ping: Option<&SecretUrl>) -> Self {
        let limits = ureq::Agent::config_builder().timeout_global(Some(PING_WITHIN)).build();
        let ping = ping.map(|url| (ureq::Agent::new_with_config(limits), url.clone()));
        Self { cx, health, ping }
    }

    /// Checks once; calls the monitor if all is well.
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
            // The error is not logged: it may quote the URL, which may hold a secret.
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
