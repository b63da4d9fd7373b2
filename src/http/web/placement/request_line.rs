//! A request as a line of a list, and the search by reference above it.

use chrono::{DateTime, Utc};

use crate::domain::request::{grouped, read_reference};
use crate::http::web::{FormState, Shell, labels};
use crate::services::authorisation::{As, RequestReader};
use crate::services::placement::requests;
use crate::services::views::RequestView;
use crate::services::{Context, Error};

/// A request, as shown in a list.
pub(crate) struct RequestLine {
    /// Address of its page.
    pub link: String,
    /// The reference as people read it.
    pub reference: String,
    /// CSS class of the state's dot.
    pub dot: &'static str,
    pub state: String,
    /// Since when it is in that state.
    pub since: Option<DateTime<Utc>>,
    /// Children, city and urgency.
    pub about: String,
    pub made_at: DateTime<Utc>,
    /// Who takes care of it.
    pub care: Option<String>,
}

impl RequestLine {
    /// `path` is the address of the list of requests.
    pub fn new(
        shell: &Shell,
        path: &str,
        view: &RequestView,
        dot: &'static str,
        state: String,
    ) -> Self {
        let about = [
            labels::requested_children(shell, &view.children),
            labels::city(shell, &view.city),
            shell.text(labels::urgency(view.urgency)),
        ];
        // An erased request has no children.
        let about: Vec<String> = about.into_iter().filter(|text| !text.is_empty()).collect();
        Self {
            link: format!("{path}/{}", view.reference),
            reference: grouped(&view.reference),
            dot,
            state,
            since: None,
            about: about.join(" · "),
            made_at: view.created_at,
            care: None,
        }
    }
}

/// The reference of the request whose reference was typed into `form`; without such a request an
/// error is added there.
pub(crate) async fn find_typed(
    cx: &Context,
    reader: &As<RequestReader>,
    shell: &Shell,
    form: &mut FormState,
) -> Result<Option<String>, Error> {
    let typed = form.value("reference").to_owned();
    if typed.is_empty() {
        return Ok(None);
    }
    if read_reference(&typed).is_none() {
        form.refuse("reference", shell.text("shell-reference-wrong"));
        return Ok(None);
    }
    match requests::find(cx, reader, &typed).await {
        Ok(found) => Ok(Some(found.reference)),
        Err(Error::NotFound(_)) => {
            form.refuse("reference", shell.text("shell-reference-unknown"));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
