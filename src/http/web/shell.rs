//! Frame of every page: language, menu, CSRF token, clock; and the texts and times written in it.

use askama::Template;
use askama::filters::HtmlSafe;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use chrono::{DateTime, SecondsFormat, TimeDelta, Utc};
use fluent::FluentValue;
use uuid::Uuid;

use super::assets::VERSION;
use super::components::{Clock, Guard, Icon, TextWithTime, Time, clock_text, datetime};
use super::minify;
use crate::domain::account::Role;
use crate::domain::geo::Cities;
use crate::domain::offer::OfferState;
use crate::domain::zone::Zone;
use crate::http::Http;
use crate::http::error::Problem;
use crate::i18n::Locale;
use crate::services::identity::sign_in::Session;

/// Content security policy of the pages: this service and nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; manifest-src 'self'; worker-src 'self'; \
                      form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// How far ahead a page is told of clock changes.
const AHEAD: TimeDelta = TimeDelta::days(400);

pub(crate) struct Shell {
    http: Http,
    session: Option<Session>,
    pub locale: Locale,
    /// When the page was rendered; its clocks run from here.
    pub now: DateTime<Utc>,
    /// Address of the page, to return to after a change of language.
    pub path: String,
    /// Shown at the top of the page.
    pub notice: Option<String>,
    /// The same, of what was just done.
    pub just_done: Option<JustDone>,
}

/// What was just done to an offer.
pub(crate) struct JustDone {
    pub text: String,
    /// The request's reference, as people read it.
    pub reference: String,
    pub undo: Option<UndoForm>,
}

/// A form that undoes it.
pub(crate) struct UndoForm {
    pub path: String,
    pub offer_id: Uuid,
    /// The offer's state, which must still be the same.
    pub state: OfferState,
}

/// A page in the menu: its address and the key of its name.
pub(crate) struct Tab {
    pub path: &'static str,
    pub name: &'static str,
}

/// The gap page, of coordinators and observers.
const GAP: Tab = Tab { path: "/coordinator/gap", name: "shell-tab-gap" };

/// Menu of each role.
const TABS: [(Role, Tab); 15] = [
    (Role::Outreach, Tab { path: "/outreach", name: "shell-tab-ask" }),
    (Role::Outreach, Tab { path: "/outreach/requests", name: "shell-tab-requests" }),
    (Role::Shelter, Tab { path: "/shelter", name: "shell-tab-shelter" }),
    (Role::Coordinator, Tab { path: "/coordinator", name: "shell-tab-without" }),
    (Role::Coordinator, Tab { path: "/coordinator/requests", name: "shell-tab-all-requests" }),
    (Role::Coordinator, Tab { path: "/coordinator/board", name: "shell-tab-board" }),
    (Role::Coordinator, Tab { path: "/coordinator/map", name: "shell-tab-map" }),
    (Role::Coordinator, GAP),
    (Role::Coordinator, Tab { path: "/coordinator/duty", name: "shell-tab-duty" }),
    (Role::Observer, GAP),
    (Role::Admin, Tab { path: "/admin", name: "admin-title" }),
    (Role::Admin, Tab { path: "/admin/partners", name: "setup-partners" }),
    (Role::Admin, Tab { path: "/admin/accounts", name: "setup-accounts" }),
    (Role::Admin, Tab { path: "/admin/shelters", name: "setup-shelters" }),
    (Role::Admin, Tab { path: "/admin/audit", name: "journal-title" }),
];

/// Texts of the scripts: their name there, and their key.
const WORDS: [(&str, &str); 23] = [
    ("net-live", "shell-net-live"),
    ("net-waiting", "shell-net-waiting"),
    ("net-offline", "shell-net-offline"),
    ("net-read", "shell-net-read"),
    ("net-queued", "shell-net-queued"),
    ("net-over", "shell-net-over"),
    ("net-needed", "shell-net-needed"),
    ("sign-in", "pages-sign-in-title"),
    ("sending", "shell-sending"),
    ("saving", "shell-saving"),
    ("saved", "shell-saved"),
    ("waits", "shell-waits"),
    ("refused", "shell-refused"),
    ("sent", "shell-sent"),
    ("too-old", "shell-too-old"),
    ("forget", "shell-forget"),
    ("sign-out-unsent", "shell-sign-out-unsent"),
    ("sound-on", "shell-sound-on"),
    ("sound-blocked", "shell-sound-blocked"),
    ("sound-none", "shell-sound-none"),
    ("missing", "shell-missing"),
    ("range", "shell-range"),
    ("unfit", "shell-unfit"),
];

impl Shell {
    /// A page for somebody who is signed in, in their language.
    pub fn of(http: &Http, session: Session, path: impl Into<String>) -> Self {
        let locale = session.caller.locale;
        Self { session: Some(session), ..Self::open(http, locale, path) }
    }

    /// A page for somebody who is not signed in.
    pub fn open(http: &Http, locale: Locale, path: impl Into<String>) -> Self {
        let now = http.cx.clock.now();
        let (http, path) = (http.clone(), path.into());
        Self { http, session: None, locale, now, path, notice: None, just_done: None }
    }

    /// Address of the visitor's menu page that an address belongs to; `/` when it belongs to none.
    pub fn menu_page(&self, path: &str) -> &'static str {
        let below = |tab: &&Tab| {
            path.strip_prefix(tab.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let tabs = self.tabs().into_iter().filter(below).map(|tab| tab.path);
        tabs.max_by_key(|path| path.len()).unwrap_or("/")
    }

    /// Whether the page is the tab's (`page`) or one below it (`true`), for `aria-current`.
    pub fn current(&self, tab: &Tab) -> Option<&'static str> {
        if tab.path == self.path {
            return Some("page");
        }
        (tab.path == self.menu_page(&self.path)).then_some("true")
    }

    pub fn zone(&self) -> &Zone {
        &self.http.cx.settings.zone
    }

    pub fn cities(&self) -> &Cities {
        &self.http.cx.cities
    }

    pub fn text(&self, key: &str) -> String {
        self.fill(key, &[])
    }

    /// A text with a number, which may choose its plural.
    pub fn count<'n>(&self, key: &str, count: impl Into<FluentValue<'n>>) -> String {
        self.fill(key, &[("count", count.into())])
    }

    pub fn with(&self, key: &str, name: &'static str, value: &str) -> String {
        self.fill(key, &[(name, value.into())])
    }

    pub fn fill(&self, key: &str, args: &[(&str, FluentValue<'_>)]) -> String {
        self.http.texts.get(self.locale, key, args)
    }

    /// A text with an element in place of the variable `name`: a moment, a clock, a name, a
    /// telephone number.
    pub fn around<T: HtmlSafe>(&self, key: &str, name: &'static str, time: T) -> TextWithTime<T> {
        self.fill_around(key, &[], name, time)
    }

    /// [`around`](Self::around) of a text that has other variables too.
    pub fn fill_around<T: HtmlSafe>(
        &self,
        key: &str,
        args: &[(&'static str, &str)],
        name: &'static str,
        time: T,
    ) -> TextWithTime<T> {
        let mark = format!("{{{name}}}");
        let args = args.iter().map(|(arg, value)| (*arg, FluentValue::from(*value)));
        let args: Vec<_> = args.chain([(name, FluentValue::from(mark.as_str()))]).collect();
        let text = self.fill(key, &args);
        let (before, after) = text.split_once(&mark).unwrap_or((&text, ""));
        TextWithTime { before: before.to_owned(), time, after: after.to_owned() }
    }

    /// Texts of the scripts, by their names there. The scripts' own variables stay in braces.
    pub fn words(&self) -> Vec<(&'static str, String)> {
        let args = ["time", "n", "reason", "min", "max"];
        let args = args.map(|name| (name, format!("{{{name}}}").into()));
        WORDS.iter().map(|(name, key)| (*name, self.fill(key, &args))).collect()
    }

    /// RFC 3339 with milliseconds, for scripts.
    pub fn moment(&self) -> String {
        self.now.to_rfc3339_opts(SecondsFormat::Millis, true)
    }

    /// Offset from UTC for the scripts, since the time zone data of phones may be out of date:
    /// seconds now, then each change within [`AHEAD`] as Unix time and seconds, `3600
    /// 1790125200:0`.
    pub fn offsets(&self) -> String {
        let changes = self.zone().changes(self.now, self.now + AHEAD);
        let changes = changes.iter().map(|(at, ahead)| format!(" {}:{ahead}", at.timestamp()));
        changes.fold(self.zone().seconds_ahead(self.now).to_string(), |all, one| all + &one)
    }

    /// Time of day; on another day than today, with the date.
    pub fn when(&self, at: &DateTime<Utc>) -> String {
        let (here, today) = (self.zone().local(*at), self.zone().local(self.now));
        let form = if here.date_naive() == today.date_naive() { "%H:%M" } else { "%d/%m %H:%M" };
        here.format(form).to_string()
    }

    /// [`when`](Self::when) as an element.
    pub fn at(&self, at: &DateTime<Utc>) -> Time {
        Time { datetime: datetime(*at), text: self.when(at) }
    }

    /// A moment with its day and year.
    pub fn dated(&self, at: &DateTime<Utc>) -> Time {
        let text = self.zone().local(*at).format("%d/%m/%Y %H:%M").to_string();
        Time { datetime: datetime(*at), text }
    }

    /// As of when the page is, for its print.
    pub fn as_of(&self) -> TextWithTime<Time> {
        self.around("shell-as-of", "time", self.dated(&self.now))
    }

    /// The day of a moment.
    pub fn day(&self, at: &DateTime<Utc>) -> Time {
        let day = self.zone().local(*at).date_naive();
        Time { datetime: day.to_string(), text: day.format("%d/%m/%Y").to_string() }
    }

    /// A clock that counts down to a moment.
    pub fn left(&self, until: &DateTime<Utc>) -> Clock {
        self.left_or(until, "shell-left-none")
    }

    /// A clock that counts down to a moment, and then says the text of a key.
    pub fn left_or(&self, until: &DateTime<Utc>, over: &str) -> Clock {
        let over = self.text(over);
        let [under, hours] = ["shell-left", "shell-left-hours"].map(|key| self.pattern(key));
        let seconds = (*until - self.now).num_seconds();
        let text = match seconds {
            ..0 => over.clone(),
            _ => clock_text(&under, &hours, seconds),
        };
        Clock { datetime: datetime(*until), over: Some(over), zero: None, under, hours, text }
    }

    /// A clock that counts up from a moment.
    pub fn since(&self, since: &DateTime<Utc>) -> Clock {
        self.passed(since, self.count("shell-minutes", 0), |passed| passed)
    }

    /// A clock that counts up, in a sentence: `key` with the time passed as the variable `name`;
    /// below a minute the text of `key_now`.
    pub fn ago_in(
        &self,
        since: &DateTime<Utc>,
        key: &str,
        name: &'static str,
        key_now: &str,
    ) -> Clock {
        self.passed(since, self.text(key_now), |passed| self.with(key, name, &passed))
    }

    /// A clock that counts up; `say` puts the time passed into its text.
    fn passed(&self, since: &DateTime<Utc>, zero: String, say: impl Fn(String) -> String) -> Clock {
        let [under, hours] = ["shell-for", "shell-for-hours"].map(|key| say(self.pattern(key)));
        let text = match (self.now - *since).num_seconds() {
            ..60 => zero.clone(),
            seconds => clock_text(&under, &hours, seconds),
        };
        Clock { datetime: datetime(*since), over: None, zero: Some(zero), under, hours, text }
    }

    /// How long ago a moment was, in minutes, hours or days.
    pub fn ago(&self, at: DateTime<Utc>) -> String {
        let minutes = (self.now - at).num_minutes().max(0);
        match minutes {
            0..60 => self.count("shell-minutes", minutes),
            60..2880 => self.count("shell-hours", minutes / 60),
            _ => self.count("shell-days", minutes / 1440),
        }
    }

    /// A text whose variables are filled in by scripts: they stay in braces.
    pub fn pattern(&self, key: &str) -> String {
        let args = ["h", "m", "s", "time"].map(|name| (name, format!("{{{name}}}").into()));
        self.fill(key, &args)
    }

    /// An icon; a word always stands beside it.
    pub fn icon<'n>(&self, name: &'n str) -> Icon<'n> {
        Icon { version: self.version(), name }
    }

    /// The hidden fields of a form that changes something.
    pub fn guard(&self) -> Guard {
        Guard { csrf: self.csrf(), key: Uuid::new_v4().to_string() }
    }

    /// Id of the account, for the queue of unsent forms that scripts keep in the browser.
    pub fn account(&self) -> String {
        self.session.as_ref().map(|one| one.caller.account_id.to_string()).unwrap_or_default()
    }

    /// Empty without a session.
    pub fn csrf(&self) -> String {
        self.session.as_ref().map(Session::csrf_token).unwrap_or_default()
    }

    /// Mail address of the account; empty without a session.
    pub fn who(&self) -> &str {
        self.session.as_ref().map_or("", |session| &session.email)
    }

    pub fn is_signed_in(&self) -> bool {
        self.session.is_some()
    }

    /// Menu of the visitor's roles, each page once.
    pub fn tabs(&self) -> Vec<&'static Tab> {
        let Some(session) = &self.session else { return Vec::new() };
        let mut tabs: Vec<&'static Tab> = Vec::new();
        for (_, tab) in TABS.iter().filter(|(role, _)| session.caller.is(*role)) {
            if tabs.iter().all(|known| known.path != tab.path) {
                tabs.push(tab);
            }
        }
        tabs
    }

    /// Whether all that the pages show is invented.
    pub fn is_demo(&self) -> bool {
        self.http.is_demo
    }

    /// Hash of the static files.
    pub fn version(&self) -> &'static str {
        &VERSION
    }

    /// Release of the program.
    pub fn release(&self) -> &'static str {
        env!("CARGO_PKG_VERSION")
    }
}

pub(crate) fn respond(page: &impl Template, status: StatusCode) -> Response {
    match minify::render(page) {
        Ok(page) => {
            (status, [(header::CONTENT_SECURITY_POLICY, POLICY)], Html(page)).into_response()
        }
        Err(error) => Problem::bug(&error).into_response(),
    }
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
}
