//! What a shelter does with an offer: answers it, or says what became of the child.

use uuid::Uuid;

use crate::domain::offer::DeclineReason;
use crate::http::web::shelters::shelter_page::{PATH, as_shelter};
use crate::http::web::{Address, Form, PageResult, redirect};
use crate::services::Error;
use crate::services::placement::arrivals;
use crate::services::placement::offers::{self, Answer, Refusal};

async fn answer(form: &Form, id: Uuid, answer: Answer) -> PageResult {
    let shelter = as_shelter(form.caller())?;
    offers::answer(form.cx(), &shelter, form.key(), id, answer).await?;
    redirect(PATH)
}

/// Accepts an offer.
pub async fn accept(Address(id): Address<Uuid>, form: Form) -> PageResult {
    answer(&form, id, Answer::Accept).await
}

/// Declines an offer.
pub async fn decline(Address(id): Address<Uuid>, form: Form) -> PageResult {
    let none = || Error::field("/reason", "required", "must be one of the reasons");
    let reason = DeclineReason::parse(form.get("reason")).ok_or_else(none)?;
    answer(&form, id, Answer::Decline(Refusal { reason, detail: None })).await
}

/// The child has arrived.
pub async fn arrive(Address(id): Address<Uuid>, form: Form) -> PageResult {
    answer(&form, id, Answer::Arrive).await
}

/// The child has not come.
pub async fn no_show(Address(id): Address<Uuid>, form: Form) -> PageResult {
    answer(&form, id, Answer::NoShow).await
}

/// The child has left.
pub async fn depart(Address(id): Address<Uuid>, form: Form) -> PageResult {
    answer(&form, id, Answer::Depart).await
}

/// The child is still on the way.
pub async fn still_on_the_way(Address(id): Address<Uuid>, form: Form) -> PageResult {
    let shelter = as_shelter(form.caller())?;
    arrivals::still_on_the_way(form.cx(), &shelter, form.key(), id).await?;
    redirect(PATH)
}
