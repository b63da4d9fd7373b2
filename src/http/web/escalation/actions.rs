//! Forms of a coordinator's request page: acknowledge, hand over, escalate, offer, answer an offer
//! and undo it, withdraw, close.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::domain::escalation::{AcknowledgementNote, Level};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{MAX_CHILDREN, Outcome};
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::request::{bed_field, find, render};
use crate::http::web::{Form, FormState, PageResult, just_done, redirect};
use crate::services::Error;
use crate::services::authorisation::{Coordinator, Right};
use crate::services::escalation::acknowledge::{
    AcknowledgeRequest, EscalateRequest, EscalateTo, HandOver, HandOverRequest,
};
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::closing::{ChildFound, Close, Reopen, Withdraw};
use crate::services::placement::manual_offer::{ChosenShelter, OfferByHand, Override};
use crate::services::placement::offers::{self, AnswerOffer, Decline};
use crate::services::views::{BedChoice, RequestView};

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

/// Why an action failed.
enum Failure {
    /// Shown at an element of the page.
    Field {
        status: StatusCode,
        id: String,
        key: &'static str,
        entered: String,
    },
    Other(Error),
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Other(error)
    }
}

type Done = Result<(), Failure>;

/// Field error: element id, key of the text, entered value.
fn wrong(id: impl Into<String>, key: &'static str, entered: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::Field { status, id: id.into(), key, entered: entered.to_owned() }
}

/// Conflict: the request or shelter has changed since the page was shown.
fn changed(id: &str, key: &'static str) -> Failure {
    let (id, entered) = (id.to_owned(), String::new());
    Failure::Field { status: StatusCode::CONFLICT, id, key, entered }
}

/// Loads the request, runs the action, and redirects to the request's page.
async fn act(
    form: Form<Coordinator>,
    action: impl AsyncFnOnce(&Form<Coordinator>, &RequestView) -> Done,
) -> PageResult {
    let request = find(&form.visit).await?;
    match action(&form, &request).await {
        Ok(()) => redirect(&format!("{PATH}/requests/{}", request.reference)),
        Err(Failure::Field { status, id, key, entered }) => {
            let mut state = FormState::default().with(&id, &entered);
            state.refuse(id, form.visit.shell.text(key));
            render(form.visit, request, state, status).await
        }
        Err(Failure::Other(error)) => Err(error.into()),
    }
}

pub async fn acknowledge(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let note = match form.get("note") {
            "" => None,
            code => {
                let wrong_note = || wrong("act", "coordinator-wrong-note", "");
                Some(AcknowledgementNote::parse(code).ok_or_else(wrong_note)?)
            }
        };
        form.carry_out(AcknowledgeRequest { id: request.id, note }).await?;
        Ok(())
    })
    .await
}

pub async fn hand_over(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let not_them = || wrong("to", "coordinator-wrong-other", form.get("to"));
        let to = form.get("to").parse().map_err(|_| not_them())?;
        let body = HandOver { to, note: None };
        match form.carry_out(HandOverRequest { id: request.id, body }).await {
            Err(Error::Invalid(_)) => Err(not_them()),
            done => Ok(done.map(drop)?),
        }
    })
    .await
}

pub async fn escalate(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let nobody = || wrong("level", "coordinator-wrong-level", "");
        let to = Some(Level::parse(form.get("to")).ok_or_else(nobody)?);
        let body = EscalateTo { step: None, to };
        match form.carry_out(EscalateRequest { id: request.id, body }).await {
            Err(Error::Invalid(_)) => Err(nobody()),
            done => Ok(done.map(drop)?),
        }
    })
    .await
}

pub async fn offer(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let unknown = || wrong("shelters", "coordinator-wrong-shelter", "");
        let shelter_id: Uuid = form.get("shelter_id").parse().map_err(|_| unknown())?;
        let overruled = if form.has("override") {
            Some(Override { reason: reason(form, "override", format!("why-{shelter_id}"))? })
        } else {
            None
        };
        let body = ChosenShelter { shelter_id, beds: named_beds(form, shelter_id)?, overruled };
        match form.carry_out(OfferByHand { request_id: request.id, body }).await {
            Err(Error::Invalid(_)) => Err(unknown()),
            Err(Error::Conflict { code: "excluded", .. }) => {
                Err(changed("excluded", "coordinator-wrong-excluded"))
            }
            Err(Error::Conflict { code: "no_bed_free", .. }) => {
                Err(changed("shelters", "coordinator-wrong-no-bed"))
            }
            done => Ok(done.map(drop)?),
        }
    })
    .await
}

pub async fn withdraw(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let reason = reason(form, "reason", "reason")?;
        form.carry_out(Withdraw { id: request.id, reason }).await?;
        Ok(())
    })
    .await
}

pub async fn reopen(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        form.carry_out(Reopen { id: request.id }).await?;
        Ok(())
    })
    .await
}

pub async fn found(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        form.carry_out(ChildFound { id: request.id }).await?;
        Ok(())
    })
    .await
}

pub async fn close(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let unknown = || wrong("close", "coordinator-wrong-outcome", "");
        let outcome = Outcome::parse(form.get("outcome")).ok_or_else(unknown)?;
        form.carry_out(Close { id: request.id, outcome }).await?;
        Ok(())
    })
    .await
}

/// Declines an offer on behalf of its shelter.
pub async fn decline(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let unknown = || wrong("offer", "coordinator-wrong-decline", "");
        let offer = offer_of(form, request).await?;
        let reason = DeclineReason::parse(form.get("reason")).ok_or_else(unknown)?;
        form.carry_out(AnswerOffer::decline(offer, Decline { reason, detail: None })).await?;
        Ok(())
    })
    .await
}

pub async fn still_on_the_way(form: Form<Coordinator>) -> PageResult {
    act(form, async |form, request| {
        let offer_id = offer_of(form, request).await?;
        form.carry_out(StillOnTheWay { offer_id }).await?;
        Ok(())
    })
    .await
}

/// Accepts an offer on behalf of its shelter.
pub async fn accept(form: Form<Coordinator>) -> PageResult {
    answer(form, AnswerOffer::accept).await
}

pub async fn arrive(form: Form<Coordinator>) -> PageResult {
    answer(form, AnswerOffer::arrive).await
}

pub async fn no_show(form: Form<Coordinator>) -> PageResult {
    answer(form, AnswerOffer::no_show).await
}

async fn answer<R: Right>(
    form: Form<Coordinator>,
    answer: fn(Uuid) -> AnswerOffer<R>,
) -> PageResult {
    let mut answered = None;
    let led = act(form, async |form, request| {
        answered = Some(form.carry_out(answer(offer_of(form, request).await?)).await?);
        Ok(())
    })
    .await?;
    Ok(answered.iter().fold(led, just_done::noted))
}

/// Undoes the last answer, on behalf of the shelter or the team.
pub async fn undo(form: Form<Coordinator>) -> PageResult {
    let mut undone = None;
    let led = act(form, async |form, request| {
        let offer = offer_of(form, request).await?;
        just_done::undo(form, offer).await?;
        undone = Some(offer);
        Ok(())
    })
    .await?;
    Ok(undone.into_iter().fold(led, just_done::noted_undone))
}

/// The form's offer; not found unless it is of this request.
async fn offer_of(form: &Form<Coordinator>, request: &RequestView) -> Result<Uuid, Error> {
    let id: Uuid = form.get("offer_id").parse().map_err(|_| Error::NotFound("offer"))?;
    let offer = offers::get(form.cx(), &form.caller().to(), id).await?;
    if offer.request_id == request.id { Ok(id) } else { Err(Error::NotFound("offer")) }
}

/// The text of a reason field; `id` is its element's id.
fn reason(form: &Form<Coordinator>, field: &str, id: impl Into<String>) -> Result<String, Failure> {
    let text = form.get(field);
    if (1..=MAX_REASON).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(wrong(id, "coordinator-wrong-reason", text))
}

/// The pool of each child, if the form has the fields.
fn named_beds(
    form: &Form<Coordinator>,
    shelter_id: Uuid,
) -> Result<Option<Vec<BedChoice>>, Failure> {
    let mut beds = Vec::new();
    for child in 0..MAX_CHILDREN {
        let name = format!("bed-{child}");
        if !form.has(&name) {
            break;
        }
        let pool_id = form
            .get(&name)
            .parse()
            .map_err(|_| wrong(bed_field(child, shelter_id), "coordinator-wrong-bed", ""))?;
        beds.push(BedChoice { child: i32::try_from(child).unwrap_or_default(), pool_id });
    }
    Ok((!beds.is_empty()).then_some(beds))
}
