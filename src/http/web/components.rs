//! Small pieces of HTML that many pages use: icons, hidden fields of forms, moments and clocks.

use std::fmt::{self, Display, Formatter};

use askama::Template;
use askama::filters::HtmlSafe;
use chrono::{DateTime, SecondsFormat, Utc};

/// An icon of `icons.svg`.
#[derive(Template)]
#[template(
    ext = "html",
    source = r##"<svg class="icon" aria-hidden="true"><use href="/assets/icons.svg?v={{ version }}#{{ name }}"/></svg>"##
)]
pub(crate) struct Icon<'a> {
    pub version: &'static str,
    pub name: &'a str,
}

/// The hidden fields of a form that changes something: the session's CSRF token, and a key under
/// which the form is carried out once, however often it is sent.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<input type="hidden" name="csrf" value="{{ csrf }}"><input type="hidden" name="idempotency_key" value="{{ key }}">"#
)]
pub(crate) struct Guard {
    pub csrf: String,
    pub key: String,
}

/// A moment, for scripts and as text.
#[derive(Template)]
#[template(ext = "html", source = r#"<time datetime="{{ datetime }}" dir="ltr">{{ text }}</time>"#)]
pub(crate) struct Time {
    pub datetime: String,
    pub text: String,
}

/// A clock that a script updates: down to a moment, after which it shows `over`, or up from one.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<time datetime="{{ datetime }}"
{%- if let Some(over) = over %} data-until="{{ datetime }}" data-over="{{ over }}"{% else %} data-since="{{ datetime }}"{% endif %}
{%- if let Some(zero) = zero %} data-zero="{{ zero }}"{% endif %} data-under="{{ under }}" data-hours="{{ hours }}">{{ text }}</time>"#
)]
pub(crate) struct Clock {
    pub datetime: String,
    pub over: Option<String>,
    /// The text below a minute, where it is not `under`.
    pub zero: Option<String>,
    /// The text below an hour, with `{m}` and `{s}` to be filled in.
    pub under: String,
    /// The text from an hour on, with `{h}` and `{m}`.
    pub hours: String,
    pub text: String,
}

/// A name that is not translated.
#[derive(Template)]
#[template(ext = "html", source = r#"<bdi translate="no">{{ name }}</bdi>"#)]
pub(crate) struct Name {
    pub name: String,
}

/// A text with a moment, a clock, a name or a telephone number in it.
#[derive(Template)]
#[template(ext = "html", source = "{{ before }}{{ time }}{{ after }}")]
pub(crate) struct TextWithTime<T: HtmlSafe> {
    pub before: String,
    pub time: T,
    pub after: String,
}

/// A length of an SVG drawing, written with one decimal.
pub(crate) struct Units(pub f64);

impl Display for Units {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:.1}", self.0)
    }
}

impl HtmlSafe for Units {}
impl HtmlSafe for Icon<'_> {}
impl HtmlSafe for Guard {}
impl HtmlSafe for Time {}
impl HtmlSafe for Clock {}
impl HtmlSafe for Name {}
impl<T: HtmlSafe> HtmlSafe for TextWithTime<T> {}

/// RFC 3339 with seconds, for scripts.
pub(crate) fn datetime(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// Seconds as text: below an hour by `under`, from there by `hours`.
pub(crate) fn clock_text(under: &str, hours: &str, seconds: i64) -> String {
    let minutes = seconds / 60;
    let two = |n: i64| format!("{n:02}");
    let (pattern, h, m) = match minutes / 60 {
        0 => (under, String::new(), minutes.to_string()),
        h => (hours, h.to_string(), two(minutes % 60)),
    };
    pattern.replace("{h}", &h).replace("{m}", &m).replace("{s}", &two(seconds % 60))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_read_as_people_say_them() {
        let text = |seconds| clock_text("{m}:{s} left", "{h} h {m}", seconds);
        let texts = [0, 59, 60, 1_199, 3_599, 3_600, 11_040].map(text);
        let expected =
            ["0:00 left", "0:59 left", "1:00 left", "19:59 left", "59:59 left", "1 h 00", "3 h 04"];
        assert_eq!(texts, expected);
    }
}
