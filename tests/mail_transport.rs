//! How mail leaves, against folders, real mail servers, and servers that fall silent.

mod support;

use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use lettre::Message;
use mabit::mail::transport::SendError;
use mabit::mail::transport::TIME_LIMIT;
use mabit::mail::transport::Transport;
use support::smtp::{Options, SmtpServer, Tls};
use tempfile::tempdir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::time;
use uuid::Uuid;

fn message(id: Uuid, text: &str) -> Message {
    Message::builder()
        .message_id(Some(format!("<{id}@mabit.test>")))
        .date(UNIX_EPOCH)
        .from("Mabit <mabit@mabit.test>".parse().unwrap())
        .to("someone@example.org".parse().unwrap())
        .subject("K7Q2-M9XD")
        .body(text.to_owned())
        .unwrap()
}

fn a_message() -> Message {
    message(Uuid::new_v4(), "open the link")
}

fn transport(url: &str, ca_file: Option<&Path>) -> Transport {
    Transport::from_url(url, ca_file).unwrap_or_else(|error| panic!("{error}"))
}

fn names_in(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.into_string().unwrap()).collect()
}

#[tokio::test]
async fn a_folder_holds_each_mail_once_by_its_id() {
    let outer = tempdir().unwrap();
    let folder = outer.path().join("new/mail");
    let (first, second) = (Uuid::new_v4(), Uuid::new_v4());
    for url in [format!("file:{}", folder.display()), format!("file://{}", folder.display())] {
        let transport = transport(&url, None);
        transport.send(&message(first, "one")).await.unwrap();
        transport.send(&message(second, "two")).await.unwrap();
        transport.send(&message(first, "one, again")).await.unwrap();
    }
    let mut names = names_in(&folder);
    names.sort();
    let mut expected = [format!("{first}.eml"), format!("{second}.eml")];
    expected.sort();
    assert_eq!(names, expected);
    let sent = fs::read(folder.join(format!("{first}.eml"))).unwrap();
    assert_eq!(sent, message(first, "one, again").formatted());
}

#[tokio::test]
async fn a_folder_that_fails_leaves_nothing_behind_and_mail_for_later() {
    let outer = tempdir().unwrap();
    let folder = outer.path().join("mail");
    let transport = transport(&format!("file:{}", folder.display()), None);
    let id = Uuid::new_v4();
    fs::create_dir(folder.join(format!("{id}.eml"))).unwrap();
    let result = transport.send(&message(id, "one")).await;
    assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");
    assert_eq!(names_in(&folder), [format!("{id}.eml")]);

    fs::remove_dir_all(&folder).unwrap();
    transport.send(&message(id, "one")).await.unwrap();
    assert_eq!(names_in(&folder), [format!("{id}.eml")]);
}

#[tokio::test]
async fn memory_keeps_what_was_sent() {
    let transport = Transport::memory();
    assert!(transport.sent().is_empty());
    let (one, two) = (a_message(), a_message());
    transport.send(&one).await.unwrap();
    transport.send(&two).await.unwrap();
    assert_eq!(transport.sent(), [one.formatted(), two.formatted()]);
}

#[test]
fn a_setting_that_means_nothing_is_refused_without_its_password() {
    let folder = tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "no certificate").unwrap();
    let refused = |url: &str, ca_file: Option<&Path>| {
        let error = Transport::from_url(url, ca_file).err().unwrap_or_else(|| panic!("{url}"));
        assert!(!error.to_string().contains("secret"), "{error}");
    };
    for url in [
        "",
        "mail",
        "file:",
        "file://host/mail",
        "http://u:secret@host",
        "smtp:host",
        "smtp://",
        "smtp://u:secret@",
        "smtp://u@host",
        "smtp://:secret@host",
        "smtp://u:secret@host/path",
        "smtp://u:secret@host?tls=perhaps",
        "smtp://u:secret@host?tls=required&tls=none",
        "smtps://u:secret@host?tls=required",
        "smtp://u:sec#secret@host",
        "smtp://u:sec/secret@host",
        "smtp://u:%ff%fesecret@host",
        "smtp://u:secret@host:99999",
    ] {
        refused(url, None);
    }
    refused(&format!("file:{}/mail", file.display()), None);
    refused("smtps://u:secret@host", Some(&file));
    refused("smtps://u:secret@host", Some(&folder.path().join("missing")));
}

/// Sends a mail to a server of each kind, and sees it arrive as it was.
async fn arrives(options: Options) {
    let server = SmtpServer::start(options).await;
    let transport = transport(&server.url, Some(&server.ca_file));
    let message = message(Uuid::new_v4(), "un lit, سرير\n.\n..a bed\n");
    transport.send(&message).await.unwrap();
    transport.send(&a_message()).await.unwrap();
    let mails = server.mails();
    assert_eq!(mails.len(), 2);
    assert_eq!(mails[0].to, ["someone@example.org"]);
    let raw = String::from_utf8(mails[0].raw.clone()).unwrap();
    assert_eq!(raw.trim_end(), String::from_utf8(message.formatted()).unwrap().trim_end());
}

const LOGIN: Option<(&str, &str)> = Some(("mabit@host", "p:a/s s%é"));

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_plain_server_takes_mail() {
    arrives(Options::default()).await;
    arrives(Options { auth: LOGIN, ..Options::default() }).await;
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_starttls_server_takes_mail() {
    arrives(Options { tls: Tls::Upgrade, ..Options::default() }).await;
    arrives(Options { tls: Tls::Upgrade, auth: LOGIN, ..Options::default() }).await;
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn an_implicit_tls_server_takes_mail() {
    arrives(Options { tls: Tls::Implicit, ..Options::default() }).await;
    arrives(Options { tls: Tls::Implicit, auth: LOGIN, ..Options::default() }).await;
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_wrong_password_leaves_mail_for_later() {
    for tls in [Tls::None, Tls::Upgrade, Tls::Implicit] {
        let options = Options { tls, auth: Some(("mabit", "right")), ..Options::default() };
        let server = SmtpServer::start(options).await;
        let url = server.url.replace(":right@", ":wrong@");
        let result = transport(&url, Some(&server.ca_file)).send(&a_message()).await;
        let Err(SendError::Later(text)) = result else { panic!("{result:?}") };
        assert!(text.contains("535") && !text.contains("wrong"), "{text}");
        assert!(server.mails().is_empty());
    }
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn an_unknown_certificate_or_a_server_without_tls_is_never_talked_to() {
    for tls in [Tls::Upgrade, Tls::Implicit] {
        let server = SmtpServer::start(Options { tls, ..Options::default() }).await;
        let result = transport(&server.url, None).send(&a_message()).await;
        assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");
        let by_another_name = server.url.replace("127.0.0.1", "localhost");
        let result = transport(&by_another_name, Some(&server.ca_file)).send(&a_message()).await;
        assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");
        assert!(server.mails().is_empty());
    }
    let server = SmtpServer::start(Options::default()).await;
    let url = format!("{}?tls=required", server.url);
    let result = transport(&url, None).send(&a_message()).await;
    let Err(SendError::Later(text)) = result else { panic!("{result:?}") };
    assert!(text.contains("STARTTLS"), "{text}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_server_says_never_or_later() {
    let refusing = Options { refuse_rcpt: Some(550), ..Options::default() };
    let server = SmtpServer::start(refusing).await;
    let result = transport(&server.url, None).send(&a_message()).await;
    let Err(SendError::Refused { code: 550, text }) = result else { panic!("{result:?}") };
    assert!(text.contains("no such mailbox") && text.contains("s…@example.org"), "{text}");
    assert!(!text.contains("someone"), "{text}");

    let busy = Options { tempfail: Some(451), ..Options::default() };
    let server = SmtpServer::start(busy).await;
    let result = transport(&server.url, None).send(&a_message()).await;
    let Err(SendError::Later(text)) = result else { panic!("{result:?}") };
    assert!(text.contains("451") && text.contains("later, please"), "{text}");
    assert!(server.mails().is_empty());
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_server_that_was_down_gets_the_mail_when_it_is_back() {
    let server = SmtpServer::start(Options::default()).await;
    let transport = transport(&server.url, None);
    transport.send(&a_message()).await.unwrap();
    let port = server.port;
    drop(server);
    let result = transport.send(&a_message()).await;
    assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");
    let server = SmtpServer::start(Options { port, ..Options::default() }).await;
    transport.send(&a_message()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
}

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_certificate_that_stands_for_itself_is_trusted_or_the_reason_is_said() {
    let options = |is_authority| Options {
        tls: Tls::Implicit,
        self_signed: Some(is_authority),
        ..Options::default()
    };
    let server = SmtpServer::start(options(false)).await;
    transport(&server.url, Some(&server.ca_file)).send(&a_message()).await.unwrap();
    assert_eq!(server.mails().len(), 1);
    let stranger = transport(&server.url, None).send(&a_message()).await;
    assert!(matches!(stranger, Err(SendError::Later(_))), "{stranger:?}");

    // As `openssl req -x509` makes it.
    let server = SmtpServer::start(options(true)).await;
    let result = transport(&server.url, Some(&server.ca_file)).send(&a_message()).await;
    let Err(SendError::Later(said)) = result else { panic!("{result:?}") };
    for word in ["certificate", "CA:FALSE", "mail.ca_file"] {
        assert!(said.contains(word), "{said}");
    }
    assert!(!said.contains("CaUsedAsEndEntity"), "{said}");
}

#[tokio::test]
async fn a_server_is_greeted_by_the_name_that_is_set() {
    for (name, said) in [
        ("mail.mabit.example", "EHLO mail.mabit.example\r\n"),
        ("192.0.2.7", "EHLO [192.0.2.7]\r\n"),
        ("[2001:db8::1]", "EHLO [IPv6:2001:db8::1]\r\n"),
    ] {
        let (listener, transport) = listener().await;
        let (transport, message) = (transport.with_hello(name), a_message());
        let (_, ()) = tokio::join!(transport.send(&message), async {
            let mut line = Line::accept(&listener).await;
            line.say("220 mail.test").await;
            line.hear(said).await;
        });
    }
}

/// Waits for what is about to happen, but not until a connection at rest would be closed.
async fn within<T>(future: impl Future<Output = T>) -> T {
    time::timeout(time::Duration::from_secs(15), future).await.expect("something in 15 seconds")
}

/// The server's side of a connection, played by the test line by line.
struct Line(BufReader<TcpStream>);

impl Line {
    async fn accept(listener: &TcpListener) -> Self {
        Self(BufReader::new(listener.accept().await.unwrap().0))
    }

    async fn say(&mut self, reply: &str) {
        self.0.get_mut().write_all(format!("{reply}\r\n").as_bytes()).await.unwrap();
    }

    async fn hear(&mut self, expected: &str) {
        let mut line = String::new();
        within(self.0.read_line(&mut line)).await.unwrap();
        assert!(line.starts_with(expected), "{expected}: {line}");
    }

    async fn greet(&mut self) {
        self.say("220 mail.test").await;
        self.hear("EHLO ").await;
        self.say("250 mail.test").await;
    }

    /// Takes a mail up to the point where it has all of it and should answer.
    async fn take(&mut self) {
        for (command, reply) in [("MAIL ", "250 ok"), ("RCPT ", "250 ok"), ("DATA", "354 go on")] {
            self.hear(command).await;
            self.say(reply).await;
        }
        let mut line = String::new();
        while line != ".\r\n" {
            line.clear();
            assert_ne!(within(self.0.read_line(&mut line)).await.unwrap(), 0);
        }
    }

    async fn closed(&mut self) {
        let mut rest = Vec::new();
        // A reset is a close as well.
        let _ = within(self.0.read_to_end(&mut rest)).await;
        assert!(rest.is_empty() || rest == b"QUIT\r\n", "{:?}", String::from_utf8_lossy(&rest));
    }
}

async fn listener() -> (TcpListener, Transport) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("smtp://{}", listener.local_addr().unwrap());
    (listener, transport(&url, None))
}

/// Lets time pass, from here on only by being told to.
async fn pass(duration: time::Duration) {
    time::pause();
    time::advance(duration).await;
    time::resume();
}

#[tokio::test]
async fn silence_before_the_mail_is_later_and_after_it_unknown() {
    let (listener, transport) = listener().await;
    let message = a_message();
    let (result, ()) = tokio::join!(transport.send(&message), async {
        let _silent = Line::accept(&listener).await;
        pass(TIME_LIMIT).await;
    });
    assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");

    let (result, mut line) = tokio::join!(transport.send(&message), async {
        let mut line = Line::accept(&listener).await;
        line.greet().await;
        line.take().await;
        pass(TIME_LIMIT).await;
        line
    });
    assert!(matches!(result, Err(SendError::Unknown(_))), "{result:?}");

    // The answer that comes too late is not taken for that to the next mail, which is refused.
    let (result, ()) = tokio::join!(transport.send(&message), async {
        line.say("250 kept").await;
        line.closed().await;
        let mut line = Line::accept(&listener).await;
        line.greet().await;
        line.take().await;
        line.say("554 no").await;
        line.hear("QUIT").await;
    });
    assert!(matches!(result, Err(SendError::Refused { code: 554, .. })), "{result:?}");
}

#[tokio::test]
async fn a_connection_lost_after_the_mail_is_unknown() {
    let (listener, transport) = listener().await;
    let message = a_message();
    let (result, ()) = tokio::join!(transport.send(&message), async {
        let mut line = Line::accept(&listener).await;
        line.greet().await;
        line.take().await;
    });
    assert!(matches!(result, Err(SendError::Unknown(_))), "{result:?}");
}

#[tokio::test]
async fn a_connection_serves_the_next_mail_and_is_closed_after_twenty_seconds() {
    let (listener, transport) = listener().await;
    let message = a_message();
    let two = async {
        transport.send(&message).await.unwrap();
        transport.send(&message).await.unwrap();
    };
    let ((), mut line) = tokio::join!(two, async {
        let mut line = Line::accept(&listener).await;
        line.greet().await;
        line.take().await;
        line.say("250 kept").await;
        line.hear("NOOP").await;
        line.say("250 here").await;
        line.take().await;
        line.say("250 kept").await;
        line
    });
    pass(time::Duration::from_secs(21)).await;
    line.hear("QUIT").await;
    line.say("221 bye").await;
    line.closed().await;
}

#[tokio::test]
async fn a_transport_that_is_dropped_closes_its_connections() {
    let (listener, transport) = listener().await;
    let message = a_message();
    let (result, mut line) = tokio::join!(transport.send(&message), async {
        let mut line = Line::accept(&listener).await;
        line.greet().await;
        line.take().await;
        line.say("250 kept").await;
        line
    });
    result.unwrap();
    drop(transport);
    line.closed().await;
}

#[tokio::test]
async fn a_server_that_is_not_there_leaves_mail_for_later() {
    // Nobody listens at port 1.
    let result = transport("smtp://127.0.0.1:1", None).send(&a_message()).await;
    assert!(matches!(result, Err(SendError::Later(_))), "{result:?}");
}

#[test]
fn a_certificate_file_is_needed_for_tls_alone() {
    let missing = PathBuf::from("/nonexistent/ca.pem");
    assert!(Transport::from_url("smtp://127.0.0.1:25", Some(&missing)).is_ok());
    assert!(Transport::from_url("smtps://[::1]:465", None).is_ok());
}
