//! Forms of a shelter's page about an offer: accept, decline, arrived, no-show, departed, on the
//! way.

use crate::domain::offer::DeclineReason;
use crate::http::web::shelters::shelter_page::PATH;
use crate::http::web::{Form, PageResult, redirect};
use crate::services::Error;
use crate::services::authorisation::Shelter;
use crate::services::placement::arrivals::StillOnTheWay;
use crate::services::placement::offers::{AnswerOffer, Decline};

pub async fn accept(form: Form<Shelter>) -> PageResult {
    form.carry_out(AnswerOffer::accept(form.param("id")?)).await?;
    redirect(PATH)
}

pub async fn decline(form: Form<Shelter>) -> PageResult {
    let none = || Error::field("/reason", "required", "must be one of the reasons");
    let reason = DeclineReason::parse(form.get("reason")).ok_or_else(none)?;
    form.carry_out(AnswerOffer::decline(form.param("id")?, Decline { reason, detail: None }))
        .await?;
    redirect(PATH)
}

pub async fn arrive(form: Form<Shelter>) -> PageResult {
    form.carry_out(AnswerOffer::arrive(form.param("id")?)).await?;
    redirect(PATH)
}

pub async fn no_show(form: Form<Shelter>) -> PageResult {
    form.carry_out(AnswerOffer::no_show(form.param("id")?)).await?;
    redirect(PATH)
}

pub async fn depart(form: Form<Shelter>) -> PageResult {
    form.carry_out(AnswerOffer::depart(form.param("id")?)).await?;
    redirect(PATH)
}

pub async fn still_on_the_way(form: Form<Shelter>) -> PageResult {
    form.carry_out(StillOnTheWay { offer_id: form.param("id")? }).await?;
    redirect(PATH)
}
