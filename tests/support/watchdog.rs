//! What the watchdog finds, and whom it tells.

use chrono::{DateTime, Utc};
use mabit::services::operations::watchdog;
use mabit::store::operations::watchdog::Findings;

use super::app::App;
use super::mails::Mail;

pub async fn findings(app: &App) -> Findings {
    watchdog::check(&app.cx).await.unwrap()
}

/// Nothing but what is named here.
pub const NONE: Findings = Findings {
    requests_past_due: 0,
    requests_without_due: 0,
    offers_past_due: 0,
    mails_stuck: 0,
    mails_failing: 0,
    mails_refused: 0,
    database_files: 0,
};

/// How often something was found by now, in this and in the other tests of this process.
pub async fn times_found(app: &App, what: &str) -> u64 {
    let call = app.client.get(format!("{}/metrics", app.base));
    let text = app.send("metrics".into(), call).await.text();
    let name = format!("mabit_watchdog_findings_total{{what=\"{what}\"}} ");
    let line = text.lines().find_map(|line| line.strip_prefix(&name));
    line.map_or(0, |number| number.trim().parse().unwrap())
}

/// The mails that go out now, those to administrators apart.
pub async fn warnings_and_others(app: &App) -> (Vec<Mail>, Vec<Mail>) {
    app.tick().await;
    app.new_mails().into_iter().partition(|mail| mail.words().contains("/admin\n"))
}

/// Sets a moment of every mail that waits.
pub async fn set_mails(app: &App, column: &str, moment: DateTime<Utc>) {
    let moment = app.database.moment(moment);
    let set = format!("UPDATE outbox SET {column} = {moment} WHERE sent_at IS NULL");
    app.database.behind_its_back(&set).await;
}
