//! OpenAPI: headers and query parameters that many endpoints share.

use utoipa::IntoParams;
use uuid::Uuid;

/// The key under which a POST is carried out once.
#[derive(IntoParams)]
#[into_params(parameter_in = Header)]
#[expect(dead_code, reason = "only described; read by the body's extractor")]
pub struct Key {
    /// The same key with the same body gives the first answer again, for 24 hours; with
    /// another body 409 `idempotency_conflict`. 1 to 255 printable ASCII characters.
    // The blanks around a header's value are HTTP's, no part of it.
    #[param(
        rename = "Idempotency-Key",
        required = false,
        nullable = false,
        pattern = "^[ \\t]*[!-~]([\\t -~]{0,253}[!-~])?[ \\t]*$"
    )]
    idempotency_key: Option<String>,
}

/// Which part of a list to give.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; read by name")]
pub struct PageOf {
    /// Most items; 50 when not said.
    #[param(required = false, nullable = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next_cursor` of the page before.
    #[param(required = false, nullable = false)]
    cursor: Option<Uuid>,
}

/// Which part to give of a list that is otherwise given whole.
#[derive(IntoParams)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "only described; read by name")]
pub struct PartOf {
    /// Most items; all when not said.
    #[param(required = false, nullable = false, minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// `next_cursor` of the part before.
    #[param(required = false, nullable = false, minimum = 0, maximum = 1_000_000_000)]
    cursor: Option<i64>,
}
