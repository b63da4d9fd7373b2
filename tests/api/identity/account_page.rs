//! One's own account: its password, its language, the code at sign-in, and where it is signed in.

use chrono::TimeDelta;
use mabit::clock::Clock;
use mabit::services::identity::sign_in::Origin;
use mabit::services::identity::sign_in::Refusal;
use mabit::services::identity::sign_in::Signed;
use mabit::services::identity::sign_in::finish;
use mabit::services::identity::sign_in::sign_in;
use mabit::services::identity::tokens;
use reqwest::Response;
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

use crate::support::browser::{Browser, PASSWORD, page, send, signed_in};
use crate::support::{ADMIN, App, id, on_both};

on_both!(
    the_password_is_changed_by_who_knows_it,
    a_new_password_of_the_owner_revokes_tokens_unless_they_are_kept,
    whoever_guesses_the_password_on_the_page_must_wait,
    the_language_and_the_mail_of_offers_are_chosen,
    a_code_is_set_up_asked_for_and_works_once,
    a_secret_waits_a_quarter_of_an_hour_and_is_then_shown_to_nobody,
    wrong_codes_are_counted_where_they_come_from,
    codes_from_everywhere_are_bounded_and_the_owners_device_gets_past_them,
    the_code_makes_unknown_what_the_password_alone_made_known,
    a_password_given_opens_nothing_and_not_for_long,
    the_code_goes_with_the_password_and_another_password_ends_a_pending_sign_in,
    an_administrator_lifts_the_code_of_a_lost_phone,
    browsers_are_listed_by_name_and_signed_out,
    the_page_speaks_three_languages,
);

const TEAM: &str = "outreach@asticude.example";
const NEW: &str = "another long night in oujda";

/// A phone that has the secret the page shows.
struct Codes<'a> {
    app: &'a App,
    codes: Totp,
}

impl<'a> Codes<'a> {
    /// Asks for a secret and takes it from the page.
    async fn take(app: &'a App, browser: &Browser<'_>) -> Self {
        let begun = send(app, browser, "/account/code/begin", &[("password", PASSWORD)]).await;
        assert_eq!(begun.headers()["location"], "/account#second-step");
        let shown = page(browser, "/account").await;
        let link = shown.split("otpauth://totp/Mabit:").nth(1).expect("a link");
        let link = link.split('"').next().unwrap();
        assert!(link.starts_with("outreach%40asticude%2Eexample?secret="), "{link}");
        let secret = link.split("secret=").nth(1).unwrap().split('&').next().unwrap();
        let typed = shown.split("id=\"secret\">").nth(1).unwrap().split("</p>").next().unwrap();
        assert_eq!(typed.matches(' ').count(), 9, "eight groups and two attributes: {typed}");
        let secret = Secret::try_from_base32(secret).unwrap();
        Self { app, codes: Builder::new().with_secret(secret).build().unwrap() }
    }

    /// The same, switched on.
    async fn on(app: &'a App, browser: &Browser<'_>) -> Self {
        let codes = Self::take(app, browser).await;
        let code = codes.now();
        let on = send(app, browser, "/account/code/confirm", &[("code", &code)]).await;
        assert_eq!(on.headers()["location"], "/account?done=code-on");
        app.pass(TimeDelta::seconds(30));
        codes
    }

    /// What the phone shows at this moment.
    fn now(&self) -> String {
        self.shifted(0)
    }

    fn shifted(&self, seconds: i64) -> String {
        let time = self.app.clock.now().timestamp() + seconds;
        self.codes.generate(u64::try_from(time).unwrap()).to_string()
    }

    /// A code that fits no moment near this one.
    fn wrong(&self) -> String {
        let near: Vec<String> = (-3..=3).map(|step| self.shifted(step * 30)).collect();
        (0..).map(|n| format!("{n:06}")).find(|code| !near.contains(code)).unwrap()
    }
}

/// Gives the right password and keeps what stands for it.
async fn pending_sign_in<'a>(app: &'a App, next: &str) -> Browser<'a> {
    let mut browser = Browser::new(app);
    let fields = [("email", TEAM), ("password", PASSWORD), ("next", next), ("lang", "en")];
    let led = browser.post("/sign-in", &fields).await;
    assert_eq!(led.status(), 303);
    let location = led.headers()["location"].to_str().unwrap();
    assert!(location.starts_with("/sign-in/code?lang=en&next="), "{location}");
    let cookie = led.headers()["set-cookie"].to_str().unwrap();
    for part in ["__Host-mabit-pending=", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=600"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    browser.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    browser
}

async fn give(browser: &Browser<'_>, code: &str) -> Response {
    browser.post("/sign-in/code", &[("code", code), ("next", "/outreach"), ("lang", "en")]).await
}

/// Takes the session's cookie from an answer that leads on.
fn is_in(browser: &mut Browser<'_>, led: &Response) {
    assert_eq!(led.status(), 303);
    assert_eq!(led.headers()["location"], "/outreach");
    let cookies: Vec<&str> =
        led.headers().get_all("set-cookie").iter().map(|one| one.to_str().unwrap()).collect();
    assert!(cookies.iter().any(|one| one.starts_with("__Host-mabit-pending=; ")), "{cookies:?}");
    browser.keep(led);
}

async fn the_password_is_changed_by_who_knows_it(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let mut phone = Browser::new(&app);
    assert_eq!(phone.sign_in_as(TEAM, PASSWORD).await, 303);
    let short = "too short";
    for (old, new, again, field) in [
        ("not the password", NEW, NEW, "old"),
        (PASSWORD, short, short, "new"),
        (PASSWORD, NEW, "something else", "again"),
        ("", NEW, NEW, "old"),
    ] {
        let fields = [("old", old), ("new", new), ("again", again)];
        let told = send(&app, &browser, "/account/password", &fields).await;
        assert_eq!(told.status(), 422, "{field}");
        let told = told.text().await.unwrap();
        assert!(told.contains(&format!("href=\"#{field}\"")), "{told}");
        assert!(told.contains(&format!("id=\"{field}-wrong\"")));
        for secret in [NEW, PASSWORD, "not the password"] {
            assert!(!told.contains(secret), "a password comes back");
        }
    }
    assert!(phone.is_signed_in().await);
    let fields = [("old", PASSWORD), ("new", NEW), ("again", NEW)];
    let led = send(&app, &browser, "/account/password", &fields).await;
    assert_eq!(led.headers()["location"], "/account?done=password");
    assert!(page(&browser, "/account?done=password").await.contains("role=\"status\""));
    assert!(browser.is_signed_in().await && !phone.is_signed_in().await);
    assert_eq!(phone.sign_in_as(TEAM, PASSWORD).await, 401);
    assert_eq!(phone.sign_in_as(TEAM, NEW).await, 303);
}

/// Whether the API takes a bearer token.
async fn works(app: &App, token: &str) -> bool {
    let call = app.client.get(format!("{}/api/v1/me", app.base)).bearer_auth(token);
    call.send().await.unwrap().status() == 200
}

async fn a_new_password_of_the_owner_revokes_tokens_unless_they_are_kept(app: App) {
    let browser = signed_in(&app, TEAM).await;
    assert!(!page(&browser, "/account").await.contains("keep_tokens"), "there is none to keep");
    let make = || tokens::create(&app.cx, TEAM, "kobo <1>", None);
    let (token, other) = (make().await.unwrap(), tokens::create(&app.cx, ADMIN, "x", None));
    let other = other.await.unwrap();
    for (lang, text) in [
        ("fr", "Ces programmes perdront leur accès"),
        ("ar", "ستفقد هذه البرامج الوصول"),
        ("en", "These programs will lose their access"),
    ] {
        assert_eq!(send(&app, &browser, "/language", &[("lang", lang)]).await.status(), 303);
        let shown = page(&browser, "/account").await;
        assert!(shown.contains(text) && shown.contains("kobo &#60;1&#62;"), "{shown}");
    }
    let fields = [("old", PASSWORD), ("new", NEW), ("again", NEW), ("keep_tokens", "1")];
    assert_eq!(send(&app, &browser, "/account/password", &fields).await.status(), 303);
    assert!(works(&app, &token).await);
    let fields = [("old", NEW), ("new", PASSWORD), ("again", PASSWORD)];
    assert_eq!(send(&app, &browser, "/account/password", &fields).await.status(), 303);
    assert!(!works(&app, &token).await, "revoked unless it is kept");
    assert!(works(&app, &other).await, "of another account");
    assert!(browser.is_signed_in().await);
}

async fn whoever_guesses_the_password_on_the_page_must_wait(app: App) {
    let browser = signed_in(&app, TEAM).await;
    for path in ["/account/password", "/account/code/begin", "/account/code/end"].repeat(3) {
        let fields = [("old", "a guess"), ("password", "a guess"), ("new", NEW), ("again", NEW)];
        let told = send(&app, &browser, path, &fields).await.status();
        assert!(told == 422 || told == 429, "{path}: {told}");
    }
    let fields = [("old", PASSWORD), ("new", NEW), ("again", NEW)];
    assert_eq!(send(&app, &browser, "/account/password", &fields).await.status(), 429);
    // What this browser guessed holds up no other.
    assert_eq!(Browser::new(&app).sign_in_as(TEAM, PASSWORD).await, 303);
    app.pass(TimeDelta::minutes(15));
    assert_eq!(send(&app, &browser, "/account/password", &fields).await.status(), 303);
}

async fn the_language_and_the_mail_of_offers_are_chosen(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let own = || async { app.outreach("nador").get("/me").await.is(200) };
    let with = [("locale", "ar"), ("has_mail_offers", "1"), ("mail_offers", "1")];
    let led = send(&app, &browser, "/account/settings", &with).await;
    assert_eq!(led.headers()["location"], "/account?done=settings");
    assert_eq!(own().await["locale"], "ar");
    assert_eq!(own().await["mail_offers"], true);
    let shown = page(&browser, "/account").await;
    assert!(shown.contains("<html lang=\"ar\" dir=\"rtl\""));
    assert!(shown.contains("name=\"mail_offers\" value=\"1\" checked"));
    let without = [("locale", "fr"), ("has_mail_offers", "1")];
    assert_eq!(send(&app, &browser, "/account/settings", &without).await.status(), 303);
    assert_eq!(own().await["mail_offers"], false);
    assert_eq!(send(&app, &browser, "/account/settings", &[("locale", "xx")]).await.status(), 422);
    // An administrator has no mail of offers to choose.
    let admin = signed_in(&app, ADMIN).await;
    assert!(!page(&admin, "/account").await.contains("mail_offers"));
}

async fn a_code_is_set_up_asked_for_and_works_once(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let codes = Codes::take(&app, &browser).await;
    // Until a first code has come the password is enough.
    let mut phone = Browser::new(&app);
    assert_eq!(phone.sign_in_as(TEAM, PASSWORD).await, 303);
    assert!(phone.is_signed_in().await);
    for wrong in [&*codes.wrong(), "", "12345", "1234567", "abcdef", "١٢٣٤٥٦"] {
        let told = send(&app, &browser, "/account/code/confirm", &[("code", wrong)]).await;
        assert_eq!(told.status(), 422, "{wrong:?}");
        assert!(told.text().await.unwrap().contains("id=\"code-wrong\""));
    }
    // People type it in two groups, in the digits of their keyboard.
    let first = codes.now();
    let arabic = |c: char| char::from_u32(0x660 + c.to_digit(10).unwrap()).unwrap();
    let typed: String = first.chars().map(arabic).collect();
    let (one, two) = typed.split_at(typed.len() / 2);
    let spaced = format!(" {one} {two}\u{200f} ");
    let on = send(&app, &browser, "/account/code/confirm", &[("code", &spaced)]).await;
    assert_eq!(on.headers()["location"], "/account?done=code-on");
    assert!(browser.is_signed_in().await && phone.is_signed_in().await, "who is in stays in");

    let mut phone = pending_sign_in(&app, "/outreach").await;
    let form = page(&phone, "/sign-in/code?lang=en&next=%2Foutreach").await;
    assert!(form.contains("autocomplete=\"one-time-code\"") && form.contains("The code from your"));
    let used = give(&phone, &first).await;
    assert_eq!(used.status(), 401, "the code that switched it on has been used");
    assert!(used.text().await.unwrap().contains("role=\"alert\""));
    app.pass(TimeDelta::seconds(30));
    let code = codes.now();
    let led = give(&phone, &code).await;
    is_in(&mut phone, &led);
    assert!(phone.is_signed_in().await);
    // Neither the same again nor one of before.
    let again = pending_sign_in(&app, "/outreach").await;
    assert_eq!(give(&again, &code).await.status(), 401);
    assert_eq!(give(&again, &first).await.status(), 401);
    // A phone whose clock is half a minute fast.
    let mut again = again;
    let led = give(&again, &codes.shifted(30)).await;
    is_in(&mut again, &led);

    let off = send(&app, &browser, "/account/code/end", &[("password", "a guess")]).await;
    assert_eq!(off.status(), 422);
    let off = send(&app, &browser, "/account/code/end", &[("password", PASSWORD)]).await;
    assert_eq!(off.headers()["location"], "/account?done=code-off");
    assert_eq!(Browser::new(&app).sign_in_as(TEAM, PASSWORD).await, 303);
}

async fn a_secret_waits_a_quarter_of_an_hour_and_is_then_shown_to_nobody(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let begun = send(&app, &browser, "/account/code/begin", &[("password", "a guess")]).await;
    assert_eq!(begun.status(), 422);
    assert!(!page(&browser, "/account").await.contains("otpauth:"));
    let late = Codes::take(&app, &browser).await;
    app.pass(TimeDelta::minutes(15));
    assert!(!page(&browser, "/account").await.contains("otpauth:"));
    let told = send(&app, &browser, "/account/code/confirm", &[("code", &late.now())]).await;
    assert_eq!(told.status(), 409);
    // One that was left is not the next.
    let left = Codes::take(&app, &browser).await;
    assert_eq!(send(&app, &browser, "/account/code/cancel", &[]).await.status(), 303);
    assert!(!page(&browser, "/account").await.contains("otpauth:"));
    let told = send(&app, &browser, "/account/code/confirm", &[("code", &left.now())]).await;
    assert_eq!(told.status(), 409);
    let codes = Codes::on(&app, &browser).await;
    let shown = page(&browser, "/account").await;
    assert!(!shown.contains("otpauth:") && !shown.contains("id=\"secret\""));
    // Neither begun again nor left while it is on.
    let again = send(&app, &browser, "/account/code/begin", &[("password", PASSWORD)]).await;
    assert_eq!(again.status(), 409);
    assert_eq!(send(&app, &browser, "/account/code/cancel", &[]).await.status(), 303);
    let mut phone = pending_sign_in(&app, "/outreach").await;
    let led = give(&phone, &codes.now()).await;
    is_in(&mut phone, &led);
    assert_eq!(send(&app, &browser, "/account/code/nonsense", &[]).await.status(), 404);
}

async fn wrong_codes_are_counted_where_they_come_from(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let codes = Codes::on(&app, &browser).await;
    let phone = pending_sign_in(&app, "/outreach").await;
    for _ in 0..8 {
        assert_eq!(give(&phone, &codes.wrong()).await.status(), 401);
    }
    assert_eq!(give(&phone, &codes.now()).await.status(), 429);
    // The password again does not begin the count anew.
    let again = pending_sign_in(&app, "/outreach").await;
    assert_eq!(give(&again, &codes.now()).await.status(), 429);
    // From elsewhere the owner signs in meanwhile.
    let from = Origin { address: "192.0.2.1".to_owned(), ..Origin::default() };
    let pending = pending_from(&app, &from).await;
    assert!(finish(&app.cx, &pending, &codes.now(), &from).await.is_ok());
    app.pass(TimeDelta::minutes(15));
    let mut phone = pending_sign_in(&app, "/outreach").await;
    let led = give(&phone, &codes.now()).await;
    is_in(&mut phone, &led);
}

/// Gives the right password from an address; gives what stands for it.
async fn pending_from(app: &App, from: &Origin) -> String {
    match sign_in(&app.cx, TEAM, PASSWORD.to_owned(), from).await.unwrap() {
        Signed::PendingTotp(pending) => pending,
        Signed::In(_) => panic!("no code is asked for"),
    }
}

async fn codes_from_everywhere_are_bounded_and_the_owners_device_gets_past_them(app: App) {
    let mut browser = signed_in(&app, TEAM).await;
    let codes = Codes::on(&app, &browser).await;
    // A hundred wrong ones in a day, from so many networks that no other limit holds.
    for n in 0..100 {
        let from = Origin { address: format!("192.0.2.{n}"), ..Origin::default() };
        let pending = pending_from(&app, &from).await;
        let refused = finish(&app.cx, &pending, &codes.wrong(), &from).await;
        assert!(matches!(refused, Err(Refusal::Wrong)), "{n}: {refused:?}");
    }
    app.pass(TimeDelta::hours(23));
    let from = Origin { address: "198.51.100.1".to_owned(), ..Origin::default() };
    let pending = pending_from(&app, &from).await;
    let refused = finish(&app.cx, &pending, &codes.now(), &from).await;
    let Err(Refusal::TooMany(until)) = refused else { panic!("{refused:?}") };
    assert!((until - app.now()).num_minutes() <= 60, "{until}");
    // The browser in which the owner has signed in before.
    let fields = [("email", TEAM), ("password", PASSWORD), ("lang", "en")];
    let led = browser.post("/sign-in", &fields).await;
    let pending =
        led.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    browser.cookie = Some(pending);
    for _ in 0..8 {
        assert_eq!(give(&browser, &codes.wrong()).await.status(), 401);
    }
    assert_eq!(give(&browser, &codes.now()).await.status(), 429, "its own tries are limited too");
    app.pass(TimeDelta::minutes(10) - TimeDelta::seconds(1));
    assert_eq!(give(&browser, &codes.now()).await.status(), 429);
    app.pass(TimeDelta::minutes(5) + TimeDelta::seconds(1));
    let led = browser.post("/sign-in", &fields).await;
    let pending =
        led.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap().to_owned();
    browser.cookie = Some(pending);
    let led = give(&browser, &codes.now()).await;
    is_in(&mut browser, &led);
}

async fn the_code_makes_unknown_what_the_password_alone_made_known(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let mut thief = Browser::new(&app);
    assert_eq!(thief.sign_in_as(TEAM, PASSWORD).await, 303);
    let known = |browser: &Browser<'_>, address: &str| Origin {
        address: address.to_owned(),
        known: browser.device.as_ref().map(|cookie| cookie.split_once('=').unwrap().1.to_owned()),
        ..Origin::default()
    };
    let codes = Codes::on(&app, &browser).await;
    // Guesses of the thief's device count for its network, not for a device of its own.
    for _ in 0..8 {
        let from = known(&thief, "192.0.2.1");
        let pending = pending_from(&app, &from).await;
        let refused = finish(&app.cx, &pending, &codes.wrong(), &from).await;
        assert!(matches!(refused, Err(Refusal::Wrong)), "{refused:?}");
    }
    let from = Origin { address: "192.0.2.1".to_owned(), ..Origin::default() };
    let pending = pending_from(&app, &from).await;
    let refused = finish(&app.cx, &pending, &codes.now(), &from).await;
    assert!(matches!(refused, Err(Refusal::TooMany(_))), "{refused:?}");
    let from = known(&browser, "192.0.2.1");
    let pending = pending_from(&app, &from).await;
    assert!(finish(&app.cx, &pending, &codes.now(), &from).await.is_ok());
}

async fn a_password_given_opens_nothing_and_not_for_long(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let codes = Codes::on(&app, &browser).await;
    let phone = pending_sign_in(&app, "/outreach").await;
    assert!(!phone.is_signed_in().await);
    assert_eq!(phone.get("/outreach").await.status(), 303);
    let cookie = phone.cookie.clone().unwrap();
    let mut as_session = Browser::new(&app);
    as_session.cookie = Some(cookie.replace("__Host-mabit-pending", "__Host-mabit"));
    assert!(!as_session.is_signed_in().await);
    for cookie in
        [None, Some("__Host-mabit-pending=".to_owned()), Some("__Host-mabit-pending=x".into())]
    {
        let mut nobody = Browser::new(&app);
        nobody.cookie = cookie;
        assert_eq!(nobody.get("/sign-in/code").await.headers()["location"], "/sign-in");
        assert_eq!(give(&nobody, &codes.now()).await.headers()["location"], "/sign-in?lang=en");
    }
    app.pass(TimeDelta::minutes(10));
    assert_eq!(phone.get("/sign-in/code").await.status(), 303);
    assert_eq!(give(&phone, &codes.now()).await.headers()["location"], "/sign-in?lang=en");
    // Nobody is led away to another site after the code.
    let phone = pending_sign_in(&app, "//evil.example").await;
    let fields = [("code", &*codes.now()), ("next", "//evil.example")];
    assert_eq!(phone.post("/sign-in/code", &fields).await.headers()["location"], "/");
    // A form of another site is not taken.
    let foreign = phone.client.post(format!("{}/sign-in/code", app.base)).body("code=123456");
    let foreign = foreign.header("content-type", "application/x-www-form-urlencoded");
    let foreign = phone.with_cookie(foreign).header("sec-fetch-site", "cross-site");
    assert_eq!(foreign.send().await.unwrap().status(), 403);
}

async fn the_code_goes_with_the_password_and_another_password_ends_a_pending_sign_in(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let codes = Codes::on(&app, &browser).await;
    let phone = pending_sign_in(&app, "/outreach").await;
    let fields = [("old", PASSWORD), ("new", NEW), ("again", NEW)];
    assert_eq!(send(&app, &browser, "/account/password", &fields).await.status(), 303);
    assert_eq!(give(&phone, &codes.now()).await.headers()["location"], "/sign-in?lang=en");
    // The code is asked for with the new password too.
    let led = Browser::new(&app).post("/sign-in", &[("email", TEAM), ("password", NEW)]).await;
    assert!(led.headers()["location"].to_str().unwrap().starts_with("/sign-in/code"));
    // A shut account's code opens nothing.
    let phone = Browser::new(&app);
    let led = phone.post("/sign-in", &[("email", TEAM), ("password", NEW)]).await;
    let cookie = led.headers()["set-cookie"].to_str().unwrap().split(';').next().unwrap();
    let mut phone = phone;
    phone.cookie = Some(cookie.to_owned());
    app.change_account(TEAM, &json!({ "active": false })).await;
    assert_eq!(give(&phone, &codes.now()).await.headers()["location"], "/sign-in?lang=en");
}

async fn an_administrator_lifts_the_code_of_a_lost_phone(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let codes = Codes::on(&app, &browser).await;
    let path = format!("/admin/accounts/{}/code", id(&app.account(TEAM).await));
    let coordinator = signed_in(&app, "coordinator@asticude.example").await;
    assert_eq!(send(&app, &coordinator, &path, &[]).await.status(), 403);
    let phone = pending_sign_in(&app, "/outreach").await;
    let admin = signed_in(&app, ADMIN).await;
    assert_eq!(admin.post(&path, &[]).await.status(), 403, "without the token");
    let led = send(&app, &admin, &path, &[]).await;
    assert_eq!(
        led.headers()["location"],
        format!("/admin/accounts/{}", id(&app.account(TEAM).await))
    );
    assert_eq!(give(&phone, &codes.now()).await.headers()["location"], "/sign-in?lang=en");
    assert_eq!(Browser::new(&app).sign_in_as(TEAM, PASSWORD).await, 303);
    let audit = page(&admin, "/admin/audit").await;
    for done in ["Double vérification activée", "téléphone perdu"] {
        assert!(audit.contains(done), "{done}");
    }
    let nobody = format!("/admin/accounts/{}/code", uuid::Uuid::nil());
    assert_eq!(send(&app, &admin, &nobody, &[]).await.status(), 404);
}

async fn browsers_are_listed_by_name_and_signed_out(app: App) {
    let browser = signed_in(&app, TEAM).await;
    let mut phone = Browser::new(&app);
    let body = url::form_urlencoded::Serializer::new(String::new())
        .extend_pairs([("email", TEAM), ("password", PASSWORD)])
        .finish();
    let agent = "Mozilla/5.0 (Linux; Android 10; K) Chrome/131.0 Mobile <script>x</script>";
    let request = phone.client.post(format!("{}/sign-in", app.base)).body(body);
    let request = request.header("content-type", "application/x-www-form-urlencoded");
    let led = request.header("user-agent", agent).send().await.unwrap();
    let cookie = led.headers()["set-cookie"].to_str().unwrap();
    phone.cookie = Some(cookie.split(';').next().unwrap().to_owned());
    let other = signed_in(&app, "shelter@asticude.example").await;
    let shown = page(&browser, "/account").await;
    assert!(shown.contains("Chrome · Android") && !shown.contains("<script>x"), "{shown}");
    assert_eq!(shown.matches("class=\"dot free\">cet appareil").count(), 1);
    assert_eq!(shown.matches("<li class=\"stack tight\">").count(), 2);
    let left = send(&app, &phone, "/sign-out", &[("everywhere", "1")]).await;
    assert_eq!(left.status(), 303);
    assert!(!browser.is_signed_in().await && !phone.is_signed_in().await);
    assert!(other.is_signed_in().await);
}

async fn the_page_speaks_three_languages(app: App) {
    let browser = signed_in(&app, TEAM).await;
    for (lang, title) in [("fr", "Mon compte"), ("ar", "حسابي"), ("en", "My account")] {
        let set = send(&app, &browser, "/account/settings", &[("locale", lang)]).await;
        assert_eq!(set.status(), 303);
        let shown = page(&browser, "/account").await;
        assert!(shown.contains(&format!("<h1>{title}</h1>")), "{lang}");
        assert!(shown.contains("<a class=\"btn plain\" href=\"/account\">"));
    }
}
