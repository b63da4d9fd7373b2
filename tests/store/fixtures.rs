//! Databases that version 0.1 wrote, after a night of work: they open and lose nothing, every
//! invariant holds, and the service goes on with them. `tests/fixtures/v0.1/README.md` says how
//! they were made.

use std::collections::{BTreeMap, HashMap};
use std::io::Read;
use std::path::{Path, PathBuf};

use flate2::read::GzDecoder;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::database::{Backend, Database};
use crate::program::{self, Service, until};

/// What was written down about a fixture when it was made.
#[derive(Deserialize)]
struct Fixture {
    /// Bearer tokens, by the role of their account.
    tokens: HashMap<String, String>,
    /// How many rows each table has.
    rows: BTreeMap<String, i64>,
    /// Of some tables, how many rows are in each state.
    states: BTreeMap<String, BTreeMap<String, i64>>,
}

/// Tables of version 0.1 that have another name now, and that name.
const RENAMED: [(&str, &str); 5] = [
    ("audit", "audit_log"),
    ("beat", "heartbeat"),
    ("count_ask", "count_reminder"),
    ("half_sign_in", "pending_sign_in"),
    ("second_step", "totp"),
];

fn path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/v0.1").join(name)
}

fn unpacked(name: &str) -> Vec<u8> {
    let (packed, mut content) = (std::fs::read(path(name)).unwrap(), Vec::new());
    GzDecoder::new(packed.as_slice()).read_to_end(&mut content).unwrap();
    content
}

#[tokio::test]
async fn a_database_of_version_0_1_goes_on_sqlite() {
    let database = Database::new(Backend::Sqlite).await;
    std::fs::write(database.file(), unpacked("sqlite.db.gz")).unwrap();
    goes_on(database, "sqlite.json").await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL: tests/run, or TEST_POSTGRES_URL and --include-ignored"]
async fn a_database_of_version_0_1_goes_on_postgres() {
    let database = Database::new(Backend::Postgres).await;
    database.execute(String::from_utf8(unpacked("postgres.sql.gz")).unwrap()).await;
    goes_on(database, "postgres.json").await;
}

async fn goes_on(database: Database, about: &str) {
    let fixture = std::fs::read_to_string(path(about)).unwrap();
    let fixture: Fixture = serde_json::from_str(&fixture).unwrap();
    // This also migrates it.
    program::verify(&database).await;
    nothing_is_lost(&database, &fixture).await;
    the_audit_log_is_append_only(&database).await;
    let service = Service::start(&database).await;
    people_are_known(&service, &fixture).await;
    a_child_is_placed(&service, &fixture).await;
    a_request_is_escalated(&service, &fixture).await;
    service.stop().await;
    program::verify(&database).await;
    database.drop().await;
}

async fn nothing_is_lost(database: &Database, fixture: &Fixture) {
    for (table, expected) in &fixture.rows {
        let renamed = RENAMED.iter().find(|(before, _)| before == table);
        let table = renamed.map_or(table.as_str(), |(_, now)| *now);
        let rows: Vec<(i64,)> = database.rows(&format!("SELECT count(*) FROM {table}")).await;
        // Later migrations add to the list of those that were run.
        if table == "_sqlx_migrations" {
            assert!(rows[0].0 >= *expected, "migrations {}", rows[0].0);
        } else {
            assert_eq!(rows[0].0, *expected, "rows of {table}");
        }
    }
    for (table, expected) in &fixture.states {
        let query = format!("SELECT state, count(*) FROM {table} GROUP BY state");
        let states: Vec<(String, i64)> = database.rows(&query).await;
        assert_eq!(BTreeMap::from_iter(states), *expected, "states of {table}");
    }
}

async fn the_audit_log_is_append_only(database: &Database) {
    let mut changes = vec!["UPDATE audit_log SET detail = detail", "DELETE FROM audit_log"];
    if database.backend() == Backend::Postgres {
        changes.push("TRUNCATE audit_log");
    }
    for change in changes {
        let refused = database.try_execute(change.to_owned()).await.unwrap_err().to_string();
        assert!(refused.contains("audit_log is append-only"), "{change}: {refused}");
    }
}

/// Tokens and passwords still open what they did, and the board has every shelter.
async fn people_are_known(service: &Service, fixture: &Fixture) {
    let board = service.get(&fixture.tokens["coordinator"], "/board").await;
    let shelters = board["shelters"].as_array().unwrap().len();
    assert_eq!(i64::try_from(shelters).unwrap(), fixture.rows["shelter"]);
    let password = [("email", "outreach@dar.example"), ("password", "a password of the fixture")];
    assert_eq!(service.form("/sign-in", &password).await, 303);
}

/// A new shelter, far from all who wait, takes a child in.
async fn a_child_is_placed(service: &Service, fixture: &Fixture) {
    let [admin, team, nation] =
        ["admin", "outreach", "coordinator"].map(|role| fixture.tokens[role].as_str());
    let partner = json!({ "name": "Dar Dakhla", "city": "dakhla" });
    let partner = service.post(admin, "/partners", &partner).await;
    let shelter = json!({ "partner_id": partner["id"], "name": "Dar Dakhla", "city": "dakhla" });
    let shelter = service.post(admin, "/shelters", &shelter).await;
    let pool = json!({
        "name": "All", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 2, "free": 1,
    });
    service.post(admin, &format!("/shelters/{}/pools", text(&shelter["id"])), &pool).await;
    let request = service.post(team, "/requests", &call(&[])).await;
    assert_eq!(request["state"], "offered", "{request}");
    let offer = text(&request["offer"]["id"]);
    for word in ["accept", "arrive"] {
        service.post(nation, &format!("/offers/{offer}/{word}"), &Value::Null).await;
    }
    let request = service.get(team, &format!("/requests/{}", text(&request["id"]))).await;
    assert_eq!(request["state"], "placed", "{request}");
}

/// What no shelter can give is told to somebody within seconds.
async fn a_request_is_escalated(service: &Service, fixture: &Fixture) {
    let [team, nation] = ["outreach", "coordinator"].map(|role| fixture.tokens[role].as_str());
    let request = service.post(team, "/requests", &call(&["wheelchair"])).await;
    assert_eq!(request["state"], "waiting", "{request}");
    // Nobody answers for the city, so it may be told by a later step.
    until("its escalation reaches somebody", async || {
        let open = service.get(nation, "/escalations?open=true&limit=1").await;
        let newest = &open["items"][0];
        let mut steps = newest["sent"].as_array().unwrap().iter();
        newest["request_id"] == request["id"] && steps.any(|step| step["delivery"] == "sent")
    })
    .await;
}

fn call(needs: &[&str]) -> Value {
    json!({
        "city": "dakhla", "urgency": "emergency", "needs": needs,
        "children": [{ "age": 12, "gender": "female" }],
    })
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
