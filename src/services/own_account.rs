//! What everybody does with their own account, and a phone left lying about must not: each asks
//! for the password first, and counts wrong ones as signing in does.

use super::accounts::{check_password, hash_password};
use super::signing_in::{Origin, Refusal, Session, prove};
use super::{Context, Error, second_step};
use crate::store::audit::{self, Entry};
use crate::store::{accounts, second_step as second_rows, sessions};

/// Changes the caller's password. Every other browser is signed out.
///
/// # Errors
/// See [`Refusal`]; a bad field when the new one is too short or too long.
pub async fn change_password(
    cx: &Context,
    session: &Session,
    old: String,
    new: String,
    from: &Origin,
) -> Result<(), Refusal> {
    check_password(&new)?;
    prove(cx, session, old, from).await?;
    let password_hash = hash_password(new).await?;
    let (id, own, now) = (session.caller.account_id, session.hash(), cx.now());
    cx.store
        .write(move |tx| {
            let (password_hash, own) = (password_hash.clone(), own.clone());
            Box::pin(async move {
                let mut account =
                    accounts::lock(tx, id).await?.ok_or(Error::NotFound("account"))?;
                account.password_hash = Some(password_hash);
                accounts::save(tx, &account).await?;
                sessions::end_others(tx, id, &own).await?;
                second_rows::end_halves(tx, id).await?;
                audit::insert(tx, Entry::new(Some(id), "account.set_password", id), now).await?;
                Ok::<_, Error>(())
            })
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
    prove(cx, session, password, from).await?;
    Ok(second_step::begin(cx, session.caller.account_id).await?)
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
    prove(cx, session, password, from).await?;
    let id = session.caller.account_id;
    Ok(second_step::end(cx, Some(id), id, "account.code_off").await?)
}
