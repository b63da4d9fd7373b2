//! Rights that follow from more than a role and a partner; `matrix` holds the rest.

use serde_json::{Value, json};

use crate::support::{App, NATIONAL, ask, girl, id, items, on_both, with};

on_both!(
    the_coordinator_of_the_shelters_city_sees_the_offer_but_not_the_request,
    a_coordinator_sees_its_city_its_region_or_the_nation,
    an_account_of_several_roles_has_them_all,
    a_team_may_say_that_its_child_has_arrived,
);

async fn the_coordinator_of_the_shelters_city_sees_the_offer_but_not_the_request(app: App) {
    let boys = with(ask("nador", [girl(13)]), json!({ "max_km": 150 }));
    let request = app.outreach("nador").asks(&boys).await;
    app.shelter("nador").declines(&request["offer"]).await;
    let offer = app.outreach("nador").request(&request).await["offer"].clone();
    let coordinator = app.coordinator("oujda");
    assert_eq!(coordinator.offer(&offer).await["id"], offer["id"]);
    let path = format!("/requests/{}", id(&request));
    coordinator.get(&path).await.refused(404, "not_found");
    assert_eq!(coordinator.accepts(&offer).await["state"], "accepted");
}

async fn a_coordinator_sees_its_city_its_region_or_the_nation(app: App) {
    let scope = |scope: Value| json!({ "roles": ["coordinator"], "scope": scope });
    app.hire("east@example.org", scope(json!({ "regions": ["oriental"] }))).await;
    app.hire("two@example.org", scope(json!({ "cities": ["nador", "rabat"] }))).await;
    for city in ["nador", "oujda", "rabat"] {
        app.outreach(city).asks(&ask(city, [girl(14)])).await;
    }
    let seen = [
        ("coordinator@ms2.example", vec!["oujda"]),
        ("east@example.org", vec!["nador", "oujda"]),
        ("two@example.org", vec!["nador", "rabat"]),
        (NATIONAL, vec!["nador", "oujda", "rabat"]),
    ];
    for (email, cities) in seen {
        let list = app.person(email).get("/requests").await.is(200);
        let mut found: Vec<_> = items(&list).iter().map(|r| r["city"].as_str().unwrap()).collect();
        found.sort_unstable();
        assert_eq!(found, cities, "{email}");
        let offers = app.person(email).get("/offers?state=pending").await.is(200);
        assert_eq!(items(&offers).len(), cities.len(), "{email}");
    }
}

async fn an_account_of_several_roles_has_them_all(app: App) {
    let partners = app.admin().get("/partners").await.is(200);
    let asticude = items(&partners).iter().find(|one| one["name"] == "Asticude").unwrap();
    let both = json!({ "roles": ["outreach", "shelter"], "partner_id": asticude["id"] });
    let both = app.hire("both@asticude.example", both).await;
    let request = both.asks(&ask("nador", [girl(14)])).await;
    assert_eq!(both.accepts(&request["offer"]).await["state"], "accepted");
    both.get("/escalations").await.refused(403, "forbidden");
}

async fn a_team_may_say_that_its_child_has_arrived(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    app.shelter("nador").accepts(&request["offer"]).await;
    assert_eq!(team.does("arrive", &request["offer"]).await["state"], "arrived");
}
