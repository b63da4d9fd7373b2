//! Puts a mail together, headers, plain text and HTML, from a notification and its texts in
//! `i18n/*/mail.ftl`.
//!
//! A mail holds what its [`Notice`] holds, a link and fixed texts, nothing else. The same draft
//! always gives the same bytes, so that a mail sent twice is recognised as one.

use std::sync::Arc;

use askama::Template;
use chrono::{DateTime, Datelike, FixedOffset, Utc};
use fluent::FluentValue;
use lettre::address::{Address, AddressError};
use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};
use thiserror::Error;
use url::Url;
use uuid::Uuid;

use super::wording::{Wording, outcome_key, trouble_key, urgency_key};
use crate::domain::notification::{CityLine, GapLine, Notice};
pub use crate::domain::request::grouped;
use crate::domain::zone::{self, Zone};
use crate::i18n::{Locale, Texts};

/// A notification to one person, ready to be rendered.
pub struct MailDraft<'a> {
    /// Becomes the Message-ID.
    pub id: Uuid,
    /// The address, without a name.
    pub to: &'a str,
    pub locale: Locale,
    pub notice: &'a Notice,
    /// The page it leads to.
    pub link: &'a str,
    /// When it was put into the outbox.
    pub at: DateTime<Utc>,
}

/// Why a mail could not be put together. Names no recipient.
#[derive(Debug, Error)]
pub enum ComposeError {
    #[error("the sender must be like \"Mabit <mabit@example.org>\": {0}")]
    From(AddressError),
    /// The public URL has no host for Message-IDs.
    #[error("the public URL names no host")]
    PublicUrl,
    /// The recipient's address is invalid, or not plain ASCII.
    #[error("the recipient's address is not one that mail can be sent to")]
    To,
    #[error("the text could not be rendered")]
    Text(#[from] askama::Error),
    #[error("the message could not be assembled")]
    Message(#[from] lettre::error::Error),
}

/// Renders mails from one sender, in all languages.
pub struct Composer {
    from: Mailbox,
    host: String,
    zone: Zone,
    texts: Arc<Texts>,
}

impl Composer {
    /// Message-IDs get the host of `public_url`; times are shown in `zone`. Fails when `from` is no
    /// mailbox or `public_url` has no host.
    pub fn new(
        from: &str,
        public_url: &str,
        zone: Zone,
        texts: Arc<Texts>,
    ) -> Result<Self, ComposeError> {
        let from = from.parse().map_err(ComposeError::From)?;
        let url = Url::parse(public_url).map_err(|_| ComposeError::PublicUrl)?;
        let host = url.host_str().ok_or(ComposeError::PublicUrl)?.to_owned();
        Ok(Self { from, host, zone, texts })
    }

    /// The draft as a message; fails when the recipient's address can't stand in a header. All
    /// mails about a request form one thread.
    pub fn compose(&self, draft: &MailDraft<'_>) -> Result<Message, ComposeError> {
        let page = self.page(draft);
        let text = PlainText { page: &page }.render()?;
        let html = Html { page: &page }.render()?;
        let mut message = Message::builder()
            .message_id(Some(format!("<{}@{}>", draft.id, self.host)))
            .date(draft.at.into())
            .from(self.from.clone())
            .to(recipient(draft.to)?.into())
            .subject(page.subject)
            .raw_header(auto_submitted());
        if let Some((reference, _)) = draft.notice.request() {
            let conversation = format!("<request-{reference}@{}>", self.host);
            message = message.in_reply_to(conversation.clone()).references(conversation);
        }
        let parts = MultiPart::alternative()
            .boundary(draft.id)
            .singlepart(SinglePart::plain(text))
            .singlepart(SinglePart::html(html));
        Ok(message.multipart(parts)?)
    }

    fn page<'a>(&self, draft: &MailDraft<'a>) -> MailBody<'a> {
        let formatter =
            Formatter { texts: &self.texts, locale: draft.locale, zone: &self.zone, at: draft.at };
        let args = formatter.args(draft.notice);
        let text = |key| formatter.text(key, &args);
        let wording = Wording::of(draft.notice);
        MailBody {
            lang: draft.locale.code(),
            dir: draft.locale.dir(),
            alarm: wording.alarm,
            brand: text("mail-brand"),
            subject: text(wording.subject),
            title: text(wording.title),
            what: text(wording.what),
            facts: formatter.facts(draft.notice),
            next: text(wording.next),
            action: text(wording.action),
            copy: text("mail-copy-link"),
            link: draft.link,
            foot: wording.foot.iter().map(|key| text(key)).collect(),
        }
    }
}

/// Values of the templates.
struct MailBody<'a> {
    lang: &'static str,
    dir: &'static str,
    /// Whether a child is without a bed: the only thing shown in red.
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

/// A labelled line of what is known.
struct Fact {
    /// Empty where the value says it all.
    label: String,
    value: String,
    /// Label and value as a line of plain text.
    line: String,
    /// The value's direction of writing.
    dir: &'static str,
    /// Whether the value is the same in every language.
    verbatim: bool,
}

#[derive(Template)]
#[template(path = "mail/mail.txt")]
struct PlainText<'a> {
    page: &'a MailBody<'a>,
}

#[derive(Template)]
#[template(path = "mail/mail.html")]
struct Html<'a> {
    page: &'a MailBody<'a>,
}

type Args<'a> = [(&'a str, FluentValue<'a>)];

/// Formats values for one mail: in its language and time zone, relative to the time it was made.
struct Formatter<'a> {
    texts: &'a Texts,
    locale: Locale,
    zone: &'a Zone,
    at: DateTime<Utc>,
}

impl Formatter<'_> {
    fn text(&self, key: &str, args: &Args<'_>) -> String {
        self.texts.get(self.locale, key, args)
    }

    /// The variables that subject, title and sentences may use.
    fn args(&self, notice: &Notice) -> Vec<(&'static str, FluentValue<'static>)> {
        let mut args = vec![("zone", self.zone_arg())];
        if let Some((reference, urgency)) = notice.request() {
            args.push(("reference", grouped(reference).into()));
            args.push(("urgency", self.text(urgency_key(urgency), &[]).into()));
        }
        match notice {
            Notice::Escalation { step, cycle, .. } => {
                args.push(("step", self.step(*step, *cycle).into()));
            }
            Notice::ArrivalAsked { until, .. } | Notice::OfferWaits { until, .. } => {
                args.push(("until", self.moment(*until).into()));
            }
            Notice::Digest { day, .. } => {
                args.push(("date", day.format("%d/%m").to_string().into()));
            }
            _ => {}
        }
        args
    }

    fn facts(&self, notice: &Notice) -> Vec<Fact> {
        let mut facts = Vec::new();
        if let Some((reference, urgency)) = notice.request() {
            let reference = self.fact("mail-fact-request", grouped(reference));
            facts.push(Fact { dir: "ltr", verbatim: true, ..reference });
            facts.push(self.fact("mail-fact-needed", self.text(urgency_key(urgency), &[])));
        }
        match notice {
            Notice::Escalation { step, cycle, since, late, .. } => {
                facts.push(self.fact("mail-fact-since", self.clock(*since)));
                facts.push(self.fact("mail-fact-alert", self.step(*step, *cycle)));
                facts.extend(late.map(|due| self.late(due)));
            }
            Notice::Ended { outcome: Some(outcome), .. } => {
                facts.push(self.fact("mail-fact-outcome", self.text(outcome_key(*outcome), &[])));
            }
            Notice::ArrivalAsked { since, until, .. } => {
                facts.push(self.fact("mail-fact-on-the-way", self.clock(*since)));
                facts.push(self.fact("mail-fact-until", self.clock(*until)));
            }
            Notice::OfferWaits { until, .. } => {
                facts.push(self.fact("mail-fact-until", self.clock(*until)));
            }
            Notice::CountAsked { since, .. } => {
                facts.push(self.fact("mail-fact-oldest-count", self.clock(*since)));
            }
            Notice::DutyGaps { gaps, more } => self.duty_gaps(&mut facts, gaps, *more),
            Notice::Digest { cities, gap_minutes, .. } => {
                facts.extend(cities.iter().map(|line| self.city(line)));
                facts.extend((*gap_minutes > 0).then(|| self.gap_in_all(*gap_minutes)));
            }
            Notice::Trouble { findings } => {
                let line = |&(what, n): &(_, i64)| self.fact(trouble_key(what), n.to_string());
                facts.extend(findings.iter().map(line));
            }
            _ => {}
        }
        facts
    }

    fn fact(&self, label: &str, value: String) -> Fact {
        self.labelled(self.text(label, &[]), value)
    }

    fn labelled(&self, label: String, value: String) -> Fact {
        let args = [("label", label.as_str().into()), ("value", value.as_str().into())];
        let line = self.text("mail-fact", &args);
        Fact { label, value, line, dir: self.locale.dir(), verbatim: false }
    }

    fn unlabelled(&self, line: String) -> Fact {
        Fact {
            label: String::new(),
            value: line.clone(),
            line,
            dir: self.locale.dir(),
            verbatim: false,
        }
    }

    /// States when a late alert was due.
    fn late(&self, due: DateTime<Utc>) -> Fact {
        let value = self.text("mail-late", &[("due", self.clock(due).into())]);
        self.fact("mail-fact-late", value)
    }

    fn duty_gaps(&self, facts: &mut Vec<Fact>, gaps: &[GapLine], more: usize) {
        facts.extend(gaps.iter().map(|gap| {
            let nation = || self.text("mail-area-nation", &[]);
            self.labelled(gap.area.clone().unwrap_or_else(nation), self.span(gap))
        }));
        if more > 0 {
            facts.push(self.unlabelled(self.text("mail-gaps-more", &[("count", more.into())])));
        }
    }

    /// From when until when; the end has its day only if it is another.
    fn span(&self, gap: &GapLine) -> String {
        let [from, to] = [gap.from, gap.to].map(|at| self.zone.local(at));
        let same_day = from.date_naive() == to.date_naive();
        let to = if same_day { hours(&to) } else { self.weekday(&to) };
        self.text("mail-gap", &[("from", self.weekday(&from).into()), ("to", to.into())])
    }

    fn weekday(&self, local: &DateTime<FixedOffset>) -> String {
        let weekday = local.weekday().number_from_monday();
        let args = [
            ("weekday", weekday.into()),
            ("date", date(local).into()),
            ("time", hours(local).into()),
        ];
        self.text("mail-moment-weekday", &args)
    }

    /// A city's line in the digest: its children always, other numbers unless zero.
    fn city(&self, line: &CityLine) -> Fact {
        let counts = [
            ("mail-digest-asked", line.asked, true),
            ("mail-digest-placed", line.placed, true),
            ("mail-digest-waiting", line.waiting, true),
            ("mail-digest-late", line.late_answers, false),
            ("mail-digest-stale", line.stale_shelters, false),
            ("mail-digest-silent", line.silent_shelters, false),
        ];
        let told = counts
            .into_iter()
            .filter(|&(_, count, always)| always || count != 0)
            .map(|(key, count, _)| self.text(key, &[("count", count.into())]));
        let listed = |some: String, next: String| {
            self.text("mail-list", &[("some", some.into()), ("next", next.into())])
        };
        self.labelled(line.city.clone(), told.reduce(listed).unwrap_or_default())
    }

    fn gap_in_all(&self, minutes: i64) -> Fact {
        let args = [("hours", (minutes / 60).into()), ("minutes", (minutes % 60).into())];
        self.unlabelled(self.text("mail-digest-gap", &args))
    }

    /// A time with the name of its time zone.
    fn clock(&self, moment: DateTime<Utc>) -> String {
        let args = [("moment", self.moment(moment).into()), ("zone", self.zone_arg())];
        self.text("mail-clock", &args)
    }

    /// The time zone for texts that select by it: `morocco`, or its IANA name.
    fn zone_arg(&self) -> FluentValue<'static> {
        let name = self.zone.name();
        if name == zone::MOROCCO { "morocco".into() } else { name.to_owned().into() }
    }

    /// A local time, with the date unless it is the day of the mail.
    fn moment(&self, moment: DateTime<Utc>) -> String {
        let moment = self.zone.local(moment);
        let time = ("time", hours(&moment).into());
        if moment.date_naive() == self.zone.local(self.at).date_naive() {
            self.text("mail-moment", &[time])
        } else {
            self.text("mail-moment-day", &[("date", date(&moment).into()), time])
        }
    }

    fn step(&self, step: i32, cycle: i32) -> String {
        let key = if cycle > 1 { "mail-step-again" } else { "mail-step" };
        self.text(key, &[("step", step.into()), ("cycle", cycle.into())])
    }
}

fn hours(local: &DateTime<FixedOffset>) -> String {
    local.format("%H:%M").to_string()
}

fn date(local: &DateTime<FixedOffset>) -> String {
    local.format("%d/%m").to_string()
}

/// Marks the mail as automatic, so that no out-of-office reply answers it (RFC 3834).
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
