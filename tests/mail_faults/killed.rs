//! A sender that is killed, or that stalls until another has taken its place.

use chrono::TimeDelta;
use serde_json::Value;

use crate::post::Post;
use crate::server::{Act, Moment, Order};
use crate::support::smtp::Tls;
use crate::support::{App, CITY, on_both};

on_both!(
    killed_before_the_server_has_it_another_sends_it_once_the_lease_is_over,
    killed_between_the_answer_and_the_mark_it_is_sent_again_under_the_same_id,
    a_stalled_sender_changes_nothing_once_another_has_sent_it,
);

/// How long a claim holds.
const LEASE: TimeDelta = TimeDelta::seconds(90);

/// Kills the sender while the server keeps it waiting; gives the mails it had claimed.
async fn killed_at(post: &Post, order: Order) -> usize {
    for city in ["nador", "oujda", "tanger"] {
        post.alarm(city).await;
    }
    post.server.is_to([order]);
    let delivery = post.delivery();
    let sender = tokio::spawn(async move { delivery.deliver_due().await });
    post.server.waits(1).await;
    sender.abort();
    assert!(sender.await.unwrap_err().is_cancelled());
    post.server.is_well();
    post.mails("waiting").await.len()
}

/// Nobody sends what the killed one had claimed before its lease is over; then another does.
async fn another_takes_its_place(post: &Post) {
    let before = post.server.arrived();
    let another = post.another();
    another.deliver_due().await.unwrap();
    post.app.pass(LEASE - TimeDelta::microseconds(1));
    another.deliver_due().await.unwrap();
    assert_eq!(post.server.arrived(), before);
    post.app.pass(TimeDelta::microseconds(1));
    another.deliver_due().await.unwrap();
}

async fn killed_before_the_server_has_it_another_sends_it_once_the_lease_is_over(app: App) {
    let post = Post::of(app, Tls::None).await;
    let claimed = killed_at(&post, Order::at(Moment::Rcpt, Act::SayWhenTold("250 ok"))).await;
    assert_eq!(claimed, 3);
    another_takes_its_place(&post).await;
    assert_eq!(post.server.arrived().len(), 3);
    post.each_arrived(1).await;
}

async fn killed_between_the_answer_and_the_mark_it_is_sent_again_under_the_same_id(app: App) {
    let post = Post::of(app, Tls::None).await;
    let lost = Order::at(Moment::Dot, Act::SayWhenTold("250 kept")).kept();
    assert_eq!(killed_at(&post, lost).await, 3);
    assert_eq!(post.recipients().len(), 1);
    another_takes_its_place(&post).await;
    let arrived = post.arrived();
    let mut copies: Vec<usize> = arrived.values().map(|(_, copies)| *copies).collect();
    copies.sort_unstable();
    assert_eq!(copies, [1, 1, 2]);
    assert_eq!(post.mails("sent").await.len(), 3);
}

async fn a_stalled_sender_changes_nothing_once_another_has_sent_it(app: App) {
    let post = Post::of(app, Tls::None).await;
    let request = post.alarm("nador").await;
    post.server.is_to([Order::at(Moment::Rcpt, Act::SayWhenTold("550 5.1.1 no"))]);
    let delivery = post.delivery();
    let stalled = tokio::spawn(async move { delivery.deliver_due().await });
    post.server.waits(1).await;
    post.server.is_well();
    post.app.pass(LEASE);
    post.another().deliver_due().await.unwrap();
    assert_eq!(post.recipients(), [CITY]);
    post.server.go_on();
    stalled.await.unwrap().unwrap();
    assert_eq!(post.mails("undeliverable").await, [Value::Null; 0]);
    assert_eq!(post.steps(&request).await, [(1, 1, "sent".to_owned())]);
    assert_eq!(post.next_in(&request).await, 28);
    post.goes_out_after(TimeDelta::days(1)).await;
    post.each_arrived(1).await;
}
