//! Mail by SMTP, with connections reused for some seconds.
//!
//! lettre's own pool is not used: it reuses a connection whose sending was cut off by a time limit,
//! and the next mail would then read the replies meant for the one before, perhaps a "yes" to a
//! mail the server never saw. Nor is its `send`: it says QUIT before it reports a refusal, and
//! waits for the reply.

use std::error::Error as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use lettre::Message;
use lettre::address::Envelope;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{
    AsyncSmtpConnection, Certificate, CertificateStore, TlsParameters,
};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::ClientId;
use percent_encoding::percent_decode_str;
use tokio::time::{Instant, sleep, timeout, timeout_at};
use url::{Host, Url};

use super::{SendError, TIME_LIMIT, TransportError, without_addresses};

/// Limit of connecting to one address of the server.
const CONNECT_LIMIT: Duration = Duration::from_secs(10);
/// How long an unused connection stays open.
const IDLE_LIMIT: Duration = Duration::from_secs(20);
const MAX_IDLE: usize = 4;

/// A mail server, and idle connections to it.
pub struct Smtp {
    host: String,
    port: u16,
    tls: Tls,
    credentials: Option<Credentials>,
    /// Name given in EHLO.
    hello: ClientId,
    idle: Arc<Mutex<Vec<Idle>>>,
}

enum Tls {
    None,
    /// STARTTLS before anything else.
    Upgrade(TlsParameters),
    /// TLS from the start.
    Implicit(TlsParameters),
}

struct Idle {
    connection: AsyncSmtpConnection,
    since: Instant,
}

impl Smtp {
    pub(crate) fn from_url(url: &str, ca_file: Option<&Path>) -> Result<Self, TransportError> {
        // Errors quote no part of the URL: a badly encoded password may be anywhere in it.
        let url = Url::parse(url).map_err(|_| TransportError::Url("it is not a URL"))?;
        let host = match url.host() {
            Some(Host::Domain(name)) if !name.is_empty() => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => address.to_string(),
            _ => return Err(TransportError::Url("the host is missing")),
        };
        if !matches!(url.path(), "" | "/") || url.fragment().is_some() {
            return Err(TransportError::Url("something follows the host and port"));
        }
        let (tls, standard_port) = match (url.scheme(), url.query()) {
            ("smtp", None) => (Tls::None, 25),
            ("smtp", Some("tls=required")) => (Tls::Upgrade(tls(&host, ca_file)?), 587),
            ("smtps", None) => (Tls::Implicit(tls(&host, ca_file)?), 465),
            ("smtp" | "smtps", Some(_)) => return Err(TransportError::Url("an unknown option")),
            _ => return Err(TransportError::Url("an unknown scheme")),
        };
        let port = url.port().unwrap_or(standard_port);
        let credentials = credentials(&url)?;
        let hello = ClientId::Domain("localhost".to_owned());
        Ok(Self { host, port, tls, credentials, hello, idle: Arc::default() })
    }

    /// Sets the name or address given in EHLO.
    pub(crate) fn set_hello(&mut self, host: &str) {
        self.hello = match Host::parse(host) {
            Ok(Host::Ipv4(address)) => ClientId::Ipv4(address),
            Ok(Host::Ipv6(address)) => ClientId::Ipv6(address),
            Ok(Host::Domain(_)) | Err(_) => ClientId::Domain(host.to_owned()),
        };
    }

    pub(crate) async fn send(&self, message: &Message) -> Result<(), SendError> {
        let content = message.formatted();
        if !content.is_ascii() {
            return Err(SendError::Impossible("it is not plain ASCII".to_owned()));
        }
        let deadline = Instant::now() + TIME_LIMIT;
        let late = || "the mail server did not answer in time".to_owned();
        let mut connection = timeout_at(deadline, self.connection())
            .await
            .map_err(|_| SendError::Later(late()))?
            .map_err(|error| SendError::Later(connect_error(&error)))?;
        let announced = timeout_at(deadline, announce(&mut connection, message.envelope()))
            .await
            .map_err(|_| SendError::Later(late()))?;
        if let Err(error) = announced {
            close(connection);
            return Err(send_error(&error, SendError::Later));
        }
        let taken = timeout_at(deadline, connection.message(&content))
            .await
            .map_err(|_| SendError::Unknown(late()))?;
        if let Err(error) = taken {
            close(connection);
            return Err(send_error(&error, SendError::Unknown));
        }
        self.keep_idle(connection);
        Ok(())
    }

    /// A connection that is signed in: an idle one that still answers, or a new one.
    async fn connection(&self) -> Result<AsyncSmtpConnection, Error> {
        while let Some(mut rested) = self.take_idle() {
            if rested.test_connected().await {
                return Ok(rested);
            }
        }
        let hello = self.hello.clone();
        let implicit = match &self.tls {
            Tls::Implicit(parameters) => Some(parameters.clone()),
            Tls::None | Tls::Upgrade(_) => None,
        };
        let server = (self.host.as_str(), self.port);
        let limit = Some(CONNECT_LIMIT);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, limit, &hello, implicit, None).await?;
        if let Tls::Upgrade(parameters) = &self.tls {
            connection.starttls(parameters.clone(), &hello).await?;
        }
        if let Some(credentials) = &self.credentials {
            connection.auth(DEFAULT_MECHANISMS, credentials).await?;
        }
        Ok(connection)
    }

    fn take_idle(&self) -> Option<AsyncSmtpConnection> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().map(|rested| rested.connection)
    }

    /// Keeps a connection for the next mail.
    fn keep_idle(&self, connection: AsyncSmtpConnection) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < MAX_IDLE {
            idle.push(Idle { connection, since: Instant::now() });
            tokio::spawn(close_idle(Arc::downgrade(&self.idle)));
        }
    }
}

/// Waits [`IDLE_LIMIT`], then closes the connections that have been idle for so long.
async fn close_idle(idle: Weak<Mutex<Vec<Idle>>>) {
    sleep(IDLE_LIMIT).await;
    let Some(idle) = idle.upgrade() else { return };
    let rested: Vec<Idle> = {
        let mut idle = idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.extract_if(.., |one| one.since.elapsed() >= IDLE_LIMIT).collect()
    };
    rested.into_iter().for_each(|one| close(one.connection));
}

/// Sends MAIL, RCPT and DATA.
async fn announce(connection: &mut AsyncSmtpConnection, envelope: &Envelope) -> Result<(), Error> {
    connection.command(Mail::new(envelope.from().cloned(), Vec::new())).await?;
    for to in envelope.to() {
        connection.command(Rcpt::new(to.clone(), Vec::new())).await?;
    }
    connection.command(Data).await.map(drop)
}

/// Says QUIT in the background; whether that works does not matter.
fn close(mut connection: AsyncSmtpConnection) {
    tokio::spawn(async move { timeout(CONNECT_LIMIT, connection.abort()).await });
}

/// Why no connection came about. Explains a self-signed CA certificate better than TLS does.
fn connect_error(error: &Error) -> String {
    let text = error.to_string();
    if text.contains("CaUsedAsEndEntity") {
        return CA_CERTIFICATE.to_owned();
    }
    without_addresses(&text)
}

/// Explains what is wrong with a certificate as `openssl req -x509` makes it.
const CA_CERTIFICATE: &str = "the mail server's certificate is that of an authority (CA:TRUE), which \
    TLS does not take for a server's. Make it a new one with \
    `openssl req -x509 -addext basicConstraints=critical,CA:FALSE -addext subjectAltName=DNS:HOST …` \
    and name that in mail.ca_file, or let the authority sign a certificate for the server";

/// What an error means once connected. Only a reply of the server proves that it did not take the
/// mail; without one the error is `without_answer`.
fn send_error(error: &Error, without_answer: fn(String) -> SendError) -> SendError {
    let text = without_addresses(&error.source().map_or_else(String::new, ToString::to_string));
    match error.status().map(u16::from) {
        Some(code) if error.is_permanent() => SendError::Refused { code, text },
        Some(code) => SendError::Later(format!("{code} {text}")),
        None => without_answer(text),
    }
}

/// User and password of a URL, percent-decoded.
fn credentials(url: &Url) -> Result<Option<Credentials>, TransportError> {
    let decoded = |text| {
        percent_decode_str(text)
            .decode_utf8()
            .map(String::from)
            .map_err(|_| TransportError::Url("user or password is not UTF-8"))
    };
    match (url.username(), url.password()) {
        ("", None) => Ok(None),
        (user, Some(password)) if !user.is_empty() => {
            Ok(Some(Credentials::new(decoded(user)?, decoded(password)?)))
        }
        _ => Err(TransportError::Url("user and password come together")),
    }
}

/// Checks the server's certificate by its name, against the public roots and those of `ca_file`.
fn tls(host: &str, ca_file: Option<&Path>) -> Result<TlsParameters, TransportError> {
    let builder =
        TlsParameters::builder(host.to_owned()).certificate_store(CertificateStore::WebpkiRoots);
    let Some(path) = ca_file else {
        return builder.build().map_err(|_| TransportError::Url("TLS can't be set up for it"));
    };
    let bad = |reason: String| TransportError::Certificates { path: path.to_owned(), reason };
    let pem = fs::read_to_string(path).map_err(|error| bad(error.to_string()))?;
    if !pem.contains("BEGIN CERTIFICATE") {
        return Err(bad("it holds none, in PEM".to_owned()));
    }
    Certificate::from_pem(pem.as_bytes())
        .and_then(|certificates| builder.add_root_certificate(certificates).build())
        .map_err(|error| bad(error.to_string()))
}
