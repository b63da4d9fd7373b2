//! Numbers, shares, dates and telephone numbers as each language writes them.

use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, TimeDelta, Utc};

use super::shell::{Markup, Shell, escape};
use crate::i18n::Locale;

/// Stands in a text for the HTML that goes there; no text of ours has it.
const HERE: &str = "\u{1}";

/// A text with a piece of HTML in it, such as a clock.
pub(crate) fn around(shell: &Shell<'_>, key: &str, name: &'static str, markup: &Markup) -> Markup {
    Markup(escape(&shell.with(key, name, HERE)).replace(HERE, &markup.0))
}

/// A text with names in it, which a browser that translates pages leaves alone.
pub(crate) fn with_names(text: &str, names: &[&str]) -> Markup {
    let mark = |text: String, name: &&str| {
        let name = escape(name);
        text.replace(&name, &format!("<bdi translate=\"no\">{name}</bdi>"))
    };
    Markup(names.iter().filter(|name| !name.is_empty()).fold(escape(text), mark))
}

/// A whole number, its thousands apart.
pub(crate) fn number(locale: Locale, number: i64) -> String {
    let apart = match locale {
        Locale::Fr => "\u{202f}",
        Locale::Ar => ".",
        Locale::En => ",",
    };
    let digits = number.unsigned_abs().to_string();
    let mut text = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push_str(apart);
        }
        text.push(digit);
    }
    text
}

/// A share of 0 to 1 in per cent, without decimals.
pub(crate) fn percent(locale: Locale, share: f64) -> String {
    let number = rounded(share * 100.0);
    match locale {
        Locale::Fr => format!("{number}\u{a0}%"),
        Locale::Ar | Locale::En => format!("{number}%"),
    }
}

/// A number without its fraction, as people say it.
#[expect(clippy::cast_possible_truncation, reason = "a float too large becomes the largest i32")]
pub(crate) fn rounded(number: f64) -> i32 {
    number.round() as i32
}

/// Minutes as a clock counts them: minutes alone below an hour.
pub(crate) fn duration(shell: &Shell<'_>, minutes: f64) -> String {
    let minutes = rounded(minutes).max(0);
    if minutes < 60 {
        return shell.fill("wording-minutes", &[("m", minutes.to_string().into())]);
    }
    let rest = format!("{:02}", minutes % 60);
    let hours = number(shell.locale, (minutes / 60).into());
    shell.fill("wording-hours", &[("h", hours.into()), ("m", rest.into())])
}

/// A number for a text that chooses its words by it.
pub(crate) fn plural(count: impl TryInto<i32>) -> i32 {
    count.try_into().unwrap_or(i32::MAX)
}

/// A day of the week, shortened; Monday is 0.
pub(crate) fn weekday(shell: &Shell<'_>, from_monday: u32) -> String {
    shell.fill("wording-weekday", &[("day", from_monday.into())])
}

/// A date with its day of the week, without the year.
pub(crate) fn date(shell: &Shell<'_>, date: NaiveDate) -> String {
    let weekday = weekday(shell, date.weekday().num_days_from_monday());
    let month = month(shell, date.month());
    let day = date.day().to_string();
    let args = [("weekday", weekday.into()), ("day", day.into()), ("month", month.into())];
    shell.fill("wording-date", &args)
}

/// A month, shortened where it is long; January is 1.
pub(crate) fn month(shell: &Shell<'_>, month: u32) -> String {
    shell.fill("wording-month", &[("month", month.into())])
}

/// A span of time by the clock people live by: its first day and hour, its last day where that is
/// another, and its last hour. An end at midnight is 24:00 of the day before.
fn parts(
    shell: &Shell<'_>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> (String, String, Option<String>, String) {
    let [begin, last, end] =
        [from, to - TimeDelta::seconds(1), to].map(|at| shell.zone.local(at).naive_local());
    let hour = |at: NaiveDateTime| at.format("%H:%M").to_string();
    let last_day = (last.date() != begin.date()).then(|| date(shell, last.date()));
    let last_hour = if end.date() == last.date() { hour(end) } else { "24:00".to_owned() };
    (date(shell, begin.date()), hour(begin), last_day, last_hour)
}

/// A span of time as people say it; its clock reads from left to right in every language.
pub(crate) fn span(shell: &Shell<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> Markup {
    Markup(match parts(shell, from, to) {
        (day, from, None, to) => {
            format!("{} <bdi translate=\"no\" dir=\"ltr\">{from}–{to}</bdi>", escape(&day))
        }
        (day, from, Some(last), to) => format!(
            "{} <bdi translate=\"no\" dir=\"ltr\">{from}</bdi> – {} <bdi translate=\"no\" dir=\"ltr\">{to}</bdi>",
            escape(&day),
            escape(&last)
        ),
    })
}

/// The same as plain text.
pub(crate) fn span_in_words(shell: &Shell<'_>, from: DateTime<Utc>, to: DateTime<Utc>) -> String {
    match parts(shell, from, to) {
        (day, from, None, to) => format!("{day} {from}–{to}"),
        (day, from, Some(last), to) => format!("{day} {from} – {last} {to}"),
    }
}

/// A telephone number as a link dials it: digits, and a plus before them.
pub(crate) fn dial(phone: &str) -> String {
    let plus = if phone.trim_start().starts_with('+') { "+" } else { "" };
    let digits: String = phone.chars().filter(char::is_ascii_digit).collect();
    format!("tel:{plus}{digits}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(number(Locale::Fr, 7_683), "7\u{202f}683");
        assert_eq!(number(Locale::Ar, 1_007_683), "1.007.683");
        assert_eq!(number(Locale::En, 669), "669");
        assert_eq!(number(Locale::En, -1_000), "-1,000");
        assert_eq!(percent(Locale::Fr, 0.6249), "62\u{a0}%");
        assert_eq!(percent(Locale::En, 1.0), "100%");
    }

    #[test]
    fn a_number_is_dialled_by_its_digits_alone() {
        assert_eq!(dial("+212 (5) 36-00"), "tel:+21253600");
        assert_eq!(dial("0536 \"><script>"), "tel:0536");
    }
}
