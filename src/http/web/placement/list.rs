//! All requests of the team: those that are open, and the last that ended.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::domain::request::{RequestState, grouped};
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::placement::as_team;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::words;
use crate::services::identity::sign_in::Session;
use crate::services::placement::requests::{self, Narrow};
use crate::services::views::RequestView;
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/outreach/requests";

/// How many requests are shown at most.
const SHOWN: i64 = 100;

#[derive(Template)]
#[template(path = "pages/outreach/list.html")]
struct Page<'a> {
    shell: Shell<'a>,
    open: Vec<Line>,
    ended: Vec<Line>,
}

/// A request in a line.
struct Line {
    reference: String,
    shown_reference: String,
    dot: &'static str,
    state: &'static str,
    children: String,
    city: String,
    view: RequestView,
}

/// The page.
pub async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    match requests(&http, &visitor).await {
        Ok(requests) => {
            let lines = requests.into_iter().map(|view| line(&http, &shell, view));
            let (open, ended) = lines.partition(|line| line.view.ended_at.is_none());
            answer(&Page { shell, open, ended }, StatusCode::OK)
        }
        Err(error) => refused(shell, error),
    }
}

async fn requests(http: &Http, visitor: &Session) -> Result<Vec<RequestView>, Error> {
    let team = as_team(&visitor.caller)?;
    let page = PageOf { cursor: None, limit: SHOWN };
    Ok(requests::list(&http.cx, &team, Narrow::default(), page).await?.items)
}

fn line(http: &Http, shell: &Shell<'_>, view: RequestView) -> Line {
    let (dot, state) = standing(view.state);
    let children = view.children.iter().map(|child| (child.age, child.gender));
    Line {
        reference: view.reference.clone(),
        shown_reference: grouped(&view.reference),
        dot,
        state,
        children: words::children(shell, children),
        city: words::city(http, shell, &view.city),
        view,
    }
}

/// The sign and the words for a state.
pub(crate) fn standing(state: RequestState) -> (&'static str, &'static str) {
    match state {
        RequestState::Waiting => ("alarm", "outreach-state-waiting"),
        RequestState::Offered => ("promised", "outreach-state-offered"),
        RequestState::Accepted => ("free", "outreach-state-accepted"),
        RequestState::Placed => ("full", "outreach-state-placed"),
        RequestState::Missing => ("alarm", "outreach-state-missing"),
        RequestState::Withdrawn => ("full", "outreach-state-withdrawn"),
        RequestState::Closed => ("full", "outreach-state-closed"),
    }
}
