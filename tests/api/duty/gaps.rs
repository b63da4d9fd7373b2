//! The hours in which nobody is on duty, as they are listed.

use chrono::TimeDelta;
use mabit::domain::account::Role;
use mabit::domain::locale::Locale;
use mabit::services::authorisation::Operator;
use mabit::services::identity::accounts::AddAccount;
use mabit::services::identity::accounts::NewUser;
use serde_json::json;

use crate::support::duty::{areas, gaps, nador, serves};
use crate::support::{ADMIN, App, CITY, NATIONAL, Person, items, on_both};

on_both!(
    gaps_are_of_the_coming_week_when_no_time_is_said,
    gaps_are_of_every_area_that_concerns_the_caller,
    gaps_are_read_part_by_part,
    bad_times_for_gaps_are_named,
);

on_both!(empty: without_anybody_every_hour_of_the_nation_is_a_gap);

async fn gaps_are_of_the_coming_week_when_no_time_is_said(app: App) {
    let night = json!({ "days": ["tue"], "from": "01:00", "to": "01:00" });
    serves(&app, CITY, night).await;
    let expected = [
        ["2026-01-05T18:00:00Z", "2026-01-06T00:00:00Z"],
        ["2026-01-07T00:00:00Z", "2026-01-12T18:00:00Z"],
    ];
    assert_eq!(gaps(&app, "", &nador()).await, expected);
    // A week from one moment on; from now until another.
    let week = [["2026-01-07T00:00:00Z", "2026-01-13T00:00:00Z"]];
    assert_eq!(gaps(&app, "from=2026-01-07T00:00:00Z", &nador()).await, week);
    let until = [["2026-01-05T18:00:00Z", "2026-01-05T18:30:00.500Z"]];
    assert_eq!(gaps(&app, "to=2026-01-05T18:30:00.5Z", &nador()).await, until);
    let offset = [["2026-01-05T18:00:00Z", "2026-01-05T18:30:00Z"]];
    assert_eq!(gaps(&app, "to=2026-01-05T19:30:00%2B01:00", &nador()).await, offset);
    // The 92 days that are the most have 13 Tuesdays.
    let longest = "from=2026-02-01&to=2026-05-04";
    assert_eq!(gaps(&app, longest, &nador()).await.len(), 14);
}

async fn gaps_are_of_every_area_that_concerns_the_caller(app: App) {
    let seen = async |person: &Person<'_>| {
        let list = person.get("/duty/gaps").await.is(200);
        assert!(list["next_cursor"].is_null());
        assert!(items(&list).iter().all(|gap| gap["unassigned"] == true));
        areas(&list["items"])
    };
    let region = |code: &str| json!({ "region": code });
    // Every city of the demo has its coordinator, and so has the nation; no region has.
    let regions = [
        region("casablanca-settat"),
        region("marrakech-safi"),
        region("oriental"),
        region("rabat-sale-kenitra"),
        region("tanger-tetouan-al-hoceima"),
    ];
    assert_eq!(seen(&app.admin()).await, regions);
    assert_eq!(seen(&app.person(NATIONAL)).await, regions);
    assert_eq!(seen(&app.coordinator("nador")).await, [region("oriental")]);
    app.with_region().await;
    assert_eq!(seen(&app.coordinator("nador")).await, [""; 0]);
    // A plan with holes, for a city where nobody else is.
    let fes = json!({ "area": { "city": "fes" }, "from": "08:00", "to": "20:00" });
    serves(&app, NATIONAL, fes).await;
    let list = app.person(NATIONAL).get("/duty/gaps?to=2026-01-06T19:00:00Z").await.is(200);
    let of_fes = items(&list).iter().filter(|gap| gap["area"] == json!({ "city": "fes" }));
    let night = json!({
        "area": { "city": "fes" },
        "from": "2026-01-05T19:00:00Z",
        "to": "2026-01-06T07:00:00Z",
        "unassigned": false,
    });
    assert_eq!(of_fes.collect::<Vec<_>>(), [&night]);
    // A partner in a town without a coordinator: nobody is there at any hour.
    let partner = json!({ "name": "New", "city": "agadir" });
    app.admin().post("/partners", &partner).await.is(201);
    let agadir = json!({ "city": "agadir" });
    assert_eq!(gaps(&app, "", &agadir).await, [["2026-01-05T18:00:00Z", "2026-01-12T18:00:00Z"]]);
}

async fn gaps_are_read_part_by_part(app: App) {
    serves(&app, CITY, json!({ "from": "20:00", "to": "08:00" })).await;
    let admin = app.admin();
    let all = admin.get("/duty/gaps").await.is(200);
    let (mut found, mut cursor) = (Vec::new(), String::new());
    loop {
        let part = admin.get(&format!("/duty/gaps?limit=3{cursor}")).await.is(200);
        found.extend(items(&part).clone());
        let Some(next) = part["next_cursor"].as_str() else { break };
        assert_eq!(items(&part).len(), 3);
        cursor = format!("&cursor={next}");
    }
    assert_eq!(&found, items(&all));
    // Eight stretches of Nador, five regions.
    assert_eq!(found.len(), 13);
}

async fn bad_times_for_gaps_are_named(app: App) {
    let coordinator = app.coordinator("nador");
    for bad in ["yesterday", "", "2026-13-01", "2026-01-05T18:00", "1969-12-31", "10000-01-01"] {
        for end in ["from", "to"] {
            let answer = coordinator.get(&format!("/duty/gaps?{end}={bad}")).await;
            answer.names(400, "bad_parameter", &[(&format!("/{end}"), "bad_value")]);
        }
    }
    let answer = coordinator.get("/duty/gaps?from=x&to=y&area=nador&limit=0&cursor=-1").await;
    answer.names(
        400,
        "bad_parameter",
        &[
            ("/from", "bad_value"),
            ("/to", "bad_value"),
            ("/area", "unknown_parameter"),
            ("/limit", "bad_value"),
            ("/cursor", "bad_value"),
        ],
    );
    for twisted in [
        "from=2026-01-06&to=2026-01-06",
        "from=2026-01-06&to=2026-01-05",
        "to=2026-01-05T18:00:00Z",
        "from=2026-01-06&to=2026-04-08T00:00:00.000001Z",
        "from=2026-01-06&to=9999-12-31",
    ] {
        let answer = coordinator.get(&format!("/duty/gaps?{twisted}")).await;
        answer.names(422, "validation_failed", &[("/to", "out_of_range")]);
    }
    coordinator.get("/duty/gaps?from=2026-01-06&to=2026-04-08").await.is(200);
    coordinator.get("/duty/gaps?from=9999-12-31").await.is(200);
    coordinator.get("/duty/gaps?from=1970-01-01").await.is(200);
    let answer = coordinator.get("/duty?at=now").await;
    answer.names(400, "bad_parameter", &[("/at", "unknown_parameter")]);
}

async fn without_anybody_every_hour_of_the_nation_is_a_gap(app: App) {
    let first = NewUser {
        email: ADMIN.to_owned(),
        roles: vec![Role::Admin],
        partner_id: None,
        locale: Locale::En,
        scope: None,
        name: None,
        phone: None,
    };
    app.cx.write(Operator, AddAccount { user: first, password_hash: None }).await.unwrap();
    let empty = json!({ "shifts": [], "exceptions": [], "now": [], "coordinators": [] });
    assert_eq!(app.admin().get("/duty").await.is(200), empty);
    let list = app.admin().get("/duty/gaps").await.is(200);
    let gap = json!({
        "area": { "national": true },
        "from": app.now(),
        "to": app.now() + TimeDelta::days(7),
        "unassigned": true,
    });
    assert_eq!(list["items"], json!([gap]));
}
