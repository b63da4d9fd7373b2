//! The database is gone: at the start that is said in one line, later the service says that it
//! can't, and goes on by itself when the database is back.

use std::time::Duration;

use reqwest::{Client, Response};
use serde_json::{Value, json};
use url::Url;

use crate::load::Load;
use crate::proxy::Proxy;
use crate::support::program::{Program, until};
use crate::support::{Backend, Database};

#[tokio::test]
async fn no_database_at_the_start_is_one_line_and_exit_1() {
    let database = Database::new(Backend::Sqlite).await;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let nobody = listener.local_addr().unwrap();
    drop(listener);
    let nowhere = database.folder().join("no such folder/mabit.db");
    for url in [
        format!("postgres://mabit:secret@{nobody}/mabit"),
        format!("sqlite://{}", nowhere.display()),
    ] {
        let mut program = Program::on(&database);
        program.set("MABIT_DATABASE__URL", &url);
        for command in ["serve", "verify"] {
            let ended = program.run(&[command]).await;
            let said = String::from_utf8(ended.stderr).unwrap();
            assert_eq!(ended.status.code(), Some(1), "{said}");
            assert_eq!(said.lines().count(), 1, "{said}");
            assert!(said.starts_with("mabit: ") && said.contains("database"), "{said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_database_lost_under_load_comes_back() {
    let database = Database::new(Backend::Postgres).await;
    let url = Url::parse(&database.url()).unwrap();
    let proxy = Proxy::to(&url).await;
    let mut program = Program::on(&database);
    let token = {
        let running = program.start_filled().await;
        let token = program.token("outreach@bayti.example").await;
        assert!(running.terminate().await.0.success());
        token
    };
    program.set("MABIT_DATABASE__URL", &proxy.url(&url));
    let running = program.start(&[]).await;
    let load = Load::new(&program, &running.url).await;
    let clients = load.begin();
    let client = Client::new();
    let get = async |path: &str| {
        let asked = client.get(format!("{}{path}", running.url)).bearer_auth(&token);
        asked.timeout(Duration::from_secs(20)).send().await.unwrap()
    };
    for _ in 0..2 {
        until("it is ready", Duration::from_secs(30), async || {
            get("/readyz").await.status() == 200
        })
        .await;
        proxy.shut();
        let ready = get("/readyz").await;
        assert_eq!(ready.status(), 503);
        assert_eq!(ready.json::<Value>().await.unwrap()["database"], false);
        is_unavailable(get("/api/v1/requests").await).await;
        let body = json!({
            "city": "casablanca",
            "children": [{ "age": 14, "gender": "female" }],
            "urgency": "emergency",
        });
        let asked = client.post(format!("{}/api/v1/requests", running.url)).bearer_auth(&token);
        is_unavailable(asked.json(&body).send().await.unwrap()).await;
        assert_eq!(get("/healthz").await.status(), 200);
        proxy.open();
    }
    let back = until("it is ready again", Duration::from_secs(40), async || {
        get("/readyz").await.status() == 200 && get("/api/v1/requests").await.status() == 200
    })
    .await;
    load.end(clients).await;
    crate::aftermath::everything_answered_is_there(&database, &load).await;
    let (status, _) = running.terminate().await;
    assert!(status.success(), "{}", program.log());
    program.set("MABIT_DATABASE__URL", &database.url());
    program.is_sound().await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
    println!("ready {back:?} after the database was back");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_database_fallen_silent_under_load_comes_back() {
    let database = Database::new(Backend::Postgres).await;
    let url = Url::parse(&database.url()).unwrap();
    let proxy = Proxy::to(&url).await;
    let mut program = Program::on(&database);
    program.fill().await;
    let token = program.token("outreach@bayti.example").await;
    program.set("MABIT_DATABASE__URL", &proxy.url(&url));
    let running = program.start(&[]).await;
    let client = Client::new();
    let get = async |path: &str| {
        let asked = client.get(format!("{}{path}", running.url)).bearer_auth(&token);
        asked.timeout(Duration::from_secs(20)).send().await.unwrap()
    };
    program.set("MABIT_DATABASE__URL", &database.url());
    let load = Load::new(&program, &running.url).await;
    let clients = load.begin();
    let answered = || load.asked.lock().unwrap().len();
    until("there is load", Duration::from_secs(30), async || answered() >= 20).await;
    proxy.fall_silent();
    // Nothing tells the service, but it answers in time that it can't.
    let asked = get("/api/v1/requests").await;
    assert_eq!(asked.status(), 503);
    assert_eq!(get("/readyz").await.status(), 503);
    proxy.open();
    let before = answered();
    let back = until("teams are answered again", Duration::from_secs(80), async || {
        answered() >= before + 20 && get("/readyz").await.status() == 200
    })
    .await;
    load.end(clients).await;
    crate::aftermath::everything_answered_is_there(&database, &load).await;
    assert!(running.terminate().await.0.success(), "{}", program.log());
    program.is_sound().await;
    assert!(!program.log().contains("panicked"), "{}", program.log());
    println!("20 more teams answered {back:?} after the database was back");
}

async fn is_unavailable(answer: Response) {
    assert_eq!(answer.status(), 503);
    assert_eq!(answer.headers()["content-type"], "application/problem+json");
    assert!(answer.headers().contains_key("retry-after"));
    let problem: Value = answer.json().await.unwrap();
    assert_eq!(problem["status"], 503, "{problem}");
    assert_eq!(problem["code"], "database_unavailable", "{problem}");
}
