//! `mabit verify`: reads the whole database and reports each broken invariant, unwritten audit
//! entry and wrong seal.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;

use crate::domain::request::Urgency;
use crate::services::{Context, Error};
use crate::store::escalation::policies;
use crate::store::operations::audit_log::{self, SealRecord};
use crate::store::operations::verify as checks;
use crate::store::operations::verify::{Check, HeartbeatRecord};
use crate::store::{StoreError, Tx};

pub use crate::store::operations::verify::TableCounts;

/// Most violations listed of each invariant.
const MAX_NAMED: usize = 1_000;

/// One more, to know whether there are more.
const MAX_FOUND: i64 = MAX_NAMED as i64 + 1;

/// How long, beyond two ticks, something may be due while the service runs.
const GRACE: TimeDelta = TimeDelta::minutes(1);

/// How long an audit row may be unsealed while the service runs.
const UNSEALED: TimeDelta = TimeDelta::minutes(3);

/// Seals read per query.
const SEALS: i64 = 500;

/// An invariant that does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Its number in `docs/architecture.md`, "Invariants".
    pub invariant: u8,
    /// The row and what is wrong with it. Ids, references, states and counts only.
    pub what: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invariant {}: {}", self.invariant, self.what)
    }
}

/// Result of [`verify`]. Displays a line for each violation, then a summary.
#[derive(Clone, Debug, Default)]
pub struct Report {
    pub checked: TableCounts,
    /// By invariant; at most a thousand of each.
    pub violations: Vec<Violation>,
    /// Invariants with more violations than are listed.
    pub cut_short: Vec<u8>,
}

impl Report {
    pub fn is_sound(&self) -> bool {
        self.violations.is_empty()
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for violation in &self.violations {
            writeln!(f, "{violation}")?;
        }
        for invariant in &self.cut_short {
            writeln!(f, "invariant {invariant}: there are more; the first {MAX_NAMED} are named")?;
        }
        let TableCounts { requests, offers, pools, mails, audit_rows, seals } = self.checked;
        write!(
            f,
            "checked requests {requests}, offers {offers}, pools {pools}, mails {mails}, \
             audit rows {audit_rows}, seals {seals}: "
        )?;
        match self.violations.len() {
            0 => f.write_str("every invariant holds"),
            1 => f.write_str("1 violation"),
            named if self.cut_short.is_empty() => write!(f, "{named} violations"),
            named => write!(f, "more than {named} violations"),
        }
    }
}

/// Checks every invariant in one snapshot of the whole database. Deadlines are measured against the
/// service's last heartbeats, so that downtime is no violation.
pub async fn verify(cx: &Context) -> Result<Report, Error> {
    let mut tx = cx.store.begin_read().await?;
    let checked = checks::table_counts(&mut tx).await?;
    let beats = checks::heartbeats(&mut tx, cx.now()).await?;
    let tick = TimeDelta::from_std(cx.settings.tick).unwrap_or_default();
    let mut findings = Findings::default();
    findings.check(&mut tx, checks::ALWAYS, None).await?;
    for (urgency, version) in unwritten_policies(&mut tx).await? {
        findings.add(6, format!("policy {urgency}, version {version}: no audit row policy.set"));
    }
    if let Some(last) = beats.first() {
        findings.check(&mut tx, checks::ACTED_ON, Some(last.at - tick * 2 - GRACE)).await?;
    }
    if let Some(before) = sealed_before(&beats) {
        findings.check(&mut tx, checks::SEALED, Some(before)).await?;
    }
    follow_seals(&mut tx, |seal, flaws| {
        for what in flaws {
            findings.add(6, format!("seal {}: {what}", seal.id));
        }
    })
    .await?;
    Ok(findings.report(checked))
}

/// Versions of policies without an audit entry. They have no id; the entry's detail names urgency
/// and version.
async fn unwritten_policies(tx: &mut Tx) -> Result<Vec<(Urgency, i32)>, StoreError> {
    let sets = audit_log::AuditFilter {
        action: Some("policy.set".to_owned()),
        ..audit_log::AuditFilter::default()
    };
    let sets = audit_log::newest_before(tx, &sets, (i64::MAX, i64::MAX), i64::MAX).await?;
    let details = sets.iter().filter_map(|row| serde_json::from_str::<Value>(&row.detail).ok());
    let written: Vec<(Value, Value)> =
        details.map(|detail| (detail["urgency"].clone(), detail["version"].clone())).collect();
    let mut unwritten = Vec::new();
    for &urgency in Urgency::ALL {
        for policy in policies::versions(tx, urgency).await? {
            if !written.contains(&(urgency.code().into(), policy.version.into())) {
                unwritten.push((urgency, policy.version));
            }
        }
    }
    Ok(unwritten)
}

/// Every audit row before this moment must be sealed. Instances that have just started don't count:
/// they had no time to seal yet.
fn sealed_before(beats: &[HeartbeatRecord]) -> Option<DateTime<Utc>> {
    let ends = beats.iter().map(|beat| (beat.started_at, beat.at - UNSEALED));
    ends.filter(|(started_at, end)| started_at < end).map(|(_, end)| end).max()
}

/// Violations by invariant.
#[derive(Default)]
struct Findings(BTreeMap<u8, Found>);

#[derive(Default)]
struct Found {
    named: Vec<String>,
    cut_short: bool,
}

impl Found {
    fn add(&mut self, what: String) {
        if self.named.len() < MAX_NAMED {
            self.named.push(what);
        } else {
            self.cut_short = true;
        }
    }
}

impl Findings {
    async fn check(
        &mut self,
        tx: &mut Tx,
        list: &[Check],
        before: Option<DateTime<Utc>>,
    ) -> Result<(), StoreError> {
        for check in list {
            let found = self.0.entry(check.invariant).or_default();
            for row in checks::broken_rows(tx, *check, before, MAX_FOUND).await? {
                found.add(format!("{} {}: {}", row.entity, row.id, row.what));
            }
        }
        Ok(())
    }

    fn add(&mut self, invariant: u8, what: String) {
        self.0.entry(invariant).or_default().add(what);
    }

    fn report(self, checked: TableCounts) -> Report {
        let mut report = Report { checked, ..Report::default() };
        for (invariant, found) in self.0 {
            let violation = |what| Violation { invariant, what };
            report.violations.extend(found.named.into_iter().map(violation));
            report.cut_short.extend(found.cut_short.then_some(invariant));
        }
        report
    }
}

/// A seal that does not match.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Break {
    /// The number of the seal.
    pub seal: i64,
    /// Position of the first row it covers.
    pub first_position: i64,
    /// Position of the last row it covers.
    pub last_position: i64,
    /// When it was made.
    pub at: DateTime<Utc>,
}

/// The first seal that does not match.
pub(crate) async fn broken_seal(tx: &mut Tx) -> Result<Option<Break>, StoreError> {
    let mut broken = None;
    follow_seals(tx, |seal, flaws| {
        if !flaws.is_empty() && broken.is_none() {
            let SealRecord { id, first_position, last_position, at, .. } = *seal;
            broken = Some(Break { seal: id, first_position, last_position, at });
        }
    })
    .await?;
    Ok(broken)
}

/// Reads all seals in order and calls `tell` for each with what is wrong with it.
async fn follow_seals(
    tx: &mut Tx,
    mut tell: impl FnMut(&SealRecord, Vec<String>) + Send,
) -> Result<(), StoreError> {
    let mut before = SealRecord {
        id: 0,
        first_position: 0,
        last_position: 0,
        row_count: 0,
        hash: Vec::new(),
        at: DateTime::UNIX_EPOCH,
    };
    loop {
        let seals = audit_log::seals(tx, before.id, SEALS).await?;
        if seals.is_empty() {
            return Ok(());
        }
        for seal in seals {
            let flaws = flaws(tx, &before, &seal).await?;
            tell(&seal, flaws);
            before = seal;
        }
    }
}

/// What is wrong with a seal.
async fn flaws(
    tx: &mut Tx,
    before: &SealRecord,
    seal: &SealRecord,
) -> Result<Vec<String>, StoreError> {
    let mut flaws = Vec::new();
    if seal.id != before.id + 1 {
        flaws.push(format!("follows seal {}", before.id));
    }
    if seal.first_position != before.last_position + 1 {
        let SealRecord { first_position, .. } = seal;
        flaws.push(format!("begins at {first_position}, after {}", before.last_position));
    }
    let rows = audit_log::between(tx, seal.first_position, seal.last_position).await?;
    if i64::try_from(rows.len()) != Ok(seal.row_count) {
        flaws.push(format!("covers {} rows, not {}", rows.len(), seal.row_count));
    }
    if audit_log::seal_hash(&before.hash, &rows) != seal.hash {
        flaws.push("its hash is not that of its rows and of the seal before it".to_owned());
    }
    Ok(flaws)
}
