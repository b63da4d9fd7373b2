//! Endpoint of the live event stream (server-sent events), with a limit on open streams per
//! account.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use futures::StreamExt;
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::bed::Pool;
use crate::http::Http;
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::{Auth, Query, bearer};
use crate::http::session;
use crate::services::Error;
use crate::services::events::{self, Event};
use crate::services::identity::{sign_in, tokens};

/// Interval of comment lines, so that a dead connection is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often a stream checks that the token or session it was opened with is still valid.
const CHECK_EVERY: Duration = Duration::from_secs(3);

/// What changes, as it changes: `pool`, `request`, `offer`, `escalation`. Each carries ids and
/// states only. `Last-Event-ID` brings every pool and the events that were missed, of the last
/// 1,000; were there more, `reset` comes first: read anew what you show.
#[utoipa::path(
    get, path = "/events", tag = "beds", operation_id = "events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last id that arrived")),
    responses(
        (status = 200, content_type = "text/event-stream", body = String, description = "The stream"),
        (status = 429, content_type = "application/problem+json", body = Problem, description = "The account has too many streams open; see `Retry-After`"),
        Signed,
    )
)]
pub async fn stream(
    State(http): State<Http>,
    Auth(caller): Auth,
    headers: HeaderMap,
    query: Query,
) -> Result<Response, Problem> {
    query.end()?;
    let missed_since = last_event_id(&headers)?;
    let Some(open) = http.streams.open(caller.account_id) else { return Ok(too_many()) };
    let (changes, live) = (http.cx.board.subscribe(), http.feed.subscribe());
    // An id beyond the end is of another database: nothing to catch up with.
    let end = events::end(&http.cx).await?;
    let last = missed_since.map_or(end, |last| last.min(end));
    let (out, stream) = mpsc::channel(64);
    let credential = Credential::of(&headers);
    let listener = EventStream { credential, changes, live, http, caller, out, _open: open };
    tokio::spawn(listener.run(last, missed_since.is_some()));
    let stream = ReceiverStream::new(stream).map(Ok::<_, Infallible>);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)).into_response())
}

fn too_many() -> Response {
    let problem = Problem::new(
        StatusCode::TOO_MANY_REQUESTS,
        "too_many_streams",
        "Too many streams",
        "your account has as many streams open as it may; close one, or try again later",
    );
    ([(header::RETRY_AFTER, "30")], problem).into_response()
}

/// Number of open streams of each account at this instance.
pub struct Streams {
    limit: usize,
    open: Mutex<HashMap<Uuid, usize>>,
}

impl Streams {
    pub fn new(limit: usize) -> Self {
        Self { limit, open: Mutex::default() }
    }

    /// Counts one more stream until the result is dropped; `None` beyond the limit.
    fn open(self: &Arc<Self>, account: Uuid) -> Option<OpenStream> {
        let mut open = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let count = open.entry(account).or_default();
        if *count >= self.limit {
            return None;
        }
        *count += 1;
        Some(OpenStream { streams: Arc::clone(self), account })
    }
}

/// An open stream; counted until dropped.
struct OpenStream {
    streams: Arc<Streams>,
    account: Uuid,
}

impl Drop for OpenStream {
    fn drop(&mut self) {
        let mut open = self.streams.open.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.account);
            }
        }
    }
}

/// The position in the audit log after which to go on, sent as `POSITION-ID`.
fn last_event_id(headers: &HeaderMap) -> Result<Option<(i64, i64)>, Problem> {
    let Some(value) = headers.get("last-event-id") else { return Ok(None) };
    let parse = |text: &str| {
        let (position, id) = text.trim().split_once('-')?;
        Some((position.parse().ok()?, id.parse().ok()?))
    };
    let place = value.to_str().ok().and_then(parse);
    place.map(Some).ok_or_else(|| {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_last_event_id",
            "A header is wrong",
            "`Last-Event-ID` must be an id of this stream",
        )
    })
}

/// Token or session that opened a stream.
enum Credential {
    Token(String),
    Session(String),
}

impl Credential {
    fn of(headers: &HeaderMap) -> Self {
        let session = || Self::Session(session::secret(headers).unwrap_or_default());
        bearer(headers).map_or_else(session, |token| Self::Token(token.to_owned()))
    }

    /// The caller, if the token or session is still valid.
    async fn caller(&self, http: &Http) -> Result<Option<Caller>, Error> {
        match self {
            Self::Token(token) => tokens::authenticate(&http.cx, token).await,
            Self::Session(secret) => {
                let session = sign_in::session(&http.cx, secret).await?;
                Ok(session.map(|session| session.caller))
            }
        }
    }
}

/// One open connection.
struct EventStream {
    http: Http,
    caller: Caller,
    credential: Credential,
    changes: broadcast::Receiver<Pool>,
    live: broadcast::Receiver<Arc<Event>>,
    out: mpsc::Sender<SseEvent>,
    _open: OpenStream,
}

/// The client has gone, or the service stops.
struct Disconnected;

impl EventStream {
    async fn run(mut self, last: (i64, i64), missed: bool) {
        let stopping = self.http.stopping.clone();
        let out = self.out.clone();
        tokio::select! {
            () = stopping.cancelled() => {}
            () = out.closed() => {}
            _ = self.forward(last, missed) => {}
        }
    }

    async fn forward(&mut self, mut last: (i64, i64), missed: bool) -> Result<(), Disconnected> {
        if missed {
            self.send_all_pools(last).await?;
            self.catch_up(&mut last).await?;
        }
        let mut check = tokio::time::interval(CHECK_EVERY);
        loop {
            tokio::select! {
                _ = check.tick() => self.check_credential().await?,
                changed = self.changes.recv() => match changed {
                    Ok(pool) => self.send(&Event::pool(&pool, &self.http.cx), last).await?,
                    Err(broadcast::error::RecvError::Lagged(_)) => self.send_all_pools(last).await?,
                    Err(broadcast::error::RecvError::Closed) => return Err(Disconnected),
                },
                event = self.live.recv() => match event {
                    Ok(event) if event.position <= Some(last) => {}
                    Ok(event) => {
                        self.send(&event, last).await?;
                        last = event.position.unwrap_or(last);
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => self.catch_up(&mut last).await?,
                    Err(broadcast::error::RecvError::Closed) => return Err(Disconnected),
                },
            }
        }
    }

    /// Ends the stream when its token, session or account is no longer valid, and takes over
    /// changes of the account's rights.
    async fn check_credential(&mut self) -> Result<(), Disconnected> {
        // When the database is unavailable, the next check decides.
        if let Ok(caller) = self.credential.caller(&self.http).await {
            self.caller = caller.ok_or(Disconnected)?;
        }
        Ok(())
    }

    async fn send_all_pools(&self, last: (i64, i64)) -> Result<(), Disconnected> {
        if !events::sees_board(&self.caller) {
            return Ok(());
        }
        let board = self.http.cx.board.snapshot();
        for pool in board.iter().flat_map(|shelter| &shelter.pools) {
            self.send(&Event::pool(pool, &self.http.cx), last).await?;
        }
        Ok(())
    }

    /// Sends the missed events, as far back as they are kept.
    async fn catch_up(&self, last: &mut (i64, i64)) -> Result<(), Disconnected> {
        let (missed, are_more) = self.http.feed.since(*last);
        if are_more {
            self.send_raw(SseEvent::default().event("reset").data("{}")).await?;
        }
        for event in missed {
            self.send(&event, *last).await?;
            *last = event.position.unwrap_or(*last);
        }
        Ok(())
    }

    /// Sends an event if the caller may see it. A pool's event has no position of its own and
    /// carries the last one, so that a client that gets only pools can resume too.
    async fn send(&self, event: &Event, last: (i64, i64)) -> Result<(), Disconnected> {
        if !event.is_for(&self.caller, &self.http.cx) {
            return Ok(());
        }
        let (position, id) = event.position.unwrap_or(last);
        let sent = SseEvent::default().event(event.name).data(event.data.to_string());
        self.send_raw(sent.id(format!("{position}-{id}"))).await
    }

    async fn send_raw(&self, event: SseEvent) -> Result<(), Disconnected> {
        self.out.send(event).await.map_err(|_| Disconnected)
    }
}
