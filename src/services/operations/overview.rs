//! How the whole stands, for the administrators.

use chrono::TimeDelta;

use crate::domain::account::{Caller, Role};
use crate::services::{Context, Error, require};
use crate::store::operations::overview;

pub use crate::store::operations::overview::Overview;

/// How long a mail that was refused for good is a warning.
const WARNED: TimeDelta = TimeDelta::days(7);

/// How much there is of everything.
pub async fn overview(cx: &Context, caller: &Caller) -> Result<Overview, Error> {
    require(caller, &[Role::Admin])?;
    let mut tx = cx.store.begin_read().await?;
    Ok(overview::read(&mut tx, cx.now() - WARNED).await?)
}
