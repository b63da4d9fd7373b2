//! The duty plan as people read and write it: what they see, what they may change, what is
//! refused.

use chrono::TimeDelta;
use serde_json::{Value, json};

use crate::support::duty::{account_id, areas, change, gaps, hours, nador, serves};
use crate::support::{ADMIN, App, CITY, NATIONAL, Person, REGION, id, on_both, text, with};

on_both!(
    what_is_added_is_in_the_plan,
    each_sees_the_plan_as_far_as_it_concerns_them,
    a_change_that_has_passed_is_no_longer_listed,
    bad_hours_are_named,
    bad_changes_are_named,
    an_area_is_one_city_one_region_or_the_nation,
    coordinators_plan_for_the_areas_they_answer_for,
    everybody_may_say_that_they_are_off,
    hours_and_changes_are_taken_out_by_those_who_may_plan_them,
    a_plan_holds_a_hundred_hours_of_an_area_and_a_hundred_changes,
    the_limit_of_changes_is_counted_per_planner,
    who_may_not_plan_an_area_learns_nothing_of_accounts,
    what_is_added_under_a_key_is_added_once,
    moments_are_kept_to_the_microsecond,
);

const OUJDA: &str = "coordinator@ms2.example";
const RABAT: &str = "coordinator@orient-occident.example";
const COORDINATORS: [&str; 8] = [
    CITY,
    OUJDA,
    RABAT,
    REGION,
    NATIONAL,
    "coordinator@al-karam.example",
    "coordinator@bayti.example",
    "coordinator@tadamon.example",
];
const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

async fn plan(person: &Person<'_>) -> Value {
    person.get("/duty").await.is(200)
}

async fn what_is_added_is_in_the_plan(app: App) {
    let coordinator = app.coordinator("nador");
    let night = json!({ "days": ["sun", "mon", "sun"], "from": "20:00", "to": "06:30" });
    let night = hours(&app, CITY, night).await;
    let shift = coordinator.post("/duty/shifts", &night).await.is(201);
    // Days are listed once, Monday first, and the zone is Morocco's where none is said.
    let said = json!({ "days": ["mon", "sun"], "time_zone": "Africa/Casablanca" });
    assert_eq!(shift, with(with(night, said), json!({ "id": shift["id"] })));
    let swap =
        json!({ "off": account_id(&app, CITY).await, "on": account_id(&app, NATIONAL).await });
    let swap = change(&app, swap);
    let made = coordinator.post("/duty/exceptions", &swap).await.is(201);
    assert_eq!(made, with(swap, json!({ "id": made["id"] })));
    let plan = plan(&coordinator).await;
    assert_eq!((&plan["shifts"], &plan["exceptions"]), (&json!([shift]), &json!([made])));
}

async fn each_sees_the_plan_as_far_as_it_concerns_them(app: App) {
    app.with_region().await;
    let (city, region) = (|code| json!({ "city": code }), json!({ "region": "oriental" }));
    let nation = json!({ "national": true });
    let admin = app.admin();
    for (email, area) in [
        (CITY, nador()),
        (OUJDA, city("oujda")),
        (RABAT, city("rabat")),
        (REGION, region.clone()),
        (NATIONAL, nation.clone()),
    ] {
        serves(&app, email, json!({ "area": area })).await;
        let off = json!({ "area": area, "off": account_id(&app, email).await });
        admin.post("/duty/exceptions", &change(&app, off)).await.is(201);
        // Both lists are in the order in which things were added.
        app.pass(TimeDelta::seconds(1));
    }
    let everywhere = json!({ "area": null, "off": account_id(&app, RABAT).await });
    admin.post("/duty/exceptions", &change(&app, everywhere)).await.is(201);
    let all = [nador(), city("oujda"), city("rabat"), region.clone(), nation.clone()];
    for (person, seen, colleagues) in [
        (CITY, vec![nador(), region.clone(), nation.clone()], vec![CITY, REGION, NATIONAL]),
        (RABAT, vec![city("rabat"), nation.clone()], vec![RABAT, NATIONAL]),
        (REGION, vec![nador(), city("oujda"), region, nation], vec![CITY, OUJDA, REGION, NATIONAL]),
        (NATIONAL, all.to_vec(), COORDINATORS.to_vec()),
        (ADMIN, all.to_vec(), COORDINATORS.to_vec()),
    ] {
        let plan = plan(&app.person(person)).await;
        let known = plan["coordinators"].as_array().unwrap().iter();
        let mut known: Vec<&str> = known.map(|one| text(&one["email"])).collect();
        let mut colleagues = colleagues;
        known.sort_unstable();
        colleagues.sort_unstable();
        assert_eq!(known, colleagues, "{person}");
        assert_eq!(areas(&plan["shifts"]), seen, "{person}");
        // What holds everywhere concerns everybody.
        let changes = [seen, vec![Value::Null]].concat();
        assert_eq!(areas(&plan["exceptions"]), changes, "{person}");
    }
}

async fn a_change_that_has_passed_is_no_longer_listed(app: App) {
    let off = change(&app, json!({ "off": account_id(&app, CITY).await }));
    app.admin().post("/duty/exceptions", &off).await.is(201);
    app.pass(TimeDelta::hours(2) - TimeDelta::microseconds(1));
    assert_eq!(areas(&plan(&app.admin()).await["exceptions"]), [nador()]);
    app.pass(TimeDelta::microseconds(1));
    assert_eq!(areas(&plan(&app.admin()).await["exceptions"]), [""; 0]);
    // The past is still told as it was.
    let day = "from=2026-01-05T18:00:00Z&to=2026-01-06T18:00:00Z";
    let gap = ["2026-01-05T18:00:00Z", "2026-01-05T20:00:00Z"];
    assert_eq!(gaps(&app, day, &nador()).await, [gap]);
}

async fn bad_hours_are_named(app: App) {
    let good = hours(&app, CITY, json!({})).await;
    let without = |field: &str| {
        let mut body = good.clone();
        body.as_object_mut().unwrap().remove(field);
        body
    };
    let set = |fields: Value| with(good.clone(), fields);
    let (rabat, admin) = (account_id(&app, RABAT).await, app.admin());
    let of = async |email: &str| app.account(email).await["id"].clone();
    let shut = of("coordinator@tadamon.example").await;
    let off = json!({ "active": false });
    admin.patch(&format!("/users/{}", text(&shut)), &off).await.is(200);
    let cases = [
        (without("account_id"), "/account_id", "required"),
        (without("area"), "/area", "required"),
        (without("days"), "/days", "required"),
        (without("from"), "/from", "required"),
        (without("to"), "/to", "required"),
        (set(json!({ "account_id": "x" })), "/account_id", "bad_format"),
        (set(json!({ "account_id": NOBODY })), "/account_id", "not_a_coordinator"),
        (set(json!({ "account_id": rabat })), "/account_id", "not_a_coordinator"),
        (set(json!({ "account_id": of(ADMIN).await })), "/account_id", "not_a_coordinator"),
        (
            set(json!({ "account_id": of("outreach@asticude.example").await })),
            "/account_id",
            "not_a_coordinator",
        ),
        (
            set(json!({ "account_id": shut, "area": { "city": "tanger" } })),
            "/account_id",
            "not_a_coordinator",
        ),
        // A city's coordinator does not serve for its region.
        (set(json!({ "area": { "region": "oriental" } })), "/account_id", "not_a_coordinator"),
        (set(json!({ "area": { "national": true } })), "/account_id", "not_a_coordinator"),
        (set(json!({ "days": [] })), "/days", "too_few"),
        (set(json!({ "days": ["monday"] })), "/days/0", "unknown_value"),
        (set(json!({ "days": "mon" })), "/days", "wrong_type"),
        (set(json!({ "from": "24:00" })), "/from", "bad_format"),
        (set(json!({ "from": "8:00" })), "/from", "bad_format"),
        (set(json!({ "to": "08:60" })), "/to", "bad_format"),
        (set(json!({ "to": 8 })), "/to", "wrong_type"),
        (set(json!({ "time_zone": "Africa/Nador" })), "/time_zone", "unknown_time_zone"),
        (set(json!({ "time_zone": "+01:00" })), "/time_zone", "unknown_time_zone"),
        (set(json!({ "time_zone": "" })), "/time_zone", "unknown_time_zone"),
        (set(json!({ "time_zone": "x".repeat(65) })), "/time_zone", "bad_length"),
        (set(json!({ "name": "x" })), "/name", "unknown_field"),
    ];
    let before = app.database.counts().await;
    for (body, pointer, code) in cases {
        let answer = admin.post("/duty/shifts", &body).await;
        answer.names(422, "validation_failed", &[(pointer, code)]);
    }
    let several = set(json!({ "account_id": NOBODY, "time_zone": "x" }));
    admin.post("/duty/shifts", &several).await.names(
        422,
        "validation_failed",
        &[("/account_id", "not_a_coordinator"), ("/time_zone", "unknown_time_zone")],
    );
    assert_eq!(app.database.counts().await, before);
    admin.post("/duty/shifts", &good).await.is(201);
}

async fn bad_changes_are_named(app: App) {
    let (city, national) = (account_id(&app, CITY).await, account_id(&app, NATIONAL).await);
    let rabat = account_id(&app, RABAT).await;
    let good = change(&app, json!({ "off": city, "on": national }));
    let set = |fields: Value| with(good.clone(), fields);
    let cases = [
        (set(json!({ "off": null, "on": null })), vec![("/off", "required")]),
        (set(json!({ "on": city })), vec![("/on", "same")]),
        (set(json!({ "off": null, "area": null })), vec![("/area", "required")]),
        (set(json!({ "off": "x" })), vec![("/off", "bad_format")]),
        (set(json!({ "off": NOBODY })), vec![("/off", "not_a_coordinator")]),
        (set(json!({ "on": NOBODY })), vec![("/on", "not_a_coordinator")]),
        (set(json!({ "on": rabat })), vec![("/on", "not_a_coordinator")]),
        (set(json!({ "from": "2026-01-05" })), vec![("/from", "bad_format")]),
        (set(json!({ "from": "2026-01-05T18:00:00" })), vec![("/from", "bad_format")]),
        (set(json!({ "to": null })), vec![("/to", "wrong_type")]),
        (set(json!({ "to": good["from"] })), vec![("/to", "out_of_range")]),
        (set(json!({ "to": "2026-01-05T17:59:59Z" })), vec![("/to", "out_of_range")]),
        (set(json!({ "why": "x" })), vec![("/why", "unknown_field")]),
        (
            set(json!({ "off": NOBODY, "on": rabat, "to": good["from"] })),
            vec![
                ("/off", "not_a_coordinator"),
                ("/on", "not_a_coordinator"),
                ("/to", "out_of_range"),
            ],
        ),
    ];
    let before = app.database.counts().await;
    for (body, wrong) in cases {
        let answer = app.admin().post("/duty/exceptions", &body).await;
        answer.names(422, "validation_failed", &wrong);
    }
    assert_eq!(app.database.counts().await, before);
    app.admin().post("/duty/exceptions", &good).await.is(201);
}

async fn an_area_is_one_city_one_region_or_the_nation(app: App) {
    let national = account_id(&app, NATIONAL).await;
    let shift = hours(&app, NATIONAL, json!({})).await;
    let change = change(&app, json!({ "off": national }));
    let cases = [
        (json!({ "city": "atlantis" }), "/area/city", "unknown_city"),
        (json!({ "city": "Nador" }), "/area/city", "unknown_city"),
        (json!({ "city": 7 }), "/area/city", "wrong_type"),
        (json!({ "city": "" }), "/area/city", "bad_length"),
        (json!({ "region": "nador" }), "/area/region", "unknown_region"),
        (json!({ "national": false }), "/area/national", "unknown_value"),
        (json!({}), "/area", "not_one_of"),
        (json!({ "town": "nador" }), "/area", "not_one_of"),
        (json!({ "city": "nador", "region": "oriental" }), "/area", "not_one_of"),
        (json!({ "city": "nador", "national": true }), "/area", "not_one_of"),
        (json!("nador"), "/area", "wrong_type"),
        (json!(["nador"]), "/area", "wrong_type"),
    ];
    let before = app.database.counts().await;
    for (area, pointer, code) in cases {
        let area = json!({ "area": area });
        for (path, good) in [("/duty/shifts", &shift), ("/duty/exceptions", &change)] {
            let answer = app.admin().post(path, &with(good.clone(), &area)).await;
            answer.names(422, "validation_failed", &[(pointer, code)]);
        }
    }
    assert_eq!(app.database.counts().await, before);
}

async fn coordinators_plan_for_the_areas_they_answer_for(app: App) {
    app.with_region().await;
    let region = |code: &str| json!({ "region": code });
    let (fes, nation) = (json!({ "city": "fes" }), json!({ "national": true }));
    let all = [nador(), json!({ "city": "oujda" }), region("oriental"), fes, nation];
    for (person, may) in [
        (CITY, [true, false, false, false, false]),
        (OUJDA, [false, true, false, false, false]),
        (REGION, [true, true, true, false, false]),
        (NATIONAL, [true, true, true, true, true]),
        (ADMIN, [true, true, true, true, true]),
    ] {
        for (area, may) in all.iter().zip(may) {
            let before = app.database.counts().await;
            let area = json!({ "area": area });
            let shift = hours(&app, NATIONAL, area.clone()).await;
            let off = json!({ "off": account_id(&app, NATIONAL).await });
            let change = with(change(&app, off), &area);
            for (path, body) in [("/duty/shifts", &shift), ("/duty/exceptions", &change)] {
                let answer = app.person(person).post(path, body).await;
                if may {
                    answer.is(201)
                } else {
                    answer.refused(403, "forbidden")
                };
            }
            if !may {
                assert_eq!(app.database.counts().await, before);
            }
        }
    }
    // Somebody else off in every area at once: the nation's to say, or an administrator's.
    let off = json!({ "area": null, "off": account_id(&app, OUJDA).await });
    let everywhere = change(&app, off);
    for person in [CITY, REGION] {
        let answer = app.person(person).post("/duty/exceptions", &everywhere).await;
        answer.refused(403, "forbidden");
    }
    for person in [NATIONAL, ADMIN] {
        app.person(person).post("/duty/exceptions", &everywhere).await.is(201);
    }
}

async fn everybody_may_say_that_they_are_off(app: App) {
    let (rabat, national) = (account_id(&app, RABAT).await, account_id(&app, NATIONAL).await);
    let coordinator = app.coordinator("rabat");
    let everywhere = change(&app, json!({ "area": null, "off": rabat, "on": national }));
    let own = coordinator.post("/duty/exceptions", &everywhere).await.is(201);
    let nation = json!({ "area": { "national": true }, "off": rabat });
    coordinator.post("/duty/exceptions", &change(&app, nation)).await.is(201);
    // Neither that somebody else is, nor that they are on where they don't plan.
    for other in [json!({ "off": national }), json!({ "off": null, "on": national })] {
        let other = with(change(&app, other), json!({ "area": { "national": true } }));
        coordinator.post("/duty/exceptions", &other).await.refused(403, "forbidden");
    }
    let path = format!("/duty/exceptions/{}", id(&own));
    // What holds everywhere is there for all to see, but not to take back.
    app.coordinator("nador").delete(&path).await.refused(403, "forbidden");
    coordinator.delete(&path).await.is(204);
}

async fn hours_and_changes_are_taken_out_by_those_who_may_plan_them(app: App) {
    app.with_region().await;
    let region = json!({ "area": { "region": "oriental" } });
    let admin = app.admin();
    for (area, person, status, code) in [
        (json!({ "area": nador() }), RABAT, 404, "not_found"),
        (json!({ "area": nador() }), OUJDA, 404, "not_found"),
        (region.clone(), RABAT, 404, "not_found"),
        // They see it, as it concerns their city.
        (region.clone(), CITY, 403, "forbidden"),
        (json!({ "area": { "national": true } }), REGION, 403, "forbidden"),
    ] {
        let shift = serves(&app, NATIONAL, area.clone()).await;
        let off = json!({ "off": account_id(&app, NATIONAL).await });
        let change = with(change(&app, off), &area);
        let change = admin.post("/duty/exceptions", &change).await.is(201);
        let shift = format!("/duty/shifts/{}", id(&shift));
        let change = format!("/duty/exceptions/{}", id(&change));
        let before = app.database.counts().await;
        for path in [&shift, &change] {
            app.person(person).delete(path).await.refused(status, code);
        }
        assert_eq!(app.database.counts().await, before);
        app.person(NATIONAL).delete(&shift).await.is(204);
        admin.delete(&change).await.is(204);
    }
    // Each is found in its own place only.
    let shift = serves(&app, CITY, json!({})).await;
    admin.delete(&format!("/duty/exceptions/{}", id(&shift))).await.refused(404, "not_found");
    let off = change(&app, json!({ "off": account_id(&app, CITY).await }));
    let off = admin.post("/duty/exceptions", &off).await.is(201);
    admin.delete(&format!("/duty/shifts/{}", id(&off))).await.refused(404, "not_found");
    for odd in ["x", "%00"] {
        let answer = admin.delete(&format!("/duty/shifts/{odd}")).await;
        answer.names(400, "bad_parameter", &[("/id", "bad_format")]);
    }
}

async fn a_plan_holds_a_hundred_hours_of_an_area_and_a_hundred_changes(app: App) {
    let coordinator = app.coordinator("nador");
    let shift = hours(&app, CITY, json!({})).await;
    let off = change(&app, json!({ "off": account_id(&app, CITY).await }));
    let mut last = Value::Null;
    for _ in 0..100 {
        coordinator.post("/duty/shifts", &shift).await.is(201);
        last = coordinator.post("/duty/exceptions", &off).await.is(201);
    }
    for (path, body) in [("/duty/shifts", &shift), ("/duty/exceptions", &off)] {
        coordinator.post(path, body).await.refused(409, "too_many");
    }
    // Another area has room, one taken out makes room, and what has passed takes none.
    let oujda = hours(&app, OUJDA, json!({ "area": { "city": "oujda" } })).await;
    app.coordinator("oujda").post("/duty/shifts", &oujda).await.is(201);
    coordinator.delete(&format!("/duty/exceptions/{}", id(&last))).await.is(204);
    coordinator.post("/duty/exceptions", &off).await.is(201);
    coordinator.post("/duty/exceptions", &off).await.refused(409, "too_many");
    app.pass(TimeDelta::hours(2));
    coordinator.post("/duty/exceptions", &off).await.is(201);
}

async fn what_is_added_under_a_key_is_added_once(app: App) {
    let coordinator = app.coordinator("nador");
    let shift = hours(&app, CITY, json!({})).await;
    let off = change(&app, json!({ "off": account_id(&app, CITY).await }));
    let other = json!({ "from": "2026-01-05T20:00:00Z", "to": "2026-01-05T22:00:00Z" });
    let other_hours = json!({ "from": "10:00" });
    for (path, body, other) in
        [("/duty/shifts", shift, other_hours), ("/duty/exceptions", off, other)]
    {
        let first = coordinator.once(path, path, &body).await;
        let between = app.database.counts().await;
        app.pass(TimeDelta::seconds(3));
        let second = coordinator.once(path, path, &body).await;
        assert_eq!(first.is(201), second.is(201));
        let other = coordinator.once(path, path, &with(body, other)).await;
        other.refused(409, "idempotency_conflict");
        assert_eq!(app.database.counts().await, between);
    }
}

async fn moments_are_kept_to_the_microsecond(app: App) {
    let admin = app.admin();
    let off = change(&app, json!({ "off": account_id(&app, CITY).await }));
    let between = |from: &str, to: &str| with(off.clone(), json!({ "from": from, "to": to }));
    for (from, to, wrong) in [
        // Less than a microsecond apart there is nothing between them.
        ("2026-01-05T20:00:00.0000001Z", "2026-01-05T20:00:00.0000009Z", "/to"),
        // A leap second is the next one.
        ("2026-12-31T23:59:60Z", "2027-01-01T00:00:00Z", "/to"),
        ("1969-12-31T23:59:59Z", "2026-01-05T20:00:00Z", "/from"),
        ("0000-01-01T00:00:00+23:59", "2026-01-05T20:00:00Z", "/from"),
        ("2026-01-05T20:00:00Z", "9999-12-31T23:59:59-23:59", "/to"),
    ] {
        let answer = admin.post("/duty/exceptions", &between(from, to)).await;
        answer.names(422, "validation_failed", &[(wrong, "out_of_range")]);
    }
    for (from, to, kept_as) in [
        (
            "2026-01-05T20:00:00.0000019Z",
            "2026-01-05T20:00:00.000002Z",
            ["2026-01-05T20:00:00.000001Z", "2026-01-05T20:00:00.000002Z"],
        ),
        (
            "1970-01-01T00:00:00Z",
            "9999-12-31T23:59:59.9999999Z",
            ["1970-01-01T00:00:00Z", "9999-12-31T23:59:59.999999Z"],
        ),
        (
            "2026-01-05T20:00:00-00:00",
            "2026-01-05T21:00:00.5+01:00",
            ["2026-01-05T20:00:00Z", "2026-01-05T20:00:00.500Z"],
        ),
    ] {
        let made = admin.post("/duty/exceptions", &between(from, to)).await.is(201);
        assert_eq!(["from", "to"].map(|end| text(&made[end])), kept_as);
        let plan = plan(&admin).await;
        assert!(plan["exceptions"].as_array().unwrap().contains(&made), "{made} in {plan}");
    }
}

async fn the_limit_of_changes_is_counted_per_planner(app: App) {
    let (nador, region) = (app.coordinator("nador"), app.person(NATIONAL));
    let own = change(&app, json!({ "off": account_id(&app, CITY).await }));
    for _ in 0..100 {
        nador.post("/duty/exceptions", &own).await.is(201);
    }
    nador.post("/duty/exceptions", &own).await.refused(409, "too_many");
    // Neither for another, nor in another area.
    let other = json!({ "area": { "city": "oujda" }, "off": account_id(&app, OUJDA).await });
    let other = change(&app, other);
    app.coordinator("oujda").post("/duty/exceptions", &other).await.is(201);
    let national = change(&app, json!({ "off": account_id(&app, NATIONAL).await }));
    region.post("/duty/exceptions", &national).await.is(201);
    app.admin().post("/duty/exceptions", &other).await.is(201);
    let region = with(own.clone(), json!({ "area": { "region": "oriental" } }));
    nador.post("/duty/exceptions", &region).await.is(201);
    // Nor at all in an area that has nothing to do with one's own.
    let before = app.database.counts().await;
    for area in
        [json!({ "city": "rabat" }), json!({ "city": "oujda" }), json!({ "region": "fes-meknes" })]
    {
        let there = with(own.clone(), json!({ "area": area }));
        nador.post("/duty/exceptions", &there).await.refused(403, "forbidden");
    }
    assert_eq!(app.database.counts().await, before);
}

async fn who_may_not_plan_an_area_learns_nothing_of_accounts(app: App) {
    let of = async |email: &str| app.account(email).await["id"].clone();
    let nador = app.coordinator("nador");
    for who in [
        of(OUJDA).await,
        of(NATIONAL).await,
        of(ADMIN).await,
        of("outreach@ms2.example").await,
        json!(NOBODY),
    ] {
        let area = json!({ "area": { "city": "oujda" } });
        let shift = with(hours(&app, CITY, area.clone()).await, json!({ "account_id": who }));
        nador.post("/duty/shifts", &shift).await.refused(403, "forbidden");
        for side in ["off", "on"] {
            let body = change(&app, with(area.clone(), json!({ side: who })));
            nador.post("/duty/exceptions", &body).await.refused(403, "forbidden");
        }
    }
}
