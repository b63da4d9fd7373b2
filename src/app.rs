//! Starts and stops the service: puts its parts together from the settings, serves until told to
//! stop, stops in order. Used by `cli`, which also opens the database here for its commands.

use std::io::Write;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::background::watchdog::Watchdog;
use crate::background::{self, Parts};
use crate::clock::Clock;
use crate::config::Config;
use crate::domain::bed::FeatureList;
use crate::domain::geo::{Cities, CitiesError};
use crate::domain::matcher::Rules;
use crate::domain::request::Urgency;
use crate::domain::zone;
use crate::http::api::events::Streams;
use crate::http::server::{Limits, Server};
use crate::http::{self, Http, WriteBudget};
use crate::i18n::Texts;
use crate::mail::delivery::Delivery;
use crate::mail::message::{ComposeError, Composer};
use crate::mail::transport::{Transport, TransportError};
use crate::measurements;
use crate::services::events::Feed;
use crate::services::{Context, Error, Settings};
use crate::store::shelters::name_keys;
use crate::store::{Opening, Store, StoreError};

/// Longest wait for work under way when the service stops.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// Why the service could not be put together or started.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    #[error(transparent)]
    Cities(#[from] CitiesError),
    #[error("{path} can't be read: {source}")]
    File { path: String, source: std::io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(transparent)]
    Service(#[from] Error),
    #[error("mail.from: {0}")]
    Sender(#[from] ComposeError),
    #[error("mail.url: {0}")]
    Transport(#[from] TransportError),
    #[error("http.listen: {address} can't be listened on: {source}")]
    Listen { address: String, source: std::io::Error },
    #[error("metrics can't be recorded: {0}")]
    Metrics(#[from] metrics_exporter_prometheus::BuildError),
    #[error("the task {0:?} fails again and again; the log says how")]
    Task(&'static str),
}

/// Opens the database and makes the context of the use cases, for a command beside the service.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Context, AppError> {
    open_as(config, clock, false).await
}

/// Like [`open`], for the service itself; fails when another one runs on the same SQLite database.
pub async fn open_to_serve(config: &Config, clock: Arc<dyn Clock>) -> Result<Context, AppError> {
    open_as(config, clock, true).await
}

async fn open_as(
    config: &Config,
    clock: Arc<dyn Clock>,
    serves: bool,
) -> Result<Context, AppError> {
    let cities = cities(config)?;
    let opening = Opening { connections: config.database.connections, serves };
    let store = Store::open(config.database.url.expose(), opening).await?;
    name_keys::fill_keys(&store).await?;
    let features = FeatureList::new(config.features.clone());
    let (cx, intake) = Context::new(store, clock, cities, features, settings(config));
    tokio::spawn(intake);
    cx.board.refresh(&cx.store).await?;
    Ok(cx)
}

/// The table of cities: the file named in the settings, or the built-in one of Morocco.
pub fn cities(config: &Config) -> Result<Cities, AppError> {
    match &config.cities.file {
        None => Ok(Cities::from_csv(include_str!("../config/cities.csv"))?
            .with_regions(include_str!("../config/regions.csv"))?),
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|source| AppError::File { path: path.display().to_string(), source })?;
            Ok(Cities::from_csv(&text)?)
        }
    }
}

fn settings(config: &Config) -> Settings {
    let span = |duration| TimeDelta::from_std(duration).unwrap_or(TimeDelta::MAX);
    Settings {
        offer_ttl: span(config.offers.ttl),
        arrive_within: span(config.offers.arrive_within),
        answer_within: span(config.offers.answer_within),
        radius_km: config.matching.radius,
        rules: Rules { weights: config.matching.weights, stale_after: config.matching.stale_after },
        policies: [Urgency::Emergency, Urgency::Urgent, Urgency::Planned]
            .map(|urgency| config.policy(urgency)),
        ack_timeout: span(config.escalation.ack_timeout),
        retain: span(config.privacy.retain),
        tick: config.schedule.tick,
        public_url: config.http.public_url.clone(),
        has_mail_server: !config.mail.url.expose().starts_with("file:"),
        zone: config.locale.zone.clone(),
    }
}

/// Delivery of the outbox, by the mail settings.
pub fn delivery(config: &Config, cx: &Context, texts: Arc<Texts>) -> Result<Delivery, AppError> {
    let public_url = config.http.public_url.clone();
    let composer =
        Composer::new(&config.mail.from, &public_url, config.locale.zone.clone(), texts)?;
    let transport = Transport::from_url(config.mail.url.expose(), config.mail.ca_file.as_deref())?
        .with_hello(&hello(config));
    Ok(Delivery::new(cx.store.clone(), Arc::clone(&cx.clock), composer, transport, public_url))
}

/// Name given in EHLO: the setting, or the host of the public URL.
fn hello(config: &Config) -> String {
    let url = Url::parse(&config.http.public_url);
    let host = || url.ok().and_then(|url| url.host_str().map(str::to_owned));
    config.mail.hello.clone().or_else(host).unwrap_or_else(|| "localhost".to_owned())
}

/// State of the HTTP handlers, of no demo.
pub async fn http(config: &Config, cx: Context, texts: Arc<Texts>) -> Result<Http, AppError> {
    Ok(Http {
        feed: Arc::new(Feed::new(&cx).await?),
        schemas: http::schemas(&cx),
        texts,
        health: Arc::default(),
        metrics: measurements::recorder()?,
        stopping: CancellationToken::new(),
        time_limit: config.http.request_timeout,
        trusted_proxies: config.http.trusted_proxies.clone().into(),
        streams: Arc::new(Streams::new(limit_or_max(config.limits.streams_per_account))),
        writes: Arc::new(WriteBudget::new(config.limits.writes_per_minute)),
        is_demo: false,
        cx,
    })
}

/// A limit from the settings; 0 means none.
fn limit_or_max(limit: u32) -> usize {
    if limit == 0 { usize::MAX } else { limit.try_into().unwrap_or(usize::MAX) }
}

/// Open files kept for all but clients' connections: database, mail, log, and connections that are
/// accepted only to be refused at the limit.
const OTHER_FILES: u64 = 128;

/// Connection limits of the settings, lowered to what the process may open. The system's limit of
/// open files is first raised as far as it goes.
fn connection_limits(config: &Config) -> Limits {
    let per_address = limit_or_max(config.limits.connections_per_address);
    let wanted = limit_or_max(config.limits.connections);
    let others = OTHER_FILES + u64::from(config.database.connections);
    let files = match rlimit::increase_nofile_limit(u64::MAX) {
        Ok(files) => files,
        Err(error) => {
            tracing::warn!(%error, "the limit of open files can't be read or raised");
            return Limits { connections: wanted, per_address };
        }
    };
    let possible = usize::try_from(files.saturating_sub(others)).unwrap_or(usize::MAX).max(16);
    if possible < wanted && config.limits.connections > 0 {
        tracing::warn!(
            files,
            connections = possible,
            "this process may open too few files for limits.connections; fewer connections are \
             taken. Raise the limit (ulimit -n, LimitNOFILE) or lower the setting"
        );
    }
    Limits { connections: wanted.min(possible), per_address }
}

/// Serves until `stop` completes, then finishes what is under way. Fails when the address can't be
/// listened on or a background task keeps failing.
pub async fn serve(
    config: &Config,
    cx: Context,
    is_demo: bool,
    stop: impl Future<Output = ()>,
) -> Result<(), AppError> {
    warn_of_old_zone_data(&cx);
    let texts = Arc::new(Texts::load());
    let delivery = Arc::new(delivery(config, &cx, Arc::clone(&texts))?);
    let http = Http { is_demo, ..http(config, cx.clone(), texts).await? };
    let public_url = &config.http.public_url;
    if http::web::drops_cookies(public_url) {
        tracing::warn!(
            http.public_url = public_url,
            "browsers keep no sign-in at an address without TLS: nobody can sign in to the pages; \
             set http.public_url to an https address"
        );
    }
    let address = config.http.listen;
    let failed = |source| AppError::Listen { address: address.to_string(), source };
    let listener = Arc::new(TcpListener::bind(address).await.map_err(failed)?);
    let bound = listener.local_addr().map_err(failed)?;
    let stopping = http.stopping.clone();
    let server = Arc::new(Server::new(
        http::router(http.clone()),
        connection_limits(config),
        Arc::clone(&http.trusted_proxies),
        stopping.clone(),
    ));
    let watchdog =
        Watchdog::new(cx.clone(), Arc::clone(&http.health), config.watch.ping_url.as_ref());
    let background = background::start(&Parts {
        started_at: cx.now(),
        cx: cx.clone(),
        health: http.health,
        feed: http.feed,
        delivery,
        watchdog,
        last_right: Arc::default(),
        metrics: http.metrics,
        stop: stopping.clone(),
    });
    let accepting = Arc::clone(&server);
    background.run("server", move || {
        let (server, listener) = (Arc::clone(&accepting), Arc::clone(&listener));
        async move { server.accept(&listener).await }
    });
    // A closed standard output is no error.
    let mut out = std::io::stdout();
    let _ = writeln!(out, "listening on http://{bound}").and_then(|()| out.flush());
    let ended = tokio::select! {
        () = stop => Ok(()),
        task = background.failed() => Err(AppError::Task(task)),
    };
    tracing::info!("stopping");
    stopping.cancel();
    let finish = async {
        server.finish().await;
        background.stop().await;
    };
    if tokio::time::timeout(STOP_WITHIN, finish).await.is_err() {
        tracing::warn!("some work was still under way; it is taken up at the next start");
    }
    let _ = tokio::time::timeout(Duration::from_secs(2), cx.store.close()).await;
    ended
}

/// Warns when the time zone data is so old that a government may have changed its clock since.
fn warn_of_old_zone_data(cx: &Context) {
    let data = zone::data();
    if data.release.is_outdated(cx.now()) {
        tracing::warn!(
            %data,
            "the time zone data is more than a year old: update the system's tzdata, or this program"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mail_servers_are_greeted_by_the_public_name_or_the_one_that_is_set() {
        let hello = |settings: &[(&str, &str)]| {
            let own = settings.iter().map(|(name, value)| ((*name).into(), (*value).into()));
            hello(&Config::load_from(None, own).unwrap())
        };
        let public = ("MABIT_HTTP__PUBLIC_URL", "https://mabit.example:8443/beds");
        assert_eq!(hello(&[]), "localhost");
        assert_eq!(hello(&[public]), "mabit.example");
        assert_eq!(
            hello(&[public, ("MABIT_MAIL__HELLO", "out.mabit.example")]),
            "out.mabit.example"
        );
    }
}
