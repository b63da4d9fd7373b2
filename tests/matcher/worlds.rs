//! Random shelters and requests. Their numbers are drawn from a few, so that equals, limits
//! and scarcity come up often.

use std::sync::{Arc, LazyLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use mabit::domain::bed::{Answers, FeatureList, FeatureSet, Pool, PoolGender, Shelter};
use mabit::domain::geo::{City, Point};
use mabit::domain::matcher::{MatchQuery, Rules, Waiting, Weights};
use mabit::domain::request::{Child, Gender, Urgency};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use uuid::Uuid;

pub const HOUR: u64 = 3_600;
pub const GIRL: Gender = Gender::Female;
pub const BOY: Gender = Gender::Male;

pub static CITIES: LazyLock<[City; 3]> = LazyLock::new(|| {
    [("tanger", 35.77, -5.80), ("tetouan", 35.57, -5.37), ("nador", 35.17, -2.93)].map(
        |(code, lat, lon)| City {
            code: code.into(),
            name_en: code.into(),
            name_fr: code.into(),
            name_ar: code.into(),
            region: "north".into(),
            lat,
            lon,
        },
    )
});
pub static FEATURES: LazyLock<FeatureList> =
    LazyLock::new(|| FeatureList::new(vec!["wheelchair".into(), "interpreter".into()]));

pub fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_800_000_000, 0).unwrap()
}

pub fn rules() -> Rules {
    Rules { weights: Weights::default(), stale_after: Duration::from_secs(12 * HOUR) }
}

/// An id that does not follow the order of `n`.
pub fn id(n: usize) -> Uuid {
    Uuid::from_u128((n as u128 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835))
}

/// A request that owns what an [`MatchQuery`] borrows.
#[derive(Clone, Debug)]
pub struct Asked {
    pub id: Uuid,
    pub urgency: Urgency,
    pub since: DateTime<Utc>,
    pub city: &'static City,
    pub children: Vec<Child>,
    pub needs: FeatureSet,
    pub reach_km: f64,
    pub refused: Vec<Uuid>,
}

impl Asked {
    pub fn ask(&self) -> MatchQuery<'_> {
        MatchQuery {
            city: self.city,
            children: &self.children,
            needs: self.needs,
            reach_km: self.reach_km,
            refused: &self.refused,
        }
    }

    pub fn waiting(&self) -> Waiting<'_> {
        Waiting { id: self.id, urgency: self.urgency, since: self.since, ask: self.ask() }
    }
}

pub const SHELTERS: usize = 7;

pub fn a_child() -> impl Strategy<Value = Child> {
    (0..18, select(&[GIRL, GIRL, BOY, BOY, BOY, Gender::Other][..]))
        .prop_map(|(age, gender)| Child { age, gender, age_estimated: false })
}

pub fn a_pool() -> impl Strategy<Value = Pool> {
    let gender =
        select(&[PoolGender::Female, PoolGender::Male, PoolGender::Any, PoolGender::Any][..]);
    let ages = (select(&[0, 0, 4, 8, 12][..]), select(&[5, 8, 11, 17, 17][..]));
    let counts = (1..4_i32).prop_flat_map(|capacity| {
        let free = prop_oneof![2 => Just(capacity), 1 => 0..=capacity];
        (Just(capacity), free, select(&[0, 0, 0, 1, 2][..]))
    });
    let flags = (prop::bool::weighted(0.05), prop::bool::weighted(0.05));
    let minutes = select(&[-30, 0, 0, 0, 90, 90, 180, 240, 719, 720][..]);
    (gender, ages, counts, flags, minutes).prop_map(
        |(gender, (age_min, span), (capacity, free, promised), flags, minutes)| {
            let (closed, overcommitted) = flags;
            Pool {
                id: Uuid::nil(),
                shelter_id: Uuid::nil(),
                name: String::new(),
                gender,
                age_min,
                age_max: age_min + span,
                capacity,
                free,
                promised: if overcommitted { free + promised } else { promised.min(free) },
                closed,
                overcommitted,
                doubted: false,
                active: true,
                reported_at: now() - TimeDelta::minutes(minutes),
                version: 1,
            }
        },
    )
}

pub fn a_shelter() -> impl Strategy<Value = Shelter> {
    let pools = prop_oneof![1 => Just(vec![]), 7 => vec(a_pool(), 1..=5)];
    let degrees = || select(&[-0.4, 0.0, 0.1, 0.4][..]);
    let near = (degrees(), degrees());
    let has =
        prop_oneof![Just(FEATURES.codes().to_vec()), subsequence(FEATURES.codes().to_vec(), 0..=2)];
    (0..3_usize, near, has, select(&[0, 0xffff][..]), pools).prop_map(
        |(city, (north, east), features, bits, pools)| Shelter {
            id: Uuid::nil(),
            partner_id: Uuid::nil(),
            name: String::new(),
            city: CITIES[city].code.clone(),
            place: Point { lat: CITIES[city].lat + north, lon: CITIES[city].lon + east },
            phone: None,
            feature_set: FEATURES.set(&features),
            features,
            answers: Answers { bits, count: 16 },
            active: true,
            version: 1,
            pools,
        },
    )
}

pub fn shelters() -> impl Strategy<Value = Vec<Arc<Shelter>>> {
    vec(a_shelter(), 0..=SHELTERS).prop_map(|shelters| {
        let named = shelters.into_iter().enumerate().map(|(at, mut shelter)| {
            shelter.id = id(at);
            for (n, pool) in shelter.pools.iter_mut().enumerate() {
                (pool.id, pool.shelter_id) = (id(1_000 + at * 10 + n), shelter.id);
            }
            shelter.pools.sort_by_key(|pool| pool.id);
            Arc::new(shelter)
        });
        named.collect()
    })
}

pub fn asked() -> impl Strategy<Value = Asked> {
    let children = prop_oneof![vec(a_child(), 1..=1), vec(a_child(), 2..=4)];
    let needs = prop_oneof![4 => Just(vec![]), 1 => subsequence(FEATURES.codes().to_vec(), 1..=2)];
    let refused = prop_oneof![3 => Just(vec![]), 1 => vec((0..SHELTERS).prop_map(id), 1..=2)];
    let when = (select(Urgency::ALL), 0..4_i64);
    (0..3_usize, children, needs, select(&[0.0, 20.0, 60.0, 400.0][..]), refused, when).prop_map(
        |(city, children, needs, reach_km, refused, (urgency, hours))| Asked {
            id: Uuid::nil(),
            urgency,
            since: now() - TimeDelta::hours(hours),
            city: &CITIES[city],
            children,
            needs: FEATURES.set(&needs),
            reach_km,
            refused,
        },
    )
}

pub fn any_rules() -> impl Strategy<Value = Rules> {
    let weight = || prop_oneof![Just(0.0), 0.0..10.0];
    let weights = [weight(), weight(), weight(), weight(), weight()];
    let weights = prop_oneof![Just([5.0, 1.0, 0.4, 0.6, 0.4]), Just([0.0; 5]), weights];
    (weights, select(&[4, 12, 12][..])).prop_map(|(weights, hours)| {
        let [proximity, fit, headroom, freshness, responsiveness] = weights;
        Rules {
            weights: Weights { proximity, fit, headroom, freshness, responsiveness },
            stale_after: Duration::from_secs(hours * HOUR),
        }
    })
}
