//! Live events (server-sent).

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::sse::{Event as SseEvent, KeepAlive, Sse};
use futures::{Stream, StreamExt};
use tokio::sync::{broadcast, mpsc};
use tokio_stream::wrappers::ReceiverStream;

use crate::domain::account::Caller;
use crate::domain::bed::Pool;
use crate::http::Http;
use crate::http::answers::Signed;
use crate::http::error::Problem;
use crate::http::extract::{Auth, Query, bearer};
use crate::http::session;
use crate::services::events::{self, Event};
use crate::services::{Error, signing_in, tokens};

/// How often a line goes out when nothing happens, so that a dead connection is noticed.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// How often a stream looks whether what it was opened with still works.
const CHECK_EVERY: Duration = Duration::from_secs(3);

/// What changes, as it changes: `pool`, `request`, `offer`, `escalation`. Each carries ids and
/// states only. `Last-Event-ID` brings what was missed.
#[utoipa::path(
    get, path = "/events", tag = "beds", operation_id = "events",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last id that arrived")),
    responses((status = 200, content_type = "text/event-stream", body = String, description = "The stream"), Signed)
)]
pub async fn events(
    State(http): State<Http>,
    Auth(caller): Auth,
    headers: HeaderMap,
    query: Query,
) -> Result<Sse<impl Stream<Item = Result<SseEvent, Infallible>>>, Problem> {
    query.end()?;
    let missed_since = last_event_id(&headers)?;
    let (changes, live) = (http.cx.board.subscribe(), http.feed.subscribe());
    // An id that was never given out, because the database is another one now, brings nothing.
    let end = events::end(&http.cx).await?;
    let last = missed_since.map_or(end, |last| last.min(end));
    let (out, stream) = mpsc::channel(64);
    let key = Key::of(&headers);
    let listener = Listener { key, changes, live, http, caller, out };
    tokio::spawn(listener.run(last, missed_since.is_some()));
    let stream = ReceiverStream::new(stream).map(Ok);
    Ok(Sse::new(stream).keep_alive(KeepAlive::new().interval(KEEP_ALIVE)))
}

/// A place in the audit, as `POSITION-ID`.
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

/// What a stream was opened with.
enum Key {
    Token(String),
    Session(String),
}

impl Key {
    fn of(headers: &HeaderMap) -> Self {
        let session = || Self::Session(session::secret(headers).unwrap_or_default().to_owned());
        bearer(headers).map_or_else(session, |token| Self::Token(token.to_owned()))
    }

    /// Whom it signs in, if it still does.
    async fn caller(&self, http: &Http) -> Result<Option<Caller>, Error> {
        match self {
            Self::Token(token) => tokens::authenticate(&http.cx, token).await,
            Self::Session(secret) => {
                let session = signing_in::session(&http.cx, secret).await?;
                Ok(session.map(|session| session.caller))
            }
        }
    }
}

/// One connection.
struct Listener {
    http: Http,
    caller: Caller,
    key: Key,
    changes: broadcast::Receiver<Pool>,
    live: broadcast::Receiver<Arc<Event>>,
    out: mpsc::Sender<SseEvent>,
}

/// The other side has gone, or the service stops.
struct Gone;

impl Listener {
    async fn run(mut self, last: (i64, i64), missed: bool) {
        let stopping = self.http.stopping.clone();
        let out = self.out.clone();
        tokio::select! {
            () = stopping.cancelled() => {}
            () = out.closed() => {}
            _ = self.pass_on(last, missed) => {}
        }
    }

    async fn pass_on(&mut self, mut last: (i64, i64), missed: bool) -> Result<(), Gone> {
        if missed {
            self.all_pools(last).await?;
            self.catch_up(&mut last).await?;
        }
        let mut check = tokio::time::interval(CHECK_EVERY);
        loop {
            tokio::select! {
                _ = check.tick() => self.still_allowed().await?,
                changed = self.changes.recv() => match changed {
                    Ok(pool) => self.send(&Event::pool(&pool, &self.http.cx), last).await?,
                    Err(broadcast::error::RecvError::Lagged(_)) => self.all_pools(last).await?,
                    Err(broadcast::error::RecvError::Closed) => return Err(Gone),
                },
                event = self.live.recv() => match event {
                    Ok(event) if event.position <= Some(last) => {}
                    Ok(event) => {
                        self.send(&event, last).await?;
                        last = event.position.unwrap_or(last);
                    }
                    Err(broadcast::error::RecvError::Lagged(_)) => self.catch_up(&mut last).await?,
                    Err(broadcast::error::RecvError::Closed) => return Err(Gone),
                },
            }
        }
    }

    /// Ends the stream of a token, a session or an account that has stopped working since, and
    /// follows what the account may see.
    async fn still_allowed(&mut self) -> Result<(), Gone> {
        // While the database is away nothing arrives anyway.
        if let Ok(caller) = self.key.caller(&self.http).await {
            self.caller = caller.ok_or(Gone)?;
        }
        Ok(())
    }

    async fn all_pools(&self, last: (i64, i64)) -> Result<(), Gone> {
        let board = self.http.cx.board.snapshot();
        for pool in board.iter().flat_map(|shelter| &shelter.pools) {
            self.send(&Event::pool(pool, &self.http.cx), last).await?;
        }
        Ok(())
    }

    /// Reads what was missed from the audit.
    async fn catch_up(&self, last: &mut (i64, i64)) -> Result<(), Gone> {
        loop {
            let (missed, reached) = events::page(&self.http.cx, *last).await.map_err(|_| Gone)?;
            let Some(reached) = reached else { return Ok(()) };
            for event in missed {
                self.send(&event, *last).await?;
            }
            *last = reached;
        }
    }

    /// Sends what the caller may see. An event without a place of its own, a pool's, bears the
    /// last one, so that whoever hears of pools alone can also say where it left off.
    async fn send(&self, event: &Event, last: (i64, i64)) -> Result<(), Gone> {
        if !event.is_for(&self.caller, &self.http.cx) {
            return Ok(());
        }
        let (position, id) = event.position.unwrap_or(last);
        let sent = SseEvent::default().event(event.name).data(event.data.to_string());
        let sent = sent.id(format!("{position}-{id}"));
        self.out.send(sent).await.map_err(|_| Gone)
    }
}
