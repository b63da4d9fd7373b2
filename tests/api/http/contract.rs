//! The shapes of what is answered, field by field as the contract names them.

use serde_json::{Value, json};

use crate::support::{App, ask, boy, girl, has_at_least, id, items, on_both, text, with};

on_both!(
    a_request_answers_with_its_ranking,
    a_ranking_is_stored_nowhere,
    an_offer_has_its_beds_and_a_telephone_number,
    every_answer_about_a_request_is_of_one_shape,
    the_history_tells_what_happened_by_whom,
    the_board_shows_every_pool,
    the_table_of_cities_comes_whole,
);

const REQUEST: [&str; 9] =
    ["id", "reference", "state", "city", "children", "urgency", "needs", "created_at", "offer"];

const OFFER: [&str; 9] = [
    "id",
    "request_id",
    "reference",
    "shelter_id",
    "state",
    "beds",
    "created_at",
    "expires_at",
    "contact",
];

const POOL: [&str; 12] = [
    "id",
    "name",
    "gender",
    "age_min",
    "age_max",
    "capacity",
    "free",
    "promised",
    "available",
    "closed",
    "reported_at",
    "freshness",
];

const COMPONENTS: [&str; 5] = ["proximity", "fit", "headroom", "freshness", "responsiveness"];

fn share(value: &Value) -> f64 {
    let share = value.as_f64().unwrap();
    assert!((0.0..=1.0).contains(&share), "{share}");
    share
}

fn check_ranking(ranking: &Value, children: usize) {
    let matches = ranking["matches"].as_array().unwrap();
    for found in matches {
        let fields = ["shelter_id", "shelter_name", "city", "km", "score", "components", "beds"];
        has_at_least(found, &fields);
        has_at_least(&found["components"], &COMPONENTS);
        for name in COMPONENTS {
            share(&found["components"][name]);
        }
        share(&found["score"]);
        let beds = found["beds"].as_array().unwrap();
        assert_eq!(beds.len(), children);
        for (at, bed) in beds.iter().enumerate() {
            assert_eq!(bed["child"], at);
            text(&bed["pool_id"]);
        }
    }
    let scores: Vec<f64> = matches.iter().map(|found| share(&found["score"])).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b), "{scores:?}");
    for found in ranking["excluded"].as_array().unwrap() {
        has_at_least(found, &["shelter_id", "shelter_name", "city", "reasons"]);
        let reasons = found["reasons"].as_array().unwrap();
        assert!(!reasons.is_empty());
        for reason in reasons {
            has_at_least(reason, &["code", "detail"]);
            assert!(!text(&reason["detail"]).is_empty());
        }
    }
    assert_eq!(matches.len() + ranking["excluded"].as_array().unwrap().len(), 6);
}

async fn a_request_answers_with_its_ranking(app: App) {
    let call = json!({
        "city": "nador",
        "children": [
            { "age": 14, "gender": "female", "age_estimated": true }, { "age": 11, "gender": "male" },
        ],
        "urgency": "urgent",
        "needs": ["medical_care"],
        "max_km": 150,
        "case_ref": "NDR-2026/77",
        "hold": true,
    });
    let request = app.outreach("nador").asks(&call).await;
    has_at_least(&request, &REQUEST);
    has_at_least(&request, &["matches", "excluded", "next_escalation_at"]);
    for field in ["city", "urgency", "needs", "case_ref", "hold"] {
        assert_eq!(request[field], call[field], "{field}");
    }
    assert_eq!(request["max_km"].as_f64(), Some(150.0));
    assert_eq!(
        request["children"],
        json!([
            { "age": 14, "gender": "female", "age_estimated": true },
            { "age": 11, "gender": "male", "age_estimated": false },
        ])
    );
    let reference = text(&request["reference"]);
    let crockford = |c: char| "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c);
    assert!(reference.len() == 8 && reference.chars().all(crockford), "{reference}");
    for field in ["created_at", "next_escalation_at"] {
        assert!(text(&request[field]).ends_with('Z'), "{}", request[field]);
    }
    check_ranking(&request, 2);
    assert_eq!(request["matches"].as_array().unwrap().len(), 2);
    has_at_least(&request["offer"], &OFFER);
}

async fn a_ranking_is_stored_nowhere(app: App) {
    let before = app.database.counts().await;
    for person in [app.outreach("nador"), app.coordinator("nador")] {
        let ranking = person.post("/matches", &ask("nador", [boy(12), girl(5)])).await.is(200);
        check_ranking(&ranking, 2);
        assert_eq!(ranking["matches"][0]["city"], "nador");
    }
    assert_eq!(app.database.counts().await, before);
}

async fn an_offer_has_its_beds_and_a_telephone_number(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14), boy(12)])).await;
    let offer = app.shelter("nador").offer(&request["offer"]).await;
    has_at_least(&offer, &OFFER);
    assert_eq!(offer["request_id"], request["id"]);
    assert_eq!(offer["reference"], request["reference"]);
    assert_eq!(offer["contact"]["phone"], "+212 500 00 00 00");
    let children: Vec<&Value> =
        offer["beds"].as_array().unwrap().iter().map(|bed| &bed["child"]).collect();
    let expected =
        [json!({ "age": 14, "gender": "female" }), json!({ "age": 12, "gender": "male" })];
    assert_eq!(children, expected.iter().collect::<Vec<_>>());
    let listed = app.shelter("nador").get("/offers?state=pending").await.is(200);
    assert_eq!(listed["items"], json!([offer]));
    assert!(listed["next_cursor"].is_null());
}

async fn every_answer_about_a_request_is_of_one_shape(app: App) {
    let (team, coordinator) = (app.outreach("nador"), app.coordinator("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let path = |tail: &str| format!("/requests/{}{tail}", id(&request));
    let read = team.get(&path("")).await.is(200);
    has_at_least(&read, &REQUEST);
    let listed = team.get("/requests").await.is(200);
    assert_eq!(listed["items"], json!([read]));
    assert_eq!(coordinator.get(&path("")).await.is(200), read);
    let mut created = request.clone();
    for more in ["matches", "excluded"] {
        created.as_object_mut().unwrap().remove(more);
    }
    assert_eq!(created, read);
    check_ranking(&team.get(&path("/matches")).await.is(200), 1);
    let taken = coordinator.order(&path("/acknowledge")).await.is(200);
    has_at_least(&taken, &REQUEST);
    let choice = json!({ "shelter_id": request["offer"]["shelter_id"] });
    let offered = coordinator.post(&path("/offers"), &choice).await.is(201);
    has_at_least(&offered, &OFFER);
    for verb in ["accept", "no_show"] {
        has_at_least(&app.shelter("nador").does(verb, &offered).await, &OFFER);
    }
    let found = team.order(&path("/found")).await.is(200);
    has_at_least(&found, &REQUEST);
    check_ranking(&found, 1);
    let declined = app.shelter("nador").declines(&found["offer"]).await;
    has_at_least(&declined, &OFFER);
    let withdrawn = team.post(&path("/withdraw"), &json!({ "reason": "x" })).await.is(200);
    has_at_least(&withdrawn, &REQUEST);
}

async fn the_history_tells_what_happened_by_whom(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    shelter.accepts(&request["offer"]).await;
    shelter.does("arrive", &request["offer"]).await;
    let path = format!("/requests/{}/history", id(&request));
    let history = team.get(&path).await.is(200);
    let actions: Vec<&str> = items(&history).iter().map(|entry| text(&entry["action"])).collect();
    let expected =
        ["request.create", "offer.create", "escalation.step", "offer.accept", "offer.arrive"];
    assert_eq!(actions, expected);
    let by: Vec<bool> = items(&history).iter().map(|entry| entry["actor"].is_string()).collect();
    assert_eq!(by, [true, false, false, true, true]);
    assert!(!history.to_string().contains("female"), "{history}");
    assert_eq!(app.coordinator("nador").get(&path).await.is(200), history);
}

async fn the_board_shows_every_pool(app: App) {
    let board = app.outreach("nador").get("/board").await.is(200);
    has_at_least(&board, &["as_of", "shelters"]);
    let shelters = board["shelters"].as_array().unwrap();
    assert_eq!(shelters.len(), 6);
    let mut pools = 0;
    for shelter in shelters {
        has_at_least(shelter, &["id", "name", "city", "phone", "features", "pools"]);
        for pool in shelter["pools"].as_array().unwrap() {
            has_at_least(pool, &POOL);
            assert_eq!(pool["freshness"], "fresh");
            pools += 1;
        }
    }
    assert_eq!(pools, 18);
    let report = app.pool("nador", "Filles 12-17").await;
    let path = format!("/pools/{}/availability", id(&report));
    let answer = app.shelter("nador").put(&path, &json!({ "free": 1, "note_code": "night" })).await;
    has_at_least(&answer.is(200), &POOL);
    assert!(answer.header("etag").starts_with('"'));
    let coordinator = app.coordinator("nador").put(&path, &json!({ "free": 2 })).await.is(200);
    assert_eq!(with(coordinator, json!({ "version": 0 })), with(report, json!({ "version": 0 })));
}

async fn the_table_of_cities_comes_whole(app: App) {
    let cities = app.outreach("nador").get("/cities").await.is(200);
    let codes: Vec<&str> = items(&cities).iter().map(|city| text(&city["code"])).collect();
    for code in [
        "tanger",
        "nador",
        "oujda",
        "rabat",
        "sale",
        "casablanca",
        "mohammedia",
        "marrakech",
        "fes",
        "al-hoceima",
    ] {
        assert!(codes.contains(&code), "{code}");
    }
    for city in items(&cities) {
        has_at_least(city, &["code", "name_fr", "name_ar", "name_en", "region", "lat", "lon"]);
        let plain = |c: char| c.is_ascii_lowercase() || c == '-';
        assert!(text(&city["code"]).chars().all(plain), "{city}");
    }
}
