//! Metrics: what each one means, and the recorder that renders them for Prometheus.

use std::sync::OnceLock;

use metrics::{describe_counter, describe_gauge, describe_histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};

/// Upper bounds of the buckets of the histograms, in seconds.
const SECONDS: [f64; 11] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1.0, 2.5, 10.0];

/// Counters, with what they count.
const COUNTERS: [(&str, &str); 10] = [
    (
        "mabit_connections_refused_total",
        "Connections refused because the limit of connections was reached",
    ),
    ("mabit_http_requests_total", "Requests answered, by route, method and status"),
    ("mabit_internal_errors_total", "Requests answered with an internal error, by a bug"),
    ("mabit_log_lines_lost_total", "Lines of the log that could not be written"),
    ("mabit_mails_total", "Mails tried, by result: sent, failed (tried again) or refused"),
    ("mabit_pings_total", "Calls of `watch.ping_url`, by result"),
    ("mabit_sign_ins_total", "Tries to sign in, by result"),
    ("mabit_sweeps_failed_total", "Sweeps for due work that failed; the next one does their work"),
    (
        "mabit_task_failures_total",
        "Runs of background tasks that failed, panicked or ended, by task",
    ),
    ("mabit_watchdog_findings_total", "What the watchdog found past due, lost or stuck, by kind"),
];

/// Gauges, with what they show.
const GAUGES: [(&str, &str); 5] = [
    ("mabit_beds", "Beds on the board, by count: capacity, free or promised"),
    ("mabit_connections", "Connections of clients open now"),
    ("mabit_outbox_oldest_seconds", "Age of the oldest mail that waits to be sent, in seconds"),
    ("mabit_outbox_waiting", "Mails that wait to be sent"),
    ("mabit_requests_open", "Placement requests that have not ended, by state"),
];

/// Histograms, in seconds.
const HISTOGRAMS: [(&str, &str); 2] = [
    ("mabit_http_request_seconds", "Time to answer a request, by route and method"),
    ("mabit_transaction_seconds", "Time of a transaction, its waiting included: read or write"),
];

/// Installs the process's recorder at the first call; returns the handle that renders `/metrics`.
pub fn recorder() -> Result<PrometheusHandle, BuildError> {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    if let Some(handle) = HANDLE.get() {
        return Ok(handle.clone());
    }
    let recorder = PrometheusBuilder::new().set_buckets(&SECONDS)?.build_recorder();
    let handle = HANDLE.get_or_init(|| recorder.handle()).clone();
    // A recorder that was set elsewhere in the process stays.
    if metrics::set_global_recorder(recorder).is_ok() {
        describe();
    }
    Ok(handle)
}

fn describe() {
    for (name, meaning) in COUNTERS {
        describe_counter!(name, meaning);
    }
    for (name, meaning) in GAUGES {
        describe_gauge!(name, meaning);
    }
    for (name, meaning) in HISTOGRAMS {
        describe_histogram!(name, meaning);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::Path;

    use super::*;

    /// Every `"mabit_…"` in the sources below a folder.
    fn named(folder: &Path, names: &mut BTreeSet<String>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                named(&path, names);
            } else if path.extension().is_some_and(|kind| kind == "rs")
                && !path.ends_with("measurements.rs")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let calls = text.split("metrics::").skip(1);
                let literals = calls.filter_map(|call| call.split('"').nth(1));
                names.extend(literals.filter(|l| l.starts_with("mabit_")).map(str::to_owned));
            }
        }
    }

    #[test]
    fn every_metric_the_code_records_is_described_and_no_other() {
        let mut recorded = BTreeSet::new();
        named(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut recorded);
        let described = COUNTERS.iter().chain(&GAUGES).chain(&HISTOGRAMS);
        let described: BTreeSet<String> = described.map(|(name, _)| (*name).to_owned()).collect();
        assert_eq!(recorded, described);
    }
}
