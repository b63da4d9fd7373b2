//! The running program, in a folder and with a database of its own.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use sqlx::Executor;
use tempfile::TempDir;

/// Where the program keeps what it knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// A folder with the program's settings and database.
pub struct Home {
    folder: TempDir,
    settings: Vec<(String, String)>,
    /// The server and the name of our database on it.
    postgres: Option<(String, String)>,
}

impl Home {
    /// A new one; `None` on PostgreSQL where `TEST_POSTGRES_URL` names no server.
    pub async fn new(backend: Backend) -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mut home = Self { folder, settings: Vec::new(), postgres: None };
        let url = match backend {
            Backend::Sqlite => format!("sqlite://{}", home.path().join("mabit.db").display()),
            Backend::Postgres => {
                let Ok(server) = std::env::var("TEST_POSTGRES_URL") else {
                    eprintln!("skipped: TEST_POSTGRES_URL names no server");
                    return None;
                };
                let name = format!("mabit_binary_{}", uuid::Uuid::new_v4().simple());
                run_sql(&server, format!("CREATE DATABASE {name}")).await;
                let url = format!("{}/{name}", server.rsplit_once('/').unwrap().0);
                home.postgres = Some((server, name));
                url
            }
        };
        home.set("MABIT_DATABASE__URL", &url);
        home.set("MABIT_HTTP__LISTEN", "127.0.0.1:0");
        let mail = home.path().join("mail");
        home.set("MABIT_MAIL__URL", &format!("file:{}", mail.display()));
        Some(home)
    }

    /// Another folder and database with the same settings, until they are set otherwise.
    pub fn beside(other: &Self) -> Self {
        let settings = other.settings.clone();
        Self { folder: tempfile::tempdir().unwrap(), settings, postgres: None }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Sets a variable of the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mabit"));
        command.args(arguments).current_dir(self.path());
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end, with something on standard input.
    pub fn run(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// Runs a command that must succeed; gives what it printed.
    pub fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments, "");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail with exit code 1; gives its last line on standard error.
    pub fn fails(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run(arguments, input);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        error.lines().last().unwrap_or_default().to_owned()
    }

    /// Starts the service and waits until it listens.
    pub fn serve(&self, more: &[&str]) -> Service {
        let mut arguments = vec!["serve"];
        arguments.extend(more);
        let mut child =
            self.command(&arguments).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        let mut lines = Vec::new();
        let mut url = None;
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        while url.is_none() && out.read_line(&mut line).unwrap() > 0 {
            url = line.trim().strip_prefix("listening on ").map(str::to_owned);
            lines.push(line.trim().to_owned());
            line.clear();
        }
        // Read on, so that the service never waits for us.
        std::thread::spawn(move || {
            let _ = out.read_to_end(&mut Vec::new());
        });
        Service { url: url.expect("the service listens"), lines, child, tokens: HashMap::new() }
    }

    /// Ends with the database; to be called last.
    pub async fn leave(self) {
        if let Some((server, name)) = &self.postgres {
            run_sql(server, format!("DROP DATABASE {name} WITH (FORCE)")).await;
        }
    }
}

async fn run_sql(server: &str, statement: String) {
    use sqlx::Connection;
    let mut connection = sqlx::PgConnection::connect(server).await.unwrap();
    connection.execute(sqlx::raw_sql(sqlx::AssertSqlSafe(statement))).await.unwrap();
}

/// The running service. Killed when dropped.
pub struct Service {
    /// Where it listens.
    pub url: String,
    /// What it printed up to then.
    pub lines: Vec<String>,
    child: Child,
    tokens: HashMap<String, String>,
}

impl Service {
    /// Makes a token for an account.
    pub fn sign_in(&mut self, home: &Home, email: &str) {
        let token = home.done(&["token", "create", "--user", email, "--label", "test"]);
        self.tokens.insert(email.to_owned(), token.trim().to_owned());
    }

    pub fn token(&self, email: &str) -> &str {
        &self.tokens[email]
    }

    pub async fn get(&self, email: &str, path: &str) -> Value {
        let request = reqwest::Client::new().get(format!("{}/api/v1{path}", self.url));
        let answer = request.bearer_auth(self.token(email)).send().await.unwrap();
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        answer.json().await.unwrap()
    }

    pub async fn post(&self, email: &str, path: &str, body: Value) -> (u16, Value) {
        self.send(reqwest::Method::POST, email, path, body).await
    }

    pub async fn send(
        &self,
        method: reqwest::Method,
        email: &str,
        path: &str,
        body: Value,
    ) -> (u16, Value) {
        let request = reqwest::Client::new().request(method, format!("{}/api/v1{path}", self.url));
        let answer = request.bearer_auth(self.token(email)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Kills it.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Asks it to stop and waits until it has.
    pub fn stop(mut self) -> ExitStatus {
        let pid = self.child.id().to_string();
        Command::new("kill").args(["-TERM", &pid]).status().unwrap();
        self.child.wait().unwrap()
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Asks again and again until there is an answer, for at most half a minute.
pub async fn until<T>(what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(begun.elapsed() < Duration::from_secs(30), "never happened: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
