//! The administrators' pages, without a script: the overview, partners, shelters and their pools.

use serde_json::{Value, json};

use crate::support::browser::{Browser, admin, page, refused_form, send, signed_in, token};
use crate::support::{ADMIN, App, ask, counts, girl, id, items, on_both};

on_both!(
    an_admin_is_led_to_the_overview_which_says_what_needs_a_look,
    nobody_but_admins_gets_in,
    a_form_without_the_token_changes_nothing,
    every_page_speaks_three_languages,
    a_partner_is_added_once_and_what_is_wrong_is_told,
    a_shelter_is_added_and_written_anew,
    a_pool_is_added_and_changed_but_not_below_what_is_free,
    names_come_out_as_text,
);

async fn partner(app: &App, name: &str) -> Value {
    let all = app.admin().get("/partners?limit=200").await.is(200);
    items(&all).iter().find(|one| one["name"] == name).unwrap().clone()
}

async fn an_admin_is_led_to_the_overview_which_says_what_needs_a_look(app: App) {
    let browser = admin(&app).await;
    assert_eq!(browser.get("/").await.headers()["location"], "/admin");
    app.http.health.swept(app.now());
    let shown = page(&browser, "/admin").await;
    for words in ["6 associations partenaires", "6 foyers", "Aucun serveur d’e-mail"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    for page in
        ["partners", "accounts", "shelters", "policies", "audit", "import", "mails", "tokens"]
    {
        assert!(shown.contains(&format!("href=\"/admin/{page}\"")), "{page}");
    }
    let bayti = partner(&app, "Bayti").await;
    let bare = json!({ "partner_id": bayti["id"], "name": "Nouveau", "city": "casablanca" });
    app.admin().post("/shelters", &bare).await.is(201);
    app.pass(chrono::TimeDelta::minutes(5));
    let shown = page(&browser, "/admin").await;
    for words in ["1 foyer n’a pas encore de lits", "Les tâches automatiques sont arrêtées"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

/// Every page, and what else takes a form.
const PAGES: [&str; 11] = [
    "/admin",
    "/admin/partners",
    "/admin/accounts",
    "/admin/accounts/new",
    "/admin/shelters",
    "/admin/shelters/new",
    "/admin/policies",
    "/admin/policies/emergency",
    "/admin/tokens",
    "/admin/audit",
    "/admin/import",
];

/// Where forms go, of a shelter and an account that are there.
async fn forms(app: &App) -> Vec<String> {
    let shelter = app.shelter_in("nador").await;
    let (shelter, pool) = (id(&shelter).to_owned(), id(&shelter["pools"][0]).to_owned());
    let account = app.account("shelter@asticude.example").await;
    let account = id(&account);
    vec![
        "/admin/partners".to_owned(),
        "/admin/accounts".to_owned(),
        format!("/admin/accounts/{account}"),
        format!("/admin/accounts/{account}/link"),
        format!("/admin/accounts/{account}/shut"),
        format!("/admin/accounts/{account}/open"),
        "/admin/shelters".to_owned(),
        format!("/admin/shelters/{shelter}"),
        format!("/admin/shelters/{shelter}/pools"),
        format!("/admin/shelters/{shelter}/pools/{pool}"),
        "/admin/policies/urgent".to_owned(),
        "/admin/tokens".to_owned(),
        format!("/admin/tokens/{account}/revoke"),
        "/admin/import".to_owned(),
    ]
}

async fn nobody_but_admins_gets_in(app: App) {
    let forms = forms(&app).await;
    for email in ["coordinator@asticude.example", "shelter@asticude.example"] {
        let browser = signed_in(&app, email).await;
        let before = app.database.counts().await;
        let one = [forms[2].as_str(), forms[7].as_str(), "/admin/mails"];
        for path in PAGES.iter().chain(&one) {
            assert_eq!(browser.get(path).await.status(), 403, "{path} as {email}");
        }
        for path in &forms {
            let answer = send(&app, &browser, path, &[("name", "x"), ("city", "nador")]).await;
            assert_eq!(answer.status(), 403, "{path} as {email}");
        }
        assert_eq!(app.database.counts().await, before);
    }
    let stranger = Browser::new(&app);
    let led = stranger.get("/admin/accounts").await;
    assert_eq!(led.headers()["location"], "/sign-in?next=%2Fadmin%2Faccounts");
}

async fn a_form_without_the_token_changes_nothing(app: App) {
    let (browser, other) = (admin(&app).await, signed_in(&app, "shelter@ms2.example").await);
    let forms = forms(&app).await;
    let foreign = token(&app, &other).await;
    let before = app.database.counts().await;
    for path in &forms {
        for token in ["", "x", &foreign] {
            let fields = [("csrf", token), ("name", "New"), ("city", "nador"), ("label", "x")];
            assert_eq!(browser.post(path, &fields).await.status(), 403, "{path}");
        }
    }
    assert_eq!(app.database.counts().await, before);
}

async fn every_page_speaks_three_languages(app: App) {
    let browser = admin(&app).await;
    let forms = forms(&app).await;
    for (locale, dir) in [("fr", "ltr"), ("ar", "rtl"), ("en", "ltr")] {
        send(&app, &browser, "/language", &[("lang", locale)]).await;
        for path in PAGES.iter().chain(&[forms[2].as_str(), forms[7].as_str(), "/admin/mails"]) {
            let shown = page(&browser, path).await;
            assert!(shown.contains(&format!("<html lang=\"{locale}\" dir=\"{dir}\"")), "{path}");
            assert!(!shown.contains("style="), "{path}");
            assert_eq!(shown.matches("<h1").count(), 1, "{path}");
        }
    }
}

async fn a_partner_is_added_once_and_what_is_wrong_is_told(app: App) {
    let browser = admin(&app).await;
    let fields = [("name", " Darna "), ("city", "tanger"), ("idempotency_key", "one")];
    for _ in 0..2 {
        let led = send(&app, &browser, "/admin/partners", &fields).await;
        assert_eq!(led.status(), 303);
        let added = partner(&app, "Darna").await;
        assert_eq!(led.headers()["location"], format!("/admin/partners#partner-{}", id(&added)));
        assert_eq!(added["city"], "tanger");
    }
    let shown = page(&browser, "/admin/partners").await;
    assert_eq!(shown.matches("<bdi translate=\"no\">Darna</bdi>").count(), 1);
    let before = app.database.counts().await;
    let taken = [("name", "Darna"), ("city", "rabat")];
    let again =
        refused_form(send(&app, &browser, "/admin/partners", &taken).await, &["name"]).await;
    assert!(again.contains("value=\"Darna\"") && again.contains("value=\"rabat\" selected"));
    let long = "x".repeat(201);
    for name in ["", "a\nb", &long] {
        let fields = [("name", name), ("city", "atlantis")];
        refused_form(send(&app, &browser, "/admin/partners", &fields).await, &["name", "city"])
            .await;
    }
    assert_eq!(app.database.counts().await, before);
}

async fn a_shelter_is_added_and_written_anew(app: App) {
    let browser = admin(&app).await;
    let bayti = partner(&app, "Bayti").await;
    let fields = [
        ("partner_id", id(&bayti)),
        ("name", "Refuge du port"),
        ("city", "mohammedia"),
        ("lat", "33,68"),
        ("lon", "-7.38"),
        ("phone", "+212 523 00 00 00"),
        ("email", "refuge@bayti.example"),
        ("features", "wheelchair"),
        ("features", "open_at_night"),
        ("idempotency_key", "one"),
    ];
    for _ in 0..2 {
        let led = send(&app, &browser, "/admin/shelters", &fields).await;
        assert_eq!(led.status(), 303);
    }
    let shelter = app.shelter_in("mohammedia").await;
    assert_eq!(shelter["features"], json!(["open_at_night", "wheelchair"]));
    assert_eq!(shelter["phone"], "+212 523 00 00 00");
    let path = format!("/admin/shelters/{}", id(&shelter));
    let shown = page(&browser, &path).await;
    for words in ["value=\"33.68\"", "value=\"-7.38\"", "value=\"wheelchair\" checked", "Bayti"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(page(&browser, "/admin/shelters").await.matches("Refuge du port").count(), 1);

    let bad = [
        ("name", ""),
        ("city", "atlantis"),
        ("lat", "91"),
        ("phone", "call me"),
        ("email", "x"),
        ("features", "pool"),
    ];
    let wrong = ["name", "city", "phone", "email", "features", "lat"];
    refused_form(send(&app, &browser, &path, &bad).await, &wrong).await;
    let half = [("name", "Refuge"), ("city", "rabat"), ("lat", "33.6")];
    refused_form(send(&app, &browser, &path, &half).await, &["lon"]).await;
    assert_eq!(app.shelter_in("mohammedia").await, shelter);

    // What is emptied is taken away.
    let fields = [("name", "Refuge"), ("city", "mohammedia"), ("phone", ""), ("lat", "")];
    assert_eq!(send(&app, &browser, &path, &fields).await.status(), 303);
    let after = app.shelter_in("mohammedia").await;
    assert_eq!((&after["name"], &after["phone"]), (&json!("Refuge"), &Value::Null));
    assert_eq!(after["features"], json!([]));
    assert!(!page(&browser, &path).await.contains("33.68"));
    let nowhere = [("name", "Refuge"), ("city", "rabat")];
    refused_form(send(&app, &browser, "/admin/shelters", &nowhere).await, &["partner_id"]).await;
}

async fn a_pool_is_added_and_changed_but_not_below_what_is_free(app: App) {
    let browser = admin(&app).await;
    let shelter = app.shelter_in("nador").await;
    let path = format!("/admin/shelters/{}", id(&shelter));
    let fields = [
        ("name", "Mères"),
        ("gender", "female"),
        ("age_min", "16"),
        ("age_max", "20"),
        ("capacity", "5"),
        ("free", "3"),
        ("idempotency_key", "one"),
    ];
    for _ in 0..2 {
        assert_eq!(send(&app, &browser, &format!("{path}/pools"), &fields).await.status(), 303);
    }
    let pool = app.pool("nador", "Mères").await;
    assert_eq!((&pool["capacity"], &pool["free"]), (&json!(5), &json!(3)));
    let bad = [
        ("name", ""),
        ("gender", "cats"),
        ("age_min", "x"),
        ("age_max", "121"),
        ("capacity", "-1"),
        ("free", "1.5"),
    ];
    let wrong = ["name", "gender", "age_min", "age_max", "capacity", "free"];
    let wrong: Vec<String> = wrong.iter().map(|field| format!("new-{field}")).collect();
    let wrong: Vec<&str> = wrong.iter().map(String::as_str).collect();
    refused_form(send(&app, &browser, &format!("{path}/pools"), &bad).await, &wrong).await;

    let change = format!("{path}/pools/{}", id(&pool));
    let shape = |capacity| {
        [
            ("name", "Jeunes mères"),
            ("gender", "female"),
            ("age_min", "15"),
            ("age_max", "21"),
            ("capacity", capacity),
        ]
    };
    assert_eq!(send(&app, &browser, &change, &shape("3")).await.status(), 303);
    let after = app.pool("nador", "Jeunes mères").await;
    assert_eq!((&after["capacity"], &after["free"]), (&json!(3), &json!(3)));
    assert_eq!((&after["age_min"], &after["age_max"]), (&json!(15), &json!(21)));
    assert_eq!(after["reported_at"], pool["reported_at"], "nobody has counted");
    let field = format!("{}-capacity", id(&pool));
    refused_form(send(&app, &browser, &change, &shape("2")).await, &[&field]).await;
    // The matcher knows it at once.
    let request = app.outreach("nador").asks(&ask("nador", [girl(21)])).await;
    assert_eq!(request["offer"]["beds"][0]["pool_id"], pool["id"]);
    assert_eq!(send(&app, &browser, &change, &shape("4")).await.status(), 303);
    let promised = app.counts("nador", "Jeunes mères").await;
    assert_eq!(promised, counts(3, 1, 2));
}

async fn names_come_out_as_text(app: App) {
    let browser = admin(&app).await;
    let evil = "<script>x</script>\" onload=\"y";
    let partner_fields = [("name", evil), ("city", "nador")];
    send(&app, &browser, "/admin/partners", &partner_fields).await;
    let added = partner(&app, evil).await;
    let fields = [("partner_id", id(&added)), ("name", evil), ("city", "berkane")];
    assert_eq!(send(&app, &browser, "/admin/shelters", &fields).await.status(), 303);
    let shelter = app.shelter_in("berkane").await;
    let path = format!("/admin/shelters/{}", id(&shelter));
    let fields = [
        ("name", evil),
        ("gender", "any"),
        ("age_min", "0"),
        ("age_max", "9"),
        ("capacity", "1"),
        ("free", "0"),
    ];
    assert_eq!(send(&app, &browser, &format!("{path}/pools"), &fields).await.status(), 303);
    let own = app.account(ADMIN).await;
    let made = [("account", id(&own)), ("label", evil), ("lives", "")];
    assert_eq!(send(&app, &browser, "/admin/tokens", &made).await.status(), 200);
    let pages = ["partners", "shelters", "audit", "tokens", "accounts/new", "shelters/new"];
    let pages = pages.iter().map(|page| format!("/admin/{page}"));
    for path in pages.chain([path]) {
        let shown = page(&browser, &path).await;
        assert!(!shown.contains("<script>") && !shown.contains("\" onload=\""), "{path}: {shown}");
        assert!(shown.contains("&#60;script&#62;"), "{path}: {shown}");
    }
    let again = [("name", evil), ("city", "<b>")];
    let again =
        refused_form(send(&app, &browser, "/admin/partners", &again).await, &["city"]).await;
    assert!(!again.contains("<script>") && again.contains("value=\"&#60;script&#62;"), "{again}");
}
