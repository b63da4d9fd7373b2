//! The whole journey with a real mail server in a second process.

use mail_parser::MessageParser;
use reqwest::Method;
use serde_json::{Value, json};

use crate::support::Backend;
use crate::support::program::{Program, Running, answer_of};
use crate::support::smtp::{Options, SmtpServer, Tls};

const TEAM: &str = "outreach@asticude.example";
const SHELTER: &str = "shelter@asticude.example";
const COORDINATOR: &str = "coordinator@asticude.example";
const NATIONAL: &str = "national@mabit.example";

#[tokio::test]
#[ignore = "needs Python with aiosmtpd: tests/run, or TEST_PYTHON and --include-ignored"]
async fn a_child_finds_a_bed_and_another_is_escalated_by_mail_on_sqlite() {
    journey(Backend::Sqlite, Tls::None, None).await;
}

#[tokio::test]
#[ignore = "needs PostgreSQL and Python with aiosmtpd: tests/run"]
async fn a_child_finds_a_bed_and_another_is_escalated_by_mail_on_postgres() {
    journey(Backend::Postgres, Tls::Upgrade, Some(("mabit", "s3cret/word"))).await;
}

async fn journey(backend: Backend, tls: Tls, auth: Option<(&'static str, &'static str)>) {
    let mail = SmtpServer::start(Options { tls, auth, ..Options::default() }).await;
    let mut program = Program::new(backend).await;
    program.set("MABIT_MAIL__URL", &mail.url);
    if tls != Tls::None {
        program.set("MABIT_MAIL__CA_FILE", mail.ca_file.to_str().unwrap());
    }
    program.set("MABIT_ESCALATION__STEPS", "0s/city,1s/region,2s/national");
    let mut service = program.start_filled().await;
    for email in [TEAM, SHELTER, COORDINATOR, NATIONAL] {
        service.sign_in(&program, email).await;
    }

    let pool = girls_pool(&service).await;
    let (status, report) = report(&service, &pool, 1).await;
    assert_eq!((status, &report["available"]), (200, &json!(1)));

    let placed = ask(&service, 14).await;
    assert_eq!(placed["state"], "offered");
    let offer = placed["offer"]["id"].as_str().unwrap();
    assert_eq!(placed["offer"]["beds"][0]["pool_id"], pool);
    let (status, _) = service.post(SHELTER, &format!("/offers/{offer}/accept"), json!({})).await;
    assert_eq!(status, 200);
    let (status, arrived) =
        service.post(SHELTER, &format!("/offers/{offer}/arrive"), json!({})).await;
    assert_eq!((status, &arrived["state"]), (200, &json!("arrived")));

    // The flexible beds for brothers and sisters are closed too: now there is none for her.
    close_all(&service).await;
    let waiting = ask(&service, 15).await;
    assert_eq!((&waiting["state"], &waiting["offer"]), (&json!("waiting"), &Value::Null));
    let reference = waiting["reference"].as_str().unwrap().to_owned();
    let told = answer_of("the city's and the nation's coordinator are mailed", async || {
        let told = recipients(&mail, &reference);
        (told.iter().any(|to| to == COORDINATOR) && told.iter().any(|to| to == NATIONAL))
            .then_some(told)
    })
    .await;
    assert!(told.iter().all(|to| to == COORDINATOR || to == NATIONAL), "{told:?}");
    nothing_personal(&mail);

    service.stop().await;
    program.is_sound().await;
}

async fn girls_pool(service: &Running) -> String {
    let board = service.get(SHELTER, "/board?city=nador&gender=female&age=14").await;
    let pools = board["shelters"][0]["pools"].as_array().unwrap().clone();
    let own = pools.iter().find(|pool| pool["gender"] == "female").unwrap();
    own["id"].as_str().unwrap().to_owned()
}

async fn report(service: &Running, pool: &str, free: i32) -> (u16, Value) {
    let path = format!("/pools/{pool}/availability");
    service.send(Method::PUT, SHELTER, &path, json!({ "free": free })).await
}

async fn close_all(service: &Running) {
    let board = service.get(SHELTER, "/board?city=nador").await;
    for pool in board["shelters"][0]["pools"].as_array().unwrap() {
        let (status, _) = report(service, pool["id"].as_str().unwrap(), 0).await;
        assert_eq!(status, 200);
    }
}

async fn ask(service: &Running, age: i32) -> Value {
    let children = json!([{ "age": age, "gender": "female" }]);
    let body = json!({ "city": "nador", "children": children, "urgency": "emergency" });
    let (status, answer) = service.post(TEAM, "/requests", body).await;
    assert_eq!(status, 201, "{answer}");
    answer
}

/// Who was mailed about a request.
fn recipients(mail: &SmtpServer, reference: &str) -> Vec<String> {
    let about = format!("request-{reference}@");
    let mails = mail.mails().into_iter();
    mails
        .filter(|mail| String::from_utf8_lossy(&mail.raw).contains(&about))
        .flat_map(|mail| mail.to)
        .collect()
}

fn nothing_personal(mail: &SmtpServer) {
    for mail in mail.mails() {
        let message = MessageParser::new().parse(&mail.raw).unwrap();
        let subject = message.subject().unwrap().to_owned();
        let text = message.body_text(0).unwrap().to_lowercase();
        let html = message.body_html(0).unwrap().to_lowercase();
        for secret in ["nador", "asticude, foyer", "female", "fille", "14\u{a0}ans", "15\u{a0}ans"]
        {
            let anywhere = [&subject.to_lowercase(), &text, &html];
            assert!(!anywhere.iter().any(|part| part.contains(secret)), "{secret} in {subject}");
        }
    }
}
