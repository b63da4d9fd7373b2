//! Commands of the service with random arguments. A thing is meant by a number: of those that
//! there are, the newest first.

use mabit::domain::bed::PoolGender;
use mabit::domain::offer::DeclineReason;
use mabit::domain::request::{Child, Gender, Urgency};
use proptest::option;
use proptest::prelude::*;

/// Who gives a command.
#[derive(Clone, Copy, Debug)]
pub enum By {
    /// One who may.
    Right,
    /// The coordinator of the whole country.
    National,
    /// Anybody, by number.
    Any(usize),
}

/// What is done to a request.
#[derive(Clone, Copy, Debug)]
pub enum Deed {
    Withdraw,
    Close,
    Found,
    Acknowledge,
}

/// What is done to an offer.
#[derive(Clone, Copy, Debug)]
pub enum Reply {
    Accept,
    Decline(DeclineReason),
    Arrive,
    NoShow,
    Depart,
}

/// A report of a pool: its number, how many are free, whether it is closed.
pub type Count = (usize, i32, Option<bool>);

/// A command. `key` is its idempotency key, one of a few.
#[derive(Clone, Debug)]
pub enum Command {
    Ask {
        by: By,
        ask: Ask,
        key: Option<u8>,
    },
    Answer {
        by: By,
        offer: usize,
        reply: Reply,
        key: Option<u8>,
    },
    Report {
        by: By,
        count: Count,
        version: Option<i64>,
    },
    ReportMany {
        by: By,
        counts: Vec<Count>,
    },
    OfferByHand {
        by: By,
        request: usize,
        shelter: usize,
        chosen: bool,
        overruled: bool,
        key: Option<u8>,
    },
    Do {
        by: By,
        request: usize,
        deed: Deed,
        key: Option<u8>,
    },
    Read {
        by: By,
        request: usize,
    },
    AddPool {
        shelter: usize,
        takes: PoolGender,
        age: i32,
        ages: i32,
        capacity: i32,
        full: bool,
    },
    ChangeShelter {
        shelter: usize,
        city: usize,
        features: Vec<usize>,
    },
    Mails {
        many: i64,
    },
    Pass {
        seconds: i64,
    },
    Sweep,
    Minute,
    Hour,
    Restart,
}

/// A call for a bed.
#[derive(Clone, Debug)]
pub struct Ask {
    pub team: usize,
    pub city: usize,
    pub children: Vec<Child>,
    pub urgency: Urgency,
    pub needs: Vec<usize>,
    pub max_km: Option<f64>,
    pub hold: bool,
}

fn by() -> impl Strategy<Value = By> {
    prop_oneof![6 => Just(By::Right), 2 => Just(By::National), 1 => (0..20_usize).prop_map(By::Any)]
}

fn key() -> impl Strategy<Value = Option<u8>> {
    option::weighted(0.3, 0..6_u8)
}

fn count() -> impl Strategy<Value = Count> {
    (
        0..40_usize,
        prop_oneof![3 => 0..3_i32, 1 => 0..14_i32],
        option::weighted(0.3, prop::bool::weighted(0.3)),
    )
}

fn child() -> impl Strategy<Value = Child> {
    let age = prop_oneof![4 => 4..18_i32, 1 => 0..30_i32];
    (age, prop::sample::select(Gender::ALL), any::<bool>())
        .prop_map(|(age, gender, age_estimated)| Child { age, gender, age_estimated })
}

fn ask() -> impl Strategy<Value = Ask> {
    let size = prop_oneof![5 => 1..2_usize, 3 => 2..4_usize, 1 => 4..9_usize];
    let children = size.prop_flat_map(|size| prop::collection::vec(child(), size));
    let needs = prop_oneof![4 => Just(Vec::new()), 1 => prop::collection::vec(0..8_usize, 1..3)];
    let max_km = option::of(prop_oneof![Just(0.0), 0.0..900.0, Just(20_016.0)]);
    let urgency = prop::sample::select(Urgency::ALL);
    let hold = prop::bool::weighted(0.9);
    (0..6_usize, 0..7_usize, children, urgency, needs, max_km, hold).prop_map(
        |(team, city, children, urgency, needs, max_km, hold)| Ask {
            team,
            city,
            children,
            urgency,
            needs,
            max_km,
            hold,
        },
    )
}

fn reply() -> impl Strategy<Value = Reply> {
    prop_oneof![
        3 => Just(Reply::Accept),
        2 => prop::sample::select(DeclineReason::ALL).prop_map(Reply::Decline),
        2 => Just(Reply::Arrive),
        1 => Just(Reply::NoShow),
        1 => Just(Reply::Depart),
    ]
}

/// Moments, minutes, hours and days.
fn pass() -> impl Strategy<Value = i64> {
    prop_oneof![
        4 => 1..120_i64,
        4 => 120..2_400_i64,
        3 => 2_400..15_000_i64,
        1 => 40_000..100_000_i64,
        1 => Just(200 * 86_400_i64),
    ]
}

/// One command.
pub fn command() -> impl Strategy<Value = Command> {
    use Command::{
        AddPool, Answer, ChangeShelter, Do, Hour, Mails, Minute, OfferByHand, Pass, Read, Report,
        ReportMany, Restart, Sweep,
    };
    let near = 0..12_usize;
    let deed = prop::sample::select(&[
        Deed::Withdraw,
        Deed::Close,
        Deed::Found,
        Deed::Found,
        Deed::Acknowledge,
    ]);
    let takes = prop::sample::select(PoolGender::ALL);
    prop_oneof![
        24 => (by(), ask(), key()).prop_map(|(by, ask, key)| Command::Ask { by, ask, key }),
        24 => (by(), near.clone(), reply(), key())
            .prop_map(|(by, offer, reply, key)| Answer { by, offer, reply, key }),
        10 => (by(), count(), option::weighted(0.2, 0..3_i64))
            .prop_map(|(by, count, version)| Report { by, count, version }),
        6 => (by(), prop::collection::vec(count(), 1..6))
            .prop_map(|(by, counts)| ReportMany { by, counts }),
        8 => (by(), near.clone(), 0..6_usize, any::<bool>(), any::<bool>(), key()).prop_map(
            |(by, request, shelter, chosen, overruled, key)| OfferByHand {
                by, request, shelter, chosen, overruled, key,
            }
        ),
        8 => (by(), near.clone(), deed, key())
            .prop_map(|(by, request, deed, key)| Do { by, request, deed, key }),
        2 => (by(), near).prop_map(|(by, request)| Read { by, request }),
        1 => (0..6_usize, takes, 0..18_i32, 0..10_i32, 0..5_i32, any::<bool>()).prop_map(
            |(shelter, takes, age, ages, capacity, full)| AddPool {
                shelter, takes, age, ages, capacity, full,
            }
        ),
        1 => (0..6_usize, 0..7_usize, prop::collection::vec(0..8_usize, 0..8))
            .prop_map(|(shelter, city, features)| ChangeShelter { shelter, city, features }),
        2 => (0..9_i64).prop_map(|many| Mails { many }),
        10 => pass().prop_map(|seconds| Pass { seconds }),
        8 => Just(Sweep),
        3 => Just(Minute),
        1 => Just(Hour),
        2 => Just(Restart),
    ]
}
