//! Background tasks that panic: they are started again, and nothing is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use mabit::background::Background;
use mabit::clock::{Clock, SystemClock};
use mabit::config::Config;
use mabit::i18n::Texts;
use mabit::mail::delivery::Delivery;
use mabit::mail::message::Composer;
use mabit::mail::transport::Transport;
use mabit::services::Context;
use mabit::services::operations::demo;
use mabit::services::operations::jobs;
use mabit::services::placement::requests;
use mabit::store::Opening;
use mabit::store::Store;
use mabit::store::StoreError;
use mabit::store::identity::accounts;
use mabit::store::operations::audit_log;
use mabit::store::operations::audit_log::Entry;
use serde_json::json;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use crate::people::open;
use crate::support::acts::with_right;
use crate::support::program::until;
use crate::support::{Backend, Database};

/// A clock that panics the first few times it is asked.
struct BrokenClock(AtomicU32);

impl Clock for BrokenClock {
    fn now(&self) -> DateTime<Utc> {
        let left = self.0.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        assert!(left.is_err(), "a clock that a test has broken");
        SystemClock.now()
    }
}

#[tokio::test]
async fn a_delivery_that_panics_goes_on() {
    let database = Database::new(Backend::Sqlite).await;
    let cx = open(&database, Arc::new(SystemClock)).await;
    let url = "https://mabit.example".to_owned();
    let config = Config::load_from(None, []).unwrap();
    let (from, zone, texts) = (&config.mail.from, config.locale.zone.clone(), Texts::load());
    let composer = Composer::new(from, &url, zone, Arc::new(texts)).unwrap();
    let clock = Arc::new(BrokenClock(AtomicU32::new(3)));
    let delivery =
        Arc::new(Delivery::new(cx.store.clone(), clock, composer, Transport::memory(), url));
    let background = Background::new(CancellationToken::new());
    let (beats, stop) = (cx.heartbeats.clone(), CancellationToken::new());
    let (sending, waits, stopped) =
        (Arc::clone(&delivery), Arc::clone(&cx.outbox_signal), stop.clone());
    background.run_to_its_end("delivery", move || {
        let beats = beats.clone();
        let tick = Duration::from_millis(100);
        Arc::clone(&sending).run(Arc::clone(&waits), tick, stopped.clone(), move || {
            beats.beat("delivery");
        })
    });
    demo::fill(&cx).await.unwrap();
    ask_for_a_bed_that_is_nowhere(&cx).await;
    jobs::sweep(&cx).await.unwrap();
    until("the mail goes out", Duration::from_secs(30), async || {
        !delivery.transport().sent().is_empty()
    })
    .await;
    stop.cancel();
    background.stop().await;
}

async fn ask_for_a_bed_that_is_nowhere(cx: &Context) {
    let mut tx = cx.store.begin_read().await.unwrap();
    let team = accounts::by_email(&mut tx, "outreach@tadamon.example").await.unwrap();
    drop(tx);
    let body = json!({
        "city": "nador", "children": [{ "age": 14, "gender": "female" }], "urgency": "emergency",
        "needs": ["wheelchair"],
    });
    let body = serde_json::from_value(body).unwrap();
    requests::create(cx, &with_right(&team.unwrap().caller()).unwrap(), None, body).await.unwrap();
}

#[tokio::test]
async fn a_writer_that_panics_goes_on_with_the_next_write() {
    let database = Database::new(Backend::Sqlite).await;
    let opening = Opening { connections: 4, serves: false };
    let store = Store::open(&database.url(), opening).await.unwrap();
    let broken = AtomicU32::new(1);
    store.on_commit(Box::new(move |_| {
        let left = broken.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |n| n.checked_sub(1));
        assert!(left.is_err(), "a listener that a test has broken");
    }));
    let write = async || {
        let written = store.write(|tx| {
            let entry = Entry::new(None, "test.write", Uuid::nil());
            Box::pin(async move { audit_log::insert(tx, entry, SystemClock.now()).await })
        });
        tokio::time::timeout(Duration::from_secs(20), written).await.expect("it is answered")
    };
    assert!(matches!(write().await, Err(StoreError::Unavailable(_))));
    assert!(!store.takes_writes());
    write().await.unwrap();
    store.close().await;
}
