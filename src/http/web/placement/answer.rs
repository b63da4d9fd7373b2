//! Team's page of one request: the promised bed, or who was alerted and which shelters to call; and
//! its forms (arrived, lost contact, on the way, found, withdraw).

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::offer::OfferState;
use crate::domain::request::{RequestState, grouped};
use crate::http::web::error::PageError;
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::placement::list;
use crate::http::web::placement::ranked_shelters::{ScorePart, ShelterTexts, ShownShelter};
use crate::http::web::{Form, PageResult, Shell, Visit, labels, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Outreach;
use crate::services::escalation::inbox::RequestPeople;
use crate::services::escalation::list::{DeliveryState, SentStep, progress};
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::closing::{ChildFound, ChildLost, Withdraw};
use crate::services::placement::offers::AnswerOffer;
use crate::services::placement::requests::{self, find_ranked};
use crate::services::views::{ExcludedView, OffsetPage as PartOf, RankedRequest, RequestView};

const PATH: &str = "/outreach/requests";

/// Most shelters suggested to call.
const MAX_CALLS: usize = 3;

/// Most alerts shown, the last ones.
const MAX_ALERTS: usize = 5;

#[derive(Template)]
#[template(path = "pages/outreach/answer.html")]
struct Page {
    shell: Shell,
    request: RequestView,
    reference: String,
    about: String,
    state: &'static str,
    /// The shelter of the shown offer.
    shelter: Option<ShownShelter>,
    why: Vec<ScorePart>,
    others: Vec<OtherShelter>,
    alerts: Vec<Alert>,
    next: Option<(String, DateTime<Utc>)>,
    since: DateTime<Utc>,
    /// Newest first, without names of people.
    history: Vec<Line>,
}

/// An excluded shelter with the reasons.
struct OtherShelter {
    shelter: ShownShelter,
    reasons: Vec<String>,
}

/// An escalation step, as shown.
struct Alert {
    who: String,
    at: DateTime<Utc>,
    nobody: bool,
    /// Whether the mail server has taken its mails.
    told: bool,
}

impl Page {
    fn promised_until(&self) -> Option<DateTime<Utc>> {
        let pending = self.request.offer.as_ref().filter(|o| o.state == OfferState::Pending);
        pending.map(|offer| offer.expires_at)
    }

    fn is(&self, state: &str) -> bool {
        self.request.state.code() == state
    }

    /// Whether the arrival is overdue and both sides were asked.
    fn is_asked(&self) -> bool {
        self.is("accepted") && self.request.arrival_asked_at.is_some()
    }

    fn calls(&self) -> &[OtherShelter] {
        &self.others[..self.others.len().min(MAX_CALLS)]
    }

    fn rest(&self) -> &[OtherShelter] {
        if self.is("waiting") { &self.others[self.calls().len()..] } else { &self.others }
    }

    /// Key of the heading, which screen readers also announce when the page updates.
    /// Heading of the alerts since it has no bed: by whether anybody has been told.
    fn alerted_heading(&self) -> &'static str {
        let mut alerts = self.alerts.iter().filter(|alert| alert.at >= self.since).peekable();
        if alerts.peek().is_some() && alerts.clone().all(|alert| alert.nobody) {
            "outreach-nobody-told"
        } else if alerts.any(|alert| alert.told) {
            "outreach-told"
        } else {
            "outreach-will-be-told"
        }
    }

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

pub async fn show(visit: Visit<Outreach>) -> PageResult {
    let reference: String = visit.param("reference")?;
    let (cx, team) = (visit.cx(), visit.caller().to());
    let RankedRequest { request, ranked } = find_ranked(cx, &team, &reference).await?;
    let course = progress(cx, &team, request.id).await?;
    let all = PartOf { skip: 0, limit: usize::MAX };
    let history = requests::history(cx, &team, request.id, all).await?.items;
    let board = cx.board.with_history();

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
        told: step.delivery == DeliveryState::Sent,
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

/// Children, city, urgency and needs.
fn about(shell: &Shell, request: &RequestView) -> String {
    let mut about = vec![
        labels::requested_children(shell, &request.children),
        labels::city(shell, &request.city),
        shell.text(labels::urgency(request.urgency)),
    ];
    about.extend(request.needs.iter().map(|need| labels::need(shell, need)));
    about.join(" · ")
}

/// A form and its request.
struct Sent {
    form: Form<Outreach>,
    request: RequestView,
}

impl Sent {
    async fn about(form: Form<Outreach>) -> Result<Self, PageError> {
        let reference: String = form.param("reference")?;
        let request = requests::find(form.cx(), &form.caller().to(), &reference).await?;
        Ok(Self { form, request })
    }

    async fn withdraw(&self, reason: &str) -> Result<(), Error> {
        let (id, reason) = (self.request.id, reason.to_owned());
        self.form.carry_out(Withdraw { id, reason }).await.map(drop)
    }

    fn back(&self) -> PageResult {
        redirect(&format!("{PATH}/{}", self.request.reference))
    }

    fn offer_id(&self) -> Result<Uuid, Error> {
        let offer = self.request.offer.as_ref().map(|offer| offer.id);
        offer.ok_or(Error::WrongState(self.request.state.code()))
    }
}

pub async fn arrive(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    sent.form.carry_out(AnswerOffer::arrive(sent.offer_id()?)).await?;
    sent.back()
}

/// The team has lost contact: the child is lost, whether or not it was on its way.
pub async fn no_contact(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    sent.form.carry_out(ChildLost { id: sent.request.id }).await?;
    sent.back()
}

pub async fn still_on_the_way(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    sent.form.carry_out(StillOnTheWay { offer_id: sent.offer_id()? }).await?;
    sent.back()
}

pub async fn found(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    sent.form.carry_out(ChildFound { id: sent.request.id }).await?;
    sent.back()
}

/// Withdraws: no bed is needed any more.
pub async fn withdraw(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    sent.withdraw("not_needed").await?;
    sent.back()
}
