//! The map: in which cities there are free beds, and in which children wait.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::shell::{Markup, Shell, answer, refused};
use crate::http::web::shelters::board::{city_name, open_beds};
use crate::http::web::shelters::map_drawing::{Place, draw};
use crate::http::web::wording::{number, plural};
use crate::services::reports;
use crate::services::shelters::availability::{self, BoardFilter};

const PATH: &str = "/coordinator/map";

#[derive(Template)]
#[template(path = "pages/map.html")]
struct Page<'a> {
    shell: Shell<'a>,
    map: Option<Markup>,
    cities: Vec<Shown>,
}

/// A city of the table.
struct Shown {
    code: String,
    name: String,
    free: String,
    promised: String,
    waiting: String,
    waits: bool,
}

/// What is counted in a city.
#[derive(Default)]
struct Counts {
    free: i32,
    promised: i32,
    waiting: i64,
}

/// The page.
pub async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let board = match availability::board(&http.cx, &visitor.caller, &BoardFilter::default()) {
        Ok(board) => board,
        Err(error) => return refused(shell, error),
    };
    let waiting = match reports::waiting(&http.cx, &visitor.caller).await {
        Ok(waiting) => waiting,
        Err(error) => return refused(shell, error),
    };
    let mut cities: BTreeMap<String, Counts> = BTreeMap::new();
    for shelter in board.shelters {
        let counts = cities.entry(shelter.city).or_default();
        counts.free += shelter.pools.iter().map(open_beds).sum::<i32>();
        counts.promised += shelter.pools.iter().map(|pool| pool.promised).sum::<i32>();
    }
    for (city, children) in waiting {
        cities.entry(city).or_default().waiting = children;
    }
    let map = drawn(&shell, &http, &cities);
    let cities = shown(&shell, &http, cities);
    answer(&Page { map, cities, shell }, StatusCode::OK)
}

/// The map, if there is any city to show whose place is known.
fn drawn(shell: &Shell<'_>, http: &Http, cities: &BTreeMap<String, Counts>) -> Option<Markup> {
    let place = |(code, counts): (&String, &Counts)| {
        let city = http.cx.cities.get(code)?;
        let (name, waiting) = (city.name(shell.locale), plural(counts.waiting));
        let free = shell.count("shelter-free", &counts.free);
        let free = if counts.free == 0 { shell.text("map-no-bed") } else { free };
        let mut args = vec![("name", name.clone().into()), ("free", free.into())];
        let said = if waiting == 0 {
            shell.fill("map-city", &args)
        } else {
            args.push(("waiting", shell.count("board-waiting-here", &waiting).into()));
            shell.fill("map-city-waiting", &args)
        };
        let (free, waiting) = (i64::from(counts.free), counts.waiting);
        Some((Place { name, at: city.point(), free, waiting }, said))
    };
    let (places, said): (Vec<Place>, Vec<String>) = cities.iter().filter_map(place).unzip();
    let said = said.join(&shell.text("map-and"));
    let sentence = shell.with("map-sentence", "cities", &said);
    (!places.is_empty()).then(|| draw(shell.locale, places, &sentence))
}

/// The cities of the table, those in which children wait first, then by name.
fn shown(shell: &Shell<'_>, http: &Http, cities: BTreeMap<String, Counts>) -> Vec<Shown> {
    let mut cities: Vec<(String, String, Counts)> = cities
        .into_iter()
        .map(|(code, counts)| (city_name(shell, http, &code), code, counts))
        .collect();
    cities.sort_by(|a, b| b.2.waiting.cmp(&a.2.waiting).then_with(|| a.0.cmp(&b.0)));
    let number = |count| number(shell.locale, count);
    let city = |(name, code, counts): (String, String, Counts)| Shown {
        free: number(counts.free.into()),
        promised: number(counts.promised.into()),
        waiting: number(counts.waiting),
        waits: counts.waiting > 0,
        name,
        code,
    };
    cities.into_iter().map(city).collect()
}
