//! Shelters from a file: first what would be added and every bad line, then all of it or nothing.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::admin::{asked, city};
use crate::http::web::fields::sentence;
use crate::http::web::form::Sent;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::wording::plural;
use crate::services::Error;
use crate::services::shelters::import::{self, BadLine, COLUMNS, NewHouse, Preview};

const PATH: &str = "/admin/import";

#[derive(Template)]
#[template(path = "pages/admin/import.html")]
struct Page<'a> {
    shell: Shell<'a>,
    columns: String,
    csv: &'a str,
    houses: Vec<Row>,
    pools: i32,
    beds: i32,
    wrong: Vec<(BadLine, String)>,
    /// How much more is wrong.
    more_wrong: i32,
    /// How many shelters were just added.
    done: Option<i32>,
}

/// A shelter that would be added.
struct Row {
    house: NewHouse,
    city: String,
    beds: i32,
}

fn blank<'a>(shell: Shell<'a>, csv: &'a str) -> Page<'a> {
    let columns = COLUMNS.join(",");
    let (houses, wrong) = (Vec::new(), Vec::new());
    Page { shell, columns, csv, houses, pools: 0, beds: 0, wrong, more_wrong: 0, done: None }
}

/// The form.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let done = asked(query.as_deref(), "done").and_then(|count| count.parse().ok());
    answer(&Page { done, ..blank(shell, "") }, StatusCode::OK)
}

/// Shows what a file would add, or adds it.
pub async fn submit(State(http): State<Http>, sent: Sent) -> Response {
    let (cx, caller) = (&http.cx, &sent.visitor.caller);
    let shell = Shell::of(&http, &sent.visitor, PATH);
    let csv = sent.get("csv");
    if sent.has("import") {
        match import::shelters(cx, caller, sent.once(), csv.to_owned()).await {
            Ok(done) => {
                return Redirect::to(&format!("{PATH}?done={}", done.shelters)).into_response();
            }
            // What is wrong with it is shown below, line by line.
            Err(Error::Invalid(_)) => {}
            Err(error) => return refused(shell, error),
        }
    }
    match import::preview(cx, caller, csv).await {
        Ok(found) => {
            let bad = !found.wrong.is_empty();
            let status = if bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            answer(&preview(&http, shell, csv, found), status)
        }
        Err(error) => refused(shell, error),
    }
}

fn preview<'a>(http: &Http, shell: Shell<'a>, csv: &'a str, found: Preview) -> Page<'a> {
    let row = |house: NewHouse| Row {
        city: city(http, &shell, &house.shelter.city),
        beds: house.pools.iter().map(|pool| pool.capacity).sum(),
        house,
    };
    let houses: Vec<Row> = found.houses.into_iter().map(row).collect();
    let pools = houses.iter().map(|row| row.house.pools.len()).sum::<usize>();
    let pools = i32::try_from(pools).unwrap_or(i32::MAX);
    let beds = houses.iter().map(|row| row.beds).sum();
    let told = |bad: BadLine| {
        let text = shell.text(why(&bad));
        (bad, text)
    };
    let wrong: Vec<_> = found.wrong.into_iter().map(told).collect();
    let more_wrong = plural(found.more_wrong);
    // With anything wrong nothing would be added.
    let houses = if wrong.is_empty() { houses } else { Vec::new() };
    Page { houses, pools, beds, wrong, more_wrong, ..blank(shell, csv) }
}

/// What is wrong on a line.
fn why(bad: &BadLine) -> &'static str {
    match bad.code {
        "not_utf8" => "setup-import-not-utf8",
        "fields" => "setup-import-fields",
        "unknown_column" => "setup-import-unknown-column",
        "no_column" => "setup-import-no-column",
        "empty" => "setup-import-empty",
        "differs" => "setup-import-differs",
        "twice" => "setup-import-twice",
        "exists" => "setup-import-exists",
        "unknown_partner" => "setup-import-unknown-partner",
        code => sentence(bad.column, code),
    }
}
