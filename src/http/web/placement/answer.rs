//! What became of a request: the bed that is promised, or who was alerted and whom to call.

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::offer::OfferState;
use crate::domain::request::{RequestState, grouped};
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::placement::ranked_shelters::{ScorePart, ShelterTexts, ShownShelter};
use crate::http::web::placement::{as_team, list};
use crate::http::web::{Address, Form, PageResult, Shell, Visit, labels, page, redirect};
use crate::services::Error;
use crate::services::escalation::inbox::RequestPeople;
use crate::services::escalation::list::{DeliveryState, SentStep, progress};
use crate::services::placement::arrivals;
use crate::services::placement::closing::{self, Withdrawal};
use crate::services::placement::offers::{self, Answer};
use crate::services::placement::requests::{self, find_ranked};
use crate::services::views::{ExcludedView, OffsetPage as PartOf, RankedRequest, RequestView};

const PATH: &str = "/outreach/requests";

/// How many shelters are suggested for a call.
const MAX_CALLS: usize = 3;

/// How many of the last alerts are shown.
const MAX_ALERTS: usize = 5;

#[derive(Template)]
#[template(path = "pages/outreach/answer.html")]
struct Page {
    shell: Shell,
    request: RequestView,
    reference: String,
    about: String,
    state: &'static str,
    /// The shelter that is promised, or took the children in.
    shelter: Option<ShownShelter>,
    why: Vec<ScorePart>,
    others: Vec<OtherShelter>,
    alerts: Vec<Alert>,
    next: Option<(String, DateTime<Utc>)>,
    since: DateTime<Utc>,
    /// What happened, newest first; the team is told what, not who.
    history: Vec<Line>,
}

/// A shelter that can't take the children, and why.
struct OtherShelter {
    shelter: ShownShelter,
    reasons: Vec<String>,
}

/// Somebody who was alerted.
struct Alert {
    who: String,
    at: DateTime<Utc>,
    nobody: bool,
}

impl Page {
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

    fn calls(&self) -> &[OtherShelter] {
        &self.others[..self.others.len().min(MAX_CALLS)]
    }

    fn rest(&self) -> &[OtherShelter] {
        if self.is("waiting") { &self.others[self.calls().len()..] } else { &self.others }
    }

    /// Key of the heading, which is also said when the page changes.
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
pub async fn show(visit: Visit, Address(reference): Address<String>) -> PageResult {
    let (cx, team) = (visit.cx(), as_team(visit.caller())?);
    let RankedRequest { request, ranked } = find_ranked(cx, &team, &reference).await?;
    let course = progress(cx, &team, request.id).await?;
    let all = PartOf { skip: 0, limit: usize::MAX };
    let history = requests::history(cx, &team, request.id, all).await?.items;
    let board = cx.board.snapshot();

    let shell = visit.shell;
    let texts = ShelterTexts::new(&shell, board.clone(), &request.city);
    let chosen = request.offer.as_ref().map(|offer| offer.shelter_id);
    let other = |excluded: &ExcludedView| {
        let shelter = texts.shelter(excluded.shelter_id)?;
        Some(OtherShelter { shelter, reasons: texts.why_not(excluded) })
    };
    let is_other = |excluded: &&ExcludedView| Some(excluded.shelter_id) != chosen;
    let best = ranked.matches.iter().find(|found| Some(found.shelter_id) == chosen);
    let level = |level| labels::level(&shell, level, &request.city);
    let alerts = &course.so_far.sent[course.so_far.sent.len().saturating_sub(MAX_ALERTS)..];
    let alert = |step: &SentStep| Alert {
        who: level(step.to),
        at: step.at,
        nobody: step.delivery == DeliveryState::Nobody,
    };
    let shown = Page {
        reference: grouped(&request.reference),
        about: about(&shell, &request),
        state: list::state_text(request.state).1,
        shelter: chosen.and_then(|id| texts.shelter(id)),
        why: best.map(|found| texts.why(found)).unwrap_or_default(),
        others: ranked.excluded.iter().filter(is_other).filter_map(other).collect(),
        alerts: alerts.iter().map(alert).collect(),
        next: course.next.map(|(to, at)| (level(to), at)),
        since: course.so_far.since,
        history: history::lines(&shell, &board, &request.city, &history, &RequestPeople::default()),
        request,
        shell,
    };
    page(&shown, StatusCode::OK)
}

/// The children, where, how soon, and with what needs.
fn about(shell: &Shell, request: &RequestView) -> String {
    let mut about = vec![
        labels::requested_children(shell, &request.children),
        labels::city(shell, &request.city),
        shell.text(labels::urgency(request.urgency)),
    ];
    about.extend(request.needs.iter().map(|need| labels::need(shell, need)));
    about.join(" · ")
}

/// A form about a request: who sends it, and which.
struct Sent {
    form: Form,
    team: Caller,
    request: RequestView,
}

impl Sent {
    async fn about(form: Form, reference: &str) -> Result<Self, Error> {
        let team = as_team(form.caller())?;
        let request = requests::find(form.cx(), &team, reference).await?;
        Ok(Self { form, team, request })
    }

    async fn answer_offer(&self, answer: Answer) -> Result<(), Error> {
        let (cx, id) = (self.form.cx(), self.offer_id()?);
        offers::answer(cx, &self.team, self.form.key(), id, answer).await.map(drop)
    }

    async fn withdraw(&self, reason: &str) -> Result<(), Error> {
        let (cx, body) = (self.form.cx(), Withdrawal { reason: reason.to_owned() });
        closing::withdraw(cx, &self.team, self.form.key(), self.request.id, body).await.map(drop)
    }

    fn offer_id(&self) -> Result<Uuid, Error> {
        let offer = self.request.offer.as_ref().map(|offer| offer.id);
        offer.ok_or(Error::WrongState(self.request.state.code()))
    }
}

fn back_to(reference: &str) -> PageResult {
    redirect(&format!("{PATH}/{reference}"))
}

/// The child has arrived.
pub async fn arrive(Address(reference): Address<String>, form: Form) -> PageResult {
    Sent::about(form, &reference).await?.answer_offer(Answer::Arrive).await?;
    back_to(&reference)
}

/// The team has lost contact: the child has not come, or the request is withdrawn.
pub async fn no_contact(Address(reference): Address<String>, form: Form) -> PageResult {
    let sent = Sent::about(form, &reference).await?;
    match sent.request.state {
        RequestState::Accepted => sent.answer_offer(Answer::NoShow).await?,
        _ => sent.withdraw("lost_contact").await?,
    }
    back_to(&reference)
}

/// The child is still on the way.
pub async fn still_on_the_way(Address(reference): Address<String>, form: Form) -> PageResult {
    let sent = Sent::about(form, &reference).await?;
    let (cx, id) = (sent.form.cx(), sent.offer_id()?);
    arrivals::still_on_the_way(cx, &sent.team, sent.form.key(), id).await?;
    back_to(&reference)
}

/// A missing child was found.
pub async fn found(Address(reference): Address<String>, form: Form) -> PageResult {
    let sent = Sent::about(form, &reference).await?;
    closing::found(sent.form.cx(), &sent.team, sent.form.key(), sent.request.id).await?;
    back_to(&reference)
}

/// No bed is needed any more.
pub async fn withdraw(Address(reference): Address<String>, form: Form) -> PageResult {
    Sent::about(form, &reference).await?.withdraw("not_needed").await?;
    back_to(&reference)
}
