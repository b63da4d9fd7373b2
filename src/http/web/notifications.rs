//! Administrators' list of mail that could not be delivered, and of other mail, without its text.

use askama::Template;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;

use crate::http::Http;
use crate::http::web::{PageResult, Query, Shell, Visit, page};
use crate::services::notifications::outbox::{self, MailState, MailView};

/// Pages of administrators.
pub(crate) fn admin_routes() -> Router<Http> {
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

/// States of mail, and the keys of their names; what needs a look first.
const STATES: [(MailState, &str); 4] = [
    (MailState::Undeliverable, "admin-mails-undeliverable"),
    (MailState::Waiting, "admin-mails-waiting"),
    (MailState::Sent, "admin-mails-sent"),
    (MailState::Cancelled, "admin-mails-cancelled"),
];

/// The kind of a mail; an unknown one by its code.
fn kind(shell: &Shell, code: &str) -> String {
    let key = match code {
        "escalation" => "admin-mail-escalation",
        "handed_over" => "admin-mail-handed-over",
        "accepted" => "admin-mail-accepted",
        "arrived" => "admin-mail-arrived",
        "still_on_the_way" => "admin-mail-still-on-the-way",
        "ended" => "admin-mail-ended",
        "overcommitted" => "admin-mail-overcommitted",
        "arrival_asked" => "admin-mail-arrival-asked",
        "answered" => "admin-mail-answered",
        "offer_waits" => "admin-mail-offer-waits",
        "count_asked" => "admin-mail-count-asked",
        "duty_gaps" => "admin-mail-duty-gaps",
        "digest" => "admin-mail-digest",
        "trouble" => "admin-mail-trouble",
        other => return other.replace('_', " "),
    };
    shell.text(key)
}

/// Mail in the state that `?state=` names; without one, what could not be delivered.
async fn show(visit: Visit, query: Query) -> PageResult {
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
