//! Lists: page by page, narrowed.

use chrono::{SecondsFormat, TimeDelta};
use serde_json::{Value, json};

use crate::support::{App, Person, ask, boy, girl, id, items, on_both, text};

on_both!(
    a_list_read_page_by_page_has_each_item_once,
    requests_are_narrowed_by_state_city_and_moment,
    a_request_is_found_by_its_reference,
    offers_are_narrowed_by_state,
    what_is_added_while_a_list_is_read_shifts_nothing,
);

/// Ids of a list, read in pages of a size.
async fn in_pages(person: &Person<'_>, path: &str, size: usize) -> Vec<String> {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    let join = if path.contains('?') { '&' } else { '?' };
    loop {
        let page = person.get(&format!("{path}{join}limit={size}{cursor}")).await.is(200);
        let found = items(&page);
        assert!(found.len() <= size);
        let name = if path.starts_with("/escalations") { "request_id" } else { "id" };
        ids.extend(found.iter().map(|item| text(&item[name]).to_owned()));
        match page["next_cursor"].as_str() {
            None => return ids,
            Some(next) => {
                assert_eq!(found.len(), size);
                cursor = format!("&cursor={next}");
            }
        }
    }
}

async fn ask_often(app: &App, count: i32) -> Vec<Value> {
    let mut requests = Vec::new();
    for age in 10..10 + count {
        app.pass(TimeDelta::seconds(1));
        requests.push(app.outreach("oujda").asks(&ask("oujda", [boy(age)])).await);
    }
    requests
}

async fn a_list_read_page_by_page_has_each_item_once(app: App) {
    let requests = ask_often(&app, 7).await;
    app.tick().await;
    let newest_first: Vec<String> =
        requests.iter().rev().map(|request| id(request).to_owned()).collect();
    let (team, coordinator) = (app.outreach("oujda"), app.coordinator("oujda"));
    for size in [1, 2, 7, 8] {
        assert_eq!(in_pages(&team, "/requests", size).await, newest_first);
        assert_eq!(in_pages(&coordinator, "/escalations?open=true", size).await, newest_first);
        let offers = in_pages(&team, "/offers", size).await;
        let made = requests.iter().rev().filter(|request| !request["offer"].is_null());
        let made: Vec<&str> = made.map(|request| id(&request["offer"])).collect();
        assert_eq!(offers, made);
    }
    let admin = app.admin();
    for (path, count) in [("/partners", 6), ("/users", 20)] {
        let mut all = in_pages(&admin, path, 200).await;
        assert_eq!(all.len(), count);
        let mut paged = in_pages(&admin, path, 3).await;
        all.sort();
        paged.sort();
        assert_eq!(paged, all);
    }
    let default = team.get("/requests").await.is(200);
    assert_eq!(items(&default).len(), 7);
    assert!(default["next_cursor"].is_null());
}

async fn requests_are_narrowed_by_state_city_and_moment(app: App) {
    let team = app.outreach("nador");
    let early = team.asks(&ask("nador", [girl(14)])).await;
    app.pass(TimeDelta::minutes(1));
    let late = team.asks(&ask("al-hoceima", [girl(14)])).await;
    let since = app.now().to_rfc3339_opts(SecondsFormat::Micros, true);
    let after =
        (app.now() + TimeDelta::microseconds(1)).to_rfc3339_opts(SecondsFormat::Micros, true);
    let offset = (app.now() + TimeDelta::hours(1)).format("%Y-%m-%dT%H:%M:%S+01:00").to_string();
    let (early, late) = (id(&early).to_owned(), id(&late).to_owned());
    for (query, expected) in [
        ("state=offered".to_owned(), vec![&early]),
        ("state=waiting".to_owned(), vec![&late]),
        ("state=placed".to_owned(), vec![]),
        ("city=nador".to_owned(), vec![&early]),
        ("city=al-hoceima".to_owned(), vec![&late]),
        ("city=rabat".to_owned(), vec![]),
        (format!("since={since}"), vec![&late]),
        (format!("since={after}"), vec![]),
        (format!("since={offset}"), vec![&late]),
        (format!("since={}", offset.replace('+', "%2B")), vec![&late]),
        ("since=2020-01-01T00:00:00Z".to_owned(), vec![&late, &early]),
        (format!("since={since}&state=offered"), vec![]),
        ("state=offered&city=nador&limit=1".to_owned(), vec![&early]),
    ] {
        let list = team.get(&format!("/requests?{query}")).await.is(200);
        let found: Vec<&str> = items(&list).iter().map(id).collect();
        assert_eq!(found, expected, "{query}");
    }
}

async fn a_request_is_found_by_its_reference(app: App) {
    let team = app.outreach("nador");
    let request = team.asks(&ask("nador", [girl(14)])).await;
    let other = team.asks(&ask("nador", [boy(14)])).await;
    let foreign = app.outreach("tanger").asks(&ask("tanger", [girl(14)])).await;
    let reference = text(&request["reference"]);
    let (first, rest) = reference.split_at(4);
    let (first, rest) = (first.to_lowercase(), rest.to_lowercase());
    for written in [reference.to_owned(), format!("{first}-{rest}"), format!("%20{first}%20{rest}")]
    {
        let list = team.get(&format!("/requests?reference={written}")).await.is(200);
        let found: Vec<&str> = items(&list).iter().map(id).collect();
        assert_eq!(found, [id(&request)], "{written}");
        assert!(list["next_cursor"].is_null());
    }
    let foreign = text(&foreign["reference"]);
    for unknown in ["00000000", foreign, "", "K7Q2", "K7Q2-M9XDX", "K7Q2-M9XU", "%00"] {
        let list = team.get(&format!("/requests?reference={unknown}")).await.is(200);
        assert_eq!(items(&list).len(), 0, "{unknown}");
    }
    let query = format!("reference={}&state=offered&city=nador", text(&other["reference"]));
    assert_eq!(items(&team.get(&format!("/requests?{query}")).await.is(200)).len(), 1);
    let query = format!("reference={reference}&state=waiting");
    assert_eq!(items(&team.get(&format!("/requests?{query}")).await.is(200)).len(), 0);
}

async fn offers_are_narrowed_by_state(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    for verb in ["accept", "decline", ""] {
        app.pass(TimeDelta::seconds(1));
        let request = team.asks(&ask("nador", [boy(15)])).await;
        match verb {
            "" => json!({}),
            "decline" => shelter.declines(&request["offer"]).await,
            verb => shelter.does(verb, &request["offer"]).await,
        };
    }
    for (state, count) in [("accepted", 1), ("declined", 1), ("pending", 1), ("expired", 0)] {
        let list = shelter.get(&format!("/offers?state={state}")).await.is(200);
        assert_eq!(items(&list).len(), count, "{state}");
        assert!(items(&list).iter().all(|offer| offer["state"] == state));
    }
    assert_eq!(items(&shelter.get("/offers").await.is(200)).len(), 3);
}

async fn what_is_added_while_a_list_is_read_shifts_nothing(app: App) {
    let requests = ask_often(&app, 4).await;
    let team = app.outreach("oujda");
    let first = team.get("/requests?limit=2").await.is(200);
    ask_often(&app, 3).await;
    let path = format!("/requests?limit=2&cursor={}", text(&first["next_cursor"]));
    let second = team.get(&path).await.is(200);
    let found: Vec<&str> = items(&second).iter().map(id).collect();
    assert_eq!(found, [id(&requests[1]), id(&requests[0])]);
    assert!(second["next_cursor"].is_null());
}
