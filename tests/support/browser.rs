//! A browser without a script, as the pages must serve it.

use mabit::services::identity::accounts;
use mabit::services::identity::sign_in;
use reqwest::header::CONTENT_TYPE;
use reqwest::redirect::Policy;
use reqwest::{Client, Response};
use serde_json::Value;

use super::answer::{Answer, id, text};
use super::app::{App, PUBLIC_URL};
use super::people::{ADMIN, CITY};

pub const PASSWORD: &str = "a long night in nador";

/// A browser: it follows nothing by itself, and keeps its cookie by hand.
pub struct Browser<'a> {
    app: &'a App,
    pub client: Client,
    pub cookie: Option<String>,
    /// The cookie by which the browser is known after a sign-in.
    pub device: Option<String>,
}

impl<'a> Browser<'a> {
    pub fn new(app: &'a App) -> Self {
        let client = Client::builder().no_proxy().redirect(Policy::none()).build().unwrap();
        Self { app, client, cookie: None, device: None }
    }

    pub async fn get(&self, path: &str) -> Response {
        let request = self.client.get(format!("{}{path}", self.app.base));
        self.with_cookie(request).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Response {
        let body: String =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let request = self.client.post(format!("{}{path}", self.app.base)).body(body);
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        self.with_cookie(request).send().await.unwrap()
    }

    pub fn with_cookie(&self, request: reqwest::RequestBuilder) -> reqwest::RequestBuilder {
        [&self.cookie, &self.device]
            .into_iter()
            .flatten()
            .fold(request, |request, cookie| request.header("cookie", cookie))
    }

    pub async fn sign_in(&mut self, password: &str) -> u16 {
        self.sign_in_as(CITY, password).await
    }

    pub async fn sign_in_as(&mut self, email: &str, password: &str) -> u16 {
        let answer = self.post("/sign-in", &[("email", email), ("password", password)]).await;
        self.keep(&answer);
        answer.status().as_u16()
    }

    /// Keeps the cookies of an answer, as browsers do over https.
    pub fn keep(&mut self, answer: &Response) {
        for cookie in answer.headers().get_all("set-cookie") {
            let cookie = cookie.to_str().unwrap();
            for part in ["__Host-mabit", "Secure", "HttpOnly", "SameSite=", "Path=/"] {
                assert!(cookie.contains(part), "{cookie}");
            }
            let kept = Some(cookie.split(';').next().unwrap().to_owned());
            match cookie.split_once('=').unwrap().0 {
                "__Host-mabit" => self.cookie = kept,
                "__Host-mabit-device" => self.device = kept,
                _ => {}
            }
        }
    }

    /// Whether the API takes the cookie.
    pub async fn is_signed_in(&self) -> bool {
        self.get("/api/v1/me").await.status() == 200
    }
}

/// Gives the coordinator of Nador a password.
pub async fn with_password(app: &App) {
    give_password(app, CITY).await;
}

/// Gives an account the password.
pub async fn give_password(app: &App, email: &str) {
    let id = id(&app.account(email).await).parse().unwrap();
    accounts::give_password(&app.cx, id, PASSWORD.to_owned()).await.unwrap();
    // A new password revokes tokens.
    app.tokens.lock().await.remove(email);
}

/// The token of a session's forms.
pub async fn token(app: &App, browser: &Browser<'_>) -> String {
    let secret = browser.cookie.as_ref().unwrap().split_once('=').unwrap().1;
    let session = sign_in::session(&app.cx, secret).await.unwrap().unwrap();
    session.csrf_token()
}

/// The browser of somebody who has signed in.
pub async fn signed_in<'a>(app: &'a App, email: &str) -> Browser<'a> {
    give_password(app, email).await;
    let mut browser = Browser::new(app);
    assert_eq!(browser.sign_in_as(email, PASSWORD).await, 303);
    browser
}

/// Sends a form with the token of the session.
pub async fn send(
    app: &App,
    browser: &Browser<'_>,
    path: &str,
    fields: &[(&str, &str)],
) -> Response {
    let token = token(app, browser).await;
    browser.post(path, &[&[("csrf", &*token)], fields].concat()).await
}

/// The text of a page that must be there.
pub async fn page(browser: &Browser<'_>, path: &str) -> String {
    let page = browser.get(path).await;
    assert_eq!(page.status(), 200, "{path}");
    page.text().await.unwrap()
}

/// The same page in a language.
pub async fn page_in(app: &App, browser: &Browser<'_>, lang: &str, path: &str) -> String {
    let led = send(app, browser, "/language", &[("lang", lang), ("return_to", path)]).await;
    assert_eq!(led.headers()["location"], path);
    page(browser, path).await
}

/// Speaks another language from now on.
pub async fn switch_language(app: &App, browser: &Browser<'_>, lang: &str) {
    let token = token(app, browser).await;
    let fields = [("lang", lang), ("return_to", "/"), ("csrf", &*token)];
    assert_eq!(browser.post("/language", &fields).await.status(), 303);
}

/// An administrator in front of a browser.
pub async fn admin(app: &App) -> Browser<'_> {
    signed_in(app, ADMIN).await
}

/// The address of a request's page.
pub fn request_page(request: &Value) -> String {
    format!("/coordinator/requests/{}", text(&request["reference"]))
}

/// Sends a form of a request's page with its token.
pub async fn send_on_page(
    app: &App,
    browser: &Browser<'_>,
    request: &Value,
    what: &str,
    fields: &[(&str, &str)],
) -> Response {
    send(app, browser, &format!("{}/{what}", request_page(request)), fields).await
}

/// A refusal of a form: the page again, with what is wrong at the top and at each of these fields.
pub async fn refused_form(answer: Response, fields: &[&str]) -> String {
    assert_eq!(answer.status(), 422);
    let page = answer.text().await.unwrap();
    assert!(page.contains("role=\"alert\" tabindex=\"-1\" data-reason"), "{page}");
    for field in fields {
        assert!(page.contains(&format!("href=\"#{field}\"")), "{field}: {page}");
        assert!(page.contains(&format!("class=\"wrong\" id=\"{field}-wrong\"")), "{field}: {page}");
    }
    let count = page.matches("class=\"wrong\" id=").count();
    assert_eq!(count, fields.len(), "{page}");
    page
}

/// A mailed link, as a browser opens it.
pub async fn open_link(app: &App, link: &str) -> Answer {
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    app.send(format!("GET {path}"), app.client.get(format!("{}{path}", app.base))).await
}

/// The form of a mailed link, filled in.
pub async fn fill_in(app: &App, link: &str, fields: &[(&str, &str)]) -> Answer {
    let path = link.strip_prefix(PUBLIC_URL).unwrap();
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    let form = form.extend_pairs(fields).finish();
    let call = app.client.post(format!("{}{path}", app.base));
    let call = call.header(CONTENT_TYPE, "application/x-www-form-urlencoded").body(form);
    app.send(format!("POST {path}"), call).await
}

/// It has the headers that every page must have.
pub fn is_protected(page: &Response, path: &str) {
    let header = |name: &str| page.headers().get(name).map(|value| value.to_str().unwrap());
    assert_eq!(header("x-content-type-options"), Some("nosniff"), "{path}");
    assert_eq!(header("referrer-policy"), Some("no-referrer"), "{path}");
    assert_eq!(header("x-frame-options"), Some("DENY"), "{path}");
    assert_eq!(header("cache-control"), Some("no-store"), "{path}");
    assert_eq!(header("strict-transport-security"), Some("max-age=31536000"), "{path}");
    if header("content-type").is_some_and(|kind| kind.starts_with("text/html")) {
        let policy = header("content-security-policy").unwrap();
        assert!(policy.starts_with("default-src 'none'"), "{path}: {policy}");
        for part in ["frame-ancestors 'none'", "base-uri 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{path}: {policy}");
        }
        assert!(!policy.contains("unsafe") && !policy.contains('*'), "{path}: {policy}");
    }
}
