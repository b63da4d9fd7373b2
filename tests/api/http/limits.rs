//! As much as is allowed is taken, one more is not.

use serde_json::{Value, json};

use crate::support::{App, ask, boy, counts, girl, id, items, on_both, with};

on_both!(
    eight_siblings_are_placed_together,
    texts_are_as_long_as_the_document_says,
    numbers_are_as_large_as_the_document_says,
    names_in_any_script_come_back_as_they_were,
    a_report_names_at_most_two_hundred_pools,
);

async fn eight_siblings_are_placed_together(app: App) {
    let small = app.pool("nador", "Fratries 0-17").await;
    app.shelter("nador").reports(&small, 4).await;
    let ages = [0, 3, 5, 9];
    let children: Vec<Value> = ages
        .iter()
        .map(|&age| girl(age))
        .chain([12, 13].map(girl))
        .chain([11, 17].map(boy))
        .collect();
    let request = app.outreach("nador").asks(&ask("nador", children)).await;
    assert_eq!(request["offer"]["beds"].as_array().unwrap().len(), 8);
    assert_eq!(app.counts("nador", "Fratries 0-17").await, counts(4, 4, 0));
    assert_eq!(app.counts("nador", "Filles 12-17").await, counts(2, 2, 0));
    assert_eq!(app.counts("nador", "Garçons 10-17").await, counts(3, 2, 1));
}

/// A body that is taken, and one that is too large by one.
async fn limits(app: &App, path: &str, field: &str, code: &str, bodies: [Value; 2]) {
    let person = if path == "/partners" { app.admin() } else { app.outreach("nador") };
    let [most, more] = bodies;
    let before = app.database.counts().await;
    person.post(path, &more).await.names(422, "validation_failed", &[(field, code)]);
    assert_eq!(app.database.counts().await, before);
    person.post(path, &most).await.is(201);
}

async fn texts_are_as_long_as_the_document_says(app: App) {
    let case =
        |length: usize| with(ask("nador", [girl(14)]), json!({ "case_ref": "x".repeat(length) }));
    limits(&app, "/requests", "/case_ref", "bad_length", [case(64), case(65)]).await;
    // Characters are counted, not bytes.
    let partner = |length: usize| json!({ "name": "م".repeat(length), "city": "fes" });
    limits(&app, "/partners", "/name", "bad_length", [partner(200), partner(201)]).await;
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let path = format!("/requests/{}/withdraw", id(&request));
    let why = |length: usize| json!({ "reason": "é".repeat(length) });
    let team = app.outreach("nador");
    team.post(&path, &why(201)).await.names(422, "validation_failed", &[("/reason", "bad_length")]);
    team.post(&path, &why(200)).await.is(200);
}

async fn numbers_are_as_large_as_the_document_says(app: App) {
    let age = |age: i32| ask("nador", [girl(age)]);
    limits(&app, "/requests", "/children/0/age", "out_of_range", [age(120), age(121)]).await;
    limits(&app, "/requests", "/children/0/age", "out_of_range", [age(0), age(-1)]).await;
    let reach = |km: f64| with(ask("nador", [girl(14)]), json!({ "max_km": km }));
    let reaches = [reach(20_016.0), reach(20_016.1)];
    limits(&app, "/requests", "/max_km", "out_of_range", reaches).await;
    let path = format!("/shelters/{}/pools", id(&app.shelter_in("nador").await));
    let pool = |capacity: i32| {
        json!({
            "name": "New", "gender": "any", "age_min": 120, "age_max": 120, "capacity": capacity, "free": 0,
        })
    };
    let refused = app.admin().post(&path, &pool(10_001)).await;
    refused.names(422, "validation_failed", &[("/capacity", "out_of_range")]);
    app.admin().post(&path, &pool(10_000)).await.is(201);
    // Whole numbers may be written with a point, as some programs do.
    let written = r#"{"city": "nador", "urgency": "urgent", "children": [{"age": 14.0, "gender": "female"}]}"#;
    let call = app.outreach("nador").call(reqwest::Method::POST, "/requests").await;
    let call = call.header("content-type", "application/json").body(written);
    assert_eq!(app.send("14.0".into(), call).await.is(201)["children"][0]["age"], 14);
}

async fn names_in_any_script_come_back_as_they_were(app: App) {
    for name in ["جمعية بيتي", "ⴰⵎⴰⵣⵉⵖ", "L'Étoile & <b>co</b>", "家 🛏️"]
    {
        let partner = json!({ "name": format!("  {name} "), "city": "fes" });
        assert_eq!(app.admin().post("/partners", &partner).await.is(201)["name"], name);
    }
    let names: Vec<Value> = items(&app.admin().get("/partners").await.is(200))
        .iter()
        .map(|partner| partner["name"].clone())
        .collect();
    assert!(names.contains(&json!("ⴰⵎⴰⵣⵉⵖ")), "{names:?}");
}

async fn a_report_names_at_most_two_hundred_pools(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let many = |count: usize| json!({ "pools": vec![json!({ "pool_id": girls["id"], "free": 1 }); count] });
    let shelter = app.shelter("nador");
    for (count, code) in [(0, "too_few"), (201, "too_many")] {
        let refused = shelter.put("/availability", &many(count)).await;
        refused.names(422, "validation_failed", &[("/pools", code)]);
    }
    shelter.put("/availability", &many(1)).await.is(200);
}
