//! The command line: what it prints, what it refuses, and its exit codes.

use crate::support::Backend;
use crate::support::program::{Program, Running, answer_of};

#[tokio::test]
async fn the_demo_prints_a_sign_in_a_line_and_goes_on_with_its_own_database() {
    let program = Program::new(Backend::Sqlite).await;
    let service = program.start(&["--demo"]).await;
    let sign_ins: Vec<String> = sign_ins(&service);
    let words: Vec<Vec<&str>> = sign_ins.iter().map(|line| line.split(' ').collect()).collect();
    assert_eq!(words.len(), 6 * 3 + 2);
    assert!(words.iter().all(|words| words.len() == 4 && words[0].contains('@')));
    let role = |role: &str| words.iter().filter(|words| words[2] == role).count();
    assert_eq!(
        (role("outreach"), role("shelter"), role("coordinator"), role("admin")),
        (6, 6, 7, 1)
    );
    service.stop().await;
    program.is_sound().await;
    let again = program.start(&["--demo"]).await;
    assert_eq!(self::sign_ins(&again), sign_ins);
    assert!(front_page(&again).await.contains("all invented"));
    again.stop().await;
    program.is_sound().await;
}

fn sign_ins(service: &Running) -> Vec<String> {
    let lines = service.lines.iter().filter_map(|line| line.strip_prefix("sign-in "));
    lines.map(str::to_owned).collect()
}

#[tokio::test]
async fn the_demo_refuses_a_database_that_holds_something_else() {
    let program = Program::new(Backend::Sqlite).await;
    let admin = ["user", "add", "--email", "admin@example.org", "--role", "admin"];
    program.done(&admin).await;
    let refused = program.fails(&["serve", "--demo"]).await;
    assert!(refused.contains("empty database"), "{refused}");
    assert!(refused.contains("start without --demo"), "{refused}");
    let service = program.start(&[]).await;
    assert!(!front_page(&service).await.contains("all invented"));
    service.stop().await;
}

async fn front_page(service: &Running) -> String {
    let page = reqwest::Client::new().get(format!("{}/sign-in?lang=en", service.url));
    page.send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn an_empty_database_gives_a_link_that_makes_the_first_admin_once() {
    let program = Program::new(Backend::Sqlite).await;
    let service = program.start(&[]).await;
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
    service.stop().await;
    let again = program.start(&[]).await;
    assert!(!again.lines.iter().any(|line| line.starts_with("first admin")));
    program.done(&["token", "create", "--user", "ADMIN@example.org", "--label", "test"]).await;
}

#[tokio::test]
async fn accounts_are_added_beside_a_running_service() {
    let program = Program::new(Backend::Sqlite).await;
    let mut service = program.start_filled().await;
    let add = |more: &[&str]| {
        let mut arguments = vec!["user", "add", "--email", "team@example.org"];
        arguments.extend(more);
        arguments.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>()
    };
    let words = add(&["--role", "outreach", "--partner", "Bayti", "--locale", "ar"]);
    let link = program.done(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(link.trim().starts_with("http://localhost:8080/set-password/"));
    service.sign_in(&program, "team@example.org").await;
    assert_eq!(service.get("team@example.org", "/requests").await["items"], serde_json::json!([]));
    let again = program.fails(&words.iter().map(String::as_str).collect::<Vec<_>>()).await;
    assert!(again.contains("there is an account with this address"), "{again}");
    let homeless = program.fails(&["user", "add", "--email", "a@b.org", "--role", "shelter"]).await;
    assert!(homeless.contains("partner_id"), "{homeless}");
    let unknown = ["user", "add", "--email", "a@b.org", "--role", "shelter", "--partner", "Nobody"];
    assert!(program.fails(&unknown).await.contains("no partner \"Nobody\""));
    let with_password =
        ["user", "add", "--email", "c@b.org", "--role", "coordinator", "--password-stdin"];
    assert!(program.fails_with(&with_password, "short\n").await.contains("10 to 200 characters"));
    // Whose phone is lost; that of an account without a code changes nothing.
    assert_eq!(program.done(&["user", "lift-code", "--user", "Team@example.org"]).await, "");
    assert!(program.fails(&["user", "lift-code", "--user", "no@b.org"]).await.contains("no@b.org"));
    assert!(program.run_with(&with_password, "long enough for all\n").await.status.success());
}

#[tokio::test]
async fn shelters_are_imported_all_or_none() {
    let program = Program::new(Backend::Sqlite).await;
    let mut service = program.start_filled().await;
    let head =
        "partner,shelter,city,lat,lon,phone,email,features,pool,gender,age_min,age_max,capacity";
    let good = "Bayti,Refuge,mohammedia,,,,,wheelchair,Tous,any,0,17,8";
    let file = |name: &str, lines: &[&str]| {
        std::fs::write(program.folder().join(name), lines.join("\n")).unwrap();
    };
    file("bad.csv", &[head, good, "Nobody,Other,atlantis,,,,,,Tous,any,0,17,many", good]);
    let refused = program.run(&["import", "shelters", "bad.csv"]).await;
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    for line in ["line 3: partner: ", "line 3: city: ", "line 3: capacity: ", "line 4: pool: "] {
        assert!(said.contains(line), "{line}: {said}");
    }
    assert!(said.contains("4 things are wrong; nothing was imported"), "{said}");
    // As spreadsheets of old save it.
    std::fs::write(
        program.folder().join("old.csv"),
        b"partner,shelter\nBayti,Refuge\nBayti,\xc9toile\n",
    )
    .unwrap();
    let refused = program.run(&["import", "shelters", "old.csv"]).await;
    assert_eq!(refused.status.code(), Some(1));
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("line 3: ") && !said.contains("line 2: "), "{said}");
    assert!(said.contains("\"CSV UTF-8\"; nothing was imported"), "{said}");
    // As Excel saves "Unicode text".
    let unicode = format!("\u{feff}{head}\n{}\n", good.replace("any", "cats")).replace(',', "\t");
    let unicode: Vec<u8> = unicode.encode_utf16().flat_map(u16::to_le_bytes).collect();
    std::fs::write(program.folder().join("unicode.txt"), unicode).unwrap();
    let refused = program.run(&["import", "shelters", "unicode.txt"]).await;
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(said.contains("line 2: gender: "), "{said}");
    let many = vec!["Nobody,Other,atlantis,,,,,,Tous,any,0,17,many"; 100];
    file("many.csv", &[&[head], &many[..]].concat());
    let refused = program.run(&["import", "shelters", "many.csv"]).await;
    let said = String::from_utf8(refused.stderr).unwrap();
    assert_eq!(said.lines().filter(|line| line.starts_with("line ")).count(), 50, "{said}");
    assert!(said.contains("and 250 more") && said.contains("300 things are wrong"), "{said}");
    assert!(program.fails(&["import", "shelters", "none.csv"]).await.contains("none.csv"));
    assert_eq!(program.run(&["import", "shelters"]).await.status.code(), Some(2));

    file("good.csv", &[head, good, &good.replace("Tous", "Filles")]);
    let done = program.done(&["import", "shelters", "good.csv"]).await;
    assert_eq!(done.trim(), "imported shelters 1, pools 2");
    service.sign_in(&program, "admin@mabit.example").await;
    let shown = answer_of("the shelter is on the board", async || {
        let board = service.get("admin@mabit.example", "/board?city=mohammedia").await;
        board["shelters"].get(0).cloned()
    });
    let shelter = shown.await;
    let pools = shelter["pools"].as_array().unwrap();
    assert_eq!((&shelter["name"], pools.len()), (&"Refuge".into(), 2));
    assert!(pools.iter().all(|pool| pool["free"] == 0));
    assert!(
        program.fails(&["import", "shelters", "good.csv"]).await.contains("2 things are wrong")
    );
}

#[tokio::test]
async fn a_token_ends_when_it_was_to() {
    let program = Program::new(Backend::Sqlite).await;
    let service = program.start_filled().await;
    let user = "outreach@bayti.example";
    let token =
        program.done(&["token", "create", "--user", user, "--label", "t", "--expires", "1s"]).await;
    let client = reqwest::Client::new();
    let status = async || {
        let request = client.get(format!("{}/api/v1/requests", service.url));
        request.bearer_auth(token.trim()).send().await.unwrap().status().as_u16()
    };
    answer_of("the token ends", async || (status().await == 401).then_some(())).await;
    assert!(
        program
            .fails(&["token", "create", "--user", "no@b.org", "--label", "t"])
            .await
            .contains("no account")
    );
}

#[tokio::test]
async fn wrong_usage_is_2_and_a_wrong_setting_is_named() {
    let mut program = Program::new(Backend::Sqlite).await;
    assert_eq!(program.run(&["serve", "--nonsense"]).await.status.code(), Some(2));
    assert_eq!(program.run(&["user", "add", "--email", "a@b.org"]).await.status.code(), Some(2));
    assert_eq!(
        program.run(&["user", "add", "--email", "a@b.org", "--role", "king"]).await.status.code(),
        Some(2)
    );
    program.set("MABIT_HTTP__LISTNE", "127.0.0.1:1");
    assert!(program.fails(&["serve"]).await.contains("MABIT_HTTP__LISTNE"));
    assert!(program.fails(&["check-config"]).await.contains("MABIT_HTTP__LISTNE"));
}

#[tokio::test]
async fn check_config_hides_secrets_and_openapi_needs_no_settings() {
    let mut program = Program::new(Backend::Sqlite).await;
    program.set("MABIT_MAIL__URL", "smtps://mabit:open-sesame@mail.example:465");
    let settings = program.done(&["check-config"]).await;
    assert!(settings.contains("ttl = \"20m\"") && !settings.contains("open-sesame"));
    let document: serde_json::Value =
        serde_json::from_str(&program.done(&["openapi"]).await).unwrap();
    assert!(document["openapi"].as_str().unwrap().starts_with("3.1"));
}
