//! The live board: tags, filters, and what goes with time.

use chrono::TimeDelta;
use serde_json::json;

use crate::support::{App, ask, girl, on_both, text};

on_both!(
    a_known_board_is_not_sent_again_until_it_changes,
    the_board_is_narrowed_by_city_gender_and_age,
    freshness_goes_with_time,
    the_board_shows_a_change_of_another_instance,
);

async fn a_known_board_is_not_sent_again_until_it_changes(app: App) {
    let team = app.outreach("nador");
    let first = team.get("/board").await;
    first.is(200);
    let tag = first.header("etag").to_owned();
    assert!(tag.starts_with('"') && tag.ends_with('"'), "{tag}");
    app.pass(TimeDelta::minutes(5));
    for known in [tag.clone(), format!("\"old\", {tag}"), "*".to_owned(), format!("W/{tag}")] {
        let answer = team.get_with("/board", &[("if-none-match", &known)]).await;
        assert_eq!(answer.status, 304, "{known}");
        assert_eq!(answer.text(), "");
        assert_eq!(answer.header("etag"), tag);
    }
    for other in ["\"old\"", "junk", ""] {
        assert_eq!(team.get_with("/board", &[("if-none-match", other)]).await.status, 200);
    }
    team.asks(&ask("nador", [girl(14)])).await;
    let changed = team.get_with("/board", &[("if-none-match", &tag)]).await;
    changed.is(200);
    assert_ne!(changed.header("etag"), tag);
    // Rabat has not changed meanwhile.
    let rabat = team.get("/board?city=rabat").await.header("etag").to_owned();
    team.asks(&ask("nador", [girl(14)])).await;
    let answer = team.get_with("/board?city=rabat", &[("if-none-match", &rabat)]).await;
    assert_eq!(answer.status, 304);
}

async fn the_board_is_narrowed_by_city_gender_and_age(app: App) {
    let team = app.outreach("nador");
    for (query, pools) in [
        ("city=nador", vec!["Filles 12-17", "Garçons 10-17", "Fratries 0-17"]),
        ("city=nador&gender=female", vec!["Filles 12-17", "Fratries 0-17"]),
        ("city=nador&gender=male&age=9", vec!["Fratries 0-17"]),
        ("city=nador&gender=other", vec!["Fratries 0-17"]),
        ("city=nador&age=18", vec![]),
        ("city=fes", vec![]),
        ("gender=male&age=18", vec!["Garçons 10-18"]),
    ] {
        let board = team.get(&format!("/board?{query}")).await.is(200);
        let shelters = board["shelters"].as_array().unwrap();
        let found = shelters.iter().flat_map(|shelter| shelter["pools"].as_array().unwrap());
        let mut found: Vec<&str> = found.map(|pool| text(&pool["name"])).collect();
        let mut wanted = pools.clone();
        found.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(found, wanted, "{query}");
    }
}

async fn freshness_goes_with_time(app: App) {
    let team = app.outreach("nador");
    let mut tags = Vec::new();
    for (hours, freshness) in
        [(0, "fresh"), (3, "fresh"), (4, "aging"), (11, "aging"), (12, "stale")]
    {
        let began = app.pool("nador", "Filles 12-17").await["reported_at"].clone();
        let began: chrono::DateTime<chrono::Utc> = text(&began).parse().unwrap();
        app.pass(began + TimeDelta::hours(hours) - app.now());
        assert_eq!(app.pool("nador", "Filles 12-17").await["freshness"], freshness, "{hours}");
        tags.push(team.get("/board").await.header("etag").to_owned());
    }
    assert_eq!(tags[0], tags[1]);
    tags.dedup();
    assert_eq!(tags.len(), 3);
}

async fn the_board_shows_a_change_of_another_instance(app: App) {
    let other = app.beside().await;
    let girls = app.pool("nador", "Filles 12-17").await;
    other.shelter("nador").reports(&girls, 6).await;
    let shelter = json!({ "features": ["wheelchair"] });
    let path = format!("/shelters/{}", text(&app.shelter_in("nador").await["id"]));
    other.admin().patch(&path, &shelter).await.is(200);
    app.tick().await;
    assert_eq!(app.pool("nador", "Filles 12-17").await["free"], 6);
    assert_eq!(app.shelter_in("nador").await["features"], json!(["wheelchair"]));
    // A promise made here counts there at once, whatever its board shows.
    other.shelter("nador").reports(&girls, 1).await;
    let first = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let second = other.outreach("nador").asks(&ask("nador", [girl(15)])).await;
    let beds = [&first, &second].map(|request| request["offer"]["beds"][0]["pool_id"].clone());
    assert_eq!(beds[0], girls["id"]);
    assert_ne!(beds[1], girls["id"]);
    other.stop().await;
}
