//! The live board: every shelter with its beds, and in which cities children wait.

use std::collections::BTreeMap;

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use uuid::Uuid;

use crate::domain::bed::{Freshness, MAX_AGE, PoolGender};
use crate::domain::request::Gender;
use crate::domain::typed;
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::shell::{Markup, Shell, answer, refused};
use crate::http::web::wording::{around, dial, plural};
use crate::http::web::wrong::Wrong;
use crate::services::reports;
use crate::services::shelters::availability::{self, BoardFilter};
use crate::services::views::{BoardShelter, PoolView};

const PATH: &str = "/coordinator/board";

#[derive(Template)]
#[template(path = "pages/board.html")]
struct Page<'a> {
    shell: Shell<'a>,
    wrong: Wrong,
    asked: Asked,
    cities: Vec<(String, String)>,
    genders: [(&'static str, &'static str); 3],
    waiting: Vec<InCity>,
    waiting_count: i32,
    free: i32,
    promised: i32,
    shelters: Vec<Shown>,
}

/// The filter as it was entered.
#[derive(Default)]
struct Asked {
    city: String,
    gender: String,
    age: String,
}

/// Children who wait in a city.
struct InCity {
    code: String,
    name: String,
    children: i32,
}

/// A shelter, in words.
struct Shown {
    id: Uuid,
    name: String,
    city: String,
    phone: Option<String>,
    dial: String,
    pools: Vec<ShownPool>,
}

/// A pool, in words.
struct ShownPool {
    who: String,
    counted: Markup,
    stale: bool,
    view: PoolView,
}

/// Whom a bed is looked for.
const GENDERS: [(&str, &str); 3] = [
    (Gender::Female.code(), "board-female"),
    (Gender::Male.code(), "board-male"),
    (Gender::Other.code(), "board-other"),
];

impl Asked {
    fn of(query: &str) -> Self {
        let mut asked = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let value = typed::lenient_text(&value);
            match &*name {
                "city" => asked.city = value,
                "gender" => asked.gender = value,
                "age" => asked.age = value,
                _ => {}
            }
        }
        asked
    }

    /// The filter, and what is wrong with it.
    fn filter(&self, shell: &Shell<'_>, http: &Http) -> (BoardFilter, Wrong) {
        let mut wrong = Wrong::default();
        let city = (!self.city.is_empty()).then(|| self.city.clone());
        if city.as_ref().is_some_and(|code| http.cx.cities.get(code).is_none()) {
            wrong.say("city", shell.text("board-wrong-city"));
        }
        let gender = Gender::parse(&self.gender);
        if gender.is_none() && !self.gender.is_empty() {
            wrong.say("gender", shell.text("board-wrong-gender"));
        }
        let age = typed::whole_number(&self.age);
        let age = age.filter(|age| (0..=MAX_AGE).contains(age));
        if age.is_none() && !self.age.is_empty() {
            wrong.say("age", shell.text("board-wrong-age"));
        }
        if wrong.is_empty() {
            (BoardFilter { city, gender, age }, wrong)
        } else {
            (BoardFilter::default(), wrong)
        }
    }
}

/// The page. `?city=&gender=&age=` narrow it to shelters of a city and to beds for a child.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let asked = Asked::of(query.as_deref().unwrap_or_default());
    let (filter, wrong) = asked.filter(&shell, &http);
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let board = match availability::board(&http.cx, &visitor.caller, &filter) {
        Ok(board) => board,
        Err(error) => return refused(shell, error),
    };
    let waiting = match reports::waiting(&http.cx, &visitor.caller).await {
        Ok(waiting) => waiting_in(&shell, &http, waiting),
        Err(error) => return refused(shell, error),
    };
    let pools = || board.shelters.iter().flat_map(|shelter| &shelter.pools);
    let page = Page {
        cities: cities(&shell, &http, &waiting, &filter),
        waiting_count: waiting.iter().map(|city| city.children).sum(),
        waiting,
        genders: GENDERS,
        free: pools().map(open_beds).sum(),
        promised: pools().map(|pool| pool.promised).sum(),
        shelters: shown(&shell, &http, board.shelters),
        asked,
        wrong,
        shell,
    };
    answer(&page, status)
}

/// Beds of a pool that can still be promised.
pub(crate) fn open_beds(pool: &PoolView) -> i32 {
    if pool.closed || pool.overcommitted { 0 } else { pool.available.max(0) }
}

/// A city's name in the language of the page; its code where the table no longer has it.
pub(crate) fn city_name(shell: &Shell<'_>, http: &Http, code: &str) -> String {
    http.cx.cities.get(code).map_or_else(|| code.to_owned(), |city| city.name(shell.locale))
}

/// The cities to choose from, by name: those with a shelter, those in which children wait, and
/// the one that was chosen.
fn cities(
    shell: &Shell<'_>,
    http: &Http,
    waiting: &[InCity],
    filter: &BoardFilter,
) -> Vec<(String, String)> {
    let board = http.cx.board.snapshot();
    let codes = board.iter().map(|shelter| shelter.city.as_str());
    let codes = codes.chain(waiting.iter().map(|city| city.code.as_str()));
    let codes = codes.chain(filter.city.as_deref());
    let named: BTreeMap<String, &str> =
        codes.map(|code| (city_name(shell, http, code), code)).collect();
    named.into_iter().map(|(name, code)| (code.to_owned(), name)).collect()
}

/// The cities in which children wait, those with most first.
fn waiting_in(shell: &Shell<'_>, http: &Http, waiting: BTreeMap<String, i64>) -> Vec<InCity> {
    let in_city = |(code, children): (String, i64)| InCity {
        name: city_name(shell, http, &code),
        children: plural(children),
        code,
    };
    let mut cities: Vec<InCity> = waiting.into_iter().map(in_city).collect();
    cities.sort_by(|a, b| b.children.cmp(&a.children).then_with(|| a.name.cmp(&b.name)));
    cities
}

/// Shelters in words, by city and name.
fn shown(shell: &Shell<'_>, http: &Http, shelters: Vec<BoardShelter>) -> Vec<Shown> {
    let shelter = |shelter: BoardShelter| Shown {
        id: shelter.id,
        name: shelter.name,
        city: city_name(shell, http, &shelter.city),
        dial: shelter.phone.as_deref().map(dial).unwrap_or_default(),
        phone: shelter.phone,
        pools: shelter.pools.into_iter().map(|view| pool(shell, view)).collect(),
    };
    let mut shown: Vec<Shown> = shelters.into_iter().map(shelter).collect();
    shown.sort_by(|a, b| (&a.city, &a.name).cmp(&(&b.city, &b.name)));
    shown
}

fn pool(shell: &Shell<'_>, view: PoolView) -> ShownPool {
    let takes = match view.gender {
        PoolGender::Female => "board-takes-female",
        PoolGender::Male => "board-takes-male",
        PoolGender::Any => "board-takes-any",
    };
    let ages = [("from", view.age_min.into()), ("to", view.age_max.into())];
    let stale = view.freshness == Freshness::Stale;
    let hours = (shell.now - view.reported_at).num_hours();
    let counted = match (stale, hours) {
        (false, _) => around(shell, "board-counted", "for", &shell.since(&view.reported_at)),
        (true, ..48) => Markup(shell.count("board-stale-hours", &plural(hours))),
        (true, _) => Markup(shell.count("board-stale-days", &plural(hours / 24))),
    };
    ShownPool { who: shell.fill(takes, &ages), counted, stale, view }
}
