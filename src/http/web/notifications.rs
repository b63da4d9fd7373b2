//! Administrators' page of the outbox: mail by state, without its text.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::http::Http;
use crate::http::web::{PageResult, Query, Shell, Visit, page};
use crate::services::authorisation::Admin;
use crate::services::notifications::outbox::{self, MailState, MailView};

pub(crate) fn routes() -> Router<Http> {
    Router::new().route("/admin/mails", get(show))
}

#[derive(Template)]
#[template(path = "pages/admin/mails.html")]
struct Page {
    shell: Shell,
    state: MailState,
    states: [(MailState, &'static str); 4],
    /// The mails, each with its kind.
    mails: Vec<(MailView, String)>,
    next: Option<String>,
}

/// States of mail and the keys of their names; problems first.
const STATES: [(MailState, &str); 4] = [
    (MailState::Undeliverable, "admin-mails-undeliverable"),
    (MailState::Waiting, "admin-mails-waiting"),
    (MailState::Sent, "admin-mails-sent"),
    (MailState::Cancelled, "admin-mails-cancelled"),
];

/// Name of a kind of mail; the code when unknown.
fn kind(shell: &Shell, code: &str) -> String {
    let key = match code {
        "escalation" => "admin-mail-escalation",
        "handed_over" => "admin-mail-handed-over",
        "accepted" => "admin-mail-accepted",
        "arrived" => "admin-mail-arrived",
        "still_on_the_way" => "admin-mail-still-on-the-way",
        "undone" => "admin-mail-undone",
        "ended" => "admin-mail-ended",
        "overcommitted" => "admin-mail-overcommitted",
        "arrival_asked" => "admin-mail-arrival-asked",
        "answered" => "admin-mail-answered",
        "offer_waits" => "admin-mail-offer-waits",
        "count_asked" => "admin-mail-count-asked",
        "duty_gaps" => "admin-mail-duty-gaps",
        "digest" => "admin-mail-digest",
        "password_link" => "admin-mail-password-link",
        "trouble" => "admin-mail-trouble",
        other => return other.replace('_', " "),
    };
    shell.text(key)
}

/// Mail in the state `?state=`, by default undeliverable.
async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let state = MailState::parse(query.get("state")).unwrap_or(MailState::Undeliverable);
    let found = outbox::list(visit.cx(), visit.caller(), Some(state), query.page()).await?;
    let shell = visit.shell;
    let named = |mail: MailView| {
        let kind = kind(&shell, &mail.kind);
        (mail, kind)
    };
    let mails = found.items.into_iter().map(named).collect();
    let next = found.next_cursor;
    page(&Page { shell, state, states: STATES, mails, next }, StatusCode::OK)
}
