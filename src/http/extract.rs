//! Extractors of API handlers: caller, right, checked JSON body, idempotency key, path id, query
//! parameters.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode, header};
use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use futures::StreamExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};
use utoipa::ToSchema;
use uuid::Uuid;

use super::Http;
use super::error::{COUNTED, Problem};
use super::schema::{clip, escaped};
use super::session;
use crate::domain::account::Caller;
use crate::domain::{Coded, typed};
use crate::services::authorisation::{As, Right};
use crate::services::identity::tokens;
use crate::services::views::OffsetPage;
use crate::services::{Error, FieldError, IdempotencyKey, Page};

/// Largest body, in bytes.
pub const BODY_LIMIT: usize = 256 * 1024;

/// How much of a too large body is read and discarded before the connection is closed, in bytes.
const THROWN_AWAY: usize = 32 * 1024 * 1024;

/// The account of the bearer token or session cookie.
pub struct Auth(pub Caller);

impl FromRequestParts<Http> for Auth {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        if let Some(caller) = parts.extensions.get::<Caller>() {
            return Ok(Self(caller.clone()));
        }
        let caller = match bearer(&parts.headers) {
            Some(token) => tokens::authenticate(&http.cx, token).await?.ok_or_else(unauthorized)?,
            None => by_session(parts, http).await?,
        };
        tracing::Span::current().record("account", tracing::field::display(caller.account_id));
        http.writes.spend(&parts.method, caller.account_id).map_err(Problem::too_many_requests)?;
        parts.extensions.insert(caller.clone());
        Ok(Self(caller))
    }
}

/// Forbidden unless the account has the right `R`.
impl<R: Right> FromRequestParts<Http> for As<R> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        let Auth(caller) = Auth::from_request_parts(parts, http).await?;
        Ok(Self::new(&caller)?)
    }
}

/// The caller of a script on our pages, by session cookie. Writes need the session's CSRF token
/// too.
async fn by_session(parts: &Parts, http: &Http) -> Result<Caller, Problem> {
    let session = session::find(&parts.headers, http).await?.ok_or_else(unauthorized)?;
    let token = parts.headers.get(session::CSRF_HEADER).and_then(|value| value.to_str().ok());
    if session::is_read_only(&parts.method) || token.is_some_and(|token| session.is_ours(token)) {
        return Ok(session.caller);
    }
    Err(Problem::from_elsewhere())
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn unauthorized() -> Problem {
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "unauthorized",
        "Sign in first",
        "send a valid token: `Authorization: Bearer TOKEN`; yours is missing, wrong, expired or revoked",
    )
}

/// A JSON body checked against its schema in the OpenAPI document, and the idempotency key. Read
/// only after sign-in.
pub struct Body<T> {
    pub value: T,
    pub once: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned + ToSchema> FromRequest<Http> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Problem> {
        let (parts, bytes, caller) = read(request, http).await?;
        Self::parse(http, &parts, &bytes, &caller)
    }
}

impl<T: DeserializeOwned + ToSchema> Body<T> {
    fn parse(http: &Http, parts: &Parts, bytes: &[u8], caller: &Caller) -> Result<Self, Problem> {
        require_json(&parts.headers)?;
        let once = once(parts, bytes, caller)?;
        Ok(Self { value: fit(http, json(bytes)?)?, once })
    }
}

/// A JSON body of somebody who is not signed in.
pub struct OpenBody<T>(pub T);

impl<T: DeserializeOwned + ToSchema> FromRequest<Http> for OpenBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read_all(body, BODY_LIMIT).await?;
        require_json(&parts.headers)?;
        // Nobody's keys are kept, but a wrong one is refused as everywhere.
        key(&parts.headers)?;
        Ok(Self(fit(http, json(&bytes)?)?))
    }
}

/// Deserializes JSON after checking it against the schema of `T`. The error names every bad field.
pub fn fit<T: DeserializeOwned + ToSchema>(http: &Http, mut value: Value) -> Result<T, Error> {
    clip(&mut value, "").map_err(|field| Error::Invalid(vec![field]))?;
    whole_numbers(&mut value);
    let mut wrong = http.schemas.check(&T::name(), &value).map_err(Error::Internal)?;
    name_control_characters(&value, &mut String::new(), &mut wrong);
    if !wrong.is_empty() {
        return Err(Error::Invalid(wrong));
    }
    serde_path_to_error::deserialize(value).map_err(|error| {
        let pointer =
            format!("/{}", error.path().to_string().replace(['.', '['], "/").replace(']', ""));
        Error::field(&pointer, "invalid", error.inner().to_string())
    })
}

/// Like [`Body`], for a POST whose body may be left out.
pub struct OptionalBody<T> {
    /// `T::default()` without a body.
    pub value: T,
    pub once: Option<IdempotencyKey>,
}

impl<T: DeserializeOwned + ToSchema + Default> FromRequest<Http> for OptionalBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Problem> {
        let (parts, bytes, caller) = read(request, http).await?;
        let text = bytes.trim_ascii();
        if text.is_empty() || text == b"null" {
            return Ok(Self { value: T::default(), once: once(&parts, &bytes, &caller)? });
        }
        let Body { value, once } = Body::parse(http, &parts, &bytes, &caller)?;
        Ok(Self { value, once })
    }
}

/// Turns 14.0 into 14: they are the same JSON number, but serde refuses a float for an integer.
fn whole_numbers(value: &mut Value) {
    match value {
        Value::Number(number) => {
            let whole = number.as_f64().filter(|n| number.is_f64() && n.fract() == 0.0);
            // 2^53: beyond it a float can't hold every whole number.
            if let Some(whole) = whole.filter(|n| n.abs() <= 9_007_199_254_740_992.0) {
                #[expect(clippy::cast_possible_truncation, reason = "whole, and in range")]
                let whole = whole as i64;
                *value = whole.into();
            }
        }
        Value::Array(items) => items.iter_mut().for_each(whole_numbers),
        Value::Object(fields) => fields.values_mut().for_each(whole_numbers),
        _ => {}
    }
}

/// Adds an error for every text with a control character, such as NUL or a line break.
fn name_control_characters(value: &Value, at: &mut String, wrong: &mut Vec<FieldError>) {
    let before = at.len();
    match value {
        Value::String(text) if text.chars().any(char::is_control) => {
            let detail = typed::ControlCharacter.to_string();
            wrong.push(FieldError::new(at.clone(), "bad_character", detail));
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                at.push_str(&format!("/{place}"));
                name_control_characters(item, at, wrong);
                at.truncate(before);
            }
        }
        Value::Object(fields) => {
            for (name, field) in fields {
                at.push('/');
                at.push_str(&escaped(name));
                name_control_characters(field, at, wrong);
                at.truncate(before);
            }
        }
        _ => {}
    }
}

/// The idempotency key of a POST that has no body, or an empty one.
pub struct Key(pub Option<IdempotencyKey>);

impl FromRequest<Http> for Key {
    type Rejection = Problem;

    async fn from_request(request: Request, http: &Http) -> Result<Self, Problem> {
        let (parts, bytes, caller) = read(request, http).await?;
        let text = bytes.trim_ascii();
        let fields = if text.is_empty() { Value::Null } else { json(text)? };
        match fields {
            Value::Null => {}
            Value::Object(fields) if fields.is_empty() => {}
            Value::Object(fields) => {
                let unknown = |name: &String| {
                    FieldError::new(
                        format!("/{}", escaped(name)),
                        "unknown_field",
                        "is not a field here",
                    )
                };
                let wrong = fields.keys().take(COUNTED).map(unknown).collect();
                return Err(Error::Invalid(wrong).into());
            }
            _ => return Err(Error::field("", "invalid", "must be empty, or {}").into()),
        }
        Ok(Self(once(&parts, &bytes, &caller)?))
    }
}

fn json(bytes: &[u8]) -> Result<Value, Problem> {
    serde_json::from_slice(bytes).map_err(|error| {
        let detail = format!("the body is not JSON: {error}");
        Problem::new(StatusCode::BAD_REQUEST, "malformed_json", "Not JSON", detail)
    })
}

async fn read(request: Request, http: &Http) -> Result<(Parts, Bytes, Caller), Problem> {
    let (mut parts, body) = request.into_parts();
    let Auth(caller) = Auth::from_request_parts(&mut parts, http).await?;
    Ok((parts, read_all(body, BODY_LIMIT).await?, caller))
}

/// Reads a body of at most `limit` bytes. A larger one is read on and discarded, up to
/// [`THROWN_AWAY`]: otherwise a client that is still sending would see a broken connection instead
/// of the answer.
pub async fn read_all(body: axum::body::Body, limit: usize) -> Result<Bytes, Problem> {
    let mut stream = body.into_data_stream();
    let (mut kept, mut length) = (Vec::new(), 0);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(|_| broken_off())?;
        length += piece.len();
        if length <= limit {
            kept.extend_from_slice(&piece);
        } else if length > THROWN_AWAY {
            break;
        }
    }
    if length > limit { Err(too_large(limit)) } else { Ok(kept.into()) }
}

fn broken_off() -> Problem {
    let detail = "the connection broke off before the body had arrived; nothing was written";
    Problem::new(StatusCode::BAD_REQUEST, "broken_off", "The body is not whole", detail)
}

fn too_large(limit: usize) -> Problem {
    Problem::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too_large",
        "Too large",
        format!("the body must not be larger than {} kB", limit / 1024),
    )
}

fn require_json(headers: &HeaderMap) -> Result<(), Problem> {
    let value = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let essence = value.and_then(|value| value.split(';').next()).unwrap_or_default();
    if essence.trim().eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Problem::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "not_json",
        "JSON is needed",
        "send the body as `Content-Type: application/json`",
    ))
}

/// The value of `Idempotency-Key`.
fn key(headers: &HeaderMap) -> Result<Option<&str>, Problem> {
    let Some(value) = headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().map(str::trim).filter(|key| (1..=255).contains(&key.len()));
    let wrong = || {
        Problem::new(
            StatusCode::BAD_REQUEST,
            "bad_idempotency_key",
            "A header is wrong",
            "`Idempotency-Key` must have 1 to 255 printable ASCII characters",
        )
    };
    key.map(Some).ok_or_else(wrong)
}

fn once(parts: &Parts, body: &[u8], caller: &Caller) -> Result<Option<IdempotencyKey>, Problem> {
    let Some(key) = key(&parts.headers)? else { return Ok(None) };
    let mut hash = Sha256::new();
    for part in [parts.method.as_str().as_bytes(), parts.uri.path().as_bytes(), body] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    let fingerprint = hash.finalize().to_vec();
    Ok(Some(IdempotencyKey { account_id: caller.account_id, key: key.to_owned(), fingerprint }))
}

/// A UUID in the path.
pub struct Id(pub Uuid);

impl FromRequestParts<Http> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        // 401 comes first.
        Auth::from_request_parts(parts, http).await?;
        let path = axum::extract::Path::<String>::from_request_parts(parts, http).await;
        let id = path.ok().and_then(|axum::extract::Path(id)| Uuid::try_parse(&id).ok());
        id.map(Self).ok_or_else(|| Problem::parameter("id", "bad_format", "must be a UUID"))
    }
}

/// Reads the query string by name and collects bad values; [`Query::end`] reports them and unknown
/// names.
pub struct Query {
    pairs: Vec<(String, String)>,
    wrong: Vec<FieldError>,
}

impl FromRequestParts<Http> for Query {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, http: &Http) -> Result<Self, Problem> {
        Auth::from_request_parts(parts, http).await?;
        let query = parts.uri.query().unwrap_or_default();
        let pairs = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { pairs, wrong: Vec::new() })
    }
}

impl Query {
    /// Parses and removes the value of `name`; `right` says in the error what it must be.
    fn take<T>(&mut self, name: &str, right: &str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
        let mut values = Vec::new();
        self.pairs.retain(|(known, value)| {
            let mine = known == name;
            if mine {
                values.push(value.clone());
            }
            !mine
        });
        let value = values.pop()?;
        let parsed = if values.is_empty() { parse(&value) } else { None };
        if parsed.is_none() {
            self.wrong.push(FieldError::new(
                format!("/{name}"),
                "bad_value",
                format!("must be {right}, once"),
            ));
        }
        parsed
    }

    pub fn code<T: Coded>(&mut self, name: &str, right: &str) -> Option<T> {
        self.take(name, right, T::parse_code)
    }

    pub fn number(&mut self, name: &str, range: std::ops::RangeInclusive<i64>) -> Option<i64> {
        let right = format!("a whole number from {} to {}", range.start(), range.end());
        self.take(name, &right, |text| {
            typed::whole_number(text).filter(|number| range.contains(number))
        })
    }

    pub fn moment(&mut self, name: &str) -> Option<DateTime<Utc>> {
        self.take(name, "a moment as in RFC 3339", moment)
    }

    /// A moment, or a day, meaning its first moment in the settings' time zone.
    pub fn moment_or_day(&mut self, name: &str, http: &Http) -> Option<DateTime<Utc>> {
        self.take(name, "a moment as in RFC 3339, or a day such as 2026-11-24", |text| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            let midnight = day.map(|day| http.cx.settings.zone.midnight(day));
            midnight.filter(in_range).or_else(|| moment(text))
        })
    }

    /// A day, or its first moment in UTC or in the settings' time zone.
    pub fn day(&mut self, name: &str, http: &Http) -> Option<NaiveDate> {
        let right = "a day such as 2026-11-24, or its first moment as in 2026-11-24T00:00:00Z";
        let zone = &http.cx.settings.zone;
        self.take(name, right, |text| {
            let day = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
            let begun = moment(text).and_then(|at| {
                let by_utc = Some(at.date_naive());
                let here = Some(zone.local(at).date_naive());
                let begins = |day: &NaiveDate| day.and_time(NaiveTime::MIN).and_utc() == at;
                by_utc.filter(begins).or(here.filter(|day| zone.midnight(*day) == at))
            });
            day.or(begun).filter(|day| in_range(&zone.midnight(*day)))
        })
    }

    pub fn flag(&mut self, name: &str) -> Option<bool> {
        self.take(name, "true or false", |text| text.parse().ok())
    }

    /// The code of a city of the table.
    pub fn city(&mut self, http: &Http) -> Option<String> {
        self.take("city", "a code of the table of cities", |code| {
            http.cx.cities.get(code).map(|city| city.code.clone())
        })
    }

    pub fn text(&mut self, name: &str) -> Option<String> {
        self.take(name, "text", |text| Some(text.to_owned()))
    }

    /// `limit` and `cursor`.
    pub fn page(&mut self) -> Page {
        let limit = self.number("limit", 1..=200).unwrap_or(50);
        let cursor =
            self.take("cursor", "a `next_cursor` of this list", |text| Uuid::try_parse(text).ok());
        Page { cursor, limit }
    }

    /// `limit` and `cursor` of a short list, returned whole when neither is given. The cursor is
    /// the number of items before.
    pub fn part(&mut self) -> OffsetPage {
        let count = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        OffsetPage {
            skip: self.number("cursor", 0..=1_000_000_000).map_or(0, count),
            limit: self.number("limit", 1..=200).map_or(usize::MAX, count),
        }
    }

    /// The error names every bad value and unknown parameter.
    pub fn end(mut self) -> Result<(), Problem> {
        for (name, _) in &self.pairs {
            self.wrong.push(FieldError::new(
                format!("/{name}"),
                "unknown_parameter",
                "is not a parameter here",
            ));
        }
        if self.wrong.is_empty() { Ok(()) } else { Err(Problem::bad_parameters(self.wrong)) }
    }
}

fn moment(text: &str) -> Option<DateTime<Utc>> {
    // An unescaped plus sign arrives as a space.
    let moment = DateTime::parse_from_rfc3339(&text.replace(' ', "+")).ok()?;
    Some(moment.with_timezone(&Utc)).filter(in_range)
}

/// 1970 to the end of 9999: what both databases can hold.
fn in_range(moment: &DateTime<Utc>) -> bool {
    (0..=253_402_300_799).contains(&moment.timestamp())
}
