//! The queue of new requests: takes them from their callers and places what has gathered together.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use chrono::{DateTime, Utc};
use futures::FutureExt;
use tokio::sync::{mpsc, oneshot};
use tokio::time::timeout;
use uuid::Uuid;

use crate::services::placement::matching::{Asked, GROUP, place_group, split_repeated};
use crate::services::{Context, Shared};

/// Longest the intake rests between two signs of life.
const RESTS: Duration = Duration::from_secs(20);

/// Takes what has gathered, places it, and begins anew; ends with the context. A panic costs
/// the requests at hand their answers: they may be asked again, with the same key.
pub(crate) async fn intake_loop(shared: Weak<Shared>, mut queue: mpsc::Receiver<Asked>) {
    let mut gathered = Vec::with_capacity(GROUP);
    loop {
        let received = timeout(RESTS, queue.recv_many(&mut gathered, GROUP)).await;
        let Some(cx) = shared.upgrade().map(Context) else { return };
        cx.heartbeats.beat("intake");
        let Ok(received) = received else { continue };
        if received == 0 {
            return;
        }
        let group = std::mem::take(&mut gathered);
        if AssertUnwindSafe(place_all(&cx, group)).catch_unwind().await.is_err() {
            metrics::counter!("mabit_task_failures_total", "task" => "intake").increment(1);
            tracing::error!("the intake panicked; it goes on with the next requests");
        }
    }
}

async fn place_all(cx: &Context, mut group: Vec<Asked>) {
    while !group.is_empty() {
        let (first, repeated) = split_repeated(group);
        place_group(cx, first).await;
        group = repeated;
    }
}
