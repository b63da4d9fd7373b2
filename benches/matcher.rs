//! Measures decisions of the matcher: [`rank`] and [`best`] for one child and for four siblings,
//! and [`assign`] for sixty-four requests, over 200 shelters with four pools each.
//!
//! `cargo bench --bench matcher`; throughput is in decisions a second.

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use mabit::domain::bed::{Answers, FeatureSet, Pool, PoolGender, Shelter};
use mabit::domain::geo::{Cities, City, Point};
use mabit::domain::matcher::{MatchQuery, Rules, Waiting, Weights, assign, best, rank};
use mabit::domain::request::{Child, Gender, Urgency};
use uuid::Uuid;

const SHELTERS: usize = 200;
const POOLS: usize = 4;
const REQUESTS: usize = 64;
const CITIES: [&str; 10] = [
    "tanger",
    "nador",
    "oujda",
    "rabat",
    "sale",
    "casablanca",
    "mohammedia",
    "marrakech",
    "fes",
    "al-hoceima",
];
/// A small random generator (SplitMix64), so that every run measures the same shelters.
struct Dice(u64);

impl Dice {
    /// 0 to `sides - 1`.
    fn roll(&mut self, sides: i32) -> i32 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        i32::try_from((mixed ^ (mixed >> 31)) % u64::from(sides.unsigned_abs())).unwrap()
    }

    fn either<T>(&mut self, heads: T, tails: T) -> T {
        if self.roll(2) == 0 { heads } else { tails }
    }

    fn pool(&mut self, id: Uuid, shelter_id: Uuid) -> Pool {
        let capacity = 2 + self.roll(12);
        let age_min = self.roll(12);
        Pool {
            id,
            shelter_id,
            name: format!("pool {id}"),
            gender: if self.roll(3) == 0 {
                PoolGender::Any
            } else {
                self.either(PoolGender::Female, PoolGender::Male)
            },
            age_min,
            age_max: age_min + 5 + self.roll(12),
            capacity,
            free: self.roll(capacity + 1),
            promised: 0,
            closed: self.roll(20) == 0,
            overcommitted: false,
            doubted: false,
            active: true,
            reported_at: now() - TimeDelta::minutes(self.roll(14 * 60).into()),
            version: 1,
        }
    }

    fn shelter(&mut self, at: usize, city: &City) -> Arc<Shelter> {
        let id = Uuid::from_u64_pair(at as u64, 0);
        let mut jitter = || f64::from(self.roll(1_000)) / 1e4;
        let place = Point { lat: city.lat + jitter(), lon: city.lon + jitter() };
        Arc::new(Shelter {
            id,
            partner_id: Uuid::nil(),
            name: format!("shelter {at}"),
            city: city.code.clone(),
            place,
            phone: Some("+212 5 00 00 00 00".into()),
            features: Vec::new(),
            feature_set: FeatureSet::default(),
            answers: Answers { bits: self.roll(1 << 20).into(), count: 20 },
            active: true,
            version: 1,
            pools: (1..=POOLS as u64)
                .map(|n| self.pool(Uuid::from_u64_pair(at as u64, n), id))
                .collect(),
        })
    }

    fn child(&mut self) -> Child {
        let gender = self.either(Gender::Female, Gender::Male);
        Child { age: 8 + self.roll(10), gender, age_estimated: false }
    }
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

fn rules() -> Rules {
    Rules { weights: Weights::default(), stale_after: Duration::from_hours(12) }
}

fn ask<'a>(city: &'a City, children: &'a [Child]) -> MatchQuery<'a> {
    MatchQuery { city, children, needs: FeatureSet::default(), reach_km: 60.0, refused: &[] }
}

/// Twenty shelters in each city, and requests of one to four children in all of them.
struct World {
    cities: [City; 10],
    shelters: Vec<Arc<Shelter>>,
    groups: Vec<Vec<Child>>,
}

impl World {
    fn new() -> Self {
        let table = Cities::from_csv(include_str!("../config/cities.csv")).unwrap();
        let cities = CITIES.map(|code| table.get(code).unwrap().clone());
        let mut dice = Dice(7);
        let shelters = (0..SHELTERS).map(|at| dice.shelter(at, &cities[at % 10])).collect();
        let groups = (0..REQUESTS)
            .map(|at| (0..[1, 1, 1, 2, 4][at % 5]).map(|_| dice.child()).collect())
            .collect();
        Self { cities, shelters, groups }
    }
}

fn one_request(c: &mut Criterion) {
    let World { cities, shelters, .. } = World::new();
    let siblings =
        [(15, Gender::Female), (13, Gender::Male), (10, Gender::Female), (9, Gender::Male)]
            .map(|(age, gender)| Child { age, gender, age_estimated: false });
    let rabat = &cities[3];
    let elsewhere: Vec<_> = shelters.iter().filter(|s| s.city != rabat.code).cloned().collect();

    let rules = rules();
    let mut group = c.benchmark_group("200 shelters of 4 pools");
    group.throughput(Throughput::Elements(1));
    for (name, children) in [("1 child", &siblings[..1]), ("4 siblings", &siblings[..])] {
        let ask = ask(rabat, children);
        group.bench_function(format!("best, {name}"), |b| {
            b.iter(|| best(black_box(&ask), black_box(&shelters), &rules, now()));
        });
        group.bench_function(format!("best, {name}, none at home"), |b| {
            b.iter(|| best(black_box(&ask), black_box(&elsewhere), &rules, now()));
        });
        group.bench_function(format!("rank, {name}"), |b| {
            b.iter(|| rank(black_box(&ask), black_box(&shelters), &rules, now()));
        });
    }
    group.finish();
}

fn many_requests(c: &mut Criterion) {
    let World { cities, shelters, groups } = World::new();
    let waiting: Vec<_> = (0_u32..)
        .zip(&groups)
        .map(|(at, children)| Waiting {
            id: Uuid::from_u128(at.into()),
            urgency: Urgency::ALL[at as usize % 3],
            since: now() - TimeDelta::minutes((at * 37 % 600).into()),
            ask: ask(&cities[at as usize % 10], children),
        })
        .collect();

    let rules = rules();
    let mut group = c.benchmark_group("200 shelters of 4 pools");
    group.throughput(Throughput::Elements(waiting.len() as u64));
    group.bench_function("assign, 64 requests", |b| {
        b.iter(|| assign(black_box(&waiting), black_box(&shelters), &rules, now()));
    });
    group.finish();
}

criterion_group!(benches, one_request, many_requests);
criterion_main!(benches);
