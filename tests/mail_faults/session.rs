//! A session with one client, from the greeting to the end.

use std::time::Duration;

use mabit::mail::transport::TIME_LIMIT;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

use crate::server::{Act, Arrived, Inner, Moment};
use crate::support::smtp::Tls;

trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<S: AsyncRead + AsyncWrite + Send + Unpin> Stream for S {}

/// A connection, read and written line by line. `None` means that it is over.
struct Line(BufReader<Box<dyn Stream>>);

/// Serves a client. `None` whenever it is over, as it always is in the end.
pub async fn session(server: &Inner, stream: TcpStream) -> Option<()> {
    let mut line = Line(BufReader::new(Box::new(stream)));
    let mut offers_tls = server.tls == Tls::Upgrade;
    if server.tls == Tls::Implicit {
        line = encrypted(server, line).await?;
    }
    turn(server, &mut line, Moment::Connected, &[], "220 mail.test ESMTP").await?;
    let (mut from, mut to) = (String::new(), Vec::new());
    loop {
        let command = line.hear().await?;
        let verb = command.split([' ', '\r']).next().unwrap_or_default().to_ascii_uppercase();
        match verb.as_str() {
            "EHLO" => {
                let more = if offers_tls { "STARTTLS" } else { "HELP" };
                let reply = format!("250-mail.test\r\n250-8BITMIME\r\n250 {more}");
                turn(server, &mut line, Moment::Ehlo, &[], &reply).await?;
            }
            "STARTTLS" => {
                if turn(server, &mut line, Moment::StartTls, &[], "220 begin").await? {
                    line = encrypted(server, line).await?;
                    offers_tls = false;
                }
            }
            "MAIL" => {
                to.clear();
                from = address(&command);
                turn(server, &mut line, Moment::Mail, &[], "250 go on").await?;
            }
            "RCPT" => {
                let one = [address(&command)];
                if turn(server, &mut line, Moment::Rcpt, &one, "250 go on").await? {
                    to.extend(one);
                }
            }
            "DATA" => {
                if turn(server, &mut line, Moment::Data, &to, "354 say it").await? {
                    take(server, &mut line, from.clone(), &to).await?;
                }
            }
            "NOOP" => {
                turn(server, &mut line, Moment::Noop, &[], "250 here").await?;
            }
            "QUIT" => {
                turn(server, &mut line, Moment::Quit, &[], "221 bye").await?;
                return None;
            }
            _ => line.say("500 what?").await?,
        }
    }
}

/// Takes the mail itself, and keeps it before it answers.
async fn take(server: &Inner, line: &mut Line, from: String, to: &[String]) -> Option<()> {
    let raw = line.content().await?;
    if server.order(Moment::Dot, to).is_none_or(|order| order.keeps()) {
        server.keep(Arrived { from, to: to.to_vec(), raw });
    }
    turn(server, line, Moment::Dot, to, "250 kept").await.map(drop)
}

/// Does what is ordered for a moment, or else says what is usual; gives whether that was said.
async fn turn(
    server: &Inner,
    line: &mut Line,
    at: Moment,
    to: &[String],
    usual: &str,
) -> Option<bool> {
    let Some(order) = server.order(at, to) else {
        line.say(usual).await?;
        return Some(true);
    };
    match order.act {
        Act::Say(reply) => {
            line.say(reply).await?;
            Some(reply == usual)
        }
        Act::SayWhenTold(reply) => {
            server.be_told().await;
            line.say(reply).await?;
            Some(reply == usual)
        }
        Act::BeSilent => {
            server.pass(TIME_LIMIT).await;
            line.until_it_is_closed().await;
            None
        }
        Act::Dawdle => {
            for byte in format!("{usual}\r\n").bytes() {
                line.write(&[byte]).await?;
                server.pass(Duration::from_secs(1)).await;
            }
            Some(true)
        }
        Act::HangUp => None,
    }
}

/// Begins TLS, unless something else is ordered.
async fn encrypted(server: &Inner, mut line: Line) -> Option<Line> {
    if server.order(Moment::Handshake, &[]).is_some() {
        turn(server, &mut line, Moment::Handshake, &[], "").await?;
        return None;
    }
    let stream = server.acceptor.accept(line.0.into_inner()).await.ok()?;
    Some(Line(BufReader::new(Box::new(stream))))
}

/// The address in `MAIL FROM:<address>` or `RCPT TO:<address>`.
fn address(command: &str) -> String {
    let from = command.find('<').map_or(0, |at| at + 1);
    let to = command.rfind('>').unwrap_or(command.len());
    command[from..to].to_owned()
}

impl Line {
    async fn hear(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = self.0.read_line(&mut line).await.ok()?;
        (read > 0).then_some(line)
    }

    /// A mail up to the dot that ends it, without the dots that stuff it.
    async fn content(&mut self) -> Option<Vec<u8>> {
        let mut content = Vec::new();
        loop {
            let line = self.hear().await?;
            match line.strip_prefix('.') {
                Some("\r\n") => return Some(content),
                Some(stuffed) => content.extend(stuffed.as_bytes()),
                None => content.extend(line.as_bytes()),
            }
        }
    }

    async fn say(&mut self, reply: &str) -> Option<()> {
        self.write(format!("{reply}\r\n").as_bytes()).await
    }

    async fn write(&mut self, bytes: &[u8]) -> Option<()> {
        let stream = self.0.get_mut();
        stream.write_all(bytes).await.ok()?;
        stream.flush().await.ok()
    }

    async fn until_it_is_closed(&mut self) {
        let _ = self.0.read_to_end(&mut Vec::new()).await;
    }
}
