//! The command line: what it prints, what it refuses, and its exit codes.

use crate::program::{Backend, Home};

async fn home() -> Home {
    Home::new(Backend::Sqlite).await.unwrap()
}

#[tokio::test]
async fn the_demo_prints_a_sign_in_a_line_and_refuses_a_database_in_use() {
    let home = home().await;
    let service = home.serve(&["--demo"]);
    let sign_ins: Vec<Vec<&str>> = service
        .lines
        .iter()
        .filter_map(|line| line.strip_prefix("sign-in "))
        .map(|line| line.split(' ').collect())
        .collect();
    assert_eq!(sign_ins.len(), 6 * 3 + 2);
    assert!(sign_ins.iter().all(|words| words.len() == 4 && words[0].contains('@')));
    let role = |role: &str| sign_ins.iter().filter(|words| words[2] == role).count();
    assert_eq!(
        (role("outreach"), role("shelter"), role("coordinator"), role("admin")),
        (6, 6, 7, 1)
    );
    assert!(service.stop().success());
    assert!(home.fails(&["serve", "--demo"], "").contains("empty database"));
}

#[tokio::test]
async fn an_empty_database_gives_a_link_that_makes_the_first_admin_once() {
    let home = home().await;
    let service = home.serve(&[]);
    let link = service.lines.iter().find_map(|line| line.strip_prefix("first admin ")).unwrap();
    let link = link.replace("http://localhost:8080", &service.url);
    let client = reqwest::Client::new();
    let page = client.get(&link).header("accept-language", "ar").send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains("dir=\"rtl\""));
    let send = async |body: &str| {
        let form = "application/x-www-form-urlencoded";
        let request = client.post(&link).header("content-type", form).body(body.to_owned());
        request.send().await.unwrap().status().as_u16()
    };
    assert_eq!(send("email=admin%40example.org&password=short").await, 422);
    assert_eq!(send("email=nobody&password=long+enough+for+all").await, 422);
    assert_eq!(send("email=admin%40example.org&password=long+enough+for+all").await, 200);
    assert_eq!(send("email=other%40example.org&password=long+enough+for+all").await, 404);
    assert!(service.stop().success());
    let again = home.serve(&[]);
    assert!(!again.lines.iter().any(|line| line.starts_with("first admin")));
    home.done(&["token", "create", "--user", "ADMIN@example.org", "--label", "test"]);
}

#[tokio::test]
async fn accounts_are_added_beside_a_running_service() {
    let home = home().await;
    let mut service = home.serve(&["--demo"]);
    let add = |more: &[&str]| {
        let mut arguments = vec!["user", "add", "--email", "team@example.org"];
        arguments.extend(more);
        arguments.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let words = add(&["--role", "outreach", "--partner", "Bayti", "--locale", "ar"]);
    let link = home.done(&words.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(link.trim().starts_with("http://localhost:8080/set-password/"));
    service.sign_in(&home, "team@example.org");
    assert_eq!(service.get("team@example.org", "/requests").await["items"], serde_json::json!([]));
    let again = home.fails(&words.iter().map(String::as_str).collect::<Vec<_>>(), "");
    assert!(again.contains("there is an account with this address"), "{again}");
    let homeless = home.fails(&["user", "add", "--email", "a@b.org", "--role", "shelter"], "");
    assert!(homeless.contains("partner_id"), "{homeless}");
    let unknown = ["user", "add", "--email", "a@b.org", "--role", "shelter", "--partner", "Nobody"];
    assert!(home.fails(&unknown, "").contains("no partner \"Nobody\""));
    let with_password =
        ["user", "add", "--email", "c@b.org", "--role", "coordinator", "--password-stdin"];
    assert!(home.fails(&with_password, "short\n").contains("10 to 200 characters"));
    // Whose phone is lost; that of an account without a code changes nothing.
    assert_eq!(home.done(&["user", "lift-code", "--user", "Team@example.org"]), "");
    assert!(home.fails(&["user", "lift-code", "--user", "no@b.org"], "").contains("no@b.org"));
    assert!(home.run(&with_password, "long enough for all\n").status.success());
}

#[tokio::test]
async fn shelters_are_imported_all_or_none() {
    let home = home().await;
    let mut service = home.serve(&["--demo"]);
    let head =
        "partner,shelter,city,lat,lon,phone,email,features,pool,gender,age_min,age_max,capacity";
    let good = "Bayti,Refuge,mohammedia,,,,,wheelchair,Tous,any,0,17,8";
    let file = |name: &str, lines: &[&str]| {
        std::fs::write(home.path().join(name), lines.join("\n")).unwrap();
    };
    file("bad.csv", &[head, good, "Nobody,Other,atlantis,,,,,,Tous,any,0,17,many", good]);
    let refused = home.run(&["import", "shelters", "bad.csv"], "");
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    for line in ["line 3: partner: ", "line 3: city: ", "line 3: capacity: ", "line 4: pool: "] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("4 things are wrong; nothing was imported"), "{said}");
    // As spreadsheets of old save it.
    std::fs::write(
        home.path().join("old.csv"),
        b"partner,shelter\nBayti,Refuge\nBayti,\xc9toile\n",
    )
    .unwrap();
    let refused = home.run(&["import", "shelters", "old.csv"], "");
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("line 3: ") && !said.contains("line 2: "), "{said}");
    assert!(said.contains("\"CSV UTF-8\"; nothing was imported"), "{said}");
    // As Excel saves "Unicode text".
    let unicode = format!("\u{feff}{head}\n{}\n", good.replace("any", "cats")).replace(',', "\t");
    let unicode: Vec<u8> = unicode.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(home.path().join("unicode.txt"), unicode).unwrap();
    let refused = home.run(&["import", "shelters", "unicode.txt"], "");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("line 2: gender: "), "{said}");
    let many = vec!["Nobody,Other,atlantis,,,,,,Tous,any,0,17,many"; 100];
    file("many.csv", &[&[head], &many[..]].concat());
    let refused = home.run(&["import", "shelters", "many.csv"], "");
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(said.lines().filter(|line| line.starts_with("line ")).count(), 50, "{said}");
    assert!(said.contains("and 250 more") && said.contains("300 things are wrong"), "{said}");
    assert!(home.fails(&["import", "shelters", "none.csv"], "").contains("none.csv"));
    assert_eq!(home.run(&["import", "shelters"], "").status.code(), Some(2));

    file("good.csv", &[head, good, &good.replace("Tous", "Filles")]);
    let done = home.done(&["import", "shelters", "good.csv"]);
    assert_eq!(done.trim(), "imported shelters 1, pools 2");
    service.sign_in(&home, "admin@mabit.example");
    let shown = crate::program::until("the shelter is on the board", async || {
        let board = service.get("admin@mabit.example", "/board?city=mohammedia").await;
        board["shelters"].get(0).cloned()
    });
    let house = shown.await;
    let pools = house["pools"].as_array().unwrap();
    assert_eq!((&house["name"], pools.len()), (&"Refuge".into(), 2));
    assert!(pools.iter().all(|pool| pool["free"] == 0));
    assert!(home.fails(&["import", "shelters", "good.csv"], "").contains("2 things are wrong"));
}

#[tokio::test]
async fn a_token_ends_when_it_was_to() {
    let home = home().await;
    let service = home.serve(&["--demo"]);
    let user = "outreach@bayti.example";
    let token = home.done(&["token", "create", "--user", user, "--label", "t", "--expires", "1s"]);
    let client = reqwest::Client::new();
    let status = async || {
        let request = client.get(format!("{}/api/v1/requests", service.url));
        request.bearer_auth(token.trim()).send().await.unwrap().status().as_u16()
    };
    crate::program::until("the token ends", async || (status().await == 401).then_some(())).await;
    assert!(
        home.fails(&["token", "create", "--user", "no@b.org", "--label", "t"], "")
            .contains("no account")
    );
}

#[tokio::test]
async fn wrong_usage_is_2_and_a_wrong_setting_is_named() {
    let mut home = home().await;
    assert_eq!(home.run(&["serve", "--nonsense"], "").status.code(), Some(2));
    assert_eq!(home.run(&["user", "add", "--email", "a@b.org"], "").status.code(), Some(2));
    assert_eq!(
        home.run(&["user", "add", "--email", "a@b.org", "--role", "king"], "").status.code(),
        Some(2)
    );
    home.set("MABIT_HTTP__LISTNE", "127.0.0.1:1");
    assert!(home.fails(&["serve"], "").contains("MABIT_HTTP__LISTNE"));
    assert!(home.fails(&["check-config"], "").contains("MABIT_HTTP__LISTNE"));
}

#[tokio::test]
async fn check_config_hides_secrets_and_openapi_needs_no_settings() {
    let mut home = home().await;
    home.set("MABIT_MAIL__URL", "smtps://mabit:open-sesame@mail.example:465");
    let settings = home.done(&["check-config"]);
    assert!(settings.contains("ttl = \"20m\"") && !settings.contains("open-sesame"));
    let document: serde_json::Value = serde_json::from_str(&home.done(&["openapi"])).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
}
