//! Use cases carried out for an account, which is refused what it may not do.

use mabit::domain::account::Caller;
use mabit::domain::offer::OfferState;
use mabit::services::authorisation::{As, Right};
use mabit::services::placement::offers::{AnswerOffer, Decline};
use mabit::services::placement::undo::{Undo, UndoOffer};
use mabit::services::views::OfferView;
use mabit::services::{Context, Error, UseCase};
use mabit::store::idempotency::IdempotencyKey;
use serde::Serialize;
use serde::de::DeserializeOwned;
use uuid::Uuid;

/// The account, with a right.
pub fn with_right<R: Right>(caller: &Caller) -> Result<As<R>, Error> {
    As::new(caller)
}

/// Carries out a use case, with a key or without.
pub async fn act<U>(
    cx: &Context,
    caller: &Caller,
    key: Option<IdempotencyKey>,
    use_case: U,
) -> Result<U::Answer, Error>
where
    U: UseCase,
    U::Answer: Serialize + DeserializeOwned,
{
    cx.carry_out(&with_right::<U::Right>(caller)?, key, use_case).await
}

/// What a person does to an offer.
#[derive(Clone, Debug)]
pub enum OfferAnswer {
    Accept,
    Decline(Decline),
    Arrive,
    NoShow,
    Depart,
    /// Undoes what led to a state.
    Undo(OfferState),
}

/// Answers an offer.
pub async fn answer(
    cx: &Context,
    caller: &Caller,
    key: Option<IdempotencyKey>,
    id: Uuid,
    answer: OfferAnswer,
) -> Result<OfferView, Error> {
    match answer {
        OfferAnswer::Accept => act(cx, caller, key, AnswerOffer::accept(id)).await,
        OfferAnswer::Decline(why) => act(cx, caller, key, AnswerOffer::decline(id, why)).await,
        OfferAnswer::Arrive => act(cx, caller, key, AnswerOffer::arrive(id)).await,
        OfferAnswer::NoShow => act(cx, caller, key, AnswerOffer::no_show(id)).await,
        OfferAnswer::Depart => act(cx, caller, key, AnswerOffer::depart(id)).await,
        OfferAnswer::Undo(state) => {
            act(cx, caller, key, UndoOffer { id, undo: Undo { state: Some(state) } }).await
        }
    }
}
