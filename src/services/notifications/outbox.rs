//! The outbox as administrators list it: mail by state, without its text.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::services::authorisation::{Admin, By};
use crate::services::views::Items;
use crate::services::{Context, Error, Page};
use crate::store::notifications::outbox::{self, OutboxRecord};

pub use crate::store::notifications::outbox::MailState;

/// A mail, without what it says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Mail)]
pub struct MailView {
    /// Its id, of which its Message-ID is made.
    pub id: Uuid,
    /// What kind of mail it is.
    #[schema(example = "escalation")]
    pub kind: String,
    /// The recipient's account; null for an address that is nobody's own.
    pub account_id: Option<Uuid>,
    /// The recipient's address.
    pub address: String,
    /// Where it stands.
    pub state: MailState,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When the mail server took it.
    pub sent_at: Option<DateTime<Utc>>,
    /// How often it was tried.
    pub attempts: i32,
    /// When it is tried next; null when it no longer is.
    pub next_attempt_at: Option<DateTime<Utc>>,
    /// Why it was not sent so far, in the mail server's words, addresses masked.
    pub reason: Option<String>,
}

impl MailView {
    fn of(mail: OutboxRecord) -> Self {
        let state = mail.state();
        let over = mail.sent_at.is_some() || mail.cancelled_at.is_some();
        Self {
            id: mail.id,
            kind: mail.kind,
            account_id: mail.account_id,
            address: mail.address,
            state,
            created_at: mail.created_at,
            sent_at: mail.sent_at,
            attempts: mail.attempts,
            next_attempt_at: (!over).then_some(mail.next_attempt_at),
            reason: mail.last_error,
        }
    }
}

/// Mail, newest first; with `state` only mail in that state.
pub async fn list(
    cx: &Context,
    _: impl Into<By<Admin>>,
    state: Option<MailState>,
    page: Page,
) -> Result<Items<MailView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let found = outbox::list(&mut tx, state, page.cursor, page.limit + 1).await?;
    Ok(Items::page(found, page.limit, |mail| mail.id).map(MailView::of))
}
