//! Coordinators' map page: free beds and waiting children by city, as map and table.

use std::collections::BTreeMap;

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::numbers::number;
use crate::http::web::shelters::board::beds_to_give;
use crate::http::web::shelters::map_drawing::MapDrawing;
use crate::http::web::shelters::map_layout::Place;
use crate::http::web::{PageResult, Shell, Visit, labels, page};
use crate::services::authorisation::Coordinator;
use crate::services::reports;
use crate::services::shelters::board::{self, BoardFilter};

#[derive(Template)]
#[template(path = "pages/map.html")]
struct Page {
    shell: Shell,
    map: Option<MapDrawing>,
    cities: Vec<Row>,
}

/// A row of the table.
struct Row {
    code: String,
    name: String,
    free: String,
    promised: String,
    waiting: String,
    waits: bool,
}

#[derive(Default)]
struct Counts {
    free: i32,
    promised: i32,
    waiting: i64,
}

pub async fn show(visit: Visit<Coordinator>) -> PageResult {
    let board = board::read(visit.cx(), &visit.caller().to(), &BoardFilter::default());
    let waiting = reports::waiting(visit.cx(), visit.caller()).await?;
    let mut cities: BTreeMap<String, Counts> = BTreeMap::new();
    for shelter in board.shelters {
        let counts = cities.entry(shelter.city).or_default();
        counts.free += shelter.pools.iter().map(beds_to_give).sum::<i32>();
        counts.promised += shelter.pools.iter().map(|pool| pool.promised).sum::<i32>();
    }
    for (city, children) in waiting {
        cities.entry(city).or_default().waiting = children;
    }
    let shell = visit.shell;
    let (map, cities) = (drawn(&shell, &cities), shown(&shell, cities));
    page(&Page { shell, map, cities }, StatusCode::OK)
}

/// The map; `None` without a city whose place is known.
fn drawn(shell: &Shell, cities: &BTreeMap<String, Counts>) -> Option<MapDrawing> {
    let place = |(code, counts): (&String, &Counts)| {
        let city = shell.cities().get(code)?;
        let (name, waiting) = (city.name(shell.locale), counts.waiting);
        let free = shell.count("shelter-free", counts.free);
        let free = if counts.free == 0 { shell.text("map-no-bed") } else { free };
        let mut args = vec![("name", name.clone().into()), ("free", free.into())];
        let said = if waiting == 0 {
            shell.fill("map-city", &args)
        } else {
            args.push(("waiting", shell.count("board-waiting-here", waiting).into()));
            shell.fill("map-city-waiting", &args)
        };
        let free = i64::from(counts.free);
        Some((Place { name, at: city.point(), free, waiting }, said))
    };
    let (places, said): (Vec<Place>, Vec<String>) = cities.iter().filter_map(place).unzip();
    let said = said.join(&shell.text("map-and"));
    let sentence = shell.with("map-sentence", "cities", &said);
    (!places.is_empty()).then(|| MapDrawing::new(shell.locale, places, sentence))
}

/// Rows of the table: most waiting children first, then by name.
fn shown(shell: &Shell, cities: BTreeMap<String, Counts>) -> Vec<Row> {
    let mut cities: Vec<(String, String, Counts)> = cities
        .into_iter()
        .map(|(code, counts)| (labels::city(shell, &code), code, counts))
        .collect();
    cities.sort_by(|a, b| b.2.waiting.cmp(&a.2.waiting).then_with(|| a.0.cmp(&b.0)));
    let number = |count| number(shell.locale, count);
    let city = |(name, code, counts): (String, String, Counts)| Row {
        free: number(counts.free.into()),
        promised: number(counts.promised.into()),
        waiting: number(counts.waiting),
        waits: counts.waiting > 0,
        name,
        code,
    };
    cities.into_iter().map(city).collect()
}
