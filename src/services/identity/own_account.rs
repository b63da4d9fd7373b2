//! Changes of one's own account that ask for the password again, since the browser may be in other
//! hands. Wrong passwords count as those of sign-ins do.

use crate::services::Context;
use crate::services::identity::accounts::{SetPassword, hash};
use crate::services::identity::passwords;
use crate::services::identity::session::{ClientInfo, Session};
use crate::services::identity::sign_in::{Refusal, prove};
use crate::services::identity::totp::{BeginTotp, EndTotp};

/// Changes the caller's password. Every other browser is signed out and no longer known; bearer
/// tokens are revoked unless they are kept.
///
/// # Errors
/// See [`Refusal`]; a bad field when the new one is too short or too long.
pub async fn change_password(
    cx: &Context,
    session: &Session,
    old: String,
    new: String,
    keep_tokens: bool,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    passwords::check(&new)?;
    let place = cx.passwords.place()?;
    prove(cx, &place, session, old, from).await?;
    let set = SetPassword {
        account_id: session.caller.account_id,
        hash: place.hash(new).await?,
        session: Some(session.hash()),
        device: from.known.as_deref().map(hash),
        keep_tokens,
    };
    Ok(cx.write(&session.caller, set).await?)
}

/// Makes a secret for the caller's phone, which then must show that it has it.
///
/// # Errors
/// See [`Refusal`]; wrong state when a code is asked for already.
pub async fn begin_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    Ok(cx.write(&session.caller, BeginTotp { secret: rand::random() }).await?)
}

/// Asks for no code any more.
pub async fn end_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    let account_id = session.caller.account_id;
    Ok(cx.write(&session.caller, EndTotp { account_id, action: "account.code_off" }).await?)
}
