//! HTTP layer: routes of the API, the pages and the operators' endpoints, and their middleware.

mod answers;
pub mod api;
mod api_docs;
pub mod error;
pub mod extract;
mod params;
mod schema;
pub mod server;
pub mod session;
pub mod web;
mod write_budget;

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use ipnet::IpNet;
use metrics_exporter_prometheus::PrometheusHandle;
use tokio_util::sync::CancellationToken;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer};
use tower_http::set_header::SetResponseHeaderLayer;
use tower_http::trace::TraceLayer;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use self::api::events::Streams;
use self::error::Problem;
use self::schema::Schemas;
pub use self::write_budget::WriteBudget;
use crate::i18n::Texts;
use crate::services::Context;
use crate::services::events::Feed;
use crate::services::operations::health::{self, Health};

/// State of every handler. Cheap to clone.
#[derive(Clone)]
pub struct Http {
    pub cx: Context,
    /// Whether it serves the demo: every page says that all in it is invented.
    pub is_demo: bool,
    pub feed: Arc<Feed>,
    /// Bodies are checked against these.
    pub schemas: Arc<Schemas>,
    pub texts: Arc<Texts>,
    /// The last results of the periodic checks of this instance.
    pub health: Arc<Health>,
    pub metrics: PrometheusHandle,
    /// Cancelled when the service stops, which ends event streams.
    pub stopping: CancellationToken,
    /// Time limit of a request.
    pub time_limit: Duration,
    /// Their X-Forwarded-For is believed.
    pub trusted_proxies: Arc<[IpNet]>,
    pub streams: Arc<Streams>,
    pub writes: Arc<WriteBudget>,
}

/// The API's routes and its OpenAPI document.
pub fn api() -> (Router<Http>, OpenApi) {
    #[derive(utoipa::OpenApi)]
    #[openapi(
        info(
            title = "Mabit",
            description = "Finds a child on the street a bed tonight: live beds, placement requests, \
                           offers and escalations."
        ),
        tags(
            (name = "beds", description = "Beds: reports, the live board, live events"),
            (name = "requests", description = "Placement requests of outreach teams"),
            (name = "offers", description = "Offers, answered by shelters"),
            (name = "escalations", description = "Who has no bed yet, and who was told"),
            (name = "duty", description = "Who is on duty when, and when nobody is"),
            (name = "reports", description = "What became of the children asked for"),
            (name = "set-up", description = "Partners, accounts, shelters, pools, cities")
        ),
        // Named in a parameter only, so that nothing else brings it along.
        components(schemas(crate::services::reports::GroupBy)),
        modifiers(&Bearer),
        security(("bearer" = []))
    )]
    struct Document;

    struct Bearer;
    impl utoipa::Modify for Bearer {
        fn modify(&self, document: &mut OpenApi) {
            use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
            let components = document.components.get_or_insert_default();
            components.add_security_scheme(
                "bearer",
                SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)),
            );
        }
    }

    use utoipa::OpenApi as _;
    OpenApiRouter::with_openapi(Document::openapi())
        .nest("/api/v1", api::router())
        .split_for_parts()
}

pub fn document() -> OpenApi {
    api().1
}

pub fn schemas(cx: &Context) -> Arc<Schemas> {
    Arc::new(Schemas::new(&document(), cx.cities.clone(), cx.features.clone()))
}

/// The id of a request, given by the caller or by us.
const REQUEST_ID: &str = "x-request-id";

/// Content security policy of all that is no page: load nothing.
const POLICY: &str = "default-src 'none'; frame-ancestors 'none'";

/// Content security policy of the page that shows the API document: own scripts and styles.
const DOCS_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                           img-src 'self' data:; connect-src 'self'; base-uri 'none'; \
                           form-action 'none'; frame-ancestors 'none'";

/// All routes of the service, with their middleware.
pub fn router(http: Http) -> Router {
    let (api, document) = api();
    let request_id = HeaderName::from_static(REQUEST_ID);
    let header =
        |name, value| SetResponseHeaderLayer::if_not_present(name, HeaderValue::from_static(value));
    let is_secure = http.cx.settings.public_url.starts_with("https://");
    let only_secure = is_secure.then(|| HeaderValue::from_static("max-age=31536000"));
    let span = |request: &Request| {
        let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
        let id = request.headers().get(REQUEST_ID).and_then(|id| id.to_str().ok());
        tracing::info_span!(
            "http",
            method = %request.method(),
            route,
            id,
            account = tracing::field::Empty
        )
    };
    Router::new()
        .merge(api)
        .merge(
            api_docs::router(&document).layer(header(header::CONTENT_SECURITY_POLICY, DOCS_POLICY)),
        )
        .merge(web::router(&http).layer(CompressionLayer::new()))
        .route("/healthz", get(healthz))
        .route("/readyz", get(readyz))
        .route("/metrics", get(render_metrics))
        .fallback(not_found)
        .method_not_allowed_fallback(method_not_allowed)
        .layer(middleware::from_fn_with_state(http.clone(), within_time))
        .layer(CatchPanicLayer::custom(|_| Problem::bug(&"a handler panicked").into_response()))
        .layer(middleware::from_fn(count))
        .layer(header(header::CACHE_CONTROL, "no-store"))
        .layer(header(header::CONTENT_SECURITY_POLICY, POLICY))
        .layer(header(header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .layer(header(header::REFERRER_POLICY, "no-referrer"))
        .layer(header(header::X_FRAME_OPTIONS, "DENY"))
        .layer(SetResponseHeaderLayer::if_not_present(
            header::STRICT_TRANSPORT_SECURITY,
            only_secure,
        ))
        .layer(PropagateRequestIdLayer::new(request_id.clone()))
        .layer(TraceLayer::new_for_http().make_span_with(span))
        .layer(SetRequestIdLayer::new(request_id, MakeRequestUuid))
        .layer(middleware::map_request(keep_plain_request_id))
        .with_state(http)
}

/// Keeps a plain request id of the caller, for the answer and the log; any other is replaced.
async fn keep_plain_request_id(mut request: Request) -> Request {
    let is_plain = |id: &HeaderValue| {
        (1..=64).contains(&id.len())
            && id.as_bytes().iter().all(|&c| c.is_ascii_alphanumeric() || c == b'-')
    };
    let headers = request.headers_mut();
    if !headers.get_all(REQUEST_ID).iter().all(is_plain) {
        headers.remove(REQUEST_ID);
    }
    request
}

/// Ends a request at the time limit. Its writes go on; the idempotency key then brings the answer.
async fn within_time(State(http): State<Http>, request: Request, next: Next) -> Response {
    match tokio::time::timeout(http.time_limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Problem::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "time_out",
            "Not available at the moment",
            "this took too long; try again with the same Idempotency-Key",
        )
        .into_response(),
    }
}

async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str);
    let method = match request.method().as_str() {
        known @ ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE" | "OPTIONS") => known,
        _ => "other",
    };
    let (route, method) = (route.to_owned(), method.to_owned());
    let began = Instant::now();
    let response = next.run(request).await;
    let labels = [("route", route.clone()), ("method", method.clone())];
    metrics::histogram!("mabit_http_request_seconds", &labels)
        .record(began.elapsed().as_secs_f64());
    let status = response.status().as_u16().to_string();
    let labels = [("route", route), ("method", method), ("status", status)];
    metrics::counter!("mabit_http_requests_total", &labels).increment(1);
    response
}

/// Answers 404: a page to people, a problem to programs.
async fn not_found(State(http): State<Http>, request: Request) -> Response {
    let accepted = request.headers().get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    let for_people = accepted.is_some_and(|accept| accept.contains("text/html"));
    if for_people && !request.uri().path().starts_with("/api/") {
        return web::not_found_page(&http, &request.into_parts().0).await;
    }
    Problem::new(
        StatusCode::NOT_FOUND,
        "not_found",
        "Not found",
        "there is nothing at this address",
    )
    .into_response()
}

async fn method_not_allowed() -> Problem {
    Problem::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        "Method not allowed",
        "this address does not take this method; see the Allow header",
    )
}

async fn healthz() -> &'static str {
    "ok\n"
}

async fn readyz(State(http): State<Http>) -> Response {
    let readiness = health::readiness(&http.cx, http.health.vital_signs()).await;
    let status = if readiness.ready { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, axum::Json(readiness)).into_response()
}

async fn render_metrics(State(http): State<Http>) -> Response {
    if let Err(error) = health::set_gauges(&http.cx).await {
        tracing::warn!(%error, "the gauges could not be read");
    }
    let text = HeaderValue::from_static("text/plain; version=0.0.4; charset=utf-8");
    ([(header::CONTENT_TYPE, text)], http.metrics.render()).into_response()
}
