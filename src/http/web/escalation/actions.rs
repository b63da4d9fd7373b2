//! What a coordinator does with a request.

use axum::http::StatusCode;
use uuid::Uuid;

use crate::domain::escalation::{AcknowledgementNote, Level};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{MAX_CHILDREN, Outcome};
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::request::{bed_field, find, render};
use crate::http::web::{Address, Form, FormState, PageResult, redirect};
use crate::services::Error;
use crate::services::escalation::acknowledge::{self, Acknowledge, EscalateTo, HandOver};
use crate::services::placement::arrivals;
use crate::services::placement::closing::{self, Closing, Withdrawal};
use crate::services::placement::manual_offer::{self, ChosenShelter, Override};
use crate::services::placement::offers::{self, Answer, Refusal};
use crate::services::views::{BedChoice, RequestView};

/// Longest reason, in characters.
const MAX_REASON: usize = 200;

/// Why something was not done.
enum Failure {
    /// The page is shown again with what is wrong.
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

/// A field is wrong: the id of its element, the key of what would be right, what was entered.
fn wrong(id: impl Into<String>, key: &'static str, entered: &str) -> Failure {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failure::Field { status, id: id.into(), key, entered: entered.to_owned() }
}

/// Something has changed since the page was read.
fn changed(id: &str, key: &'static str) -> Failure {
    let (id, entered) = (id.to_owned(), String::new());
    Failure::Field { status: StatusCode::CONFLICT, id, key, entered }
}

/// Loads the request, carries out what its form asks for, and leads back to its page.
async fn carry_out(
    form: Form,
    reference: &str,
    action: impl AsyncFnOnce(&Form, &RequestView) -> Done,
) -> PageResult {
    let request = find(&form.visit, reference).await?;
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

/// Acknowledges an escalation.
pub async fn acknowledge(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let note = match form.get("note") {
            "" => None,
            code => {
                let wrong_note = || wrong("act", "coordinator-wrong-note", "");
                Some(AcknowledgementNote::parse(code).ok_or_else(wrong_note)?)
            }
        };
        let (cx, caller) = (form.cx(), form.caller());
        acknowledge::acknowledge(cx, caller, form.key(), request.id, Acknowledge { note }).await?;
        Ok(())
    })
    .await
}

/// Hands a request over to another coordinator.
pub async fn hand_over(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let not_them = || wrong("to", "coordinator-wrong-other", form.get("to"));
        let to = form.get("to").parse().map_err(|_| not_them())?;
        let (cx, caller, body) = (form.cx(), form.caller(), HandOver { to, note: None });
        match acknowledge::hand_over(cx, caller, form.key(), request.id, body).await {
            Err(Error::Invalid(_)) => Err(not_them()),
            done => Ok(done.map(drop)?),
        }
    })
    .await
}

/// Escalates a request at once to a level.
pub async fn escalate(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let nobody = || wrong("level", "coordinator-wrong-level", "");
        let to = Some(Level::parse(form.get("to")).ok_or_else(nobody)?);
        let (cx, caller, body) = (form.cx(), form.caller(), EscalateTo { step: None, to });
        match acknowledge::escalate_to(cx, caller, form.key(), request.id, body).await {
            Err(Error::Invalid(_)) => Err(nobody()),
            done => Ok(done.map(drop)?),
        }
    })
    .await
}

/// Offers a shelter that the coordinator chose.
pub async fn offer(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let unknown = || wrong("shelters", "coordinator-wrong-shelter", "");
        let shelter_id: Uuid = form.get("shelter_id").parse().map_err(|_| unknown())?;
        let overruled = if form.has("override") {
            Some(Override { reason: reason(form, "override", format!("why-{shelter_id}"))? })
        } else {
            None
        };
        let body = ChosenShelter { shelter_id, beds: named_beds(form, shelter_id)?, overruled };
        let (cx, caller) = (form.cx(), form.caller());
        match manual_offer::offer_by_hand(cx, caller, form.key(), request.id, body).await {
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

/// Withdraws a request.
pub async fn withdraw(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let body = Withdrawal { reason: reason(form, "reason", "reason")? };
        closing::withdraw(form.cx(), form.caller(), form.key(), request.id, body).await?;
        Ok(())
    })
    .await
}

/// A missing child was found.
pub async fn found(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        closing::found(form.cx(), form.caller(), form.key(), request.id).await?;
        Ok(())
    })
    .await
}

/// Closes a request that ended without a bed of ours.
pub async fn close(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let unknown = || wrong("close", "coordinator-wrong-outcome", "");
        let outcome = Outcome::parse(form.get("outcome")).ok_or_else(unknown)?;
        let (cx, caller, body) = (form.cx(), form.caller(), Closing { outcome });
        closing::close(cx, caller, form.key(), request.id, body).await?;
        Ok(())
    })
    .await
}

/// Declines an offer in the place of its shelter.
pub async fn decline(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let unknown = || wrong("offer", "coordinator-wrong-decline", "");
        let offer = offer_of(form, request).await?;
        let reason = DeclineReason::parse(form.get("reason")).ok_or_else(unknown)?;
        let answer = Answer::Decline(Refusal { reason, detail: None });
        offers::answer(form.cx(), form.caller(), form.key(), offer, answer).await?;
        Ok(())
    })
    .await
}

/// The child is still on the way.
pub async fn still_on_the_way(Address(reference): Address<String>, form: Form) -> PageResult {
    carry_out(form, &reference, async |form, request| {
        let offer = offer_of(form, request).await?;
        arrivals::still_on_the_way(form.cx(), form.caller(), form.key(), offer).await?;
        Ok(())
    })
    .await
}

/// Accepts an offer in the place of its shelter.
pub async fn accept(Address(reference): Address<String>, form: Form) -> PageResult {
    answer(form, &reference, Answer::Accept).await
}

/// The child has arrived.
pub async fn arrive(Address(reference): Address<String>, form: Form) -> PageResult {
    answer(form, &reference, Answer::Arrive).await
}

/// The child has not come.
pub async fn no_show(Address(reference): Address<String>, form: Form) -> PageResult {
    answer(form, &reference, Answer::NoShow).await
}

async fn answer(form: Form, reference: &str, answer: Answer) -> PageResult {
    carry_out(form, reference, async |form, request| {
        let offer = offer_of(form, request).await?;
        offers::answer(form.cx(), form.caller(), form.key(), offer, answer).await?;
        Ok(())
    })
    .await
}

/// The offer of the request that a form is about.
async fn offer_of(form: &Form, request: &RequestView) -> Result<Uuid, Error> {
    let id: Uuid = form.get("offer_id").parse().map_err(|_| Error::NotFound("offer"))?;
    let offer = offers::get(form.cx(), form.caller(), id).await?;
    if offer.request_id == request.id { Ok(id) } else { Err(Error::NotFound("offer")) }
}

/// A reason in a few words, from a field; `id` is the id of its element.
fn reason(form: &Form, field: &str, id: impl Into<String>) -> Result<String, Failure> {
    let text = form.get(field);
    if (1..=MAX_REASON).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(wrong(id, "coordinator-wrong-reason", text))
}

/// The bed of each child, where the form asks for it.
fn named_beds(form: &Form, shelter_id: Uuid) -> Result<Option<Vec<BedChoice>>, Failure> {
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
