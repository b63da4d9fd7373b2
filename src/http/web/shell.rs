//! What every page stands in: its language, its menu, the token of its forms.

use std::fmt;

use askama::Template;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use fluent::FluentValue;
use uuid::Uuid;

use super::assets::VERSION;
use super::open_form::retry_after;
use super::wording::plural;
use crate::domain::account::Role;
use crate::domain::zone::Zone;
use crate::http::Http;
use crate::http::error::Problem;
use crate::i18n::{Locale, Texts};
use crate::services::Error;
use crate::services::identity::sign_in::Session;

/// What a page may load and where its forms may go: this service, and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// How long a page may stay open and still know the clock.
const AHEAD: TimeDelta = TimeDelta::days(400);

/// The page around a page.
pub(crate) struct Shell<'a> {
    texts: &'a Texts,
    /// The language of the page.
    pub locale: Locale,
    session: Option<&'a Session>,
    /// By whose clock times are written.
    pub zone: &'a Zone,
    /// The moment of the page: the clocks on it run from here.
    pub now: DateTime<Utc>,
    /// The page's own address, to come back to.
    pub path: &'a str,
    /// What must be said at the top: a text.
    pub notice: Option<String>,
}

/// A page in the menu.
pub(crate) struct Tab {
    pub path: &'static str,
    pub name: &'static str,
}

/// The gap's page: the coordinators', and an observer's only one.
const GAP: Tab = Tab { path: "/coordinator/gap", name: "shell-tab-gap" };

/// Each role's pages.
const TABS: [(Role, Tab); 13] = [
    (Role::Outreach, Tab { path: "/outreach", name: "shell-tab-ask" }),
    (Role::Outreach, Tab { path: "/outreach/requests", name: "shell-tab-requests" }),
    (Role::Shelter, Tab { path: "/shelter", name: "shell-tab-shelter" }),
    (Role::Coordinator, Tab { path: "/coordinator", name: "shell-tab-without" }),
    (Role::Coordinator, Tab { path: "/coordinator/board", name: "shell-tab-board" }),
    (Role::Coordinator, Tab { path: "/coordinator/map", name: "shell-tab-map" }),
    (Role::Coordinator, GAP),
    (Role::Coordinator, Tab { path: "/coordinator/duty", name: "shell-tab-duty" }),
    (Role::Observer, GAP),
    (Role::Admin, Tab { path: "/admin/partners", name: "setup-partners" }),
    (Role::Admin, Tab { path: "/admin/accounts", name: "setup-accounts" }),
    (Role::Admin, Tab { path: "/admin/shelters", name: "setup-shelters" }),
    (Role::Admin, Tab { path: "/admin/audit", name: "journal-title" }),
];

/// What the scripts say: the name they know it by, and the text. What they fill in themselves
/// stays in braces.
const WORDS: [(&str, &str); 16] = [
    ("net-live", "shell-net-live"),
    ("net-waiting", "shell-net-waiting"),
    ("net-offline", "shell-net-offline"),
    ("net-read", "shell-net-read"),
    ("net-queued", "shell-net-queued"),
    ("net-over", "shell-net-over"),
    ("net-needed", "shell-net-needed"),
    ("saving", "shell-saving"),
    ("saved", "shell-saved"),
    ("waits", "shell-waits"),
    ("refused", "shell-refused"),
    ("sent", "shell-sent"),
    ("too-old", "shell-too-old"),
    ("forget", "shell-forget"),
    ("sign-out-unsent", "shell-sign-out-unsent"),
    ("sound-blocked", "shell-sound-blocked"),
];

impl<'a> Shell<'a> {
    /// A page for somebody who is signed in, in their language.
    pub fn of(http: &'a Http, session: &'a Session, path: &'a str) -> Self {
        let locale = session.caller.locale;
        Self { session: Some(session), ..Self::open(http, locale, path) }
    }

    /// A page for anybody.
    pub fn open(http: &'a Http, locale: Locale, path: &'a str) -> Self {
        let (now, zone) = (http.cx.clock.now(), &http.cx.settings.zone);
        Self { texts: &http.texts, locale, session: None, zone, now, path, notice: None }
    }

    /// A text.
    pub fn text(&self, key: &str) -> String {
        self.texts.get(self.locale, key, &[])
    }

    /// A text with one number in it.
    pub fn count(&self, key: &str, count: &i32) -> String {
        self.texts.get(self.locale, key, &[("count", (*count).into())])
    }

    /// A text with how many there are in it.
    pub fn number(&self, key: &str, count: usize) -> String {
        self.count(key, &plural(count))
    }

    /// A text with one word in it.
    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.texts.get(self.locale, key, &[(name, FluentValue::from(value.to_owned()))])
    }

    /// A text with several things in it.
    pub fn fill(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.texts.get(self.locale, key, args)
    }

    /// What the scripts say, by the names they know.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let args = ["time", "n", "reason"].map(|name| (name, format!("{{{name}}}").into()));
        WORDS.iter().map(|(name, key)| (*name, self.fill(key, &args))).collect()
    }

    /// The moment of the page, for its clocks.
    pub fn moment(&self) -> String {
        self.now.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// How far the clock is ahead of UTC, for the scripts: seconds now, and then each change to
    /// come within [`AHEAD`] as Unix time and seconds, `3600 1790125200:0`. Phones may not know.
    pub fn offsets(&self) -> String {
        let changes = self.zone.changes(self.now, self.now + AHEAD);
        let changes = changes.iter().map(|(at, ahead)| format!(" {}:{ahead}", at.timestamp()));
        changes.fold(self.zone.seconds_ahead(self.now).to_string(), |all, one| all + &one)
    }

    /// A moment as a clock shows it, on today's page; with its day on any other.
    pub fn when(&self, at: &DateTime<Utc>) -> String {
        let (here, today) = (self.zone.local(*at), self.zone.local(self.now));
        let form = if here.date_naive() == today.date_naive() { "%H:%M" } else { "%d/%m %H:%M" };
        here.format(form).to_string()
    }

    /// The same, for scripts too.
    pub fn at(&self, at: &DateTime<Utc>) -> Markup {
        let text = self.when(at);
        Markup(format!("<time datetime=\"{}\" dir=\"ltr\">{text}</time>", stamp(*at)))
    }

    /// A moment with its day and year.
    pub fn dated(&self, at: &DateTime<Utc>) -> Markup {
        let text = self.zone.local(*at).format("%d/%m/%Y %H:%M");
        Markup(format!("<time datetime=\"{}\" dir=\"ltr\">{text}</time>", stamp(*at)))
    }

    /// The day of a moment.
    pub fn day(&self, at: &DateTime<Utc>) -> Markup {
        let day = self.zone.local(*at).date_naive();
        Markup(format!("<time datetime=\"{day}\" dir=\"ltr\">{}</time>", day.format("%d/%m/%Y")))
    }

    /// A clock that runs down to a moment.
    pub fn left(&self, until: &DateTime<Utc>) -> Markup {
        let left = (*until - self.now).num_seconds();
        let words = ["shell-left", "shell-left-hours"].map(|key| self.pattern(key));
        let over = self.text("shell-left-none");
        let text = if left < 0 { over.clone() } else { clock_text(&words, left) };
        let attributes =
            format!("data-until=\"{}\" data-over=\"{}\"", stamp(*until), escape(&over));
        ticking(*until, &attributes, &words, &text)
    }

    /// A clock that counts from a moment.
    pub fn since(&self, since: &DateTime<Utc>) -> Markup {
        let words = ["shell-for", "shell-for-hours"].map(|key| self.pattern(key));
        let text = clock_text(&words, (self.now - *since).num_seconds().max(0));
        ticking(*since, &format!("data-since=\"{}\"", stamp(*since)), &words, &text)
    }

    /// How long ago a moment was, in minutes, hours or days.
    pub fn ago(&self, at: DateTime<Utc>) -> String {
        let minutes = (self.now - at).num_minutes().max(0);
        let (key, count) = match minutes {
            0..60 => ("shell-minutes", minutes),
            60..2880 => ("shell-hours", minutes / 60),
            _ => ("shell-days", minutes / 1440),
        };
        self.count(key, &plural(count))
    }

    /// A text in which what the scripts fill in stands in braces.
    pub fn pattern(&self, key: &str) -> String {
        let args = ["h", "m", "s", "time"].map(|name| (name, format!("{{{name}}}").into()));
        self.fill(key, &args)
    }

    /// An icon of ours; a word always stands beside it.
    pub fn icon(&self, name: &str) -> Markup {
        Markup(format!(
            "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"/assets/icons.svg?v={}#{name}\"/></svg>",
            self.version()
        ))
    }

    /// What a form that changes something brings with it: the token of this session, and a key
    /// under which it is carried out once, however often it is sent.
    pub fn guard(&self) -> Markup {
        let hidden =
            |name, value| format!("<input type=\"hidden\" name=\"{name}\" value=\"{value}\">");
        let key = Uuid::new_v4().to_string();
        Markup(hidden("csrf", self.csrf()) + &hidden("idempotency_key", key))
    }

    /// The account, for what its phone keeps.
    pub fn account(&self) -> String {
        self.session.map(|session| session.caller.account_id.to_string()).unwrap_or_default()
    }

    /// The token of this session's forms; empty for nobody's.
    pub fn csrf(&self) -> String {
        self.session.map(Session::csrf_token).unwrap_or_default()
    }

    /// Who is signed in.
    pub fn who(&self) -> &str {
        self.session.map_or("", |session| &session.email)
    }

    /// Whether anybody is signed in.
    pub fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// The pages of the roles of who is signed in, each once.
    pub fn tabs(&self) -> Vec<&'static Tab> {
        let Some(session) = self.session else { return Vec::new() };
        let mut tabs: Vec<&'static Tab> = Vec::new();
        for (_, tab) in TABS.iter().filter(|(role, _)| session.caller.is(*role)) {
            if tabs.iter().all(|known| known.path != tab.path) {
                tabs.push(tab);
            }
        }
        tabs
    }

    /// The version of what the page loads.
    pub fn version(&self) -> &'static str {
        &VERSION
    }
}

/// A page as an answer.
pub(crate) fn answer(page: &impl Template, status: StatusCode) -> Response {
    match page.render() {
        Ok(page) => {
            (status, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
        }
        Err(error) => Problem::bug(&error).into_response(),
    }
}

/// HTML of ours, which stands in a page as it is.
pub(crate) struct Markup(pub String);

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl askama::filters::HtmlSafe for Markup {}

/// A moment as scripts read it.
pub(crate) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Text as it stands in an attribute.
pub(crate) fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;").replace('>', "&gt;")
}

/// Seconds in words: below an hour by the first pattern, from there by the second.
fn clock_text([under, hours]: &[String; 2], seconds: i64) -> String {
    let minutes = seconds / 60;
    let two = |n: i64| format!("{n:02}");
    let (pattern, h, m) = match minutes / 60 {
        0 => (under, String::new(), minutes.to_string()),
        h => (hours, h.to_string(), two(minutes % 60)),
    };
    pattern.replace("{h}", &h).replace("{m}", &m).replace("{s}", &two(seconds % 60))
}

/// A clock that the script keeps running.
fn ticking(
    at: DateTime<Utc>,
    attributes: &str,
    [under, hours]: &[String; 2],
    text: &str,
) -> Markup {
    Markup(format!(
        "<time datetime=\"{}\" {attributes} data-under=\"{}\" data-hours=\"{}\">{}</time>",
        stamp(at),
        escape(under),
        escape(hours),
        escape(text)
    ))
}

#[derive(Template)]
#[template(path = "pages/refused.html")]
struct Refused<'a> {
    shell: Shell<'a>,
    title: &'static str,
    next: &'static str,
}

/// A page that says why something was not done, by the names of its texts.
pub(crate) fn answer_refusal(
    shell: Shell<'_>,
    title: &'static str,
    next: &'static str,
    status: StatusCode,
) -> Response {
    answer(&Refused { shell, title, next }, status)
}

/// A page that says that an account has written too often, and when to go on.
pub(crate) fn too_many(mut shell: Shell<'_>, seconds: u64) -> Response {
    let wait = plural(i64::try_from(seconds).unwrap_or(i64::MAX));
    shell.notice = Some(shell.count("shell-too-many-wait", &wait));
    let (title, next) = ("shell-too-many-title", "shell-too-many-next");
    let page = Refused { shell, title, next };
    ([(header::RETRY_AFTER, seconds)], answer(&page, StatusCode::TOO_MANY_REQUESTS)).into_response()
}

/// A page that says why something was not done, and what to do next.
pub(crate) fn refused(shell: Shell<'_>, error: Error) -> Response {
    let (status, title, next) = match error {
        Error::Forbidden => {
            (StatusCode::FORBIDDEN, "shell-not-yours-title", "shell-not-yours-next")
        }
        Error::NotFound(_) => {
            (StatusCode::NOT_FOUND, "shell-not-there-title", "shell-not-there-next")
        }
        Error::WrongState(_)
        | Error::Conflict { .. }
        | Error::NewerCount { .. }
        | Error::IdempotencyConflict => {
            (StatusCode::CONFLICT, "shell-changed-title", "shell-changed-next")
        }
        Error::Invalid(_) | Error::PreconditionFailed => {
            (StatusCode::UNPROCESSABLE_ENTITY, "shell-invalid-title", "shell-invalid-next")
        }
        error @ (Error::Store(_) | Error::Internal(_) | Error::Busy) => {
            return broken(shell, &Problem::from(error));
        }
    };
    answer(&Refused { shell, title, next }, status)
}

/// A page that says that we failed, with the number under which the log tells more.
fn broken(mut shell: Shell<'_>, problem: &Problem) -> Response {
    let number = problem.id.map(|id| id.to_string());
    shell.notice = number.map(|number| shell.with("shell-broken-number", "number", &number));
    let status = StatusCode::from_u16(problem.status);
    let (title, next) = ("shell-broken-title", "shell-broken-next");
    let status = status.unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    retry_after(answer(&Refused { shell, title, next }, status), problem.retry_after)
}

/// A page that says that a form does not come from a page of this session.
pub(crate) fn from_elsewhere(shell: Shell<'_>) -> Response {
    let (title, next) = ("shell-elsewhere-title", "shell-elsewhere-next");
    answer(&Refused { shell, title, next }, StatusCode::FORBIDDEN)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scripts_find_every_word_and_know_every_one() {
        let scripts = concat!(include_str!("../assets/app.js"), include_str!("../assets/queue.js"));
        let quoted = scripts.split("word('").skip(1);
        for name in quoted.filter_map(|rest| rest.split_once('\'')).map(|(name, _)| name) {
            assert!(WORDS.iter().any(|(known, _)| *known == name), "no word {name}");
        }
        for (name, _) in WORDS {
            let state = name.strip_prefix("net-").map(|state| format!("'{state}'"));
            let is_known = scripts.contains(&format!("'{name}'"))
                || state.is_some_and(|state| scripts.contains(&state));
            assert!(is_known, "nobody says {name}");
        }
    }

    #[test]
    fn clocks_read_as_people_say_them() {
        let words = ["{m}:{s} left", "{h} h {m}"].map(str::to_owned);
        let texts = [0, 59, 60, 1_199, 3_599, 3_600, 11_040].map(|s| clock_text(&words, s));
        let expected =
            ["0:00 left", "0:59 left", "1:00 left", "19:59 left", "59:59 left", "1 h 00", "3 h 04"];
        assert_eq!(texts, expected);
    }
}
