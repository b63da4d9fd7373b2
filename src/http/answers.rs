//! OpenAPI: the error answers of each kind of endpoint.

use utoipa::IntoResponses;

use super::error::Problem;

/// Any endpoint that needs a signed-in caller.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub enum Signed {
    /// A parameter or a header is wrong; each is named.
    #[response(status = 400, content_type = "application/problem+json")]
    BadParameter(Problem),
    /// The token is missing, wrong, expired or revoked.
    #[response(status = 401, content_type = "application/problem+json")]
    Unauthorized(Problem),
    /// No role of the caller allows this.
    #[response(status = 403, content_type = "application/problem+json")]
    Forbidden(Problem),
    /// The account has written too often in a short time; `Retry-After` says when to go on.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// A mistake of the service; its id is in the log.
    #[response(status = 500, content_type = "application/problem+json")]
    Bug(Problem),
    /// The database can't be reached, or the time ran out; try again with the same key.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// An endpoint for somebody who is not signed in.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub enum Open {
    /// The body is no JSON.
    #[response(status = 400, content_type = "application/problem+json")]
    Malformed(Problem),
    /// Too many tries from this network or for this address; `Retry-After` says when to go on.
    #[response(status = 429, content_type = "application/problem+json")]
    TooMany(Problem),
    /// A mistake of the service; its id is in the log.
    #[response(status = 500, content_type = "application/problem+json")]
    Bug(Problem),
    /// The database can't be reached, or the time ran out; try again.
    #[response(status = 503, content_type = "application/problem+json")]
    Unavailable(Problem),
}

/// An endpoint that names a thing by its id.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub enum Named {
    /// There is no such thing, or it is not for the caller to see.
    #[response(status = 404, content_type = "application/problem+json")]
    NotFound(Problem),
}

/// An endpoint that takes a body.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub enum Posted {
    /// The body is larger than 256 kB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
    /// The body is not sent as JSON.
    #[response(status = 415, content_type = "application/problem+json")]
    NotJson(Problem),
    /// Fields are wrong; every one is named, up to 50.
    #[response(status = 422, content_type = "application/problem+json")]
    Invalid(Problem),
}

/// An endpoint that clashes with what is there: a state, a name, a key.
#[derive(IntoResponses)]
#[expect(dead_code, reason = "only described, never built")]
pub enum Clashing {
    /// `wrong_state` with the state, `idempotency_conflict`, or what `code` says.
    #[response(status = 409, content_type = "application/problem+json")]
    Conflict(Problem),
    /// The body is larger than 256 kB.
    #[response(status = 413, content_type = "application/problem+json")]
    TooLarge(Problem),
}
