//! What a mail says, and how it is put together.
//!
//! A mail holds what its [`Notice`] holds, a link and the texts of its language, nothing else.
//! Composing the same letter again gives the same bytes, so a mail sent twice is known as one.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Utc};
use chrono_tz::Africa::Casablanca;
use fluent::FluentValue;
use lettre::address::{Address, AddressError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use crate::domain::escalation::Why;
use crate::domain::notice::Notice;
use crate::domain::request::Urgency;
use crate::i18n::{Locale, Texts};

/// What a letter is about.
#[derive(Clone, Copy)]
pub enum About<'a> {
    /// A request, and the little that may be said of it.
    Request(&'a Notice),
    /// An account that was made: its owner is to choose a password.
    Account,
}

/// A letter to one person.
pub struct Letter<'a> {
    /// Stable id: the Message-ID is made of it, however often the letter is sent.
    pub id: Uuid,
    /// The address, without a name.
    pub to: &'a str,
    /// The language of whoever reads it.
    pub locale: Locale,
    /// What it is about.
    pub about: About<'a>,
    /// The page that it leads to.
    pub link: &'a str,
    /// When it was written.
    pub at: DateTime<Utc>,
}

/// Why a mail could not be composed. Names no recipient.
#[derive(Debug, Error)]
pub enum ComposeError {
    /// The sender is not a mailbox.
    #[error("the sender must be like \"Mabit <mabit@example.org>\": {0}")]
    From(AddressError),
    /// The public URL has no host for Message-IDs.
    #[error("the public URL names no host")]
    PublicUrl,
    /// The recipient's address is none, or not plain ASCII.
    #[error("the recipient's address is not one that mail can be sent to")]
    To,
    /// The template failed.
    #[error("the text could not be rendered")]
    Text(#[from] askama::Error),
    /// The message could not be assembled.
    #[error("the message could not be assembled")]
    Message(#[from] lettre::error::Error),
}

/// Composes mails: one sender, one host, all languages.
pub struct Composer {
    from: Mailbox,
    host: String,
    texts: Arc<Texts>,
}

impl Composer {
    /// A composer that writes as `from`, with Message-IDs at the host of `public_url`.
    ///
    /// # Errors
    /// When `from` is no mailbox, or `public_url` has no host.
    pub fn new(from: &str, public_url: &str, texts: Arc<Texts>) -> Result<Self, ComposeError> {
        let from = from.parse().map_err(ComposeError::From)?;
        let url = Url::parse(public_url).map_err(|_| ComposeError::PublicUrl)?;
        let host = url.host_str().ok_or(ComposeError::PublicUrl)?.to_owned();
        Ok(Self { from, host, texts })
    }

    /// The letter as a message: plain text and HTML, one conversation for each request.
    ///
    /// # Errors
    /// When the recipient's address can't stand in a header as it is.
    pub fn compose(&self, letter: &Letter<'_>) -> Result<Message, ComposeError> {
        let page = self.page(letter);
        let text = PlainText { page: &page }.render()?;
        let html = Html { page: &page }.render()?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{}>", letter.id, self.host)))
            .date(letter.at.into())
            .from(self.from.clone())
            .to(recipient(letter.to)?.into())
            .subject(page.subject)
            .raw_header(auto_submitted());
        if let Some((reference, _)) = letter.about.request() {
            let conversation = format!("<request-{reference}@{}>", self.host);
            message = message.in_reply_to(conversation.clone()).references(conversation);
        }
        let parts = MultiPart::alternative()
            .boundary(letter.id)
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(html));
        Ok(message.multipart(parts)?)
    }

    /// Everything the templates show.
    fn page<'a>(&self, letter: &Letter<'a>) -> Page<'a> {
        let facts = self.facts(letter);
        let value = |key| facts.iter().find(|fact| fact.key == key).map(|fact| &*fact.value);
        let args = [
            ("reference", FluentValue::from(value(REQUEST))),
            ("urgency", FluentValue::from(value(NEEDED))),
            ("step", FluentValue::from(value(ALERT))),
        ];
        let text = |key| self.texts.get(letter.locale, key, &args);
        let wording = letter.about.wording();
        Page {
            lang: letter.locale.code(),
            dir: letter.locale.dir(),
            alarm: wording.alarm,
            brand: text("mail-brand"),
            subject: text(wording.subject),
            title: text(wording.title),
            what: text(wording.what),
            next: text(wording.next),
            action: text(wording.action),
            copy: text("mail-copy-link"),
            foot: wording.foot.iter().map(|key| text(key)).collect(),
            link: letter.link,
            facts,
        }
    }

    /// What is known of the request, a line each.
    fn facts(&self, letter: &Letter<'_>) -> Vec<Fact> {
        let Some((reference, urgency)) = letter.about.request() else { return Vec::new() };
        let urgency = self.texts.get(letter.locale, urgency_key(urgency), &[]);
        let mut facts = vec![
            self.fact(letter.locale, REQUEST, grouped(reference)),
            self.fact(letter.locale, NEEDED, urgency),
        ];
        if let About::Request(Notice::Escalation { step, cycle, since, .. }) = letter.about {
            facts.push(self.fact(letter.locale, SINCE, self.clock(letter, *since)));
            facts.push(self.fact(letter.locale, ALERT, self.step(letter.locale, *step, *cycle)));
        }
        facts
    }

    fn fact(&self, locale: Locale, key: &'static str, value: String) -> Fact {
        let label = self.texts.get(locale, key, &[]);
        let args = [("label", label.as_str().into()), ("value", value.as_str().into())];
        let line = self.texts.get(locale, "mail-fact", &args);
        let dir = if key == REQUEST { "ltr" } else { locale.dir() };
        Fact { key, label, value, line, dir }
    }

    /// A moment as the clock in Morocco shows it, with the date unless it is that of the letter.
    fn clock(&self, letter: &Letter<'_>, moment: DateTime<Utc>) -> String {
        let local = moment.with_timezone(&Casablanca);
        let today = letter.at.with_timezone(&Casablanca).date_naive() == local.date_naive();
        let key = if today { "mail-clock" } else { "mail-clock-day" };
        let time = local.format("%H:%M").to_string();
        let date = local.format("%d/%m").to_string();
        self.texts.get(letter.locale, key, &[("time", time.into()), ("date", date.into())])
    }

    fn step(&self, locale: Locale, step: i32, cycle: i32) -> String {
        let key = if cycle > 1 { "mail-step-again" } else { "mail-step" };
        self.texts.get(locale, key, &[("step", step.into()), ("cycle", cycle.into())])
    }
}

/// What the templates show.
struct Page<'a> {
    lang: &'static str,
    dir: &'static str,
    /// Whether a child is without a bed: the one thing that is shown in red.
    alarm: bool,
    brand: String,
    subject: String,
    title: String,
    what: String,
    facts: Vec<Fact>,
    next: String,
    action: String,
    copy: String,
    link: &'a str,
    foot: Vec<String>,
}

/// A line of what is known.
struct Fact {
    key: &'static str,
    label: String,
    value: String,
    /// Label and value as one line of plain text.
    line: String,
    dir: &'static str,
}

#[derive(Template)]
#[template(path = "mail/letter.txt")]
struct PlainText<'a> {
    page: &'a Page<'a>,
}

#[derive(Template)]
#[template(path = "mail/letter.html")]
struct Html<'a> {
    page: &'a Page<'a>,
}

/// How a letter puts it: the keys of its texts.
struct Wording {
    alarm: bool,
    subject: &'static str,
    title: &'static str,
    what: &'static str,
    next: &'static str,
    action: &'static str,
    foot: &'static [&'static str],
}

const REQUEST: &str = "mail-fact-request";
const NEEDED: &str = "mail-fact-needed";
const SINCE: &str = "mail-fact-since";
const ALERT: &str = "mail-fact-alert";

const UNMATCHED: Wording = Wording {
    alarm: true,
    subject: "mail-unmatched-subject",
    title: "mail-unmatched-title",
    what: "mail-unmatched-what",
    next: "mail-unmatched-next",
    action: "mail-open-request",
    foot: &["mail-because-on-duty", "mail-discretion"],
};

const ON_THE_WAY: Wording = Wording {
    alarm: false,
    subject: "mail-on-the-way-subject",
    title: "mail-on-the-way-title",
    what: "mail-on-the-way-what",
    next: "mail-on-the-way-next",
    ..UNMATCHED
};

const MISSING: Wording = Wording {
    subject: "mail-missing-subject",
    title: "mail-missing-title",
    what: "mail-missing-what",
    next: "mail-missing-next",
    ..UNMATCHED
};

const ACCEPTED: Wording = Wording {
    alarm: false,
    subject: "mail-accepted-subject",
    title: "mail-accepted-title",
    what: "mail-accepted-what",
    next: "mail-accepted-next",
    action: "mail-open-request",
    foot: &["mail-because-alerted", "mail-discretion"],
};

const OVERCOMMITTED: Wording = Wording {
    alarm: false,
    subject: "mail-overcommitted-subject",
    title: "mail-overcommitted-title",
    what: "mail-overcommitted-what",
    next: "mail-overcommitted-next",
    action: "mail-open-board",
    foot: &["mail-because-coordinator", "mail-discretion"],
};

const ACCOUNT: Wording = Wording {
    alarm: false,
    subject: "mail-set-password-subject",
    title: "mail-set-password-title",
    what: "mail-set-password-what",
    next: "mail-set-password-next",
    action: "mail-set-password-action",
    foot: &["mail-because-account"],
};

impl<'a> About<'a> {
    /// Reference and urgency of the request.
    fn request(self) -> Option<(&'a str, Urgency)> {
        match self {
            Self::Request(
                Notice::Escalation { reference, urgency, .. }
                | Notice::Accepted { reference, urgency }
                | Notice::Overcommitted { reference, urgency },
            ) => Some((reference, *urgency)),
            Self::Account => None,
        }
    }

    fn wording(self) -> Wording {
        match self {
            Self::Request(Notice::Escalation { why: Why::Unmatched, .. }) => UNMATCHED,
            Self::Request(Notice::Escalation { why: Why::OnTheWay, .. }) => ON_THE_WAY,
            Self::Request(Notice::Escalation { why: Why::Missing, .. }) => MISSING,
            Self::Request(Notice::Accepted { .. }) => ACCEPTED,
            Self::Request(Notice::Overcommitted { .. }) => OVERCOMMITTED,
            Self::Account => ACCOUNT,
        }
    }
}

fn urgency_key(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "mail-urgency-emergency",
        Urgency::Urgent => "mail-urgency-urgent",
        Urgency::Planned => "mail-urgency-planned",
    }
}

/// A reference as people read it: two groups of four, `K7Q2-M9XD`.
pub fn grouped(reference: &str) -> String {
    match reference.split_at_checked(4) {
        Some((first, rest)) if !rest.is_empty() => format!("{first}-{rest}"),
        _ => reference.to_owned(),
    }
}

/// Says that no person wrote this, so that no holiday notice answers it (RFC 3834).
fn auto_submitted() -> HeaderValue {
    let name = HeaderName::new_from_ascii_str("Auto-Submitted");
    HeaderValue::new(name, "auto-generated".to_owned())
}

/// The address, if it can stand in a header as it is: ASCII without spaces or line breaks.
fn recipient(to: &str) -> Result<Address, ComposeError> {
    if !to.bytes().all(|c| c.is_ascii_graphic()) {
        return Err(ComposeError::To);
    }
    to.parse().map_err(|_| ComposeError::To)
}
