//! Mail that could not be delivered, and other mail, without what it says.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::admin::{asked, page};
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::notifications::outbox::{self, MailState, MailView};

const PATH: &str = "/admin/mails";

#[derive(Template)]
#[template(path = "pages/admin/mails.html")]
struct Page<'a> {
    shell: Shell<'a>,
    state: MailState,
    states: [(MailState, &'static str); 4],
    mails: Vec<(MailView, String)>,
    next: Option<String>,
}

/// Where mail can stand; what needs a look first.
const STATES: [(MailState, &str); 4] = [
    (MailState::Undeliverable, "admin-mails-undeliverable"),
    (MailState::Waiting, "admin-mails-waiting"),
    (MailState::Sent, "admin-mails-sent"),
    (MailState::Cancelled, "admin-mails-cancelled"),
];

/// What a mail is about.
fn kind(shell: &Shell<'_>, code: &str) -> String {
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

/// Mail that stands where the address says; what could not be delivered when it does not say.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let query = query.as_deref();
    let state = asked(query, "state").and_then(|code| MailState::parse(&code));
    let state = state.unwrap_or(MailState::Undeliverable);
    match outbox::list(&http.cx, &visitor.caller, Some(state), page(query)).await {
        Ok(found) => {
            let named = |mail: MailView| {
                let kind = kind(&shell, &mail.kind);
                (mail, kind)
            };
            let mails = found.items.into_iter().map(named).collect();
            let page = Page { shell, state, states: STATES, mails, next: found.next_cursor };
            answer(&page, StatusCode::OK)
        }
        Err(error) => refused(shell, error),
    }
}
