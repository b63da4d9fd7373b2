//! Imports shelters and pools from a CSV file: checked line by line, then added all or none. Used
//! by the administrators' page and `mabit import`.

use std::collections::{HashMap, HashSet};
use std::fmt;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::bed::{MAX_AGE, PoolGender};
use crate::domain::geo::City;
use crate::domain::locale::Locale;
use crate::domain::typed::{self, name_key};
use crate::interop::csv_reader::{Columns, Row, Table};
use crate::services::authorisation::{Admin, By};
use crate::services::fields::MAIL_ADDRESS;
use crate::services::shelters::setup::{
    AddPool, LONGEST_ACCESS_NOTE, LONGEST_ADDRESS, NewPool, NewShelter,
};
use crate::services::{Call, Context, Error, FieldError, UseCase, fields, quoted};
use crate::store::Tx;
use crate::store::shelters::{partners, shelter};

/// Columns of the file, in any order. Lines with the same partner and shelter are pools of one
/// shelter. Features are separated by `|`.
pub const COLUMNS: [&str; 15] = [
    "partner",
    "shelter",
    "city",
    "address",
    "access_note",
    "lat",
    "lon",
    "phone",
    "email",
    "features",
    "pool",
    "gender",
    "age_min",
    "age_max",
    "capacity",
];

/// Columns that a file may lack.
const OPTIONAL: [&str; 2] = ["address", "access_note"];

/// Columns of the shelter: the same on all of its lines.
const OF_SHELTER: [&str; 8] =
    ["city", "address", "access_note", "lat", "lon", "phone", "email", "features"];

/// Most beds of a pool.
const MOST_BEDS: i32 = 10_000;

/// Longest name, in characters.
const LONGEST_NAME: usize = 200;

/// Longest telephone number, in characters.
const LONGEST_PHONE: usize = 32;

/// Most bad fields listed.
const MAX_FIELDS_NAMED: usize = 50;

/// Partners read per query.
const PARTNERS: i64 = 1_000;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadLine {
    /// From 1, which is the header.
    pub line: u64,
    /// Empty where the whole line is meant.
    pub column: &'static str,
    /// Stable code.
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
pub struct NewShelterWithPools {
    pub line: u64,
    /// Name.
    pub partner: String,
    pub shelter: NewShelter,
    /// With no free beds, until the shelter reports a count.
    pub pools: Vec<NewPool>,
}

/// Result of reading a file.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// To add.
    pub shelters: Vec<NewShelterWithPools>,
    /// The first 50, in order of lines; with any nothing can be added.
    pub wrong: Vec<BadLine>,
    /// How many are not listed.
    pub more_wrong: usize,
}

/// How many were added.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Imported {
    pub shelters: usize,
    pub pools: usize,
}

pub async fn preview(cx: &Context, _: impl Into<By<Admin>>, text: &str) -> Result<Preview, Error> {
    read(&mut cx.store.begin_read().await?, cx, text).await
}

/// Adds the shelters of a file, all or none. Bad fields are `/lines/{number}/{column}`.
pub struct ImportShelters {
    pub text: String,
}

impl UseCase for ImportShelters {
    type Answer = Imported;
    type Right = Admin;
    const CHANGES_SHELTERS: bool = true;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Imported, Error> {
        let Preview { shelters: new, wrong, .. } = read(tx, &call.cx, &self.text).await?;
        if !wrong.is_empty() {
            let field = |bad: BadLine| {
                FieldError::new(format!("/lines/{}/{}", bad.line, bad.column), bad.code, bad.detail)
            };
            return Err(Error::Invalid(wrong.into_iter().map(field).collect()));
        }
        let (shelters, mut pools) = (new.len(), 0);
        for one in new {
            let shelter_id = one.shelter.run(tx, call).await?.id;
            for body in one.pools {
                AddPool { shelter_id, body }.run(tx, call).await?;
                pools += 1;
            }
        }
        Ok(Imported { shelters, pools })
    }
}

async fn read(tx: &mut Tx, cx: &Context, text: &str) -> Result<Preview, Error> {
    let mut partners = HashMap::new();
    let mut after = Uuid::nil();
    loop {
        let some = partners::list(tx, after, PARTNERS).await?;
        let Some(last) = some.last() else { break };
        after = last.id;
        let in_use = some.into_iter().filter(|partner| partner.active);
        partners.extend(in_use.map(|partner| (name_key(&partner.name), partner.id)));
    }
    let there = shelter::all(tx).await?.into_iter();
    let there = there.map(|one| (one.partner_id, name_key(&one.name))).collect();
    let found = Preview::default();
    Ok(Reading { cx, partners, there, firsts: HashMap::new(), found }.read(text))
}

/// State while a file is read. Names are compared by [`name_key`].
struct Reading<'a> {
    cx: &'a Context,
    partners: HashMap<String, Uuid>,
    /// Existing shelters: partner and name.
    there: HashSet<(Uuid, String)>,
    /// Shelters of the file (partner and name): index into those found.
    firsts: HashMap<(String, String), usize>,
    found: Preview,
}

impl Reading<'_> {
    fn read(mut self, text: &str) -> Preview {
        // The replacement character: the file was not UTF-8.
        if text.contains('\u{fffd}') {
            let detail = "has characters that are not UTF-8; save the list as \"CSV UTF-8\"";
            self.wrong(1, "", "not_utf8", detail);
            return self.found;
        }
        if let Some(mut table) = Table::of(text, &COLUMNS) {
            self.head(&table.columns);
            if self.found.wrong.is_empty() {
                for row in table.rows() {
                    self.line(&row);
                }
            }
        }
        if self.found.shelters.is_empty() && self.found.wrong.is_empty() {
            self.wrong(1, "", "empty", "there is no shelter in it");
        }
        self.found
    }

    /// Checks for missing and unknown columns.
    fn head(&mut self, columns: &Columns) {
        let needed = COLUMNS.iter().filter(|column| !OPTIONAL.contains(column));
        let missing: Vec<_> = needed.filter(|column| !columns.has(column)).collect();
        for name in &columns.unknown {
            let detail =
                format!("{} is a column too many; see {}", quoted(name), COLUMNS.join(","));
            self.wrong(columns.line, "", "unknown_column", detail);
        }
        for column in missing {
            self.wrong(columns.line, column, "no_column", "this column is missing");
        }
    }

    fn wrong(
        &mut self,
        line: u64,
        column: &'static str,
        code: &'static str,
        detail: impl Into<String>,
    ) {
        if self.found.wrong.len() < MAX_FIELDS_NAMED {
            self.found.wrong.push(BadLine { line, column, code, detail: detail.into() });
        } else {
            self.found.more_wrong += 1;
        }
    }

    fn count_wrong(&self) -> usize {
        self.found.wrong.len() + self.found.more_wrong
    }

    /// Reads a line: a pool, and on the first line of a shelter the shelter.
    fn line(&mut self, line: &Row<'_>) {
        let before = self.count_wrong();
        if line.has_cell_without_column() {
            let detail = "has more fields than there are named columns";
            self.wrong(line.line, "", "fields", detail);
            return;
        }
        let partner_id = self.partner(line);
        let shelter = self.shelter(line, partner_id.unwrap_or_default());
        let pool = self.pool(line);
        let key = (name_key(line.get("partner")), name_key(&shelter.name));
        let Some(&at) = self.firsts.get(&key) else {
            self.firsts.insert(key, self.found.shelters.len());
            let partner = typed::lenient_text(line.get("partner"));
            let new = NewShelterWithPools { line: line.line, partner, shelter, pools: vec![pool] };
            self.found.shelters.push(new);
            return;
        };
        let known = &self.found.shelters[at];
        let first = known.line;
        let differs = OF_SHELTER.into_iter().find(|column| !same(column, &shelter, &known.shelter));
        let key = name_key(&pool.name);
        let twice = known.pools.iter().any(|other| name_key(&other.name) == key);
        // Bad fields need not be compared with the shelter's first line.
        if before < self.count_wrong() {
            return;
        }
        if let Some(column) = differs {
            self.wrong(line.line, column, "differs", format!("is not that of line {first}"));
        }
        if twice {
            self.wrong(line.line, "pool", "twice", "the shelter has a pool of this name above");
        }
        self.found.shelters[at].pools.push(pool);
    }

    fn partner(&mut self, line: &Row<'_>) -> Option<Uuid> {
        let id = self.partners.get(&name_key(line.get("partner"))).copied();
        if id.is_none() {
            let detail = format!("there is no partner {}", quoted(line.get("partner")));
            self.wrong(line.line, "partner", "unknown_partner", detail);
        }
        id
    }

    fn shelter(&mut self, line: &Row<'_>, partner_id: Uuid) -> NewShelter {
        let name = self.name(line, "shelter");
        if self.there.contains(&(partner_id, name_key(&name))) {
            self.wrong(line.line, "shelter", "exists", "this partner has it already");
        }
        let city = self.city(line);
        let street = self.text(line, "address", LONGEST_ADDRESS);
        let access_note = self.text(line, "access_note", LONGEST_ACCESS_NOTE);
        let (lat, lon) = (self.degrees(line, "lat", 90.0), self.degrees(line, "lon", 180.0));
        if line.get("lat").is_empty() != line.get("lon").is_empty() {
            let missing = if line.get("lat").is_empty() { "lat" } else { "lon" };
            self.wrong(line.line, missing, "required", "`lat` and `lon` go together");
        }
        let phone = given(&typed::phone(line.get("phone")));
        let dialled = |c: char| c.is_ascii_digit() || "+ ().-".contains(c);
        let usable = |phone: &String| {
            (3..=LONGEST_PHONE).contains(&phone.len()) && phone.chars().all(dialled)
        };
        if !phone.as_ref().is_none_or(usable) {
            let detail = "must have 3 to 32 digits, spaces, or any of + ( ) . -";
            self.wrong(line.line, "phone", "bad_format", detail);
        }
        let email = line.get("email");
        let address = typed::mail_address(email);
        if address.is_none() && !email.is_empty() {
            self.wrong(line.line, "email", "bad_email", MAIL_ADDRESS);
        }
        let email = address;
        let features = line.get("features").split('|').map(str::trim).filter(|one| !one.is_empty());
        let mut features: Vec<String> = features.map(str::to_owned).collect();
        features.sort_unstable();
        features.dedup();
        for code in features.iter().filter(|code| !self.cx.features.contains(code)) {
            let known = self.cx.features.codes().join(", ");
            let detail = format!("{} is not one of {known}", quoted(code));
            self.wrong(line.line, "features", "unknown_feature", detail);
        }
        NewShelter {
            partner_id,
            name,
            city,
            address: street,
            access_note,
            lat,
            lon,
            phone,
            email,
            features,
        }
    }

    fn text(&mut self, line: &Row<'_>, column: &'static str, longest: usize) -> Option<String> {
        let mut wrong = Vec::new();
        let text = fields::line(column, Some(line.get(column)), longest, &mut wrong);
        for FieldError { detail, .. } in wrong {
            self.wrong(line.line, column, "bad_text", detail);
        }
        text
    }

    fn pool(&mut self, line: &Row<'_>) -> NewPool {
        let name = self.name(line, "pool");
        let gender = PoolGender::parse(&line.get("gender").to_lowercase());
        if gender.is_none() {
            let detail = "must be one of female, male, any";
            self.wrong(line.line, "gender", "unknown_value", detail);
        }
        let age_min = self.whole(line, "age_min", MAX_AGE);
        let age_max = self.whole(line, "age_max", MAX_AGE);
        if age_min.zip(age_max).is_some_and(|(min, max)| min > max) {
            let detail = "must not be above `age_max`";
            self.wrong(line.line, "age_min", "ages_reversed", detail);
        }
        let capacity = self.whole(line, "capacity", MOST_BEDS);
        NewPool {
            name,
            gender: gender.unwrap_or(PoolGender::Any),
            age_min: age_min.unwrap_or_default(),
            age_max: age_max.unwrap_or_default(),
            capacity: capacity.unwrap_or_default(),
            free: 0,
        }
    }

    fn name(&mut self, line: &Row<'_>, column: &'static str) -> String {
        let name = typed::text(line.get(column)).unwrap_or_default();
        if !(1..=LONGEST_NAME).contains(&name.chars().count()) {
            let detail = format!("must have 1 to {LONGEST_NAME} characters and no line breaks");
            self.wrong(line.line, column, "bad_name", detail);
        }
        name
    }

    /// The code of a city given by code, or by name in any language.
    fn city(&mut self, line: &Row<'_>) -> String {
        let (given, key) = (line.get("city"), name_key(line.get("city")));
        let is_it = |city: &&City| {
            city.code == key
                || Locale::ALL.iter().any(|locale| name_key(&city.name(*locale)) == key)
        };
        let by_code = self.cx.cities.get(given);
        let city = by_code.or_else(|| self.cx.cities.iter().find(is_it));
        city.map(|city| city.code.clone()).unwrap_or_else(|| {
            let detail = format!("{} is not a code of the table of cities", quoted(given));
            self.wrong(line.line, "city", "unknown_city", detail);
            String::new()
        })
    }

    fn whole(&mut self, line: &Row<'_>, column: &'static str, most: i32) -> Option<i32> {
        let number: Option<i32> = typed::whole_number(line.get(column));
        let number = number.filter(|number| (0..=most).contains(number));
        if number.is_none() {
            let detail = format!("must be a whole number from 0 to {most}");
            self.wrong(line.line, column, "out_of_range", detail);
        }
        number
    }

    fn degrees(&mut self, line: &Row<'_>, column: &'static str, most: f64) -> Option<f64> {
        let text = line.get(column);
        let number = typed::decimal_number(text).filter(|number| number.abs() <= most);
        if number.is_none() && !text.is_empty() {
            let detail = format!("must be a number from -{most} to {most}");
            self.wrong(line.line, column, "out_of_range", detail);
        }
        number
    }
}

/// `None` when empty.
fn given(text: &str) -> Option<String> {
    Some(text.to_owned()).filter(|text| !text.is_empty())
}

/// Whether two shelters agree in a column.
fn same(column: &str, one: &NewShelter, other: &NewShelter) -> bool {
    match column {
        "city" => one.city == other.city,
        "address" => one.address == other.address,
        "access_note" => one.access_note == other.access_note,
        "lat" => one.lat == other.lat,
        "lon" => one.lon == other.lon,
        "phone" => one.phone == other.phone,
        "email" => one.email == other.email,
        _ => one.features == other.features,
    }
}
