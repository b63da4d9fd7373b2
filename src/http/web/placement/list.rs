//! Team's list of its requests: the open ones, and the last that ended.

use askama::Template;
use axum::http::StatusCode;

use crate::domain::request::{RequestState, grouped};
use crate::http::web::{PageResult, Shell, Visit, labels, page};
use crate::services::Page as PageOf;
use crate::services::authorisation::Outreach;
use crate::services::placement::requests::{self, ListFilter};
use crate::services::views::RequestView;

/// Most requests shown.
const LIMIT: i64 = 100;

#[derive(Template)]
#[template(path = "pages/outreach/list.html")]
struct Page {
    shell: Shell,
    open: Vec<Line>,
    ended: Vec<Line>,
}

/// A request, as shown.
struct Line {
    reference: String,
    shown_reference: String,
    dot: &'static str,
    state: &'static str,
    children: String,
    city: String,
    view: RequestView,
}

pub async fn show(visit: Visit<Outreach>) -> PageResult {
    let part = PageOf { cursor: None, limit: LIMIT };
    let found =
        requests::list(visit.cx(), &visit.caller().to(), ListFilter::default(), part).await?;
    let shell = visit.shell;
    let lines = found.items.into_iter().map(|view| line(&shell, view));
    let (open, ended) = lines.partition(|line| line.view.ended_at.is_none());
    page(&Page { shell, open, ended }, StatusCode::OK)
}

fn line(shell: &Shell, view: RequestView) -> Line {
    let (dot, state) = state_text(view.state);
    Line {
        reference: view.reference.clone(),
        shown_reference: grouped(&view.reference),
        dot,
        state,
        children: labels::requested_children(shell, &view.children),
        city: labels::city(shell, &view.city),
        view,
    }
}

/// CSS class of a state's dot, and the key of its text.
pub(crate) fn state_text(state: RequestState) -> (&'static str, &'static str) {
    match state {
        RequestState::Waiting => ("alarm", "outreach-state-waiting"),
        RequestState::Offered => ("promised", "outreach-state-offered"),
        RequestState::Accepted => ("free", "outreach-state-accepted"),
        RequestState::Placed => ("done", "outreach-state-placed"),
        RequestState::Missing => ("alarm", "outreach-state-missing"),
        RequestState::Withdrawn => ("full", "outreach-state-withdrawn"),
        RequestState::Closed => ("full", "outreach-state-closed"),
    }
}
