//! PostgreSQL takes no writes for a while, as after a failover: the service says so, reads on, and
//! writes again by itself.

use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::support::program::{Program, until};
use crate::support::{Backend, Database};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_database_that_only_reads_for_a_while_heals() {
    let database = Database::new(Backend::Postgres).await;
    let mut program = Program::on(&database);
    program.set("MABIT_DATABASE__CONNECTIONS", "5");
    let running = program.start_filled().await;
    let token = program.token("outreach@bayti.example").await;
    let client = Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
    let ready = async || {
        let answer = client.get(format!("{}/readyz", running.url)).send().await.unwrap();
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap())
    };
    let ask = async || {
        let body = json!({
            "city": "casablanca", "children": [{ "age": 14, "gender": "female" }],
            "urgency": "emergency",
        });
        let asked = client.post(format!("{}/api/v1/requests", running.url)).bearer_auth(&token);
        asked.json(&body).send().await.unwrap().status().as_u16()
    };
    until("it is ready", Duration::from_secs(30), async || ready().await.0 == 200).await;
    let connections = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() \
                       AND application_name LIKE 'mabit %'";
    assert!(database.number(connections).await <= 5);

    database.only_reads(true).await;
    until("writes are refused", Duration::from_secs(20), async || ask().await == 503).await;
    assert_eq!(ready().await.1["database"], false);
    // Longer than such a connection is kept, so that the pool holds none that can write.
    for _ in 0..60 {
        assert_eq!(ask().await, 503);
        let read = client.get(format!("{}/api/v1/requests", running.url)).bearer_auth(&token);
        assert_eq!(read.send().await.unwrap().status(), 200);
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    database.only_reads(false).await;
    let healed = until("writes are taken again", Duration::from_secs(60), async || {
        ask().await == 201 && ready().await.0 == 200
    })
    .await;
    println!("healed {healed:?} after the database took writes again");
    assert!(running.terminate().await.0.success(), "{}", program.log());
    program.is_sound().await;
}
