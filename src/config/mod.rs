//! The settings, loaded at start: defaults of `config/default.toml`, overridden by a file,
//! overridden by environment variables.
//!
//! Each section is a struct and each field a key, with the form of its value ([`form`]) after the
//! `=`. `config/default.toml` says what each key means for an operator.

mod error;
mod form;
mod layers;
mod secret;
mod steps;

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use ipnet::IpNet;
use toml::{Table, Value};

use self::form::Form;
use self::layers::{VARIABLE_PREFIX, Values, join};
use self::steps::{OptionalSteps, Steps};
use crate::domain::coded;
use crate::domain::escalation::{Policy, Step};
use crate::domain::matcher::Weights;
use crate::domain::request::Urgency;
use crate::domain::zone::Zone;

pub use self::error::ConfigError;
pub use self::secret::SecretUrl;

/// A table of settings.
trait Section: Sized {
    /// Reads the section from the values whose keys start with `name`; `None` when one is wrong.
    fn read(values: &mut Values, name: &str) -> Option<Self>;

    /// Writes the section with every key.
    fn write(&self) -> Table;
}

/// Defines a section: a struct whose fields are values with a form, or sections themselves.
macro_rules! settings {
    (
        $(#[$meta:meta])*
        pub struct $name:ident { $($(#[$doc:meta])* pub $field:ident: $type:ty $(= $form:expr)?,)+ }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq)]
        pub struct $name { $($(#[$doc])* pub $field: $type,)+ }

        settings! { impl for $name { $($field: $type $(= $form)?,)+ } }
    };
    (impl for $name:ident { $($field:ident: $type:ty $(= $form:expr)?,)+ }) => {
        impl Section for $name {
            fn read(values: &mut Values, name: &str) -> Option<Self> {
                // All of them before the first `?`, so that everything wrong is reported.
                $(let $field = settings!(read values, &join(name, stringify!($field)), $type $(, $form)?);)+
                Some(Self { $($field: $field?),+ })
            }

            fn write(&self) -> Table {
                Table::from_iter([
                    $((stringify!($field).to_owned(), settings!(write &self.$field $(, $form)?))),+
                ])
            }
        }
    };
    (read $values:expr, $key:expr, $type:ty) => { <$type>::read($values, $key) };
    (read $values:expr, $key:expr, $type:ty, $form:expr) => { $values.read($key, &$form) };
    (write $value:expr) => { Value::Table($value.write()) };
    (write $value:expr, $form:expr) => { $form.write($value) };
}

settings! {
    /// All settings, checked. `Debug` shows no password.
    pub struct Config {
        /// The coded list of features and needs: 1 to 63 different codes.
        pub features: Vec<String> = form::FEATURES,
        pub http: Http,
        pub database: Database,
        pub mail: Mail,
        pub offers: Offers,
        pub matching: Matching,
        pub escalation: Escalation,
        pub limits: Limits,
        pub schedule: Schedule,
        pub watch: Watch,
        pub locale: LocaleSettings,
        pub privacy: Privacy,
        pub cities: CitiesSource,
        pub log: Log,
    }
}

settings! {
    pub struct Http {
        /// Port 0 takes a free one.
        pub listen: SocketAddr = form::ADDRESS,
        /// Base of links: an absolute http or https URL, without query or slash at the end.
        pub public_url: String = form::PUBLIC_URL,
        /// Proxies whose X-Forwarded-For is believed.
        pub trusted_proxies: Vec<IpNet> = form::NETWORKS,
        /// Longest time for one answer; above zero.
        pub request_timeout: Duration = form::ABOVE_ZERO,
    }
}

settings! {
    pub struct Database {
        /// `sqlite:…`, `postgres://…` or `postgresql://…`.
        pub url: SecretUrl = form::DATABASE,
        /// Most connections to PostgreSQL: 3 to 1,000.
        pub connections: u32 = form::CONNECTIONS,
    }
}

settings! {
    pub struct Mail {
        /// `file:FOLDER`, `smtp://HOST:PORT` (plain), `smtp://…?tls=required` (STARTTLS) or
        /// `smtps://…`, also with `USER:PASSWORD@`, percent-encoded.
        pub url: SecretUrl = form::MAIL,
        /// Sender: an address, or a name and an address in angle brackets.
        pub from: String = form::SENDER,
        /// Name given in EHLO; the host of `http.public_url` when there is none.
        pub hello: Option<String> = form::OPTIONAL_HOST,
        /// PEM file of further certificate authorities for SMTP.
        pub ca_file: Option<PathBuf> = form::OPTIONAL_FILE,
    }
}

settings! {
    /// How long shelters have to answer offers, and children to arrive.
    pub struct Offers {
        /// How long a shelter has to answer; above zero.
        pub ttl: Duration = form::ABOVE_ZERO,
        /// How long an accepted child may be on the way before both sides are asked; above zero.
        pub arrive_within: Duration = form::ABOVE_ZERO,
        /// How long both sides have to answer that before it escalates; above zero.
        pub answer_within: Duration = form::ABOVE_ZERO,
    }
}

settings! {
    /// What beds the matcher offers, and how it ranks them.
    pub struct Matching {
        /// Reach of a request that names none, in kilometres: 0 to 20,016.
        pub radius: f64 = form::KILOMETRES,
        /// Age at which a count is no longer offered automatically; above zero.
        pub stale_after: Duration = form::ABOVE_ZERO,
        /// Weight of each component of the score: finite, 0 or more.
        pub weights: Weights,
    }
}

settings! {
    impl for Weights {
        proximity: f64 = form::WEIGHT,
        fit: f64 = form::WEIGHT,
        headroom: f64 = form::WEIGHT,
        freshness: f64 = form::WEIGHT,
        responsiveness: f64 = form::WEIGHT,
    }
}

settings! {
    /// Whom a request without a bed is escalated to, and when: lists of 1 to 20 steps, by time.
    pub struct Escalation {
        /// How long an acknowledgement pauses escalation; above zero.
        pub ack_timeout: Duration = form::ABOVE_ZERO,
        /// Interval after the last step at which the cycle begins again; above zero.
        pub repeat: Duration = form::ABOVE_ZERO,
        /// Steps of every urgency that has none of its own.
        pub steps: Vec<Step> = Steps,
        pub emergency: Option<Vec<Step>> = OptionalSteps,
        pub urgent: Option<Vec<Step>> = OptionalSteps,
        pub planned: Option<Vec<Step>> = OptionalSteps,
    }
}

settings! {
    /// Limits on connections and calls; 0 is no limit.
    pub struct Limits {
        /// Open connections of all clients.
        pub connections: u32 = form::LIMIT,
        pub connections_per_address: u32 = form::LIMIT,
        /// Open event streams of an account.
        pub streams_per_account: u32 = form::LIMIT,
        /// Writing calls of an account.
        pub writes_per_minute: u32 = form::LIMIT,
    }
}

settings! {
    pub struct Schedule {
        /// How often due work is looked for: whole seconds, 1 to 60.
        pub tick: Duration = form::TICK,
    }
}

settings! {
    /// Monitoring of the service from outside.
    pub struct Watch {
        /// Fetched each minute while all is well; the monitor there alarms when the calls stop.
        pub ping_url: Option<SecretUrl> = form::PING,
    }
}

settings! {
    pub struct LocaleSettings {
        /// Time zone of local times, duty hours and the morning's notifications.
        pub zone: Zone = form::ZONE,
    }
}

settings! {
    pub struct Privacy {
        /// Age at which a closed request is erased to statistics; above zero.
        pub retain: Duration = form::ABOVE_ZERO,
    }
}

settings! {
    /// Where the table of cities comes from.
    pub struct CitiesSource {
        /// A CSV file in place of the built-in table.
        pub file: Option<PathBuf> = form::OPTIONAL_FILE,
    }
}

settings! {
    pub struct Log {
        pub format: LogFormat = form::LOG_FORMAT,
        /// Directives of `tracing_subscriber::EnvFilter`, which are known to parse.
        pub filter: String = form::LOG_FILTER,
    }
}

coded! {
    /// Format of log lines.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// A JSON object on each line.
        Json = "json",
    }
}

impl Config {
    /// Loads defaults, then `file`, then the `MABIT_…` variables of the process. Unknown keys and
    /// wrong values are reported all at once.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::load_from(file, settings_variables(std::env::vars_os())?)
    }

    /// Like [`Config::load`], with this environment.
    pub fn load_from(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut values = Values::defaults()?;
        if let Some(file) = file {
            values.add_file(file)?;
        }
        values.add_environment(environment);
        let config = Self::read(&mut values, "");
        values.finish(config)
    }

    /// The policy of the settings for an urgency; an administrator's newer version replaces it.
    pub fn policy(&self, urgency: Urgency) -> Policy {
        let own = match urgency {
            Urgency::Emergency => &self.escalation.emergency,
            Urgency::Urgent => &self.escalation.urgent,
            Urgency::Planned => &self.escalation.planned,
        };
        Policy {
            steps: own.as_ref().unwrap_or(&self.escalation.steps).clone(),
            repeat_seconds: i64::try_from(self.escalation.repeat.as_secs()).unwrap_or(i64::MAX),
        }
    }

    /// Every key with its value, as a settings file that loads again. Passwords are `***`.
    pub fn to_toml_redacted(&self) -> String {
        self.write().to_string()
    }
}

/// The environment variables with our prefix; others may be anything, also not UTF-8.
fn settings_variables(
    variables: impl Iterator<Item = (OsString, OsString)>,
) -> Result<Vec<(String, String)>, ConfigError> {
    let mut ours = Vec::new();
    let mut wrong = Vec::new();
    for (name, value) in variables {
        let name = name.to_string_lossy();
        if name.starts_with(VARIABLE_PREFIX) {
            match value.into_string() {
                Ok(value) => ours.push((name.into_owned(), value)),
                Err(_) => wrong.push(format!("the value of {name} is not UTF-8")),
            }
        }
    }
    if wrong.is_empty() { Ok(ours) } else { Err(ConfigError::Wrong(wrong)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn only_a_variable_of_ours_must_be_unicode() {
        use std::os::unix::ffi::OsStringExt;

        let bytes = || OsString::from_vec(vec![b'a', 0xff]);
        let ours = |value| (OsString::from("MABIT_MAIL__FROM"), value);
        let other = || (OsString::from("PATH"), bytes());

        let kept = settings_variables([other(), ours("a@b".into())].into_iter()).unwrap();
        assert_eq!(kept, [("MABIT_MAIL__FROM".to_owned(), "a@b".to_owned())]);

        let error = settings_variables([other(), ours(bytes())].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "the value of MABIT_MAIL__FROM is not UTF-8");
    }
}
