//! A door between the service and PostgreSQL that can be shut and opened again: at once, or
//! so that nobody hears anything any more.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;
use tokio::task::JoinSet;
use url::Url;

const OPEN: u8 = 0;
const SHUT: u8 = 1;
const SILENT: u8 = 2;

/// The door. Shut when dropped.
pub struct Proxy {
    port: u16,
    state: Arc<AtomicU8>,
    changed: Arc<Notify>,
    accepting: tokio::task::JoinHandle<()>,
}

impl Proxy {
    /// An open door to the server of a URL.
    pub async fn to(url: &Url) -> Self {
        let server = format!("{}:{}", url.host_str().unwrap(), url.port().unwrap_or(5_432));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (state, changed) = (Arc::new(AtomicU8::new(OPEN)), Arc::new(Notify::new()));
        let (is, changes) = (Arc::clone(&state), Arc::clone(&changed));
        let accepting = tokio::spawn(async move {
            let mut passing = JoinSet::new();
            while let Ok((near, _)) = listener.accept().await {
                if is.load(Ordering::SeqCst) != SHUT {
                    passing.spawn(pass(
                        near,
                        server.clone(),
                        Arc::clone(&is),
                        Arc::clone(&changes),
                    ));
                }
            }
        });
        Self { port, state, changed, accepting }
    }

    /// The URL by way of the door.
    pub fn url(&self, url: &Url) -> String {
        let mut url = url.clone();
        url.set_host(Some("127.0.0.1")).unwrap();
        url.set_port(Some(self.port)).unwrap();
        url.to_string()
    }

    /// Cuts every connection and lets no other in.
    pub fn shut(&self) {
        self.state.store(SHUT, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    /// Passes nothing on any more, on connections there are and on those that come. They stay
    /// as they are for ever, also when it is open again.
    pub fn fall_silent(&self) {
        self.state.store(SILENT, Ordering::SeqCst);
        self.changed.notify_waiters();
    }

    /// Lets connections in again.
    pub fn open(&self) {
        self.state.store(OPEN, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

/// Passes everything on until the door is shut or falls silent.
async fn pass(mut near: TcpStream, server: String, is: Arc<AtomicU8>, changes: Arc<Notify>) {
    let changed = changes.notified();
    if is.load(Ordering::SeqCst) == OPEN {
        let Ok(mut far) = TcpStream::connect(server).await else { return };
        tokio::select! {
            _ = tokio::io::copy_bidirectional(&mut near, &mut far) => return,
            () = changed => {}
        }
        if is.load(Ordering::SeqCst) == SILENT {
            // Held, so that neither side hears of an end.
            std::future::pending::<()>().await;
        }
    } else {
        std::future::pending::<()>().await;
    }
}
