//! What became of a request: the bed that is promised, or who was alerted and whom to call.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};

use crate::domain::offer::OfferState;
use crate::domain::request::{RequestState, grouped};
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::form::Sent;
use crate::http::web::placement::ranked_shelters::{Looking, Part, Shown};
use crate::http::web::placement::{as_team, list};
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::words;
use crate::services::Error;
use crate::services::escalation::inbox::Around;
use crate::services::escalation::list::{Course, DeliveryState, course};
use crate::services::identity::sign_in::Session;
use crate::services::placement::arrivals;
use crate::services::placement::closing::{self, Withdrawal};
use crate::services::placement::offers::{self, Answer};
use crate::services::placement::requests::{self, HistoryEntry, look_at};
use crate::services::views::{ExcludedView, Part as PartOf, RankedRequest, RequestView};

const PATH: &str = "/outreach/requests";

/// How many shelters are worth a call.
const CALLS: usize = 3;

#[derive(Template)]
#[template(path = "pages/outreach/answer.html")]
struct Page<'a> {
    shell: Shell<'a>,
    request: RequestView,
    reference: String,
    about: String,
    state: &'static str,
    /// The shelter that is promised, or took the children in.
    shelter: Option<Shown>,
    why: Vec<Part>,
    others: Vec<Other>,
    told: Vec<Told>,
    next: Option<(String, DateTime<Utc>)>,
    since: DateTime<Utc>,
    /// What happened, newest first; the team is told what, not who.
    history: Vec<Line>,
}

/// A shelter that can't take the children, and why.
struct Other {
    shelter: Shown,
    reasons: Vec<String>,
}

/// Somebody who was alerted.
struct Told {
    who: String,
    at: DateTime<Utc>,
    nobody: bool,
}

impl Page<'_> {
    /// Until when the bed is promised.
    fn promised_until(&self) -> Option<DateTime<Utc>> {
        let pending = self.request.offer.as_ref().filter(|o| o.state == OfferState::Pending);
        pending.map(|offer| offer.expires_at)
    }

    fn is(&self, state: &str) -> bool {
        self.request.state.code() == state
    }

    /// Whether both sides are asked whether the child has arrived.
    fn is_asked(&self) -> bool {
        self.is("accepted") && self.request.arrival_asked_at.is_some()
    }

    fn calls(&self) -> &[Other] {
        &self.others[..self.others.len().min(CALLS)]
    }

    fn rest(&self) -> &[Other] {
        if self.is("waiting") { &self.others[self.calls().len()..] } else { &self.others }
    }

    /// What is said when the page changes, or was just opened.
    fn heading(&self) -> &'static str {
        match self.request.state {
            RequestState::Waiting => "outreach-waiting-heading",
            RequestState::Offered => "outreach-offered-heading",
            RequestState::Accepted if self.is_asked() => "outreach-asked-heading",
            RequestState::Accepted => "outreach-accepted-heading",
            RequestState::Placed => "outreach-placed-heading",
            RequestState::Missing => "outreach-missing-heading",
            RequestState::Withdrawn | RequestState::Closed => "outreach-ended-heading",
        }
    }
}

/// The page.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Address(reference): Address<String>,
) -> Response {
    let path = format!("{PATH}/{reference}");
    let shell = Shell::of(&http, &visitor, &path);
    match load(&http, &visitor, &reference).await {
        Ok(loaded) => answer(&page(&http, shell, loaded), StatusCode::OK),
        Err(error) => refused(shell, error),
    }
}

/// All that the page tells of a request.
struct Loaded {
    found: RankedRequest,
    course: Course,
    history: Vec<HistoryEntry>,
}

async fn load(http: &Http, visitor: &Session, reference: &str) -> Result<Loaded, Error> {
    let (cx, team) = (&http.cx, as_team(&visitor.caller)?);
    let found = look_at(cx, &team, reference).await?;
    let course = course(cx, &team, found.request.id).await?;
    let all = PartOf { skip: 0, limit: usize::MAX };
    let history = requests::history(cx, &team, found.request.id, all).await?.items;
    Ok(Loaded { found, course, history })
}

fn page<'a>(http: &Http, shell: Shell<'a>, loaded: Loaded) -> Page<'a> {
    let Loaded { found: RankedRequest { request, ranked }, course, history } = loaded;
    let history = history::lines(http, &shell, &request.city, &history, &Around::default());
    let looking = Looking::from(http, &shell, &request.city);
    let chosen = request.offer.as_ref().map(|offer| offer.shelter_id);
    let other = |excluded: &ExcludedView| {
        let shelter = looking.shelter(excluded.shelter_id)?;
        Some(Other { shelter, reasons: looking.why_not(excluded) })
    };
    let is_other = |excluded: &&ExcludedView| Some(excluded.shelter_id) != chosen;
    let others = ranked.excluded.iter().filter(is_other).filter_map(other).collect();
    let best = ranked.matches.iter().find(|found| Some(found.shelter_id) == chosen);
    let why = best.map(|found| looking.why(found)).unwrap_or_default();
    let shelter = chosen.and_then(|id| looking.shelter(id));
    let level = |level| words::level(http, &shell, level, &request.city);
    let told = course.so_far.sent.iter().rev().take(5).rev();
    let told = told.map(|step| Told {
        who: level(step.to),
        at: step.at,
        nobody: step.delivery == DeliveryState::Nobody,
    });
    let told = told.collect();
    let next = course.next.map(|(to, at)| (level(to), at));
    let children = request.children.iter().map(|child| (child.age, child.gender));
    let mut about =
        vec![words::children(&shell, children), words::city(http, &shell, &request.city)];
    about.push(shell.text(words::urgency(request.urgency)));
    about.extend(request.needs.iter().map(|need| words::need(&shell, need)));
    Page {
        reference: grouped(&request.reference),
        about: about.join(" · "),
        state: list::standing(request.state).1,
        since: course.so_far.since,
        request,
        shelter,
        why,
        others,
        told,
        next,
        history,
        shell,
    }
}

/// Says what became of the child, or that no bed is needed any more.
pub async fn act(
    State(http): State<Http>,
    Address((reference, what)): Address<(String, String)>,
    sent: Sent,
) -> Response {
    let path = format!("{PATH}/{reference}");
    match carry_out(&http, &sent, &reference, &what).await {
        Ok(()) => Redirect::to(&path).into_response(),
        Err(error) => refused(Shell::of(&http, &sent.visitor, &path), error),
    }
}

async fn carry_out(http: &Http, sent: &Sent, reference: &str, what: &str) -> Result<(), Error> {
    let (cx, caller, once) = (&http.cx, &as_team(&sent.visitor.caller)?, sent.once());
    let request = requests::find(cx, caller, reference).await?;
    let offer = request.offer.as_ref().map(|offer| offer.id);
    let offer = || offer.ok_or(Error::WrongState(request.state.code()));
    let withdraw = |reason: &str| Withdrawal { reason: reason.to_owned() };
    match what {
        "arrive" => drop(offers::answer(cx, caller, once, offer()?, Answer::Arrive).await?),
        "no-contact" if request.state == RequestState::Accepted => {
            offers::answer(cx, caller, once, offer()?, Answer::NoShow).await?;
        }
        "no-contact" => {
            closing::withdraw(cx, caller, once, request.id, withdraw("lost_contact")).await?;
        }
        "withdraw" => {
            closing::withdraw(cx, caller, once, request.id, withdraw("not_needed")).await?;
        }
        "on-the-way" => {
            arrivals::still_on_the_way(cx, caller, once, offer()?).await?;
        }
        "found" => drop(closing::found(cx, caller, once, request.id).await?),
        _ => return Err(Error::NotFound("page")),
    }
    Ok(())
}
