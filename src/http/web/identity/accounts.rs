//! Administrators' pages of accounts: list, add, change, deactivate, reset the second factor, make
//! a set-password link. A link is shown once; only its hash is stored.

use askama::Template;
use axum::http::StatusCode;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::account::{Role, Scope};
use crate::domain::locale::Locale;
use crate::http::web::choices::Partners;
use crate::http::web::{
    Choice, Form, FormState, JsonBody, PageResult, Query, Shell, Visit, labels, page, redirect,
};
use crate::services::authorisation::Admin;
use crate::services::identity::accounts::{self, AddAccount, ChangeAccount, UserPatch, UserView};
use crate::services::identity::links;
use crate::services::identity::totp::ResetTotp;
use crate::services::{Error, FieldError};

const PATH: &str = "/admin/accounts";

/// Roles and the keys of their names.
const ROLES: [(Role, &str); 5] = [
    (Role::Outreach, "setup-role-outreach"),
    (Role::Shelter, "setup-role-shelter"),
    (Role::Coordinator, "setup-role-coordinator"),
    (Role::Observer, "setup-role-observer"),
    (Role::Admin, "setup-role-admin"),
];

#[derive(Template)]
#[template(path = "pages/admin/accounts.html")]
struct List {
    shell: Shell,
    accounts: Vec<Row>,
    next: Option<String>,
}

struct Row {
    view: UserView,
    roles: String,
    partner: String,
    scope: String,
}

pub async fn list(visit: Visit<Admin>, query: Query) -> PageResult {
    let found = accounts::list(visit.cx(), visit.caller(), query.page()).await?;
    let partners = Partners::load(&visit).await?;
    let shell = visit.shell;
    let row = |view: UserView| Row {
        roles: roles_text(&shell, &view.roles),
        partner: partners.name(view.partner_id),
        scope: scope_text(&shell, &view.scope),
        view,
    };
    let accounts = found.items.into_iter().map(row).collect();
    page(&List { shell, accounts, next: found.next_cursor }, StatusCode::OK)
}

fn roles_text(shell: &Shell, roles: &[Role]) -> String {
    let held = ROLES.iter().filter(|(role, _)| roles.contains(role));
    held.map(|(_, key)| shell.text(key)).collect::<Vec<_>>().join(", ")
}

fn scope_text(shell: &Shell, scope: &Scope) -> String {
    let national = scope.national.then(|| shell.text("setup-national"));
    let regions = shell.cities().regions().into_iter();
    let regions = regions.filter(|region| scope.regions.contains(&region.code));
    let regions = regions.map(|region| region.name(shell.locale));
    let cities = scope.cities.iter().map(|code| labels::city(shell, code));
    national.into_iter().chain(regions).chain(cities).collect::<Vec<_>>().join(", ")
}

#[derive(Template)]
#[template(path = "pages/admin/account.html")]
struct Page {
    shell: Shell,
    /// `None` for a new account.
    account: Option<UserView>,
    own: bool,
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
async fn render(visit: Visit<Admin>, account: Option<UserView>, form: FormState) -> PageResult {
    let partners = Partners::load(&visit).await?.choices();
    let own = account.as_ref().is_some_and(|account| account.id == visit.caller().account_id);
    let regions = regions(&visit.shell, &form);
    let roles = ROLES.map(|(role, key)| (role.code(), key));
    let status = form.status();
    page(&Page { shell: visit.shell, account, own, form, roles, partners, regions }, status)
}

pub async fn new(mut visit: Visit<Admin>) -> PageResult {
    PATH.clone_into(&mut visit.shell.path);
    render(visit, None, FormState::new("").with("locale", &Locale::Fr)).await
}

pub async fn show(visit: Visit<Admin>) -> PageResult {
    let id: Uuid = visit.param("id")?;
    let account = accounts::one(visit.cx(), visit.caller(), id).await?;
    let form = filled(&account);
    render(visit, Some(account), form).await
}

/// The form filled with an account.
fn filled(account: &UserView) -> FormState {
    let mut form = FormState::new("").with("locale", &account.locale);
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

/// The JSON body of the form, without the mail address.
fn body(form: &Form<Admin>) -> JsonBody<'_> {
    let list = |name: &str| form.all(name).map(Value::from).collect::<Vec<_>>();
    let scope = json!({
        "cities": list("cities"), "regions": list("regions"), "national": form.has("national"),
    });
    JsonBody::of(form).list("roles").texts(&["partner_id", "locale"]).with("scope", scope)
}

/// Adds an account and shows its set-password link.
pub async fn add(form: Form<Admin>) -> PageResult {
    let new = body(&form).texts(&["email"]).parse(&form.visit.http);
    let done = async { form.carry_out(AddAccount { user: new?, password_hash: None }).await };
    match done.await {
        Ok(account) => show_link(form.visit, &account).await,
        Err(error) => again(form, None, error).await,
    }
}

/// Shows the form with its errors.
async fn again(form: Form<Admin>, account: Option<UserView>, error: Error) -> PageResult {
    let state = FormState::sent("", &form).with_error(&form.visit.shell, error)?;
    render(form.visit, account, state).await
}

pub async fn change(mut form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.visit.shell.path = format!("{PATH}/{id}");
    let account = accounts::one(form.cx(), form.caller(), id).await?;
    let keeps_admin =
        id != form.caller().account_id || form.all("roles").any(|role| role == "admin");
    let patch = body(&form).parse::<UserPatch>(&form.visit.http);
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
    let mut response = show(form.visit).await?;
    *response.status_mut() = StatusCode::UNPROCESSABLE_ENTITY;
    Ok(response)
}

async fn set_active(form: &Form<Admin>, id: Uuid, active: bool) -> PageResult {
    let active = Some(active);
    let patch = UserPatch { active, roles: None, partner_id: None, locale: None, scope: None };
    form.write(ChangeAccount { id, patch }).await?;
    redirect(&format!("{PATH}/{id}"))
}

/// Switches off the second factor of an account whose phone was lost.
pub async fn reset_code(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    form.write(ResetTotp { account_id: id }).await?;
    redirect(&format!("{PATH}/{id}"))
}

/// Makes a new set-password link.
pub async fn new_link(form: Form<Admin>) -> PageResult {
    let id: Uuid = form.param("id")?;
    let account = accounts::one(form.cx(), form.caller(), id).await?;
    if !account.active {
        return Err(Error::WrongState("shut").into());
    }
    show_link(form.visit, &account).await
}

#[derive(Template)]
#[template(path = "pages/admin/link.html")]
struct LinkPage<'a> {
    shell: Shell,
    account: &'a UserView,
    link: String,
    mailto: String,
}

/// Makes a set-password link and shows it, which only this page does.
async fn show_link(visit: Visit<Admin>, account: &UserView) -> PageResult {
    let link = links::create(visit.cx(), visit.caller(), Some(account.id)).await?;
    let shell = visit.shell;
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let subject = encoded(&shell.text("setup-link-subject"));
    let text = encoded(&shell.with("setup-link-letter", "link", &link));
    let mailto = format!("mailto:{}?subject={subject}&body={text}", encoded(&account.email));
    page(&LinkPage { shell, account, link, mailto }, StatusCode::OK)
}
