//! `mabit erase`: deletes one request's details and children now, whatever its age.

use super::{Failure, say};
use crate::services::operations::erasure;
use crate::services::{Actor, Context, Error};

pub(crate) async fn run(cx: &Context, reference: &str) -> Result<(), Failure> {
    match erasure::erase(cx, Actor::Operator, reference).await {
        Err(Error::NotFound(_)) => {
            Err(Failure::Other(format!("there is no request {reference:?}")))
        }
        done => {
            done?;
            say([format!("erased {reference}")])
        }
    }
}
