//! Every mail in every language, read back as a mail program would.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mabit::domain::escalation::Why;
use mabit::domain::notice::Notice;
use mabit::domain::request::Urgency;
use mabit::i18n::{Locale, Texts};
use mabit::mail::message::{About, ComposeError, Composer, Letter, grouped};
use mail_parser::{HeaderValue, Message, MessageParser};
use uuid::Uuid;

const REFERENCE: &str = "7342M9XD";
const GROUPED: &str = "7342-M9XD";
const ID: Uuid = Uuid::from_u128(0x0192_f0c1_a5a5_7000_8000_0000_0000_0001);
const LINK: &str = "https://mabit.example:8443/coordinator/requests/1?a=1&b=2";
const AT: &str = "2026-03-14T02:30:15Z";

fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn composer() -> Composer {
    let url = "https://mabit.example:8443/base";
    Composer::new("Mabit <nuit@mabit.example>", url, Arc::new(Texts::load())).unwrap()
}

fn escalation(why: Why, urgency: Urgency, step: i32, cycle: i32, since: &str) -> Notice {
    Notice::Escalation {
        reference: REFERENCE.to_owned(),
        urgency,
        step,
        cycle,
        why,
        since: moment(since),
    }
}

/// One of every notice, and of every word it can hold; `None` is the letter about an account.
fn notices() -> Vec<Option<Notice>> {
    let reference = || REFERENCE.to_owned();
    let mut notices = vec![None];
    for &urgency in Urgency::ALL {
        notices.push(Some(Notice::Accepted { reference: reference(), urgency }));
        notices.push(Some(Notice::Overcommitted { reference: reference(), urgency }));
        for &why in Why::ALL {
            notices.push(Some(escalation(why, urgency, 2, 1, "2026-03-14T01:14:00Z")));
            notices.push(Some(escalation(why, urgency, 3, 2, "2026-03-12T01:14:00Z")));
        }
    }
    notices
}

fn raw(notice: Option<&Notice>, locale: Locale) -> Vec<u8> {
    let about = notice.map_or(About::Account, About::Request);
    let (to, at) = ("someone@example.org", moment(AT));
    let letter = Letter { id: ID, to, locale, about, link: LINK, at };
    composer().compose(&letter).unwrap().formatted()
}

/// Composes every letter in every language, and looks at each.
fn each(look: impl Fn(Option<&Notice>, Locale, &[u8], &Message<'_>)) {
    for notice in &notices() {
        for &locale in Locale::ALL {
            let raw = raw(notice.as_ref(), locale);
            let mail = MessageParser::default().parse(&raw).unwrap();
            look(notice.as_ref(), locale, &raw, &mail);
        }
    }
}

fn text(mail: &Message<'_>) -> String {
    mail.body_text(0).unwrap().into_owned()
}

fn html(mail: &Message<'_>) -> String {
    mail.body_html(0).unwrap().into_owned()
}

/// What a person sees of a page.
fn visible(html: &str) -> String {
    let body = html.split_once("<body").unwrap().1;
    let shown = body.split('<').filter_map(|part| part.split_once('>')).map(|(_, text)| text);
    shown.collect::<Vec<_>>().join(" ").replace("&#38;", "&").replace("&#39;", "'")
}

#[test]
fn both_parts_hold_the_reference_and_the_link() {
    each(|notice, _, _, mail| {
        assert_eq!((mail.text_body.len(), mail.html_body.len()), (1, 1));
        assert_eq!(mail.attachment_count(), 0);
        let (text, html) = (text(mail), html(mail));
        assert!(text.lines().any(|line| line == LINK), "{text}");
        let href = format!("<a href=\"{}\"", LINK.replace('&', "&#38;"));
        assert!(html.contains(&href), "{html}");
        assert!(visible(&html).contains(LINK), "{html}");
        for shown in [&text, &visible(&html), mail.subject().unwrap()] {
            assert_eq!(shown.contains(GROUPED), notice.is_some(), "{shown}");
        }
    });
}

#[test]
fn html_is_in_its_language_and_direction_and_loads_nothing() {
    each(|notice, locale, _, mail| {
        let html = html(mail);
        let dir = if locale == Locale::Ar { "rtl" } else { "ltr" };
        assert!(html.contains(&format!("<html lang=\"{locale}\" dir=\"{dir}\">")), "{html}");
        for outside in ["<img", "<link", "<script", "src=", "url(", "@import"] {
            assert!(!html.contains(outside), "{outside}: {html}");
        }
        assert_eq!(html.matches("href=").count(), 1);
        let red =
            matches!(notice, Some(Notice::Escalation { why: Why::Unmatched | Why::Missing, .. }));
        assert_eq!(html.contains("#a33b2e"), red, "{html}");
    });
}

#[test]
fn in_arabic_a_reference_keeps_its_own_direction() {
    let notice = escalation(Why::Unmatched, Urgency::Emergency, 2, 1, AT);
    let raw = raw(Some(&notice), Locale::Ar);
    let mail = MessageParser::default().parse(&raw).unwrap();
    let isolated = format!("\u{2068}{GROUPED}\u{2069}");
    assert!(mail.subject().unwrap().starts_with(&isolated));
    assert!(text(&mail).contains(&isolated));
    assert!(html(&mail).contains(&format!("<bdi dir=\"ltr\">{GROUPED}</bdi>")));
}

#[test]
fn headers_are_those_of_a_service_that_wrote_by_itself() {
    each(|notice, _, raw, mail| {
        let thread = HeaderValue::Text(format!("request-{REFERENCE}@mabit.example").into());
        let mut names = vec![
            "Auto-Submitted",
            "Content-Type",
            "Date",
            "From",
            "MIME-Version",
            "Message-ID",
            "Subject",
            "To",
        ];
        if notice.is_none() {
            assert!(mail.in_reply_to().is_empty() && mail.references().is_empty());
        } else {
            names.extend(["In-Reply-To", "References"]);
            assert_eq!((mail.in_reply_to(), mail.references()), (&thread, &thread));
        }
        let found: BTreeSet<_> = mail.headers_raw().map(|(name, _)| name).collect();
        assert_eq!(found, names.into_iter().collect());
        assert_eq!(mail.message_id(), Some(&*format!("{ID}@mabit.example")));
        assert_eq!(mail.header_raw("Auto-Submitted").map(str::trim), Some("auto-generated"));
        assert_eq!(mail.date().unwrap().to_timestamp(), moment(AT).timestamp());
        let from = mail.from().unwrap().first().unwrap();
        assert_eq!((from.name(), from.address()), (Some("Mabit"), Some("nuit@mabit.example")));
        let to: Vec<_> = mail.to().unwrap().iter().map(|to| to.address().unwrap()).collect();
        assert_eq!(to, ["someone@example.org"]);
        let end = raw.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap();
        assert!(raw[..end].is_ascii());
        assert!(raw.split(|&byte| byte == b'\n').all(|line| line.len() <= 998));
    });
}

#[test]
fn a_letter_composed_again_is_the_same_to_the_byte() {
    each(|notice, locale, first, _| assert_eq!(raw(notice, locale), first));
}

#[test]
fn nothing_is_said_but_the_texts_and_the_notice() {
    let words = |text: &str| -> BTreeSet<String> {
        let ends = |c: char| !c.is_alphanumeric();
        text.split(ends).filter(|word| !word.is_empty()).map(str::to_owned).collect()
    };
    each(|notice, locale, _, mail| {
        let path = format!("{}/src/i18n/{locale}/mail.ftl", env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(path).unwrap();
        let texts = source.lines().filter_map(|line| Some(line.split_once(" = ")?.1));
        let mut allowed = words(&texts.collect::<Vec<_>>().join(" "));
        allowed.extend(words(LINK));
        allowed.extend(words(GROUPED));
        if let Some(Notice::Escalation { step, cycle, .. }) = notice {
            allowed.extend([step.to_string(), cycle.to_string()]);
            // The clock and the date in Morocco.
            allowed.extend(words("01:14 12/03"));
        }
        for shown in [&text(mail), &visible(&html(mail)), mail.subject().unwrap()] {
            let said = words(shown);
            let more: Vec<_> = said.difference(&allowed).collect();
            assert!(more.is_empty(), "{more:?}");
        }
    });
}

#[test]
fn subjects_tell_the_request_the_hurry_and_the_step() {
    let subject = |notice: &Notice, locale| {
        let raw = raw(Some(notice), locale);
        MessageParser::default().parse(&raw).unwrap().subject().unwrap().to_owned()
    };
    let first = escalation(Why::Unmatched, Urgency::Emergency, 2, 1, AT);
    let again = escalation(Why::Missing, Urgency::Planned, 3, 2, AT);
    assert_eq!(subject(&first, Locale::En), "7342-M9XD · tonight · no bed yet (step 2)");
    assert_eq!(subject(&first, Locale::Fr), "7342-M9XD · cette nuit · pas encore de lit (étape 2)");
    assert_eq!(
        subject(&again, Locale::En),
        "7342-M9XD · within a week · nobody arrived (step 3, round 2)"
    );
    let arabic: String =
        subject(&first, Locale::Ar).chars().filter(|c| !"\u{2068}\u{2069}".contains(*c)).collect();
    assert_eq!(arabic, "7342-M9XD · الليلة · لا سرير بعد (المرحلة 2)");
}

#[test]
fn times_are_those_of_a_clock_in_morocco() {
    let lines = |since| {
        let notice = escalation(Why::Unmatched, Urgency::Urgent, 1, 1, since);
        let raw = raw(Some(&notice), Locale::En);
        text(&MessageParser::default().parse(&raw).unwrap())
    };
    // The letter is of 14 March 2026: Ramadan, when Morocco keeps UTC instead of UTC+1.
    assert!(lines("2026-03-14T00:05:00Z").contains("Since: 00:05 (Morocco time)"));
    assert!(lines("2026-03-13T23:55:00Z").contains("Since: 13/03 at 23:55 (Morocco time)"));
    assert!(lines("2026-02-10T23:55:00Z").contains("Since: 11/02 at 00:55 (Morocco time)"));
}

#[test]
fn an_address_that_could_reach_beyond_its_header_is_refused() {
    for to in [
        "someone@example.org\r\nBcc: other@example.org",
        "someone@example.org\n",
        "\"some\r\none\"@example.org",
        "some one@example.org",
        "Someone <someone@example.org>",
        "someone@example.org,other@example.org",
        "sömeone@example.org",
        "someone",
        "",
    ] {
        let (locale, about) = (Locale::Fr, About::Account);
        let letter = Letter { id: ID, to, locale, about, link: LINK, at: moment(AT) };
        assert!(matches!(composer().compose(&letter), Err(ComposeError::To)), "{to:?}");
    }
}

#[test]
fn a_sender_or_host_that_is_none_is_refused() {
    let new = |from, url| Composer::new(from, url, Arc::new(Texts::load()));
    assert!(new("Mabit <mabit@localhost>", "http://localhost:8080").is_ok());
    assert!(new("mabit@example.org", "https://mabit.example").is_ok());
    assert!(matches!(new("Mabit", "http://localhost"), Err(ComposeError::From(_))));
    for url in ["localhost", "mailto:a@b", "", "data:,x"] {
        assert!(matches!(new("m@localhost", url), Err(ComposeError::PublicUrl)), "{url}");
    }
}

#[test]
fn references_are_shown_in_two_groups() {
    assert_eq!(grouped("K7Q2M9XD"), "K7Q2-M9XD");
    assert_eq!(grouped("K7Q2"), "K7Q2");
    assert_eq!(grouped(""), "");
}
