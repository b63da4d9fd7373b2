//! Coordinators' list of all requests of their cities, in every state, newest first; and the search
//! by reference.

use askama::Template;

use crate::domain::request::RequestState;
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::filters::{Chosen, Options, StateChoice};
use crate::http::web::placement::request_line::{RequestLine, find_typed};
use crate::http::web::{FormState, PageResult, Query, Shell, Visit, page, redirect};
use crate::services::authorisation::Coordinator;
use crate::services::placement::requests::{self, ListFilter};
use crate::services::views::RequestView;

const STATES: [StateChoice; 6] = [
    ("waiting", "coordinator-state-waiting", &[RequestState::Waiting]),
    ("offered", "coordinator-promised", &[RequestState::Offered]),
    ("accepted", "coordinator-on-the-way", &[RequestState::Accepted]),
    ("missing", "coordinator-missing", &[RequestState::Missing]),
    ("placed", "coordinator-placed", &[RequestState::Placed]),
    ("ended", "coordinator-state-ended", &[RequestState::Withdrawn, RequestState::Closed]),
];

#[derive(Template)]
#[template(path = "pages/coordinator/requests.html")]
struct Page {
    shell: Shell,
    /// The search and the filters.
    form: FormState,
    choices: Options,
    lines: Vec<RequestLine>,
    /// Cursor of the next page.
    older: Option<String>,
    /// Whether these are not the newest.
    is_older: bool,
    /// The filters as a query, for links.
    query: String,
}

/// `?reference=` leads to a request; `?state=&city=&urgency=` filter, `?after=` is the cursor.
pub async fn show(visit: Visit<Coordinator>, query: Query) -> PageResult {
    let (cx, reader, shell) = (visit.cx(), visit.caller().to(), &visit.shell);
    let mut form = FormState::sent("", &query);
    if let Some(reference) = find_typed(cx, &reader, shell, &mut form).await? {
        return redirect(&format!("{PATH}/requests/{reference}"));
    }
    let Chosen { states, city, urgency } = Chosen::read(shell, &mut form, &STATES);
    let wanted = ListFilter { states, city, urgency, ..ListFilter::default() };
    let found = requests::list(cx, &reader, wanted, query.page()).await?;
    let status = form.status();
    let shown = Page {
        choices: Options::new(&visit, &STATES),
        lines: found.items.iter().map(|view| line(shell, view)).collect(),
        older: found.next_cursor,
        is_older: query.page().cursor.is_some(),
        query: form.query(&["state", "city", "urgency"]),
        form,
        shell: visit.shell,
    };
    page(&shown, status)
}

fn line(shell: &Shell, view: &RequestView) -> RequestLine {
    let (dot, key) = match view.state {
        RequestState::Waiting => ("alarm", "coordinator-state-waiting"),
        RequestState::Offered => ("promised", "coordinator-promised"),
        RequestState::Accepted => ("free", "coordinator-on-the-way"),
        RequestState::Placed => ("free", "coordinator-placed"),
        RequestState::Missing => ("alarm", "coordinator-missing"),
        RequestState::Withdrawn => ("full", "coordinator-withdrawn"),
        RequestState::Closed => ("full", "coordinator-closed"),
    };
    RequestLine::new(shell, &format!("{PATH}/requests"), view, dot, shell.text(key))
}
