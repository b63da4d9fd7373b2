//! HTTP/1.1 server: accepts connections within limits, closes those that keep it waiting.

mod activity;
mod seats;

use std::convert::Infallible;
use std::io::ErrorKind;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Body;
use axum::extract::{ConnectInfo, Request};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use ipnet::IpNet;
use socket2::SockRef;
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{MissedTickBehavior, interval};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use self::activity::{Answer, Watched};
use self::seats::{Seat, Seats};

/// Interval of the check whether a connection is overdue.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// [`LOOK_EVERY`] while the service stops.
const LOOK_AT_THE_END: Duration = Duration::from_millis(200);

/// Pause after a connection could not be taken.
const PAUSE: Duration = Duration::from_millis(100);

/// TCP_USER_TIMEOUT: longest that sent data may stay unacknowledged.
const ACKNOWLEDGED_WITHIN: Duration = Duration::from_secs(45);

/// Answer to a connection beyond the limits.
const FULL: &[u8] =
    b"HTTP/1.1 503 Service Unavailable\r\nretry-after: 5\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";

/// Most connections at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// In all.
    pub connections: usize,
    pub per_address: usize,
}

pub struct Server {
    router: Router,
    seats: Arc<Seats>,
    stopping: CancellationToken,
    connections: TaskTracker,
}

impl Server {
    /// Answers by `router` until `stopping` is cancelled. `proxies` have no limit per address.
    pub fn new(
        router: Router,
        limits: Limits,
        proxies: Arc<[IpNet]>,
        stopping: CancellationToken,
    ) -> Self {
        let seats = Arc::new(Seats::new(limits, proxies));
        Self { router, seats, stopping, connections: TaskTracker::new() }
    }

    /// Accepts connections until the service stops.
    pub async fn accept(&self, listener: &TcpListener) {
        loop {
            let accepted = tokio::select! {
                () = self.stopping.cancelled() => return,
                accepted = listener.accept() => accepted,
            };
            match accepted {
                Ok((stream, peer)) => {
                    self.take(stream, peer);
                    // Lets a connection that gave its place to this one close.
                    tokio::task::yield_now().await;
                }
                // The peer has left already.
                Err(error)
                    if matches!(
                        error.kind(),
                        ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset
                    ) => {}
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be taken");
                    self.seats.make_room();
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Waits until the requests under way are answered; the service must be stopping.
    pub async fn finish(&self) {
        self.connections.close();
        self.connections.wait().await;
    }

    fn take(&self, stream: TcpStream, peer: SocketAddr) {
        let Some(seat) = self.seats.take(peer.ip()) else {
            metrics::counter!("mabit_connections_refused_total").increment(1);
            let _ = stream.try_write(FULL);
            return;
        };
        // The connection works without these options, too.
        let _ = stream.set_nodelay(true);
        let _ = SockRef::from(&stream).set_tcp_user_timeout(Some(ACKNOWLEDGED_WITHIN));
        let (router, stopping) = (self.router.clone(), self.stopping.clone());
        self.connections.spawn(serve(stream, peer, router, seat, stopping));
    }
}

/// Answers the requests of one connection until either side ends it.
async fn serve(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    seat: Seat,
    stopping: CancellationToken,
) {
    let activity = Arc::clone(seat.activity());
    let asked = Arc::clone(&activity);
    let service = service_fn(move |request: Request<Incoming>| {
        asked.request_begins();
        let (router, asked) = (router.clone(), Arc::clone(&asked));
        async move {
            let mut request = request.map(Body::new);
            request.extensions_mut().insert(ConnectInfo(peer));
            let response = router.oneshot(request).await?;
            Ok::<_, Infallible>(response.map(|body| Answer::new(body, asked)))
        }
    });
    let stream = TokioIo::new(Watched::new(stream, Arc::clone(&activity)));
    let mut connection = pin!(http1::Builder::new().serve_connection(stream, service));
    let mut look = interval(LOOK_EVERY);
    look.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut is_stopping = false;
    loop {
        tokio::select! {
            // An error ends the connection; the peer has seen it or is gone.
            _ = connection.as_mut() => return,
            () = seat.is_given_up() => return,
            () = stopping.cancelled(), if !is_stopping => {
                is_stopping = true;
                connection.as_mut().graceful_shutdown();
                look = interval(LOOK_AT_THE_END);
                look.reset();
            }
            _ = look.tick() => if activity.is_overdue(is_stopping) { return },
        }
    }
}
