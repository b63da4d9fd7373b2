//! What is refused for good is shown with its reason, and the next person is told at once.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use mabit::services::operations::jobs;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

use crate::post::Post;
use crate::server::{Act, Moment, Order};
use crate::support::smtp::Tls;
use crate::support::{App, CITY, NATIONAL, REGION, SECOND, on_both, text};

on_both!(
    a_refusal_at_any_moment_is_shown_and_the_next_person_told_at_once,
    a_refusal_holds_also_when_the_server_says_nothing_more,
    one_of_two_refused_leaves_the_other_the_alarm,
    two_refused_at_the_same_moment_let_the_next_be_told,
    one_that_came_through_after_its_refusal_counts,
    whoever_acknowledged_it_is_not_overtaken,
    whoever_does_not_get_a_hand_over_has_acknowledged_nothing,
    whoever_acknowledges_by_themselves_keeps_it,
    a_dead_mailbox_does_not_hurry_those_who_hear,
    a_mail_refused_after_a_bed_was_found_hurries_nothing,
    when_everybody_is_refused_each_is_asked_once_a_cycle,
    a_refused_mail_arrives_once_its_mailbox_is_there,
    a_refused_alarm_is_tried_until_its_request_is_settled,
    news_refused_for_an_hour_are_given_up,
    news_that_waited_for_hours_outlive_a_server_set_up_wrongly,
);

const NO_MAILBOX: &str = "550 5.1.1 <coordinator@asticude.example>: no such mailbox";

fn no_mailbox() -> Order {
    Order::at(Moment::Rcpt, Act::Say(NO_MAILBOX))
}

fn steps(expected: &[(i64, i64, &str)]) -> Vec<(i64, i64, String)> {
    expected.iter().map(|&(cycle, step, how)| (cycle, step, how.to_owned())).collect()
}

async fn a_refusal_at_any_moment_is_shown_and_the_next_person_told_at_once(app: App) {
    let post = Post::of(app, Tls::None).await;
    for (at, reply, reason) in [
        (Moment::Mail, "550 5.7.1 not from you", "550: 5.7.1 not from you"),
        (Moment::Rcpt, NO_MAILBOX, "550: 5.1.1 <c…@asticude.example>: no such mailbox"),
        (Moment::Data, "554 5.7.0 no", "554: 5.7.0 no"),
        (Moment::Dot, "552-5.2.3 too\r\n552 5.2.3 long", "552: 5.2.3 too long"),
    ] {
        let before = post.recipients().len();
        let request = post.alarm("nador").await;
        post.server.is_to([Order::at(at, Act::Say(reply))]);
        post.goes_out().await;
        assert_eq!(post.recipients().len(), before);
        let step = &post.escalation(&request).await["sent"][0];
        assert_eq!(step["delivery"], "undeliverable", "{at:?}");
        let trouble = text(&step["trouble"]).to_owned();
        assert_eq!(trouble.replace('\n', " "), format!("refused with {reason}"));
        let mail = &post.mails("undeliverable").await[0];
        assert_eq!((text(&mail["address"]), &mail["attempts"]), (CITY, &json!(1)));
        assert_eq!(text(&mail["reason"]), trouble);

        // The clock has not moved. Nobody has the region: it is the nation's turn.
        post.server.is_well();
        post.sweeps().await;
        assert_eq!(post.recipients()[before..], [NATIONAL]);
        let taken = [(1, 1, "undeliverable"), (1, 2, "nobody"), (1, 3, "sent")];
        assert_eq!(post.steps(&request).await, steps(&taken));
        assert_eq!(post.next_in(&request).await, 60);
        let history = format!("/requests/{}/history", text(&request["id"]));
        let history = post.app.person(NATIONAL).get(&history).await.is(200).to_string();
        assert!(history.contains("escalation.hurry"), "{history}");

        // And the first, ten minutes later, as the server takes it now.
        post.goes_out_after(TimeDelta::minutes(10)).await;
        assert_eq!(post.recipients()[before + 1..], [CITY]);
    }
    assert_eq!(post.mails("undeliverable").await, [Value::Null; 0]);
    post.each_arrived(1).await;
}

async fn a_refusal_holds_also_when_the_server_says_nothing_more(app: App) {
    let post = Post::of(app, Tls::None).await;
    for (at, reply) in [(Moment::Rcpt, "550 5.1.1 no"), (Moment::Dot, "554 5.7.0 no")] {
        let request = post.alarm("nador").await;
        // Never told, it never answers.
        let silent = Order::at(Moment::Quit, Act::SayWhenTold("221 bye"));
        post.server.is_to([Order::at(at, Act::Say(reply)), silent]);
        post.goes_out().await;
        post.server.is_well();
        post.sweeps().await;
        let taken = [(1, 1, "undeliverable"), (1, 2, "nobody"), (1, 3, "sent")];
        assert_eq!(post.steps(&request).await, steps(&taken));
    }
}

async fn one_of_two_refused_leaves_the_other_the_alarm(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_second().await;
    let request = post.alarm("nador").await;
    post.server.is_to([no_mailbox().about(CITY)]);
    post.goes_out().await;
    assert_eq!(post.recipients(), [SECOND]);
    assert_eq!(post.addresses("undeliverable").await, [CITY]);
    assert_eq!(post.addresses("sent").await, [SECOND]);
    let step = post.escalation(&request).await["sent"][0].clone();
    assert_eq!((&step["delivery"], &step["recipients"]), (&json!("failing"), &json!(2)));
    assert!(text(&step["trouble"]).contains("no such mailbox"), "{step}");
    // The next step keeps its time.
    assert_eq!(post.next_in(&request).await, 30);
    post.app.pass(TimeDelta::minutes(30) - TimeDelta::seconds(1));
    post.sweeps().await;
    assert_eq!(post.recipients(), [SECOND]);
    post.app.pass(TimeDelta::seconds(1));
    post.sweeps().await;
    assert_eq!(post.recipients(), [SECOND, NATIONAL]);
}

async fn two_refused_at_the_same_moment_let_the_next_be_told(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_second().await;
    for round in 1..=10 {
        let request = post.alarm("nador").await;
        post.server.is_to([Order::at(Moment::Rcpt, Act::SayWhenTold("550 5.1.1 no"))]);
        let stop = CancellationToken::new();
        let waits = Arc::clone(&post.app.cx.outbox_signal);
        let running = post.delivery().run(waits, Duration::from_secs(60), stop.clone(), || {});
        let running = tokio::spawn(running);
        post.server.waits(2).await;
        post.server.go_on();
        // What is under way when it is stopped is finished.
        stop.cancel();
        running.await.unwrap();
        assert_eq!(post.addresses("undeliverable").await.len(), round * 2);
        post.server.is_well();
        post.sweeps().await;
        assert_eq!(post.recipients().len(), round);
        let taken = [(1, 1, "undeliverable"), (1, 2, "nobody"), (1, 3, "sent")];
        assert_eq!(post.steps(&request).await, steps(&taken));
    }
    assert!(post.recipients().iter().all(|to| to == NATIONAL));
}

async fn one_that_came_through_after_its_refusal_counts(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_second().await;
    let request = post.alarm("nador").await;
    let later = Order::at(Moment::Rcpt, Act::Say("451 4.3.0 later")).about(SECOND);
    post.server.is_to([no_mailbox().about(CITY), later.clone()]);
    post.goes_out().await;
    post.server.is_to([later]);
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert_eq!(post.recipients(), [CITY]);
    post.server.is_to([no_mailbox().about(SECOND)]);
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert_eq!(post.addresses("undeliverable").await, [SECOND]);
    // One of the two knows.
    assert_eq!(post.next_in(&request).await, 10);
}

async fn whoever_acknowledged_it_is_not_overtaken(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    let path = format!("/requests/{}/acknowledge", text(&request["id"]));
    post.app.coordinator("nador").order(&path).await.is(200);
    post.server.is_to([no_mailbox()]);
    post.goes_out().await;
    assert_eq!(post.addresses("undeliverable").await, [CITY]);
    assert_eq!(post.next_in(&request).await, 30);
}

async fn whoever_does_not_get_a_hand_over_has_acknowledged_nothing(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_second().await;
    let request = post.alarm("nador").await;
    post.goes_out().await;
    post.is_handed_over(&request).await;
    assert_eq!(text(&post.escalation(&request).await["acknowledged"]["by"]).len(), 36);
    post.server.is_to([no_mailbox().about(SECOND)]);
    post.goes_out().await;
    post.server.is_well();
    post.sweeps().await;
    assert_eq!(post.escalation(&request).await["acknowledged"], Value::Null);
    assert_eq!(post.recipients().last().unwrap(), NATIONAL);
}

async fn whoever_acknowledges_by_themselves_keeps_it(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_second().await;
    let request = post.alarm("nador").await;
    post.goes_out().await;
    post.is_handed_over(&request).await;
    post.server.is_to([no_mailbox().about(SECOND)]);
    post.goes_out().await;
    jobs::sweep(&post.app.cx).await.unwrap();
    assert_eq!(post.escalation(&request).await["acknowledged"], Value::Null);
    // The word of it, which is tried again and again, says nothing of what came after.
    post.app.pass(TimeDelta::minutes(1));
    let path = format!("/requests/{}/acknowledge", text(&request["id"]));
    post.app.person(SECOND).order(&path).await.is(200);
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert!(post.escalation(&request).await["acknowledged"].is_object());
    assert_eq!(post.next_in(&request).await, 20);
}

async fn a_dead_mailbox_does_not_hurry_those_who_hear(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    post.server.is_to([no_mailbox().about(CITY)]);
    post.sweeps().await;
    post.sweeps().await;
    assert_eq!(post.recipients(), [NATIONAL]);
    for minutes in [50, 40, 30, 20, 10] {
        post.goes_out_after(TimeDelta::minutes(10)).await;
        assert_eq!(post.next_in(&request).await, minutes);
    }
    post.app.pass(TimeDelta::minutes(10));
    post.sweeps().await;
    post.sweeps().await;
    assert_eq!(post.recipients(), [NATIONAL; 2]);
}

async fn a_mail_refused_after_a_bed_was_found_hurries_nothing(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    post.server.is_to([Order::at(Moment::Rcpt, Act::SayWhenTold("550 5.1.1 no"))]);
    let delivery = post.delivery();
    let sending = tokio::spawn(async move { delivery.deliver_due().await });
    post.server.waits(1).await;
    post.finds_a_bed(&request).await;
    let next = async || {
        let now = post.app.outreach("nador").request(&request).await;
        text(&now["next_escalation_at"]).to_owned()
    };
    let before = next().await;
    post.server.go_on();
    sending.await.unwrap().unwrap();
    assert_eq!(post.addresses("undeliverable").await.first().unwrap(), CITY);
    assert_eq!(next().await, before, "both sides are asked in their time");
}

async fn when_everybody_is_refused_each_is_asked_once_a_cycle(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.app.with_region().await;
    let request = post.alarm("nador").await;
    post.server.is_to([no_mailbox()]);
    let mut taken = Vec::new();
    for cycle in 1..=3 {
        for _ in 0..10 {
            post.sweeps().await;
        }
        let how = "undeliverable";
        taken.extend([(cycle, 1, how), (cycle, 2, how), (cycle, 3, how)]);
        assert_eq!(post.steps(&request).await, steps(&taken));
        // It begins anew much sooner than if anybody had heard of it.
        assert_eq!(post.next_in(&request).await, 10, "cycle {cycle}");
        post.app.pass(TimeDelta::minutes(10));
    }
    assert_eq!(
        post.addresses("undeliverable").await,
        [[CITY; 3], [REGION; 3], [NATIONAL; 3]].concat()
    );
    assert_eq!(post.recipients(), [""; 0]);
}

async fn a_refused_mail_arrives_once_its_mailbox_is_there(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    post.server.is_to([no_mailbox().about(CITY)]);
    post.goes_out().await;
    for tries in 2..=3 {
        post.goes_out_after(TimeDelta::minutes(10) - TimeDelta::seconds(1)).await;
        assert_eq!(post.mails("undeliverable").await[0]["attempts"], tries - 1);
        post.goes_out_after(TimeDelta::seconds(1)).await;
        assert_eq!(post.mails("undeliverable").await[0]["attempts"], tries);
    }
    post.server.is_well();
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert_eq!(post.recipients(), [CITY]);
    post.each_arrived(1).await;
    assert_eq!(post.steps(&request).await, steps(&[(1, 1, "sent")]));
    assert_eq!(post.mails("sent").await[0]["reason"], Value::Null);
}

async fn a_refused_alarm_is_tried_until_its_request_is_settled(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    post.server.is_to([no_mailbox()]);
    post.goes_out().await;
    for _ in 0..18 {
        post.goes_out_after(TimeDelta::minutes(10)).await;
    }
    let refused = &post.mails("undeliverable").await[0];
    assert_eq!(refused["attempts"], 19);
    assert!(refused["next_attempt_at"].is_string(), "{refused}");
    post.finds_a_bed(&request).await;
    post.server.is_well();
    post.goes_out_after(TimeDelta::days(1)).await;
    let refused = &post.mails("undeliverable").await[0];
    assert_eq!((&refused["attempts"], &refused["next_attempt_at"]), (&json!(19), &Value::Null));
    assert!(text(&refused["reason"]).contains("no such mailbox"), "{refused}");
}

async fn news_refused_for_an_hour_are_given_up(app: App) {
    let post = Post::of(app, Tls::None).await;
    with_news(&post).await;
    post.server.is_to([no_mailbox()]);
    post.goes_out().await;
    for _ in 0..12 {
        post.goes_out_after(TimeDelta::minutes(5)).await;
    }
    let refused = &post.mails("undeliverable").await[0];
    assert_eq!((&refused["attempts"], &refused["next_attempt_at"]), (&json!(6), &Value::Null));
    assert!(text(&refused["reason"]).contains("no such mailbox"), "{refused}");
    post.server.is_well();
    post.goes_out_after(TimeDelta::days(1)).await;
    assert_eq!(post.recipients(), [CITY]);
}

async fn news_that_waited_for_hours_outlive_a_server_set_up_wrongly(app: App) {
    let post = Post::of(app, Tls::None).await;
    with_news(&post).await;
    post.server.goes_down().await;
    for _ in 0..12 {
        post.goes_out_after(TimeDelta::minutes(10)).await;
    }
    post.server.comes_up().await;
    post.server.is_to([Order::at(Moment::Mail, Act::Say("550 5.7.1 no relaying"))]);
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert_eq!(post.addresses("undeliverable").await, [CITY]);
    post.server.is_well();
    post.goes_out_after(TimeDelta::minutes(10)).await;
    assert_eq!(post.recipients(), [CITY; 2]);
    post.each_arrived(1).await;
}

/// Somebody was alarmed, and is about to hear that a bed was found.
async fn with_news(post: &Post) {
    let request = post.alarm("nador").await;
    post.goes_out().await;
    post.finds_a_bed(&request).await;
    assert_eq!(
        (post.recipients(), post.addresses("waiting").await),
        (vec![CITY.into()], vec![CITY.into()])
    );
}
