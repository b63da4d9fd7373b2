//! Note of what was just done to an offer, with a button that undoes it. A cookie of ten seconds
//! carries it from the form to the page that the form leads to.

use axum::response::{AppendHeaders, IntoResponse, Response};
use uuid::Uuid;

use super::form::Form;
use super::shell::{JustDone, UndoForm};
use super::visit::Visit;
use crate::domain::offer::OfferState;
use crate::domain::request::grouped;
use crate::http::session;
use crate::services::Error;
use crate::services::authorisation::Right;
use crate::services::placement::offers;
use crate::services::placement::undo::{Undo, UndoOffer};
use crate::services::views::OfferView;

/// Code in the cookie of an action that was undone, in place of the offer's state.
const UNDONE: &str = "undone";

/// Adds to the response of a form what it has done to an offer.
pub(crate) fn noted(response: Response, offer: &OfferView) -> Response {
    with_cookie(response, offer.id, offer.state.code())
}

/// The same, of a form that has undone it.
pub(crate) fn noted_undone(response: Response, offer: Uuid) -> Response {
    with_cookie(response, offer, UNDONE)
}

fn with_cookie(response: Response, offer: Uuid, what: &str) -> Response {
    let cookie = session::set_just_done(&format!("{offer}.{what}"));
    (AppendHeaders([cookie]), response).into_response()
}

/// Undoes what was done to an offer, if it is still in the state that the form names.
pub(crate) async fn undo<R: Right>(form: &Form<R>, id: Uuid) -> Result<(), Error> {
    let none = || Error::field("/state", "required", "must be the state that the page has shown");
    let state = Some(OfferState::parse(form.get("state")).ok_or_else(none)?);
    form.carry_out(UndoOffer { id, undo: Undo { state } }).await.map(drop)
}

/// Shows the note at the top of the page, if what was done still stands. `undo` is the path of the
/// form that undoes it.
pub(crate) async fn show<R: Right>(
    visit: &mut Visit<R>,
    undo: impl FnOnce(&OfferView) -> String,
) -> Result<(), Error> {
    let said = visit.just_done.as_deref().and_then(|said| said.split_once('.'));
    let Some((Ok(id), what)) = said.map(|(id, what)| (id.parse::<Uuid>(), what)) else {
        return Ok(());
    };
    let offer = match offers::get(visit.cx(), &visit.caller().to(), id).await {
        Ok(offer) => offer,
        Err(Error::NotFound(_)) => return Ok(()),
        Err(error) => return Err(error),
    };
    let key = match offer.state {
        _ if what == UNDONE => "shell-done-undone",
        state if state.code() != what => return Ok(()),
        OfferState::Accepted => "shell-done-accepted",
        OfferState::Arrived => "shell-done-arrived",
        OfferState::NoShow => "shell-done-no-show",
        OfferState::Departed => "shell-done-departed",
        OfferState::Pending
        | OfferState::Declined
        | OfferState::Expired
        | OfferState::Withdrawn => return Ok(()),
    };
    let form = || UndoForm { path: undo(&offer), offer_id: offer.id, state: offer.state };
    visit.shell.just_done = Some(JustDone {
        text: visit.shell.text(key),
        reference: grouped(&offer.reference),
        undo: (what != UNDONE).then(form),
    });
    Ok(())
}
