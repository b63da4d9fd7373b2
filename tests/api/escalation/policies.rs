//! The policies of escalation: version by version, and a request keeps the one it was born
//! with.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::escalation::{mails_at, steps, taken, waiting_request};
use crate::support::{
    Answer, App, CITY, NATIONAL, Person, REGION, ask, girl, id, items, on_both, recipients, text,
    with,
};

on_both!(
    until_one_is_put_the_policies_are_those_of_the_settings,
    a_policy_is_put_in_force_version_by_version,
    a_request_keeps_the_policy_it_was_born_with,
    a_missing_child_keeps_its_policy_too,
    each_urgency_has_a_policy_of_its_own,
    a_policy_holds_on_every_instance_and_over_other_settings,
    policies_put_at_the_same_moment_are_versions_of_their_own,
    steps_at_the_same_moment_are_all_taken,
    a_policy_of_a_hundred_years_is_kept,
    bad_policies_are_refused_and_named,
    policies_are_read_by_coordinators_and_put_by_administrators,
    an_urgency_that_is_none_is_not_there,
);

fn step(after: &str, to: &str) -> Value {
    json!({ "after": after, "to": to })
}

fn policy(steps: &[(&str, &str)], repeat: &str) -> Value {
    let steps: Vec<Value> = steps.iter().map(|(after, to)| step(after, to)).collect();
    json!({ "steps": steps, "repeat": repeat })
}

async fn puts(person: &Person<'_>, urgency: &str, policy: &Value) -> Answer {
    person.put(&format!("/policies/{urgency}"), policy).await
}

/// The versions of an urgency's policy, newest first.
async fn versions(app: &App, urgency: &str) -> Vec<i64> {
    let list = app.admin().get(&format!("/policies/{urgency}")).await.is(200);
    assert!(list["next_cursor"].is_null());
    items(&list).iter().map(|one| one["version"].as_i64().unwrap()).collect()
}

async fn until_one_is_put_the_policies_are_those_of_the_settings(app: App) {
    let of = |urgency: &str| {
        json!({
            "urgency": urgency,
            "version": 0,
            "steps": [step("0s", "city"), step("30m", "region"), step("1h", "national")],
            "repeat": "1h",
            "created_by": null,
            "created_at": null,
        })
    };
    let list = app.admin().get("/policies").await.is(200);
    let all = [of("emergency"), of("urgent"), of("planned")];
    assert_eq!(list, json!({ "items": all, "next_cursor": null }));
    for urgency in ["emergency", "urgent", "planned"] {
        let list = app.coordinator("nador").get(&format!("/policies/{urgency}")).await.is(200);
        assert_eq!(list["items"], json!([of(urgency)]));
    }
    assert_eq!(waiting_request(&app).await["policy_version"], 0);
}

async fn a_policy_is_put_in_force_version_by_version(app: App) {
    let admin = app.admin();
    let first = policy(&[("0m", "city"), ("90s", "national")], "120m");
    let put = puts(&admin, "emergency", &first).await.is(200);
    assert_eq!((&put["urgency"], &put["version"]), (&json!("emergency"), &json!(1)));
    // Durations are written back in the largest unit that fits.
    assert_eq!(put["steps"], json!([step("0s", "city"), step("90s", "national")]));
    assert_eq!(put["repeat"], "2h");
    assert_eq!(put["created_at"], json!(app.now()));
    let me = app.account(admin.email()).await;
    assert_eq!(put["created_by"], me["id"]);

    app.pass(TimeDelta::minutes(1));
    // The same again, also in other words, is no other version.
    let same = policy(&[("0s", "city"), ("90s", "national")], "2h");
    assert_eq!(puts(&admin, "emergency", &same).await.is(200), put);
    let other = policy(&[("0s", "city"), ("90s", "national")], "3h");
    let again = puts(&admin, "emergency", &other).await.is(200);
    let changed = json!({ "version": 2, "created_at": app.now(), "repeat": "3h" });
    assert_eq!(again, with(put.clone(), changed));
    let list = admin.get("/policies").await.is(200);
    assert_eq!(items(&list)[0], again);
    let numbers: Vec<&Value> = items(&list).iter().map(|one| &one["version"]).collect();
    assert_eq!(numbers, [2, 0, 0]);
    let all = admin.get("/policies/emergency").await.is(200);
    assert_eq!(items(&all)[..2], [again, put]);
    assert_eq!(versions(&app, "emergency").await, [2, 1, 0]);
    let part = admin.get("/policies/emergency?limit=2").await.is(200);
    assert_eq!(items(&part)[..], items(&all)[..2]);
    let rest = format!("/policies/emergency?limit=2&cursor={}", text(&part["next_cursor"]));
    let rest = admin.get(&rest).await.is(200);
    assert_eq!(items(&rest)[..], items(&all)[2..]);
    assert!(rest["next_cursor"].is_null());
}

async fn a_request_keeps_the_policy_it_was_born_with(app: App) {
    app.with_region().await;
    let old = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    let new = policy(&[("5m", "national"), ("45m", "city")], "10m");
    puts(&app.admin(), "emergency", &new).await.is(200);
    let young = waiting_request(&app).await;
    assert_eq!(young["policy_version"], 1);
    assert_eq!(app.outreach("nador").request(&old).await["policy_version"], 0);
    let next: DateTime<Utc> = text(&young["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, began + TimeDelta::minutes(5));
    // Another version later changes neither of them, in this cycle or the next.
    puts(&app.admin(), "emergency", &policy(&[("0m", "region")], "1m")).await.is(200);
    for (minute, to) in [
        (5, vec![NATIONAL]),
        (30, vec![REGION]),
        (45, vec![CITY]),
        (60, vec![NATIONAL, NATIONAL]),
        (100, vec![CITY]),
        (115, vec![NATIONAL]),
        (120, vec![CITY]),
    ] {
        let mails = mails_at(&app, began + TimeDelta::minutes(minute)).await;
        assert_eq!(recipients(&mails), to, "minute {minute}");
    }
    let [city, region, national] = ["city", "region", "national"].map(|to| (to, "sent"));
    let of = |all: &[(i64, i64, (&'static str, &'static str))]| {
        let all: Vec<_> = all.iter().map(|&(c, s, (to, how))| (c, s, to, how)).collect();
        taken(&all)
    };
    let expected = of(&[(1, 1, city), (1, 2, region), (1, 3, national), (2, 1, city)]);
    assert_eq!(steps(&app, &old).await, expected);
    let two = [(1, 1, national), (1, 2, city), (2, 1, national), (2, 2, city), (3, 1, national)];
    assert_eq!(steps(&app, &young).await, of(&two));
}

async fn a_missing_child_keeps_its_policy_too(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let born = policy(&[("10m", "national"), ("20m", "city")], "30m");
    puts(&app.admin(), "emergency", &born).await.is(200);
    let request = team.asks(&ask("nador", [girl(14)])).await;
    shelter.accepts(&request["offer"]).await;
    puts(&app.admin(), "emergency", &policy(&[("0m", "region")], "1m")).await.is(200);
    shelter.does("no_show", &request["offer"]).await;
    app.tick().await;
    // The first step of one that is missing waits for nothing; the second keeps its distance.
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(10)).await;
    assert_eq!(recipients(&mails), [CITY]);
    assert_eq!(team.request(&request).await["policy_version"], 1);
    let found = team.order(&format!("/requests/{}/found", id(&request))).await.is(200);
    assert_eq!(found["policy_version"], 1);
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(10)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn each_urgency_has_a_policy_of_its_own(app: App) {
    let admin = app.admin();
    puts(&admin, "urgent", &policy(&[("0s", "national")], "1d")).await.is(200);
    puts(&admin, "planned", &policy(&[("0s", "region"), ("1s", "city")], "1d")).await.is(200);
    let needs = json!({ "needs": ["wheelchair"] });
    for (urgency, version, first) in
        [("emergency", 0, CITY), ("urgent", 1, NATIONAL), ("planned", 1, CITY)]
    {
        let call = with(ask("nador", [girl(14)]), &needs);
        let call = with(call, json!({ "urgency": urgency }));
        let request = app.outreach("nador").asks(&call).await;
        assert_eq!(request["policy_version"], version);
        app.tick().await;
        assert_eq!(recipients(&app.new_mails()), [first], "{urgency}");
    }
}

async fn a_policy_holds_on_every_instance_and_over_other_settings(app: App) {
    puts(&app.admin(), "emergency", &policy(&[("0m", "national")], "3h")).await.is(200);
    let other = app.beside().await;
    assert_eq!(waiting_request(&other).await["policy_version"], 1);
    puts(&other.admin(), "emergency", &policy(&[("1m", "city")], "3h")).await.is(200);
    assert_eq!(waiting_request(&app).await["policy_version"], 2);
    other.stop().await;
    let settings = [
        ("MABIT_ESCALATION__STEPS", "7m/city"),
        ("MABIT_ESCALATION__REPEAT", "90m"),
        ("MABIT_ESCALATION__EMERGENCY", "9m/city"),
    ];
    let app = app.restart_with(TimeDelta::zero(), &settings).await;
    let list = app.admin().get("/policies").await.is(200);
    let said = |one: &Value| (one["version"].clone(), one["steps"].clone(), one["repeat"].clone());
    let expected = [
        (json!(2), json!([step("1m", "city")]), json!("3h")),
        (json!(0), json!([step("7m", "city")]), json!("90m")),
        (json!(0), json!([step("7m", "city")]), json!("90m")),
    ];
    assert_eq!(items(&list).iter().map(said).collect::<Vec<_>>(), expected);
    let all = app.admin().get("/policies/emergency").await.is(200);
    assert_eq!(items(&all)[2]["steps"], json!([step("9m", "city")]));
}

async fn policies_put_at_the_same_moment_are_versions_of_their_own(app: App) {
    let other = app.beside().await;
    let (here, there) = (app.admin(), other.admin());
    let mut put = Vec::new();
    for round in ["s", "m", "h"] {
        let of = |n: i32| policy(&[("0m", "city")], &format!("{n}{round}"));
        let policies = [of(2), of(3), of(4), of(5)];
        let answers = tokio::join!(
            puts(&here, "urgent", &policies[0]),
            puts(&there, "urgent", &policies[1]),
            puts(&here, "urgent", &policies[2]),
            puts(&there, "urgent", &policies[3]),
        );
        for (answer, policy) in <[Answer; 4]>::from(answers).into_iter().zip(policies) {
            let answer = answer.is(200);
            assert_eq!(answer["repeat"], policy["repeat"]);
            put.push(answer);
        }
    }
    put.sort_by_key(|one| -one["version"].as_i64().unwrap());
    let list = app.admin().get("/policies/urgent").await.is(200);
    assert_eq!(items(&list)[..12], put);
    assert_eq!(versions(&app, "urgent").await, (0..=12).rev().collect::<Vec<_>>());
    other.stop().await;
}

async fn steps_at_the_same_moment_are_all_taken(app: App) {
    app.with_region().await;
    let all = [("5m", "city"), ("5m", "region"), ("5m", "city")];
    puts(&app.admin(), "emergency", &policy(&all, "1m")).await.is(200);
    let request = waiting_request(&app).await;
    let mails = mails_at(&app, app.now() + TimeDelta::minutes(5)).await;
    assert_eq!(recipients(&mails), [CITY, CITY, REGION]);
    let expected = [(1, 1, "city", "sent"), (1, 2, "region", "sent"), (1, 3, "city", "sent")];
    assert_eq!(steps(&app, &request).await, taken(&expected));
    let next = app.outreach("nador").request(&request).await["next_escalation_at"].clone();
    let next: DateTime<Utc> = text(&next).parse().unwrap();
    assert_eq!(next, app.now() + TimeDelta::minutes(6));
}

async fn a_policy_of_a_hundred_years_is_kept(app: App) {
    let many: Vec<_> = (0..20).map(|_| ("36500d", "national")).collect();
    let put = puts(&app.admin(), "emergency", &policy(&many, "36500d")).await.is(200);
    assert_eq!(put["steps"].as_array().unwrap().len(), 20);
    let request = waiting_request(&app).await;
    let next: DateTime<Utc> = text(&request["next_escalation_at"]).parse().unwrap();
    assert_eq!(next, app.now() + TimeDelta::days(36_500));
    app.tick().await;
    assert_eq!(app.new_mails().len(), 0);
    // The last of them is reached by hand.
    let path = format!("/requests/{}/escalate", id(&request));
    app.person(NATIONAL).post(&path, &json!({ "step": 20 })).await.is(200);
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
}

async fn bad_policies_are_refused_and_named(app: App) {
    let good = || policy(&[("0m", "city"), ("30m", "national")], "60m");
    let first = |fields: Value| {
        with(good(), json!({ "steps": [with(step("0m", "city"), fields), step("30m", "city")] }))
    };
    let cases = [
        (with(good(), json!({ "steps": [] })), vec![("/steps", "too_few")]),
        (
            with(good(), json!({ "steps": vec![step("1m", "city"); 21] })),
            vec![("/steps", "too_many")],
        ),
        (with(good(), json!({ "steps": "0m/city" })), vec![("/steps", "wrong_type")]),
        (first(json!({ "after": "soon" })), vec![("/steps/0/after", "bad_format")]),
        (first(json!({ "after": "-1m" })), vec![("/steps/0/after", "bad_format")]),
        (first(json!({ "after": "1.5h" })), vec![("/steps/0/after", "bad_format")]),
        (first(json!({ "after": 30 })), vec![("/steps/0/after", "wrong_type")]),
        (first(json!({ "after": "0000000000m" })), vec![("/steps/0/after", "bad_format")]),
        (first(json!({ "after": "36501d" })), vec![("/steps/0/after", "bad_format")]),
        (first(json!({ "after": "31m" })), vec![("/steps/1/after", "out_of_range")]),
        (first(json!({ "to": "town" })), vec![("/steps/0/to", "unknown_value")]),
        (first(json!({ "to": null })), vec![("/steps/0/to", "wrong_type")]),
        (first(json!({ "email": "x" })), vec![("/steps/0/email", "unknown_field")]),
        (with(good(), json!({ "repeat": "0m" })), vec![("/repeat", "out_of_range")]),
        (with(good(), json!({ "repeat": "1w" })), vec![("/repeat", "bad_format")]),
        (with(good(), json!({ "repeat": "36501d" })), vec![("/repeat", "bad_format")]),
        (with(good(), json!({ "version": 3 })), vec![("/version", "unknown_field")]),
        (json!({}), vec![("/repeat", "required"), ("/steps", "required")]),
        (
            json!({ "steps": [{}, step("x", "y")], "repeat": "" }),
            vec![
                ("/steps/0/after", "required"),
                ("/steps/0/to", "required"),
                ("/steps/1/after", "bad_format"),
                ("/steps/1/to", "unknown_value"),
                ("/repeat", "bad_format"),
            ],
        ),
        (
            policy(&[("99999d", "city"), ("2m", "city"), ("1m", "city")], "0s"),
            vec![
                ("/steps/0/after", "bad_format"),
                ("/steps/2/after", "out_of_range"),
                ("/repeat", "out_of_range"),
            ],
        ),
    ];
    let before = app.database.counts().await;
    for (body, wrong) in cases {
        puts(&app.admin(), "urgent", &body).await.names(422, "validation_failed", &wrong);
    }
    assert_eq!(app.database.counts().await, before);
    assert_eq!(versions(&app, "urgent").await, [0]);
    puts(&app.admin(), "urgent", &good()).await.is(200);
    for path in ["/policies", "/policies/urgent"] {
        let answer = app.admin().get(&format!("{path}?limit=0&cursor=x&version=1")).await;
        let wrong =
            [("/limit", "bad_value"), ("/cursor", "bad_value"), ("/version", "unknown_parameter")];
        answer.names(400, "bad_parameter", &wrong);
    }
}

async fn policies_are_read_by_coordinators_and_put_by_administrators(app: App) {
    let good = policy(&[("0m", "city")], "1h");
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    for person in [app.coordinator("nador"), app.person(NATIONAL), app.admin()] {
        person.get("/policies").await.is(200);
        person.get("/policies/urgent").await.is(200);
    }
    for person in [app.outreach("nador"), app.shelter("nador"), app.person("observer@example.org")]
    {
        person.get("/policies").await.refused(403, "forbidden");
        person.get("/policies/urgent").await.refused(403, "forbidden");
        puts(&person, "urgent", &good).await.refused(403, "forbidden");
    }
    for person in [app.coordinator("nador"), app.person(NATIONAL)] {
        puts(&person, "urgent", &good).await.refused(403, "forbidden");
    }
    app.stranger().get("/policies").await.refused(401, "unauthorized");
    app.stranger().get("/policies/urgent").await.refused(401, "unauthorized");
    puts(&app.stranger(), "urgent", &good).await.refused(401, "unauthorized");
    assert_eq!(versions(&app, "urgent").await, [0]);
}

async fn an_urgency_that_is_none_is_not_there(app: App) {
    let good = policy(&[("0m", "city")], "1h");
    let before = app.database.counts().await;
    for odd in ["soon", "Urgent", "0", "urgent%20", "%00", "%ff"] {
        app.admin().get(&format!("/policies/{odd}")).await.refused(404, "not_found");
        puts(&app.admin(), odd, &good).await.refused(404, "not_found");
        app.stranger().get(&format!("/policies/{odd}")).await.refused(401, "unauthorized");
        puts(&app.stranger(), odd, &good).await.refused(401, "unauthorized");
    }
    assert_eq!(app.database.counts().await, before);
}
