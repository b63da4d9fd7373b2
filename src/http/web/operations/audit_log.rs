//! Administrators' page of the audit log, newest first, with a check of its seals.

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::operations::audit_words::words;
use crate::http::web::{PageResult, Query, Shell, Visit, page};
use crate::services::authorisation::Admin;
use crate::services::operations::audit_log::{self, AuditFilter, Chain, EntryView};

/// Most sealed entries that are checked without `?check=`.
const MAX_VERIFIED: i64 = 20_000;

/// An entity: code, key of its name, and its actions (code, key of text).
type Kind = (&'static str, &'static str, &'static [(&'static str, &'static str)]);

const KINDS: [Kind; 10] = [
    (
        "partner",
        "journal-partner",
        &[
            ("partner.create", "journal-partner-create"),
            ("partner.change", "journal-partner-change"),
            ("partner.deactivate", "journal-partner-deactivate"),
            ("partner.reactivate", "journal-partner-reactivate"),
        ],
    ),
    (
        "account",
        "journal-account",
        &[
            ("account.create", "journal-account-create"),
            ("account.change", "journal-account-change"),
            ("account.link", "journal-account-link"),
            ("account.mail_link", "journal-account-mail-link"),
            ("account.forgotten", "journal-account-forgotten"),
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
            ("shelter.deactivate", "journal-shelter-deactivate"),
            ("shelter.reactivate", "journal-shelter-reactivate"),
            ("shelter.ask_counts", "journal-shelter-ask-counts"),
        ],
    ),
    (
        "pool",
        "journal-pool",
        &[
            ("pool.create", "journal-pool-create"),
            ("pool.change", "journal-pool-change"),
            ("pool.deactivate", "journal-pool-deactivate"),
            ("pool.reactivate", "journal-pool-reactivate"),
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
            ("request.lost", "journal-request-lost"),
            ("request.reopen", "journal-request-reopen"),
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
            ("offer.undo", "journal-offer-undo"),
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

/// Text of an action; the code when unknown.
fn action_text(shell: &Shell, action: &str) -> String {
    let mut known = KINDS.iter().flat_map(|(_, _, actions)| actions.iter());
    let key = known.find(|(code, _)| *code == action).map(|(_, key)| key);
    key.map_or_else(|| action.to_owned(), |key| shell.text(key))
}

/// An entry with its action and details in words.
struct Row {
    view: EntryView,
    action: String,
    detail: Vec<String>,
}

#[derive(Template)]
#[template(path = "pages/admin/audit.html")]
struct Page {
    shell: Shell,
    /// Result of the check; `None` when there are too many entries to check unasked.
    chain: Option<Chain>,
    first: bool,
    entries: Vec<Row>,
    next: Option<String>,
    kinds: [Kind; 10],
    /// Entity or action that the list is filtered by.
    what: String,
}

/// `?what=` filters, `?after=` pages, `?check=` checks all seals.
pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let (cx, caller) = (visit.cx(), visit.caller());
    let what = query.get("what").to_owned();
    let filter = match what.as_str() {
        "" => AuditFilter::default(),
        action if action.contains('.') => AuditFilter { action: Some(what.clone()), entity: None },
        _ => AuditFilter { entity: Some(what.clone()), action: None },
    };
    let after = Some(query.get("after")).filter(|after| !after.is_empty());
    let first = after.is_none();
    let most = if query.get("check").is_empty() { MAX_VERIFIED } else { i64::MAX };
    let chain = if first { audit_log::chain(cx, caller, most).await? } else { None };
    let found = audit_log::list(cx, caller, &filter, after, query.page().limit).await?;
    let shell = visit.shell;
    let row = |view: EntryView| Row {
        action: action_text(&shell, &view.action),
        detail: words(&shell, &view.detail),
        view,
    };
    let entries = found.items.into_iter().map(row).collect();
    let next = found.next_cursor;
    page(&Page { shell, chain, first, entries, next, kinds: KINDS, what }, StatusCode::OK)
}
