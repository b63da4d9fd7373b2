//! Shelters from a file of comma-separated values: read and checked line by line, then added all
//! or not at all.

use std::collections::{HashMap, HashSet};
use std::fmt;

use csv::{ReaderBuilder, StringRecord, Trim};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::setup::{self, NewPool, NewShelter};
use super::{Call, Context, Error, FieldError, Once, Parts, require};
use crate::domain::account::{Caller, Role};
use crate::domain::bed::{MAX_AGE, Takes};
use crate::store::{Tx, partners, shelters};

/// The columns of the file, in any order. Lines with the same partner and shelter are pools of one
/// shelter. Features stand in one field, a `|` between them.
pub const COLUMNS: [&str; 13] = [
    "partner", "shelter", "city", "lat", "lon", "phone", "email", "features", "pool", "gender",
    "age_min", "age_max", "capacity",
];

/// Those that say something of the shelter: the same on all of its lines.
const OF_SHELTER: [&str; 6] = ["city", "lat", "lon", "phone", "email", "features"];

/// Most beds of a pool.
const MOST_BEDS: i32 = 10_000;

/// Longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Partners read at once.
const PARTNERS: i64 = 1_000;

/// Something wrong on a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// Its number, from 1; the names of the columns are on the first.
    pub line: u64,
    /// The column; empty where the whole line is meant.
    pub column: &'static str,
    /// What is wrong, as a stable code.
    pub code: &'static str,
    /// What would be right.
    pub detail: String,
}

impl fmt::Display for BadLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, column, detail, .. } = self;
        match *column {
            "" => write!(f, "line {line}: {detail}"),
            column => write!(f, "line {line}: {column}: {detail}"),
        }
    }
}

/// A shelter of the file, with its pools.
#[derive(Clone, Debug)]
pub struct NewHouse {
    /// Its first line.
    pub line: u64,
    /// The partner's name.
    pub partner: String,
    /// The shelter.
    pub shelter: NewShelter,
    /// Its pools; nothing is free in them until the shelter has counted.
    pub pools: Vec<NewPool>,
}

/// What a file says.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// What would be added.
    pub houses: Vec<NewHouse>,
    /// What is wrong, in order of lines; with anything wrong nothing can be added.
    pub wrong: Vec<BadLine>,
}

/// How much was added.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Imported {
    /// Shelters.
    pub shelters: usize,
    /// Pools.
    pub pools: usize,
}

/// Reads a file of shelters and checks it; changes nothing.
///
/// # Errors
/// Forbidden to all but administrators.
pub async fn preview(cx: &Context, caller: &Caller, text: &str) -> Result<Preview, Error> {
    require(caller, &[Role::Admin])?;
    read(&mut cx.store.begin_read().await?, cx, text).await
}

/// Adds the shelters of a file, all of them or none.
///
/// # Errors
/// Forbidden to all but administrators; every bad line by its number.
pub async fn shelters(
    cx: &Context,
    caller: &Caller,
    once: Option<Once>,
    text: String,
) -> Result<Imported, Error> {
    require(caller, &[Role::Admin])?;
    let done =
        cx.run(caller, once, text, |tx, call, text| Box::pin(add_all(tx, call, text))).await?;
    cx.board.refresh(&cx.store).await?;
    Ok(done)
}

async fn add_all(tx: &mut Tx, call: &Call, text: &str) -> Result<Imported, Error> {
    let Preview { houses, wrong } = read(tx, &call.cx, text).await?;
    if !wrong.is_empty() {
        let field = |bad: BadLine| {
            FieldError::new(format!("/lines/{}/{}", bad.line, bad.column), bad.code, bad.detail)
        };
        return Err(Error::Invalid(wrong.into_iter().map(field).collect()));
    }
    let mut pools = 0;
    for house in &houses {
        let added = setup::add_shelter_in(tx, call, &house.shelter).await?;
        for pool in &house.pools {
            setup::add_pool_in(tx, call, added.id, pool).await?;
            pools += 1;
        }
    }
    Ok(Imported { shelters: houses.len(), pools })
}

async fn read(tx: &mut Tx, cx: &Parts, text: &str) -> Result<Preview, Error> {
    let mut partners = HashMap::new();
    let mut after = Uuid::nil();
    loop {
        let some = partners::list(tx, after, PARTNERS).await?;
        let Some(last) = some.last() else { break };
        after = last.id;
        partners.extend(some.into_iter().map(|partner| (partner.name, partner.id)));
    }
    let there = shelters::all(tx).await?.into_iter().map(|one| (one.partner_id, one.name));
    Ok(Reading { cx, partners, there: there.collect(), found: Preview::default() }.read(text))
}

/// A file while it is read.
struct Reading<'a> {
    cx: &'a Parts,
    partners: HashMap<String, Uuid>,
    /// The shelters that are there already.
    there: HashSet<(Uuid, String)>,
    found: Preview,
}

/// A line, by the names of its columns.
struct Line<'a> {
    number: u64,
    record: &'a StringRecord,
    places: &'a HashMap<&'static str, usize>,
}

impl Line<'_> {
    fn get(&self, column: &'static str) -> &str {
        self.places.get(column).and_then(|&at| self.record.get(at)).unwrap_or_default()
    }
}

impl Reading<'_> {
    fn read(mut self, text: &str) -> Preview {
        let text = text.trim_start_matches('\u{feff}');
        let head = text.lines().next().unwrap_or_default();
        // As spreadsheets write it where the comma stands within numbers.
        let between = if head.contains(';') && !head.contains(',') { b';' } else { b',' };
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(between).trim(Trim::All).flexible(true);
        let mut reader = reader.has_headers(false).from_reader(text.as_bytes());
        let mut places = None;
        let mut firsts = HashMap::new();
        for (at, record) in reader.records().enumerate() {
            let Ok(record) = record else {
                self.wrong(at as u64 + 1, "", "unreadable", "can't be read");
                continue;
            };
            let number = record.position().map_or(at as u64 + 1, csv::Position::line);
            let Some(places) = &places else {
                places = Some(self.head(number, &record));
                continue;
            };
            if places.len() < COLUMNS.len() {
                break;
            }
            if record.len() != COLUMNS.len() {
                let detail = format!("has {} fields, not {}", record.len(), COLUMNS.len());
                self.wrong(number, "", "fields", detail);
                continue;
            }
            self.line(&Line { number, record: &record, places }, &mut firsts);
        }
        if self.found.houses.is_empty() && self.found.wrong.is_empty() {
            self.wrong(1, "", "empty", "there is no shelter in it");
        }
        self.found
    }

    /// Where each column stands; fewer than all of them where the first line is wrong.
    fn head(&mut self, number: u64, record: &StringRecord) -> HashMap<&'static str, usize> {
        let mut places = HashMap::new();
        for (at, name) in record.iter().enumerate() {
            match COLUMNS.iter().find(|known| known.eq_ignore_ascii_case(name)) {
                Some(known) if !places.contains_key(known) => {
                    places.insert(*known, at);
                }
                _ => {
                    let detail =
                        format!("{name:?} is a column too many; see {}", COLUMNS.join(","));
                    self.wrong(number, "", "unknown_column", detail);
                }
            }
        }
        for column in COLUMNS.iter().filter(|column| !places.contains_key(*column)) {
            self.wrong(number, column, "no_column", "this column is missing");
        }
        if record.len() != COLUMNS.len() {
            places.clear();
        }
        places
    }

    fn wrong(
        &mut self,
        line: u64,
        column: &'static str,
        code: &'static str,
        detail: impl Into<String>,
    ) {
        self.found.wrong.push(BadLine { line, column, code, detail: detail.into() });
    }

    /// Takes a line: a pool, and with the first of its lines a shelter.
    fn line(&mut self, line: &Line<'_>, firsts: &mut HashMap<(String, String), usize>) {
        let before = self.found.wrong.len();
        let partner_id = self.partner(line);
        let shelter = self.shelter(line, partner_id.unwrap_or_default());
        let pool = self.pool(line);
        let key = (line.get("partner").to_owned(), shelter.name.clone());
        let Some(&at) = firsts.get(&key) else {
            firsts.insert(key, self.found.houses.len());
            let partner = line.get("partner").to_owned();
            let house = NewHouse { line: line.number, partner, shelter, pools: vec![pool] };
            self.found.houses.push(house);
            return;
        };
        let house = &self.found.houses[at];
        let first = house.line;
        let differs = OF_SHELTER.into_iter().find(|column| !same(column, &shelter, &house.shelter));
        let twice = house.pools.iter().any(|other| other.name == pool.name);
        // What is wrong by itself need not be compared.
        if before < self.found.wrong.len() {
            return;
        }
        if let Some(column) = differs {
            self.wrong(line.number, column, "differs", format!("is not that of line {first}"));
        }
        if twice {
            self.wrong(line.number, "pool", "twice", "the shelter has a pool of this name above");
        }
        self.found.houses[at].pools.push(pool);
    }

    fn partner(&mut self, line: &Line<'_>) -> Option<Uuid> {
        let id = self.partners.get(line.get("partner")).copied();
        if id.is_none() {
            let detail = format!("there is no partner {:?}", line.get("partner"));
            self.wrong(line.number, "partner", "unknown_partner", detail);
        }
        id
    }

    fn shelter(&mut self, line: &Line<'_>, partner_id: Uuid) -> NewShelter {
        let name = self.name(line, "shelter");
        if self.there.contains(&(partner_id, name.clone())) {
            self.wrong(line.number, "shelter", "exists", "this partner has it already");
        }
        let city = line.get("city").to_owned();
        if self.cx.cities.get(&city).is_none() {
            let detail = format!("{city:?} is not a code of the table of cities");
            self.wrong(line.number, "city", "unknown_city", detail);
        }
        let (lat, lon) = (self.degrees(line, "lat", 90.0), self.degrees(line, "lon", 180.0));
        if line.get("lat").is_empty() != line.get("lon").is_empty() {
            let missing = if line.get("lat").is_empty() { "lat" } else { "lon" };
            self.wrong(line.number, missing, "required", "`lat` and `lon` go together");
        }
        let phone = given(line.get("phone"));
        let dialled = |c: char| c.is_ascii_digit() || "+ ().-".contains(c);
        if phone
            .as_ref()
            .is_some_and(|phone| !(3..=32).contains(&phone.len()) || !phone.chars().all(dialled))
        {
            let detail = "must have 3 to 32 digits, spaces, or any of + ( ) . -";
            self.wrong(line.number, "phone", "bad_format", detail);
        }
        let email = given(line.get("email"));
        let usable =
            |email: &String| email.len() <= 254 && email.parse::<lettre::Address>().is_ok();
        if email.as_ref().is_some_and(|email| !usable(email)) {
            self.wrong(line.number, "email", "bad_email", "must be a mail address");
        }
        let features = line.get("features").split('|').map(str::trim).filter(|one| !one.is_empty());
        let mut features: Vec<String> = features.map(str::to_owned).collect();
        features.sort_unstable();
        features.dedup();
        for code in features.iter().filter(|code| !self.cx.features.contains(code)) {
            let known = self.cx.features.codes().join(", ");
            let detail = format!("{code:?} is not one of {known}");
            let column = "features";
            let bad = BadLine { line: line.number, column, code: "unknown_feature", detail };
            self.found.wrong.push(bad);
        }
        NewShelter { partner_id, name, city, lat, lon, phone, email, features }
    }

    fn pool(&mut self, line: &Line<'_>) -> NewPool {
        let name = self.name(line, "pool");
        let gender = Takes::parse(line.get("gender"));
        if gender.is_none() {
            let detail = "must be one of female, male, any";
            self.wrong(line.number, "gender", "unknown_value", detail);
        }
        let age_min = self.whole(line, "age_min", MAX_AGE);
        let age_max = self.whole(line, "age_max", MAX_AGE);
        if age_min.zip(age_max).is_some_and(|(min, max)| min > max) {
            let detail = "must not be above `age_max`";
            self.wrong(line.number, "age_min", "ages_reversed", detail);
        }
        let capacity = self.whole(line, "capacity", MOST_BEDS);
        NewPool {
            name,
            gender: gender.unwrap_or(Takes::Any),
            age_min: age_min.unwrap_or_default(),
            age_max: age_max.unwrap_or_default(),
            capacity: capacity.unwrap_or_default(),
            free: 0,
        }
    }

    fn name(&mut self, line: &Line<'_>, column: &'static str) -> String {
        let name = line.get(column);
        let usable = (1..=LONGEST_NAME).contains(&name.chars().count());
        if !usable || name.chars().any(char::is_control) {
            let detail = format!("must have 1 to {LONGEST_NAME} characters and no line breaks");
            self.wrong(line.number, column, "bad_name", detail);
        }
        name.to_owned()
    }

    fn whole(&mut self, line: &Line<'_>, column: &'static str, most: i32) -> Option<i32> {
        let number = line.get(column).parse().ok().filter(|number| (0..=most).contains(number));
        if number.is_none() {
            let detail = format!("must be a whole number from 0 to {most}");
            self.wrong(line.number, column, "out_of_range", detail);
        }
        number
    }

    fn degrees(&mut self, line: &Line<'_>, column: &'static str, most: f64) -> Option<f64> {
        let text = line.get(column).replace(',', ".");
        let number = text.parse().ok().filter(|number: &f64| number.abs() <= most);
        if number.is_none() && !text.is_empty() {
            let detail = format!("must be a number from -{most} to {most}");
            self.wrong(line.number, column, "out_of_range", detail);
        }
        number
    }
}

/// A text, unless it is empty.
fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Whether two shelters have the same in a column.
fn same(column: &str, one: &NewShelter, other: &NewShelter) -> bool {
    match column {
        "city" => one.city == other.city,
        "lat" => one.lat == other.lat,
        "lon" => one.lon == other.lon,
        "phone" => one.phone == other.phone,
        "email" => one.email == other.email,
        _ => one.features == other.features,
    }
}
