//! Administrators' pages of accounts: list, add, change, deactivate, reset the second factor, mail or
//! show a set-password link. A link is shown when asked for, and once; only its hash is stored.

use askama::Template;
use axum::http::{HeaderMap, StatusCode};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::locale::Locale;
use crate::domain::typed;
use crate::http::session;
use crate::http::web::choices::Partners;
use crate::http::web::listing::{Listing, Part};
use crate::http::web::{
    Choice, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page, redirect,
};
use crate::services::authorisation::Admin;
use crate::services::identity::accounts::{self, ChangeAccount, Invite, UserPatch, UserView};
use crate::services::identity::links::{self, MailLink};
use crate::services::identity::totp::ResetTotp;
use crate::services::{Error, FieldError};

const PATH: &str = "/admin/accounts";

#[derive(Template)]
#[template(path = "pages/admin/accounts.html")]
struct List {
    shell: Shell,
    accounts: Listing<Row>,
}

struct Row {
    view: UserView,
    roles: String,
    partner: String,
    scope: String,
}

/// The accounts by partner, name and address; those without a partner come first.
pub async fn list(visit: Visit<Admin>, query: Query) -> PageResult {
    let all = accounts::all(visit.cx(), visit.caller()).await?;
    let partners = Partners::load(&visit).await?;
    let shell = visit.shell;
    let row = |view: UserView| Row {
        roles: labels::roles(&shell, &view.roles),
        partner: partners.name(view.partner_id),
        scope: labels::scope(&shell, &view.scope),
        view,
    };
    let rows = all.into_iter().map(row).collect();
    let accounts = Listing::of(Part::of(&query), rows, |row: &Row| {
        [row.partner.as_str(), row.view.name.as_deref().unwrap_or_default(), &row.view.email]
    });
    page(&List { shell, accounts }, StatusCode::OK)
}

#[derive(Template)]
#[template(path = "pages/admin/account.html")]
struct Page {
    shell: Shell,
    /// `None` for a new account.
    account: Option<UserView>,
    own: bool,
    /// Key of the confirmation text.
    done: Option<&'static str>,
    has_mail_server: bool,
    form: FormState,
    roles: [(&'static str, &'static str); 5],
    partners: Vec<Choice>,
    regions: Vec<RegionChoice>,
}

impl Page {
    /// Whether any city or region is chosen.
    fn has_places(&self) -> bool {
        self.regions.iter().any(|region| region.is_open)
    }

    /// Key of what mail tells the account of offers.
    fn mail_offers(&self) -> Option<&'static str> {
        self.account.as_ref().and_then(|account| labels::mail_offers(&account.roles))
    }
}

/// A region and its cities, as options.
struct RegionChoice {
    code: String,
    name: String,
    /// Unfolded: it or any of its cities is chosen.
    is_open: bool,
    cities: Vec<Choice>,
}

fn regions(shell: &Shell, form: &FormState) -> Vec<RegionChoice> {
    let regions = shell.cities().regions().into_iter().map(|region| {
        let cities = shell.cities().iter().filter(|city| city.region == region.code);
        let cities: Vec<Choice> =
            cities.map(|city| (city.code.clone(), city.name(shell.locale))).collect();
        let is_open = form.has("regions", &region.code)
            || cities.iter().any(|(code, _)| form.has("cities", code));
        RegionChoice { name: region.name(shell.locale), code: region.code, is_open, cities }
    });
    regions.collect()
}

/// The page of an account, or of a new one.
async fn render(
    visit: Visit<Admin>,
    account: Option<UserView>,
    done: Option<&'static str>,
    form: FormState,
) -> PageResult {
    let chosen = account.as_ref().and_then(|account| account.partner_id);
    let partners = Partners::load(&visit).await?.choices(chosen);
    let own = account.as_ref().is_some_and(|account| account.id == visit.caller().account_id);
    let regions = regions(&visit.shell, &form);
    let roles = labels::ROLES.map(|(role, key)| (role.code(), key));
    let (status, has_mail_server) = (form.status(), visit.cx().settings.has_mail_server);
    let shell = visit.shell;
    page(
        &Page { shell, account, own, done, has_mail_server, form, roles, partners, regions },
        status,
    )
}

/// The form of a new account, filled with what the query names.
pub async fn new(visit: Visit<Admin>, query: Query) -> PageResult {
    let form = FormState::sent("", &query).with("locale", &Locale::Fr);
    render(visit, None, None, form).await
}

/// `?done=` selects a confirmation.
pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let done = match query.get("done") {
        "added" => Some("setup-account-added"),
        "mailed" => Some("setup-link-mailed"),
        _ => None,
    };
    render_one(visit, done).await
}

async fn render_one(visit: Visit<Admin>, done: Option<&'static str>) -> PageResult {
    let id: Uuid = visit.param("id")?;
    let account = accounts::one(visit.cx(), visit.caller(), id).await?;
    let form = filled(&account);
    render(visit, Some(account), done, form).await
}

/// The form filled with an account.
fn filled(account: &UserView) -> FormState {
    let mut form = FormState::new("")
        .with("locale", &account.locale)
        .with("email", &account.email)
        .with("name", account.name.as_deref().unwrap_or_default())
        .with("phone", account.phone.as_deref().unwrap_or_default());
    if account.mail_offers {
        form = form.with("mail_offers", "1");
    }
    for role in &account.roles {
        form = form.with("roles", role);
    }
    if let Some(partner) = account.partner_id {
        form = form.with("partner_id", &partner);
    }
    if account.scope.national {
        form = form.with("national", "1");
    }
    for code in &account.scope.regions {
        form = form.with("regions", code);
    }
    account.scope.cities.iter().fold(form, |form, code| form.with("cities", code))
}

/// The JSON body that a new account and a changed one share.
fn body(form: &Form<Admin>) -> JsonBody<'_> {
    let list = |name: &str| form.all(name).map(Value::from).collect::<Vec<_>>();
    let scope = json!({
        "cities": list("cities"), "regions": list("regions"), "national": form.has("national"),
    });
    JsonBody::of(form).list("roles").texts(&["partner_id", "locale"]).with("scope", scope)
}

/// The JSON body of a change. Who a person is may be emptied; an address is checked only if it
/// changes, since older ones may follow older rules.
fn change_body<'a>(form: &'a Form<Admin>, account: &UserView) -> JsonBody<'a> {
    let mut body = body(form);
    let email = form.optional("email").map(typed::code);
    if let Some(email) = email.filter(|email| *email != account.email) {
        body = body.with("email", email);
    }
    if let Some(name) = form.optional("name") {
        body = body.with("name", name);
    }
    if let Some(phone) = form.optional("phone").map(typed::phone) {
        body = body.with("phone", phone);
    }
    // An unticked box sends nothing; `has_mail_offers` tells that the form had the box.
    if form.has("has_mail_offers") {
        body = body.with("mail_offers", form.has("mail_offers"));
    }
    body
}

/// Adds an account; its owner is mailed a set-password link.
pub async fn add(form: Form<Admin>) -> PageResult {
    let new = body(&form).texts(&["email", "name", "phone"]).parse(&form.visit.http);
    let done = async { form.carry_out(Invite { user: new? }).await };
    match done.await {
        Ok(account) => redirect(&format!("{PATH}/{}?done=added", account.id)),
        Err(error) => again(form, None, error).await,
    }
}

/// Shows the form with its errors.
async fn again(form: Form<Admin>, account: Option<UserView>, error: Error) -> PageResult {
    let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
    render(form.visit, account, None, state).await
}

pub async fn change(mut form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.visit.shell.path = format!("{PATH}/{id}");
    let account = accounts::one(form.cx(), form.caller(), id).await?;
    let keeps_admin =
        id != form.caller().account_id || form.all("roles").any(|role| role == "admin");
    let patch = change_body(&form, &account).parse::<UserPatch>(&form.visit.http);
    let done = async {
        let patch = patch?;
        if !keeps_admin {
            // Checked here too, for an error at the field.
            let error = FieldError::new("/roles", "own_admin", "must keep the role admin");
            return Err(Error::Invalid(vec![error]));
        }
        form.write(ChangeAccount { id, patch }).await
    };
    match done.await {
        Ok(_) => redirect(PATH),
        Err(error) => again(form, Some(account), error).await,
    }
}

/// Reactivates an account.
pub async fn open(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    set_active(&form, id, true).await
}

/// Deactivates an account, except one's own.
pub async fn shut(mut form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    if id != form.caller().account_id {
        return set_active(&form, id, false).await;
    }
    form.visit.shell.path = format!("{PATH}/{id}");
    form.visit.shell.notice = Some(form.visit.shell.text("setup-own-account"));
    let mut response = render_one(form.visit, None).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn set_active(form: &Form<Admin>, id: Uuid, active: bool) -> PageResult {
    let patch = UserPatch { active: Some(active), ..UserPatch::default() };
    form.write(ChangeAccount { id, patch }).await?;
    redirect(&format!("{PATH}/{id}"))
}

/// Switches off the second factor of an account whose phone was lost.
pub async fn reset_code(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.write(ResetTotp { account_id: id }).await?;
    redirect(&format!("{PATH}/{id}"))
}

/// Mails a set-password link.
pub async fn mail_link(form: Form<Admin>) -> PageResult {
    let account_id: Uuid = form.param("id")?;
    form.carry_out(MailLink { account_id }).await?;
    redirect(&format!("{PATH}/{account_id}?done=mailed"))
}

#[derive(Template)]
#[template(path = "pages/admin/link.html")]
struct LinkPage {
    shell: Shell,
    account: UserView,
    link: String,
    mailto: String,
}

/// Makes a set-password link and shows it, which only this page does. Sent again by a reload, the
/// form shows the same link.
pub async fn show_link(headers: HeaderMap, form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let account = accounts::one(form.cx(), form.caller(), id).await?;
    if !account.active {
        return Err(Error::WrongState("shut").into());
    }
    let secret = session::secret(&headers).unwrap_or_default();
    let link = match form.get("idempotency_key") {
        "" => links::create(form.cx(), form.caller(), Some(id)).await?,
        key => links::create_for_key(form.cx(), form.caller(), id, (key, &secret)).await?,
    };
    let mut shell = form.visit.shell;
    shell.path = format!("{PATH}/{id}");
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let subject = encoded(&shell.text("setup-link-subject"));
    let text = encoded(&shell.with("setup-link-letter", "link", &link));
    let mailto = format!("mailto:{}?subject={subject}&body={text}", encoded(&account.email));
    page(&LinkPage { shell, account, link, mailto }, StatusCode::OK)
}
