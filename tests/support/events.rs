//! The stream of live events, and the audit log that it is read from.

use std::collections::VecDeque;
use std::time::Duration;

use mabit::store::operations::audit_log;
use reqwest::{Method, Response};
use serde_json::Value;

use super::app::App;
use super::people::Person;

/// An event that arrived.
#[derive(Clone, Debug)]
pub struct Heard {
    pub id: Option<String>,
    pub name: String,
    pub data: Value,
}

/// An open stream.
pub struct Listener<'a> {
    app: &'a App,
    pub response: Response,
    pub buffer: String,
    pub heard: VecDeque<Heard>,
}

/// How often the stream is looked at before a test gives up, and for how long.
pub const LOOKS: usize = 1_200;
pub const LOOK: Duration = Duration::from_millis(25);

impl<'a> Listener<'a> {
    pub async fn open(app: &'a App, person: &Person<'_>, last: Option<&str>) -> Self {
        let mut call = person.call(Method::GET, "/events").await;
        if let Some(last) = last {
            call = call.header("last-event-id", last);
        }
        Self::on(app, call.send().await.unwrap())
    }

    pub fn on(app: &'a App, response: Response) -> Self {
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        Self { app, response, buffer: String::new(), heard: VecDeque::new() }
    }

    /// What is still on its way comes, then the end.
    pub async fn ends(mut self) {
        let rest = async { while self.response.chunk().await.unwrap().is_some() {} };
        tokio::time::timeout(Duration::from_secs(5), rest).await.expect("it goes on");
    }

    /// The next event; what was committed is read on until there is one.
    pub async fn next(&mut self) -> Heard {
        for _ in 0..LOOKS {
            if let Some(heard) = self.heard.pop_front() {
                return heard;
            }
            self.app.http.feed.read_on(&self.app.cx).await.unwrap();
            if let Ok(chunk) = tokio::time::timeout(LOOK, self.response.chunk()).await {
                let chunk = chunk.unwrap().expect("the stream has ended");
                self.take(std::str::from_utf8(&chunk).unwrap());
            }
        }
        panic!("no event came");
    }

    /// The next event that is not about a pool.
    pub async fn next_but_pools(&mut self) -> Heard {
        loop {
            let heard = self.next().await;
            if heard.name != "pool" {
                return heard;
            }
        }
    }

    fn take(&mut self, chunk: &str) {
        self.buffer.push_str(chunk);
        while let Some((event, rest)) = self.buffer.split_once("\n\n") {
            let field = |name: &str| {
                let line = event.lines().find_map(|line| line.strip_prefix(name));
                line.map(|value| value.trim_start().to_owned())
            };
            if let (Some(name), Some(data)) = (field("event:"), field("data:")) {
                let data = serde_json::from_str(&data).unwrap();
                self.heard.push_back(Heard { id: field("id:"), name, data });
            }
            self.buffer = rest.to_owned();
        }
    }
}

/// Waits until so many rows of the audit are settled. On PostgreSQL a transaction in any database
/// of the server, another test's too, holds them back.
pub async fn all_settled(app: &App, count: usize) {
    for _ in 0..LOOKS {
        let mut tx = app.cx.store.begin_read().await.unwrap();
        if audit_log::settled_after(&mut tx, (0, 0), 10_000).await.unwrap().len() >= count {
            return;
        }
        drop(tx);
        tokio::time::sleep(LOOK).await;
    }
    panic!("the audit is not settled");
}
