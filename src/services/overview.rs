//! How the whole stands, for the administrators.

use chrono::TimeDelta;

use super::{Context, Error, require};
use crate::domain::account::{Caller, Role};
use crate::store::overview;

pub use crate::store::overview::Overview;

/// How long a mail that was refused for good is a warning.
const WARNED: TimeDelta = TimeDelta::days(7);

/// How much there is of everything.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn overview(cx: &Context, caller: &Caller) -> Result<Overview, Error> {
    require(caller, &[Role::Admin])?;
    let mut tx = cx.store.begin_read().await?;
    Ok(overview::counts(&mut tx, cx.now() - WARNED).await?)
}
