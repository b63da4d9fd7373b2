//! What everybody does with their own account, and a phone left lying about must not: each asks
//! for the password first, and counts wrong ones as signing in does.

use crate::services::Context;
use crate::services::identity::accounts::{NewPassword, hash};
use crate::services::identity::sign_in::{Origin, Refusal, Session, prove};
use crate::services::identity::{accounts, passwords, totp};

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
    from: &Origin,
) -> Result<(), Refusal> {
    passwords::check(&new)?;
    let place = cx.passwords.place()?;
    prove(cx, &place, session, old, from).await?;
    let password = NewPassword {
        hash: place.hash(new).await?,
        session: Some(session.hash()),
        device: from.known.as_deref().map(hash),
        keep_tokens,
    };
    let (id, now) = (session.caller.account_id, cx.now());
    cx.store
        .write(move |tx| {
            let password = password.clone();
            Box::pin(async move { accounts::set_password(tx, id, &password, now).await })
        })
        .await?;
    Ok(())
}

/// Makes a secret for the caller's phone, which then must show that it has it.
///
/// # Errors
/// See [`Refusal`]; wrong state when a code is asked for already.
pub async fn begin_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &Origin,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    Ok(totp::begin(cx, session.caller.account_id).await?)
}

/// Asks for no code any more.
///
/// # Errors
/// See [`Refusal`].
pub async fn end_code(
    cx: &Context,
    session: &Session,
    password: String,
    from: &Origin,
) -> Result<(), Refusal> {
    prove(cx, &cx.passwords.place()?, session, password, from).await?;
    let id = session.caller.account_id;
    Ok(totp::end(cx, Some(id), id, "account.code_off").await?)
}
