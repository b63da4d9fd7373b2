//! What people type and paste is read as they mean it, in each script; what can't be kept is
//! refused.

use mabit::store::shelters::name_keys;
use serde_json::{Value, json};

use crate::support::browser::{
    self, Browser, PASSWORD, admin, give_password, page, send, signed_in,
};
use crate::support::{App, ask, girl, id, items, on_both, text, with};

on_both!(
    digits_of_each_script_are_read_in_every_form,
    control_characters_are_refused_in_every_form,
    names_that_look_alike_are_one_name,
    names_of_before_that_look_alike_stay_and_no_more_come,
    names_are_kept_without_what_nobody_sees,
    addresses_that_mail_cannot_be_written_to_are_refused,
    an_address_is_read_at_sign_in_as_people_paste_it,
);

/// Digits as Arabic-Indic, extended Arabic-Indic and full-width ones.
fn in_each_script(number: &str) -> [String; 3] {
    ['\u{660}', '\u{6f0}', '\u{ff10}'].map(|zero| {
        let digit = |c: char| match c.to_digit(10) {
            Some(digit) => char::from_u32(u32::from(zero) + digit).unwrap(),
            None => c,
        };
        format!("\u{200f}{}\u{200e} ", number.chars().map(digit).collect::<String>())
    })
}

async fn digits_of_each_script_are_read_in_every_form(app: App) {
    let team = signed_in(&app, "outreach@asticude.example").await;
    for age in in_each_script("14") {
        let fields = [("city", "nador"), ("age-0", &*age), ("gender-0", "female")];
        let fields = [&fields[..], &[("urgency", "planned")]].concat();
        assert_eq!(send(&app, &team, "/outreach", &fields).await.status(), 303, "{age:?}");
    }
    let asked = app.outreach("nador").get("/requests").await.is(200);
    assert!(items(&asked).iter().all(|request| request["children"][0]["age"] == 14));
    assert_eq!(items(&asked).len(), 3);

    let shelter = signed_in(&app, "shelter@asticude.example").await;
    let pool = app.pool("nador", "Fratries 0-17").await;
    for (free, number) in [("3", 3), ("2", 2)] {
        let [arabic, _, wide] = in_each_script(free);
        for free in [arabic, wide] {
            let path = format!("/shelter/pools/{}/count", id(&pool));
            let sent = send(&app, &shelter, &path, &[("free", &free), ("step", "0")]).await;
            assert_eq!(sent.status(), 303, "{free:?}");
            assert_eq!(app.pool("nador", "Fratries 0-17").await["free"], number);
        }
    }

    let browser = admin(&app).await;
    let shelter = app.shelter_in("nador").await;
    for (at, capacity) in in_each_script("12").into_iter().enumerate() {
        let name = format!("Pool {at}");
        let fields = [
            ("name", &*name),
            ("gender", "any"),
            ("age_min", "۰"),
            ("age_max", "١٧"),
            ("capacity", &*capacity),
            ("free", "٠"),
        ];
        let path = format!("/admin/shelters/{}/pools", id(&shelter));
        assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303, "{capacity:?}");
        assert_eq!(app.pool("nador", &name).await["capacity"], 12);
    }
    let fields = [
        ("name", "Asticude"),
        ("city", "nador"),
        ("phone", "\u{200e}+٢١٢ ٥٣٦\u{a0}00"),
        ("email", " foyer١@asticude.example\u{200f}"),
        ("lat", "٣٥٫١٧"),
        ("lon", "-2,93"),
    ];
    let path = format!("/admin/shelters/{}", id(&shelter));
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let shown = page(&browser, &path).await;
    for value in ["+212 536 00", "foyer1@asticude.example", "35.17", "-2.93"] {
        assert!(shown.contains(&format!("value=\"{value}\"")), "{value}: {shown}");
    }

    let coordinator = signed_in(&app, "coordinator@asticude.example").await;
    let board = page(&coordinator, "/coordinator/board?age=%D9%A1%D9%A4&gender=female").await;
    assert!(!board.contains("role=\"alert\""), "{board}");
    let reference = text(&items(&asked)[0]["reference"]).to_owned();
    let [typed, ..] = in_each_script(&reference.to_lowercase());
    let path: String = typed.bytes().map(|byte| format!("%{byte:02x}")).collect();
    assert_eq!(coordinator.get(&format!("/coordinator/requests/{path}")).await.status(), 200);
}

/// A form: who sends it, where to, and its fields.
type Form<'a> = (&'a Browser<'a>, String, &'a [(&'a str, &'a str)]);

async fn control_characters_are_refused_in_every_form(app: App) {
    let request = app.outreach("nador").asks(&ask("nador", [girl(14)])).await;
    let reference = text(&request["reference"]);
    let coordinator = signed_in(&app, "coordinator@asticude.example").await;
    let browser = admin(&app).await;
    let account = "/account/settings".to_owned();
    let before = app.database.counts().await;
    for bad in ["a\0b", "a\nb", "a\r\nb", "a\tb", "a\u{85}b", "a\u{2028}b"] {
        let forms: [Form<'_>; 5] = [
            (
                &coordinator,
                format!("/coordinator/requests/{reference}/withdraw"),
                &[("reason", bad)],
            ),
            (
                &coordinator,
                format!("/coordinator/requests/{reference}/offers"),
                &[("shelter_id", "x"), ("override", bad)],
            ),
            (&browser, "/admin/partners".to_owned(), &[("name", bad), ("city", "nador")]),
            (&browser, "/admin/accounts".to_owned(), &[("email", bad)]),
            (&coordinator, account.clone(), &[("locale", bad)]),
        ];
        for (browser, path, fields) in forms {
            let answer = send(&app, browser, &path, fields).await;
            assert_eq!(answer.status(), 422, "{path} {bad:?}");
            assert!(answer.headers().contains_key("content-security-policy"), "{path}");
        }
        let partner = json!({ "name": bad, "city": "nador" });
        let refused = app.admin().post("/partners", &partner).await;
        assert_eq!(refused.refused(422, "validation_failed")["errors"][0]["pointer"], "/name");
        let stranger = Browser::new(&app);
        assert_eq!(stranger.post("/counts/x", &[("a", bad)]).await.status(), 422);
    }
    assert_eq!(app.database.counts().await, before);
    // What narrows a list is no text that is kept: such a character finds nothing.
    assert_eq!(browser.get("/admin/audit?what=a%00.b").await.status(), 200);
}

/// Names that differ in nothing that people see, or only by case.
const ALIKE: [&str; 7] = [
    "E\u{301}toile du Nord",
    "Étoile du Nord\u{200f}",
    "Étoile\u{200b} du Nord",
    "Étoile\u{a0}du Nord",
    "Étoile  du   Nord",
    "ÉTOILE DU NORD",
    " étoile du nord ",
];

async fn names_that_look_alike_are_one_name(app: App) {
    let admin = app.admin();
    let new = |name: &str| json!({ "name": name, "city": "fes" });
    let partner = admin.post("/partners", &new("Étoile du Nord")).await.is(201);
    let shelter = |name: &str| with(new(name), json!({ "partner_id": partner["id"] }));
    let star = admin.post("/shelters", &shelter("Étoile du Nord")).await.is(201);
    let other = admin.post("/shelters", &shelter("Other")).await.is(201);
    let pool = |name: &str| {
        json!({
            "name": name, "gender": "any", "age_min": 0, "age_max": 17, "capacity": 1, "free": 1,
        })
    };
    let pools = format!("/shelters/{}/pools", id(&star));
    admin.post(&pools, &pool("Étoile du Nord")).await.is(201);
    let before = app.database.counts().await;
    for name in ALIKE {
        admin.post("/partners", &new(name)).await.refused(409, "name_taken");
        admin.post("/shelters", &shelter(name)).await.refused(409, "name_taken");
        admin.post(&pools, &pool(name)).await.refused(409, "name_taken");
        let path = format!("/shelters/{}", id(&other));
        admin.patch(&path, &json!({ "name": name })).await.refused(409, "name_taken");
    }
    assert_eq!(app.database.counts().await, before);
    // The same name elsewhere is another's, and one's own may be written otherwise.
    let elsewhere = with(shelter("Étoile du Nord"), json!({ "partner_id": another(&app).await }));
    admin.post("/shelters", &elsewhere).await.is(201);
    admin.post(&format!("/shelters/{}/pools", id(&other)), &pool("Étoile du Nord")).await.is(201);
    let path = format!("/shelters/{}", id(&star));
    let renamed = admin.patch(&path, &json!({ "name": "ÉTOILE DU NORD" })).await.is(200);
    assert_eq!(renamed["name"], "ÉTOILE DU NORD");
    let pages = browser::admin(&app).await;
    let fields = [("name", ALIKE[0]), ("city", "fes")];
    let taken = send(&app, &pages, "/admin/partners", &fields).await;
    assert_eq!(taken.status(), 422);
}

/// The id of a partner of the demo.
async fn another(app: &App) -> Value {
    app.outreach("nador").get("/me").await.is(200)["partner_id"].clone()
}

async fn names_of_before_that_look_alike_stay_and_no_more_come(app: App) {
    let admin = app.admin();
    for (name, old) in [("A b", "Foyer"), ("B", "FOYER")] {
        let partner =
            admin.post("/partners", &json!({ "name": name, "city": "fes" })).await.is(201);
        let forget =
            format!("UPDATE partner SET name = '{old}', name_key = NULL WHERE name = '{name}'");
        app.database.behind_its_back(&forget).await;
        assert!(!id(&partner).is_empty());
    }
    name_keys::fill_keys(&app.cx.store).await.unwrap();
    let all = admin.get("/partners?limit=200").await.is(200);
    let kept = |name: &str| items(&all).iter().filter(|one| one["name"] == name).count();
    assert_eq!((kept("Foyer"), kept("FOYER")), (1, 1));
    let third = json!({ "name": "foyer", "city": "fes" });
    admin.post("/partners", &third).await.refused(409, "name_taken");
}

async fn names_are_kept_without_what_nobody_sees(app: App) {
    let partner = json!({ "name": "\u{200f}E\u{301}toile\u{a0} du\u{200b} Nord ", "city": "fes" });
    let partner = app.admin().post("/partners", &partner).await.is(201);
    assert_eq!(partner["name"], "Étoile du Nord");
    // A formula is a name like another; whoever writes a table neutralises it.
    let formula = json!({ "name": "=HYPERLINK(\"http://evil.example\")", "city": "fes" });
    app.admin().post("/partners", &formula).await.is(201);
    let blank = json!({ "name": "\u{200b}\u{200f}\u{a0}", "city": "fes" });
    let refused = app.admin().post("/partners", &blank).await;
    refused.names(422, "validation_failed", &[("/name", "bad_name")]);
}

async fn addresses_that_mail_cannot_be_written_to_are_refused(app: App) {
    let admin = app.admin();
    let partner = another(&app).await;
    let user = |email: &str| json!({ "email": email, "roles": ["observer"] });
    let shelter = |name: &str, email: &str| json!({ "partner_id": partner, "name": name, "city": "nador", "email": email });
    let before = app.database.counts().await;
    for bad in [
        "\"a b\"@x",
        "\"<x>\"@x",
        "a@[127.0.0.1]",
        "a@127.0.0.1",
        "a b@x",
        "a@x y",
        "a..b@x",
        "é@example.org",
        "a@b@c",
        "a",
        "@x",
        "a@",
    ] {
        admin.post("/users", &user(bad)).await.names(
            422,
            "validation_failed",
            &[("/email", "bad_email")],
        );
        let refused = admin.post("/shelters", &shelter("New", bad)).await;
        refused.names(422, "validation_failed", &[("/email", "bad_email")]);
    }
    assert_eq!(app.database.counts().await, before);
    let added = admin.post("/users", &user("Team@MÜNCHEN.example")).await.is(201);
    assert_eq!(added["email"], "team@xn--mnchen-3ya.example");
    admin.post("/users", &user("team@münchen.example")).await.refused(409, "email_taken");
    let added = admin.post("/shelters", &shelter("New", "home@münchen.example")).await.is(201);
    assert_eq!(added["email"], "home@xn--mnchen-3ya.example");
}

async fn an_address_is_read_at_sign_in_as_people_paste_it(app: App) {
    let team = "team1@xn--mnchen-3ya.example";
    app.admin().post("/users", &json!({ "email": team, "roles": ["observer"] })).await.is(201);
    give_password(&app, team).await;
    for typed in [team, " \u{200e}Team1@MÜNCHEN.example\u{200f}", "team١@münchen.example"] {
        let mut browser = Browser::new(&app);
        assert_eq!(browser.sign_in_as(typed, PASSWORD).await, 303, "{typed:?}");
    }
}
