//! Team's page of one request: the promised bed, or who was alerted and which shelters to call; and
//! its forms (arrived, undo, lost contact, on the way, found, withdraw).

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::matcher::is_worth_a_call;
use crate::domain::offer::OfferState;
use crate::domain::request::{RequestState, grouped};
use crate::http::web::components::{Name, TextWithTime, Time};
use crate::http::web::error::PageError;
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::escalation::texts;
use crate::http::web::placement::list;
use crate::http::web::placement::ranked_shelters::{ScorePart, ShelterTexts, ShownShelter};
use crate::http::web::placement::way::{Way, text_message};
use crate::http::web::{Form, PageResult, Phone, Shell, Visit, just_done, labels, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Outreach;
use crate::services::contact::Contact;
use crate::services::escalation::inbox::RequestPeople;
use crate::services::escalation::list::{DeliveryState, SentStep, progress};
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::closing::{ChildFound, ChildLost, NOT_NEEDED, Withdraw};
use crate::services::placement::contacts::{self, RequestContacts};
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
    /// CSS class of the state's dot.
    dot: &'static str,
    state: String,
    /// The shelter of the shown offer.
    shelter: Option<OfferedShelter>,
    why: Vec<ScorePart>,
    /// Excluded shelters that are worth a call, while the request waits.
    calls: Vec<OtherShelter>,
    /// All the others.
    others: Vec<OtherShelter>,
    coordinators: Vec<OnCall>,
    alerts: Vec<Alert>,
    next: Option<(String, DateTime<Utc>)>,
    since: DateTime<Utc>,
    /// Newest first, without names of people.
    history: Vec<Line>,
}

/// The shelter of an offer, as shown.
struct OfferedShelter {
    shelter: ShownShelter,
    address: Option<String>,
    access_note: Option<String>,
    way: Option<Way>,
    /// `sms:` link with name, address and telephone, for whoever drives.
    message: String,
}

/// A coordinator to call, as shown.
struct OnCall {
    name: String,
    phone: Phone,
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

    /// Whom the main button calls: the shelter that is asked or the first one worth a call, else
    /// a coordinator.
    fn main_call(&self) -> Option<(TextWithTime<Name>, &Phone)> {
        let asked = self.shelter.iter().map(|one| &one.shelter);
        let shelters = asked.chain(self.calls.iter().map(|one| &one.shelter));
        let shelters = shelters.filter_map(|one| Some((&one.name, one.phone.as_ref()?)));
        let coordinators = self.coordinators.iter().map(|one| (&one.name, &one.phone));
        let (name, phone) = shelters.chain(coordinators).next()?;
        Some((self.calling(name), phone))
    }

    /// Label of a button that calls somebody.
    fn calling(&self, name: &str) -> TextWithTime<Name> {
        self.shell.around("outreach-call", "name", Name { name: name.to_owned() })
    }

    fn call_before_leaving(&self, phone: &Phone) -> TextWithTime<Phone> {
        self.shell.around("outreach-waiting-yes", "phone", phone.clone())
    }

    fn alerted(&self, alert: &Alert) -> TextWithTime<Time> {
        let (who, time) = ([("who", alert.who.as_str())], self.shell.at(&alert.at));
        self.shell.fill_around("outreach-alerted", &who, "time", time)
    }

    fn alerted_next(&self, who: &str, at: &DateTime<Utc>) -> TextWithTime<Time> {
        self.shell.fill_around("outreach-alerted-next", &[("who", who)], "time", self.shell.at(at))
    }

    /// Whether the next alert is due: it goes out within moments.
    fn is_due(&self, at: &DateTime<Utc>) -> bool {
        *at <= self.shell.now
    }

    /// Whether the same children can be asked for again: it has ended, and they were not erased.
    fn can_ask_again(&self) -> bool {
        self.request.ended_at.is_some() && !self.request.children.is_empty()
    }

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

    /// Key of the heading, which screen readers also announce when the page updates.
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

pub async fn show(mut visit: Visit<Outreach>) -> PageResult {
    let reference: String = visit.param("reference")?;
    just_done::show(&mut visit, |offer| format!("{PATH}/{}/undo", offer.reference)).await?;
    let (cx, team) = (visit.cx(), visit.caller().to());
    let RankedRequest { request, ranked } = find_ranked(cx, &team, &reference).await?;
    let around = contacts::of_requests(cx, &team, &[request.id]).await?.remove(&request.id);
    let course = progress(cx, &team, request.id).await?;
    let all = PartOf { skip: 0, limit: usize::MAX };
    let history = requests::history(cx, &team, request.id, all).await?.items;
    let (board, needs) = (cx.board.with_history(), cx.features.set(&request.needs));

    let shell = visit.shell;
    let texts = ShelterTexts::new(&shell, board.clone(), &request.city);
    let chosen = request.offer.as_ref().map(|offer| offer.shelter_id);
    let is_call = |excluded: &ExcludedView| {
        let shelter = texts.find(excluded.shelter_id);
        shelter.is_some_and(|shelter| is_worth_a_call(&request.children, needs, shelter))
    };
    let (calls, others) = other_shelters(&texts, &request, &ranked.excluded, is_call);
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
        dot: list::state_text(request.state).0,
        state: state(&shell, &request),
        shelter: request.offer.as_ref().and_then(|offer| {
            let shelter = texts.shelter(offer.shelter_id)?;
            Some(offered_shelter(&texts, shelter, &offer.contact))
        }),
        why: best.map(|found| texts.why(found)).unwrap_or_default(),
        calls,
        others,
        coordinators: on_call(&shell, around.unwrap_or_default()),
        alerts: alerts.iter().map(alert).collect(),
        next: course.next.map(|(to, at)| (level(to), at)),
        since: course.so_far.since,
        history: history::lines(&shell, &board, &request.city, &history, &RequestPeople::default()),
        request,
        shell,
    };
    page(&shown, StatusCode::OK)
}

/// The excluded shelters: those to call while the request waits, then all the others.
fn other_shelters(
    texts: &ShelterTexts<'_>,
    request: &RequestView,
    excluded: &[ExcludedView],
    is_call: impl Fn(&ExcludedView) -> bool,
) -> (Vec<OtherShelter>, Vec<OtherShelter>) {
    let chosen = request.offer.as_ref().map(|offer| offer.shelter_id);
    let shown = |one: &ExcludedView| {
        let shelter = texts.shelter(one.shelter_id)?;
        Some(OtherShelter { shelter, reasons: texts.why_not(one) })
    };
    let (mut calls, mut others) = (Vec::new(), Vec::new());
    for one in excluded.iter().filter(|one| Some(one.shelter_id) != chosen) {
        let waits = request.state == RequestState::Waiting && calls.len() < MAX_CALLS;
        let list = if waits && is_call(one) { &mut calls } else { &mut others };
        list.extend(shown(one));
    }
    (calls, others)
}

fn offered_shelter(
    texts: &ShelterTexts<'_>,
    shelter: ShownShelter,
    contact: &Contact,
) -> OfferedShelter {
    let Contact { address, access_note, .. } = contact;
    let phone = shelter.phone.as_ref().map(|phone| phone.shown.as_str());
    let lines = [Some(shelter.name.as_str()), address.as_deref(), access_note.as_deref(), phone];
    OfferedShelter {
        message: text_message(lines.into_iter().flatten()),
        way: texts.way(shelter.id, address.as_deref()),
        address: address.clone(),
        access_note: access_note.clone(),
        shelter,
    }
}

fn on_call(shell: &Shell, around: RequestContacts) -> Vec<OnCall> {
    let coordinators = around.coordinators.into_iter().map(|one| OnCall {
        name: one.name.unwrap_or_else(|| shell.text("outreach-coordinator")),
        phone: Phone::new(&one.phone),
    });
    coordinators.collect()
}

/// The state, and how the request was closed.
fn state(shell: &Shell, request: &RequestView) -> String {
    let (_, state) = list::state_text(request.state);
    let state = shell.text(state);
    match request.outcome {
        Some(how) => format!("{state} · {}", shell.text(texts::outcome(how))),
        None => state,
    }
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
    let offer = sent.form.carry_out(AnswerOffer::arrive(sent.offer_id()?)).await?;
    Ok(just_done::noted(sent.back()?, &offer))
}

pub async fn undo(form: Form<Outreach>) -> PageResult {
    let sent = Sent::about(form).await?;
    let offer = sent.offer_id()?;
    just_done::undo(&sent.form, offer).await?;
    Ok(just_done::noted_undone(sent.back()?, offer))
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
    sent.withdraw(NOT_NEEDED).await?;
    sent.back()
}
