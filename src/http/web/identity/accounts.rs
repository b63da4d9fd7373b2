//! Accounts: who may sign in, what they may do and where, and the one-time links by which they
//! set their passwords. A link is shown once, to whoever made it, and kept nowhere.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};
use uuid::Uuid;

use crate::domain::account::{Role, Scope};
use crate::domain::locale::Locale;
use crate::http::Http;
use crate::http::extract::fit;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::admin::{Choice, all_partners, choices, city, page, partner_name};
use crate::http::web::fields::{Body, Form};
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::services::identity::accounts::{self, UserPatch, UserView};
use crate::services::identity::sign_in::Session;
use crate::services::identity::{links, totp};
use crate::services::shelters::setup::PartnerView;
use crate::services::{Context, Error, FieldError};

const PATH: &str = "/admin/accounts";

/// The roles, and what each is called.
const ROLES: [(Role, &str); 5] = [
    (Role::Outreach, "setup-role-outreach"),
    (Role::Shelter, "setup-role-shelter"),
    (Role::Coordinator, "setup-role-coordinator"),
    (Role::Observer, "setup-role-observer"),
    (Role::Admin, "setup-role-admin"),
];

#[derive(Template)]
#[template(path = "pages/admin/accounts.html")]
struct List<'a> {
    shell: Shell<'a>,
    accounts: Vec<Row>,
    next: Option<String>,
}

/// An account of the list.
struct Row {
    view: UserView,
    roles: String,
    partner: String,
    scope: String,
}

/// The list.
pub async fn list(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let found = accounts::list(&http.cx, &visitor.caller, page(query.as_deref())).await;
    let (found, partners) = match (found, all_partners(&http, &visitor).await) {
        (Ok(found), Ok(partners)) => (found, partners),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    let row = |view: UserView| Row {
        roles: roles_text(&shell, &view.roles),
        partner: partner_name(&partners, view.partner_id),
        scope: scope_text(&http, &shell, &view.scope),
        view,
    };
    let accounts = found.items.into_iter().map(row).collect();
    answer(&List { shell, accounts, next: found.next_cursor }, StatusCode::OK)
}

fn roles_text(shell: &Shell<'_>, roles: &[Role]) -> String {
    let held = ROLES.iter().filter(|(role, _)| roles.contains(role));
    held.map(|(_, key)| shell.text(key)).collect::<Vec<_>>().join(", ")
}

fn scope_text(http: &Http, shell: &Shell<'_>, scope: &Scope) -> String {
    let mut parts = Vec::new();
    if scope.national {
        parts.push(shell.text("setup-national"));
    }
    let regions = http.cx.cities.regions();
    let regions = regions.iter().filter(|region| scope.regions.contains(&region.code));
    parts.extend(regions.map(|region| region.name(shell.locale)));
    parts.extend(scope.cities.iter().map(|code| city(http, shell, code)));
    parts.join(", ")
}

#[derive(Template)]
#[template(path = "pages/admin/account.html")]
struct Page<'a> {
    shell: Shell<'a>,
    /// The account; `None` for a new one.
    account: Option<UserView>,
    own: bool,
    form: Form,
    roles: [(&'static str, &'static str); 5],
    partners: Vec<Choice>,
    regions: Vec<RegionOf>,
}

impl Page<'_> {
    /// Whether any city or region is chosen.
    fn has_places(&self) -> bool {
        self.regions.iter().any(|region| region.chosen > 0)
    }
}

/// A region to choose, or cities of it.
struct RegionOf {
    code: String,
    name: String,
    chosen: i32,
    cities: Vec<Choice>,
}

fn regions(http: &Http, shell: &Shell<'_>, form: &Form) -> Vec<RegionOf> {
    let regions = http.cx.cities.regions().into_iter().map(|region| {
        let cities = http.cx.cities.iter().filter(|city| city.region == region.code);
        let cities: Vec<Choice> =
            cities.map(|city| (city.code.clone(), city.name(shell.locale))).collect();
        let chosen = cities.iter().filter(|(code, _)| form.has("cities", code)).count()
            + usize::from(form.has("regions", &region.code));
        let chosen = i32::try_from(chosen).unwrap_or(i32::MAX);
        RegionOf { name: region.name(shell.locale), code: region.code, chosen, cities }
    });
    regions.collect()
}

fn page_of<'a>(
    http: &Http,
    shell: Shell<'a>,
    session: &Session,
    account: Option<UserView>,
    partners: &[PartnerView],
    form: Form,
) -> Page<'a> {
    let own = account.as_ref().is_some_and(|account| account.id == session.caller.account_id);
    let regions = regions(http, &shell, &form);
    let roles = ROLES.map(|(role, key)| (role.code(), key));
    Page { shell, account, own, form, roles, partners: choices(partners), regions }
}

/// The form for a new account.
pub async fn blank(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    match all_partners(&http, &visitor).await {
        Ok(partners) => {
            let form = Form::new("").with("locale", &Locale::Fr);
            answer(&page_of(&http, shell, &visitor, None, &partners, form), StatusCode::OK)
        }
        Err(error) => refused(shell, error),
    }
}

/// An account.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Address(id): Address<Uuid>,
) -> Response {
    show_with(&http, &visitor, id, None, StatusCode::OK).await
}

async fn show_with(
    http: &Http,
    visitor: &Session,
    id: Uuid,
    notice: Option<&'static str>,
    status: StatusCode,
) -> Response {
    let path = format!("{PATH}/{id}");
    let mut shell = Shell::of(http, visitor, &path);
    let account = accounts::one(&http.cx, &visitor.caller, id).await;
    let (account, partners) = match (account, all_partners(http, visitor).await) {
        (Ok(account), Ok(partners)) => (account, partners),
        (Err(error), _) | (_, Err(error)) => return refused(shell, error),
    };
    shell.notice = notice.map(|key| shell.text(key));
    let form = filled(&account);
    answer(&page_of(http, shell, visitor, Some(account), &partners, form), status)
}

/// The form of an account as it is.
fn filled(account: &UserView) -> Form {
    let mut form = Form::new("").with("locale", &account.locale);
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

/// What the form says of an account, but for its address.
fn body(sent: &Sent) -> Body<'_> {
    let list = |name: &str| sent.all(name).map(Value::from).collect::<Vec<_>>();
    let scope = json!({
        "cities": list("cities"), "regions": list("regions"), "national": sent.has("national"),
    });
    Body::of(sent).list("roles").texts(&["partner_id", "locale"]).with("scope", scope)
}

/// Adds an account, and shows the link that sets its password.
pub async fn add(State(http): State<Http>, sent: Sent) -> Response {
    let (cx, visitor) = (&http.cx, &sent.visitor);
    let shell = Shell::of(&http, visitor, PATH);
    let done = match fit(&http, body(&sent).texts(&["email"]).json()) {
        Ok(new) => accounts::add(cx, &visitor.caller, sent.once(), new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(account) => show_link(cx, shell, visitor, &account).await,
        Err(error) => again(&http, shell, &sent, None, error).await,
    }
}

/// The form once more, with what is wrong.
async fn again(
    http: &Http,
    shell: Shell<'_>,
    sent: &Sent,
    account: Option<UserView>,
    error: Error,
) -> Response {
    let form = Form::sent("", sent).refuse(&shell, error);
    match (form, all_partners(http, &sent.visitor).await) {
        (Ok(form), Ok(partners)) => {
            let page = page_of(http, shell, &sent.visitor, account, &partners, form);
            answer(&page, StatusCode::UNPROCESSABLE_ENTITY)
        }
        (Err(error), _) | (_, Err(error)) => refused(shell, error),
    }
}

/// Changes an account.
pub async fn change(State(http): State<Http>, Address(id): Address<Uuid>, sent: Sent) -> Response {
    let (cx, caller) = (&http.cx, &sent.visitor.caller);
    let path = format!("{PATH}/{id}");
    let shell = Shell::of(&http, &sent.visitor, &path);
    let account = match accounts::one(cx, caller, id).await {
        Ok(account) => account,
        Err(error) => return refused(shell, error),
    };
    let keeps_admin = id != caller.account_id || sent.all("roles").any(|role| role == "admin");
    let done = match fit::<UserPatch>(&http, body(&sent).json()) {
        Ok(_) if !keeps_admin => Err(Error::Invalid(vec![own_admin()])),
        Ok(patch) => accounts::change(cx, caller, id, patch).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(_) => Redirect::to(PATH).into_response(),
        Err(error) => again(&http, shell, &sent, Some(account), error).await,
    }
}

/// Nobody shuts themselves out.
fn own_admin() -> FieldError {
    FieldError::new("/roles", "own_admin", "must keep the role admin")
}

/// Shuts an account, opens it again, makes a new link for it, or lifts the code of a lost phone.
pub async fn act(
    State(http): State<Http>,
    Address((id, what)): Address<(Uuid, String)>,
    sent: Sent,
) -> Response {
    let (cx, visitor) = (&http.cx, &sent.visitor);
    let shell = Shell::of(&http, visitor, PATH);
    let active = match what.as_str() {
        "open" => true,
        "shut" if id == visitor.caller.account_id => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return show_with(&http, visitor, id, Some("setup-own-account"), status).await;
        }
        "shut" => false,
        "link" => {
            return match accounts::one(cx, &visitor.caller, id).await {
                Ok(account) if account.active => show_link(cx, shell, visitor, &account).await,
                Ok(_) => refused(shell, Error::WrongState("shut")),
                Err(error) => refused(shell, error),
            };
        }
        "code" => {
            return match totp::reset(cx, visitor, id).await {
                Ok(()) => Redirect::to(&format!("{PATH}/{id}")).into_response(),
                Err(error) => refused(shell, error),
            };
        }
        _ => return refused(shell, Error::NotFound("page")),
    };
    let patch = UserPatch {
        active: Some(active),
        roles: None,
        partner_id: None,
        locale: None,
        scope: None,
    };
    match accounts::change(cx, &visitor.caller, id, patch).await {
        Ok(_) => Redirect::to(&format!("{PATH}/{id}")).into_response(),
        Err(error) => refused(shell, error),
    }
}

#[derive(Template)]
#[template(path = "pages/admin/link.html")]
struct LinkPage<'a> {
    shell: Shell<'a>,
    account: &'a UserView,
    link: String,
    mailto: String,
}

/// Makes a link for an account and shows it, this once.
async fn show_link<'a>(
    cx: &Context,
    shell: Shell<'a>,
    visitor: &Session,
    account: &'a UserView,
) -> Response {
    let made = links::new(cx, &visitor.caller, Some(account.id)).await;
    let link = match made {
        Ok(link) => link,
        Err(error) => return refused(shell, error),
    };
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let subject = encoded(&shell.text("setup-link-subject"));
    let text = encoded(&shell.with("setup-link-letter", "link", &link));
    let mailto = format!("mailto:{}?subject={subject}&body={text}", encoded(&account.email));
    answer(&LinkPage { shell, account, link, mailto }, StatusCode::OK)
}
