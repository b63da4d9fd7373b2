//! Copies of the database beside a running service, and back.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::support::program::{Program, Running, answer_of};
use crate::support::{Backend, Database, on_both};

const TEAM: &str = "outreach@asticude.example";
const COORDINATOR: &str = "coordinator@asticude.example";

fn call() -> Value {
    json!({
        "city": "nador", "children": [{ "age": 14, "gender": "female" }], "urgency": "planned",
        "hold": false,
    })
}

async fn ask(service: &Running) -> Value {
    let (status, request) = service.post(TEAM, "/requests", call()).await;
    assert_eq!(status, 201, "{request}");
    request
}

/// Whatever a command leaves beside the database and the mail.
fn files(program: &Program) -> Vec<String> {
    let files = std::fs::read_dir(program.folder()).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "mail" && name != "log");
    names.sort();
    names
}

async fn is_whole(program: &Program, file: &Path) {
    let mut elsewhere = program.clone();
    elsewhere.set("MABIT_DATABASE__URL", &format!("sqlite://{}", file.display()));
    elsewhere.is_sound().await;
}

/// Asks for beds, one after another, until it is aborted; notes each that was answered.
async fn ask_on(url: String, token: String, answered: Arc<Mutex<Vec<String>>>) {
    let client = reqwest::Client::new();
    loop {
        let request = client.post(format!("{url}/api/v1/requests")).bearer_auth(&token);
        let answer = request.json(&call()).send().await.unwrap();
        assert_eq!(answer.status(), 201);
        let request: Value = answer.json().await.unwrap();
        answered.lock().unwrap().push(request["id"].as_str().unwrap().to_owned());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_backup_beside_a_busy_service_has_all_that_was_answered() {
    let program = Program::new(Backend::Sqlite).await;
    let mut service = program.start_filled().await;
    service.sign_in(&program, TEAM).await;
    let answered = Arc::new(Mutex::new(Vec::new()));
    let (url, token) = (service.url.clone(), service.token(TEAM).to_owned());
    let asking = tokio::spawn(ask_on(url, token, Arc::clone(&answered)));
    for n in 0..3 {
        let enough = (n + 1) * 5;
        let many = async || (answered.lock().unwrap().len() >= enough).then_some(());
        answer_of("some requests are answered", many).await;
        let before = answered.lock().unwrap().clone();
        let name = format!("copy-{n}.db");
        let said = program.done(&["backup", &name]).await;
        assert!(said.contains(&name), "{said}");
        let copy = program.folder().join(name);
        is_whole(&program, &copy).await;
        let kept = requests_in(&copy).await;
        let lost: Vec<_> = before.iter().filter(|id| !kept.contains(*id)).collect();
        assert!(lost.is_empty(), "{lost:?} of {} are missing", before.len());
    }
    assert!(!asking.is_finished(), "the service answered all along");
    asking.abort();
}

async fn requests_in(file: &Path) -> Vec<String> {
    use sqlx::Connection;
    let url = format!("sqlite://{}", file.display());
    let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
    let ids: Vec<uuid::Uuid> =
        sqlx::query_scalar("SELECT id FROM placement_request").fetch_all(&mut conn).await.unwrap();
    ids.into_iter().map(|id| id.to_string()).collect()
}

#[tokio::test]
async fn a_backup_overwrites_nothing_and_leaves_nothing_half_done() {
    let program = Program::new(Backend::Sqlite).await;
    assert!(program.fails(&["backup", "copy.db"]).await.contains("no database"));
    let service = program.start_filled().await;
    let before = files(&program);
    std::fs::write(program.folder().join("there.db"), "precious").unwrap();
    assert!(program.fails(&["backup", "there.db"]).await.contains("there already"));
    assert_eq!(std::fs::read(program.folder().join("there.db")).unwrap(), b"precious");
    std::fs::remove_file(program.folder().join("there.db")).unwrap();
    assert!(program.fails(&["backup", "nowhere/copy.db"]).await.contains("nowhere"));
    assert_eq!(program.run(&["backup"]).await.status.code(), Some(2));
    assert_eq!(files(&program), before);
    service.stop().await;
}

#[tokio::test]
async fn a_backup_is_restored_into_an_empty_place_alone() {
    let program = Program::new(Backend::Sqlite).await;
    let mut service = program.start_filled().await;
    service.sign_in(&program, TEAM).await;
    let request = ask(&service).await;
    let path = format!("/requests/{}", request["id"].as_str().unwrap());
    program.done(&["backup", "copy.db"]).await;
    // Not beside a running service, nor over a database that is there.
    assert!(program.fails(&["restore", "copy.db"]).await.contains("there already"));
    for end in ["", "-wal", "-shm"] {
        let name = program.folder().join(format!("mabit.db{end}"));
        let _ = std::fs::rename(&name, program.folder().join(format!("away.db{end}")));
    }
    std::fs::rename(program.folder().join("away.db-wal"), program.folder().join("mabit.db-wal"))
        .unwrap();
    assert!(program.fails(&["restore", "copy.db"]).await.contains("still runs"));
    std::fs::rename(program.folder().join("mabit.db-wal"), program.folder().join("away.db-wal"))
        .unwrap();
    service.kill().await;
    // What a dead service left beside the database is not taken for a part of the copy.
    std::fs::write(program.folder().join("mabit.db-wal"), "left over").unwrap();
    let said = program.done(&["restore", "copy.db"]).await;
    assert!(said.contains("restored"), "{said}");
    assert!(!program.folder().join("mabit.db-wal").exists());
    let mut service = program.start(&[]).await;
    service.sign_in(&program, TEAM).await;
    assert_eq!(service.get(TEAM, &path).await["reference"], request["reference"]);
    service.stop().await;
}

#[tokio::test]
async fn a_damaged_or_foreign_backup_is_not_restored() {
    let program = Program::new(Backend::Sqlite).await;
    let service = program.start_filled().await;
    program.done(&["backup", "copy.db"]).await;
    service.stop().await;
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(program.folder().join(format!("mabit.db{end}")));
    }
    let copy = std::fs::read(program.folder().join("copy.db")).unwrap();
    let mut torn = copy.clone();
    torn.truncate(copy.len() / 2);
    let mut scribbled = copy.clone();
    for at in (4_096..copy.len()).step_by(4_096) {
        scribbled[at..at + 64].fill(0x5a);
    }
    for (name, bytes) in
        [("torn.db", torn), ("scribbled.db", scribbled), ("text.db", b"not a database".to_vec())]
    {
        std::fs::write(program.folder().join(name), bytes).unwrap();
        let said = program.fails(&["restore", name]).await;
        assert!(said.contains("the copy"), "{name}: {said}");
        assert!(!program.folder().join("mabit.db").exists(), "{name}");
    }
    // Sound to SQLite, but not to us.
    change(&program.folder().join("copy.db"), "UPDATE bed_pool SET promised = 1, version = 9")
        .await;
    assert!(program.fails(&["restore", "copy.db"]).await.contains("violations"));
    let left = [".mabit.db.lock", "copy.db", "scribbled.db", "text.db", "torn.db"];
    assert_eq!(files(&program), left);
    assert!(program.fails(&["restore", "none.db"]).await.contains("none.db"));
}

async fn change(file: &Path, statement: &'static str) {
    use sqlx::{Connection, Executor};
    let url = format!("sqlite://{}", file.display());
    let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
    conn.execute(statement).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn on_postgres_its_own_commands_are_named() {
    let program = Program::new(Backend::Postgres).await;
    assert!(program.fails(&["backup", "copy"]).await.contains("pg_dump"));
    assert!(program.fails(&["restore", "copy"]).await.contains("pg_restore"));
    assert!(files(&program).is_empty());
}

on_both!(database: a_request_is_erased_beside_a_running_service);

async fn a_request_is_erased_beside_a_running_service(database: Database) {
    let program = Program::on(&database);
    let mut service = program.start_filled().await;
    service.sign_in(&program, TEAM).await;
    service.sign_in(&program, COORDINATOR).await;
    let request = ask(&service).await;
    let reference = request["reference"].as_str().unwrap();
    assert!(program.fails(&["erase", reference]).await.contains("withdraw or close it first"));
    let path = format!("/requests/{}/withdraw", request["id"].as_str().unwrap());
    let (status, _) = service.post(TEAM, &path, json!({ "reason": "over" })).await;
    assert_eq!(status, 200);
    let written = format!("{}-{}", &reference[..4], &reference[4..]).to_lowercase();
    assert_eq!(program.done(&["erase", &written]).await.trim(), format!("erased {written}"));
    assert!(program.fails(&["erase", reference]).await.contains("there is no request"));
    assert_eq!(program.run(&["erase"]).await.status.code(), Some(2));
    let list = service.get(COORDINATOR, "/requests").await;
    assert_eq!(list["items"], json!([]));
    program.is_sound().await;
    service.stop().await;
}
