//! `mabit erase`: deletes one request's details and children now, whatever its age.

use super::{Failure, say};
use crate::services::authorisation::Operator;
use crate::services::operations::erasure;
use crate::services::{Context, Error};

pub(crate) async fn run(cx: &Context, reference: &str) -> Result<(), Failure> {
    match erasure::erase(cx, Operator, reference).await {
        Err(Error::NotFound(_)) => {
            Err(Failure::Other(format!("there is no request {reference:?}")))
        }
        done => {
            done?;
            say([format!("erased {reference}")])
        }
    }
}
