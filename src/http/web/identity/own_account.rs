//! One's own account: its password, its language, a code at sign-in, and where it is signed in.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::account::Role;
use crate::domain::locale::Locale;
use crate::http::Http;
use crate::http::session::{From, Visitor};
use crate::http::web::access::Address;
use crate::http::web::form::Sent;
use crate::http::web::identity::refusal::explain;
use crate::http::web::open_form::retry_after;
use crate::http::web::shell::{Markup, Shell, answer, refused};
use crate::http::web::wording::around;
use crate::http::web::wrong::Wrong;
use crate::services::Error;
use crate::services::identity::accounts::{self, OwnPatch, UserView};
use crate::services::identity::sign_in::{self, Browser, Origin, Refusal, Session};
use crate::services::identity::totp::{self, Standing};
use crate::services::identity::{own_account, tokens};

const PATH: &str = "/account";

#[derive(Template)]
#[template(path = "pages/account.html")]
struct Page<'a> {
    shell: Shell<'a>,
    user: UserView,
    code: Standing,
    browsers: Vec<Browser>,
    /// The labels of the account's bearer tokens that work.
    tokens: Vec<String>,
    /// What was done, if something just was.
    done: Option<&'static str>,
    wrong: Wrong,
}

impl Page<'_> {
    /// A text with a moment in it.
    fn when(&self, key: &str, at: &DateTime<Utc>) -> Markup {
        around(&self.shell, key, "time", &self.shell.at(at))
    }

    /// Whether mail can tell this account of offers.
    fn hears_of_offers(&self) -> bool {
        self.user.roles.iter().any(|role| matches!(role, Role::Outreach | Role::Shelter))
    }
}

/// A secret in groups, to be typed.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// A link by which an app on the same phone takes a secret.
fn app_link(email: &str, secret: &str) -> String {
    let email = utf8_percent_encode(email, NON_ALPHANUMERIC);
    format!("otpauth://totp/Mabit:{email}?secret={secret}&issuer=Mabit")
}

/// The page. `?done=` names what was just done.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let done = match query.as_deref() {
        Some("done=settings") => Some("account-done-settings"),
        Some("done=password") => Some("account-done-password"),
        Some("done=code-on") => Some("account-done-code-on"),
        Some("done=code-off") => Some("account-done-code-off"),
        _ => None,
    };
    render(&http, &visitor, done, Wrong::default(), StatusCode::OK).await
}

async fn render(
    http: &Http,
    visitor: &Session,
    done: Option<&'static str>,
    wrong: Wrong,
    status: StatusCode,
) -> Response {
    let shell = Shell::of(http, visitor, PATH);
    match load(http, visitor).await {
        Ok((user, code, browsers, tokens)) => {
            answer(&Page { shell, user, code, browsers, tokens, done, wrong }, status)
        }
        Err(error) => refused(shell, error),
    }
}

async fn load(
    http: &Http,
    visitor: &Session,
) -> Result<(UserView, Standing, Vec<Browser>, Vec<String>), Error> {
    let user = accounts::own(&http.cx, &visitor.caller).await?;
    let code = totp::standing(&http.cx, visitor).await?;
    let tokens = tokens::own_labels(&http.cx, &visitor.caller).await?;
    Ok((user, code, sign_in::browsers(&http.cx, visitor).await?, tokens))
}

fn done(what: &str) -> Response {
    Redirect::to(&format!("{PATH}?done={what}")).into_response()
}

/// The page again, with what is wrong at a field.
async fn again(
    http: &Http,
    visitor: &Session,
    field: &'static str,
    text: String,
    status: StatusCode,
) -> Response {
    let mut wrong = Wrong::default();
    wrong.say(field, text);
    render(http, visitor, None, wrong, status).await
}

/// The page again, with why a password was refused.
async fn not_proven(
    http: &Http,
    visitor: &Session,
    field: &'static str,
    refusal: Refusal,
) -> Response {
    let shell = Shell::of(http, visitor, PATH);
    let wrong = ("account-password-wrong", StatusCode::UNPROCESSABLE_ENTITY);
    match explain(&shell, refusal, wrong) {
        Ok(why) => {
            let page = again(http, visitor, field, why.text, why.status).await;
            retry_after(page, why.retry_after)
        }
        Err(error) => refused(shell, error),
    }
}

/// Changes the language, and whether mail tells of offers.
pub async fn settings(State(http): State<Http>, sent: Sent) -> Response {
    let Some(locale) = Locale::parse(sent.get("locale")) else {
        let wrong = Error::field("/locale", "invalid", "must be a language of the pages");
        return refused(Shell::of(&http, &sent.visitor, PATH), wrong);
    };
    // The box is only there where it has a meaning; a box that is not ticked sends nothing.
    let mail_offers = sent.has("has_mail_offers").then(|| sent.has("mail_offers"));
    let patch = OwnPatch { locale: Some(locale), mail_offers };
    match accounts::change_own(&http.cx, &sent.visitor.caller, patch).await {
        Ok(_) => done("settings"),
        Err(error) => refused(Shell::of(&http, &sent.visitor, PATH), error),
    }
}

/// Changes the password.
pub async fn password(State(http): State<Http>, From(origin): From, sent: Sent) -> Response {
    let visitor = &sent.visitor;
    let (shell, status) = (Shell::of(&http, visitor, PATH), StatusCode::UNPROCESSABLE_ENTITY);
    // As they were typed: a blank at an end belongs to a password.
    let [old, new, again_new] = ["old", "new", "again"].map(|name| sent.exactly(name).to_owned());
    if new != again_new {
        return again(&http, visitor, "again", shell.text("account-again-wrong"), status).await;
    }
    let keep_tokens = sent.has("keep_tokens");
    match own_account::change_password(&http.cx, visitor, old, new, keep_tokens, &origin).await {
        Ok(()) => done("password"),
        Err(Refusal::Failed(Error::Invalid(_))) => {
            again(&http, visitor, "new", shell.text("pages-link-bad-password"), status).await
        }
        Err(refusal) => not_proven(&http, visitor, "old", refusal).await,
    }
}

/// Sets up the code at sign-in, confirms it, or does away with it.
pub async fn code(
    State(http): State<Http>,
    Address(what): Address<String>,
    From(origin): From,
    sent: Sent,
) -> Response {
    let visitor = &sent.visitor;
    match what.as_str() {
        "begin" => begin_code(&http, &sent, &origin).await,
        "end" => {
            let password = sent.exactly("password").to_owned();
            match own_account::end_code(&http.cx, visitor, password, &origin).await {
                Ok(()) => done("code-off"),
                Err(refusal) => not_proven(&http, visitor, "password", refusal).await,
            }
        }
        "confirm" => {
            let shell = Shell::of(&http, visitor, PATH);
            match totp::confirm(&http.cx, visitor, sent.get("code"), &origin).await {
                Ok(true) => done("code-on"),
                Ok(false) => {
                    let status = StatusCode::UNPROCESSABLE_ENTITY;
                    again(&http, visitor, "code", shell.text("account-code-wrong"), status).await
                }
                Err(error) => refused(shell, error),
            }
        }
        "cancel" => match totp::cancel(&http.cx, visitor).await {
            Ok(()) => Redirect::to("/account#second-step").into_response(),
            Err(error) => refused(Shell::of(&http, visitor, PATH), error),
        },
        _ => refused(Shell::of(&http, visitor, PATH), Error::NotFound("page")),
    }
}

async fn begin_code(http: &Http, sent: &Sent, origin: &Origin) -> Response {
    let password = sent.exactly("password").to_owned();
    match own_account::begin_code(&http.cx, &sent.visitor, password, origin).await {
        Ok(()) => Redirect::to("/account#second-step").into_response(),
        Err(refusal) => not_proven(http, &sent.visitor, "password", refusal).await,
    }
}
