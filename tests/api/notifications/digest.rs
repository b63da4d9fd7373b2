//! The morning's digests: each day what the last one brought, each Monday the hours in which
//! nobody will be on duty.

use chrono::{DateTime, TimeDelta, Utc};
use mabit::background;
use serde_json::{Value, json};

use crate::support::{
    App, Mail, NATIONAL, PUBLIC_URL, REGION, ask, boy, girl, grouped, id, on_both, recipients,
    text, with,
};

on_both!(
    each_coordinator_gets_a_digest_once_a_day_at_seven,
    whoever_has_left_gets_no_digest,
    a_service_that_was_down_at_seven_sends_its_digests_when_it_is_back,
    two_instances_send_each_digest_once,
    a_digest_counts_what_happened_in_the_cities_it_is_about,
    a_day_is_from_seven_to_seven_also_when_the_clocks_change,
    an_answer_that_comes_late_is_counted_once,
    on_monday_the_hours_without_anybody_on_duty_are_named,
    whoever_has_no_such_hours_gets_no_such_digest,
    a_service_that_was_down_on_monday_sends_its_digests_when_it_is_back,
);

const COORDINATORS: [&str; 7] = [
    "coordinator@al-karam.example",
    "coordinator@asticude.example",
    "coordinator@bayti.example",
    "coordinator@ms2.example",
    "coordinator@orient-occident.example",
    "coordinator@tadamon.example",
    NATIONAL,
];
const NADOR: &str = COORDINATORS[1];

/// Moves the clock to a moment; nothing is done yet.
fn until(app: &App, moment: &str) {
    let moment: DateTime<Utc> = moment.parse().unwrap();
    assert!(moment > app.now(), "{moment} has passed");
    app.pass(moment - app.now());
}

/// What the schedule does each minute; gives the digests that lead to a page.
async fn digests(app: &App, page: &str) -> Vec<Mail> {
    mabit::background::each_minute(&app.cx).await.unwrap();
    app.tick().await;
    let link = format!("{PUBLIC_URL}{page}");
    let mut mails = app.new_mails();
    mails.retain(|mail| mail.text.lines().any(|line| line.trim() == link));
    mails
}

/// The daily digests that are written now.
async fn daily(app: &App) -> Vec<Mail> {
    digests(app, "/coordinator").await
}

/// The digests about gaps that are written now.
async fn weekly(app: &App) -> Vec<Mail> {
    digests(app, "/coordinator/duty").await
}

/// The facts of a digest, a line each; its paragraphs are the name of the service, the title, what
/// it is about, these, and what to do.
fn facts(mails: &[Mail], to: &str) -> Vec<String> {
    let mail = mails.iter().find(|mail| mail.to == to);
    let words = mail.unwrap_or_else(|| panic!("{to} got no digest")).words();
    let paragraphs: Vec<&str> = words.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 7, "{words}");
    paragraphs[3].lines().map(str::to_owned).collect()
}

/// All shelters confirm their counts, but for those of some cities.
async fn confirm_all_but(app: &App, silent: &[&str]) {
    for city in ["casablanca", "marrakech", "nador", "oujda", "rabat", "tanger"] {
        if silent.contains(&city) {
            continue;
        }
        for pool in app.shelter_in(city).await["pools"].as_array().unwrap() {
            app.shelter(city).reports(pool, pool["free"].as_i64().unwrap()).await;
        }
    }
}

async fn each_coordinator_gets_a_digest_once_a_day_at_seven(app: App) {
    // In January Morocco is an hour ahead; on the 15th of February it goes back to Greenwich.
    for (day, seven) in [
        ("06/01", "2026-01-06T06:00:00Z"),
        ("07/01", "2026-01-07T06:00:00Z"),
        ("14/02", "2026-02-14T06:00:00Z"),
        ("15/02", "2026-02-15T07:00:00Z"),
        ("22/03", "2026-03-22T06:00:00Z"),
        // Since 20 September 2026 Morocco keeps UTC for good.
        ("19/09", "2026-09-19T06:00:00Z"),
        ("20/09", "2026-09-20T07:00:00Z"),
        ("02/12", "2026-12-02T07:00:00Z"),
        ("20/03", "2027-03-20T07:00:00Z"),
        ("01/07", "2030-07-01T07:00:00Z"),
    ] {
        until(&app, seven);
        app.pass(TimeDelta::seconds(-1));
        assert_eq!(recipients(&daily(&app).await), [""; 0], "before {seven}");
        app.pass(TimeDelta::seconds(1));
        let mails = daily(&app).await;
        assert_eq!(recipients(&mails), COORDINATORS, "{seven}");
        for mail in &mails {
            assert!(mail.subject.contains(day), "{}", mail.subject);
        }
        for _ in 0..3 {
            app.pass(TimeDelta::hours(5));
            assert_eq!(recipients(&daily(&app).await), [""; 0], "after {seven}");
        }
    }
}

async fn whoever_has_left_gets_no_digest(app: App) {
    let gone = app.coordinator("nador").get("/me").await.is(200);
    let shut = json!({ "active": false });
    app.admin().patch(&format!("/users/{}", id(&gone)), &shut).await.is(200);
    until(&app, "2026-01-06T06:00:00Z");
    let others: Vec<&str> = COORDINATORS.into_iter().filter(|to| *to != NADOR).collect();
    assert_eq!(recipients(&daily(&app).await), others);
}

async fn a_service_that_was_down_at_seven_sends_its_digests_when_it_is_back(app: App) {
    until(&app, "2026-01-06T05:00:00Z");
    app.outreach("tanger").asks(&needy("tanger", 1)).await;
    let app = app.restart(TimeDelta::hours(10)).await;
    // After seven, so it is the next day's.
    app.outreach("tanger").asks(&needy("tanger", 2)).await;
    let mails = daily(&app).await;
    assert_eq!(recipients(&mails), COORDINATORS);
    let told = facts(&mails, "coordinator@tadamon.example");
    assert!(told[0].starts_with("Tangier: 1 bed asked for, 0 arrivals, "), "{told:?}");
    assert_eq!(recipients(&daily(&app).await), [""; 0]);
    // A day on which it was down altogether is not made up for.
    let app = app.restart(TimeDelta::hours(38)).await;
    assert_eq!(recipients(&daily(&app).await), [""; 0], "{}", app.now());
    until(&app, "2026-01-08T06:00:00Z");
    let mails = daily(&app).await;
    assert_eq!(recipients(&mails), COORDINATORS);
    assert!(mails.iter().all(|mail| mail.subject.contains("08/01")));
}

async fn two_instances_send_each_digest_once(app: App) {
    let other = app.beside().await;
    // A Monday.
    until(&app, "2026-01-12T06:00:00Z");
    let write = async |app: &App| {
        background::each_minute(&app.cx).await.unwrap();
        app.tick().await;
    };
    tokio::join!(write(&app), write(&other));
    tokio::join!(write(&app), write(&other));
    let mails = [app.new_mails(), other.new_mails()].concat();
    let lead_to = |page: &str| -> Vec<Mail> {
        let link = format!("{PUBLIC_URL}{page}");
        let leads = |mail: &&Mail| mail.text.lines().any(|line| line.trim() == link);
        mails.iter().filter(leads).cloned().collect()
    };
    assert_eq!(recipients(&lead_to("/coordinator")), COORDINATORS);
    assert_eq!(recipients(&lead_to("/coordinator/duty")), [NATIONAL]);
    other.stop().await;
}

/// A call of some children for whom there is no bed in the city.
fn needy(city: &str, children: usize) -> Value {
    let need = if city == "tanger" { "infant_care" } else { "wheelchair" };
    with(ask(city, vec![girl(14); children]), json!({ "needs": [need], "max_km": 0 }))
}

/// A night in Nador: two sisters arrive, one child gets no answer, one is missing. Others wait in
/// Oujda and in Tanger. Gives the references.
async fn night(app: &App) -> Vec<String> {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let sisters = team.asks(&ask("nador", [girl(14), girl(13)])).await;
    shelter.accepts(&sisters["offer"]).await;
    shelter.does("arrive", &sisters["offer"]).await;
    let missing = team.asks(&ask("nador", [boy(12)])).await;
    shelter.accepts(&missing["offer"]).await;
    shelter.does("no_show", &missing["offer"]).await;
    let unanswered = team.asks(&ask("nador", [boy(16)])).await;
    let oujda = app.outreach("oujda").asks(&needy("oujda", 3)).await;
    let tanger = app.outreach("tanger").asks(&needy("tanger", 1)).await;
    app.advance(20).await;
    let all = [sisters, missing, unanswered, oujda, tanger];
    all.iter().map(|request| text(&request["reference"]).to_owned()).collect()
}

async fn a_digest_counts_what_happened_in_the_cities_it_is_about(app: App) {
    app.with_region().await;
    plan(&app, &WEEK, "08:00", "20:00").await;
    let references = night(&app).await;
    // Six hours after the evening all are asked for their counts, and Nador says nothing.
    until(&app, "2026-01-06T00:00:00Z");
    background::each_minute(&app.cx).await.unwrap();
    until(&app, "2026-01-06T05:00:00Z");
    confirm_all_but(&app, &["nador"]).await;
    until(&app, "2026-01-06T06:00:00Z");
    let mails = daily(&app).await;

    let of_nador = "Nador : 4 lits demandés, 2 arrivées, 2 enfants sans lit, \
                    1 réponse tardive ou absente, 1 foyer sans compte de lits récent, \
                    1 foyer qui ne répond pas";
    let alone = "12 h 0 min sans personne d’astreinte dans les 24 heures à venir";
    assert_eq!(facts(&mails, NADOR), [of_nador, alone]);
    assert_eq!(
        facts(&mails, REGION),
        [
            "Nador: 4 beds asked for, 2 arrivals, 2 children without a bed, 1 answer late or \
             missing, 1 shelter without a recent count, 1 shelter that doesn’t answer",
            "Oujda: 3 beds asked for, 0 arrivals, 3 children without a bed",
            "12 h 0 min without anybody on duty in the day ahead",
        ]
    );
    let tanger = "Tangier: 1 bed asked for, 0 arrivals, 1 child without a bed";
    assert_eq!(facts(&mails, "coordinator@tadamon.example"), [tanger]);
    let arabic = facts(&mails, "coordinator@ms2.example").join("\n");
    let arabic = arabic.replace(['\u{2068}', '\u{2069}', '\u{200f}'], "");
    assert_eq!(arabic, "وجدة: طُلبت 3 أسرّة، لم يصل أي طفل، 3 أطفال بلا سرير");
    // That four regions have no coordinator at all is not for every morning.
    assert_eq!(
        facts(&mails, NATIONAL),
        [
            of_nador,
            "Oujda : 3 lits demandés, 0 arrivée, 3 enfants sans lit",
            "Tanger : 1 lit demandé, 0 arrivée, 1 enfant sans lit",
            alone,
        ]
    );
    let quiet = mails.iter().find(|mail| mail.to == "coordinator@bayti.example").unwrap();
    assert!(
        quiet.words().contains("Aucun lit n’a été demandé et aucun enfant n’attend."),
        "{}",
        quiet.words()
    );
    for mail in &mails {
        for reference in &references {
            let whole = format!("{}{}", mail.text, mail.html);
            assert!(!whole.contains(reference) && !whole.contains(&grouped(reference)));
        }
    }

    // The next day nothing is asked for, and those without a bed still are.
    until(&app, "2026-01-07T05:00:00Z");
    confirm_all_but(&app, &[]).await;
    until(&app, "2026-01-07T06:00:00Z");
    let mails = daily(&app).await;
    assert_eq!(
        facts(&mails, "coordinator@tadamon.example"),
        ["Tangier: 0 beds asked for, 0 arrivals, 1 child without a bed"]
    );
}

async fn a_day_is_from_seven_to_seven_also_when_the_clocks_change(app: App) {
    // The clocks go back an hour on the 15th of February, and forward on the 22nd of March.
    for (asked, before, after) in [
        ("2026-02-14T06:30:00Z", "2026-02-14T06:00:00Z", "2026-02-15T07:00:00Z"),
        ("2026-03-21T06:30:00Z", "2026-03-20T07:00:00Z", "2026-03-21T07:00:00Z"),
    ] {
        until(&app, before);
        daily(&app).await;
        until(&app, asked);
        let request = app.outreach("tanger").asks(&needy("tanger", 1)).await;
        let path = format!("/requests/{}/withdraw", id(&request));
        app.outreach("tanger").post(&path, &json!({ "reason": "over" })).await.is(200);
        until(&app, after);
        confirm_all_but(&app, &[]).await;
        let mails = daily(&app).await;
        let told = facts(&mails, "coordinator@tadamon.example");
        assert_eq!(told, ["Tangier: 1 bed asked for, 0 arrivals, 0 children without a bed"]);
    }
    // And not once more on the short day.
    until(&app, "2026-03-22T06:00:00Z");
    confirm_all_but(&app, &[]).await;
    let mails = daily(&app).await;
    let quiet = mails.iter().find(|mail| mail.to == "coordinator@tadamon.example").unwrap();
    assert!(
        quiet.words().contains("No bed was asked for and no child is waiting."),
        "{}",
        quiet.words()
    );
}

async fn an_answer_that_comes_late_is_counted_once(app: App) {
    let (team, shelter) = (app.outreach("nador"), app.shelter("nador"));
    let yes = team.asks(&ask("nador", [girl(14)])).await;
    let no = team.asks(&ask("nador", [girl(15)])).await;
    let in_time = team.asks(&ask("nador", [boy(15)])).await;
    app.pass(TimeDelta::minutes(19));
    shelter.declines(&in_time["offer"]).await;
    app.pass(TimeDelta::minutes(1));
    // The shelter was quicker than the sweep that would have ended them.
    shelter.accepts(&yes["offer"]).await;
    shelter.does("arrive", &yes["offer"]).await;
    shelter.declines(&no["offer"]).await;
    for request in [&no, &in_time] {
        let path = format!("/requests/{}/withdraw", id(request));
        team.post(&path, &json!({ "reason": "over" })).await.is(200);
    }
    until(&app, "2026-01-06T05:00:00Z");
    confirm_all_but(&app, &[]).await;
    until(&app, "2026-01-06T06:00:00Z");
    let mails = daily(&app).await;
    let told = "Nador : 3 lits demandés, 1 arrivée, 0 enfant sans lit, \
                2 réponses tardives ou absentes";
    assert_eq!(facts(&mails, NADOR), [told]);
}

/// From now on the coordinator of Nador is on duty in these hours only.
async fn plan(app: &App, days: &[&str], from: &str, to: &str) {
    let coordinator = app.coordinator("nador").get("/me").await.is(200);
    let shift = json!({
        "account_id": coordinator["id"], "area": { "city": "nador" }, "days": days,
        "from": from, "to": to,
    });
    app.admin().post("/duty/shifts", &shift).await.is(201);
}

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

async fn on_monday_the_hours_without_anybody_on_duty_are_named(app: App) {
    app.with_region().await;
    plan(&app, &WEEK[..5], "00:00", "00:00").await;
    // Tuesday to Sunday nothing is written.
    for day in 6..12 {
        until(&app, &format!("2026-01-{day:02}T06:00:00Z"));
        assert_eq!(recipients(&weekly(&app).await), [""; 0], "{day}");
    }
    until(&app, "2026-01-12T06:00:00Z");
    app.pass(TimeDelta::seconds(-1));
    assert_eq!(recipients(&weekly(&app).await), [""; 0]);
    app.pass(TimeDelta::seconds(1));
    let mails = weekly(&app).await;
    // The region's may step in for Nador, and the nation's for all.
    assert_eq!(recipients(&mails), [NADOR, REGION, NATIONAL]);
    let nador = "Nador : samedi 17/01 à 00:00 – lundi 19/01 à 00:00";
    assert_eq!(facts(&mails, NADOR), [nador]);
    assert_eq!(facts(&mails, REGION), ["Nador: Saturday 17/01, 00:00 – Monday 19/01, 00:00"]);
    let national = facts(&mails, NATIONAL);
    assert_eq!(national.len(), 5, "{national:?}");
    assert!(national.contains(&nador.to_owned()), "{national:?}");
    let rabat = "Rabat-Salé-Kénitra : lundi 12/01 à 07:00 – lundi 19/01 à 07:00";
    assert!(national.contains(&rabat.to_owned()), "{national:?}");
    for _ in 0..3 {
        app.pass(TimeDelta::hours(5));
        assert_eq!(recipients(&weekly(&app).await), [""; 0]);
    }
    until(&app, "2026-01-19T06:00:00Z");
    let mails = weekly(&app).await;
    let next = "Nador : samedi 24/01 à 00:00 – lundi 26/01 à 00:00";
    assert_eq!(facts(&mails, NADOR), [next]);
}

async fn whoever_has_no_such_hours_gets_no_such_digest(app: App) {
    plan(&app, &WEEK, "08:00", "20:00").await;
    plan(&app, &WEEK, "20:00", "08:00").await;
    let regions = json!([
        "oriental",
        "casablanca-settat",
        "marrakech-safi",
        "rabat-sale-kenitra",
        "tanger-tetouan-al-hoceima",
    ]);
    let scope = json!({ "roles": ["coordinator"], "scope": { "regions": regions } });
    app.hire(REGION, scope).await;
    let gaps = app.person(NATIONAL).get("/duty/gaps").await.is(200);
    assert_eq!(gaps["items"], json!([]));
    until(&app, "2026-01-12T06:00:00Z");
    assert_eq!(recipients(&weekly(&app).await), [""; 0]);
}

async fn a_service_that_was_down_on_monday_sends_its_digests_when_it_is_back(app: App) {
    plan(&app, &WEEK, "09:00", "21:00").await;
    until(&app, "2026-01-12T05:00:00Z");
    // It is back at three in the afternoon on the clock of Morocco.
    let app = app.restart(TimeDelta::hours(9)).await;
    let mails = weekly(&app).await;
    assert_eq!(recipients(&mails), [NADOR, NATIONAL]);
    let named = facts(&mails, NADOR);
    assert_eq!(named.len(), 7);
    assert_eq!(named[0], "Nador : lundi 12/01 à 21:00 – mardi 13/01 à 09:00");
    until(&app, "2026-01-13T06:00:00Z");
    assert_eq!(recipients(&weekly(&app).await), [""; 0]);
    // Down all of a Monday, it writes on Tuesday: once a week.
    until(&app, "2026-01-19T05:00:00Z");
    let app = app.restart(TimeDelta::hours(30)).await;
    assert_eq!(recipients(&weekly(&app).await), [NADOR, NATIONAL]);
    until(&app, "2026-01-25T23:00:00Z");
    assert_eq!(recipients(&weekly(&app).await), [""; 0]);
    until(&app, "2026-01-26T06:00:00Z");
    assert_eq!(recipients(&weekly(&app).await), [NADOR, NATIONAL]);
}
