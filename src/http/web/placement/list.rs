//! Team's list of its requests: all that are open, then those that ended, by pages; and the search
//! by reference.

use askama::Template;

use crate::domain::request::RequestState;
use crate::http::web::placement::request_line::{RequestLine, find_typed};
use crate::http::web::{FormState, PageResult, Query, Shell, Visit, page, redirect};
use crate::services::authorisation::Outreach;
use crate::services::placement::requests::{self, ListFilter};
use crate::services::views::RequestView;

const PATH: &str = "/outreach/requests";

#[derive(Template)]
#[template(path = "pages/outreach/list.html")]
struct Page {
    shell: Shell,
    /// The search.
    form: FormState,
    open: Vec<RequestLine>,
    ended: Vec<RequestLine>,
    /// Cursor of the next page of ended ones.
    older: Option<String>,
    /// Whether these are not the last that ended.
    is_older: bool,
}

/// `?reference=` leads to a request, `?after=` is the cursor of those that ended.
pub async fn show(visit: Visit<Outreach>, query: Query) -> PageResult {
    let (cx, reader) = (visit.cx(), visit.caller().to());
    let mut form = FormState::sent("", &query);
    if let Some(reference) = find_typed(cx, &reader, &visit.shell, &mut form).await? {
        return redirect(&format!("{PATH}/{reference}"));
    }
    let open = requests::open(cx, &reader).await?;
    let wanted = ListFilter { states: RequestState::ENDED.to_vec(), ..ListFilter::default() };
    let ended = requests::list(cx, &reader, wanted, query.page()).await?;
    let line = |view: &RequestView| line(&visit.shell, view);
    let shown = Page {
        open: open.iter().map(line).collect(),
        ended: ended.items.iter().map(line).collect(),
        older: ended.next_cursor,
        is_older: query.page().cursor.is_some(),
        form,
        shell: visit.shell,
    };
    let status = shown.form.status();
    page(&shown, status)
}

fn line(shell: &Shell, view: &RequestView) -> RequestLine {
    let (dot, state) = state_text(view.state);
    RequestLine::new(shell, PATH, view, dot, shell.text(state))
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
