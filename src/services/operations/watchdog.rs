//! The watchdog: independently of the sweep it checks each minute for anything past due, lost or
//! stuck, acts on it, counts it, and mails the administrators.

use crate::domain::notification::Trouble;
use crate::services::authorisation::Service;
use crate::services::escalation::due;
use crate::services::notifications::trouble::TellAdmins;
use crate::services::operations::jobs;
use crate::services::{Context, Error};
use crate::store::operations::watchdog as rows;
use crate::store::operations::watchdog::Findings;

/// The findings above zero, with their counts.
pub fn named(findings: &Findings) -> Vec<(Trouble, i64)> {
    let all = [
        (Trouble::RequestPastDue, findings.requests_past_due),
        (Trouble::RequestWithoutDue, findings.requests_without_due),
        (Trouble::OfferPastDue, findings.offers_past_due),
        (Trouble::MailStuck, findings.mails_stuck),
        (Trouble::MailFailing, findings.mails_failing),
        (Trouble::MailRefused, findings.mails_refused),
        (Trouble::DatabaseFile, findings.database_files),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// Whether nothing was found, apart from mail failing or refused: administrators are notified of
/// it, but the service can't remedy it, and the next step reaches somebody else.
pub fn is_clean(findings: &Findings) -> bool {
    Findings { mails_failing: 0, mails_refused: 0, ..*findings } == Findings::default()
}

/// Checks, acts on what the sweep has left, and mails the administrators. Returns what was found
/// before acting.
pub async fn check(cx: &Context) -> Result<Findings, Error> {
    let now = cx.now();
    let mut tx = cx.store.begin_read().await?;
    let mut found = rows::find(&mut tx, now - due::late_after(cx), now).await?;
    let too_far = due::due_too_far_ahead(&mut tx, cx).await?.len();
    found.requests_past_due += i64::try_from(too_far).unwrap_or(i64::MAX);
    drop(tx);
    if let Some(trouble) = cx.store.file_trouble() {
        found.database_files = 1;
        tracing::error!(
            trouble,
            "what is written now is lost when the service ends: put the file back before that"
        );
    }
    let named = named(&found);
    for (trouble, n) in &named {
        let n = u64::try_from(*n).unwrap_or_default();
        metrics::counter!("mabit_watchdog_findings_total", "what" => trouble.code()).increment(n);
        tracing::warn!(what = trouble.code(), n, "the watchdog found something");
    }
    // A failed mail must not stop the remedy, nor a failed remedy the mail.
    let tell = TellAdmins { findings: named };
    let told = if tell.findings.is_empty() { Ok(()) } else { cx.write(Service, tell).await };
    mend(cx, &found).await?;
    told?;
    Ok(found)
}

async fn mend(cx: &Context, found: &Findings) -> Result<(), Error> {
    if found.requests_past_due + found.requests_without_due + found.offers_past_due > 0 {
        due::escalate_overlooked(cx).await?;
        jobs::sweep(cx).await?;
    }
    Ok(())
}
