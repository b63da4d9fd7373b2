//! Forms of a shelter's page about an offer: accept, decline, arrived, no-show, departed, undo, on
//! the way.

use uuid::Uuid;

use crate::domain::offer::DeclineReason;
use crate::http::web::shelters::shelter_page::PATH;
use crate::http::web::{Form, PageResult, just_done, redirect};
use crate::services::Error;
use crate::services::authorisation::{Right, Shelter};
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::offers::{AnswerOffer, Decline};

pub async fn accept(form: Form<Shelter>) -> PageResult {
    answer(form, AnswerOffer::accept).await
}

async fn answer<R: Right>(form: Form<Shelter>, answer: fn(Uuid) -> AnswerOffer<R>) -> PageResult {
    let offer = form.carry_out(answer(form.param("id")?)).await?;
    Ok(just_done::noted(redirect(PATH)?, &offer))
}

pub async fn undo(form: Form<Shelter>) -> PageResult {
    let id = form.param("id")?;
    just_done::undo(&form, id).await?;
    Ok(just_done::noted_undone(redirect(PATH)?, id))
}

pub async fn decline(form: Form<Shelter>) -> PageResult {
    let none = || Error::field("/reason", "required", "must be one of the reasons");
    let reason = DeclineReason::parse(form.get("reason")).ok_or_else(none)?;
    form.carry_out(AnswerOffer::decline(form.param("id")?, Decline { reason, detail: None }))
        .await?;
    redirect(PATH)
}

pub async fn arrive(form: Form<Shelter>) -> PageResult {
    answer(form, AnswerOffer::arrive).await
}

pub async fn no_show(form: Form<Shelter>) -> PageResult {
    answer(form, AnswerOffer::no_show).await
}

pub async fn depart(form: Form<Shelter>) -> PageResult {
    answer(form, AnswerOffer::depart).await
}

pub async fn still_on_the_way(form: Form<Shelter>) -> PageResult {
    form.carry_out(StillOnTheWay { offer_id: form.param("id")? }).await?;
    redirect(PATH)
}
