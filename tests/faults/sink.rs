//! A mail server that takes everything and writes down what came by which door.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use uuid::Uuid;

/// A mail that was taken.
#[derive(Clone, Debug)]
pub struct Arrival {
    /// The id in its Message-ID.
    pub mail: Uuid,
    /// Its recipient in the envelope.
    pub to: String,
    /// The door it came by.
    pub door: usize,
    /// When it was answered for.
    pub at: Instant,
}

type Taken = Arc<Mutex<Vec<Arrival>>>;

/// The server. Its doors are shut when it is dropped.
#[derive(Default)]
pub struct Sink {
    taken: Taken,
    doors: JoinSet<()>,
}

impl Sink {
    /// Opens another door, where a mail is answered for after a pause; gives its number, from 0,
    /// and the URL it is reached by.
    pub async fn open(&mut self, pause: Duration) -> (usize, String) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("smtp://{}", listener.local_addr().unwrap());
        let (door, taken) = (self.doors.len(), Arc::clone(&self.taken));
        self.doors.spawn(async move {
            let mut guests = JoinSet::new();
            while let Ok((guest, _)) = listener.accept().await {
                let taken = Arc::clone(&taken);
                // A guest who is killed breaks off.
                guests.spawn(async move { serve(guest, door, pause, &taken).await.ok() });
            }
        });
        (door, url)
    }

    /// All that was taken, in order.
    pub fn taken(&self) -> Vec<Arrival> {
        self.taken.lock().unwrap().clone()
    }
}

async fn serve(
    guest: TcpStream,
    door: usize,
    pause: Duration,
    taken: &Taken,
) -> std::io::Result<()> {
    let mut guest = BufReader::new(guest);
    guest.write_all(b"220 sink\r\n").await?;
    let (mut line, mut to) = (String::new(), String::new());
    while guest.read_line(&mut line).await? > 0 {
        let word = line.split_whitespace().next().unwrap_or_default().to_ascii_uppercase();
        let answer = match word.as_str() {
            "EHLO" => "250-sink\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to = between(&line, '<', '>').to_owned();
                "250 ok\r\n"
            }
            "DATA" => {
                guest.write_all(b"354 go on\r\n").await?;
                let mail = message_id(&mut guest).await?;
                tokio::time::sleep(pause).await;
                let arrival = Arrival { mail, to: to.clone(), door, at: Instant::now() };
                taken.lock().unwrap().push(arrival);
                "250 taken\r\n"
            }
            "MAIL" | "NOOP" | "RSET" => "250 ok\r\n",
            "QUIT" => return guest.write_all(b"221 bye\r\n").await,
            other => panic!("{other} is nothing that a client says"),
        };
        guest.write_all(answer.as_bytes()).await?;
        line.clear();
    }
    Ok(())
}

/// Reads a message to its end; gives the id in its Message-ID.
async fn message_id(guest: &mut BufReader<TcpStream>) -> std::io::Result<Uuid> {
    let (mut line, mut id) = (Vec::new(), None);
    loop {
        line.clear();
        if guest.read_until(b'\n', &mut line).await? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        if line == b".\r\n" {
            return Ok(id.expect("a mail has a Message-ID"));
        }
        let text = String::from_utf8_lossy(&line);
        if id.is_none() && text.starts_with("Message-ID:") {
            id = Some(between(&text, '<', '@').parse().unwrap());
        }
    }
}

fn between(text: &str, open: char, close: char) -> &str {
    text.split_once(open).and_then(|(_, rest)| rest.split_once(close)).unwrap().0
}
