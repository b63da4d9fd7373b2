//! Who waits, and who is served first when beds come free; and what keeps a shelter from being
//! offered.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::{App, ask, boy, counts, girl, id, on_both, text, why_not, with};

on_both!(
    beds_that_come_free_go_to_the_most_urgent_then_to_the_oldest,
    a_bed_that_is_given_back_goes_to_who_waits,
    a_new_shelter_takes_who_waits,
    a_stale_count_is_not_offered_until_it_is_confirmed,
    a_closed_pool_is_not_offered,
    reach_is_what_max_km_says,
    a_shelter_without_what_is_needed_is_not_offered,
    ages_and_genders_decide_who_fits,
);

async fn state_of(app: &App, requests: &[Value]) -> Vec<String> {
    let mut states = Vec::new();
    for request in requests {
        let now = app.outreach("oujda").request(request).await;
        states.push(text(&now["state"]).to_owned());
    }
    states
}

async fn beds_that_come_free_go_to_the_most_urgent_then_to_the_oldest(app: App) {
    let shelter = app.shelter("oujda");
    let (girls, all) =
        (app.pool("oujda", "Filles 12-17").await, app.pool("oujda", "Tous 6-17").await);
    shelter.reports(&girls, 0).await;
    shelter.reports(&all, 0).await;
    let mut requests = Vec::new();
    for urgency in ["planned", "emergency", "urgent", "emergency"] {
        app.pass(TimeDelta::minutes(1));
        let call = with(ask("oujda", [girl(15)]), json!({ "urgency": urgency }));
        requests.push(app.outreach("oujda").asks(&call).await);
    }
    let free_beds = [
        (1, ["waiting", "offered", "waiting", "waiting"]),
        (2, ["waiting", "offered", "waiting", "offered"]),
        (3, ["waiting", "offered", "offered", "offered"]),
        (4, ["offered", "offered", "offered", "offered"]),
    ];
    for (free, states) in free_beds {
        shelter.reports(&girls, free).await;
        app.tick().await;
        assert_eq!(state_of(&app, &requests).await, states, "with {free} beds");
        assert_eq!(app.counts("oujda", "Filles 12-17").await, counts(free, free, 0));
    }
}

async fn a_bed_that_is_given_back_goes_to_who_waits(app: App) {
    let (team, shelter) = (app.outreach("rabat"), app.shelter("rabat"));
    let boys = app.pool("rabat", "Garçons 10-18").await;
    for how in ["withdraw", "close", "decline", "no_show", "expire"] {
        shelter.reports(&boys, 1).await;
        let first = team.asks(&ask("rabat", [boy(12)])).await;
        assert_eq!(first["state"], "offered", "{how}");
        let second = team.asks(&ask("rabat", [boy(13)])).await;
        assert_eq!(second["state"], "waiting", "{how}");
        let path = format!("/requests/{}/{how}", id(&first));
        match how {
            "withdraw" => team.post(&path, &json!({ "reason": "x" })).await.is(200),
            "close" => {
                let how = json!({ "outcome": "other" });
                app.coordinator("rabat").post(&path, &how).await.is(200)
            }
            "decline" => shelter.declines(&first["offer"]).await,
            "no_show" => {
                shelter.accepts(&first["offer"]).await;
                shelter.does("no_show", &first["offer"]).await
            }
            _ => {
                app.pass(TimeDelta::minutes(20));
                Value::Null
            }
        };
        app.tick().await;
        let now = team.request(&second).await;
        assert_eq!(now["state"], "offered", "{how}");
        assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(1, 1, 0), "{how}");
        shelter.accepts(&now["offer"]).await;
        shelter.does("arrive", &now["offer"]).await;
        for over in [&first, &second] {
            let path = format!("/requests/{}/withdraw", id(over));
            team.post(&path, &json!({ "reason": "over" })).await;
        }
    }
}

async fn a_new_shelter_takes_who_waits(app: App) {
    let request = app.outreach("nador").asks(&ask("al-hoceima", [boy(9)])).await;
    assert_eq!(request["state"], "waiting");
    let partner = app.admin().get("/partners?limit=1").await.is(200)["items"][0]["id"].clone();
    let shelter = json!({ "partner_id": partner, "name": "Rif", "city": "al-hoceima" });
    let shelter = app.admin().post("/shelters", &shelter).await.is(201);
    let pool = json!({
        "name": "All", "gender": "any", "age_min": 0, "age_max": 17, "capacity": 1, "free": 1,
    });
    app.admin().post(&format!("/shelters/{}/pools", id(&shelter)), &pool).await.is(201);
    app.tick().await;
    let now = app.outreach("nador").request(&request).await;
    assert_eq!(now["offer"]["shelter_id"], shelter["id"]);
}

async fn a_stale_count_is_not_offered_until_it_is_confirmed(app: App) {
    app.pass(TimeDelta::hours(12) - TimeDelta::seconds(1));
    let team = app.outreach("rabat");
    let ranking = team.post("/matches", &ask("rabat", [boy(12)])).await.is(200);
    assert_eq!(ranking["matches"].as_array().unwrap().len(), 1);
    app.pass(TimeDelta::seconds(1));
    let rabat = app.shelter_in("rabat").await;
    for pool in rabat["pools"].as_array().unwrap() {
        assert_eq!(pool["freshness"], "stale");
    }
    let request = team.asks(&ask("rabat", [boy(12)])).await;
    assert_eq!(request["state"], "waiting");
    assert!(why_not(&request, &rabat["id"]).contains(&"stale".to_owned()));
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "waiting");

    let boys = app.pool("rabat", "Garçons 10-18").await;
    app.shelter("rabat").reports(&boys, 2).await;
    app.tick().await;
    assert_eq!(team.request(&request).await["state"], "offered");
}

async fn a_closed_pool_is_not_offered(app: App) {
    let boys = app.pool("rabat", "Garçons 10-18").await;
    let path = format!("/pools/{}/availability", id(&boys));
    let shelter = app.shelter("rabat");
    let closed = shelter.put(&path, &json!({ "free": 2, "closed": true })).await.is(200);
    assert_eq!(closed["closed"], true);
    assert_eq!(app.counts("rabat", "Garçons 10-18").await, counts(2, 0, 2));
    // It stays closed when a report does not say.
    assert_eq!(shelter.put(&path, &json!({ "free": 2 })).await.is(200)["closed"], true);
    let request = app.outreach("rabat").asks(&ask("rabat", [boy(12)])).await;
    assert_eq!(request["state"], "waiting");
    let rabat = app.shelter_in("rabat").await;
    assert!(why_not(&request, &rabat["id"]).contains(&"closed".to_owned()));

    shelter.put(&path, &json!({ "free": 2, "closed": false })).await.is(200);
    app.tick().await;
    assert_eq!(app.outreach("rabat").request(&request).await["state"], "offered");
}

async fn reach_is_what_max_km_says(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let all = app.pool("nador", "Fratries 0-17").await;
    app.shelter("nador").reports(&girls, 0).await;
    app.shelter("nador").reports(&all, 0).await;
    let team = app.outreach("nador");
    let oujda = app.shelter_in("oujda").await;
    // Oujda is 107 km from Nador; a request that says nothing reaches 60 km.
    for max_km in [json!({}), json!({ "max_km": 106.0 }), json!({ "max_km": 0 })] {
        let call = with(ask("nador", [girl(14)]), max_km);
        let ranking = team.post("/matches", &call).await.is(200);
        assert_eq!(ranking["matches"], json!([]), "{call}");
        assert_eq!(why_not(&ranking, &oujda["id"]), ["too_far"]);
    }
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 109 }));
    let ranking = team.post("/matches", &call).await.is(200);
    assert_eq!(ranking["matches"][0]["shelter_id"], oujda["id"]);
    let km = ranking["matches"][0]["km"].as_f64().unwrap();
    assert!((106.0..109.0).contains(&km), "{km}");
    // The own city is always within reach.
    app.shelter("nador").reports(&girls, 1).await;
    let call = with(ask("nador", [girl(14)]), json!({ "max_km": 0 }));
    let ranking = team.post("/matches", &call).await.is(200);
    assert_eq!(ranking["matches"][0]["city"], "nador");
}

async fn a_shelter_without_what_is_needed_is_not_offered(app: App) {
    let team = app.outreach("nador");
    let needy = with(ask("nador", [girl(14)]), json!({ "needs": ["wheelchair"] }));
    let request = team.asks(&needy).await;
    assert_eq!(request["state"], "waiting");
    let nador = app.shelter_in("nador").await;
    assert_eq!(why_not(&request, &nador["id"]), ["missing_need"]);

    let path = format!("/shelters/{}", id(&nador));
    app.admin().patch(&path, &json!({ "features": ["medical_care", "wheelchair"] })).await.is(200);
    app.tick().await;
    assert_eq!(team.request(&request).await["offer"]["shelter_id"], nador["id"]);
}

async fn ages_and_genders_decide_who_fits(app: App) {
    let team = app.outreach("rabat");
    let rabat = app.shelter_in("rabat").await;
    let other = json!({ "age": 14, "gender": "other" });
    for (child, why) in [
        (girl(9), vec!["age_below", "wrong_gender"]),
        (girl(19), vec!["age_above", "wrong_gender"]),
        (other, vec!["wrong_gender"]),
    ] {
        let ranking = team.post("/matches", &ask("rabat", [child.clone()])).await.is(200);
        assert_eq!(why_not(&ranking, &rabat["id"]), why, "{child}");
    }
    for child in [girl(10), girl(18), boy(10), boy(18)] {
        let ranking = team.post("/matches", &ask("rabat", [child.clone()])).await.is(200);
        assert_eq!(ranking["matches"][0]["shelter_id"], rabat["id"], "{child}");
    }
    let boys = app.pool("rabat", "Garçons 10-18").await;
    app.shelter("rabat").reports(&boys, 0).await;
    let ranking = team.post("/matches", &ask("rabat", [boy(12)])).await.is(200);
    assert_eq!(why_not(&ranking, &rabat["id"]), ["full", "wrong_gender"]);
    let many = [girl(11), girl(12), girl(13), girl(14)];
    let ranking = team.post("/matches", &ask("rabat", many)).await.is(200);
    assert_eq!(why_not(&ranking, &rabat["id"]), ["group_too_large"]);
}
