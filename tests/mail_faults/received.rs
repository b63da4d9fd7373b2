//! What a mail server really gets: one conversation a request, and nothing that tells anybody
//! who read it.

use chrono::TimeDelta;
use mail_parser::{Message, MessageParser, MimeHeaders};

use crate::post::{FROM, Post};
use crate::server::{Act, Arrived, Moment, Order};
use crate::support::smtp::Tls;
use crate::support::{App, CITY, Mail, NATIONAL, PUBLIC_URL, REGION, SECOND, on_both, text};

on_both!(
    a_request_is_one_conversation_without_image_or_tracking,
    an_alert_that_waited_for_its_server_says_that_it_comes_late,
);

/// All that a mail may say of itself.
const HEADERS: [&str; 10] = [
    "Auto-Submitted",
    "Content-Type",
    "Date",
    "From",
    "In-Reply-To",
    "MIME-Version",
    "Message-ID",
    "References",
    "Subject",
    "To",
];

async fn a_request_is_one_conversation_without_image_or_tracking(app: App) {
    let post = Post::of(app, Tls::Upgrade).await;
    post.app.with_second().await;
    post.app.with_region().await;
    let mut told = Vec::new();
    for round in 0..2 {
        let request = post.alarm("nador").await;
        post.sweeps().await;
        for _ in 0..2 {
            post.app.pass(TimeDelta::minutes(30));
            post.sweeps().await;
        }
        post.is_handed_over(&request).await;
        post.goes_out().await;
        post.finds_a_bed(&request).await;
        post.sweeps().await;
        told.push(request);
        let everybody = [CITY, NATIONAL, REGION, SECOND];
        let mut expected = [&everybody[..], &[SECOND], &everybody[..]].concat();
        expected.sort_unstable();
        let mut got = post.recipients()[round * expected.len()..].to_vec();
        got.sort_unstable();
        assert_eq!(got, expected, "all alerted, one handed over to, all told how it ended");
    }
    post.each_arrived(1).await;
    let arrived = post.server.arrived();
    for (request, mails) in told.iter().zip(arrived.chunks(arrived.len() / 2)) {
        let reference = text(&request["reference"]);
        for mail in mails {
            is_of_the_conversation(mail, reference);
        }
    }
}

async fn an_alert_that_waited_for_its_server_says_that_it_comes_late(app: App) {
    let post = Post::of(app, Tls::None).await;
    for (minutes, late) in [(5, false), (6, true)] {
        post.server.is_to([Order::at(Moment::Rcpt, Act::Say("450 4.7.1 greylisted"))]);
        post.alarm("nador").await;
        post.goes_out().await;
        post.server.is_well();
        post.goes_out_after(TimeDelta::minutes(minutes)).await;
        let mail = Mail::read(&post.server.arrived().last().unwrap().raw);
        assert_eq!(mail.words().contains("Ce message arrive en retard."), late, "{}", mail.text);
    }
    post.each_arrived(1).await;
}

fn parsed(mail: &Arrived) -> Message<'_> {
    MessageParser::new().parse(&mail.raw).unwrap()
}

#[track_caller]
fn is_of_the_conversation(mail: &Arrived, reference: &str) {
    let message = parsed(mail);
    let shown = String::from_utf8(mail.raw.clone()).expect("plain text");
    let mut names: Vec<&str> = message.headers_raw().map(|(name, _)| name).collect();
    names.sort_unstable();
    assert_eq!(names, HEADERS, "{shown}");
    let header = |name: &str| message.header_raw(name).unwrap().trim().to_owned();
    assert_eq!(header("Auto-Submitted"), "auto-generated");
    let conversation = format!("<request-{reference}@mabit.example>");
    assert_eq!(header("References"), conversation);
    assert_eq!(header("In-Reply-To"), conversation);
    assert_eq!(header("From"), format!("Mabit <{FROM}>"));
    assert_eq!(mail.from, FROM);
    assert_eq!([header("To")], *mail.to);

    // Two texts, nothing attached, nothing to fetch.
    let kinds: Vec<String> = message
        .parts
        .iter()
        .map(|part| part.content_type().unwrap())
        .map(|kind| format!("{}/{}", kind.ctype(), kind.subtype().unwrap()))
        .collect();
    assert_eq!(kinds, ["multipart/alternative", "text/plain", "text/html"]);
    let html = message.body_html(0).unwrap().to_lowercase();
    for fetching in
        ["<img", "<link", "<script", "<iframe", "src=", "url(", "@import", "background="]
    {
        assert!(!html.contains(fetching), "{fetching} in {html}");
    }
    // The same link for everybody, or it would tell who followed it.
    let link = format!("{PUBLIC_URL}/coordinator/requests/{reference}");
    assert!(links(mail).iter().all(|found| *found == link), "{shown}");
    assert_eq!(links(mail).len(), 3, "once as text, once to follow, once to copy");

    assert!(shown.is_ascii());
    let lines: Vec<&str> = shown.split("\r\n").collect();
    assert!(lines.iter().all(|line| line.len() <= 998 && !line.contains(['\r', '\n'])));
}

/// Every address of the web in both texts.
fn links(mail: &Arrived) -> Vec<String> {
    let message = parsed(mail);
    let both = [message.body_text(0).unwrap(), message.body_html(0).unwrap()];
    let ends = |c: char| c.is_whitespace() || "\"'<>".contains(c);
    both.iter()
        .flat_map(|part| {
            part.match_indices("http")
                .map(|(at, _)| part[at..].split(ends).next().unwrap_or_default().to_owned())
        })
        .collect()
}
