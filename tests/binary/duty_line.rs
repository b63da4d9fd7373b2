//! Duty, policies, escalation and mail from the command line, beside a running service.

use serde_json::json;

use crate::program::{Backend, Home, Service, until};

const COORDINATOR: &str = "coordinator@asticude.example";

async fn home() -> Home {
    Home::new(Backend::Sqlite).await.unwrap()
}

/// A request for which there is no bed; gives its reference once it was escalated.
async fn escalated(home: &Home, service: &mut Service) -> String {
    service.sign_in(home, "outreach@asticude.example");
    service.sign_in(home, COORDINATOR);
    let call = json!({
        "city": "nador", "urgency": "emergency", "needs": ["wheelchair"],
        "children": [{ "age": 14, "gender": "female" }],
    });
    let (status, request) = service.post("outreach@asticude.example", "/requests", call).await;
    assert_eq!(status, 201);
    let reference = request["reference"].as_str().unwrap().to_owned();
    until("its first step is taken", async || {
        let open = service.get(COORDINATOR, "/escalations").await;
        (open["items"][0]["step"] == json!(1)).then_some(())
    })
    .await;
    reference
}

#[tokio::test]
async fn a_plan_is_made_and_its_gaps_are_listed() {
    let home = home().await;
    let _service = home.serve(&["--demo"]);
    let hours = ["duty", "add", "--account", COORDINATOR, "--area", "city:nador"];
    let added = home.done(&[&hours[..], &["--from", "20:00", "--to", "08:00"]].concat());
    let id = added.trim().strip_prefix("added ").unwrap().to_owned();
    let plan = home.done(&["duty", "plan"]);
    let line = format!("shift {id} {COORDINATOR} city:nador mon,tue,wed,thu,fri,sat,sun");
    assert!(plan.contains(&line), "{plan}");
    let stretch = ["--from", "2027-01-04T00:00:00Z", "--to", "2027-01-05T00:00:00Z"];
    let gaps = home.done(&[&["duty", "gaps"][..], &stretch].concat());
    // From eight to eight in Morocco, which keeps UTC.
    let day = "gap city:nador 2027-01-04T08:00:00Z 2027-01-04T20:00:00Z";
    assert!(gaps.lines().any(|line| line == day), "{gaps}");
    let off = ["duty", "except", "--off", COORDINATOR];
    let off = home.done(&[&off[..], &stretch].concat());
    let gaps = home.done(&[&["duty", "gaps"][..], &stretch].concat());
    let whole = "gap city:nador 2027-01-04T00:00:00Z 2027-01-05T00:00:00Z";
    assert!(gaps.lines().any(|line| line == whole), "{gaps}");
    home.done(&["duty", "remove", off.trim().strip_prefix("added ").unwrap()]);
    home.done(&["duty", "remove", &id]);
    assert!(!home.done(&["duty", "plan"]).contains("shift"));
    assert!(home.fails(&["duty", "remove", &id], "").contains("no such duty"));
    let nobody = ["duty", "add", "--account", "no@b.org", "--area", "national"];
    let nobody = home.fails(&[&nobody[..], &["--from", "20:00", "--to", "08:00"]].concat(), "");
    assert!(nobody.contains("no active account"), "{nobody}");
    let nowhere = ["duty", "add", "--account", COORDINATOR, "--area", "village:x"];
    let nowhere = home.run(&[&nowhere[..], &["--from", "20:00", "--to", "08:00"]].concat(), "");
    assert_eq!(nowhere.status.code(), Some(2));
}

#[tokio::test]
async fn a_policy_is_put_in_force_version_by_version() {
    let home = home().await;
    let _service = home.serve(&["--demo"]);
    assert!(home.done(&["policy", "list"]).contains("policy planned version 0 0s/city,30m/region"));
    let set = ["policy", "set", "--urgency", "planned", "--step", "2h/national", "--repeat", "1d"];
    assert_eq!(home.done(&set).trim(), "policy planned version 1 2h/national repeat 1d");
    // The same again is no other version.
    assert!(home.done(&set).contains("version 1"));
    let other =
        ["policy", "set", "--urgency", "planned", "--step", "3h/national", "--repeat", "1d"];
    assert_eq!(home.done(&other).trim(), "policy planned version 2 3h/national repeat 1d");
    assert!(home.done(&["policy", "list"]).contains("policy planned version 2 3h/national"));
    let falling = ["--step", "2h/national", "--step", "1h/city", "--repeat", "0m"];
    let wrong = [&["policy", "set", "--urgency", "planned"][..], &falling].concat();
    let wrong = home.fails(&wrong, "");
    assert!(
        wrong.contains("repeat: must be above zero") && wrong.contains("steps/1/after"),
        "{wrong}"
    );
}

#[tokio::test]
async fn a_request_is_taken_on_handed_over_and_escalated() {
    let home = home().await;
    let mut service = home.serve(&["--demo"]);
    let reference = escalated(&home, &mut service).await;
    let list = home.done(&["escalation", "list", "--by", COORDINATOR]);
    assert!(list.starts_with(&format!("{reference} emergency nador waiting since ")), "{list}");
    let grouped = format!("{}-{}", &reference[..4], &reference[4..]);
    let take = ["escalation", "acknowledge", &grouped, "--by", COORDINATOR];
    home.done(&[&take[..], &["--note", "calling_shelters"]].concat());
    let hand = ["escalation", "hand-over", &reference, "--by", COORDINATOR];
    home.done(&[&hand[..], &["--to", "national@mabit.example"]].concat());
    let open = service.get(COORDINATOR, "/escalations").await;
    assert!(open["items"][0]["acknowledged"]["by"].is_string());
    let straight = ["escalation", "straight", &reference, "--by", "national@mabit.example"];
    home.done(&[&straight[..], &["--to", "national"]].concat());
    until("the last step is taken", async || {
        let open = service.get(COORDINATOR, "/escalations").await;
        (open["items"][0]["step"] == json!(3)).then_some(())
    })
    .await;
    let other = ["escalation", "acknowledge", &reference, "--by", "coordinator@bayti.example"];
    assert!(home.fails(&other, "").contains("no such request"));
    assert!(home.done(&["audit"]).contains("nothing is past due, lost or stuck"));
    until("every mail is sent", async || {
        home.done(&["mails", "--state", "waiting"]).is_empty().then_some(())
    })
    .await;
    assert!(
        home.done(&["mails", "--state", "sent"]).contains("handed_over national@mabit.example")
    );
    assert!(service.stop().success());
    assert!(home.done(&["verify"]).contains("every invariant holds"));
}
