//! A step goes to those on duty; where nobody is, to the next who are, at once.

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::{Value, json};

use crate::support::duty::{account_id, at, change, gaps, nador, serves};
use crate::support::escalation::{mails_at, steps, taken, waiting_request};
use crate::support::{
    App, CITY, NATIONAL, Person, REGION, SECOND, id, items, on_both, recipients, text,
};

on_both!(
    an_area_without_a_plan_alerts_all_of_its_coordinators,
    a_step_goes_to_those_on_duty_and_to_nobody_else,
    hours_begin_and_end_to_the_second,
    a_step_with_nobody_on_duty_is_skipped_at_once_and_recorded,
    the_duty_of_the_moment_a_step_is_taken_counts,
    the_region_and_the_nation_have_hours_of_their_own,
    a_national_coordinator_may_serve_for_a_city,
    somebody_off_is_not_alerted,
    a_swap_puts_another_in_ones_place,
    of_two_changes_the_one_made_last_holds,
    what_is_taken_out_of_the_plan_no_longer_holds,
    hours_of_one_who_no_longer_coordinates_count_for_nobody,
    hours_follow_the_clock_of_morocco_in_every_season,
    hours_may_be_by_the_clock_of_another_zone,
);

async fn changes(app: &App, fields: Value) -> Value {
    app.admin().post("/duty/exceptions", &change(app, fields)).await.is(201)
}

/// Whom the first step of a request of Nador goes to at this moment.
async fn alerted(app: &App) -> Vec<String> {
    let request = waiting_request(app).await;
    app.tick().await;
    let mails = app.new_mails();
    let over = format!("/requests/{}/withdraw", id(&request));
    app.outreach("nador").post(&over, &json!({ "reason": "over" })).await.is(200);
    app.tick().await;
    app.new_mails();
    recipients(&mails).into_iter().map(str::to_owned).collect()
}

/// The same at another moment.
async fn alerted_at(app: &App, moment: DateTime<Utc>) -> Vec<String> {
    app.pass(moment - app.now());
    alerted(app).await
}

/// Those on duty for an area now, as a person sees it.
async fn on_duty(person: &Person<'_>, area: &Value) -> Vec<Value> {
    let plan = person.get("/duty").await.is(200);
    let now = plan["now"].as_array().unwrap().iter().find(|one| one["area"] == *area);
    now.map_or_else(Vec::new, |one| one["accounts"].as_array().unwrap().clone())
}

async fn an_area_without_a_plan_alerts_all_of_its_coordinators(app: App) {
    app.with_second().await;
    assert_eq!(alerted(&app).await, [CITY, SECOND]);
    // The plan of another city changes nothing here.
    let oujda = json!({ "area": { "city": "oujda" }, "from": "02:00", "to": "03:00" });
    serves(&app, "coordinator@ms2.example", oujda).await;
    assert_eq!(alerted(&app).await, [CITY, SECOND]);
}

async fn a_step_goes_to_those_on_duty_and_to_nobody_else(app: App) {
    app.with_second().await;
    // Monday, 19:00 in Nador.
    serves(&app, SECOND, json!({ "from": "18:00", "to": "06:00" })).await;
    serves(&app, CITY, json!({ "from": "06:00", "to": "18:00" })).await;
    assert_eq!(alerted(&app).await, [SECOND]);
    assert_eq!(
        on_duty(&app.coordinator("nador"), &nador()).await,
        [account_id(&app, SECOND).await]
    );
    // Tuesday morning.
    assert_eq!(alerted_at(&app, at("2026-01-06T09:00:00Z")).await, [CITY]);
    // Both at once, each mailed once although two of one's hours cover it.
    serves(&app, SECOND, json!({ "days": ["tue"], "from": "08:00", "to": "12:00" })).await;
    serves(&app, SECOND, json!({ "days": ["tue"], "from": "09:00", "to": "11:00" })).await;
    assert_eq!(alerted(&app).await, [CITY, SECOND]);
}

async fn hours_begin_and_end_to_the_second(app: App) {
    serves(&app, CITY, json!({ "days": ["mon"], "from": "20:00", "to": "06:30" })).await;
    assert_eq!(alerted_at(&app, at("2026-01-05T18:59:59Z")).await, [NATIONAL]);
    assert_eq!(alerted_at(&app, at("2026-01-05T19:00:00Z")).await, [CITY]);
    assert_eq!(alerted_at(&app, at("2026-01-06T05:29:59Z")).await, [CITY]);
    assert_eq!(alerted_at(&app, at("2026-01-06T05:30:00Z")).await, [NATIONAL]);
    // Only Mondays were said.
    assert_eq!(alerted_at(&app, at("2026-01-06T20:00:00Z")).await, [NATIONAL]);
    assert_eq!(alerted_at(&app, at("2026-01-12T20:00:00Z")).await, [CITY]);
}

async fn a_step_with_nobody_on_duty_is_skipped_at_once_and_recorded(app: App) {
    app.with_region().await;
    serves(&app, CITY, json!({ "from": "20:00", "to": "08:00" })).await;
    let request = waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    // The city's coordinator is not on duty yet: the region is told in its place.
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let expected = taken(&[(1, 1, "city", "nobody"), (1, 2, "region", "sent")]);
    assert_eq!(steps(&app, &request).await, expected);
    let list = app.coordinator("nador").get("/escalations").await.is(200);
    let skipped = &items(&list)[0]["sent"][0];
    assert_eq!((&skipped["recipients"], &skipped["at"]), (&json!(0), &json!(began)));
    let path = format!("/requests/{}/history", id(&request));
    let history = app.outreach("nador").get(&path).await.is(200);
    let actions: Vec<&str> = items(&history).iter().map(|entry| text(&entry["action"])).collect();
    assert_eq!(actions, ["request.create", "escalation.skip", "escalation.step"]);

    let expected = [
        ["2026-01-05T18:00:00Z", "2026-01-05T19:00:00Z"],
        ["2026-01-06T07:00:00Z", "2026-01-06T18:00:00Z"],
    ];
    assert_eq!(gaps(&app, "to=2026-01-06T18:00:00Z", &nador()).await, expected);
    // The nation follows in its time, and in the next cycle the city is there.
    let mails = mails_at(&app, began + TimeDelta::minutes(60)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
    let mails = mails_at(&app, began + TimeDelta::minutes(120)).await;
    assert_eq!(recipients(&mails), [CITY]);
}

async fn the_duty_of_the_moment_a_step_is_taken_counts(app: App) {
    app.with_region().await;
    let region = json!({ "area": { "region": "oriental" }, "from": "20:00", "to": "21:00" });
    serves(&app, REGION, region).await;
    // 19:29:59: half an hour later the region's hours have just not begun.
    app.pass(TimeDelta::seconds(29 * 60 + 59));
    let early = waiting_request(&app).await;
    app.tick().await;
    app.pass(TimeDelta::seconds(1));
    let late = waiting_request(&app).await;
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [CITY, CITY]);
    app.pass(TimeDelta::seconds(30 * 60 - 1));
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    app.pass(TimeDelta::seconds(1));
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [REGION]);
    let expected = [(1, 1, "city", "sent"), (1, 2, "region", "nobody"), (1, 3, "national", "sent")];
    assert_eq!(steps(&app, &early).await, taken(&expected));
    let expected = [(1, 1, "city", "sent"), (1, 2, "region", "sent")];
    assert_eq!(steps(&app, &late).await, taken(&expected));
}

async fn the_region_and_the_nation_have_hours_of_their_own(app: App) {
    app.with_region().await;
    let other = "second@oriental.example";
    let region = json!({ "region": "oriental" });
    app.hire(other, json!({ "roles": ["coordinator"], "scope": { "regions": ["oriental"] } }))
        .await;
    let second = "second@mabit.example";
    app.hire(second, json!({ "roles": ["coordinator"], "scope": { "national": true } })).await;
    serves(&app, other, json!({ "area": region })).await;
    serves(&app, second, json!({ "area": { "national": true } })).await;
    waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    // The city has no hours: its own coordinator, not those of the region and the nation.
    assert_eq!(recipients(&app.new_mails()), [CITY]);
    for (minute, to) in [(30, other), (60, second)] {
        let mails = mails_at(&app, began + TimeDelta::minutes(minute)).await;
        assert_eq!(recipients(&mails), [to]);
    }
}

async fn a_national_coordinator_may_serve_for_a_city(app: App) {
    serves(&app, NATIONAL, json!({})).await;
    waiting_request(&app).await;
    let began = app.now();
    app.tick().await;
    assert_eq!(recipients(&app.new_mails()), [NATIONAL]);
    // For the nation there are no hours, so that all of its coordinators are there.
    let mails = mails_at(&app, began + TimeDelta::minutes(30)).await;
    assert_eq!(recipients(&mails), [NATIONAL]);
}

async fn somebody_off_is_not_alerted(app: App) {
    app.with_second().await;
    let off = json!({ "off": account_id(&app, SECOND).await });
    changes(&app, off.clone()).await;
    assert_eq!(alerted(&app).await, [CITY]);
    // Off for every area, at home and in the nation.
    let national = json!({ "off": account_id(&app, NATIONAL).await, "area": null });
    changes(&app, national).await;
    assert_eq!(alerted(&app).await, [CITY]);
    changes(&app, json!({ "off": account_id(&app, CITY).await, "area": null })).await;
    // Nobody at any step: then all who answer for the city, off or not.
    assert_eq!(alerted(&app).await, [CITY, NATIONAL, SECOND]);
    let gap = ["2026-01-05T18:00:00Z", "2026-01-05T20:00:00Z"];
    for area in [nador(), json!({ "national": true })] {
        assert_eq!(gaps(&app, "to=2026-01-06", &area).await, [gap], "{area}");
    }
    // To the second.
    assert_eq!(alerted_at(&app, at("2026-01-05T19:59:59Z")).await, [CITY, NATIONAL, SECOND]);
    assert_eq!(alerted_at(&app, at("2026-01-05T20:00:00Z")).await, [CITY, SECOND]);
}

async fn a_swap_puts_another_in_ones_place(app: App) {
    app.with_second().await;
    serves(&app, CITY, json!({ "from": "20:00", "to": "06:00" })).await;
    let swap = json!({
        "off": account_id(&app, CITY).await,
        "on": account_id(&app, SECOND).await,
        "from": "2026-01-05T18:00:00Z",
        "to": "2026-01-05T22:00:00Z",
    });
    changes(&app, swap).await;
    // Whenever the other would have served, and not before.
    assert_eq!(alerted_at(&app, at("2026-01-05T18:59:59Z")).await, [NATIONAL]);
    assert_eq!(alerted_at(&app, at("2026-01-05T19:00:00Z")).await, [SECOND]);
    assert_eq!(alerted_at(&app, at("2026-01-05T21:59:59Z")).await, [SECOND]);
    assert_eq!(alerted_at(&app, at("2026-01-05T22:00:00Z")).await, [CITY]);
    let night = ["2026-01-05T19:00:00Z", "2026-01-06T05:00:00Z"];
    let query = format!("from={}&to={}", night[0], night[1]);
    assert_eq!(gaps(&app, &query, &nador()).await, [[""; 2]; 0]);
}

async fn of_two_changes_the_one_made_last_holds(app: App) {
    app.with_second().await;
    let (city, night) = (account_id(&app, CITY).await, account_id(&app, SECOND).await);
    serves(&app, CITY, json!({})).await;
    changes(&app, json!({ "on": night })).await;
    assert_eq!(alerted(&app).await, [CITY, SECOND], "on besides the others");
    app.pass(TimeDelta::seconds(1));
    changes(&app, json!({ "off": night })).await;
    assert_eq!(alerted(&app).await, [CITY]);
    app.pass(TimeDelta::seconds(1));
    changes(&app, json!({ "off": city, "on": night })).await;
    assert_eq!(alerted(&app).await, [SECOND]);
    app.pass(TimeDelta::seconds(1));
    changes(&app, json!({ "off": night, "on": city })).await;
    assert_eq!(alerted(&app).await, [CITY]);
}

async fn what_is_taken_out_of_the_plan_no_longer_holds(app: App) {
    app.with_second().await;
    let shift = serves(&app, SECOND, json!({})).await;
    let swap = json!({ "off": account_id(&app, SECOND).await, "on": account_id(&app, CITY).await });
    let swap = changes(&app, swap).await;
    assert_eq!(alerted(&app).await, [CITY]);
    let admin = app.admin();
    let path = format!("/duty/exceptions/{}", id(&swap));
    assert_eq!(admin.delete(&path).await.is(204), Value::Null);
    assert_eq!(alerted(&app).await, [SECOND]);
    admin.delete(&path).await.refused(404, "not_found");
    let path = format!("/duty/shifts/{}", id(&shift));
    admin.delete(&path).await.is(204);
    admin.delete(&path).await.refused(404, "not_found");
    // The last hours are gone: the area has no plan.
    assert_eq!(alerted(&app).await, [CITY, SECOND]);
}

async fn hours_of_one_who_no_longer_coordinates_count_for_nobody(app: App) {
    app.with_second().await;
    serves(&app, SECOND, json!({})).await;
    let user = format!("/users/{}", text(&account_id(&app, SECOND).await));
    let scopes = [
        json!({ "scope": { "cities": ["oujda"] } }),
        json!({ "active": false, "scope": { "cities": ["nador"] } }),
    ];
    for patch in scopes {
        app.admin().patch(&user, &patch).await.is(200);
        // The area still has a plan, and by it nobody is there.
        assert_eq!(alerted(&app).await, [NATIONAL], "{patch}");
        assert_eq!(on_duty(&app.admin(), &nador()).await, [""; 0]);
        let day = [["2026-01-05T23:00:00Z", "2026-01-06T23:00:00Z"]];
        assert_eq!(gaps(&app, "from=2026-01-06&to=2026-01-07", &nador()).await, day);
    }
    app.admin().patch(&user, &json!({ "active": true })).await.is(200);
    assert_eq!(alerted(&app).await, [SECOND]);
}

async fn hours_follow_the_clock_of_morocco_in_every_season(app: App) {
    serves(&app, CITY, json!({ "from": "20:00", "to": "08:00" })).await;
    // An hour ahead of UTC until 20 September 2026 at 02:00, and then UTC for good.
    for (moment, to) in [
        ("2026-09-19T18:59:59Z", NATIONAL),
        ("2026-09-19T19:00:00Z", CITY),
        ("2026-09-20T07:59:59Z", CITY),
        ("2026-09-20T08:00:00Z", NATIONAL),
        ("2026-12-02T19:59:59Z", NATIONAL),
        ("2026-12-02T20:00:00Z", CITY),
        // In Ramadan and out of it.
        ("2027-02-20T19:59:59Z", NATIONAL),
        ("2027-02-20T20:00:00Z", CITY),
        ("2027-07-01T19:59:59Z", NATIONAL),
        ("2027-07-01T20:00:00Z", CITY),
        ("2030-01-10T07:59:59Z", CITY),
        ("2030-01-10T08:00:00Z", NATIONAL),
    ] {
        assert_eq!(alerted_at(&app, at(moment)).await, [to], "{moment}");
    }
    let days = [
        ["2026-09-19T07:00:00Z", "2026-09-19T19:00:00Z"],
        ["2026-09-20T08:00:00Z", "2026-09-20T20:00:00Z"],
    ];
    assert_eq!(gaps(&app, "from=2026-09-19&to=2026-09-21", &nador()).await, days);
}

async fn hours_may_be_by_the_clock_of_another_zone(app: App) {
    let paris = json!({ "from": "20:00", "to": "21:00", "time_zone": "Europe/Paris" });
    let shift = serves(&app, CITY, paris).await;
    assert_eq!(shift["time_zone"], "Europe/Paris");
    // In January Paris and Nador show the same hour, in July they don't.
    assert_eq!(alerted_at(&app, at("2026-01-05T19:00:00Z")).await, [CITY]);
    assert_eq!(alerted_at(&app, at("2026-07-06T18:00:00Z")).await, [CITY]);
    assert_eq!(alerted_at(&app, at("2026-07-06T19:00:00Z")).await, [NATIONAL]);
}
