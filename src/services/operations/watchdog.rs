//! The auditor: apart from the sweep it looks each minute for anything past due, lost or stuck,
//! mends it, counts it, and tells the administrators.

use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::account::Role;
use crate::domain::notification::{Notice, Trouble};
use crate::services::escalation::due;
use crate::services::notifications::about_requests::mail;
use crate::services::operations::jobs;
use crate::services::{Context, Error};
use crate::store::Tx;
use crate::store::escalation::hurrying;
use crate::store::identity::accounts;
use crate::store::notifications::outbox;
use crate::store::operations::audit_log as written_down;
use crate::store::operations::audit_log::Entry;
use crate::store::operations::watchdog as rows;
use crate::store::operations::watchdog::Findings;

/// At most one mail about the same kinds of things to an administrator in each of these spans.
const TELL_EVERY: TimeDelta = TimeDelta::hours(1);

/// What was found, and how many of it; nothing that is not there.
pub fn named(findings: &Findings) -> Vec<(Trouble, i64)> {
    let all = [
        (Trouble::RequestPastDue, findings.requests_past_due),
        (Trouble::RequestWithoutDue, findings.requests_without_due),
        (Trouble::OfferPastDue, findings.offers_past_due),
        (Trouble::RequestPutOff, findings.requests_put_off),
        (Trouble::ClockAhead, findings.clocks_ahead),
        (Trouble::MailStuck, findings.mails_stuck),
        (Trouble::MailFailing, findings.mails_failing),
        (Trouble::MailRefused, findings.mails_refused),
        (Trouble::DatabaseFile, findings.database_files),
    ];
    all.into_iter().filter(|(_, n)| *n > 0).collect()
}

/// Whether everything moves. A mailbox that does not take its mail and another machine's clock are
/// told to the administrators, but are nothing the service could mend: the alarm goes to the next
/// person.
pub fn is_clean(findings: &Findings) -> bool {
    let told_alone = Findings { mails_failing: 0, mails_refused: 0, clocks_ahead: 0, ..*findings };
    Findings { clock_set_back: 0, ..told_alone } == Findings::default()
}

/// Looks for what should not be, mends what can be mended by queuing it again, and tells the
/// administrators. Gives what was found, before it was mended.
///
/// # Errors
/// When the database fails.
pub async fn audit(cx: &Context) -> Result<Findings, Error> {
    let now = cx.now();
    let mut tx = cx.store.begin_read().await?;
    let mut found =
        rows::find(&mut tx, cx.store.instance(), now - due::late_after(cx), now).await?;
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
        metrics::counter!("mabit_auditor_findings_total", "what" => trouble.code()).increment(n);
        tracing::warn!(what = trouble.code(), n, "the auditor found something");
    }
    // What can't be mended is what the administrators must hear of most.
    let told = if named.is_empty() { Ok(()) } else { tell(cx, named, now).await };
    mend(cx, &found, now).await?;
    told?;
    Ok(found)
}

async fn mend(cx: &Context, found: &Findings, now: DateTime<Utc>) -> Result<(), Error> {
    let (lost, stuck) = (found.requests_without_due > 0, found.mails_stuck > 0);
    let (set_back, me) = (found.clock_set_back > 0, cx.store.instance());
    if lost || stuck || set_back {
        cx.store
            .write(move |tx| {
                Box::pin(async move {
                    if lost {
                        rows::restore_due(tx, now).await?;
                    }
                    if set_back && hurrying::bring_back(tx, now).await? {
                        let entry = Entry::new(None, "clock.set_back", Uuid::nil());
                        written_down::insert(tx, entry, now).await?;
                    }
                    if stuck {
                        rows::requeue_mail(tx, me, now).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
    }
    if lost || set_back || found.requests_past_due > 0 || found.offers_past_due > 0 {
        jobs::sweep(cx).await?;
    }
    Ok(())
}

/// Mails every administrator, at most once an hour about the same kinds of things.
async fn tell(
    cx: &Context,
    findings: Vec<(Trouble, i64)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    cx.store
        .write(move |tx| {
            let findings = findings.clone();
            Box::pin(async move { tell_admins(tx, findings, now).await })
        })
        .await
}

/// The same, in a transaction that is under way.
pub(crate) async fn tell_admins(
    tx: &mut Tx,
    findings: Vec<(Trouble, i64)>,
    now: DateTime<Utc>,
) -> Result<(), Error> {
    let admins = accounts::of_role(tx, Role::Admin).await?;
    let hour = now.timestamp().div_euclid(TELL_EVERY.num_seconds());
    let codes: Vec<&str> = findings.iter().map(|(trouble, _)| trouble.code()).collect();
    let key = format!("trouble:{hour}:{}", codes.join("+"));
    let notice = Notice::Trouble { findings };
    let mails = admins.iter().map(|admin| mail(&key, &notice, admin, None, now));
    outbox::insert_many(tx, &mails.collect::<Vec<_>>()).await?;
    Ok(())
}
