//! Puts the service together, starts it, and stops it in order.

use std::io::Write;
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Config;
use crate::domain::bed::FeatureList;
use crate::domain::geo::{Cities, CitiesError};
use crate::domain::matcher::Rules;
use crate::domain::request::Urgency;
use crate::domain::zone;
use crate::http::{self, Http, WriteBudget};
use crate::i18n::Texts;
use crate::mail::delivery::Delivery;
use crate::mail::message::{ComposeError, Composer};
use crate::mail::transport::{Transport, TransportError};
use crate::schedule::Schedule;
use crate::services::events::Feed;
use crate::services::{Context, Error, Settings, waitlist};
use crate::store::{Store, StoreError, names};
use crate::watch::Watch;

/// How long the service may take to finish what is under way.
const STOP_WITHIN: Duration = Duration::from_secs(10);

/// The least pause between two looks at what was committed.
const FOLLOW_EVERY: Duration = Duration::from_millis(50);

/// Longest one pass over all who wait may take before it begins anew.
const MATCHES_WITHIN: Duration = Duration::from_secs(120);

/// Longest such a look may take before the next begins anew.
const READS_WITHIN: Duration = Duration::from_secs(20);

/// Why the service could not be put together, or started.
#[derive(Debug, thiserror::Error)]
pub enum AppError {
    /// The table of cities.
    #[error(transparent)]
    Cities(#[from] CitiesError),
    /// A file of the settings can't be read.
    #[error("{path} can't be read: {source}")]
    File {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A use case.
    #[error(transparent)]
    Service(#[from] Error),
    /// The sender of mails.
    #[error("mail.from: {0}")]
    Sender(#[from] ComposeError),
    /// Where mail goes.
    #[error("mail.url: {0}")]
    Transport(#[from] TransportError),
    /// The address to listen on.
    #[error("http.listen: {address} can't be listened on: {source}")]
    Listen {
        /// The address.
        address: String,
        /// Why.
        source: std::io::Error,
    },
    /// The metronome.
    #[error("the schedule can't be started: {0}")]
    Schedule(#[from] tokio_cron_scheduler::JobSchedulerError),
    /// The server ended by itself.
    #[error("the server failed: {0}")]
    Server(std::io::Error),
}

/// Opens the database and puts the use cases' context together.
///
/// # Errors
/// When the table of cities or the database can't be read.
pub async fn open(config: &Config, clock: Arc<dyn Clock>) -> Result<Context, AppError> {
    let cities = cities(config)?;
    let store = Store::open(config.database.url.expose()).await?;
    names::fill_keys(&store).await?;
    let features = FeatureList::new(config.features.clone());
    let cx = Context::new(store, clock, cities, features, settings(config));
    cx.board.refresh(&cx.store).await?;
    Ok(cx)
}

/// The table of cities: the one the settings name, or Morocco's.
///
/// # Errors
/// When the file can't be read, or is no such table.
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
    Settings {
        offer_ttl: config.offers.ttl,
        arrive_within: config.offers.arrive_within,
        answer_within: config.offers.answer_within,
        radius_km: config.matching.radius,
        rules: Rules { weights: config.matching.weights, stale_after: config.matching.stale_after },
        policies: [Urgency::Emergency, Urgency::Urgent, Urgency::Planned]
            .map(|urgency| config.policy(urgency)),
        ack_timeout: config.escalation.ack_timeout,
        retain: config.privacy.retain,
        tick: config.schedule.tick,
        public_url: config.http.public_url.clone(),
        zone: config.locale.zone.clone(),
    }
}

/// The delivery of the outbox, as the settings say.
///
/// # Errors
/// When the sender or the transport can't be used.
pub fn delivery(config: &Config, cx: &Context, texts: Arc<Texts>) -> Result<Delivery, AppError> {
    let public_url = config.http.public_url.clone();
    let composer =
        Composer::new(&config.mail.from, &public_url, config.locale.zone.clone(), texts)?;
    let transport = Transport::from_url(config.mail.url.expose(), config.mail.ca_file.as_deref())?;
    Ok(Delivery::new(cx.store.clone(), Arc::clone(&cx.clock), composer, transport, public_url))
}

/// The handlers' state.
///
/// # Errors
/// When the database can't be read.
pub async fn http(config: &Config, cx: Context, texts: Arc<Texts>) -> Result<Http, AppError> {
    Ok(Http {
        feed: Arc::new(Feed::new(&cx).await?),
        schemas: http::schemas(&cx),
        texts,
        health: Arc::default(),
        metrics: metrics_handle(),
        stopping: CancellationToken::new(),
        time_limit: config.http.request_timeout,
        trusted_proxies: config.http.trusted_proxies.clone().into(),
        writes: Arc::new(WriteBudget::new(config.limits.writes_per_minute)),
        cx,
    })
}

/// The recorder of metrics; a process has one.
fn metrics_handle() -> PrometheusHandle {
    static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
    let make = || {
        let recorder = PrometheusBuilder::new().build_recorder();
        let handle = recorder.handle();
        // A recorder that another part of the process has set stays.
        let _ = metrics::set_global_recorder(recorder);
        handle
    };
    HANDLE.get_or_init(make).clone()
}

/// Serves until `stop` is over, then finishes what is under way.
///
/// # Errors
/// When the address can't be listened on, or a part can't be started.
pub async fn serve(
    config: &Config,
    cx: Context,
    stop: impl Future<Output = ()>,
) -> Result<(), AppError> {
    warn_of_old_zone_data(&cx);
    let texts = Arc::new(Texts::load());
    let delivery = Arc::new(delivery(config, &cx, Arc::clone(&texts))?);
    let http = http(config, cx.clone(), texts).await?;
    let address = config.http.listen;
    let failed = |source| AppError::Listen { address: address.to_string(), source };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let bound = listener.local_addr().map_err(failed)?;
    let watch = Watch::new(cx.clone(), Arc::clone(&http.health), config.watch.ping_url.as_ref());
    let schedule = Schedule::start(cx.clone(), Arc::clone(&http.health)).await?;
    let background = Background::start(&http, delivery, watch);
    let stopping = http.stopping.clone();
    let server = axum::serve(
        listener,
        http::router(http).into_make_service_with_connect_info::<SocketAddr>(),
    )
    .with_graceful_shutdown(stopping.clone().cancelled_owned());
    let server = tokio::spawn(server.into_future());
    // Whoever started it may have stopped reading.
    let mut out = std::io::stdout();
    let _ = writeln!(out, "listening on http://{bound}").and_then(|()| out.flush());
    stop.await;
    tracing::info!("stopping");
    stopping.cancel();
    let finish = async {
        let served = server.await;
        schedule.stop().await;
        background.stop().await;
        served
    };
    let served = tokio::time::timeout(STOP_WITHIN, finish).await;
    let _ = tokio::time::timeout(Duration::from_secs(2), cx.store.close()).await;
    match served {
        Ok(Ok(Err(error))) => Err(AppError::Server(error)),
        Ok(_) => Ok(()),
        Err(_) => {
            tracing::warn!("some work was still under way; it is taken up at the next start");
            Ok(())
        }
    }
}

/// Zone data that is old says the wrong time once a government has changed its clock.
fn warn_of_old_zone_data(cx: &Context) {
    let data = zone::data();
    if data.release.is_outdated(cx.now()) {
        tracing::warn!(
            %data,
            "the time zone data is more than a year old: update the system's tzdata, or this program"
        );
    }
}

/// What runs beside the server and the schedule.
struct Background {
    tasks: TaskTracker,
    stop: CancellationToken,
}

impl Background {
    fn start(http: &Http, delivery: Arc<Delivery>, watch: Watch) -> Self {
        let (tasks, stop) = (TaskTracker::new(), http.stopping.child_token());
        let cx = &http.cx;
        let pause = cx.settings.tick;
        tasks.spawn(delivery.run(Arc::clone(&cx.mail_waits), pause, stop.clone()));
        let until_stopped = |work: futures::future::BoxFuture<'static, ()>| {
            let stop = stop.clone();
            tasks.spawn(async move {
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = work => {}
                }
            });
        };
        until_stopped(Box::pin(watch.run()));
        until_stopped(Box::pin(match_who_waits(cx.clone())));
        until_stopped(Box::pin(follow(http.clone())));
        let store = cx.store.clone();
        until_stopped(Box::pin(async move { store.relay_hints().await }));
        Self { tasks, stop }
    }

    async fn stop(self) {
        self.stop.cancel();
        self.tasks.close();
        self.tasks.wait().await;
    }
}

/// Matches waiting requests again whenever beds come free.
async fn match_who_waits(cx: Context) {
    loop {
        cx.board.beds_came_free.notified().await;
        // A task of its own, so that stopping the service does not break it off half-way.
        let inner = cx.clone();
        let matched = tokio::spawn(async move {
            let matched = tokio::time::timeout(MATCHES_WITHIN, waitlist::rematch(&inner)).await;
            matched.unwrap_or_else(|_| Err(Error::out_of_time()))
        });
        if let Ok(Err(error)) = matched.await {
            tracing::warn!(%error, "waiting requests were not matched; they are looked at again");
            tokio::time::sleep(cx.settings.tick).await;
            cx.board.beds_came_free.notify_one();
        }
    }
}

/// Follows what is committed, here and by other instances: the board, and live events.
async fn follow(http: Http) {
    loop {
        let _ = tokio::time::timeout(http.cx.settings.tick, http.cx.store.changed()).await;
        let read = async {
            if let Err(error) = http.cx.board.refresh(&http.cx.store).await {
                tracing::warn!(%error, "the board could not be read");
            }
            if let Err(error) = http.feed.read_on(&http.cx).await {
                tracing::warn!(%error, "events could not be read");
            }
        };
        if tokio::time::timeout(READS_WITHIN, read).await.is_err() {
            tracing::warn!("what was committed could not be read in time");
        }
        // What is committed meanwhile is read together.
        tokio::time::sleep(FOLLOW_EVERY).await;
    }
}
