//! Copies of the database beside a running service, and back.

use std::path::Path;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::program::{Backend, Home, Service, until};

const TEAM: &str = "outreach@asticude.example";
const COORDINATOR: &str = "coordinator@asticude.example";

fn call() -> Value {
    json!({
        "city": "nador", "children": [{ "age": 14, "gender": "female" }], "urgency": "planned",
        "hold": false,
    })
}

async fn ask(service: &Service) -> Value {
    let (status, request) = service.post(TEAM, "/requests", call()).await;
    assert_eq!(status, 201, "{request}");
    request
}

/// Whatever a command leaves beside the database and the mail.
fn files(home: &Home) -> Vec<String> {
    let files = std::fs::read_dir(home.path()).unwrap();
    let mut names: Vec<String> =
        files.map(|file| file.unwrap().file_name().into_string().unwrap()).collect();
    names.retain(|name| name != "mail");
    names.sort();
    names
}

fn is_whole(home: &Home, file: &Path) {
    let mut elsewhere = Home::beside(home);
    elsewhere.set("MABIT_DATABASE__URL", &format!("sqlite://{}", file.display()));
    assert!(elsewhere.done(&["verify"]).contains("every invariant holds"));
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
    let home = Home::new(Backend::Sqlite).await.unwrap();
    let mut service = home.serve(&["--demo"]);
    service.sign_in(&home, TEAM);
    let answered = Arc::new(Mutex::new(Vec::new()));
    let (url, token) = (service.url.clone(), service.token(TEAM).to_owned());
    let asking = tokio::spawn(ask_on(url, token, Arc::clone(&answered)));
    for n in 0..3 {
        let enough = (n + 1) * 5;
        let many = async || (answered.lock().unwrap().len() >= enough).then_some(());
        until("some requests are answered", many).await;
        let before = answered.lock().unwrap().clone();
        let name = format!("copy-{n}.db");
        let said = home.done(&["backup", &name]);
        assert!(said.contains(&name), "{said}");
        let copy = home.path().join(name);
        is_whole(&home, &copy);
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
    let home = Home::new(Backend::Sqlite).await.unwrap();
    assert!(home.fails(&["backup", "copy.db"], "").contains("no database"));
    let service = home.serve(&["--demo"]);
    let before = files(&home);
    std::fs::write(home.path().join("there.db"), "precious").unwrap();
    assert!(home.fails(&["backup", "there.db"], "").contains("there already"));
    assert_eq!(std::fs::read(home.path().join("there.db")).unwrap(), b"precious");
    std::fs::remove_file(home.path().join("there.db")).unwrap();
    assert!(home.fails(&["backup", "nowhere/copy.db"], "").contains("nowhere"));
    assert_eq!(home.run(&["backup"], "").status.code(), Some(2));
    assert_eq!(files(&home), before);
    assert!(service.stop().success());
}

#[tokio::test]
async fn a_backup_is_restored_into_an_empty_place_alone() {
    let home = Home::new(Backend::Sqlite).await.unwrap();
    let mut service = home.serve(&["--demo"]);
    service.sign_in(&home, TEAM);
    let request = ask(&service).await;
    let path = format!("/requests/{}", request["id"].as_str().unwrap());
    home.done(&["backup", "copy.db"]);
    // Not beside a running service, nor over a database that is there.
    assert!(home.fails(&["restore", "copy.db"], "").contains("there already"));
    for end in ["", "-wal", "-shm"] {
        let name = home.path().join(format!("mabit.db{end}"));
        let _ = std::fs::rename(&name, home.path().join(format!("away.db{end}")));
    }
    std::fs::rename(home.path().join("away.db-wal"), home.path().join("mabit.db-wal")).unwrap();
    assert!(home.fails(&["restore", "copy.db"], "").contains("still runs"));
    std::fs::rename(home.path().join("mabit.db-wal"), home.path().join("away.db-wal")).unwrap();
    service.kill();
    // What a dead service left beside the database is not taken for a part of the copy.
    std::fs::write(home.path().join("mabit.db-wal"), "left over").unwrap();
    let said = home.done(&["restore", "copy.db"]);
    assert!(said.contains("restored"), "{said}");
    assert!(!home.path().join("mabit.db-wal").exists());
    let mut service = home.serve(&[]);
    service.sign_in(&home, TEAM);
    assert_eq!(service.get(TEAM, &path).await["reference"], request["reference"]);
    assert!(service.stop().success());
}

#[tokio::test]
async fn a_damaged_or_foreign_backup_is_not_restored() {
    let home = Home::new(Backend::Sqlite).await.unwrap();
    let service = home.serve(&["--demo"]);
    home.done(&["backup", "copy.db"]);
    assert!(service.stop().success());
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(home.path().join(format!("mabit.db{end}")));
    }
    let copy = std::fs::read(home.path().join("copy.db")).unwrap();
    let mut torn = copy.clone();
    torn.truncate(copy.len() / 2);
    let mut scribbled = copy.clone();
    for at in (4_096..copy.len()).step_by(4_096) {
        scribbled[at..at + 64].fill(0x5a);
    }
    for (name, bytes) in
        [("torn.db", torn), ("scribbled.db", scribbled), ("text.db", b"not a database".to_vec())]
    {
        std::fs::write(home.path().join(name), bytes).unwrap();
        let said = home.fails(&["restore", name], "");
        assert!(said.contains("the copy"), "{name}: {said}");
        assert!(!home.path().join("mabit.db").exists(), "{name}");
    }
    // Sound to SQLite, but not to us.
    change(&home.path().join("copy.db"), "UPDATE bed_pool SET promised = 1, version = 9").await;
    assert!(home.fails(&["restore", "copy.db"], "").contains("violations"));
    let left = [".mabit.db.lock", "copy.db", "scribbled.db", "text.db", "torn.db"];
    assert_eq!(files(&home), left);
    assert!(home.fails(&["restore", "none.db"], "").contains("none.db"));
}

async fn change(file: &Path, statement: &'static str) {
    use sqlx::{Connection, Executor};
    let url = format!("sqlite://{}", file.display());
    let mut conn = sqlx::SqliteConnection::connect(&url).await.unwrap();
    conn.execute(statement).await.unwrap();
    conn.close().await.unwrap();
}

#[tokio::test]
async fn on_postgres_its_own_commands_are_named() {
    let Some(home) = Home::new(Backend::Postgres).await else { return };
    assert!(home.fails(&["backup", "copy"], "").contains("pg_dump"));
    assert!(home.fails(&["restore", "copy"], "").contains("pg_restore"));
    assert!(files(&home).is_empty());
    home.leave().await;
}

#[tokio::test]
async fn a_request_is_erased_beside_a_running_service() {
    for backend in [Backend::Sqlite, Backend::Postgres] {
        let Some(home) = Home::new(backend).await else { return };
        let mut service = home.serve(&["--demo"]);
        service.sign_in(&home, TEAM);
        service.sign_in(&home, COORDINATOR);
        let request = ask(&service).await;
        let reference = request["reference"].as_str().unwrap();
        assert!(home.fails(&["erase", reference], "").contains("withdraw or close it first"));
        let path = format!("/requests/{}/withdraw", request["id"].as_str().unwrap());
        let (status, _) = service.post(TEAM, &path, json!({ "reason": "over" })).await;
        assert_eq!(status, 200);
        let written = format!("{}-{}", &reference[..4], &reference[4..]).to_lowercase();
        assert_eq!(home.done(&["erase", &written]).trim(), format!("erased {written}"));
        assert!(home.fails(&["erase", reference], "").contains("there is no request"));
        assert_eq!(home.run(&["erase"], "").status.code(), Some(2));
        let list = service.get(COORDINATOR, "/requests").await;
        assert_eq!(list["items"], json!([]));
        assert!(home.done(&["verify"]).contains("every invariant holds"));
        assert!(service.stop().success());
        home.leave().await;
    }
}
