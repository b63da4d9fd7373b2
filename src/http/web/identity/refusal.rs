//! Texts and HTTP statuses of rejected passwords and codes, for the sign-in and account pages.

use axum::http::StatusCode;

use crate::http::error::{BUSY_FOR, seconds_until};
use crate::http::web::Shell;
use crate::services::Error;
use crate::services::identity::sign_in::Refusal;

/// Why a password or code was rejected.
pub(crate) struct Explanation {
    /// In the language of the page.
    pub text: String,
    pub status: StatusCode,
    /// Stable code, for JSON problems.
    pub code: &'static str,
    /// `Retry-After`, seconds.
    pub retry_after: Option<u64>,
}

/// Explains a refusal; `wrong` is the key of the text for a wrong password or code. Returns errors
/// that have another cause.
pub(crate) fn explain(
    shell: &Shell,
    refusal: Refusal,
    (wrong, status): (&str, StatusCode),
) -> Result<Explanation, Error> {
    let (text, status, code, retry_after) = match refusal {
        Refusal::NoAddress => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            (shell.text("pages-link-bad-email"), status, "validation_failed", None)
        }
        Refusal::Wrong | Refusal::Gone => (shell.text(wrong), status, "wrong_credentials", None),
        Refusal::TooMany(until) => {
            let seconds = seconds_until(until, shell.now);
            let status = StatusCode::TOO_MANY_REQUESTS;
            (wait(shell, seconds), status, "too_many_tries", Some(seconds))
        }
        Refusal::Failed(Error::Busy) => {
            let text = shell.text("pages-sign-in-busy");
            (text, StatusCode::SERVICE_UNAVAILABLE, "busy", Some(BUSY_FOR))
        }
        Refusal::Failed(error) => return Err(error),
    };
    Ok(Explanation { text, status, code, retry_after })
}

/// Text of the time to wait, in minutes or, above 60, hours.
fn wait(shell: &Shell, seconds: u64) -> String {
    let minutes = seconds.div_ceil(60);
    if minutes <= 60 {
        return shell.count("pages-sign-in-too-many", minutes);
    }
    shell.count("pages-sign-in-too-many-hours", minutes.div_ceil(60))
}
