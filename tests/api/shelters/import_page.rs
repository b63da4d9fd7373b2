//! Shelters from a file: the page, and what is read and refused, line by line.

use mabit::domain::account::{Caller, Role, Scope};
use mabit::domain::locale::Locale;
use mabit::services::authorisation::Admin;
use mabit::services::shelters::import;
use mabit::services::shelters::import::ImportShelters;
use mabit::services::shelters::import::Preview;
use serde_json::json;

use crate::support::acts::{act, with_right};
use crate::support::browser::{admin, page, send};
use crate::support::{App, id, items, on_both};

on_both!(
    a_list_is_looked_at_and_then_added_as_a_whole,
    bad_lines_are_named_in_the_readers_language_and_nothing_is_added,
    every_kind_of_mistake_has_its_line_and_column,
    lists_of_spreadsheets_are_read_too,
    what_spreadsheets_save_is_read_and_lines_keep_their_numbers,
    names_and_numbers_are_read_as_people_type_them,
    address_and_access_note_may_be_there_too,
    the_first_fifty_mistakes_are_named_and_the_others_counted,
    only_administrators_import,
);

const HEAD: &str =
    "partner,shelter,city,lat,lon,phone,email,features,pool,gender,age_min,age_max,capacity";

const GOOD: &str = "\
Bayti,Refuge du port,mohammedia,33.68,-7.38,+212 523 00 00 00,refuge@bayti.example,wheelchair|infant_care,Filles,female,12,17,6
Bayti,Refuge du port,mohammedia,33.68,-7.38,+212 523 00 00 00,refuge@bayti.example,infant_care|wheelchair,Garçons,male,12,17,4
Asticude,\"Maison, berges\",nador,,,,,,Tous,any,0,17,8
";

fn list(lines: &str) -> String {
    format!("{HEAD}\n{lines}")
}

fn caller(role: Role) -> Caller {
    Caller {
        account_id: uuid::Uuid::nil(),
        roles: vec![role],
        partner_id: None,
        scope: Scope::default(),
        locale: Locale::En,
    }
}

async fn read(app: &App, text: &str) -> Preview {
    import::preview(&app.cx, &with_right::<Admin>(&caller(Role::Admin)).unwrap(), text)
        .await
        .unwrap()
}

/// What is wrong with a list: line, column, code.
async fn wrong(app: &App, text: &str) -> Vec<(u64, &'static str, &'static str)> {
    let wrong = read(app, text).await.wrong;
    assert!(wrong.iter().all(|bad| bad.to_string().starts_with(&format!("line {}: ", bad.line))));
    wrong.into_iter().map(|bad| (bad.line, bad.column, bad.code)).collect()
}

async fn a_list_is_looked_at_and_then_added_as_a_whole(app: App) {
    let browser = admin(&app).await;
    let before = app.database.counts().await;
    let csv = list(GOOD);
    let answer = send(&app, &browser, "/admin/import", &[("csv", &csv)]).await;
    assert_eq!(answer.status(), 200);
    let shown = answer.text().await.unwrap();
    for words in ["Refuge du port", "Maison, berges", "3 groupes, 18 lits", "name=\"import\""] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(app.database.counts().await, before, "only looked at");

    let fields = [("csv", &*csv), ("import", "1"), ("idempotency_key", "one")];
    for _ in 0..2 {
        let led = send(&app, &browser, "/admin/import", &fields).await;
        assert_eq!(led.headers()["location"], "/admin/import?done=2");
    }
    assert!(page(&browser, "/admin/import?done=2").await.contains("2 foyers ajoutés"));
    let shelter = app.shelter_in("mohammedia").await;
    assert_eq!(shelter["features"], json!(["infant_care", "wheelchair"]));
    let pools = shelter["pools"].as_array().unwrap();
    assert_eq!(pools.len(), 2);
    assert!(pools.iter().all(|pool| pool["free"] == 0), "nobody has counted");
    assert_eq!(app.pool("mohammedia", "Filles").await["capacity"], 6);
    let after = app.database.counts().await;
    assert_eq!(after["shelter"] - before["shelter"], 2);
    assert_eq!(after["bed_pool"] - before["bed_pool"], 3);
    // Once more: they are there already.
    let again = send(&app, &browser, "/admin/import", &[("csv", &csv), ("import", "1")]).await;
    assert_eq!(again.status(), 422);
    assert_eq!(app.database.counts().await, after);
}

async fn bad_lines_are_named_in_the_readers_language_and_nothing_is_added(app: App) {
    let browser = admin(&app).await;
    let before = app.database.counts().await;
    let bad = "Nobody,<script>x</script>,nador,,,,,,Tous,any,0,17,many\n";
    let csv = list(&format!("{GOOD}{bad}"));
    for fields in [&[("csv", &*csv)][..], &[("csv", &*csv), ("import", "1")]] {
        let answer = send(&app, &browser, "/admin/import", fields).await;
        assert_eq!(answer.status(), 422);
        let shown = answer.text().await.unwrap();
        for words in
            ["Ligne 5", "Aucune association ne porte ce nom", "data-reason", "Refuge du port"]
        {
            assert!(shown.contains(words), "{words}: {shown}");
        }
        assert!(!shown.contains("<script>x") && !shown.contains("name=\"import\""), "{shown}");
    }
    send(&app, &browser, "/language", &[("lang", "ar")]).await;
    let answer = send(&app, &browser, "/admin/import", &[("csv", &csv)]).await;
    assert!(answer.text().await.unwrap().contains("لا جمعية بهذا الاسم"));
    let after = app.database.counts().await;
    for table in ["partner", "shelter", "bed_pool"] {
        assert_eq!(after[table], before[table]);
    }
}

async fn every_kind_of_mistake_has_its_line_and_column(app: App) {
    let good = "Bayti,Refuge,rabat,,,,,,Tous,any,0,17,8";
    assert_eq!(wrong(&app, &list(good)).await, []);
    let cases = [
        ("Nobody,Refuge,rabat,,,,,,Tous,any,0,17,8", vec![("partner", "unknown_partner")]),
        ("Bayti,,rabat,,,,,,,any,0,17,8", vec![("shelter", "bad_name"), ("pool", "bad_name")]),
        ("Bayti,Refuge,atlantis,,,,,,Tous,any,0,17,8", vec![("city", "unknown_city")]),
        ("Bayti,Refuge,rabat,34,,,,,Tous,any,0,17,8", vec![("lon", "required")]),
        (
            "Bayti,Refuge,rabat,91,NaN,,,,Tous,any,0,17,8",
            vec![("lat", "out_of_range"), ("lon", "out_of_range")],
        ),
        (
            "Bayti,Refuge,rabat,,,call,x,pool,Tous,any,0,17,8",
            vec![("phone", "bad_format"), ("email", "bad_email"), ("features", "unknown_feature")],
        ),
        (
            "Bayti,Refuge,rabat,,,,,,Tous,cats,-1,121,10001",
            vec![
                ("gender", "unknown_value"),
                ("age_min", "out_of_range"),
                ("age_max", "out_of_range"),
                ("capacity", "out_of_range"),
            ],
        ),
        ("Bayti,Refuge,rabat,,,,,,Tous,any,18,17,8", vec![("age_min", "ages_reversed")]),
        ("Bayti,Refuge,rabat,,,,,,Tous,any,0,17", vec![("capacity", "out_of_range")]),
        ("Bayti,Refuge,rabat,,,,,,Tous,any,0,17,8,x", vec![("", "fields")]),
        ("Bayti,\"Ref\nuge\",rabat,,,,,,Tous,any,0,17,8", vec![("shelter", "bad_name")]),
        ("Bayti,Ref\0uge,rabat,,,,,,Tous,any,0,17,8", vec![("shelter", "bad_name")]),
        ("Bayti,Refuge,rabat,,,,\"a b\"@x,,Tous,any,0,17,8", vec![("email", "bad_email")]),
        ("Bayti,Refuge,rabat,,,,a@[127.0.0.1],,Tous,any,0,17,8", vec![("email", "bad_email")]),
        (
            "BAYTI,\"Bayti,\u{a0}Centre de nuit (de\u{301}mo)\",casablanca,,,,,,Tous,any,0,17,8",
            vec![("shelter", "exists")],
        ),
    ];
    for (line, named) in cases {
        let named: Vec<_> = named.into_iter().map(|(column, code)| (3, column, code)).collect();
        assert_eq!(
            wrong(&app, &list(&format!("{}\n{line}", good.replace("Refuge", "Other")))).await,
            named,
            "{line}"
        );
    }
    let twice =
        format!("{good}\n{good}\n{}", good.replace("rabat", "sale").replace("Tous", "Filles"));
    assert_eq!(wrong(&app, &list(&twice)).await, [(3, "pool", "twice"), (4, "city", "differs")]);
    assert_eq!(wrong(&app, HEAD).await, [(1, "", "empty")]);
    assert_eq!(wrong(&app, &format!("{HEAD},beds\n{good},8")).await, [(1, "", "unknown_column")]);
    let without = HEAD.replace(",capacity", "");
    assert_eq!(wrong(&app, &format!("{without}\n{good}")).await, [(1, "capacity", "no_column")]);
    assert_eq!(wrong(&app, "").await, [(1, "", "empty")]);
}

async fn lists_of_spreadsheets_are_read_too(app: App) {
    let text = format!(
        "\u{feff}{}\r\nBayti;Refuge;rabat;34,02;-6,84;;;;\"Tous; petits\";any;0;17;8\r\n",
        HEAD.replace(',', ";")
    );
    let found = read(&app, &text).await;
    assert_eq!(found.wrong, []);
    let shelter = &found.shelters[0].shelter;
    assert_eq!((shelter.lat, shelter.lon), (Some(34.02), Some(-6.84)));
    assert_eq!(found.shelters[0].pools[0].name, "Tous; petits");
    // The columns may stand in another order.
    let turned = "capacity,age_max,age_min,gender,pool,features,email,phone,lon,lat,city,shelter,partner\n\
                  8,17,0,any,Tous,,,,,,rabat,Refuge,Bayti\n";
    assert_eq!(read(&app, turned).await.shelters[0].shelter.city, "rabat");
}

async fn what_spreadsheets_save_is_read_and_lines_keep_their_numbers(app: App) {
    let good = "Bayti,Refuge,rabat,,,,,,Tous,any,0,17,8";
    let bad = "Bayti,Refuge,rabat,,,,,,Filles,cats,0,17,8";
    for separator in [",", ";", "\t"] {
        for end in ["\n", "\r\n", "\r"] {
            let text = format!("{HEAD},,\n\n{good}\n,,,,,,,,,,,,,\n{bad},,\n");
            let text = text.replace(',', separator).replace('\n', end);
            assert_eq!(wrong(&app, &text).await, [(5, "gender", "unknown_value")], "{text:?}");
            let marked = format!("\u{feff}sep={separator}{end}{text}");
            assert_eq!(wrong(&app, &marked).await, [(6, "gender", "unknown_value")], "{marked:?}");
        }
    }
    // A browser sends the lines of a text field with CR LF.
    let browser = admin(&app).await;
    let csv = format!("{HEAD}\r\n{good}\r\n{bad}\r\n");
    let shown = send(&app, &browser, "/admin/import", &[("csv", &csv)]).await.text().await.unwrap();
    assert!(shown.contains("Ligne 3 "), "{shown}");
    let quoted = format!("{HEAD}\n{good}\nBayti,\"Other\n\nhouse\",rabat,,,,,,A,any,0,17,8\n{bad}");
    let named = [(3, "shelter", "bad_name"), (6, "gender", "unknown_value")];
    assert_eq!(wrong(&app, &quoted).await, named);
    let misread = format!("{HEAD}\nBayti,\u{fffd}toile,rabat,,,,,,Tous,any,0,17,8");
    assert_eq!(wrong(&app, &misread).await, [(1, "", "not_utf8")]);
}

async fn names_and_numbers_are_read_as_people_type_them(app: App) {
    let text = "\
BAYTI,'=Refuge,Rabat,٣٤٫٠٢,-6.84,+٢١٢ ٥٢٣,\u{200e}a@b.example,,Tous,ANY,۰,١٧,٨
\u{200f}Bayti ,=REFUGE,الرباط,34.02,\"-6,84\",+212\u{a0}523,a@b.example,,Filles,female,12,17,4
Bayti,=Refuge,rabat,34.02,-6.84,+212 523,a@b.example,,  FILLES ,female,12,17,4
";
    let named = wrong(&app, &list(text)).await;
    assert_eq!(named, [(4, "pool", "twice")]);
    let found = read(&app, &list(text)).await;
    let shelter = &found.shelters[0];
    assert_eq!(
        (found.shelters.len(), &*shelter.shelter.name, &*shelter.shelter.city),
        (1, "=Refuge", "rabat")
    );
    assert_eq!(shelter.shelter.phone.as_deref(), Some("+212 523"));
    assert_eq!((shelter.pools[0].age_max, shelter.pools[0].capacity), (17, 8));
}

async fn address_and_access_note_may_be_there_too(app: App) {
    let list = |lines: &str| format!("{HEAD},access_note,address\n{lines}");
    let pool = |name: &str, place: &str| {
        format!("Asticude,Foyer du Rif,al-hoceima,,,,,,{name},any,0,17,8,{place}\n")
    };
    let place = "Porte  verte,\"12, rue du Port\"";
    let good = list(&(pool("Petits", place) + &pool("Grands", place)));
    let shelter = &read(&app, &good).await.shelters[0].shelter;
    assert_eq!(shelter.address.as_deref(), Some("12, rue du Port"));
    assert_eq!(shelter.access_note.as_deref(), Some("Porte verte"));
    let long = pool("Petits", &format!(",{}", "x".repeat(301)));
    assert_eq!(wrong(&app, &list(&long)).await, [(2, "address", "bad_text")]);
    let differs = list(&(pool("Petits", place) + &pool("Grands", ",\"12, rue du Port\"")));
    assert_eq!(wrong(&app, &differs).await, [(3, "access_note", "differs")]);
    let browser = admin(&app).await;
    let fields = [("csv", &*good), ("import", "1")];
    assert_eq!(send(&app, &browser, "/admin/import", &fields).await.status(), 303);
    let path = format!("/shelters/{}", id(&app.shelter_in("al-hoceima").await));
    let added = app.admin().patch(&path, &json!({})).await.is(200);
    assert_eq!(added["address"], "12, rue du Port");
    assert_eq!(added["access_note"], "Porte verte");
}

async fn the_first_fifty_mistakes_are_named_and_the_others_counted(app: App) {
    let bad = "Nobody,Other,atlantis,,,,,,Tous,any,0,17,many\n".repeat(1_000);
    let found = read(&app, &list(&bad)).await;
    assert_eq!((found.wrong.len(), found.more_wrong), (50, 2_950));
    let browser = admin(&app).await;
    let answer = send(&app, &browser, "/admin/import", &[("csv", &list(&bad))]).await;
    assert_eq!(answer.status(), 422);
    let shown = answer.text().await.unwrap();
    let problem = shown.split("role=\"alert\"").nth(1).unwrap().split("</div>").next().unwrap();
    assert_eq!(problem.matches("<li>").count(), 51, "{problem}");
    assert!(problem.contains("et encore"), "{problem}");
}

async fn only_administrators_import(app: App) {
    let partners = app.admin().get("/partners?limit=1").await.is(200);
    assert!(!id(&items(&partners)[0]).is_empty());
    for &role in Role::ALL.iter().filter(|role| **role != Role::Admin) {
        let caller = caller(role);
        assert!(with_right::<Admin>(&caller).is_err());
        let import = ImportShelters { text: list(GOOD) };
        assert!(act(&app.cx, &caller, None, import).await.is_err());
    }
}
