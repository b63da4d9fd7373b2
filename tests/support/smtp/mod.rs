//! A real mail server, run by a test.
//!
//! It is `server.py`, run by the Python that `TEST_PYTHON` names, one that has aiosmtpd.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use tempfile::TempDir;

use crate::support::needed;

/// What the server is to be like.
#[derive(Clone, Copy, Default)]
pub struct Options {
    /// Port; 0 takes a free one.
    pub port: u16,
    /// How connections are encrypted.
    pub tls: Tls,
    /// The user and password it asks for.
    pub auth: Option<(&'static str, &'static str)>,
    /// Answers every recipient with this code.
    pub refuse_rcpt: Option<u16>,
    /// Answers every mail with this code.
    pub tempfail: Option<u16>,
    /// Its certificate is signed by itself alone; whether it is one of an authority.
    pub self_signed: Option<bool>,
}

/// How connections are encrypted.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Tls {
    /// Not at all.
    #[default]
    None,
    /// By STARTTLS, which it insists on.
    Upgrade,
    /// From the start.
    Implicit,
}

/// A server that runs until this is dropped.
pub struct SmtpServer {
    /// What `mail.url` would be, user and password included.
    pub url: String,
    /// Its port.
    pub port: u16,
    /// Where it keeps the mails.
    pub spool: PathBuf,
    /// The certificate of its certificate authority, in PEM.
    pub ca_file: PathBuf,
    child: Child,
    _folder: TempDir,
}

/// A mail the server took.
pub struct Received {
    /// Recipients of the envelope.
    pub to: Vec<String>,
    /// The message.
    pub raw: Vec<u8>,
}

impl SmtpServer {
    /// Starts a server and waits until it listens.
    pub async fn start(options: Options) -> Self {
        let python = needed("TEST_PYTHON", "a Python that has aiosmtpd");
        let starting = tokio::task::spawn_blocking(move || Self::start_with(&python, options));
        starting.await.unwrap()
    }

    fn start_with(python: &str, options: Options) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let spool = folder.path().join("spool");
        let mut command = Command::new(python);
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/smtp/server.py"));
        command.arg("--spool").arg(&spool).args(["--port", &options.port.to_string()]);
        let [ca_file, certificate, key] = match options.self_signed {
            None => certificates(&folder),
            Some(is_authority) => self_signed(&folder, is_authority),
        };
        let (scheme, query) = match options.tls {
            Tls::None => ("smtp", ""),
            Tls::Upgrade => {
                command.arg("--starttls").args([certificate, key]);
                ("smtp", "?tls=required")
            }
            Tls::Implicit => {
                command.arg("--smtps").args([certificate, key]);
                ("smtps", "")
            }
        };
        let mut login = String::new();
        if let Some((user, password)) = options.auth {
            command.args(["--auth", user, password]);
            let encoded = |text| utf8_percent_encode(text, NON_ALPHANUMERIC);
            login = format!("{}:{}@", encoded(user), encoded(password));
        }
        for (flag, code) in
            [("--refuse-rcpt", options.refuse_rcpt), ("--tempfail", options.tempfail)]
        {
            if let Some(code) = code {
                command.args([flag, &code.to_string()]);
            }
        }
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().parse().expect("the mail server prints its port");
        let url = format!("{scheme}://{login}127.0.0.1:{port}{query}");
        Self { url, port, spool, ca_file, child, _folder: folder }
    }

    /// The mails it has taken, oldest first.
    pub fn mails(&self) -> Vec<Received> {
        let entries = fs::read_dir(&self.spool).unwrap().map(|entry| entry.unwrap().path());
        let mut names: Vec<_> = entries
            .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
            .collect();
        names.sort();
        let received = |path: PathBuf| Received {
            to: fs::read_to_string(path.with_extension("rcpt"))
                .unwrap()
                .lines()
                .map(str::to_owned)
                .collect(),
            raw: fs::read(path).unwrap(),
        };
        names.into_iter().map(received).collect()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A certificate authority and a certificate of 127.0.0.1 with its key, as files.
pub fn certificates(folder: &TempDir) -> [PathBuf; 3] {
    let ca_key = KeyPair::generate().unwrap();
    let mut ca = CertificateParams::default();
    ca.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    ca.distinguished_name.push(DnType::CommonName, "Mabit test");
    let ca_certificate = ca.self_signed(&ca_key).unwrap();
    let key = KeyPair::generate().unwrap();
    let server = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    let certificate = server.signed_by(&key, &Issuer::new(ca, ca_key)).unwrap();
    written(folder, [ca_certificate.pem(), certificate.pem(), key.serialize_pem()])
}

/// A certificate of 127.0.0.1 that stands for itself, twice, with its key, as files.
fn self_signed(folder: &TempDir, is_authority: bool) -> [PathBuf; 3] {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(["127.0.0.1".to_owned()]).unwrap();
    if is_authority {
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    } else {
        params.is_ca = IsCa::ExplicitNoCa;
    }
    let certificate = params.self_signed(&key).unwrap();
    written(folder, [certificate.pem(), certificate.pem(), key.serialize_pem()])
}

fn written(folder: &TempDir, contents: [String; 3]) -> [PathBuf; 3] {
    let [ca, server, key] = contents;
    [("ca.pem", ca), ("server.pem", server), ("server.key", key)].map(|(name, content)| {
        let path = folder.path().join(name);
        fs::write(&path, content).unwrap();
        path
    })
}
