//! What a connection is doing, and since when; from this follows when it is closed.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use hyper::body::{Frame, SizeHint};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::Instant;

/// Time limit for the head of a request, from the connection or its first byte on.
const HEAD_WITHIN: Duration = Duration::from_secs(15);

/// Longest time between two requests.
const RESTS: Duration = Duration::from_secs(60);

/// Longest time a peer may leave unread what it is sent.
const READ_WITHIN: Duration = Duration::from_secs(30);

pub(crate) struct Activity(Mutex<State>);

struct State {
    phase: Phase,
    since: Instant,
    /// Since when the peer accepts no data.
    blocked: Option<Instant>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    /// No request has begun yet.
    New,
    /// The head of a request has begun.
    Head,
    /// A request is read, worked on or answered.
    Request,
    /// The last request has been answered.
    Resting,
}

impl Activity {
    pub(crate) fn new() -> Self {
        Self(Mutex::new(State { phase: Phase::New, since: Instant::now(), blocked: None }))
    }

    /// Whether neither a request nor an answer is under way, so that closing breaks nothing off.
    pub(crate) fn waits(&self) -> bool {
        let state = self.state();
        state.phase != Phase::Request && state.blocked.is_none()
    }

    /// Whether it must be closed. While the service stops, a connection without a request is closed
    /// at once; one just answered keeps its time, since the answer may still be on its way.
    pub(crate) fn is_overdue(&self, is_stopping: bool) -> bool {
        let state = self.state();
        let within = match state.phase {
            Phase::New | Phase::Head if is_stopping => Duration::ZERO,
            Phase::New | Phase::Head => HEAD_WITHIN,
            Phase::Resting => RESTS,
            Phase::Request => Duration::MAX,
        };
        let is_blocked = state.blocked.is_some_and(|since| since.elapsed() > READ_WITHIN);
        is_blocked || state.since.elapsed() > within
    }

    /// The head of a request is read.
    pub(crate) fn request_begins(&self) {
        self.enter(Phase::Request);
    }

    fn enter(&self, phase: Phase) {
        let mut state = self.state();
        (state.phase, state.since) = (phase, Instant::now());
    }

    fn received(&self) {
        let waits = matches!(self.state().phase, Phase::New | Phase::Resting);
        if waits {
            self.enter(Phase::Head);
        }
    }

    /// Notes whether the peer accepts data.
    fn sent<T>(&self, outcome: &Poll<T>) {
        let mut state = self.state();
        match outcome {
            Poll::Ready(_) => {
                state.blocked = None;
                // All of an answer may be handed over long before the peer has read it.
                if state.phase == Phase::Resting {
                    state.since = Instant::now();
                }
            }
            Poll::Pending => {
                state.blocked.get_or_insert_with(Instant::now);
            }
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection's socket; notes reads and writes in the activity.
pub(crate) struct Watched {
    stream: TcpStream,
    activity: Arc<Activity>,
}

impl Watched {
    pub(crate) fn new(stream: TcpStream, activity: Arc<Activity>) -> Self {
        Self { stream, activity }
    }
}

impl AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        ready!(Pin::new(&mut self.stream).poll_read(cx, buffer))?;
        if buffer.filled().len() > before {
            self.activity.received();
        }
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Watched {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(cx, bytes);
        self.activity.sent(&written);
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        pieces: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(cx, pieces);
        self.activity.sent(&written);
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// The body of an answer. Dropped, the request counts as answered.
pub(crate) struct Answer {
    body: Body,
    activity: Arc<Activity>,
}

impl Answer {
    pub(crate) fn new(body: Body, activity: Arc<Activity>) -> Self {
        Self { body, activity }
    }
}

impl Drop for Answer {
    fn drop(&mut self) {
        self.activity.enter(Phase::Resting);
    }
}

impl hyper::body::Body for Answer {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_connection_rests_from_the_last_byte_that_its_peer_took() {
        let activity = Activity::new();
        activity.enter(Phase::Resting);
        for _ in 0..10 {
            tokio::time::advance(RESTS - Duration::from_secs(1)).await;
            activity.sent(&Poll::Ready(()));
            assert!(!activity.is_overdue(false));
        }
        tokio::time::advance(RESTS + Duration::from_secs(1)).await;
        assert!(activity.is_overdue(false));
    }
}
