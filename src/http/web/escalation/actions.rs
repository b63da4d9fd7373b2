//! What a coordinator does to a request.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use uuid::Uuid;

use crate::domain::escalation::{CareNote, Level};
use crate::domain::offer::DeclineReason;
use crate::domain::request::{MAX_CHILDREN, Outcome};
use crate::http::Http;
use crate::http::web::access::Address;
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::request::{Wrong, bed_field, find, render};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, refused};
use crate::services::Error;
use crate::services::escalation::acknowledge::{self, Care, HandOver, Straight};
use crate::services::placement::arrivals;
use crate::services::placement::closing::{self, Closing, Withdrawal};
use crate::services::placement::manual_offer::{self, ChosenShelter, Override};
use crate::services::placement::offers::{self, Answer, Refusal};
use crate::services::views::{BedChoice, RequestView};

/// Longest reason, in characters.
const LONGEST: usize = 200;

/// Why something was not done.
enum Failed {
    /// A field is wrong: the page is shown again.
    Wrong(Wrong),
    /// Another reason.
    Refused(Error),
}

impl From<Error> for Failed {
    fn from(error: Error) -> Self {
        Self::Refused(error)
    }
}

/// A field that is wrong.
fn wrong(field: impl Into<String>, key: &'static str, entered: &str) -> Failed {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    Failed::Wrong(Wrong { status, field: field.into(), key, entered: entered.to_owned() })
}

/// Something that has changed since the page was read.
fn changed(field: &str, key: &'static str) -> Failed {
    let (field, entered) = (field.to_owned(), String::new());
    Failed::Wrong(Wrong { status: StatusCode::CONFLICT, field, key, entered })
}

/// Carries out what a form of the page asks for.
pub async fn act(
    State(http): State<Http>,
    Address((reference, what)): Address<(String, String)>,
    sent: Sent,
) -> Response {
    let visitor = &sent.visitor;
    let request = match find(&http, visitor, &reference).await {
        Ok(request) => request,
        Err(error) => return refused(Shell::of(&http, visitor, PATH), error),
    };
    match carry_out(&http, &sent, &request, &what).await {
        Ok(()) => Redirect::to(&format!("{PATH}/requests/{}", request.reference)).into_response(),
        Err(Failed::Wrong(wrong)) => render(&http, visitor, request, Some(wrong)).await,
        Err(Failed::Refused(error)) => refused(Shell::of(&http, visitor, PATH), error),
    }
}

async fn carry_out(
    http: &Http,
    sent: &Sent,
    request: &RequestView,
    what: &str,
) -> Result<(), Failed> {
    let (cx, caller, once, id) = (&http.cx, &sent.visitor.caller, sent.once(), request.id);
    match what {
        "acknowledge" => {
            let note = note(sent)?;
            acknowledge::acknowledge(cx, caller, once, id, Care { note }).await?;
        }
        "hand-over" => hand_over(http, sent, id).await?,
        "escalate" => escalate(http, sent, id).await?,
        "offers" => offer(http, sent, id).await?,
        "withdraw" => {
            let body = Withdrawal { reason: reason(sent, "reason", "reason")? };
            closing::withdraw(cx, caller, once, id, body).await?;
        }
        "found" => {
            closing::found(cx, caller, once, id).await?;
        }
        "close" => {
            let outcome = Outcome::parse(sent.get("outcome"))
                .ok_or_else(|| wrong("close", "coordinator-wrong-outcome", ""))?;
            closing::close(cx, caller, once, id, Closing { outcome }).await?;
        }
        "accept" | "decline" | "arrive" | "no-show" | "on-the-way" => {
            answer(http, sent, id, what).await?;
        }
        _ => return Err(Error::NotFound("page").into()),
    }
    Ok(())
}

/// What is being done, if that was said.
fn note(sent: &Sent) -> Result<Option<CareNote>, Failed> {
    match sent.get("note") {
        "" => Ok(None),
        code => match CareNote::parse(code) {
            Some(note) => Ok(Some(note)),
            None => Err(wrong("act", "coordinator-wrong-note", "")),
        },
    }
}

/// A reason in a few words, from a field; `id` is the field's on the page.
fn reason(sent: &Sent, field: &str, id: &str) -> Result<String, Failed> {
    let text = sent.get(field);
    if (1..=LONGEST).contains(&text.chars().count()) {
        return Ok(text.to_owned());
    }
    Err(wrong(id, "coordinator-wrong-reason", text))
}

async fn hand_over(http: &Http, sent: &Sent, id: Uuid) -> Result<(), Failed> {
    let not_them = || wrong("to", "coordinator-wrong-other", sent.get("to"));
    let to = sent.get("to").parse().map_err(|_| not_them())?;
    let body = HandOver { to, note: None };
    match acknowledge::hand_over(&http.cx, &sent.visitor.caller, sent.once(), id, body).await {
        Ok(_) => Ok(()),
        Err(Error::Invalid(_)) => Err(not_them()),
        Err(error) => Err(error.into()),
    }
}

async fn escalate(http: &Http, sent: &Sent, id: Uuid) -> Result<(), Failed> {
    let nobody = || wrong("level", "coordinator-wrong-level", "");
    let to = Some(Level::parse(sent.get("to")).ok_or_else(nobody)?);
    let body = Straight { step: None, to };
    match acknowledge::escalate_to(&http.cx, &sent.visitor.caller, sent.once(), id, body).await {
        Ok(_) => Ok(()),
        Err(Error::Invalid(_)) => Err(nobody()),
        Err(error) => Err(error.into()),
    }
}

async fn offer(http: &Http, sent: &Sent, id: Uuid) -> Result<(), Failed> {
    let unknown = || wrong("shelters", "coordinator-wrong-shelter", "");
    let shelter_id: Uuid = sent.get("shelter_id").parse().map_err(|_| unknown())?;
    let overruled = if sent.has("override") {
        let reason = reason(sent, "override", &format!("why-{shelter_id}"))?;
        Some(Override { reason })
    } else {
        None
    };
    let body = ChosenShelter { shelter_id, beds: named_beds(sent, shelter_id)?, overruled };
    match manual_offer::offer_by_hand(&http.cx, &sent.visitor.caller, sent.once(), id, body).await {
        Ok(_) => Ok(()),
        Err(Error::Invalid(_)) => Err(unknown()),
        Err(Error::Conflict { code: "excluded", .. }) => {
            Err(changed("excluded", "coordinator-wrong-excluded"))
        }
        Err(Error::Conflict { code: "no_bed_free", .. }) => {
            Err(changed("shelters", "coordinator-wrong-no-bed"))
        }
        Err(error) => Err(error.into()),
    }
}

/// The bed of each child, where the form asks for it.
fn named_beds(sent: &Sent, shelter_id: Uuid) -> Result<Option<Vec<BedChoice>>, Failed> {
    let mut beds = Vec::new();
    for child in 0..MAX_CHILDREN {
        let name = format!("bed-{child}");
        if !sent.has(&name) {
            break;
        }
        let pool_id = sent
            .get(&name)
            .parse()
            .map_err(|_| wrong(bed_field(child, shelter_id), "coordinator-wrong-bed", ""))?;
        beds.push(BedChoice { child: i32::try_from(child).unwrap_or_default(), pool_id });
    }
    Ok((!beds.is_empty()).then_some(beds))
}

/// Answers an offer of the request in its shelter's place, or says what became of the child.
async fn answer(http: &Http, sent: &Sent, id: Uuid, what: &str) -> Result<(), Failed> {
    let (cx, caller) = (&http.cx, &sent.visitor.caller);
    let offer: Uuid = sent.get("offer_id").parse().map_err(|_| Error::NotFound("offer"))?;
    if offers::get(cx, caller, offer).await?.request_id != id {
        return Err(Error::NotFound("offer").into());
    }
    let answer = match what {
        "accept" => Answer::Accept,
        "arrive" => Answer::Arrive,
        "no-show" => Answer::NoShow,
        "decline" => {
            let reason = DeclineReason::parse(sent.get("reason"))
                .ok_or_else(|| wrong("offer", "coordinator-wrong-decline", ""))?;
            Answer::Decline(Refusal { reason, detail: None })
        }
        _ => {
            arrivals::still_on_the_way(cx, caller, sent.once(), offer).await?;
            return Ok(());
        }
    };
    offers::answer(cx, caller, sent.once(), offer, answer).await?;
    Ok(())
}
