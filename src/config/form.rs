//! The types of values in the settings: how each is parsed from TOML, checked and written back. The
//! constants are used in `config::settings!`, one for each kind of key.

use std::net::SocketAddr;
use std::ops::RangeInclusive;
use std::path::PathBuf;
use std::time::Duration;

use ipnet::IpNet;
use toml::Value;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::LogFormat;
use super::secret::SecretUrl;
use crate::domain::duration::{MAX_DURATION, parse_duration, write_duration};
use crate::domain::request::MAX_REACH_KM;
use crate::domain::typed;
use crate::domain::zone::Zone;

/// How one type of value is parsed and written.
pub(crate) trait Form<T> {
    /// The error shows the value given (unless it may be secret) and says what would be right.
    fn read(&self, given: &Value) -> Result<T, String>;

    /// The value as it stands in a settings file.
    fn write(&self, value: &T) -> Value;
}

/// A value written as a string.
pub(crate) struct Text<T> {
    /// How error messages describe a right value, with its article.
    what: &'static str,
    parse: fn(&str) -> Option<T>,
    write: fn(&T) -> String,
}

impl<T> Form<T> for Text<T> {
    fn read(&self, given: &Value) -> Result<T, String> {
        given.as_str().and_then(self.parse).ok_or_else(|| is_not(given, self.what))
    }

    fn write(&self, value: &T) -> Value {
        (self.write)(value).into()
    }
}

/// A URL that may hold a password: never shown, not even in an error.
pub(crate) struct Secret {
    what: &'static str,
    parse: fn(&str) -> Option<SecretUrl>,
}

impl Form<SecretUrl> for Secret {
    fn read(&self, given: &Value) -> Result<SecretUrl, String> {
        given.as_str().and_then(self.parse).ok_or_else(|| format!("not {}", self.what))
    }

    fn write(&self, value: &SecretUrl) -> Value {
        value.to_string().into()
    }
}

/// A secret URL, or "" for none.
pub(crate) struct OptionalSecret(Secret);

impl Form<Option<SecretUrl>> for OptionalSecret {
    fn read(&self, given: &Value) -> Result<Option<SecretUrl>, String> {
        if given.as_str() == Some("") { Ok(None) } else { self.0.read(given).map(Some) }
    }

    fn write(&self, value: &Option<SecretUrl>) -> Value {
        value.as_ref().map_or_else(|| "".into(), |url| self.0.write(url))
    }
}

pub(crate) struct Number {
    what: &'static str,
    range: RangeInclusive<f64>,
}

impl Form<f64> for Number {
    fn read(&self, given: &Value) -> Result<f64, String> {
        #[expect(clippy::cast_precision_loss, reason = "the ranges end far below 2^53, or nowhere")]
        let number = given.as_float().or_else(|| given.as_integer().map(|whole| whole as f64));
        number.filter(|number| self.range.contains(number)).ok_or_else(|| is_not(given, self.what))
    }

    fn write(&self, value: &f64) -> Value {
        (*value).into()
    }
}

pub(crate) struct WholeNumber {
    what: &'static str,
    range: RangeInclusive<u32>,
}

impl Form<u32> for WholeNumber {
    fn read(&self, given: &Value) -> Result<u32, String> {
        given
            .as_integer()
            .and_then(|number| u32::try_from(number).ok())
            .filter(|number| self.range.contains(number))
            .ok_or_else(|| is_not(given, self.what))
    }

    fn write(&self, value: &u32) -> Value {
        i64::from(*value).into()
    }
}

/// A duration such as `15m`, within a range.
pub(crate) struct DurationRange {
    what: &'static str,
    range: RangeInclusive<Duration>,
}

impl Form<Duration> for DurationRange {
    fn read(&self, given: &Value) -> Result<Duration, String> {
        given
            .as_str()
            .and_then(|text| parse_duration(text).ok())
            .filter(|duration| self.range.contains(duration))
            .ok_or_else(|| is_not(given, self.what))
    }

    fn write(&self, value: &Duration) -> Value {
        write_duration(*value).into()
    }
}

pub(crate) struct List<T> {
    item: Text<T>,
    /// What is wrong with the list as a whole.
    check: fn(&[T]) -> Result<(), String>,
}

impl<T> Form<Vec<T>> for List<T> {
    fn read(&self, given: &Value) -> Result<Vec<T>, String> {
        let items = given.as_array().ok_or_else(|| is_not(given, "a list"))?;
        let items = items.iter().map(|item| self.item.read(item)).collect::<Result<Vec<_>, _>>()?;
        (self.check)(&items)?;
        Ok(items)
    }

    fn write(&self, value: &Vec<T>) -> Value {
        value.iter().map(|item| self.item.write(item)).collect::<Vec<_>>().into()
    }
}

pub(crate) const ADDRESS: Text<SocketAddr> = Text {
    what: "an address with a port, such as 127.0.0.1:8080",
    parse: |text| text.parse().ok(),
    write: SocketAddr::to_string,
};

pub(crate) const PUBLIC_URL: Text<String> = Text {
    what: "an http or https URL without user, query or fragment, such as https://mabit.example",
    parse: public_url,
    write: String::clone,
};

pub(crate) const NETWORKS: List<IpNet> = List {
    item: Text {
        what: "a CIDR such as 10.0.0.0/8 or ::1/128",
        parse: |text| text.parse().ok(),
        write: IpNet::to_string,
    },
    check: |_| Ok(()),
};

pub(crate) const FEATURES: List<String> = List {
    item: Text {
        what: "a code: a lower-case letter, then up to 39 lower-case letters, digits or underscores",
        parse: |text| is_code(text).then(|| text.to_owned()),
        write: String::clone,
    },
    check: check_features,
};

pub(crate) const DATABASE: Secret = Secret {
    what: "a database's URL: sqlite://FILE, or postgres://USER:PASSWORD@HOST/DATABASE with \
           special characters of the password as %XX",
    parse: SecretUrl::parse_database,
};

pub(crate) const MAIL: Secret = Secret {
    what: "a place for mail: file:FOLDER, smtp://HOST:PORT, smtp://HOST:PORT?tls=required or \
           smtps://HOST:PORT (USER:PASSWORD@ may stand before HOST, special characters as %XX)",
    parse: SecretUrl::parse_mail,
};

pub(crate) const PING: OptionalSecret = OptionalSecret(Secret {
    what: "an http or https address, or \"\" for none",
    parse: SecretUrl::parse_ping,
});

pub(crate) const SENDER: Text<String> =
    Text { what: "a sender, such as Mabit <mabit@localhost>", parse: sender, write: String::clone };

pub(crate) const OPTIONAL_HOST: Text<Option<String>> = Text {
    what: "the name of a host, or \"\" for that of http.public_url",
    parse: |text| (text.is_empty() || is_host(text)).then(|| non_empty(text)),
    write: |host| host.clone().unwrap_or_default(),
};

pub(crate) const OPTIONAL_FILE: Text<Option<PathBuf>> = Text {
    what: "the path of a file, or \"\" for none",
    parse: |text| Some((!text.is_empty()).then(|| text.into())),
    write: |file| file.as_ref().map(|path| path.display().to_string()).unwrap_or_default(),
};

pub(crate) const LOG_FORMAT: Text<LogFormat> =
    Text { what: "\"text\" or \"json\"", parse: LogFormat::parse, write: LogFormat::to_string };

pub(crate) const LOG_FILTER: Text<String> = Text {
    what: "a filter such as info or info,sqlx=warn",
    parse: |text| EnvFilter::try_new(text).is_ok().then(|| text.to_owned()),
    write: String::clone,
};

pub(crate) const ZONE: Text<Zone> = Text {
    what: "the IANA name of a time zone, such as Africa/Casablanca",
    parse: Zone::parse,
    write: Zone::to_string,
};

pub(crate) const KILOMETRES: Number =
    Number { what: "a number of kilometres, 0 to 20016", range: 0.0..=MAX_REACH_KM };

pub(crate) const WEIGHT: Number = Number { what: "a number, 0 or more", range: 0.0..=f64::MAX };

pub(crate) const LIMIT: WholeNumber =
    WholeNumber { what: "a whole number, 0 (no limit) to 1000000", range: 0..=1_000_000 };

pub(crate) const CONNECTIONS: WholeNumber =
    WholeNumber { what: "a number of connections, 3 to 1000", range: 3..=1_000 };

pub(crate) const ABOVE_ZERO: DurationRange = DurationRange {
    what: "a duration above zero such as 20s, 15m, 2h or 30d, at most 36500d",
    range: Duration::from_secs(1)..=MAX_DURATION,
};

pub(crate) const TICK: DurationRange = DurationRange {
    what: "a duration of 1s to 60s",
    range: Duration::from_secs(1)..=Duration::from_mins(1),
};

/// The error message of a value that is not what it should be.
pub(crate) fn is_not(given: &Value, what: &str) -> String {
    let shown = match given {
        Value::String(text) => format!("{text:?}"),
        Value::Array(_) => "a list".to_owned(),
        Value::Table(_) => "a table".to_owned(),
        other => other.to_string(),
    };
    format!("{shown} is not {what}")
}

/// An absolute web address, without a slash at its end.
fn public_url(text: &str) -> Option<String> {
    text.strip_prefix("http://").or_else(|| text.strip_prefix("https://"))?;
    let url = Url::parse(text).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    let whole = url.query().is_none() && url.fragment().is_none();
    (plain && whole).then(|| url.as_str().trim_end_matches('/').to_owned())
}

/// Whether a text matches `^[a-z][a-z0-9_]{0,39}$`.
fn is_code(text: &str) -> bool {
    let rest = |c: u8| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'_';
    text.len() <= 40 && text.starts_with(|c: char| c.is_ascii_lowercase()) && text.bytes().all(rest)
}

/// An address, or a name and an address in angle brackets, on one line.
fn sender(text: &str) -> Option<String> {
    if text.contains(char::is_control) {
        return None;
    }
    match text.strip_suffix('>') {
        None => typed::mail_address(text),
        Some(named) => {
            let (name, address) = named.rsplit_once('<')?;
            Some(format!("{name}<{}>", typed::mail_address(address)?))
        }
    }
}

/// Whether a text is a host name or address that can stand in the SMTP command EHLO as it is.
fn is_host(text: &str) -> bool {
    let parsed = Url::parse(&format!("smtp://{text}"));
    text.is_ascii()
        && text.bytes().all(|c| c.is_ascii_alphanumeric() || b".-_:[]".contains(&c))
        && parsed.is_ok_and(|url| url.port().is_none() && url.host_str() == Some(text))
}

fn non_empty(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// Checks the list of features.
fn check_features(codes: &[String]) -> Result<(), String> {
    if !(1..=63).contains(&codes.len()) {
        return Err(format!("{} codes, where 1 to 63 are possible", codes.len()));
    }
    match codes.iter().enumerate().find(|(at, code)| codes[..*at].contains(code)) {
        Some((_, twice)) => Err(format!("{twice:?} stands in it twice, where codes must differ")),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use toml::Table;

    use super::*;

    /// The error message of a value that must be refused.
    #[track_caller]
    fn wrong<T>(form: &impl Form<T>, value: impl Into<Value>) -> String {
        let value = value.into();
        form.read(&value).err().unwrap_or_else(|| panic!("{value} should be refused"))
    }

    #[test]
    fn what_is_said_shows_the_value_and_what_would_be_right() {
        assert_eq!(wrong(&LOG_FORMAT, "xml"), "\"xml\" is not \"text\" or \"json\"");
        assert_eq!(wrong(&LOG_FORMAT, "a\nb"), "\"a\\nb\" is not \"text\" or \"json\"");
        assert_eq!(wrong(&WEIGHT, -1.5), "-1.5 is not a number, 0 or more");
        assert_eq!(wrong(&WEIGHT, "1"), "\"1\" is not a number, 0 or more");
        assert_eq!(wrong(&TICK, vec!["1s"]), "a list is not a duration of 1s to 60s");
        assert_eq!(wrong(&TICK, Table::new()), "a table is not a duration of 1s to 60s");
        assert_eq!(wrong(&DATABASE, "mysql://u:p@h"), format!("not {}", DATABASE.what));
    }

    #[test]
    fn numbers_and_durations_have_ranges() {
        for weight in [-0.1, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            wrong(&WEIGHT, weight);
        }
        for km in [-0.1, 20_016.5, f64::NAN] {
            wrong(&KILOMETRES, km);
        }
        assert_eq!(KILOMETRES.read(&20_016.into()), Ok(20_016.0));
        assert_eq!(KILOMETRES.read(&0.into()), Ok(0.0));
        for tick in ["0s", "61s", "2m", "500ms"] {
            wrong(&TICK, tick);
        }
        assert_eq!(TICK.read(&"60s".into()), Ok(Duration::from_mins(1)));
        wrong(&ABOVE_ZERO, "0d");
        assert_eq!(ABOVE_ZERO.read(&"36500d".into()), Ok(MAX_DURATION));
    }

    #[test]
    fn a_host_is_a_name_or_an_address() {
        for host in ["mail.mabit.example", "localhost", "192.0.2.7", "[2001:db8::1]"] {
            assert_eq!(OPTIONAL_HOST.read(&host.into()), Ok(Some(host.to_owned())), "{host}");
        }
        assert_eq!(OPTIONAL_HOST.read(&"".into()), Ok(None));
        for bad in ["a b", "a\r\nQUIT", "mail.example:25", "a/b", "u@a", "münchen.example", "::1"]
        {
            wrong(&OPTIONAL_HOST, bad);
        }
    }

    #[test]
    fn counts_are_whole_and_0_is_no_limit() {
        assert_eq!(LIMIT.read(&0.into()), Ok(0));
        assert_eq!(LIMIT.read(&1_000_000.into()), Ok(1_000_000));
        assert_eq!(wrong(&LIMIT, -1), "-1 is not a whole number, 0 (no limit) to 1000000");
        wrong(&LIMIT, 1_000_001);
        wrong(&LIMIT, 1.5);
        wrong(&LIMIT, "600");
    }

    #[test]
    fn a_public_url_is_whole_and_keeps_no_slash_at_its_end() {
        for (given, kept) in [
            ("https://mabit.example/", "https://mabit.example"),
            ("https://mabit.example/beds//", "https://mabit.example/beds"),
            ("http://localhost:8081", "http://localhost:8081"),
        ] {
            assert_eq!(PUBLIC_URL.read(&given.into()).as_deref(), Ok(kept));
        }
        for bad in ["localhost:80", "/beds", "ftp://a", "http:a", "http://", "http://a b"] {
            wrong(&PUBLIC_URL, bad);
        }
        for more in ["http://a?b", "http://a?", "http://a#b", "http://b@a", "http://:c@a"] {
            wrong(&PUBLIC_URL, more);
        }
    }

    #[test]
    fn a_zone_is_known_by_its_name() {
        assert_eq!(
            ZONE.read(&"Europe/Paris".into()).map(|zone| zone.to_string()),
            Ok("Europe/Paris".into())
        );
        for bad in ["", "Africa/Nador", "+01:00", "CET+1"] {
            wrong(&ZONE, bad);
        }
    }

    #[test]
    fn a_sender_has_an_address() {
        for from in ["a@b", "Mabit <mabit@localhost>", "\"Bed @ night\" <a@b.example>"] {
            assert_eq!(SENDER.read(&from.into()).as_deref(), Ok(from));
        }
        let international = SENDER.read(&"Mabit <mabit@münchen.example>".into());
        assert_eq!(international.as_deref(), Ok("Mabit <mabit@xn--mnchen-3ya.example>"));
        for bad in ["", "mabit", "@b", "a@", "M <@b>", "M <a@>", "a @b", "a@b\nBcc: c@d"] {
            wrong(&SENDER, bad);
        }
        for bad in ["M <\"a b\"@x>", "M <a@[127.0.0.1]>", "\"a\"@x", "M a@b", "M <a@b> x"] {
            wrong(&SENDER, bad);
        }
    }

    #[test]
    fn networks_have_a_prefix() {
        let read = NETWORKS.read(&vec!["10.1.2.3/8", "::1/128"].into()).unwrap();
        assert!(read[0].contains(&std::net::IpAddr::from([10, 9, 9, 9])));
        for bad in ["10.0.0.0/33", "10.0.0.1", "localhost", ""] {
            let said = wrong(&NETWORKS, vec!["::1/128", bad]);
            assert_eq!(said, format!("{bad:?} is not a CIDR such as 10.0.0.0/8 or ::1/128"));
        }
    }

    #[test]
    fn features_are_1_to_63_different_codes() {
        let codes = |count: usize| (0..count).map(|at| format!("f{at}")).collect::<Vec<_>>();
        assert_eq!(FEATURES.read(&codes(63).into()), Ok(codes(63)));
        for (list, said) in [
            (codes(64), "64 codes, where 1 to 63 are possible"),
            (codes(0), "0 codes, where 1 to 63 are possible"),
            ([codes(3), codes(1)].concat(), "\"f0\" stands in it twice, where codes must differ"),
        ] {
            assert_eq!(wrong(&FEATURES, list), said);
        }
        assert!(FEATURES.read(&vec!["a".repeat(40)].into()).is_ok());
        for code in ["", "Lift", "1st", "_a", "a-b", "a b", "aé", &"a".repeat(41)] {
            assert!(wrong(&FEATURES, vec![code]).starts_with(&format!("{code:?} is not a code")));
        }
    }

    #[test]
    fn a_filter_is_one_the_log_understands() {
        for filter in ["info", "info,sqlx=warn", "mabit[request]=debug"] {
            assert_eq!(LOG_FILTER.read(&filter.into()).as_deref(), Ok(filter));
        }
        wrong(&LOG_FILTER, "sqlx=loud");
    }
}
