//! Live events, as far as each caller may see them.

use chrono::TimeDelta;
use mabit::store::operations::audit_log;
use mabit::store::operations::audit_log::Entry;
use reqwest::Method;
use serde_json::{Value, json};
use uuid::Uuid;

use crate::support::browser::{Browser, PASSWORD, token, with_password};
use crate::support::events::{LOOK, LOOKS, Listener, all_settled};
use crate::support::{App, ask, boy, girl, id, on_both};

on_both!(
    each_hears_what_concerns_it_and_nothing_about_a_child,
    others_hear_only_of_beds,
    a_reported_pool_is_heard_with_its_counts,
    the_last_event_id_brings_what_was_missed_once,
    whoever_hears_of_beds_alone_can_say_where_it_left_off,
    what_was_missed_is_kept_across_a_restart,
    an_id_from_nowhere_makes_nobody_deaf,
    the_stream_of_a_revoked_token_ends,
    a_page_hears_until_it_is_signed_out,
    the_stream_ends_when_the_service_stops,
    whoever_was_away_too_long_is_told_to_read_anew,
    an_account_has_so_many_streams_and_no_more,
);

async fn each_hears_what_concerns_it_and_nothing_about_a_child(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let coordinator = app.coordinator("nador");
    let mut streams = Vec::new();
    for person in [&team, &shelter, &coordinator] {
        streams.push(Listener::open(&app, person, None).await);
    }
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    shelter.accepts(&request["offer"]).await;
    let created = ["request request.create", "offer offer.create"];
    let all = [&created[..], &["escalation escalation.step", "offer offer.accept"]].concat();
    let of_team = [&created[..], &["offer offer.accept"]].concat();
    let of_shelter = ["offer offer.create", "offer offer.accept"];
    for (stream, expected) in streams.iter_mut().zip([&of_team[..], &of_shelter, &all]) {
        for wanted in expected {
            let heard = stream.next_but_pools().await;
            let action = heard.data["action"].as_str().unwrap();
            assert_eq!(format!("{} {action}", heard.name), *wanted);
            assert_eq!(heard.data["request_id"], request["id"]);
            assert_eq!(heard.data["reference"], request["reference"]);
            assert!(heard.id.is_some());
            if heard.name == "offer" {
                assert_eq!(heard.data["id"], request["offer"]["id"]);
                assert_eq!(heard.data["shelter_id"], request["offer"]["shelter_id"]);
            }
            let said = heard.data.to_string();
            for word in ["female", "age", "gender", "children"] {
                assert!(!said.contains(word), "{said}");
            }
        }
    }
}

async fn others_hear_only_of_beds(app: App) {
    app.hire("observer@example.org", json!({ "roles": ["observer"] })).await;
    let team = app.outreach("oujda");
    let mut elsewhere = Listener::open(&app, &team, None).await;
    let mut admin = Listener::open(&app, &app.admin(), None).await;
    let mut observer = Listener::open(&app, &app.person("observer@example.org"), None).await;
    let nador = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    app.tick().await;
    app.shelter("nador").declines(&nador["offer"]).await;
    let oujda = team.asks(&ask("oujda", [boy(15)])).await;
    // The first it hears but beds is its own, and the beds are everyone's.
    let heard = elsewhere.next().await;
    assert_eq!(heard.name, "pool");
    assert_eq!(heard.data["shelter_id"], nador["offer"]["shelter_id"]);
    let heard = elsewhere.next_but_pools().await;
    assert_eq!((heard.name.as_str(), &heard.data["request_id"]), ("request", &oujda["id"]));
    for _ in 0..3 {
        assert_eq!(admin.next().await.name, "pool");
    }
    app.http.feed.read_on(&app.cx).await.unwrap();
    assert!(admin.heard.is_empty());
    // An observer reads reports: here it hears nothing at all.
    let silent = tokio::time::timeout(LOOK, observer.response.chunk()).await;
    assert!(silent.is_err(), "{silent:?}");
    observer.buffer.clear();
}

async fn a_reported_pool_is_heard_with_its_counts(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let mut stream = Listener::open(&app, &app.outreach("rabat"), None).await;
    let report = app.shelter("nador").reports(&girls, 5).await;
    let heard = stream.next().await;
    assert_eq!(heard.name, "pool");
    assert_eq!(id(&heard.data), id(&girls));
    for field in ["free", "promised", "available", "closed", "reported_at", "version"] {
        assert_eq!(heard.data[field], report[field], "{field}");
    }
}

async fn the_last_event_id_brings_what_was_missed_once(app: App) {
    let team = app.outreach("nador");
    let mut stream = Listener::open(&app, &team, None).await;
    let first = team.asks(&ask("nador", [girl(14)])).await;
    stream.next_but_pools().await;
    let last = stream.next_but_pools().await;
    assert_eq!(last.data["action"], "offer.create");
    drop(stream);

    let second = team.asks(&ask("nador", [girl(15)])).await;
    app.shelter("nador").accepts(&first["offer"]).await;
    let mut stream = Listener::open(&app, &team, last.id.as_deref()).await;
    // Every pool anew, then what was missed, in order.
    let mut pools = 0;
    let mut heard = stream.next().await;
    while heard.name == "pool" {
        pools += 1;
        heard = stream.next().await;
    }
    assert_eq!(pools, 18);
    let mut actions = Vec::new();
    for _ in 0..3 {
        actions.push((heard.data["action"].clone(), heard.data["request_id"].clone()));
        if actions.len() < 3 {
            heard = stream.next_but_pools().await;
        }
    }
    let expected = [
        (json!("request.create"), second["id"].clone()),
        (json!("offer.create"), second["id"].clone()),
        (json!("offer.accept"), first["id"].clone()),
    ];
    assert_eq!(actions, expected);
    // Live from there on, nothing a second time.
    app.shelter("nador").does("arrive", &first["offer"]).await;
    assert_eq!(stream.next_but_pools().await.data["action"], "offer.arrive");
}

async fn whoever_hears_of_beds_alone_can_say_where_it_left_off(app: App) {
    let girls = app.pool("nador", "Filles 12-17").await;
    let mut stream = Listener::open(&app, &app.admin(), None).await;
    app.shelter("nador").reports(&girls, 4).await;
    let heard = stream.next().await;
    assert_eq!((heard.name.as_str(), &heard.data["free"]), ("pool", &json!(4)));
    drop(stream);
    app.shelter("nador").reports(&girls, 1).await;
    let mut stream = Listener::open(&app, &app.admin(), heard.id.as_deref()).await;
    let mut counts = Vec::new();
    for _ in 0..18 {
        let heard = stream.next().await;
        if id(&heard.data) == id(&girls) {
            counts.push(heard.data["free"].clone());
        }
    }
    assert_eq!(counts, [json!(1)]);
}

async fn what_was_missed_is_kept_across_a_restart(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let team = app.outreach("nador");
    let mut stream = Listener::open(&app, &team, Some("0-0")).await;
    let first = stream.next_but_pools().await;
    assert_eq!(first.data["action"], "request.create");
    drop(stream);
    let app = app.restart(TimeDelta::seconds(5)).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    let mut stream = Listener::open(&app, &app.outreach("nador"), first.id.as_deref()).await;
    for action in ["offer.create", "offer.accept"] {
        assert_eq!(stream.next_but_pools().await.data["action"], action);
    }
}

async fn an_id_from_nowhere_makes_nobody_deaf(app: App) {
    let team = app.outreach("nador");
    for last in ["9000000000000000000-1", "9000000000000000000-9000000000000000000"] {
        let mut stream = Listener::open(&app, &team, Some(last)).await;
        for _ in 0..18 {
            assert_eq!(stream.next().await.name, "pool");
        }
        let request = team.asks(&ask("nador", [girl(14)])).await;
        let heard = stream.next_but_pools().await;
        assert_eq!(heard.data["request_id"], request["id"]);
    }
}

async fn the_stream_of_a_revoked_token_ends(app: App) {
    let stream = Listener::open(&app, &app.outreach("nador"), None).await;
    app.change_account(app.outreach("nador").email(), &json!({ "active": false })).await;
    stream.ends().await;
}

async fn a_page_hears_until_it_is_signed_out(app: App) {
    with_password(&app).await;
    let mut browser = Browser::new(&app);
    browser.sign_in(PASSWORD).await;
    let mut stream = Listener::on(&app, browser.get("/api/v1/events").await);
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    assert_eq!(stream.next_but_pools().await.data["request_id"], request["id"]);
    let left = browser.post("/sign-out", &[("csrf", &token(&app, &browser).await)]).await;
    assert_eq!(left.status(), 303);
    stream.ends().await;
}

async fn the_stream_ends_when_the_service_stops(app: App) {
    let stream = Listener::open(&app, &app.outreach("nador"), None).await;
    app.http.stopping.cancel();
    stream.ends().await;
}

async fn whoever_was_away_too_long_is_told_to_read_anew(app: App) {
    let team = app.outreach("nador");
    let mut stream = Listener::open(&app, &team, None).await;
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let first = stream.next_but_pools().await;
    drop(stream);
    // More than is kept, of what nobody hears of.
    let rows = async |count: usize| {
        let now = app.now();
        let written = app.cx.store.write(move |tx| {
            let entries = vec![Entry::new(None, "test.row", Uuid::nil()); count];
            Box::pin(async move { audit_log::insert_many(tx, &entries, now).await })
        });
        written.await.unwrap();
    };
    rows(1_200).await;
    all_settled(&app, 1_200).await;
    let app = app.restart(TimeDelta::seconds(5)).await;
    let team = app.outreach("nador");
    app.shelter("nador").accepts(&request["offer"]).await;
    app.http.feed.read_on(&app.cx).await.unwrap();
    let mut stream = Listener::open(&app, &team, first.id.as_deref()).await;
    assert_eq!(stream.next_but_pools().await.name, "reset");
    assert_eq!(stream.next_but_pools().await.data["action"], "offer.accept");
}

async fn an_account_has_so_many_streams_and_no_more(app: App) {
    let settings = [("MABIT_LIMITS__STREAMS_PER_ACCOUNT", "2")];
    let app = app.restart_with(TimeDelta::zero(), &settings).await;
    let team = app.outreach("nador");
    let first = Listener::open(&app, &team, None).await;
    let _second = Listener::open(&app, &team, None).await;
    let refused = team.call(Method::GET, "/events").await.send().await.unwrap();
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    let problem: Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "too_many_streams", "{problem}");
    let _others = Listener::open(&app, &app.outreach("rabat"), None).await;
    drop(first);
    for _ in 0..LOOKS {
        let again = team.call(Method::GET, "/events").await.send().await.unwrap();
        if again.status() == 200 {
            return;
        }
        tokio::time::sleep(LOOK).await;
    }
    panic!("the place of a stream that has ended is not given back");
}
