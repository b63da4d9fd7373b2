//! Every mail in every language, read back as a mail program would.

mod notices;

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use mabit::domain::escalation::EscalationReason;
use mabit::domain::notification::Notice;
use mabit::domain::request::{Outcome, Urgency};
use mabit::domain::zone::{MOROCCO, Zone};
use mabit::i18n::{Locale, Texts};
use mabit::mail::message::ComposeError;
use mabit::mail::message::Composer;
use mabit::mail::message::MailDraft;
use mabit::mail::message::grouped;
use mail_parser::{HeaderValue, Message, MessageParser};
use uuid::Uuid;

use crate::notices::{city, closed, digest, escalation, gap, late, notices};

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
    in_zone(url, MOROCCO)
}

fn in_zone(url: &str, zone: &str) -> Composer {
    let zone = Zone::parse(zone).unwrap();
    Composer::new("Mabit <nuit@mabit.example>", url, zone, Arc::new(Texts::load())).unwrap()
}

fn raw(notice: &Notice, locale: Locale) -> Vec<u8> {
    raw_by(&composer(), notice, locale)
}

fn raw_by(composer: &Composer, notice: &Notice, locale: Locale) -> Vec<u8> {
    let (to, at) = ("someone@example.org", moment(AT));
    let draft = MailDraft { id: ID, to, locale, notice, link: LINK, at };
    composer.compose(&draft).unwrap().formatted()
}

/// Composes every mail in every language, and looks at each.
fn each(look: impl Fn(&Notice, Locale, &[u8], &Message<'_>)) {
    for notice in &notices() {
        for &locale in Locale::ALL {
            let raw = raw(notice, locale);
            let mail = MessageParser::default().parse(&raw).unwrap();
            look(notice, locale, &raw, &mail);
        }
    }
}

/// The plain text of a letter, without the marks that keep directions apart.
fn plain(notice: &Notice, locale: Locale) -> String {
    let raw = raw(notice, locale);
    unmarked(&text(&MessageParser::default().parse(&raw).unwrap()))
}

fn unmarked(text: &str) -> String {
    text.chars().filter(|c| !"\u{2068}\u{2069}\u{200f}".contains(*c)).collect()
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
            assert_eq!(shown.contains(GROUPED), notice.request().is_some(), "{shown}");
        }
        // A mail program that translates leaves the reference alone.
        let (head, body) = html.split_once("<body").unwrap();
        assert!(head.contains("<title translate=\"no\">"), "{head}");
        let verbatim = format!("<bdi translate=\"no\" dir=\"ltr\">{GROUPED}</bdi>");
        assert_eq!(body.matches(GROUPED).count(), body.matches(&verbatim).count(), "{body}");
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
        let red = matches!(notice, Notice::Escalation { .. });
        assert_eq!(html.contains("#a33b2e"), red, "{html}");
    });
}

#[test]
fn in_arabic_a_reference_keeps_its_own_direction() {
    let notice = escalation(EscalationReason::Unmatched, Urgency::Emergency, 2, 1, AT);
    let raw = raw(&notice, Locale::Ar);
    let mail = MessageParser::default().parse(&raw).unwrap();
    let isolated = format!("\u{2068}{GROUPED}\u{2069}");
    assert!(mail.subject().unwrap().starts_with(&isolated));
    assert!(text(&mail).contains(&isolated));
    assert!(html(&mail).contains(&format!("<bdi translate=\"no\" dir=\"ltr\">{GROUPED}</bdi>")));
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
        if notice.request().is_none() {
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
fn a_mail_composed_again_is_the_same_to_the_byte() {
    each(|notice, locale, first, _| assert_eq!(raw(notice, locale), first));
}

/// The words of a text, in order.
fn words(text: &str) -> Vec<&str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect()
}

/// What a letter may say because its notice holds it: numbers, clock and date in Morocco.
fn told(notice: &Notice) -> &'static str {
    match notice {
        Notice::Escalation { late: Some(_), .. } => "2 01:14 12/03 03:05",
        Notice::Escalation { cycle: 1, .. } => "2 01:14",
        Notice::Escalation { .. } => "3 2 12/03 01:14",
        Notice::ArrivalAsked { .. } => "01:14 15/03 03:05",
        Notice::OfferWaits { .. } => "15/03 03:05",
        Notice::CountAsked { .. } => "01:14",
        Notice::DutyGaps { .. } => "Nador 14/03 22:00 15/03 06:00 10:00 11:30 17",
        Notice::Digest { .. } => "14/03 Nador 0 Salé 21 22 23 24 25 26 2 30",
        Notice::Trouble { .. } => "31",
        _ => "",
    }
}

#[test]
fn nothing_is_said_but_the_texts_and_the_notice() {
    each(|notice, locale, _, mail| {
        let path = format!("{}/src/i18n/{locale}/mail.ftl", env!("CARGO_MANIFEST_DIR"));
        let source = fs::read_to_string(path).unwrap();
        let lines = source.lines().filter(|line| !line.starts_with('#'));
        let texts = lines.map(|line| match line.split_once(" =") {
            Some((key, text)) if key.starts_with("mail-") => text,
            // A variant of a number: its text stands behind the bracket.
            _ => line.split_once("] ").map_or(line, |(_, text)| text),
        });
        let texts = texts.collect::<Vec<_>>().join(" ");
        let allowed: BTreeSet<_> =
            [&*texts, LINK, GROUPED, told(notice)].into_iter().flat_map(words).collect();
        for shown in [&text(mail), &visible(&html(mail)), mail.subject().unwrap()] {
            let more: Vec<_> = words(shown).into_iter().filter(|w| !allowed.contains(w)).collect();
            assert!(more.is_empty(), "{more:?}");
        }
    });
}

#[test]
fn no_key_or_variable_is_left_and_subjects_are_short() {
    each(|_, _, _, mail| {
        let subject = mail.subject().unwrap();
        for shown in [&text(mail), &visible(&html(mail)), subject] {
            for raw in ["mail-", "{", "}", "$"] {
                assert!(!shown.contains(raw), "{raw}: {shown}");
            }
        }
        assert!(subject.chars().count() <= 120, "{subject}");
    });
}

#[test]
fn no_mail_names_a_city_but_those_that_sum_up_many() {
    let table = concat!(env!("CARGO_MANIFEST_DIR"), "/config/cities.csv");
    let table = fs::read_to_string(table).unwrap();
    let names: BTreeSet<Vec<&str>> =
        table.lines().skip(1).flat_map(|line| line.split(',').take(4)).map(words).collect();
    assert!(names.len() > 100);
    each(|notice, _, _, mail| {
        let sums_up = match notice {
            Notice::Digest { cities, .. } => !cities.is_empty(),
            Notice::DutyGaps { .. } => true,
            _ => false,
        };
        let (text, html) = (text(mail), visible(&html(mail)));
        let subject = mail.subject().unwrap();
        assert!(names.iter().all(|name| !words(subject).windows(name.len()).any(|w| w == name)));
        for said in [words(&text), words(&html)] {
            let named = names.iter().find(|name| said.windows(name.len()).any(|w| w == *name));
            assert_eq!(named.is_some(), sums_up, "{named:?}: {said:?}");
        }
    });
}

#[test]
fn subjects_tell_the_request_the_hurry_and_the_step() {
    let subject = |notice: &Notice, locale| {
        let raw = raw(notice, locale);
        MessageParser::default().parse(&raw).unwrap().subject().unwrap().to_owned()
    };
    let first = escalation(EscalationReason::Unmatched, Urgency::Emergency, 2, 1, AT);
    let again = escalation(EscalationReason::Missing, Urgency::Planned, 3, 2, AT);
    assert_eq!(subject(&first, Locale::En), "7342-M9XD · tonight · no bed yet (step 2)");
    assert_eq!(subject(&first, Locale::Fr), "7342-M9XD · cette nuit · pas encore de lit (étape 2)");
    assert_eq!(
        subject(&again, Locale::En),
        "7342-M9XD · within a week · no news (step 3, round 2)"
    );
    let arabic = unmarked(&subject(&first, Locale::Ar));
    assert_eq!(arabic, "7342-M9XD · الليلة · لا سرير بعد (المرحلة 2)");
    let until = moment("2026-03-14T03:05:00Z");
    let urgency = Urgency::Emergency;
    let waits = Notice::OfferWaits { reference: REFERENCE.to_owned(), urgency, until };
    assert_eq!(subject(&waits, Locale::En), "7342-M9XD · tonight · answer by 03:05");
    assert_eq!(subject(&digest(vec![], 0), Locale::En), "Mabit: morning summary, 14/03");
    let gaps = Notice::DutyGaps { gaps: vec![], more: 1 };
    assert_eq!(subject(&gaps, Locale::En), "Mabit: hours without anybody on duty");
    let trouble = Notice::Trouble { findings: vec![] };
    assert_eq!(subject(&trouble, Locale::En), "Mabit: something needs attention");
}

#[test]
fn times_are_those_of_a_clock_in_morocco() {
    let lines = |since| {
        plain(&escalation(EscalationReason::Unmatched, Urgency::Urgent, 1, 1, since), Locale::En)
    };
    // The letter is of 14 March 2026: Ramadan, when Morocco keeps UTC instead of UTC+1.
    assert!(lines("2026-03-14T00:05:00Z").contains("Since: 00:05 (Morocco time)"));
    assert!(lines("2026-03-13T23:55:00Z").contains("Since: 13/03 at 23:55 (Morocco time)"));
    assert!(lines("2026-02-10T23:55:00Z").contains("Since: 11/02 at 00:55 (Morocco time)"));
    assert!(lines("2026-12-02T19:30:00Z").contains("Since: 02/12 at 19:30 (Morocco time)"));
    assert!(lines("2030-07-01T19:30:00Z").contains("Since: 01/07 at 19:30 (Morocco time)"));
}

#[test]
fn times_name_the_zone_whose_they_are() {
    let notice =
        escalation(EscalationReason::Unmatched, Urgency::Urgent, 1, 1, "2026-03-14T00:05:00Z");
    let composer = in_zone("https://mabit.example", "Europe/Paris");
    for (locale, clock) in [
        (Locale::Fr, "01:05 (fuseau Europe/Paris)"),
        (Locale::Ar, "(بتوقيت \u{2068}Europe/Paris\u{2069})"),
        (Locale::En, "01:05 (Europe/Paris time)"),
    ] {
        let raw = raw_by(&composer, &notice, locale);
        let mail = MessageParser::default().parse(&raw).unwrap();
        assert!(mail.body_text(0).unwrap().contains(clock), "{clock}");
    }
}

/// What is expected in each language, a line each.
fn in_each(lines: &str) -> impl Iterator<Item = (Locale, String)> {
    let lines = lines.lines().map(|line| line.replace('~', "\u{a0}"));
    let all: Vec<_> = Locale::ALL.iter().copied().zip(lines).collect();
    assert_eq!(all.len(), Locale::ALL.len());
    all.into_iter()
}

#[test]
fn a_late_alert_says_so_and_when_it_was_due() {
    let in_time =
        escalation(EscalationReason::Unmatched, Urgency::Urgent, 1, 1, "2026-03-13T23:00:00Z");
    let late = late(in_time.clone(), "2026-03-14T00:05:00Z");
    let expected = "\
Envoi prévu~: 00:05 (heure du Maroc). Ce message arrive en retard.
كان موعد الإرسال: الساعة 00:05 (بتوقيت المغرب). تصل هذه الرسالة متأخرة.
Was due: 00:05 (Morocco time). This message is late.";
    for (locale, line) in in_each(expected) {
        let (late, in_time) = (plain(&late, locale), plain(&in_time, locale));
        assert!(late.lines().any(|found| found == line), "{late}");
        let rest: Vec<_> = late.lines().filter(|found| *found != line).collect();
        assert_eq!(rest, in_time.lines().collect::<Vec<_>>());
    }
}

#[test]
fn a_closed_request_says_how_and_one_taken_back_does_not() {
    let expected = "\
Issue~: un lit ailleurs|retour en famille|à l’hôpital|contact perdu|autre issue
النتيجة: سرير في مكان آخر|العودة إلى الأسرة|في المستشفى|انقطع التواصل|نتيجة أخرى
Outcome: a bed elsewhere|back with family|in hospital|contact lost|another outcome";
    for (locale, phrases) in in_each(expected) {
        let (label, phrases) = phrases.split_once(": ").unwrap();
        assert_eq!(phrases.split('|').count(), Outcome::ALL.len());
        for (&outcome, phrase) in Outcome::ALL.iter().zip(phrases.split('|')) {
            let text = plain(&closed(Some(outcome), Urgency::Urgent), locale);
            assert!(text.lines().any(|line| line == format!("{label}: {phrase}")), "{text}");
        }
        assert!(!plain(&closed(None, Urgency::Urgent), locale).contains(label));
    }
}

#[test]
fn a_days_numbers_agree_with_their_nouns() {
    let line = |locale, n| {
        let text = plain(&digest(vec![city("X", [n; 6])], 0), locale);
        let line = text.lines().find_map(|line| line.strip_prefix('X')?.split_once(": "));
        line.unwrap().1.to_owned()
    };
    let arabic = "\
0: لم يُطلب أي سرير، لم يصل أي طفل، لا طفل بلا سرير
1: طُلب سرير واحد، وصل طفل واحد، طفل واحد بلا سرير، جواب واحد متأخر أو غائب، مركز واحد بلا عدد محدَّث، مركز واحد لا يجيب
2: طُلب سريران، وصل طفلان، طفلان بلا سرير، جوابان متأخران أو غائبان، مركزان بلا عدد محدَّث، مركزان لا يجيبان
3: طُلبت 3 أسرّة، وصل 3 أطفال، 3 أطفال بلا سرير، 3 أجوبة متأخرة أو غائبة، 3 مراكز بلا عدد محدَّث، 3 مراكز لا تجيب
11: طُلب 11 سريرًا، وصل 11 طفلًا، 11 طفلًا بلا سرير، 11 جوابًا متأخرًا أو غائبًا، 11 مركزًا بلا عدد محدَّث، 11 مركزًا لا يجيب
100: طُلب 100 سرير، وصل 100 طفل، 100 طفل بلا سرير، 100 جواب متأخر أو غائب، 100 مركز بلا عدد محدَّث، 100 مركز لا يجيب";
    for expected in arabic.lines() {
        let (n, expected) = expected.split_once(": ").unwrap();
        assert_eq!(line(Locale::Ar, n.parse().unwrap()), expected);
    }
    assert_eq!(line(Locale::En, 0), "0 beds asked for, 0 arrivals, 0 children without a bed");
    assert_eq!(
        line(Locale::En, 1),
        "1 bed asked for, 1 arrival, 1 child without a bed, 1 answer late or missing, 1 shelter without a recent count, 1 shelter that doesn’t answer"
    );
    assert_eq!(line(Locale::Fr, 0), "0 lit demandé, 0 arrivée, 0 enfant sans lit");
    assert_eq!(
        line(Locale::Fr, 2),
        "2 lits demandés, 2 arrivées, 2 enfants sans lit, 2 réponses tardives ou absentes, 2 foyers sans compte de lits récent, 2 foyers qui ne répondent pas"
    );
}

#[test]
fn a_day_tells_of_its_gaps_and_of_nothing_when_there_was_nothing() {
    let quiet = plain(&digest(vec![], 0), Locale::En);
    assert!(quiet.contains("No bed was asked for and no child is waiting."), "{quiet}");
    assert!(!quiet.contains("on duty"), "{quiet}");
    for (minutes, length) in [(45, "45 min"), (60, "1 h 0 min"), (1_545, "25 h 45 min")] {
        let text = plain(&digest(vec![], minutes), Locale::En);
        let line = format!("{length} without anybody on duty in the day ahead");
        assert!(text.lines().any(|found| found == line), "{text}");
    }
}

#[test]
fn gaps_stand_in_days_and_hours_of_morocco() {
    let gaps = vec![
        gap(Some("Nador"), "2026-07-03T23:30:00Z", "2026-07-04T05:00:00Z"),
        gap(None, "2026-07-05T21:00:00Z", "2026-07-06T05:00:00Z"),
    ];
    let notice = Notice::DutyGaps { gaps, more: 2 };
    let expected = "\
Nador~: samedi 04/07 à 00:30 – 06:00|Tout le pays~: dimanche 05/07 à 22:00 – lundi 06/07 à 06:00|et 2 autres
Nador: من السبت 04/07 على الساعة 00:30 إلى 06:00|المستوى الوطني: من الأحد 05/07 على الساعة 22:00 إلى الاثنين 06/07 على الساعة 06:00|وفترتان أخريان
Nador: Saturday 04/07, 00:30 – 06:00|The whole country: Sunday 05/07, 22:00 – Monday 06/07, 06:00|and 2 more";
    for (locale, lines) in in_each(expected) {
        let lines: Vec<_> = lines.split('|').collect();
        let text = plain(&notice, locale);
        let found: Vec<_> = text.lines().filter(|line| lines.contains(line)).collect();
        assert_eq!(found, lines, "{text}");
    }
}

#[test]
fn a_name_is_text_in_html() {
    let raw = raw(&digest(vec![city("<b>&", [1; 6])], 0), Locale::En);
    let html = html(&MessageParser::default().parse(&raw).unwrap());
    assert!(html.contains("&#60;b&#62;&#38;") && !html.contains("<b>"), "{html}");
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
        let (locale, notice) = (Locale::Fr, &digest(vec![], 0));
        let draft = MailDraft { id: ID, to, locale, notice, link: LINK, at: moment(AT) };
        assert!(matches!(composer().compose(&draft), Err(ComposeError::To)), "{to:?}");
    }
}

#[test]
fn a_sender_or_host_that_is_none_is_refused() {
    let zone = || Zone::parse(MOROCCO).unwrap();
    let new = |from, url| Composer::new(from, url, zone(), Arc::new(Texts::load()));
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
