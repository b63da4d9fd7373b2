//! Duty, policies, escalation and mail from the command line, beside a running service.

use serde_json::json;

use crate::support::Backend;
use crate::support::program::{Program, Running, answer_of};

const COORDINATOR: &str = "coordinator@asticude.example";

/// A request for which there is no bed; gives its reference once it was escalated.
async fn escalated(program: &Program, service: &mut Running) -> String {
    service.sign_in(program, "outreach@asticude.example").await;
    service.sign_in(program, COORDINATOR).await;
    let call = json!({
        "city": "nador", "urgency": "emergency", "needs": ["wheelchair"],
        "children": [{ "age": 14, "gender": "female" }],
    });
    let (status, request) = service.post("outreach@asticude.example", "/requests", call).await;
    assert_eq!(status, 201);
    let reference = request["reference"].as_str().unwrap().to_owned();
    answer_of("its first step is taken", async || {
        let open = service.get(COORDINATOR, "/escalations").await;
        (open["items"][0]["step"] == json!(1)).then_some(())
    })
    .await;
    reference
}

#[tokio::test]
async fn a_plan_is_made_and_its_gaps_are_listed() {
    let program = Program::new(Backend::Sqlite).await;
    let _service = program.start_filled().await;
    let hours = ["duty", "add", "--account", COORDINATOR, "--area", "city:nador"];
    let added = program.done(&[&hours[..], &["--from", "20:00", "--to", "08:00"]].concat()).await;
    let id = added.trim().strip_prefix("added ").unwrap().to_owned();
    let plan = program.done(&["duty", "plan"]).await;
    let line = format!("shift {id} {COORDINATOR} city:nador mon,tue,wed,thu,fri,sat,sun");
    assert!(plan.contains(&line), "{plan}");
    let stretch = ["--from", "2027-01-04T00:00:00Z", "--to", "2027-01-05T00:00:00Z"];
    let gaps = program.done(&[&["duty", "gaps"][..], &stretch].concat()).await;
    // From eight to eight in Morocco, which keeps UTC.
    let day = "gap city:nador 2027-01-04T08:00:00Z 2027-01-04T20:00:00Z";
    assert!(gaps.lines().any(|line| line == day), "{gaps}");
    let off = ["duty", "except", "--off", COORDINATOR];
    let off = program.done(&[&off[..], &stretch].concat()).await;
    let gaps = program.done(&[&["duty", "gaps"][..], &stretch].concat()).await;
    let whole = "gap city:nador 2027-01-04T00:00:00Z 2027-01-05T00:00:00Z";
    assert!(gaps.lines().any(|line| line == whole), "{gaps}");
    program.done(&["duty", "remove", off.trim().strip_prefix("added ").unwrap()]).await;
    program.done(&["duty", "remove", &id]).await;
    assert!(!program.done(&["duty", "plan"]).await.contains("shift"));
    assert!(program.fails(&["duty", "remove", &id]).await.contains("no such duty"));
    let nobody = ["duty", "add", "--account", "no@b.org", "--area", "national"];
    let nobody =
        program.fails(&[&nobody[..], &["--from", "20:00", "--to", "08:00"]].concat()).await;
    assert!(nobody.contains("no active account"), "{nobody}");
    let nowhere = ["duty", "add", "--account", COORDINATOR, "--area", "village:x"];
    let nowhere =
        program.run(&[&nowhere[..], &["--from", "20:00", "--to", "08:00"]].concat()).await;
    assert_eq!(nowhere.status.code(), Some(2));
}

#[tokio::test]
async fn a_policy_is_put_in_force_version_by_version() {
    let program = Program::new(Backend::Sqlite).await;
    let _service = program.start_filled().await;
    assert!(
        program
            .done(&["policy", "list"])
            .await
            .contains("policy planned version 0 0s/city,30m/region")
    );
    let set = ["policy", "set", "--urgency", "planned", "--step", "2h/national", "--repeat", "1d"];
    assert_eq!(program.done(&set).await.trim(), "policy planned version 1 2h/national repeat 1d");
    // The same again is no other version.
    assert!(program.done(&set).await.contains("version 1"));
    let other =
        ["policy", "set", "--urgency", "planned", "--step", "3h/national", "--repeat", "1d"];
    assert_eq!(program.done(&other).await.trim(), "policy planned version 2 3h/national repeat 1d");
    assert!(
        program.done(&["policy", "list"]).await.contains("policy planned version 2 3h/national")
    );
    let falling = ["--step", "2h/national", "--step", "1h/city", "--repeat", "0m"];
    let wrong = [&["policy", "set", "--urgency", "planned"][..], &falling].concat();
    let wrong = program.fails(&wrong).await;
    assert!(
        wrong.contains("repeat: must be above zero") && wrong.contains("steps/1/after"),
        "{wrong}"
    );
}

#[tokio::test]
async fn a_request_is_taken_on_handed_over_and_escalated() {
    let program = Program::new(Backend::Sqlite).await;
    let mut service = program.start_filled().await;
    let reference = escalated(&program, &mut service).await;
    let list = program.done(&["escalation", "list", "--by", COORDINATOR]).await;
    assert!(list.starts_with(&format!("{reference} emergency nador waiting since ")), "{list}");
    let grouped = format!("{}-{}", &reference[..4], &reference[4..]);
    let take = ["escalation", "acknowledge", &grouped, "--by", COORDINATOR];
    program.done(&[&take[..], &["--note", "calling_shelters"]].concat()).await;
    let hand = ["escalation", "hand-over", &reference, "--by", COORDINATOR];
    program.done(&[&hand[..], &["--to", "national@mabit.example"]].concat()).await;
    let open = service.get(COORDINATOR, "/escalations").await;
    assert!(open["items"][0]["acknowledged"]["by"].is_string());
    let straight = ["escalation", "straight", &reference, "--by", "national@mabit.example"];
    program.done(&[&straight[..], &["--to", "national"]].concat()).await;
    answer_of("the last step is taken", async || {
        let open = service.get(COORDINATOR, "/escalations").await;
        (open["items"][0]["step"] == json!(3)).then_some(())
    })
    .await;
    let other = ["escalation", "acknowledge", &reference, "--by", "coordinator@bayti.example"];
    assert!(program.fails(&other).await.contains("no such request"));
    assert!(program.done(&["watchdog"]).await.contains("nothing is past due, lost or stuck"));
    answer_of("every mail is sent", async || {
        program.done(&["mails", "--state", "waiting"]).await.is_empty().then_some(())
    })
    .await;
    assert!(
        program
            .done(&["mails", "--state", "sent"])
            .await
            .contains("handed_over national@mabit.example")
    );
    service.stop().await;
    program.is_sound().await;
}
