//! The API fuzzed by schemathesis, from its own OpenAPI document: never a 5xx, never an answer
//! that is not documented.

use tokio::process::Command;

use serde_json::json;

use crate::support::program::Program;
use crate::support::{Backend, needed};

/// What an answer is held to. That valid input is always accepted is left out: whether an id
/// exists, or a bed is free, no schema can say.
const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
                      response_headers_conformance,response_schema_conformance,\
                      negative_data_rejection,missing_required_header,unsupported_method,\
                      allow_header_conformance,ignored_auth";

#[tokio::test]
#[ignore = "needs Python with schemathesis: tests/run, or TEST_PYTHON and --include-ignored"]
async fn no_input_brings_a_5xx_or_an_undocumented_answer_on_sqlite() {
    fuzz(Backend::Sqlite).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Python with schemathesis: tests/run"]
async fn no_input_brings_a_5xx_or_an_undocumented_answer_on_postgres() {
    fuzz(Backend::Postgres).await;
}

async fn fuzz(backend: Backend) {
    let python = needed("TEST_PYTHON", "a Python that has schemathesis");
    let mut program = Program::new(backend).await;
    // More calls than any program makes.
    program.set("MABIT_LIMITS__WRITES_PER_MINUTE", "0");
    let mut service = program.start_filled().await;
    service.sign_in(&program, "admin@mabit.example").await;
    let partners = service.get("admin@mabit.example", "/partners").await;
    let everyone = json!({
        "email": "everyone@example.org",
        "roles": ["outreach", "shelter", "coordinator", "admin"],
        "partner_id": partners["items"][0]["id"],
        "scope": { "national": true },
    });
    let (status, _) = service.post("admin@mabit.example", "/users", everyone).await;
    assert_eq!(status, 201);
    service.sign_in(&program, "everyone@example.org").await;
    let output = Command::new(python)
        .args(["-m", "schemathesis.cli", "run", &format!("{}/api/openapi.json", service.url)])
        .args(["--checks", CHECKS, "--max-time", "45", "--seed", "20190401", "--no-color"])
        // The stream of events has no end.
        .args(["--exclude-path", "/api/v1/events"])
        .args(["-H", &format!("Authorization: Bearer {}", service.token("everyone@example.org"))])
        .current_dir(program.folder())
        .output()
        .await
        .unwrap();
    let report = String::from_utf8_lossy(&output.stdout);
    let tail: String = report.chars().rev().take(6_000).collect::<Vec<_>>().iter().rev().collect();
    assert!(output.status.success(), "{tail}{}", String::from_utf8_lossy(&output.stderr));
    assert!(
        report.contains(" generated, ") && report.contains("Tested: "),
        "it did not run to its end: {tail}"
    );
    service.stop().await;
    program.is_sound().await;
}
