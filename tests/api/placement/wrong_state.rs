//! What can't be done in the state a thing is in is refused with that state.

use serde_json::{Value, json};

use crate::support::{Answer, App, ask, girl, id, on_both};

on_both!(an_offer_takes_only_the_steps_of_its_state, a_request_takes_only_the_steps_of_its_state);

const VERBS: [&str; 5] = ["accept", "decline", "arrive", "no_show", "depart"];

async fn answers(app: &App, verb: &str, offer: &Value) -> Answer {
    let path = format!("/offers/{}/{verb}", id(offer));
    match verb {
        "decline" => app.shelter("nador").post(&path, &json!({ "reason": "other" })).await,
        _ => app.shelter("nador").order(&path).await,
    }
}

async fn an_offer_takes_only_the_steps_of_its_state(app: App) {
    // How each state is reached, and what may follow.
    let states: [(&str, &[&str], &[&str]); 6] = [
        ("pending", &[], &["accept", "decline"]),
        ("accepted", &["accept"], &["arrive", "no_show"]),
        ("declined", &["decline"], &[]),
        ("arrived", &["accept", "arrive"], &["depart"]),
        ("no_show", &["accept", "no_show"], &[]),
        ("departed", &["accept", "arrive", "depart"], &[]),
    ];
    for (state, way, may) in states {
        let request = app.outreach("nador").asks(&ask("nador", [girl(7)])).await;
        let offer = &request["offer"];
        for verb in way {
            answers(&app, verb, offer).await.is(200);
        }
        let before = app.database.counts().await;
        for verb in VERBS.iter().filter(|verb| !may.contains(verb)) {
            let problem = answers(&app, verb, offer).await.refused(409, "wrong_state");
            assert_eq!(problem["state"], state, "{verb}");
        }
        assert_eq!(app.database.counts().await, before);
        assert_eq!(app.shelter("nador").offer(offer).await["state"], state);
        let coordinator = app.coordinator("nador");
        if let Some(withdraw) = ["pending", "accepted", "declined"].iter().find(|s| **s == state) {
            let close = format!("/requests/{}/close", id(&request));
            coordinator.post(&close, &json!({ "outcome": "other" })).await.is(200);
            if *withdraw != "declined" {
                for verb in VERBS {
                    let problem = answers(&app, verb, offer).await.refused(409, "wrong_state");
                    assert_eq!(problem["state"], "withdrawn", "{verb}");
                }
            }
        }
    }
    let request = app.outreach("nador").asks(&ask("nador", [girl(7)])).await;
    app.advance(20).await;
    for verb in VERBS {
        let problem = answers(&app, verb, &request["offer"]).await.refused(409, "wrong_state");
        assert_eq!(problem["state"], "expired", "{verb}");
    }
}

async fn a_request_takes_only_the_steps_of_its_state(app: App) {
    let (team, coordinator) = (app.outreach("nador"), app.coordinator("nador"));
    for (state, end) in [("withdrawn", "withdraw"), ("closed", "close"), ("placed", "arrive")] {
        let request = team.asks(&ask("nador", [girl(7)])).await;
        let path = |verb: &str| format!("/requests/{}/{verb}", id(&request));
        let (why, how) = (json!({ "reason": "went home" }), json!({ "outcome": "family" }));
        match end {
            "withdraw" => team.post(&path("withdraw"), &why).await.is(200),
            "close" => coordinator.post(&path("close"), &how).await.is(200),
            _ => {
                answers(&app, "accept", &request["offer"]).await.is(200);
                answers(&app, "arrive", &request["offer"]).await.is(200)
            }
        };
        let before = app.database.counts().await;
        let refusals = [
            team.post(&path("withdraw"), &why).await,
            coordinator.post(&path("close"), &how).await,
            coordinator.order(&path("acknowledge")).await,
            team.order(&path("found")).await,
        ];
        for refusal in refusals {
            assert_eq!(refusal.refused(409, "wrong_state")["state"], state, "{}", refusal.what);
        }
        assert_eq!(app.database.counts().await, before);
    }
    // On the way in time: nothing to take care of.
    let request = team.asks(&ask("nador", [girl(7)])).await;
    answers(&app, "accept", &request["offer"]).await.is(200);
    let refusal = coordinator.order(&format!("/requests/{}/acknowledge", id(&request))).await;
    assert_eq!(refusal.refused(409, "wrong_state")["state"], "accepted");
}
