//! A mail server that does as it is told, and keeps what it takes.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::sync::{Notify, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::ring;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::session::session;
use crate::support::smtp::{Tls, certificates};

/// A moment of a session, named by what the client has just done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    Connected,
    Ehlo,
    StartTls,
    /// TLS is about to begin.
    Handshake,
    Mail,
    Rcpt,
    Data,
    /// The final dot was said: the server has all of the mail.
    Dot,
    Noop,
    Quit,
}

/// What the server does at a moment in place of its duty.
#[derive(Clone, Copy, Debug)]
pub enum Act {
    /// Answers this.
    Say(&'static str),
    /// Answers this once it is told to.
    SayWhenTold(&'static str),
    /// Never answers, and lets the time pass that the client has.
    BeSilent,
    /// Answers as it should, but a byte a second.
    Dawdle,
    /// Breaks the connection off.
    HangUp,
}

/// An order to the server.
#[derive(Clone, Debug)]
pub struct Order {
    at: Moment,
    pub act: Act,
    only: Option<&'static str>,
    keeps: bool,
}

impl Order {
    pub fn at(at: Moment, act: Act) -> Self {
        Self { at, act, only: None, keeps: false }
    }

    /// Only about mail to this address, from `RCPT` on.
    pub fn about(self, address: &'static str) -> Self {
        Self { only: Some(address), ..self }
    }

    /// At the final dot: the mail is kept all the same.
    pub fn kept(self) -> Self {
        Self { keeps: true, ..self }
    }

    /// Whether a mail is taken although this is done at its final dot.
    pub fn keeps(&self) -> bool {
        self.at == Moment::Dot && (self.keeps || matches!(self.act, Act::Dawdle))
    }
}

/// A mail the server took.
#[derive(Clone, PartialEq, Eq)]
pub struct Arrived {
    /// Sender of the envelope.
    pub from: String,
    /// Recipients of the envelope.
    pub to: Vec<String>,
    pub raw: Vec<u8>,
}

/// Its first line is its Message-ID; the rest is too much to look at.
impl fmt::Debug for Arrived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = String::from_utf8_lossy(&self.raw);
        write!(f, "{} to {:?}", shown.lines().next().unwrap_or_default(), self.to)
    }
}

/// The server. It ends with the test.
pub struct Server {
    /// What `mail.url` would be.
    pub url: String,
    /// The certificate of its certificate authority, in PEM.
    pub ca_file: PathBuf,
    port: u16,
    inner: Arc<Inner>,
    serving: Mutex<Option<JoinHandle<()>>>,
    _folder: TempDir,
}

/// What its sessions share.
pub struct Inner {
    pub tls: Tls,
    pub acceptor: TlsAcceptor,
    orders: Mutex<Vec<Order>>,
    arrived: watch::Sender<Vec<Arrived>>,
    waiting: watch::Sender<usize>,
    told: Notify,
    passing: tokio::sync::Mutex<()>,
}

impl Server {
    /// A server that is well.
    pub async fn start(tls: Tls) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let [ca_file, certificate, key] = certificates(&folder);
        let inner = Arc::new(Inner {
            tls,
            acceptor: acceptor(&certificate, &key),
            orders: Mutex::default(),
            arrived: watch::Sender::default(),
            waiting: watch::Sender::new(0),
            told: Notify::new(),
            passing: tokio::sync::Mutex::default(),
        });
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let serving = tokio::spawn(serve(listener, Arc::clone(&inner)));
        let url = match tls {
            Tls::None => format!("smtp://127.0.0.1:{port}"),
            Tls::Upgrade => format!("smtp://127.0.0.1:{port}?tls=required"),
            Tls::Implicit => format!("smtps://127.0.0.1:{port}"),
        };
        Self { url, ca_file, port, inner, serving: Mutex::new(Some(serving)), _folder: folder }
    }

    /// Gives orders, in place of those it has. Sessions that wait to be told go on waiting.
    pub fn is_to(&self, orders: impl IntoIterator<Item = Order>) {
        *self.inner.orders.lock().unwrap() = orders.into_iter().collect();
    }

    /// Takes every order back.
    pub fn is_well(&self) {
        self.is_to([]);
    }

    /// Ends every session, and lets nobody in: nobody listens at its port.
    pub async fn goes_down(&self) {
        let serving = self.serving.lock().unwrap().take().expect("it is up");
        serving.abort();
        let _ = serving.await;
    }

    /// Listens again.
    pub async fn comes_up(&self) {
        let listener = TcpListener::bind(("127.0.0.1", self.port)).await.unwrap();
        let serving = tokio::spawn(serve(listener, Arc::clone(&self.inner)));
        assert!(self.serving.lock().unwrap().replace(serving).is_none(), "it was up");
    }

    /// Waits until so many sessions wait to be told.
    pub async fn waits(&self, sessions: usize) {
        in_time(self.inner.waiting.subscribe().wait_for(|waiting| *waiting == sessions)).await;
    }

    /// Waits until it has taken so many mails.
    pub async fn takes(&self, mails: usize) {
        in_time(self.inner.arrived.subscribe().wait_for(|arrived| arrived.len() == mails)).await;
    }

    /// Tells all that wait to go on, in the same moment.
    pub fn go_on(&self) {
        self.inner.told.notify_waiters();
    }

    /// What it has taken, oldest first.
    pub fn arrived(&self) -> Vec<Arrived> {
        self.inner.arrived.borrow().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(serving) = self.serving.lock().unwrap().take() {
            serving.abort();
        }
    }
}

async fn in_time(happens: impl Future) {
    let happened = tokio::time::timeout(Duration::from_secs(20), happens).await.is_ok();
    assert!(happened, "never happened");
}

/// Serves until it is aborted, and all sessions with it.
async fn serve(listener: TcpListener, inner: Arc<Inner>) {
    let mut sessions = JoinSet::new();
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        let inner = Arc::clone(&inner);
        sessions.spawn(async move { session(&inner, stream).await });
    }
}

fn acceptor(certificate: &Path, key: &Path) -> TlsAcceptor {
    let chain = vec![CertificateDer::from_pem_file(certificate).unwrap()];
    let key = PrivateKeyDer::from_pem_file(key).unwrap();
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .unwrap();
    TlsAcceptor::from(Arc::new(config))
}

impl Inner {
    /// What is ordered for a moment, about mail to these addresses.
    pub fn order(&self, at: Moment, to: &[String]) -> Option<Order> {
        let orders = self.orders.lock().unwrap();
        let concerns =
            |order: &&Order| order.only.is_none_or(|address| to.iter().any(|to| to == address));
        orders.iter().filter(|order| order.at == at).find(concerns).cloned()
    }

    pub fn keep(&self, mail: Arrived) {
        self.arrived.send_modify(|arrived| arrived.push(mail));
    }

    /// Waits to be told to go on.
    pub async fn be_told(&self) {
        let told = self.told.notified();
        self.waiting.send_modify(|waiting| *waiting += 1);
        told.await;
        self.waiting.send_modify(|waiting| *waiting -= 1);
    }

    /// Lets time pass for everybody in this process.
    pub async fn pass(&self, time: Duration) {
        let _one_at_a_time = self.passing.lock().await;
        tokio::time::pause();
        tokio::time::advance(time).await;
        tokio::time::resume();
    }
}
