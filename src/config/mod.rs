//! The settings: the defaults of `config/default.toml`, overridden by a file, overridden by
//! the environment.
//!
//! Each section is a struct below, each field a key, and behind it stands the form its value
//! is written in. A key is thus read, checked and written back by one line; what it means for
//! an operator is said in `config/default.toml`.

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
use self::steps::{OwnSteps, Steps};
use crate::domain::coded;
use crate::domain::escalation::{Policy, Step};
use crate::domain::matcher::Weights;
use crate::domain::request::Urgency;
use crate::domain::zone::Zone;

pub use self::error::ConfigError;
pub use self::secret::SecretUrl;

/// A table of settings.
trait Section: Sized {
    /// Reads it from the values whose keys start with `name`; `None` when one is wrong.
    fn read(values: &mut Values, name: &str) -> Option<Self>;

    /// Writes it with every key.
    fn write(&self) -> Table;
}

/// Defines a section: a struct of which each field is either of a form, or a section itself.
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
        /// How the service is reached.
        pub http: Http,
        /// Where its data is.
        pub database: Database,
        /// How mail leaves.
        pub mail: Mail,
        /// How long offers live.
        pub offers: Offers,
        /// What is matched, and how it is ranked.
        pub matching: Matching,
        /// Who is told when a request stays without a bed.
        pub escalation: Escalation,
        /// How much is taken at once.
        pub limits: Limits,
        /// The metronome.
        pub schedule: Schedule,
        /// How the service is watched from outside.
        pub watch: Watch,
        /// By which clock people live.
        pub locale: LocaleSettings,
        /// How long details are kept.
        pub privacy: Privacy,
        /// The table of cities.
        pub cities: CitiesSource,
        /// What is logged.
        pub log: Log,
    }
}

settings! {
    /// How the service is reached.
    pub struct Http {
        /// Address to listen on; port 0 takes a free one.
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
    /// Where the data is.
    pub struct Database {
        /// `sqlite:…`, `postgres://…` or `postgresql://…`.
        pub url: SecretUrl = form::DATABASE,
        /// Most connections to PostgreSQL: 3 to 1,000.
        pub connections: u32 = form::CONNECTIONS,
    }
}

settings! {
    /// How mail leaves.
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
    /// How long offers live.
    pub struct Offers {
        /// How long a shelter has to answer; above zero.
        pub ttl: Duration = form::ABOVE_ZERO,
        /// How long an accepted child may be on the way before both sides are asked; above zero.
        pub arrive_within: Duration = form::ABOVE_ZERO,
        /// How long both sides have to answer before it escalates; above zero.
        pub answer_within: Duration = form::ABOVE_ZERO,
    }
}

settings! {
    /// What is matched, and how it is ranked.
    pub struct Matching {
        /// Reach of a request that names none, in kilometres: 0 to 20,016.
        pub radius: f64 = form::KILOMETRES,
        /// Age from which a count is never offered automatically; above zero.
        pub stale_after: Duration = form::ABOVE_ZERO,
        /// What each component counts; each finite, 0 or more.
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
    /// Who is told when a request stays without a bed. Every list has 1 to 20 steps, in order
    /// of time.
    pub struct Escalation {
        /// How long an acknowledgement holds; above zero.
        pub ack_timeout: Duration = form::ABOVE_ZERO,
        /// Interval at which it repeats after the last step; above zero.
        pub repeat: Duration = form::ABOVE_ZERO,
        /// The steps of every urgency that has none of its own.
        pub steps: Vec<Step> = Steps,
        /// Those of `emergency`.
        pub emergency: Option<Vec<Step>> = OwnSteps,
        /// Those of `urgent`.
        pub urgent: Option<Vec<Step>> = OwnSteps,
        /// Those of `planned`.
        pub planned: Option<Vec<Step>> = OwnSteps,
    }
}

settings! {
    /// How much is taken at once.
    pub struct Limits {
        /// Most connections of clients; 0 for no limit.
        pub connections: u32 = form::MOST,
        /// Most connections of one address; 0 for no limit.
        pub connections_per_address: u32 = form::MOST,
        /// Most streams of events of one account; 0 for no limit.
        pub streams_per_account: u32 = form::MOST,
        /// Most writing calls of one account in a minute; 0 for no limit.
        pub writes_per_minute: u32 = form::MOST,
    }
}

settings! {
    /// The metronome.
    pub struct Schedule {
        /// How often due work is looked for: whole seconds, 1 to 60.
        pub tick: Duration = form::TICK,
    }
}

settings! {
    /// How the service is watched from outside.
    pub struct Watch {
        /// Asked for each minute while all is well; a watcher that no longer hears of it rings.
        pub ping_url: Option<SecretUrl> = form::PING,
    }
}

settings! {
    /// By which clock people live.
    pub struct LocaleSettings {
        /// The time zone of local times, duty hours and notifications in the morning.
        pub zone: Zone = form::ZONE,
    }
}

settings! {
    /// How long details are kept.
    pub struct Privacy {
        /// Age at which a closed request is erased to statistics; above zero.
        pub retain: Duration = form::ABOVE_ZERO,
    }
}

settings! {
    /// The table of cities.
    pub struct CitiesSource {
        /// CSV file that stands in for the built-in table.
        pub file: Option<PathBuf> = form::OPTIONAL_FILE,
    }
}

settings! {
    /// What is logged.
    pub struct Log {
        /// Form of a line.
        pub format: LogFormat = form::LOG_FORMAT,
        /// Directives for `tracing_subscriber::EnvFilter`, which parses them without error.
        pub filter: String = form::LOG_FILTER,
    }
}

coded! {
    /// Form of a line of the log.
    pub enum LogFormat {
        /// For people.
        Text = "text",
        /// One JSON object.
        Json = "json",
    }
}

impl Config {
    /// The settings in force: defaults, then `file`, then the variables `MABIT_…` of the
    /// process.
    ///
    /// # Errors
    /// When the file can't be read or is not TOML, and when a key or variable is unknown or a
    /// value wrong: all of these at once.
    pub fn load(file: Option<&Path>) -> Result<Self, ConfigError> {
        Self::load_from(file, unicode(std::env::vars_os())?)
    }

    /// Like [`Config::load`], with this environment. Variables that don't start with `MABIT_`
    /// are passed over.
    ///
    /// # Errors
    /// Those of [`Config::load`].
    pub fn load_from(
        file: Option<&Path>,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, ConfigError> {
        let mut values = Values::defaults()?;
        if let Some(file) = file {
            values.lay_file(file)?;
        }
        values.lay_environment(environment);
        let config = Self::read(&mut values, "");
        values.finish(config)
    }

    /// The escalation policy for new requests of this urgency.
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

/// The variables of the settings as text; the rest of the environment may be anything.
fn unicode(
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

        let kept = unicode([other(), ours("a@b".into())].into_iter()).unwrap();
        assert_eq!(kept, [("MABIT_MAIL__FROM".to_owned(), "a@b".to_owned())]);

        let error = unicode([other(), ours(bytes())].into_iter()).unwrap_err();
        assert_eq!(error.to_string(), "the value of MABIT_MAIL__FROM is not UTF-8");
    }
}
