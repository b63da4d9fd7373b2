//! Dates, durations and time spans as text in the language of a page.

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::numbers::{number, rounded};
use super::shell::Shell;

/// Minutes; from an hour on, hours and minutes.
pub(crate) fn duration(shell: &Shell, minutes: f64) -> String {
    let minutes = rounded(minutes).max(0);
    if minutes < 60 {
        return shell.fill("wording-minutes", &[("m", minutes.to_string().into())]);
    }
    let rest = format!("{:02}", minutes % 60);
    let hours = number(shell.locale, (minutes / 60).into());
    shell.fill("wording-hours", &[("h", hours.into()), ("m", rest.into())])
}

/// Short name of a day of the week; Monday is 0.
pub(crate) fn weekday(shell: &Shell, from_monday: u32) -> String {
    shell.fill("wording-weekday", &[("day", from_monday.into())])
}

/// A date with its day of the week, without the year.
pub(crate) fn date(shell: &Shell, date: NaiveDate) -> String {
    let weekday = weekday(shell, date.weekday().num_days_from_monday());
    let month = month(shell, date.month());
    let day = date.day().to_string();
    let args = [("weekday", weekday.into()), ("day", day.into()), ("month", month.into())];
    shell.fill("wording-date", &args)
}

/// Short name of a month; January is 1.
pub(crate) fn month(shell: &Shell, month: u32) -> String {
    shell.fill("wording-month", &[("month", month.into())])
}

/// A span of time in local time. An end at midnight is 24:00 of the day before. Its hours read from
/// left to right in every language.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"{{ first_day }} <bdi translate="no" dir="ltr">{{ from }}
{%- if let Some(last_day) = last_day %}</bdi> – {{ last_day }} <bdi translate="no" dir="ltr">{% else %}–{% endif %}{{ to }}</bdi>"#
)]
pub(crate) struct Span {
    first_day: String,
    from: String,
    /// If the span ends on another day.
    last_day: Option<String>,
    to: String,
}

impl HtmlSafe for Span {}

impl Span {
    pub fn new(shell: &Shell, from: DateTime<Utc>, to: DateTime<Utc>) -> Self {
        let [begin, last, end] =
            [from, to - TimeDelta::seconds(1), to].map(|at| shell.zone().local(at).naive_local());
        let hour = |at: NaiveDateTime| at.format("%H:%M").to_string();
        Self {
            first_day: date(shell, begin.date()),
            from: hour(begin),
            last_day: (last.date() != begin.date()).then(|| date(shell, last.date())),
            to: if end.date() == last.date() { hour(end) } else { "24:00".to_owned() },
        }
    }

    /// The span as plain text.
    pub fn text(&self) -> String {
        let Self { first_day, from, to, .. } = self;
        match &self.last_day {
            None => format!("{first_day} {from}–{to}"),
            Some(last_day) => format!("{first_day} {from} – {last_day} {to}"),
        }
    }
}
