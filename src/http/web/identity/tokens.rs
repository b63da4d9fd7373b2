//! Bearer tokens of an account, one's own when none is named. A token is shown once, to whoever
//! made it, and kept nowhere.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::TimeDelta;
use uuid::Uuid;

use crate::domain::typed;
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::admin::{Choice, asked, page};
use crate::http::web::fields::Form;
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::identity::accounts::{self, UserView};
use crate::services::identity::sign_in::Session;
use crate::services::identity::tokens::{self, TokenView};
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/admin/tokens";

/// How many days a token can be made to work, and what that is called; the first is for ever.
const LIVES: [(&str, &str); 4] = [
    ("", "admin-token-for-ever"),
    ("30", "admin-token-month"),
    ("90", "admin-token-quarter"),
    ("365", "admin-token-year"),
];

#[derive(Template)]
#[template(path = "pages/admin/tokens.html")]
struct ListPage<'a> {
    shell: Shell<'a>,
    account: UserView,
    own: bool,
    tokens: Vec<TokenView>,
    next: Option<String>,
    form: Form,
    lives: Vec<Choice>,
    /// A token that was just made.
    made: Option<String>,
}

impl ListPage<'_> {
    /// Whether a token has ended by itself.
    fn is_over(&self, token: &TokenView) -> bool {
        token.expires_at.is_some_and(|at| at <= self.shell.now)
    }
}

/// The tokens, and the form for a new one.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.as_deref();
    let id = match asked(query, "account").map(|id| id.parse::<Uuid>()) {
        None => visitor.caller.account_id,
        Some(Ok(id)) => id,
        Some(Err(_)) => Uuid::nil(),
    };
    let form = Form::new("");
    render(&http, &visitor, id, page(query), form, None, StatusCode::OK).await
}

async fn render(
    http: &Http,
    visitor: &Session,
    id: Uuid,
    page: PageOf,
    form: Form,
    made: Option<String>,
    status: StatusCode,
) -> Response {
    let shell = Shell::of(http, visitor, PATH);
    let account = accounts::one(&http.cx, &visitor.caller, id).await;
    let found = tokens::list(&http.cx, &visitor.caller, id, page).await;
    let (account, found) = match (account, found) {
        (Ok(account), Ok(found)) => (account, found),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    let own = id == visitor.caller.account_id;
    let lives = LIVES.map(|(days, key)| (days.to_owned(), shell.text(key))).to_vec();
    let (tokens, next) = (found.items, found.next_cursor);
    answer(&ListPage { shell, account, own, tokens, next, form, lives, made }, status)
}

/// Makes a token and shows it, this once.
pub async fn add(State(http): State<Http>, sent: Sent) -> Response {
    let visitor = &sent.visitor;
    let shell = Shell::of(&http, visitor, PATH);
    let Ok(id) = sent.get("account").parse::<Uuid>() else {
        return refused(shell, Error::NotFound("account"));
    };
    let lives = typed::whole_number(sent.get("lives")).filter(|days| (1..=3_650).contains(days));
    let lives = lives.map(TimeDelta::days);
    let done = tokens::create_for(&http.cx, &visitor.caller, id, sent.get("label"), lives).await;
    let first = PageOf { cursor: None, limit: crate::http::web::admin::SHOWN };
    match done {
        Ok(token) => {
            render(&http, visitor, id, first, Form::new(""), Some(token), StatusCode::OK).await
        }
        Err(error) => match Form::sent("", &sent).refuse(&shell, error) {
            Ok(form) => {
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                render(&http, visitor, id, first, form, None, status).await
            }
            Err(error) => refused(shell, error),
        },
    }
}

/// Revokes a token.
pub async fn revoke(State(http): State<Http>, Address(id): Address<Uuid>, sent: Sent) -> Response {
    let shell = Shell::of(&http, &sent.visitor, PATH);
    match tokens::revoke(&http.cx, &sent.visitor.caller, id).await {
        Ok(()) => {
            let account = sent.get("account").parse::<Uuid>();
            let back =
                account.map_or_else(|_| PATH.to_owned(), |id| format!("{PATH}?account={id}"));
            Redirect::to(&back).into_response()
        }
        Err(error) => refused(shell, error),
    }
}
