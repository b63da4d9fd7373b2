//! The program on a database of a test, as an operator starts it.

use std::process::Stdio;
use std::time::{Duration, Instant};

use reqwest::redirect::Policy;
use reqwest::{Client, Method};
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::database::Database;

fn command(database: &Database, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_mabit"));
    command.args(arguments).current_dir(database.folder()).kill_on_drop(true);
    command.env("MABIT_DATABASE__URL", database.url());
    command.env("MABIT_HTTP__LISTEN", "127.0.0.1:0");
    command.env("MABIT_MAIL__URL", "file:mail");
    command
}

/// `mabit verify` finds no violation.
pub async fn verify(database: &Database) {
    let verified = command(database, &["verify"]).output().await.unwrap();
    let [said, log] =
        [&verified.stdout, &verified.stderr].map(|text| String::from_utf8_lossy(text));
    assert!(verified.status.success(), "{said}\n{log}");
}

/// A running service. Killed when dropped.
pub struct Service {
    child: Child,
    url: String,
    client: Client,
}

impl Service {
    /// Starts it and waits until it listens.
    pub async fn start(database: &Database) -> Self {
        let mut serve = command(database, &["serve"]);
        let mut child = serve.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return url.to_owned();
                }
            }
            panic!("it ended instead of listening");
        };
        let url = tokio::time::timeout(Duration::from_secs(60), listening).await.unwrap();
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { child, url, client }
    }

    /// A call of the API that must succeed.
    pub async fn call(&self, method: Method, token: &str, path: &str, body: &Value) -> Value {
        let request = self.client.request(method, format!("{}/api/v1{path}", self.url));
        let request = if body.is_null() { request } else { request.json(body) };
        let answer = request.bearer_auth(token).send().await.unwrap();
        let status = answer.status();
        let said: Value = answer.json().await.unwrap();
        assert!(status.is_success(), "{path}: {status} {said}");
        said
    }

    pub async fn get(&self, token: &str, path: &str) -> Value {
        self.call(Method::GET, token, path, &Value::Null).await
    }

    pub async fn post(&self, token: &str, path: &str, body: &Value) -> Value {
        self.call(Method::POST, token, path, body).await
    }

    /// The status that answers a form of a page.
    pub async fn form(&self, path: &str, fields: &[(&str, &str)]) -> u16 {
        let fields =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        let request = self.client.post(format!("{}{path}", self.url)).body(fields);
        let request = request.header("Content-Type", "application/x-www-form-urlencoded");
        request.send().await.unwrap().status().as_u16()
    }

    /// Asks it to stop, and waits until it has.
    pub async fn stop(mut self) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        assert!(ended.unwrap().unwrap().success());
    }
}

/// Asks again and again until something is so, for at most half a minute.
pub async fn until(what: &str, mut is_so: impl AsyncFnMut() -> bool) {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < Duration::from_secs(30), "never happened: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
