//! The real program, started, killed and stopped, in a folder and on a database of its own.

use std::collections::HashMap;
use std::fs::OpenOptions;
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use mabit::app;
use mabit::clock::SystemClock;
use mabit::config::Config;
use mabit::services::operations::demo::{self, SignIn};
use reqwest::Method;
use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use super::database::{Backend, Database};

/// The program with its settings, on one database.
#[derive(Clone)]
pub struct Program {
    settings: Vec<(String, String)>,
    folder: PathBuf,
    /// Kept as long as this is.
    database: Option<Database>,
}

impl Program {
    /// On a database of its own.
    pub async fn new(backend: Backend) -> Self {
        Self::on(&Database::new(backend).await)
    }

    /// On this database; mail goes to a folder beside it.
    pub fn on(database: &Database) -> Self {
        let program = Self::with(&database.url(), database.folder());
        Self { database: Some(database.clone()), ..program }
    }

    /// On a SQLite file in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self::with(&format!("sqlite://{}", folder.join("mabit.db").display()), folder)
    }

    fn with(database: &str, folder: &Path) -> Self {
        let mail = format!("file:{}", folder.join("mail").display());
        let mut program = Self { settings: Vec::new(), folder: folder.to_owned(), database: None };
        program.set("MABIT_DATABASE__URL", database);
        program.set("MABIT_MAIL__URL", &mail);
        program.set("MABIT_HTTP__LISTEN", "127.0.0.1:0");
        program.set("MABIT_LOG__FILTER", "warn");
        program
    }

    /// Sets a variable of the environment.
    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// The folder it runs in.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its mail goes.
    pub fn mail(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// What it has written to standard error so far, in all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn command(&self, program: &str, arguments: &[&str]) -> Command {
        let mut command = Command::new(program);
        command.args(arguments).current_dir(&self.folder).kill_on_drop(true);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end, for at most a minute.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        self.run_with(arguments, "").await
    }

    /// The same with something on standard input.
    pub async fn run_with(&self, arguments: &[&str], input: &str) -> Output {
        let mut command = self.command(env!("CARGO_BIN_EXE_mabit"), arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).await.unwrap();
        let ended = tokio::time::timeout(Duration::from_secs(60), child.wait_with_output());
        ended.await.unwrap().unwrap()
    }

    /// Runs a command that must succeed; gives what it printed.
    pub async fn done(&self, arguments: &[&str]) -> String {
        let output = self.run(arguments).await;
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs a command that must fail with exit code 1; gives its last line on standard error.
    pub async fn fails(&self, arguments: &[&str]) -> String {
        self.fails_with(arguments, "").await
    }

    /// The same with something on standard input.
    pub async fn fails_with(&self, arguments: &[&str], input: &str) -> String {
        let output = self.run_with(arguments, input).await;
        assert_eq!(output.status.code(), Some(1), "{arguments:?}");
        let error = String::from_utf8(output.stderr).unwrap();
        error.lines().last().unwrap_or_default().to_owned()
    }

    /// Makes a token for an account.
    pub async fn token(&self, email: &str) -> String {
        let made = self.done(&["token", "create", "--user", email, "--label", "test"]).await;
        made.trim().to_owned()
    }

    /// `mabit verify` finds nothing.
    pub async fn is_sound(&self) {
        let verified = self.run(&["verify"]).await;
        let said = String::from_utf8_lossy(&verified.stdout);
        assert!(verified.status.success(), "{said}\n{}", self.log());
        assert!(said.contains("every invariant holds"), "{said}");
    }

    /// Starts `serve` without waiting for it.
    pub fn spawn(&self, more: &[&str]) -> Child {
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join("log"));
        let arguments = [&["serve"], more].concat();
        let mut command = self.command(env!("CARGO_BIN_EXE_mabit"), &arguments);
        command.stdout(Stdio::piped()).stderr(log.unwrap()).spawn().unwrap()
    }

    /// Starts `serve` and waits until it listens.
    pub async fn start(&self, more: &[&str]) -> Running {
        let began = Instant::now();
        self.listening(began, self.spawn(more)).await
    }

    /// Fills its empty database with the demo's six partners, of whom nobody has asked for a bed
    /// yet; gives their sign-ins.
    pub async fn fill(&self) -> Vec<SignIn> {
        let own = self.settings.iter().filter(|(name, _)| name.starts_with("MABIT_"));
        let config = Config::load_from(None, own.cloned()).unwrap();
        let cx = app::open(&config, Arc::new(SystemClock)).await.unwrap();
        let sign_ins = demo::fill(&cx).await.unwrap();
        cx.store.close().await;
        sign_ins
    }

    /// Starts `serve` on a database filled so, and waits until it listens.
    pub async fn start_filled(&self) -> Running {
        self.fill().await;
        self.start(&[]).await
    }

    /// [`Self::start`] by a line of bash, in which `$0` is the program; it ends in `exec`.
    pub async fn start_by(&self, shell: &str) -> Running {
        let began = Instant::now();
        let mut command = self.command("bash", &["-c", shell, env!("CARGO_BIN_EXE_mabit")]);
        self.listening(began, command.stdout(Stdio::piped()).spawn().unwrap()).await
    }

    async fn listening(&self, began: Instant, mut child: Child) -> Running {
        let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut lines = Vec::new();
        let listening = async {
            while let Some(line) = out.next_line().await.unwrap() {
                lines.push(line.clone());
                if let Some(url) = line.strip_prefix("listening on ") {
                    return url.to_owned();
                }
            }
            panic!("it ended instead of listening:\n{}", self.log());
        };
        let url = tokio::time::timeout(Duration::from_secs(60), listening).await.unwrap();
        let (took, tokens) = (began.elapsed(), HashMap::new());
        Running { url, lines, took, child, tokens, _out: out }
    }
}

/// A running service. Killed when dropped.
pub struct Running {
    /// Where it listens.
    pub url: String,
    /// What it printed up to then.
    pub lines: Vec<String>,
    /// How long it took until it listened.
    pub took: Duration,
    child: Child,
    tokens: HashMap<String, String>,
    /// Open, so that it can go on printing.
    _out: Lines<BufReader<ChildStdout>>,
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
    }

    /// Makes a token for an account, by which the calls below sign in.
    pub async fn sign_in(&mut self, program: &Program, email: &str) {
        self.tokens.insert(email.to_owned(), program.token(email).await);
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
        self.send(Method::POST, email, path, body).await
    }

    pub async fn send(&self, method: Method, email: &str, path: &str, body: Value) -> (u16, Value) {
        let request = reqwest::Client::new().request(method, format!("{}/api/v1{path}", self.url));
        let answer = request.bearer_auth(self.token(email)).json(&body).send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }

    /// Kills it at once, with no warning.
    pub async fn kill(mut self) {
        self.child.kill().await.unwrap();
    }

    /// Asks it to stop; gives how it ended, and how long that took.
    pub async fn terminate(mut self) -> (ExitStatus, Duration) {
        let began = Instant::now();
        let pid = self.pid().to_string();
        let asked = Command::new("kill").args(["-TERM", &pid]).status().await.unwrap();
        assert!(asked.success());
        let ended = tokio::time::timeout(Duration::from_secs(30), self.child.wait()).await;
        (ended.expect("it stops within half a minute").unwrap(), began.elapsed())
    }

    /// Asks it to stop, which it does without complaint.
    pub async fn stop(self) {
        let (status, _) = self.terminate().await;
        assert!(status.success(), "{status}");
    }
}

/// Asks again and again until something is so; gives how long it took. Panics when it is not
/// within the limit.
pub async fn until(what: &str, limit: Duration, mut is_so: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    within(limit, what, async || is_so().await.then_some(())).await;
    began.elapsed()
}

/// Asks again and again until there is an answer, for at most half a minute.
pub async fn answer_of<T>(what: &str, ask: impl AsyncFnMut() -> Option<T>) -> T {
    within(Duration::from_secs(30), what, ask).await
}

async fn within<T>(limit: Duration, what: &str, mut ask: impl AsyncFnMut() -> Option<T>) -> T {
    let began = Instant::now();
    loop {
        if let Some(answer) = ask().await {
            return answer;
        }
        assert!(began.elapsed() < limit, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
