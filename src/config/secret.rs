//! URLs in the settings that may hold a password: of the database, the mail server and the monitor.
//! They show `***` in logs and in `check-config`.

use std::borrow::Cow;
use std::fmt;
use std::path::Path;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use url::Url;

const HIDDEN: &str = "***";

/// A checked URL that may hold a password. `Debug` and `Display` show `***` in its place.
#[derive(Clone, PartialEq, Eq)]
pub struct SecretUrl {
    exposed: String,
    shown: String,
}

impl SecretUrl {
    /// The whole URL, password included: for connecting, never for a log.
    pub fn expose(&self) -> &str {
        &self.exposed
    }

    /// Parses `sqlite:PATH`, `postgres://…` or `postgresql://…`. `None` for anything else, and for
    /// a password with a bare `@`, `/`, `?` or `#`: the URL would mean something else, and show a
    /// part of the password.
    pub(crate) fn parse_database(text: &str) -> Option<Self> {
        if let Some(path) = text.strip_prefix("sqlite:") {
            return (!path.trim_start_matches('/').is_empty())
                .then(|| Self::without_password(text));
        }
        text.strip_prefix("postgres://").or_else(|| text.strip_prefix("postgresql://"))?;
        let url = Url::parse(text).ok()?;
        let stray = url.path().contains('@') || url.query().is_some_and(|q| q.contains('@'));
        (!stray && url.fragment().is_none()).then(|| Self::hiding_password(text, url))
    }

    /// Parses `file:FOLDER`, `smtp://HOST:PORT`, `smtp://HOST:PORT?tls=required` or
    /// `smtps://HOST:PORT`; `USER:PASSWORD@` may stand before the host.
    pub(crate) fn parse_mail(text: &str) -> Option<Self> {
        if let Some(folder) = text.strip_prefix("file:") {
            return (!folder.is_empty()).then(|| Self::without_password(text));
        }
        text.strip_prefix("smtp://").or_else(|| text.strip_prefix("smtps://"))?;
        let url = Url::parse(text).ok()?;
        let known = matches!(
            (url.scheme(), url.query()),
            ("smtp", None | Some("tls=required")) | ("smtps", None)
        );
        let login = match (url.username(), url.password()) {
            ("", password) => password.is_none(),
            (_, password) => password.is_some_and(|password| !password.is_empty()),
        };
        let somewhere = url.has_host() && url.port().is_some_and(|port| port != 0);
        let nothing_more = matches!(url.path(), "" | "/") && url.fragment().is_none();
        (known && login && somewhere && nothing_more).then(|| Self::hiding_password(text, url))
    }

    /// Parses an http or https URL to be fetched. All after the host is hidden, as a possible
    /// secret.
    pub(crate) fn parse_ping(text: &str) -> Option<Self> {
        let url = Url::parse(text).ok()?;
        let known = matches!(url.scheme(), "http" | "https") && url.has_host();
        let shown = || {
            let mut shown = url.clone();
            shown.set_path("");
            shown.set_query(None);
            shown.set_fragment(None);
            let hidden = shown.set_username("").and_then(|()| shown.set_password(None));
            hidden.map_or_else(|()| HIDDEN.to_owned(), |()| format!("{shown}{HIDDEN}"))
        };
        known.then(|| Self { exposed: text.to_owned(), shown: shown() })
    }

    pub fn sqlite_file(path: &Path) -> Self {
        // Characters that would end the path in a URL.
        const ENDS: AsciiSet = CONTROLS.add(b'%').add(b'?').add(b'#');
        let path = path.to_string_lossy();
        Self::without_password(&format!("sqlite://{}", utf8_percent_encode(&path, &ENDS)))
    }

    fn without_password(text: &str) -> Self {
        Self { exposed: text.to_owned(), shown: text.to_owned() }
    }

    /// Hides a password before the host or in a query parameter.
    fn hiding_password(text: &str, mut url: Url) -> Self {
        let in_query = url.query_pairs().any(|(name, _)| is_password(&name));
        if url.password().is_none() && !in_query {
            return Self::without_password(text);
        }
        if url.password().is_some() && url.set_password(Some(HIDDEN)).is_err() {
            return Self { exposed: text.to_owned(), shown: HIDDEN.to_owned() };
        }
        if in_query {
            let source = url.clone();
            let shown = source.query_pairs().map(|(name, value)| {
                let value = if is_password(&name) { Cow::Borrowed(HIDDEN) } else { value };
                (name, value)
            });
            url.query_pairs_mut().clear().extend_pairs(shown);
        }
        Self { exposed: text.to_owned(), shown: url.into() }
    }
}

/// Whether a query parameter of this name holds a password.
fn is_password(name: &str) -> bool {
    name.to_lowercase().contains("password")
}

impl fmt::Display for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown)
    }
}

impl fmt::Debug for SecretUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.shown, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_databases_we_speak() {
        for url in [
            "sqlite:mabit.db",
            "sqlite::memory:",
            "sqlite:///var/lib/my beds.db?mode=rwc",
            "postgres://mabit@db/mabit",
            "postgresql:///mabit?host=/run/postgresql",
            "postgres://mabit:a%40b@[::1]:5432/mabit?sslmode=require",
        ] {
            assert_eq!(SecretUrl::parse_database(url).as_ref().map(SecretUrl::expose), Some(url));
        }
        for url in [
            "",
            "sqlite:",
            "sqlite://",
            "mysql://db/mabit",
            "mabit.db",
            "postgres:db",
            "postgres://mabit:12/rest@db/mabit",
            "postgres://mabit:12?rest@db/mabit",
            "postgres://mabit:12#rest@db/mabit",
        ] {
            assert_eq!(SecretUrl::parse_database(url), None, "{url}");
        }
    }

    #[test]
    fn the_places_mail_goes() {
        for url in [
            "file:mail",
            "file:///var/mail",
            "smtp://localhost:25",
            "smtp://mabit:pw@localhost:25",
            "smtp://relay.example:587?tls=required",
            "smtp://mabit:a%40b@relay.example:587?tls=required",
            "smtps://mabit:pw@relay.example:465",
            "smtps://[::1]:465",
        ] {
            assert_eq!(SecretUrl::parse_mail(url).as_ref().map(SecretUrl::expose), Some(url));
        }
        for url in [
            "",
            "file:",
            "mail",
            "http://relay:25",
            "smtp://relay",
            "smtp://relay:0",
            "smtp://:25",
            "smtp://relay:25?tls=opportunistic",
            "smtp://relay:25?tls=required&x=1",
            "smtps://relay:465?tls=required",
            "smtp://relay:25/hello",
            "smtp://relay:25#x",
            "smtps://mabit@relay:465",
            "smtps://mabit:@relay:465",
            "smtps://:pw@relay:465",
            "smtps://mabit:12/rest@relay:465",
        ] {
            assert_eq!(SecretUrl::parse_mail(url), None, "{url}");
        }
    }

    #[test]
    fn of_an_address_that_is_asked_for_only_the_host_is_shown() {
        let url = SecretUrl::parse_ping("https://u:p@watch.example:8443/ping/4711?key=x").unwrap();
        assert_eq!(url.to_string(), "https://watch.example:8443/***");
        assert_eq!(url.expose(), "https://u:p@watch.example:8443/ping/4711?key=x");
        for wrong in ["", "watch.example", "ftp://watch.example/x", "https://"] {
            assert_eq!(SecretUrl::parse_ping(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn only_the_password_is_hidden() {
        for (url, shown) in [
            ("postgres://mabit:hunter2@db/mabit?a=/b", "postgres://mabit:***@db/mabit?a=/b"),
            ("postgres://db/mabit?Password=hunter2&a=b", "postgres://db/mabit?Password=***&a=b"),
            ("postgres://u:hunter2@db?sslpassword=hunter2", "postgres://u:***@db?sslpassword=***"),
            ("postgres://mabit@db?host=/run", "postgres://mabit@db?host=/run"),
            ("sqlite:my beds.db", "sqlite:my beds.db"),
        ] {
            let url = SecretUrl::parse_database(url).unwrap();
            assert_eq!(url.to_string(), shown);
            assert_eq!(format!("{url:?}"), format!("{shown:?}"));
        }
        let mail = SecretUrl::parse_mail("smtps://mabit:hunter2@relay:465").unwrap();
        assert_eq!(mail.to_string(), "smtps://mabit:***@relay:465");
    }
}
