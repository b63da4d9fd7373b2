//! A browser without a script, as the pages must serve it.

use reqwest::redirect::Policy;
use reqwest::{Client, Response};

use crate::answer::text;
use crate::app::App;

pub const PASSWORD: &str = "a long night in nador";
pub const EMAIL: &str = "coordinator@asticude.example";

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
        self.sign_in_as(EMAIL, password).await
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
    give_password(app, EMAIL).await;
}

/// Gives an account the password.
pub async fn give_password(app: &App, email: &str) {
    let account = app.admin().get("/users?limit=200").await.is(200);
    let account = account["items"].as_array().unwrap().iter().find(|one| one["email"] == email);
    let id = text(&account.unwrap()["id"]).parse().unwrap();
    mabit::services::identity::accounts::give_password(&app.cx, id, PASSWORD.to_owned())
        .await
        .unwrap();
    // A new password revokes tokens.
    app.tokens.lock().await.remove(email);
}

/// The token of a session's forms.
pub async fn token(app: &App, browser: &Browser<'_>) -> String {
    let secret = browser.cookie.as_ref().unwrap().split_once('=').unwrap().1;
    let session =
        mabit::services::identity::sign_in::session(&app.cx, secret).await.unwrap().unwrap();
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
