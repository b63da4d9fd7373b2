//! Administrators' page of an account's bearer tokens, by default their own: list, add, revoke. A
//! token is shown once; only its hash is stored.

use askama::Template;
use chrono::TimeDelta;
use uuid::Uuid;

use crate::domain::typed;
use crate::http::web::{
    Choice, FIRST_PAGE, Form, FormState, PageResult, Query, Shell, Visit, page, redirect,
};
use crate::services::authorisation::Admin;
use crate::services::identity::accounts::{self, UserView};
use crate::services::identity::tokens::{self, RevokeToken, TokenView};
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/admin/tokens";

/// Options of a token's lifetime: days (empty for no end) and key of the name.
const LIFETIMES: [(&str, &str); 4] = [
    ("", "admin-token-for-ever"),
    ("30", "admin-token-month"),
    ("90", "admin-token-quarter"),
    ("365", "admin-token-year"),
];

#[derive(Template)]
#[template(path = "pages/admin/tokens.html")]
struct Page {
    shell: Shell,
    account: UserView,
    own: bool,
    tokens: Vec<TokenView>,
    next: Option<String>,
    form: FormState,
    lifetimes: Vec<Choice>,
    /// The new token, shown once.
    made: Option<String>,
}

impl Page {
    fn has_expired(&self, token: &TokenView) -> bool {
        token.expires_at.is_some_and(|at| at <= self.shell.now)
    }
}

/// `?account=` selects the account.
pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let id = match query.get("account") {
        "" => visit.caller().account_id,
        id => id.parse().unwrap_or_default(),
    };
    render(visit, id, query.page(), FormState::new(""), None).await
}

async fn render(
    visit: Visit<Admin>,
    id: Uuid,
    part: PageOf,
    form: FormState,
    made: Option<String>,
) -> PageResult {
    let account = accounts::one(visit.cx(), visit.caller(), id).await?;
    let found = tokens::list(visit.cx(), visit.caller(), id, part).await?;
    let (own, status) = (id == visit.caller().account_id, form.status());
    let shell = visit.shell;
    let lifetimes = LIFETIMES.map(|(days, key)| (days.to_owned(), shell.text(key))).to_vec();
    let (tokens, next) = (found.items, found.next_cursor);
    page(&Page { shell, account, own, tokens, next, form, lifetimes, made }, status)
}

/// Makes a token. Its secret is shown in this answer and never again.
pub async fn add(mut form: Form<Admin>) -> PageResult {
    PATH.clone_into(&mut form.visit.shell.path);
    let id: Uuid = form.get("account").parse().map_err(|_| Error::NotFound("account"))?;
    let made = async {
        let lives = lifetime(form.get("lives"))?;
        tokens::create_for(form.cx(), form.caller(), id, form.get("label"), lives).await
    };
    let made = made.await;
    let (state, made) = match made {
        Ok(token) => (FormState::new(""), Some(token)),
        Err(error) => (FormState::sent("", &form).with_error(&form.visit.shell, error)?, None),
    };
    render(form.visit, id, FIRST_PAGE, state, made).await
}

/// How long a token works: a number of days, or for ever when empty.
fn lifetime(days: &str) -> Result<Option<TimeDelta>, Error> {
    let number = typed::whole_number(days).filter(|days| (1..=3_650).contains(days));
    match number {
        None if !days.is_empty() => {
            Err(Error::field("/lives", "out_of_range", "must be 1 to 3650 days, or empty"))
        }
        number => Ok(number.map(TimeDelta::days)),
    }
}

pub async fn revoke(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.write(RevokeToken { id }).await?;
    match form.get("account").parse::<Uuid>() {
        Ok(id) => redirect(&format!("{PATH}?account={id}")),
        Err(_) => redirect(PATH),
    }
}
