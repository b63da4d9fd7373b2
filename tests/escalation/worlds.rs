//! Random policies, coordinators, duty plans and events. Their numbers are drawn from a few, so
//! that things coincide often.

use chrono::{DateTime, NaiveTime, TimeDelta};
use mabit::domain::account::Scope;
use mabit::domain::duty::{Area, Day};
use mabit::domain::escalation::Level;
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::model::{CITIES, Policy, Time, Who};

/// A city, a country's worth of people, and what happens to them.
#[derive(Clone, Debug)]
pub struct World {
    pub begins: Time,
    /// Seconds from one sweep to the next.
    pub tick: i64,
    pub ack_minutes: i64,
    /// One for each urgency.
    pub policies: [Policy; 3],
    pub people: Vec<Scope>,
    pub events: Vec<Event>,
}

/// Requests and people are picked from those there are.
#[derive(Clone, Debug)]
pub enum Event {
    /// So many seconds pass; the service sweeps at each tick, or stands still.
    Pass { seconds: i64, sweeps: bool },
    /// A bed is asked for, with an urgency.
    Ask { city: usize, urgency: usize },
    /// The administrator puts a policy in force.
    Policy { urgency: usize, policy: Policy },
    /// Something happens to a request.
    To(usize, Turn),
    /// An account is shut or opened.
    Account { who: Who, open: bool },
    /// Weekly hours are added to the plan.
    Weekly { who: Who, area: Area, days: Vec<Day>, from: NaiveTime, to: NaiveTime },
    /// A dated change is added to the plan; it begins in so many minutes.
    Dated { area: Option<Area>, off: Option<Who>, on: Option<Who>, begins: i64, lasts: i64 },
    /// An entry is taken out of the plan.
    Unplan(usize),
}

#[derive(Clone, Debug)]
pub enum Turn {
    Acknowledge,
    HandOver(Who),
    Escalate(usize),
    EscalateTo(Level),
    Accept,
    Decline,
    NoShow,
    Found,
    StillOnTheWay,
    Arrive,
    OfferByHand,
    Withdraw,
    Close,
}

fn scope(cities: &[&str], regions: &[&str], national: bool) -> Scope {
    let owned = |codes: &[&str]| codes.iter().map(|&code| code.to_owned()).collect();
    Scope { cities: owned(cities), regions: owned(regions), national }
}

fn a_scope() -> impl Strategy<Value = Scope> {
    select(vec![
        scope(&["nador"], &[], false),
        scope(&["nador", "rabat"], &[], false),
        scope(&["oujda"], &[], false),
        scope(&[], &["oriental"], false),
        scope(&["rabat"], &["oriental"], false),
        scope(&[], &["rabat-sale-kenitra"], false),
        scope(&[], &[], true),
        scope(&["nador"], &[], true),
    ])
}

fn a_level() -> impl Strategy<Value = Level> {
    select(Level::ALL)
}

fn an_area() -> impl Strategy<Value = Area> {
    (0..CITIES.len(), a_level()).prop_map(|(city, level)| match level {
        Level::City => Area::City(CITIES[city].0.to_owned()),
        Level::Region => Area::Region(CITIES[city].1.to_owned()),
        Level::National => Area::National,
    })
}

fn a_policy() -> impl Strategy<Value = Policy> {
    let delay = prop_oneof![2 => select(vec![0, 10, 30, 60]), 1 => 0..=120_i64];
    let repeat = prop_oneof![3 => select(vec![30, 60, 180]), 1 => 1..=180_i64];
    (vec((delay, a_level()), 1..=5), repeat).prop_map(|(mut steps, repeat)| {
        steps.sort_by_key(|(delay, _)| *delay);
        let steps = steps.into_iter().map(|(delay, to)| (TimeDelta::minutes(delay), to));
        Policy { steps: steps.collect(), repeat: TimeDelta::minutes(repeat) }
    })
}

fn a_pass() -> impl Strategy<Value = Event> {
    let seconds = prop_oneof![
        2 => 0..=150_i64,
        6 => select(vec![5, 10, 20, 30, 60, 120, 180, 200]).prop_map(|minutes| minutes * 60),
        2 => 0..=14_400_i64,
        1 => (1..=48_i64).prop_map(|hours| hours * 3_600),
    ];
    (seconds, prop::bool::weighted(0.7))
        .prop_map(|(seconds, sweeps)| Event::Pass { seconds, sweeps })
}

fn a_turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        4 => Just(Turn::Acknowledge),
        2 => any::<Who>().prop_map(Turn::HandOver),
        3 => (1..=5_usize).prop_map(Turn::Escalate),
        1 => a_level().prop_map(Turn::EscalateTo),
        5 => Just(Turn::Accept),
        2 => Just(Turn::Decline),
        2 => Just(Turn::NoShow),
        2 => Just(Turn::Found),
        2 => Just(Turn::StillOnTheWay),
        1 => Just(Turn::Arrive),
        1 => Just(Turn::OfferByHand),
        1 => Just(Turn::Withdraw),
        1 => Just(Turn::Close),
    ]
}

fn a_change_of_duty() -> impl Strategy<Value = Event> {
    let clock = || {
        prop_oneof![select(vec![0, 6, 8, 18, 20]).prop_map(|hour| hour * 60), 0..1_440_u32,]
            .prop_map(|minute| NaiveTime::from_hms_opt(minute / 60, minute % 60, 0).unwrap())
    };
    let days = prop_oneof![Just(Day::ALL.to_vec()), subsequence(Day::ALL.to_vec(), 1..=7)];
    let weekly = (any::<Who>(), an_area(), days, clock(), clock())
        .prop_map(|(who, area, days, from, to)| Event::Weekly { who, area, days, from, to });
    let who = || option::weighted(0.7, any::<Who>());
    let dated = (option::of(an_area()), who(), who(), -600..=1_800_i64, 1..=2_880_i64)
        .prop_map(|(area, off, on, begins, lasts)| Event::Dated { area, off, on, begins, lasts });
    prop_oneof![4 => weekly, 3 => dated, 1 => any::<usize>().prop_map(Event::Unplan)]
}

fn an_ask() -> impl Strategy<Value = Event> {
    (0..CITIES.len(), 0..3_usize).prop_map(|(city, urgency)| Event::Ask { city, urgency })
}

fn an_event() -> impl Strategy<Value = Event> {
    prop_oneof![
        20 => a_pass(),
        20 => (any::<usize>(), a_turn()).prop_map(|(request, turn)| Event::To(request, turn)),
        3 => an_ask(),
        1 => (0..3_usize, a_policy())
            .prop_map(|(urgency, policy)| Event::Policy { urgency, policy }),
        2 => (any::<Who>(), prop::bool::ANY).prop_map(|(who, open)| Event::Account { who, open }),
        2 => a_change_of_duty(),
    ]
}

/// An ordinary week, or one in which the clocks of Morocco change.
fn a_beginning() -> impl Strategy<Value = Time> {
    let evening = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    let days = [1_767_636_000, 1_771_093_800, 1_774_117_800].map(evening);
    (select(days.to_vec()), 0..1_440_i64).prop_map(|(day, minute)| day + TimeDelta::minutes(minute))
}

pub fn a_world() -> impl Strategy<Value = World> {
    let plan = prop_oneof![Just(Vec::new()), vec(a_change_of_duty(), 1..8)];
    let events = (plan, an_ask(), vec(an_event(), 5..60)).prop_map(|(plan, ask, events)| {
        plan.into_iter().chain([ask]).chain(events).collect::<Vec<Event>>()
    });
    let policies = [a_policy(), a_policy(), a_policy()];
    let people = prop_oneof![1 => vec(a_scope(), 0..=2), 4 => vec(a_scope(), 3..=8)];
    let settings = (a_beginning(), select(vec![1, 15, 60]), select(vec![10, 30, 45]));
    (settings, policies, people, events).prop_map(
        |((begins, tick, ack_minutes), policies, people, events)| World {
            begins,
            tick,
            ack_minutes,
            policies,
            people,
            events,
        },
    )
}
