//! The settings: what they are by default, what overrides what, what is refused and how that
//! is said, and that no password gets out.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::time::Duration;

use mabit::config::{Config, ConfigError, LogFormat};
use mabit::domain::escalation::Level;
use mabit::domain::matcher::Weights;
use mabit::domain::request::Urgency;

const DEFAULTS: &str = include_str!("../config/default.toml");

/// Loads a file of this text under these variables.
fn load(file: &str, environment: &[(&str, &str)]) -> Result<Config, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mabit.toml");
    fs::write(&path, file).unwrap();
    let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    Config::load_from(Some(&path), environment.iter().map(owned))
}

/// The error text, on one line, without the folder of the file.
#[track_caller]
fn refusal(file: &str, environment: &[(&str, &str)]) -> String {
    let text = load(file, environment).unwrap_err().to_string();
    assert!(!text.contains('\n'), "more than one line: {text}");
    let words = text.split(' ').map(|word| match word.rfind("/mabit.toml") {
        Some(at) => &word[at + 1..],
        None => word,
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The variable of a key.
fn variable(key: &str) -> String {
    format!("MABIT_{}", key.to_uppercase().replace('.', "__"))
}

/// The steps of an urgency, `after` in minutes.
fn steps(config: &Config, urgency: Urgency) -> Vec<(i64, Level)> {
    let policy = config.policy(urgency);
    policy.steps.iter().map(|step| (step.after_seconds / 60, step.to)).collect()
}

/// The full keys of a table; a list is one key.
fn keys(section: &str, table: &toml::Table) -> BTreeSet<String> {
    let below = |(name, value): (&String, &toml::Value)| match value {
        toml::Value::Table(inner) => keys(&format!("{section}{name}."), inner),
        _ => BTreeSet::from([format!("{section}{name}")]),
    };
    table.iter().flat_map(below).collect()
}

#[test]
fn defaults_are_those_of_the_contract() {
    let config = Config::load_from(None, []).unwrap();
    assert_eq!(
        config.features.join(" "),
        "wheelchair infant_care medical_care psychosocial_care pregnancy separate_room \
         interpreter open_at_night"
    );
    assert_eq!(config.http.listen.to_string(), "127.0.0.1:8080");
    assert_eq!(config.http.public_url, "http://localhost:8080");
    assert_eq!(config.http.trusted_proxies, []);
    assert_eq!(config.http.request_timeout, Duration::from_secs(10));
    assert_eq!(config.database.url.expose(), "sqlite://mabit.db");
    assert_eq!(config.database.connections, 16);
    assert_eq!(config.mail.url.expose(), "file:mail");
    assert_eq!(config.mail.from, "Mabit <mabit@localhost>");
    assert_eq!(config.mail.hello, None);
    assert_eq!(config.mail.ca_file, None);
    assert_eq!(config.offers.ttl, Duration::from_mins(20));
    assert_eq!(config.offers.arrive_within, Duration::from_hours(3));
    assert!((config.matching.radius - 60.0).abs() < f64::EPSILON);
    assert_eq!(config.matching.stale_after, Duration::from_hours(12));
    let weights =
        Weights { proximity: 5.0, fit: 1.0, headroom: 0.4, freshness: 0.6, responsiveness: 0.4 };
    assert_eq!(config.matching.weights, weights);
    assert_eq!(config.escalation.ack_timeout, Duration::from_mins(30));
    for &urgency in Urgency::ALL {
        let by_default = [(0, Level::City), (30, Level::Region), (60, Level::National)];
        assert_eq!(steps(&config, urgency), by_default);
        assert_eq!(config.policy(urgency).repeat_seconds, 3_600);
    }
    assert_eq!(config.limits.connections, 10_000);
    assert_eq!(config.limits.connections_per_address, 512);
    assert_eq!(config.limits.streams_per_account, 50);
    assert_eq!(config.limits.writes_per_minute, 600);
    assert_eq!(config.schedule.tick, Duration::from_secs(1));
    assert_eq!(config.privacy.retain, Duration::from_hours(180 * 24));
    assert_eq!(config.cities.file, None);
    assert_eq!(config.log.format, LogFormat::Text);
    assert_eq!(config.log.filter, "info");
}

/// A file that differs from the defaults in every section but `database`.
const FILE: &str = r#"
    features = ["lift"]
    http = { listen = "[::1]:0", public_url = "https://a/b/", trusted_proxies = ["10.0.0.0/8"] }
    mail = { from = "\"Beds\" <a@b>", ca_file = "ca.pem", hello = "mail.a" }
    offers.ttl = "5m"
    matching = { radius = 10, stale_after = "90s", weights.fit = 2 }
    escalation = { steps = ["0m/city"], urgent = ["1m/city", "2h/national"], repeat = "90m" }
    limits.connections = 0
    limits.writes_per_minute = 0
    schedule.tick = "60s"
    privacy.retain = "1d"
    cities.file = "towns.csv"
    log = { format = "json", filter = "info,sqlx=warn" }
"#;

#[test]
fn the_file_overrides_the_defaults() {
    let config = load(FILE, &[]).unwrap();
    assert_eq!(config.features, ["lift"], "a list replaces the whole list");
    assert_eq!(config.http.listen.to_string(), "[::1]:0");
    assert_eq!(config.http.public_url, "https://a/b");
    assert_eq!(config.mail.ca_file.as_deref(), Some(Path::new("ca.pem")));
    assert_eq!(config.offers.ttl, Duration::from_mins(5));
    assert_eq!(config.offers.arrive_within, Duration::from_hours(3), "left alone");
    assert!((config.matching.radius - 10.0).abs() < f64::EPSILON);
    assert!((config.matching.weights.fit - 2.0).abs() < f64::EPSILON);
    assert!((config.matching.weights.proximity - 5.0).abs() < f64::EPSILON, "left alone");
    assert_eq!(config.limits.writes_per_minute, 0);
    assert_eq!(config.log.format, LogFormat::Json);
    assert!(load("[http]\n[matching.weights]", &[]).is_ok(), "a section may be empty");
}

#[test]
fn the_environment_overrides_the_file() {
    let environment = [
        ("MABIT_FEATURES", "lift, ramp"),
        ("MABIT_HTTP__TRUSTED_PROXIES", "192.168.0.0/16,::1/128"),
        ("MABIT_MATCHING__RADIUS", "20016"),
        ("MABIT_MATCHING__WEIGHTS__FIT", "0.25"),
        ("MABIT_MAIL__CA_FILE", ""),
        ("MABIT_LIMITS__CONNECTIONS", "20"),
        ("MABIT_LOG__FILTER", "warn,mabit=debug"),
        ("PATH", "/bin"),
        ("MABITS_HTTP__LISEN", "of another program"),
    ];
    let config = load(FILE, &environment).unwrap();
    assert_eq!(config.features, ["lift", "ramp"]);
    let proxies: Vec<_> = config.http.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["192.168.0.0/16", "::1/128"]);
    assert!((config.matching.radius - 20_016.0).abs() < f64::EPSILON);
    assert!((config.matching.weights.fit - 0.25).abs() < f64::EPSILON);
    assert_eq!(config.mail.ca_file, None, "an empty text is no file");
    assert_eq!(config.limits.connections, 20);
    assert_eq!(config.log.filter, "warn,mabit=debug", "not a list");
    assert_eq!(config.offers.ttl, Duration::from_mins(5), "the file still counts");

    let emptied = load(FILE, &[("MABIT_HTTP__TRUSTED_PROXIES", "")]).unwrap();
    assert_eq!(emptied.http.trusted_proxies, []);
    let wrong = "offers.ttl = 'soon'\nmatching.radius = 'far'\nfeatures = 'all'";
    let right =
        [("MABIT_OFFERS__TTL", "1h"), ("MABIT_MATCHING__RADIUS", "1"), ("MABIT_FEATURES", "a")];
    assert!(load(wrong, &right).is_ok(), "what is overridden does not count");
}

#[test]
fn an_urgency_has_the_common_steps_or_its_own() {
    let file = "
        [[escalation.steps]]
        after = '0m'
        to = 'region'
        [[escalation.planned]]
        after = '2h'
        to = 'city'
        [[escalation.planned]]
        after = '1d'
        to = 'national'
    ";
    let config = load(file, &[]).unwrap();
    let common = [(0, Level::Region)];
    assert_eq!(steps(&config, Urgency::Emergency), common);
    assert_eq!(steps(&config, Urgency::Urgent), common);
    assert_eq!(steps(&config, Urgency::Planned), [(120, Level::City), (1_440, Level::National)]);

    let environment = [
        ("MABIT_ESCALATION__STEPS", "0m/city,30m/region,60m/national"),
        ("MABIT_ESCALATION__EMERGENCY", "0m/national"),
        ("MABIT_ESCALATION__URGENT", "9m/city, 10m/region"),
        ("MABIT_ESCALATION__PLANNED", ""),
    ];
    let config = load(file, &environment).unwrap();
    assert_eq!(steps(&config, Urgency::Emergency), [(0, Level::National)]);
    assert_eq!(steps(&config, Urgency::Urgent), [(9, Level::City), (10, Level::Region)]);
    let common = [(0, Level::City), (30, Level::Region), (60, Level::National)];
    assert_eq!(steps(&config, Urgency::Planned), common);
}

#[test]
fn unknown_keys_are_refused_by_their_full_name() {
    for (file, refused) in [
        ("[http]\nlisen = '[::1]:0'", "unknown key `http.lisen` in mabit.toml"),
        ("matching.weights.fitt = 1", "unknown key `matching.weights.fitt` in mabit.toml"),
        ("http.listen.port = 1", "unknown key `http.listen.port` in mabit.toml"),
        ("[htpp]", "unknown key `htpp` in mabit.toml"),
        ("'http.listen' = '[::1]:0'", "unknown key `\"http.listen\"` in mabit.toml"),
        ("http = 'localhost'", "`http` in mabit.toml is a section, not a value"),
        ("[[http]]\nlisten = '[::1]:0'", "`http` in mabit.toml is a section, not a value"),
    ] {
        assert_eq!(refusal(file, &[]), refused);
    }
    for name in ["HTTP__LISEN", "X", "HTTP_LISTEN", "HTTP", "http__listen", "HTTP__LISTEN__PORT"] {
        let name = format!("MABIT_{name}");
        assert_eq!(refusal("", &[(&name, "[::1]:0")]), format!("unknown variable {name}"));
    }
}

#[test]
fn everything_wrong_is_named_at_once() {
    let file = "http.lisen = 1\noffers.ttl = '5 minutes'\nfoo.bar = 2";
    let environment = [("MABIT_X", "1"), ("MABIT_SCHEDULE__TICK", "90s")];
    let said = refusal(file, &environment);
    let said: BTreeSet<_> = said.split("; ").collect();
    let expected = BTreeSet::from([
        "unknown key `http.lisen` in mabit.toml",
        "unknown key `foo.bar` in mabit.toml",
        "unknown variable MABIT_X",
        "`offers.ttl` in mabit.toml: \"5 minutes\" is not a duration above zero such as 20s, \
         15m, 2h or 30d, at most 36500d",
        "`schedule.tick` from MABIT_SCHEDULE__TICK: \"90s\" is not a duration of 1s to 60s",
    ]);
    assert_eq!(said, expected);
}

/// For every key, lines that are refused, and a part of what is said then.
const REFUSED: &str = r#"
features = 'lift' # a list
features = [1] # a code
features = ['a', 'b', 'a'] # "a" stands in it twice
http.listen = 8080 # 8080 is not an address with a port
http.listen = 'localhost' # "localhost" is not an address with a port
http.public_url = 'mabit.example' # an http or https URL
http.trusted_proxies = '::1/128' # a list
http.trusted_proxies = ['::1/128', '10.0.0.0/99'] # "10.0.0.0/99" is not a CIDR
http.request_timeout = '0s' # a duration above zero
database.url = 'mysql://db/mabit' # postgres://
locale.zone = 'Africa/Nador' # the IANA name of a time zone
mail.url = 'http://relay:25' # smtp://HOST:PORT
database.connections = 2 # a number of connections, 3 to 1000
mail.from = 'mabit' # "mabit" is not a sender
mail.hello = 'a b' # the name of a host
mail.ca_file = 1 # the path of a file
offers.ttl = 20 # 20 is not a duration above zero
offers.ttl = '5 minutes' # "5 minutes" is not a duration above zero
offers.ttl = '1.5h' # "1.5h" is not a duration above zero
offers.ttl = '-3m' # "-3m" is not a duration above zero
offers.ttl = '0m' # "0m" is not a duration above zero
offers.arrive_within = '0s' # a duration above zero
offers.answer_within = '0s' # a duration above zero
matching.radius = '60' # "60" is not a number of kilometres
matching.radius = 20017 # 20017 is not a number of kilometres, 0 to 20016
matching.stale_after = '0s' # a duration above zero
matching.weights.proximity = -1 # -1 is not a number, 0 or more
matching.weights.fit = -0.5 # -0.5 is not a number, 0 or more
matching.weights.headroom = '1' # "1" is not a number, 0 or more
matching.weights.freshness = nan # nan is not a number, 0 or more
matching.weights.responsiveness = inf # inf is not a number, 0 or more
escalation.ack_timeout = '0s' # a duration above zero
escalation.repeat = '0s' # a duration above zero
escalation.steps = [] # 0 steps
escalation.steps = [{ after = '0m', to = 'city', by = '' }] # step 1: unknown key "by"
escalation.emergency = ['0m/moon'] # step 1: `to`: "moon"
escalation.urgent = ['9m/city', '8m/city'] # must not decrease
escalation.planned = ['0m/city', '-1m/city'] # step 2: `after`: "-1m"
limits.connections = -1 # a whole number, 0 (no limit) to 1000000
limits.connections_per_address = 1.5 # a whole number
limits.streams_per_account = 'many' # a whole number
limits.writes_per_minute = -1 # -1 is not a whole number, 0 (no limit)
schedule.tick = '90s' # "90s" is not a duration of 1s to 60s
watch.ping_url = 'watch.example' # an http or https address
privacy.retain = '0d' # a duration above zero
cities.file = [] # the path of a file
log.format = 'xml' # "xml" is not "text" or "json"
log.filter = 'sqlx=loud' # a filter
"#;

#[test]
fn every_key_refuses_what_it_cannot_be() {
    let mut refused = BTreeSet::new();
    for line in REFUSED.trim().lines() {
        let (key, _) = line.split_once(" = ").unwrap();
        let (_, right) = line.split_once(" # ").unwrap();
        let said = refusal(line, &[]);
        assert!(said.starts_with(&format!("`{key}` in mabit.toml: ")), "{line}: {said}");
        assert!(said.contains(right), "{line}: {said}");
        refused.insert(key.to_owned());
    }
    assert_eq!(refused, keys("", &DEFAULTS.parse().unwrap()));

    let said = refusal("", &[("MABIT_MATCHING__RADIUS", "far")]);
    assert!(said.starts_with("`matching.radius` from MABIT_MATCHING__RADIUS: \"far\" is not"));
}

#[test]
fn passwords_are_not_shown() {
    for (key, url, shown) in [
        ("database.url", "postgres://mabit:hunter2@db/mabit", "postgres://mabit:***@db/mabit"),
        ("mail.url", "smtps://mabit:hunter2@relay:465", "smtps://mabit:***@relay:465"),
    ] {
        let line = format!("{key} = '{url}'");
        let config = load(&line, &[]).unwrap();
        for text in [format!("{config:?}"), format!("{config:#?}"), config.to_toml_redacted()] {
            assert!(text.contains(shown) && !text.contains("hunter2"), "{text}");
        }
        let again = load(&config.to_toml_redacted(), &[]).unwrap();
        assert_eq!(again.to_toml_redacted(), config.to_toml_redacted());
        let beside = format!("{line}\noffers.ttl = 'soon'");
        assert!(!refusal(&beside, &[]).contains("hunter2"));
    }
}

#[test]
fn errors_show_no_password() {
    for (key, url) in [
        ("database.url", "mysql://mabit:hunter2@db/mabit"),
        ("database.url", "postgres://mabit:hunter2@db:port/mabit"),
        ("database.url", "postgres://mabit:12/hunter2@db/mabit"),
        ("mail.url", "smtp://mabit:hunter2@relay:25?tls=maybe"),
        ("mail.url", "smtps://mabit:hunter2@relay:465?x=y"),
    ] {
        for line in [
            format!("{key} = '{url}'"),
            format!("{key} = ['{url}']"),
            format!("{key}.x = '{url}'"),
            format!("{key} = '{url}"),
            format!("{key} = {url}"),
            format!("{key} = '{url}' hunter2"),
            format!("{key} = 'a'\n{key} = '{url}'"),
        ] {
            let error = load(&line, &[]).unwrap_err();
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{line}: {error:?}");
        }
        for name in [variable(key), variable(key).replace("__", "_")] {
            let said = refusal("", &[(&name, url)]);
            assert!(said.contains(&name) && !said.contains("hunter2"), "{said}");
        }
    }
}

#[test]
fn what_is_shown_loads_again() {
    let config = load(FILE, &[]).unwrap();
    let shown = config.to_toml_redacted();
    assert_eq!(load(&shown, &[]).unwrap(), config);
    for written in ["stale_after = \"90s\"", "repeat = \"90m\"", "arrive_within = \"3h\""] {
        assert!(shown.contains(written), "{written} is not in {shown}");
    }
    let default = Config::load_from(None, []).unwrap();
    assert_eq!(load(&default.to_toml_redacted(), &[]).unwrap(), default);
    assert_ne!(config, default);
}

#[test]
fn the_defaults_document_every_key_and_no_other() {
    let documented = keys("", &DEFAULTS.parse().unwrap());
    let shown = Config::load_from(None, []).unwrap().to_toml_redacted();
    assert_eq!(documented, keys("", &shown.parse().unwrap()));
    for key in documented {
        let line = format!("# {}", variable(&key));
        let named = DEFAULTS.lines().any(|comment| comment.split(',').next() == Some(&line));
        assert!(named, "{line} is not in the comments");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let error = Config::load_from(Some(Path::new("/nowhere/mabit.toml")), []).unwrap_err();
    assert!(matches!(error, ConfigError::Unreadable { .. }));
    let said = error.to_string();
    assert!(said.starts_with("the settings file /nowhere/mabit.toml can't be read"), "{said}");

    let said = refusal("[http]\nlisten = 'é' x", &[]);
    let start = "the settings file mabit.toml is not TOML: line 2, column 14: ";
    assert!(said.starts_with(start), "{said}");
}
