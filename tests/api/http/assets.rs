//! What the pages load: files of ours, small, kept as long as they are the same.

use std::collections::BTreeSet;

use crate::support::browser::Browser;
use crate::support::{App, on_both};

on_both!(
    every_file_a_page_names_is_there_and_kept,
    files_are_packed_for_who_can_unpack_them,
    the_scripts_say_only_what_the_page_has_words_for,
);

/// The addresses of our own that a page loads, or its scripts do.
fn named(page: &str) -> BTreeSet<&str> {
    let values = page.split("href=\"").chain(page.split("src=\"")).skip(1);
    let values = values.filter_map(|rest| rest.split(['"', '#']).next());
    values.filter(|value| value.starts_with("/assets/")).collect()
}

async fn every_file_a_page_names_is_there_and_kept(app: App) {
    let browser = Browser::new(&app);
    let page = browser.get("/sign-in").await.text().await.unwrap();
    let named = named(&page);
    assert!(named.len() >= 6, "{named:?}");
    for path in &named {
        let file = browser.get(path).await;
        assert_eq!(file.status(), 200, "{path}");
        assert_eq!(file.headers()["x-content-type-options"], "nosniff");
        let lasts = file.headers()["cache-control"] == "public, max-age=31536000, immutable";
        assert_eq!(lasts, path.contains("?v="), "{path}");
        let tag = file.headers()["etag"].to_str().unwrap().to_owned();
        let request =
            browser.client.get(format!("{}{path}", app.base)).header("if-none-match", tag);
        assert_eq!(request.send().await.unwrap().status(), 304, "{path}");
    }
    // Another version's, which may run beside this one, is not kept under its name.
    let other = browser.get("/assets/style.css?v=another").await;
    assert_eq!(other.headers()["cache-control"], "no-cache");
    assert_eq!(browser.get("/sw.js?v=another").await.headers()["cache-control"], "no-cache");
    assert_eq!(browser.get("/assets/nothing.css").await.status(), 404);
}

async fn files_are_packed_for_who_can_unpack_them(app: App) {
    let browser = Browser::new(&app);
    for path in ["/assets/style.css", "/assets/app.js", "/sw.js", "/assets/icons.svg"] {
        let plain = browser.get(path).await;
        assert!(plain.headers().get("content-encoding").is_none());
        assert_eq!(plain.headers()["vary"], "accept-encoding");
        let plain = plain.bytes().await.unwrap();
        let request = browser.client.get(format!("{}{path}", app.base));
        let packed = request.header("accept-encoding", "gzip, deflate, br").send().await.unwrap();
        assert_eq!(packed.headers()["content-encoding"], "gzip");
        let packed = packed.bytes().await.unwrap();
        assert_eq!(packed[..2], [0x1f, 0x8b]);
        assert!(packed.len() * 2 < plain.len(), "{path}: {} of {}", packed.len(), plain.len());
    }
    let request = browser.client.get(format!("{}/assets/icon-192.png", app.base));
    let picture = request.header("accept-encoding", "gzip").send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/png");
    let icon = browser.get("/favicon.ico").await;
    assert_eq!(icon.headers()["location"], "/assets/icon-192.png");
    assert!(browser.get("/robots.txt").await.text().await.unwrap().contains("Disallow: /"));
}

async fn the_scripts_say_only_what_the_page_has_words_for(app: App) {
    let browser = Browser::new(&app);
    let page = browser.get("/sign-in").await.text().await.unwrap();
    let words = page.split("data-word=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let words: BTreeSet<&str> = words.collect();
    let mut said: BTreeSet<String> =
        ["live", "waiting", "offline", "over"].map(|state| format!("net-{state}")).into();
    for script in ["app.js", "queue.js"] {
        let script = browser.get(&format!("/assets/{script}")).await.text().await.unwrap();
        let names = script.split("word('").skip(1).map(|rest| rest.split('\'').next().unwrap());
        said.extend(names.map(str::to_owned));
    }
    // Named by what stands there at the moment.
    said.extend(["net-read".to_owned()]);
    assert_eq!(said.iter().map(String::as_str).collect::<BTreeSet<_>>(), words);
}
