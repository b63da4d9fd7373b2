//! The audit, newest first, and whether its chain holds.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;

use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::admin::asked;
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::operations::audit_log::{self, AuditFilter, Chain, EntryView};

const PATH: &str = "/admin/audit";

/// The longest chain that is followed without being asked to, in entries.
const FOLLOWED: i64 = 20_000;

/// What is done to a kind of thing: its name, and each action with its text.
type Kind = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

/// Everything that is written down.
const KINDS: [Kind; 10] = [
    ("partner", "journal-partner", &[("partner.create", "journal-partner-create")]),
    (
        "account",
        "journal-account",
        &[
            ("account.create", "journal-account-create"),
            ("account.change", "journal-account-change"),
            ("account.link", "journal-account-link"),
            ("account.set_password", "journal-account-set-password"),
            ("account.sign_in", "journal-account-sign-in"),
            ("account.sign_in_limited", "journal-account-sign-in-limited"),
            ("account.sign_out", "journal-account-sign-out"),
            ("account.code_on", "journal-account-code-on"),
            ("account.code_off", "journal-account-code-off"),
            ("account.code_reset", "journal-account-code-reset"),
        ],
    ),
    (
        "token",
        "journal-token",
        &[("token.create", "journal-token-create"), ("token.revoke", "journal-token-revoke")],
    ),
    (
        "shelter",
        "journal-shelter",
        &[
            ("shelter.create", "journal-shelter-create"),
            ("shelter.change", "journal-shelter-change"),
            ("shelter.ask_counts", "journal-shelter-ask-counts"),
        ],
    ),
    (
        "pool",
        "journal-pool",
        &[
            ("pool.create", "journal-pool-create"),
            ("pool.change", "journal-pool-change"),
            ("pool.report", "journal-pool-report"),
        ],
    ),
    ("policy", "journal-policy", &[("policy.set", "journal-policy-set")]),
    (
        "duty",
        "journal-duty",
        &[
            ("duty.add", "journal-duty-add"),
            ("duty.except", "journal-duty-except"),
            ("duty.remove", "journal-duty-remove"),
        ],
    ),
    (
        "request",
        "journal-request",
        &[
            ("request.create", "journal-request-create"),
            ("request.acknowledge", "journal-request-acknowledge"),
            ("request.hand_over", "journal-request-hand-over"),
            ("request.escalate", "journal-request-escalate"),
            ("request.found", "journal-request-found"),
            ("request.withdraw", "journal-request-withdraw"),
            ("request.close", "journal-request-close"),
            ("request.strip", "journal-request-strip"),
            ("request.erase", "journal-request-erase"),
        ],
    ),
    (
        "offer",
        "journal-offer",
        &[
            ("offer.create", "journal-offer-create"),
            ("offer.accept", "journal-offer-accept"),
            ("offer.decline", "journal-offer-decline"),
            ("offer.expire", "journal-offer-expire"),
            ("offer.withdraw", "journal-offer-withdraw"),
            ("offer.ask_arrival", "journal-offer-ask-arrival"),
            ("offer.on_the_way", "journal-offer-on-the-way"),
            ("offer.arrive", "journal-offer-arrive"),
            ("offer.no_show", "journal-offer-no-show"),
            ("offer.depart", "journal-offer-depart"),
        ],
    ),
    (
        "escalation",
        "journal-escalation",
        &[
            ("escalation.step", "journal-escalation-step"),
            ("escalation.skip", "journal-escalation-skip"),
            ("escalation.catch_up", "journal-escalation-catch-up"),
            ("escalation.pass_over", "journal-escalation-pass-over"),
            ("escalation.hurry", "journal-escalation-hurry"),
        ],
    ),
];

/// What was done, in words; one that has none stands as it is.
fn words(shell: &Shell<'_>, action: &str) -> String {
    let mut known = KINDS.iter().flat_map(|(_, _, actions)| actions.iter());
    let key = known.find(|(code, _)| *code == action).map(|(_, key)| key);
    key.map_or_else(|| action.to_owned(), |key| shell.text(key))
}

#[derive(Template)]
#[template(path = "pages/admin/audit.html")]
struct Page<'a> {
    shell: Shell<'a>,
    /// Whether the chain holds; `None` where it is long and nobody asked.
    chain: Option<Chain>,
    /// Whether this is the first page.
    first: bool,
    entries: Vec<(EntryView, String)>,
    next: Option<String>,
    kinds: [Kind; 10],
    what: String,
}

/// A page of the audit.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let (query, cx, caller) = (query.as_deref(), &http.cx, &visitor.caller);
    let what = asked(query, "what").unwrap_or_default();
    let filter = match what.as_str() {
        "" => AuditFilter::default(),
        action if action.contains('.') => AuditFilter { action: Some(what.clone()), entity: None },
        _ => AuditFilter { entity: Some(what.clone()), action: None },
    };
    let after = asked(query, "after");
    let first = after.is_none();
    let most = if asked(query, "check").is_some() { i64::MAX } else { FOLLOWED };
    let chain = if first { audit_log::chain(cx, caller, most).await } else { Ok(None) };
    let found =
        audit_log::list(cx, caller, &filter, after.as_deref(), crate::http::web::admin::SHOWN)
            .await;
    let (chain, found) = match (chain, found) {
        (Ok(chain), Ok(found)) => (chain, found),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    let worded = |entry: EntryView| {
        let text = words(&shell, &entry.action);
        (entry, text)
    };
    let entries = found.items.into_iter().map(worded).collect();
    let page = Page { shell, chain, first, entries, next: found.next_cursor, kinds: KINDS, what };
    answer(&page, StatusCode::OK)
}
