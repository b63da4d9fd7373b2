//! Whatever befalls the server, every mail arrives once it is well: exactly once, or, where its
//! answer was lost after it had the mail, once more with the same Message-ID.

use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::post::Post;
use crate::server::{Act, Moment, Order};

use Act::{BeSilent, Dawdle, HangUp, Say};
use Moment::{Connected, Data, Dot, Ehlo, Handshake, Mail, Noop, Rcpt, StartTls};

use crate::support::app::run;
use crate::support::smtp::Tls;
use crate::support::{App, Backend, CITY, on_both, text};

on_both!(
    slow_but_in_time_it_is_delivered_at_once,
    a_connection_that_died_at_rest_is_replaced,
    one_that_hangs_holds_nobody_else_up,
    one_under_way_is_not_sent_beside_itself_when_the_clock_is_set_on,
);

async fn slow_but_in_time_it_is_delivered_at_once(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.server.is_to([Order::at(Mail, Dawdle), Order::at(Dot, Dawdle)]);
    post.alarm("nador").await;
    post.goes_out().await;
    post.each_arrived(1).await;
    assert_eq!(post.mails("sent").await[0]["attempts"], 1);
}

async fn a_connection_that_died_at_rest_is_replaced(app: App) {
    let post = Post::of(app, Tls::None).await;
    for (act, tries) in [(HangUp, 1), (Say("421 4.3.2 idle too long"), 1), (BeSilent, 2)] {
        post.alarm("nador").await;
        post.goes_out().await;
        post.server.is_to([Order::at(Noop, act)]);
        post.app.pass(TimeDelta::seconds(1));
        post.alarm("nador").await;
        post.goes_out().await;
        post.goes_out_after(TimeDelta::seconds(5)).await;
        post.server.is_well();
        post.each_arrived(1).await;
        assert_eq!(post.mails("waiting").await, [Value::Null; 0]);
        assert_eq!(post.mails("sent").await[0]["attempts"], tries, "{act:?}");
    }
}

async fn one_that_hangs_holds_nobody_else_up(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.server.is_to([Order::at(Rcpt, Act::SayWhenTold("250 go on")).about(CITY)]);
    for city in ["nador", "oujda", "tanger"] {
        post.alarm(city).await;
    }
    let (delivery, stop) = (post.delivery(), CancellationToken::new());
    let waits = Arc::clone(&post.app.cx.outbox_signal);
    let running = tokio::spawn(delivery.run(waits, Duration::from_secs(60), stop.clone(), || {}));
    post.server.waits(1).await;
    post.server.takes(2).await;
    for city in ["oujda", "tanger"] {
        post.alarm(city).await;
    }
    post.server.takes(4).await;
    post.server.go_on();
    stop.cancel();
    running.await.unwrap();
    assert_eq!(post.recipients()[4..], [CITY]);
    post.each_arrived(1).await;
}

async fn one_under_way_is_not_sent_beside_itself_when_the_clock_is_set_on(app: App) {
    let post = Post::of(app, Tls::None).await;
    post.alarm("nador").await;
    post.server.is_to([Order::at(Rcpt, Act::SayWhenTold("250 go on"))]);
    let delivery = post.delivery();
    let sending = tokio::spawn(async move { delivery.deliver_due().await });
    post.server.waits(1).await;
    // Its lease has ended, by a clock that was set.
    for _ in 0..3 {
        post.goes_out_after(TimeDelta::hours(1)).await;
    }
    post.server.go_on();
    sending.await.unwrap().unwrap();
    assert_eq!(post.addresses("waiting").await, [""; 0]);
    post.goes_out_after(TimeDelta::hours(1)).await;
    post.each_arrived(1).await;
}

/// What befalls the server.
struct Fault {
    tls: Tls,
    /// What it is told to do; nothing for a server that is down.
    orders: Vec<Order>,
    /// What is told of it where mail is listed.
    reason: &'static str,
}

/// Makes of each fault a test of that name on each of its databases.
macro_rules! faults {
    ($($name:ident on $($database:ident),+: $tls:ident, $orders:expr, $reason:literal;)+) => {$(
        mod $name {
            use super::*;

            $(faults!(@one $database $tls, $orders, $reason);)+
        }
    )+};
    (@one Sqlite $($fault:tt)+) => {
        #[tokio::test]
        async fn sqlite() {
            faults!(@run Sqlite $($fault)+);
        }
    };
    (@one Postgres $($fault:tt)+) => {
        #[tokio::test]
        #[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
        async fn postgres() {
            faults!(@run Postgres $($fault)+);
        }
    };
    (@run $database:ident $tls:ident, $orders:expr, $reason:literal) => {
        let fault = Fault { tls: Tls::$tls, orders: $orders.into(), reason: $reason };
        run(Backend::$database, async |app| outlives(app, fault).await).await;
    };
}

faults! {
    the_server_is_down on Sqlite, Postgres:
        None, [], "not sent: Connection error";

    it_hangs_up_when_called on Sqlite:
        None, [Order::at(Connected, HangUp)], "not sent: ";
    it_hangs_up_after_the_greeting on Sqlite:
        None, [Order::at(Ehlo, HangUp)], "not sent: ";
    it_hangs_up_at_mail on Sqlite:
        None, [Order::at(Mail, HangUp)], "not sent: ";
    it_hangs_up_at_rcpt on Sqlite:
        None, [Order::at(Rcpt, HangUp)], "not sent: ";
    it_hangs_up_at_data on Sqlite:
        None, [Order::at(Data, HangUp)], "not sent: ";
    it_hangs_up_when_it_has_the_mail on Sqlite:
        None, [Order::at(Dot, HangUp)], "perhaps sent: ";
    it_hangs_up_when_it_has_kept_the_mail on Sqlite, Postgres:
        None, [Order::at(Dot, HangUp).kept()], "perhaps sent: ";

    it_is_silent_when_called on Sqlite, Postgres:
        None, [Order::at(Connected, BeSilent)], "not sent: the mail server did not answer in time";
    it_is_silent_after_the_greeting on Sqlite:
        None, [Order::at(Ehlo, BeSilent)], "not sent: the mail server did not answer in time";
    it_is_silent_at_mail on Sqlite:
        None, [Order::at(Mail, BeSilent)], "not sent: the mail server did not answer in time";
    it_is_silent_at_rcpt on Sqlite:
        None, [Order::at(Rcpt, BeSilent)], "not sent: the mail server did not answer in time";
    it_is_silent_at_data on Sqlite:
        None, [Order::at(Data, BeSilent)], "not sent: the mail server did not answer in time";
    it_is_silent_when_it_has_the_mail on Sqlite:
        None, [Order::at(Dot, BeSilent)], "perhaps sent: the mail server did not answer in time";
    it_is_silent_when_it_has_kept_the_mail on Sqlite, Postgres:
        None, [Order::at(Dot, BeSilent).kept()],
        "perhaps sent: the mail server did not answer in time";

    it_greets_a_byte_a_second on Sqlite:
        None, [Order::at(Connected, Dawdle), Order::at(Ehlo, Dawdle)],
        "not sent: the mail server did not answer in time";
    it_lets_mail_in_a_byte_a_second on Sqlite:
        None, [Order::at(Mail, Dawdle), Order::at(Rcpt, Dawdle), Order::at(Data, Dawdle)],
        "not sent: the mail server did not answer in time";
    it_says_yes_a_byte_a_second_and_too_late on Sqlite, Postgres:
        None, [Order::at(Data, Dawdle), Order::at(Dot, Dawdle), Order::at(Rcpt, Dawdle)],
        "perhaps sent: the mail server did not answer in time";

    it_is_too_busy_to_greet on Sqlite:
        None, [Order::at(Connected, Say("421 4.3.2 too busy"))], "not sent: transient error (421)";
    it_turns_everybody_away on Sqlite:
        None, [Order::at(Connected, Say("554 5.3.2 no mail here"))], "554";
    it_is_too_busy_at_ehlo on Sqlite:
        None, [Order::at(Ehlo, Say("451 4.3.0 later"))], "451";
    it_knows_no_ehlo on Sqlite:
        None, [Order::at(Ehlo, Say("550 5.5.1 not with me"))], "550";
    it_is_too_busy_at_mail on Sqlite:
        None, [Order::at(Mail, Say("452 4.3.1 no room"))], "not sent: 452 4.3.1 no room";
    it_asks_everybody_to_come_again on Sqlite, Postgres:
        None, [Order::at(Rcpt, Say("450 4.7.1 greylisted"))], "not sent: 450 4.7.1 greylisted";
    it_is_too_busy_at_data on Sqlite:
        None, [Order::at(Data, Say("421 4.3.2 closing"))], "not sent: 421 4.3.2 closing";
    it_can_not_keep_it on Sqlite:
        None, [Order::at(Dot, Say("451-4.3.0 disk full\r\n451 4.3.0 later"))],
        "not sent: 451 4.3.0 disk full";
    it_babbles_at_rcpt on Sqlite:
        None, [Order::at(Rcpt, Say("what?"))], "not sent: ";
    it_babbles_when_it_has_the_mail on Sqlite:
        None, [Order::at(Dot, Say("\u{1f6cf}"))], "perhaps sent: ";

    it_knows_no_tls on Sqlite:
        Upgrade, [Order::at(Ehlo, Say("250 mail.test"))], "STARTTLS is not supported";
    it_has_no_tls_now on Sqlite:
        Upgrade, [Order::at(StartTls, Say("454 4.7.0 no TLS now"))], "454";
    it_hangs_up_at_starttls on Sqlite:
        Upgrade, [Order::at(StartTls, HangUp)], "not sent: ";
    it_is_silent_at_starttls on Sqlite:
        Upgrade, [Order::at(StartTls, BeSilent)],
        "not sent: the mail server did not answer in time";
    it_drops_tls_as_it_begins on Sqlite, Postgres:
        Upgrade, [Order::at(Handshake, HangUp)], "not sent: ";
    it_is_silent_as_tls_begins on Sqlite:
        Upgrade, [Order::at(Handshake, BeSilent)],
        "not sent: the mail server did not answer in time";
    it_goes_on_in_the_clear on Sqlite:
        Upgrade, [Order::at(Handshake, Say("250 mail.test"))], "not sent: ";
    it_drops_tls_from_the_start on Sqlite:
        Implicit, [Order::at(Handshake, HangUp)], "not sent: ";
    it_drops_tls_at_data on Sqlite:
        Upgrade, [Order::at(Data, HangUp)], "not sent: ";
    it_drops_tls_when_it_has_kept_the_mail on Sqlite:
        Implicit, [Order::at(Dot, HangUp).kept()], "perhaps sent: ";
}

/// How long after its nth try a mail is tried again.
const PAUSES: [i64; 4] = [5, 10, 20, 40];

/// Alarms of three cities meet the fault four times, wait as long as they should, and arrive
/// when it is over.
async fn outlives(app: App, fault: Fault) {
    let post = Post::of(app, fault.tls).await;
    let mut alarms = Vec::new();
    for city in ["nador", "oujda", "tanger"] {
        alarms.push(post.alarm(city).await);
    }
    let is_down = fault.orders.is_empty();
    let lost = if fault.orders.iter().any(Order::keeps) { PAUSES.len() } else { 0 };
    if is_down {
        post.server.goes_down().await;
    }
    post.server.is_to(fault.orders);
    post.goes_out().await;
    for (tries, pause) in (1..).zip(PAUSES) {
        all_wait(&post, tries, fault.reason).await;
        if tries < PAUSES.len() {
            post.goes_out_after(TimeDelta::seconds(pause - 1)).await;
            all_wait(&post, tries, fault.reason).await;
            post.goes_out_after(TimeDelta::seconds(1)).await;
        }
    }
    for alarm in &alarms {
        let step = &post.escalation(alarm).await["sent"][0];
        assert_eq!(step["delivery"], "failing");
        assert!(text(&step["trouble"]).contains(fault.reason), "{step}");
    }
    assert_eq!(post.server.arrived().len(), lost * alarms.len());

    if is_down {
        post.server.comes_up().await;
    }
    post.server.is_well();
    post.goes_out_after(TimeDelta::seconds(39)).await;
    assert_eq!(post.server.arrived().len(), lost * alarms.len(), "before its time");
    post.goes_out_after(TimeDelta::seconds(1)).await;
    post.each_arrived(lost + 1).await;
    assert_eq!(post.mails("sent").await.len(), alarms.len());
    for alarm in &alarms {
        let step = &post.escalation(alarm).await["sent"][0];
        assert_eq!((&step["delivery"], &step["trouble"]), (&"sent".into(), &Value::Null));
    }
    post.goes_out_after(TimeDelta::days(1)).await;
    post.each_arrived(lost + 1).await;
}

/// All three wait, were tried so often, and say why.
async fn all_wait(post: &Post, tries: usize, reason: &str) {
    let waiting = post.mails("waiting").await;
    assert_eq!(waiting.len(), 3);
    for mail in waiting {
        assert_eq!(mail["attempts"], tries, "{mail}");
        assert!(text(&mail["reason"]).contains(reason), "{mail}");
    }
}
