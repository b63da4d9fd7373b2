//! The real program, started, killed and stopped.

use std::fs::{File, OpenOptions};
use std::path::{Path, PathBuf};
use std::process::{ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

use crate::database::Database;

/// The program with its settings, on one database.
#[derive(Clone)]
pub struct Program {
    settings: Vec<(String, String)>,
    folder: PathBuf,
}

impl Program {
    /// On this database; mail goes to a folder beside it.
    pub fn on(database: &Database) -> Self {
        Self::with(&database.url(), database.folder())
    }

    /// On a SQLite file in this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self::with(&format!("sqlite://{}", folder.join("mabit.db").display()), folder)
    }

    fn with(database: &str, folder: &Path) -> Self {
        let mail = format!("file:{}", folder.join("mail").display());
        let mut program = Self { settings: Vec::new(), folder: folder.to_owned() };
        program.set("MABIT_DATABASE__URL", database);
        program.set("MABIT_MAIL__URL", &mail);
        program.set("MABIT_HTTP__LISTEN", "127.0.0.1:0");
        program.set("MABIT_LOG__FILTER", "warn");
        program
    }

    pub fn set(&mut self, name: &str, value: &str) {
        self.settings.retain(|(known, _)| known != name);
        self.settings.push((name.to_owned(), value.to_owned()));
    }

    /// Where its mail goes.
    pub fn mail(&self) -> PathBuf {
        self.folder.join("mail")
    }

    /// What it has written to standard error so far, in all its lives.
    pub fn log(&self) -> String {
        std::fs::read_to_string(self.folder.join("log")).unwrap_or_default()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mabit"));
        command.args(arguments).current_dir(&self.folder).kill_on_drop(true);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs a command to its end, for at most a minute.
    pub async fn run(&self, arguments: &[&str]) -> Output {
        let running = self.command(arguments).stdin(Stdio::null()).output();
        tokio::time::timeout(Duration::from_secs(60), running).await.unwrap().unwrap()
    }

    /// Makes a token for an account.
    pub async fn token(&self, email: &str) -> String {
        let made = self.run(&["token", "create", "--user", email, "--label", "test"]).await;
        assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        String::from_utf8(made.stdout).unwrap().trim().to_owned()
    }

    /// `mabit verify` finds nothing.
    pub async fn is_sound(&self) {
        let verified = self.run(&["verify"]).await;
        let said = String::from_utf8_lossy(&verified.stdout);
        assert!(verified.status.success(), "{said}\n{}", self.log());
    }

    /// Starts `serve` without waiting for it.
    pub fn spawn(&self, more: &[&str]) -> Child {
        let arguments: Vec<&str> = ["serve"].iter().chain(more).copied().collect();
        let log: File =
            OpenOptions::new().create(true).append(true).open(self.folder.join("log")).unwrap();
        self.command(&arguments).stdout(Stdio::piped()).stderr(log).spawn().unwrap()
    }

    /// Starts `serve` and waits until it listens.
    pub async fn start(&self, more: &[&str]) -> Running {
        let began = Instant::now();
        self.listening(began, self.spawn(more)).await
    }

    /// The same by a line of bash, in which `$0` is the program; it ends in `exec`.
    pub async fn start_by(&self, shell: &str) -> Running {
        let began = Instant::now();
        let mut command = Command::new("bash");
        command.args(["-c", shell, env!("CARGO_BIN_EXE_mabit")]);
        command.current_dir(&self.folder).kill_on_drop(true);
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        self.listening(began, command.stdout(Stdio::piped()).spawn().unwrap()).await
    }

    async fn listening(&self, began: Instant, mut child: Child) -> Running {
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let listening = async {
            while let Some(line) = lines.next_line().await.unwrap() {
                if let Some(url) = line.strip_prefix("listening on ") {
                    return url.to_owned();
                }
            }
            panic!("it ended instead of listening:\n{}", self.log());
        };
        let url = tokio::time::timeout(Duration::from_secs(60), listening).await.unwrap();
        Running { child, url, took: began.elapsed() }
    }
}

/// A running service. Killed when dropped.
pub struct Running {
    child: Child,
    /// Where it listens.
    pub url: String,
    /// How long it took until it listened.
    pub took: Duration,
}

impl Running {
    pub fn pid(&self) -> u32 {
        self.child.id().unwrap()
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
}

/// Asks again and again until something is so. Panics when it is not within the limit.
pub async fn until(what: &str, limit: Duration, mut is_so: impl AsyncFnMut() -> bool) -> Duration {
    let began = Instant::now();
    while !is_so().await {
        assert!(began.elapsed() < limit, "not within {limit:?}: {what}");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    began.elapsed()
}
