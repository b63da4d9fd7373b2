//! The log, on standard error. A line that can't be written (a full disk, a reader that has ended
//! or stopped reading) is dropped and counted: it never fails, delays or ends the work that logs.

use std::io::{self, IsTerminal, Write};
use std::sync::OnceLock;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::fmt::MakeWriter;

use crate::config::{Config, LogFormat};

/// Most lines that wait for a slow reader; further ones are dropped.
const WAITING: usize = 4_096;

/// Longest wait for unwritten lines at the end of the process.
const FLUSHED_WITHIN: Duration = Duration::from_secs(1);

/// Levels of libraries whose internals say nothing to an operator. A directive of the setting
/// `log.filter` for the same library takes precedence.
const LIBRARIES: &str = "hyper=warn,hyper_util=warn,lettre=warn,rustls=warn,sqlx=warn,\
                         tokio_cron_scheduler=error,tower_http=warn,ureq=warn,ureq_proto=warn";

/// Lines on their way to standard error; a process has one channel.
static LINES: OnceLock<SyncSender<Line>> = OnceLock::new();

enum Line {
    Text(Vec<u8>),
    /// Answered when everything before it has been written or dropped.
    Flush(SyncSender<()>),
}

/// Starts the log, once a process, by the settings. Panics are logged as errors.
pub fn start(config: &Config) {
    let filter = EnvFilter::try_new(directives(&config.log.filter)).unwrap_or_default();
    let Some(writer) = Writer::start() else { return };
    // By default a failure to write is itself written to standard error, which panics when
    // that can't be written either.
    let log = tracing_subscriber::fmt()
        .log_internal_errors(false)
        .with_env_filter(filter)
        .with_writer(writer);
    let started = match config.log.format {
        LogFormat::Json => log.json().try_init(),
        LogFormat::Text => log.with_ansi(io::stderr().is_terminal()).try_init(),
    };
    if started.is_ok() {
        std::panic::set_hook(Box::new(|panic| {
            let at = panic.location().map(ToString::to_string);
            let what = panic.payload_as_str().unwrap_or("no message");
            tracing::error!(at, what, "panicked");
        }));
    }
}

/// `log.filter` and the levels of libraries, unless `log.filter` is as strict for all.
fn directives(filter: &str) -> String {
    let mut levels = filter.split(',').filter_map(|one| one.trim().parse::<LevelFilter>().ok());
    if levels.any(|level| level <= LevelFilter::WARN) {
        return filter.to_owned();
    }
    format!("{LIBRARIES},{filter}")
}

/// Waits until all lines are written, at most a second. Call it before the process ends.
pub fn flush() {
    let Some(lines) = LINES.get() else { return };
    let (done, flushed) = sync_channel(1);
    if lines.try_send(Line::Flush(done)).is_ok() {
        let _ = flushed.recv_timeout(FLUSHED_WITHIN);
    }
}

/// Prints a line on standard error after what was logged, for the person at the command line. Where
/// it can't be written it is dropped.
pub fn print_error(text: &str) {
    let line = format!("{text}\n");
    match LINES.get() {
        Some(lines) => {
            let _ = lines.try_send(Line::Text(line.into_bytes()));
            flush();
        }
        None => {
            let _ = io::stderr().write_all(line.as_bytes());
        }
    }
}

/// Hands lines to a thread that writes them. Never fails and never waits.
#[derive(Clone)]
struct Writer(SyncSender<Line>);

impl Writer {
    /// `None` when no thread can be started.
    fn start() -> Option<Self> {
        if let Some(lines) = LINES.get() {
            return Some(Self(lines.clone()));
        }
        let (lines, waiting) = sync_channel(WAITING);
        let write = move || write_all(&waiting, &mut io::stderr());
        std::thread::Builder::new().name("log".to_owned()).spawn(write).ok()?;
        Some(Self(LINES.get_or_init(|| lines).clone()))
    }
}

/// Writes lines until nobody can send any.
fn write_all(waiting: &Receiver<Line>, out: &mut impl Write) {
    while let Ok(line) = waiting.recv() {
        match line {
            Line::Text(text) => {
                if out.write_all(&text).is_err() {
                    lost();
                }
            }
            Line::Flush(done) => {
                let _ = out.flush();
                let _ = done.try_send(());
            }
        }
    }
}

fn lost() {
    metrics::counter!("mabit_log_lines_lost_total").increment(1);
}

impl Write for Writer {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        if let Err(TrySendError::Full(_)) = self.0.try_send(Line::Text(line.to_vec())) {
            lost();
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Writer {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk that is full for the first line.
    struct Full(usize, Vec<u8>);

    impl Write for Full {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0 += 1;
            if self.0 == 1 {
                return Err(io::ErrorKind::StorageFull.into());
            }
            self.1.extend(line);
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn a_line_that_cannot_be_written_is_dropped_and_the_next_is_written() {
        let (lines, waiting) = sync_channel(8);
        let mut writer = Writer(lines);
        writer.write_all(b"one\n").unwrap();
        let (done, flushed) = sync_channel(1);
        writer.0.send(Line::Flush(done)).unwrap();
        writer.write_all(b"two\n").unwrap();
        drop(writer);
        let mut disk = Full(0, Vec::new());
        write_all(&waiting, &mut disk);
        flushed.recv().unwrap();
        assert_eq!(disk.1, b"two\n");
    }

    #[test]
    fn libraries_say_no_more_than_is_asked_for() {
        for filter in ["off", "error", "warn", "mabit=debug,error"] {
            assert_eq!(directives(filter), filter);
        }
        for filter in ["info", "debug", "mabit=warn", "trace,sqlx=debug"] {
            assert_eq!(directives(filter), format!("{LIBRARIES},{filter}"));
        }
    }

    #[test]
    fn a_reader_that_does_not_read_delays_nobody() {
        let (lines, waiting) = sync_channel(2);
        let mut writer = Writer(lines);
        for _ in 0..100 {
            writer.write_all(b"line\n").unwrap();
        }
        drop(writer);
        assert_eq!(waiting.iter().count(), 2);
    }
}
