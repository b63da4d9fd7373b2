//! Changes of one's own account that require the password again: change the password, switch the
//! second factor on or off. A wrong password counts toward the sign-in limits.

use crate::services::Context;
use crate::services::identity::accounts::{SetOwnPassword, SetPassword, hash_secret};
use crate::services::identity::passwords;
use crate::services::identity::session::{ClientInfo, Session};
use crate::services::identity::sign_in::{Refusal, prove};
use crate::services::identity::totp::{BeginTotp, EndOwnTotp};

/// Changes the caller's password. Every other browser is signed out and no longer known; bearer
/// tokens are revoked unless `keep_tokens`.
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
    let set = SetOwnPassword(SetPassword {
        account_id: session.caller.account_id,
        hash: place.hash(new).await?,
        session: Some(session.hash()),
        device: from.known.as_deref().map(hash_secret),
        keep_tokens,
    });
    Ok(cx.write(&session.caller, set).await?)
}

/// Makes a TOTP secret, which [`super::totp::confirm`] must confirm by a first code. Wrong state
/// when the second factor is on already.
pub async fn begin_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    Ok(cx.write(&session.caller, BeginTotp { secret: rand::random() }).await?)
}

/// Switches the second factor off.
pub async fn end_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &ClientInfo,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    Ok(cx.write(&session.caller, EndOwnTotp).await?)
}
