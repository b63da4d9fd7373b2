//! Page of one's own account: password, language, name, telephone number, mail about offers, second factor, signed-in
//! browsers.

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::locale::Locale;
use crate::domain::typed;
use crate::http::session::ClientOrigin;
use crate::http::web::components::{TextWithTime, Time};
use crate::http::web::error::with_retry_after;
use crate::http::web::identity::refusal::explain;
use crate::http::web::{Form, FormState, PageResult, Query, Shell, Visit, labels, page, redirect};
use crate::services::Error;
use crate::services::identity::accounts::{self, ChangeOwnAccount, OwnPatch, UserView};
use crate::services::identity::sign_in::{self, Browser, Refusal};
use crate::services::identity::totp::{self, Standing};
use crate::services::identity::{own_account, tokens};

const PATH: &str = "/account";

#[derive(Template)]
#[template(path = "pages/account.html")]
struct Page {
    shell: Shell,
    user: UserView,
    code: Standing,
    browsers: Vec<Browser>,
    /// Labels of the account's valid bearer tokens.
    tokens: Vec<String>,
    /// Key of the confirmation text.
    done: Option<&'static str>,
    form: FormState,
}

impl Page {
    fn when(&self, key: &str, at: &DateTime<Utc>) -> TextWithTime<Time> {
        self.shell.around(key, "time", self.shell.at(at))
    }

    /// Key of what mail tells the account of offers.
    fn mail_offers(&self) -> Option<&'static str> {
        labels::mail_offers(&self.user.roles)
    }
}

/// A secret in groups of four, for typing.
fn in_groups(secret: &str) -> String {
    let letters: Vec<char> = secret.chars().collect();
    letters.chunks(4).map(String::from_iter).collect::<Vec<_>>().join(" ")
}

/// `otpauth:` link that adds the secret to an authenticator app on the same phone.
fn app_link(email: &str, secret: &str) -> String {
    let email = utf8_percent_encode(email, NON_ALPHANUMERIC);
    format!("otpauth://totp/Mabit:{email}?secret={secret}&issuer=Mabit")
}

/// `?done=` selects a confirmation.
pub async fn show(visit: Visit, query: Query) -> PageResult {
    let done = match query.get("done") {
        "settings" => Some("account-done-settings"),
        "password" => Some("account-done-password"),
        "code-on" => Some("account-done-code-on"),
        "code-off" => Some("account-done-code-off"),
        _ => None,
    };
    render(visit, done, FormState::default(), StatusCode::OK).await
}

async fn render(
    mut visit: Visit,
    done: Option<&'static str>,
    mut form: FormState,
    status: StatusCode,
) -> PageResult {
    PATH.clone_into(&mut visit.shell.path);
    let user = accounts::own(visit.cx(), visit.caller()).await?;
    for (field, value) in [("name", &user.name), ("phone", &user.phone)] {
        if form.all(field).next().is_none() {
            form = form.with(field, value.as_deref().unwrap_or_default());
        }
    }
    let code = totp::standing(visit.cx(), &visit.session).await?;
    let tokens = tokens::own_labels(visit.cx(), visit.caller()).await?;
    let browsers = sign_in::browsers(visit.cx(), &visit.session).await?;
    page(&Page { shell: visit.shell, user, code, browsers, tokens, done, form }, status)
}

fn done(what: &str) -> PageResult {
    redirect(&format!("{PATH}?done={what}"))
}

/// Shows the page with an error at a field.
async fn again(visit: Visit, field: &str, text: String, status: StatusCode) -> PageResult {
    let mut form = FormState::default();
    form.refuse(field, text);
    render(visit, None, form, status).await
}

/// Shows the page with why the password in a field was rejected.
async fn password_refused(visit: Visit, field: &str, refusal: Refusal) -> PageResult {
    let wrong = ("account-password-wrong", StatusCode::UNPROCESSABLE_ENTITY);
    let why = explain(&visit.shell, refusal, wrong)?;
    let page = again(visit, field, why.text, why.status).await?;
    Ok(with_retry_after(page, why.retry_after))
}

pub async fn settings(form: Form) -> PageResult {
    let locale = Locale::parse(form.get("locale"));
    let unknown = || Error::field("/locale", "invalid", "must be a language of the pages");
    // An unticked box sends nothing; `has_mail_offers` tells that the form had the box.
    let mail_offers = form.has("has_mail_offers").then(|| form.has("mail_offers"));
    let patch = OwnPatch {
        locale: Some(locale.ok_or_else(unknown)?),
        mail_offers,
        name: form.optional("name").map(str::to_owned),
        phone: form.optional("phone").map(typed::phone),
    };
    match form.write(ChangeOwnAccount { patch }).await {
        Ok(_) => done("settings"),
        Err(error) => {
            let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
            let status = state.status();
            render(form.visit, None, state, status).await
        }
    }
}

pub async fn password(ClientOrigin(origin): ClientOrigin, form: Form) -> PageResult {
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    let [old, new, again_new] = ["old", "new", "again"].map(|name| form.get(name).to_owned());
    let (visit, keep_tokens) = (&form.visit, form.has("keep_tokens"));
    if new != again_new {
        let text = visit.shell.text("account-again-wrong");
        return again(form.visit, "again", text, status).await;
    }
    let changed =
        own_account::change_password(form.cx(), &visit.session, old, new, keep_tokens, &origin);
    match changed.await {
        Ok(()) => done("password"),
        Err(Refusal::Failed(Error::Invalid(_))) => {
            let text = visit.shell.text("pages-link-bad-password");
            again(form.visit, "new", text, status).await
        }
        Err(refusal) => password_refused(form.visit, "old", refusal).await,
    }
}

/// Begins to set up the second factor.
pub async fn begin_code(ClientOrigin(origin): ClientOrigin, form: Form) -> PageResult {
    let password = form.get("password").to_owned();
    match own_account::begin_code(form.cx(), &form.visit.session, password, &origin).await {
        Ok(()) => redirect("/account#second-step"),
        Err(refusal) => password_refused(form.visit, "password", refusal).await,
    }
}

/// Switches the second factor on by a first code.
pub async fn confirm_code(ClientOrigin(origin): ClientOrigin, form: Form) -> PageResult {
    if totp::confirm(form.cx(), &form.visit.session, form.get("code"), &origin).await? {
        return done("code-on");
    }
    let text = form.visit.shell.text("account-code-wrong");
    again(form.visit, "code", text, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// Cancels an unconfirmed second factor.
pub async fn cancel_code(form: Form) -> PageResult {
    totp::cancel(form.cx(), &form.visit.session).await?;
    redirect("/account#second-step")
}

/// Switches the second factor off.
pub async fn end_code(ClientOrigin(origin): ClientOrigin, form: Form) -> PageResult {
    let password = form.get("password").to_owned();
    match own_account::end_code(form.cx(), &form.visit.session, password, &origin).await {
        Ok(()) => done("code-off"),
        Err(refusal) => password_refused(form.visit, "password", refusal).await,
    }
}
