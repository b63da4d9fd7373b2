//! Coordinators' live board: every shelter with its beds, filtered, and the cities in which
//! children wait.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use askama::Template;
use uuid::Uuid;

use crate::domain::bed::{Freshness, MAX_AGE, PoolGender};
use crate::domain::request::Gender;
use crate::domain::typed;
use crate::http::web::components::Clock;
use crate::http::web::{Choice, FormState, PageResult, Phone, Query, Shell, Visit, labels, page};
use crate::services::authorisation::Coordinator;
use crate::services::reports;
use crate::services::shelters::board::{self, BoardFilter};
use crate::services::views::{BoardShelter, PoolView};

#[derive(Template)]
#[template(path = "pages/board.html")]
struct Page {
    shell: Shell,
    form: FormState,
    cities: Vec<Choice>,
    genders: [(&'static str, &'static str); 3],
    waiting: Vec<InCity>,
    waiting_count: i64,
    beds: Beds,
    /// Whether shelters without a bed to give are left out.
    only_free: bool,
    /// The other filters as a query, for links.
    query: String,
    shelters: Vec<ShownShelter>,
}

/// Sums of pools.
#[derive(Clone, Copy, Default)]
struct Beds {
    /// Available by a count that is not stale.
    free: i32,
    /// Available by a stale count.
    stale: i32,
    promised: i32,
}

impl Beds {
    fn of<'a>(pools: impl IntoIterator<Item = &'a PoolView>) -> Self {
        let add = |sum: Self, pool: &PoolView| {
            let (free, open) = (beds_to_give(pool), open_beds(pool));
            Self {
                free: sum.free + free,
                stale: sum.stale + open - free,
                promised: sum.promised + pool.promised,
            }
        };
        pools.into_iter().fold(Self::default(), add)
    }
}

impl Page {
    fn counted(&self, pool: &ShownPool) -> Clock {
        let (key, key_now) = ("board-counted", "board-counted-now");
        self.shell.ago_in(&pool.view.reported_at, key, "for", key_now)
    }
}

/// Number of waiting children in a city.
struct InCity {
    code: String,
    name: String,
    children: i64,
}

/// A shelter, as shown.
struct ShownShelter {
    id: Uuid,
    name: String,
    city: String,
    phone: Option<Phone>,
    beds: Beds,
    pools: Vec<ShownPool>,
}

/// A pool, as shown.
struct ShownPool {
    who: String,
    /// Age of its count, if stale.
    stale: Option<String>,
    view: PoolView,
}

/// Genders of the filter, and the keys of their names.
const GENDERS: [(&str, &str); 3] = [
    (Gender::Female.code(), "board-female"),
    (Gender::Male.code(), "board-male"),
    (Gender::Other.code(), "board-other"),
];

/// The filter of the query; empty after adding errors to `form`.
fn filter(shell: &Shell, form: &mut FormState) -> BoardFilter {
    let [city, gender, age] = ["city", "gender", "age"].map(|name| form.value(name).to_owned());
    let filter = BoardFilter {
        gender: Gender::parse(&gender),
        age: typed::whole_number(&age).filter(|age| (0..=MAX_AGE).contains(age)),
        city: (!city.is_empty()).then_some(city),
    };
    if filter.city.as_ref().is_some_and(|code| shell.cities().get(code).is_none()) {
        form.refuse("city", shell.text("board-wrong-city"));
    }
    if filter.gender.is_none() && !gender.is_empty() {
        form.refuse("gender", shell.text("board-wrong-gender"));
    }
    if filter.age.is_none() && !age.is_empty() {
        form.refuse("age", shell.text("board-wrong-age"));
    }
    if form.has_errors() { BoardFilter::default() } else { filter }
}

/// `?city=&gender=&age=` filter shelters by city and pools by child; `?only=free` leaves out shelters
/// without a bed to give.
pub async fn show(visit: Visit<Coordinator>, query: Query) -> PageResult {
    let mut form = FormState::sent("", &query);
    let filter = filter(&visit.shell, &mut form);
    let board = board::read(visit.cx(), &visit.caller().to(), &filter);
    let waiting = reports::waiting(visit.cx(), visit.caller()).await?;
    let waiting = waiting_in(&visit.shell, waiting);
    let beds = Beds::of(board.shelters.iter().flat_map(|shelter| &shelter.pools));
    let mut shelters = shown(&visit.shell, board.shelters);
    let only_free = form.has("only", "free");
    if only_free {
        shelters.retain(|shelter| shelter.beds.free > 0);
    }
    let status = form.status();
    let shown = Page {
        cities: cities(&visit, &waiting, &filter),
        waiting_count: waiting.iter().map(|city| city.children).sum(),
        waiting,
        genders: GENDERS,
        beds,
        only_free,
        query: form.query(&["city", "gender", "age"]),
        shelters,
        form,
        shell: visit.shell,
    };
    page(&shown, status)
}

/// Available beds of an open pool whose count is not stale.
pub(crate) fn beds_to_give(pool: &PoolView) -> i32 {
    if pool.freshness == Freshness::Stale { 0 } else { open_beds(pool) }
}

/// Available beds of an open pool.
fn open_beds(pool: &PoolView) -> i32 {
    if pool.closed || pool.overcommitted { 0 } else { pool.available.max(0) }
}

/// Options of cities, by name: with a shelter, with waiting children, and the chosen one.
fn cities(visit: &Visit<Coordinator>, waiting: &[InCity], filter: &BoardFilter) -> Vec<Choice> {
    let board = visit.cx().board.snapshot();
    let codes = board.iter().map(|shelter| shelter.city.as_str());
    let codes = codes.chain(waiting.iter().map(|city| city.code.as_str()));
    let codes = codes.chain(filter.city.as_deref());
    let named: BTreeMap<String, &str> =
        codes.map(|code| (labels::city(&visit.shell, code), code)).collect();
    named.into_iter().map(|(name, code)| (code.to_owned(), name)).collect()
}

/// Cities with waiting children, most first.
fn waiting_in(shell: &Shell, waiting: BTreeMap<String, i64>) -> Vec<InCity> {
    let in_city = |(code, children): (String, i64)| InCity {
        name: labels::city(shell, &code),
        children,
        code,
    };
    let mut cities: Vec<InCity> = waiting.into_iter().map(in_city).collect();
    cities.sort_by(|a, b| b.children.cmp(&a.children).then_with(|| a.name.cmp(&b.name)));
    cities
}

/// Shelters as shown: those with most beds to give first, then by stale counts, city and name.
fn shown(shell: &Shell, shelters: Vec<BoardShelter>) -> Vec<ShownShelter> {
    let shelter = |shelter: BoardShelter| ShownShelter {
        id: shelter.id,
        name: shelter.name,
        city: labels::city(shell, &shelter.city),
        phone: shelter.phone.as_deref().map(Phone::new),
        beds: Beds::of(&shelter.pools),
        pools: shelter.pools.into_iter().map(|view| pool(shell, view)).collect(),
    };
    let mut shown: Vec<ShownShelter> = shelters.into_iter().map(shelter).collect();
    let beds = |shelter: &ShownShelter| Reverse((shelter.beds.free, shelter.beds.stale));
    shown.sort_by(|a, b| (beds(a), &a.city, &a.name).cmp(&(beds(b), &b.city, &b.name)));
    shown
}

fn pool(shell: &Shell, view: PoolView) -> ShownPool {
    let takes = match view.gender {
        PoolGender::Female => "board-takes-female",
        PoolGender::Male => "board-takes-male",
        PoolGender::Any => "board-takes-any",
    };
    let ages = [("from", view.age_min.into()), ("to", view.age_max.into())];
    let hours = (shell.now - view.reported_at).num_hours();
    let stale = (view.freshness == Freshness::Stale).then(|| match hours {
        ..48 => shell.count("board-stale-hours", hours),
        _ => shell.count("board-stale-days", hours / 24),
    });
    ShownPool { who: shell.fill(takes, &ages), stale, view }
}
