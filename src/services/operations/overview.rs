//! Counts for the administrators' overview page.

use chrono::TimeDelta;

use crate::services::authorisation::{Admin, As};
use crate::services::{Context, Error};
use crate::store::operations::overview;

pub use crate::store::operations::overview::Overview;

/// How long a refused mail is shown as a warning.
const WARNED: TimeDelta = TimeDelta::days(7);

pub async fn overview(cx: &Context, _: &As<Admin>) -> Result<Overview, Error> {
    let mut tx = cx.store.begin_read().await?;
    Ok(overview::read(&mut tx, cx.now() - WARNED).await?)
}
