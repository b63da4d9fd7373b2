//! The file of a SQLite database, or its log, is taken away under the service; and two services
//! on one file.

use std::path::{Path, PathBuf};
use std::time::Duration;

use mail_parser::MessageParser;
use serde_json::Value;

use crate::support::program::{Program, Running, until};
use crate::support::{Backend, Database};

async fn readiness(running: &Running) -> (u16, Value) {
    let answer = reqwest::get(format!("{}/readyz", running.url)).await.unwrap();
    (answer.status().as_u16(), answer.json().await.unwrap())
}

async fn is_ready(running: &Running) {
    until("it is ready", Duration::from_secs(30), async || readiness(running).await.0 == 200).await;
}

fn file(database: &Database, name: &str) -> PathBuf {
    database.folder().join(name)
}

fn remove(folder: &Path) {
    for name in ["mabit.db", "mabit.db-wal", "mabit.db-shm"] {
        let _ = std::fs::remove_file(folder.join(name));
    }
}

#[tokio::test]
async fn a_database_that_is_deleted_is_noticed_and_not_made_anew() {
    let database = Database::new(Backend::Sqlite).await;
    let mut program = Program::on(&database);
    let running = program.start_filled().await;
    is_ready(&running).await;
    remove(database.folder());
    let (status, said) = readiness(&running).await;
    assert_eq!((status, &said["files"]), (503, &Value::Bool(false)));
    // The watchdog looks after twenty seconds: it tells the administrators and the log.
    let mails = program.mail();
    until("the administrators are told", Duration::from_secs(60), async || {
        let mails = std::fs::read_dir(&mails).into_iter().flatten();
        let mut mails = mails.filter_map(|mail| std::fs::read(mail.unwrap().path()).ok());
        mails.any(|mail| {
            let mail = MessageParser::default().parse(&mail).unwrap();
            mail.body_text(0).unwrap().contains("/admin")
        })
    })
    .await;
    assert!(program.log().contains("mabit.db is gone"), "{}", program.log());
    assert!(running.terminate().await.0.success());
    for command in ["serve", "verify"] {
        let ended = program.run(&[command]).await;
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(1), "{said}");
        assert!(said.contains("mabit.db is gone") && said.contains(".mabit.db.lock"), "{said}");
    }
    std::fs::remove_file(file(&database, ".mabit.db.lock")).unwrap();
    program.set("MABIT_LOG__FILTER", "warn");
    assert!(program.start_filled().await.terminate().await.0.success());
}

#[tokio::test]
async fn each_file_of_the_database_is_watched() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    let running = program.start_filled().await;
    is_ready(&running).await;
    let aside = file(&database, "aside");
    for name in ["mabit.db", "mabit.db-wal", "mabit.db-shm"] {
        let one = file(&database, name);
        std::fs::rename(&one, &aside).unwrap();
        assert_eq!(readiness(&running).await.1["files"], false, "{name} is gone");
        std::fs::rename(&aside, &one).unwrap();
        assert_eq!(readiness(&running).await.1["files"], true, "{name} is back");
    }
    assert!(running.terminate().await.0.success());
    program.is_sound().await;
}

#[tokio::test]
async fn a_database_is_not_made_beside_what_is_left_of_one() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    std::fs::write(file(&database, "mabit.db-wal"), "what is left").unwrap();
    let ended = program.run(&["serve"]).await;
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("mabit.db-wal"), "{said}");
    assert!(!file(&database, "mabit.db").exists());
}

#[tokio::test]
async fn a_second_service_on_one_file_is_refused_and_commands_are_not() {
    let database = Database::new(Backend::Sqlite).await;
    let program = Program::on(&database);
    let running = program.start_filled().await;
    let ended = program.run(&["serve"]).await;
    let said = String::from_utf8(ended.stderr).unwrap();
    assert_eq!(ended.status.code(), Some(1), "{said}");
    assert!(said.contains("another `mabit serve`"), "{said}");
    program.token("national@mabit.example").await;
    program.is_sound().await;
    // What is killed holds nothing any more.
    running.kill().await;
    assert!(program.start(&[]).await.terminate().await.0.success());
}
