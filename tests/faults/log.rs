//! A log that can't be written, or that nobody reads, harms nothing.

use crate::aftermath::mails_are_sent;
use crate::load::ask_for_a_bed_that_is_nowhere;
use crate::support::program::Program;
use crate::support::{Backend, Database};

/// `serve` goes on whatever becomes of standard error: answers, mails, and marks what it mailed.
async fn serves_with_a_log_like(shell: &str, filter: &str) {
    let database = Database::new(Backend::Sqlite).await;
    let mut program = Program::on(&database);
    program.set("MABIT_LOG__FILTER", filter);
    program.fill().await;
    let running = program.start_by(shell).await;
    let token = program.token("outreach@tadamon.example").await;
    for _ in 0..5 {
        ask_for_a_bed_that_is_nowhere(&running, &token).await;
    }
    mails_are_sent(&database).await;
    let (status, _) = running.terminate().await;
    assert_eq!(status.code(), Some(0));
    program.is_sound().await;
}

#[tokio::test]
async fn a_full_disk_under_the_log_harms_nothing() {
    serves_with_a_log_like(r#"exec "$0" serve 2>/dev/full"#, "info").await;
}

#[tokio::test]
async fn a_reader_of_the_log_that_ends_harms_nothing() {
    serves_with_a_log_like(r#"exec "$0" serve 2> >(exec true)"#, "info").await;
}

#[tokio::test]
async fn a_reader_of_the_log_that_no_longer_reads_harms_nothing() {
    // More than a pipe holds, while the reader sleeps.
    let shell = r#"exec "$0" serve 2> >(exec sleep 40)"#;
    serves_with_a_log_like(shell, "trace,sqlx=debug,hyper=trace").await;
}

#[tokio::test]
async fn by_default_the_log_shows_nothing_of_a_librarys_inner_life() {
    let database = Database::new(Backend::Sqlite).await;
    let mut program = Program::on(&database);
    program.set("MABIT_LOG__FILTER", "info");
    let running = program.start_filled().await;
    let token = program.token("outreach@tadamon.example").await;
    ask_for_a_bed_that_is_nowhere(&running, &token).await;
    mails_are_sent(&database).await;
    assert!(running.terminate().await.0.success());
    let log = program.log();
    assert!(log.contains("mail sent"), "{log}");
    let others: Vec<&str> =
        log.lines().filter(|line| line.contains(" INFO ") && !line.contains(" mabit::")).collect();
    assert!(others.is_empty(), "{others:#?}");
    assert!(!log.contains("tokio_cron_scheduler"), "{log}");
}
