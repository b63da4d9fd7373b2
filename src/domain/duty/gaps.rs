//! Gaps of the duty roster: hours in which nobody is on duty.
//!
//! Who is on duty can change only at the boundary of an exception, at a clock change, or at a local
//! time at which a shift begins or ends. So only these moments are checked.

use std::collections::{BTreeSet, HashMap};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::{Area, DAY, Hours, MINUTE, Plan, Zone};

impl Plan {
    /// Stretches from `from` to before `to` in which nobody for whom `serves` holds is on duty for
    /// the area: in order, as long as they can be, exact to the second also at clock changes. None
    /// if `to` is not after `from`.
    ///
    /// `without_plan` is as for [`on_duty`](Self::on_duty). The work grows with the days between,
    /// so the caller should bound them.
    pub fn gaps(
        &self,
        area: &Area,
        from: DateTime<Utc>,
        to: DateTime<Utc>,
        without_plan: &[Uuid],
        serves: impl Fn(Uuid) -> bool,
    ) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        let hours = self.hours(area, without_plan);
        let begins = hours.changes(from, to);
        let ends = begins.iter().copied().skip(1).chain([to]);
        let mut gaps: Vec<(DateTime<Utc>, DateTime<Utc>)> = Vec::new();
        for (begin, end) in begins.iter().copied().zip(ends) {
            if hours.on_duty(begin).into_iter().any(&serves) {
                continue;
            }
            match gaps.last_mut() {
                Some(gap) if gap.1 == begin => gap.1 = end,
                _ => gaps.push((begin, end)),
            }
        }
        gaps
    }
}

impl Hours<'_> {
    /// `from`, and the later moments before `to` at which who is on duty may change; nothing if
    /// `to` is not after `from`.
    fn changes(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> BTreeSet<DateTime<Utc>> {
        let mut times: HashMap<&Zone, BTreeSet<i64>> = HashMap::new();
        for shift in &self.shifts {
            let ends = [shift.from, shift.to].map(|minutes| i64::from(minutes) * MINUTE);
            times.entry(&shift.zone).or_default().extend(ends);
        }
        let clocks = times.iter().flat_map(|(zone, times)| clock_shows(zone, times, from, to));
        let dated = self.exceptions.iter().flat_map(|exception| [exception.from, exception.to]);
        let all = clocks.chain(dated).chain([from]);
        all.filter(|&at| from <= at && at < to).collect()
    }
}

/// Moments between about `from` and `to` at which the zone's clock is changed or shows one of
/// `times`, in seconds since midnight.
fn clock_shows(
    zone: &Zone,
    times: &BTreeSet<i64>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> Vec<DateTime<Utc>> {
    let mut moments = Vec::new();
    let changes = zone.changes(from, to);
    let begins = [(from, zone.seconds_ahead(from))].into_iter().chain(changes.iter().copied());
    let ends = changes.iter().map(|(at, _)| *at).chain([to]);
    for ((begin, ahead), end) in begins.zip(ends) {
        let (first, last, ahead) = (begin.timestamp(), end.timestamp(), i64::from(ahead));
        moments.push(begin);
        for date in (first + ahead).div_euclid(DAY)..=(last + ahead).div_euclid(DAY) {
            let at = times.iter().map(|time| date * DAY + time - ahead);
            let shown = at.filter(|at| (first..=last).contains(at));
            moments.extend(shown.filter_map(|at| DateTime::from_timestamp(at, 0)));
        }
    }
    moments
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};
    use proptest::collection::vec;
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::{Days, Exception, Shift, parse_clock};
    use super::*;

    const PARIS: &str = "Europe/Paris";
    const NEW_YORK: &str = "America/New_York";
    const CASABLANCA: &str = "Africa/Casablanca";

    type Moment = DateTime<Utc>;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);

    fn utc(month: u32, day: u32, hour: u32, minute: u32) -> Moment {
        Utc.with_ymd_and_hms(2027, month, day, hour, minute, 0).unwrap()
    }

    fn shift(account_id: Uuid, zone: &str, from: &str, to: &str) -> Shift {
        let (from, to) = (parse_clock(from).unwrap(), parse_clock(to).unwrap());
        let (id, zone) = (Uuid::nil(), Zone::parse(zone).unwrap());
        Shift { id, account_id, area: Area::National, days: Days::ALL, from, to, zone }
    }

    fn gaps(plan: &Plan, from: Moment, to: Moment) -> Vec<(Moment, Moment)> {
        plan.gaps(&Area::National, from, to, &[], |_| true)
    }

    fn nights(zone: &str) -> Plan {
        Plan { shifts: vec![shift(A, zone, "20:00", "06:00")], exceptions: Vec::new() }
    }

    #[test]
    fn the_days_between_nights_are_gaps_that_move_with_the_clock() {
        // Morocco keeps UTC the whole year.
        for month in [1, 3, 7] {
            let days = gaps(&nights(CASABLANCA), utc(month, 6, 0, 0), utc(month, 7, 0, 0));
            assert_eq!(days, [(utc(month, 6, 6, 0), utc(month, 6, 20, 0))]);
        }
        // 28 March at 02:00: forward to 03:00, two hours ahead of UTC.
        let spring = gaps(&nights(PARIS), utc(3, 27, 0, 0), utc(3, 29, 0, 0));
        let expected =
            [(utc(3, 27, 5, 0), utc(3, 27, 19, 0)), (utc(3, 28, 4, 0), utc(3, 28, 18, 0))];
        assert_eq!(spring, expected);
        // 31 October at 03:00: back to 02:00.
        let autumn = gaps(&nights(PARIS), utc(10, 30, 0, 0), utc(11, 1, 0, 0));
        let expected =
            [(utc(10, 30, 4, 0), utc(10, 30, 18, 0)), (utc(10, 31, 5, 0), utc(10, 31, 19, 0))];
        assert_eq!(autumn, expected);
    }

    #[test]
    fn a_changed_clock_can_open_and_close_a_gap_by_itself() {
        // The hour from 02:00 to 03:00 is skipped: a shift that begins in it begins at the change.
        let early =
            Plan { shifts: vec![shift(A, PARIS, "02:30", "02:00")], exceptions: Vec::new() };
        assert_eq!(gaps(&early, utc(3, 28, 0, 0), utc(3, 28, 12, 0)), []);
        let usual = gaps(&early, utc(3, 27, 0, 0), utc(3, 27, 12, 0));
        assert_eq!(usual, [(utc(3, 27, 1, 0), utc(3, 27, 1, 30))]);
        // The hour is repeated, and so is the gap in it.
        let twice = gaps(&early, utc(10, 31, 0, 0), utc(10, 31, 12, 0));
        let expected =
            [(utc(10, 31, 0, 0), utc(10, 31, 0, 30)), (utc(10, 31, 1, 0), utc(10, 31, 1, 30))];
        assert_eq!(twice, expected);
    }

    #[test]
    fn a_gap_between_two_zones_is_seen() {
        let shifts =
            vec![shift(A, CASABLANCA, "07:00", "19:00"), shift(B, PARIS, "20:00", "08:00")];
        let plan = Plan { shifts, exceptions: Vec::new() };
        // Paris an hour ahead, then two: its night begins and ends an hour earlier.
        assert_eq!(gaps(&plan, utc(3, 20, 0, 0), utc(3, 28, 1, 0)), []);
        let open = gaps(&plan, utc(3, 28, 1, 0), utc(3, 29, 1, 0));
        assert_eq!(open, [(utc(3, 28, 6, 0), utc(3, 28, 7, 0))]);
    }

    #[test]
    fn exceptions_open_and_close_gaps_to_the_second() {
        let second = TimeDelta::seconds(1);
        let exception = |id, off, on, from, to| {
            let id = Uuid::from_u128(id);
            Exception { id, area: None, off, on, from, to }
        };
        let (from, to) = (utc(2, 6, 20, 0) + second, utc(2, 6, 23, 0));
        let mut plan = nights(PARIS);
        plan.exceptions.push(exception(1, Some(A), None, from, to));
        let night = (utc(2, 6, 19, 0), utc(2, 7, 5, 0));
        assert_eq!(gaps(&plan, night.0, night.1), [(from, to)]);
        let on = Exception {
            area: Some(Area::National),
            ..exception(2, None, Some(B), from + second, to - second)
        };
        plan.exceptions.push(on);
        let expected = [(from, from + second), (to - second, to)];
        assert_eq!(gaps(&plan, night.0, night.1), expected);
        let half = TimeDelta::milliseconds(500);
        let cut = gaps(&plan, from + half, to - half);
        assert_eq!(cut, [(from + half, from + second), (to - second, to - half)]);
    }

    #[test]
    fn only_those_count_who_serve() {
        let plan = nights(PARIS);
        let night = (utc(2, 6, 19, 0), utc(2, 7, 5, 0));
        let of = |serving: Uuid| {
            plan.gaps(&Area::National, night.0, night.1, &[], |account| account == serving)
        };
        assert_eq!(of(A), []);
        assert_eq!(of(B), [night]);
    }

    #[test]
    fn without_hours_the_coordinators_are_always_there() {
        let plan = Plan::default();
        let year = (utc(1, 1, 0, 0), utc(12, 31, 0, 0));
        assert_eq!(plan.gaps(&Area::National, year.0, year.1, &[A], |_| true), []);
        assert_eq!(gaps(&plan, year.0, year.1), [year]);
        assert_eq!(gaps(&plan, year.1, year.0), []);
        assert_eq!(gaps(&plan, year.0, year.0), []);
    }

    /// The gaps found by asking at every minute.
    fn asked_every_minute(
        plan: &Plan,
        (from, to): (Moment, Moment),
        without_plan: &[Uuid],
        serves: impl Fn(Uuid) -> bool,
    ) -> Vec<(Moment, Moment)> {
        let mut gaps: Vec<(Moment, Moment)> = Vec::new();
        let mut at = from;
        while at < to {
            let next = at + TimeDelta::minutes(1);
            let on_duty = plan.on_duty(&Area::National, at, without_plan);
            match gaps.last_mut() {
                _ if on_duty.iter().any(|&account| serves(account)) => {}
                Some(gap) if gap.1 == at => gap.1 = next,
                _ => gaps.push((at, next)),
            }
            at = next;
        }
        gaps
    }

    fn account() -> impl Strategy<Value = Uuid> {
        (1..=4_u128).prop_map(Uuid::from_u128)
    }

    fn area() -> impl Strategy<Value = Area> {
        prop_oneof![4 => Just(Area::National), 1 => Just(Area::City("nador".into()))]
    }

    prop_compose! {
        fn any_shift()(
            account_id in account(),
            area in area(),
            days in (1..=127).prop_map(|bits| Days::from_bits(bits).unwrap()),
            // Often at hours that a clock change skips or repeats.
            from in prop_oneof![0..1_440, 90..210],
            to in prop_oneof![0..1_440, 90..210],
            zone in select(vec![CASABLANCA, PARIS, NEW_YORK]),
        ) -> Shift {
            let zone = Zone::parse(zone).unwrap();
            Shift { id: Uuid::nil(), account_id, area, days, from, to, zone }
        }
    }

    prop_compose! {
        fn any_exception(begin: Moment)(
            id in 0..1_000_u128,
            area in option::of(area()),
            off in option::of(account()),
            on in option::of(account()),
            after in 0..2_880_i64,
            lasts in -60..1_440_i64,
        ) -> Exception {
            let from = begin + TimeDelta::minutes(after);
            let to = from + TimeDelta::minutes(lasts);
            Exception { id: Uuid::from_u128(id), area, off, on, from, to }
        }
    }

    /// A plan and two days about a change of the clock.
    fn case() -> impl Strategy<Value = (Plan, (Moment, Moment))> {
        let changes = vec![utc(3, 14, 7, 0), utc(3, 28, 1, 0), utc(10, 31, 1, 0), utc(11, 7, 6, 0)];
        (select(changes), 0..2_880_i64).prop_flat_map(|(change, before)| {
            let from = change - TimeDelta::minutes(before);
            let plan = (vec(any_shift(), 0..6), vec(any_exception(from), 0..5))
                .prop_map(|(shifts, exceptions)| Plan { shifts, exceptions });
            plan.prop_map(move |plan| (plan, (from, from + TimeDelta::days(2))))
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn gaps_are_what_asking_every_minute_finds(
            (plan, (from, to)) in case(),
            without_plan in vec(account(), 0..3),
            absent in account(),
        ) {
            let serves = |account| account != absent;
            let found = plan.gaps(&Area::National, from, to, &without_plan, serves);
            let expected = asked_every_minute(&plan, (from, to), &without_plan, serves);
            prop_assert_eq!(found, expected);
        }

        #[test]
        fn a_shift_covers_what_a_calendar_says((plan, (from, to)) in case(), share in 0.0..1.0) {
            #[expect(clippy::cast_possible_truncation, reason = "less than two days")]
            let at = from + TimeDelta::seconds(((to - from).as_seconds_f64() * share) as i64);
            for shift in &plan.shifts {
                prop_assert_eq!(shift.covers(at), by_calendar(shift, at));
            }
        }
    }

    /// Whether a shift that began today or yesterday, by the calendar, has not ended.
    fn by_calendar(shift: &Shift, at: Moment) -> bool {
        use chrono::Datelike;
        let local = shift.zone.local(at).naive_local();
        let lasts =
            TimeDelta::minutes(i64::from((shift.to - shift.from - 1).rem_euclid(1_440)) + 1);
        [local.date(), local.date().pred_opt().unwrap()].into_iter().any(|date| {
            let weekday = date.weekday().num_days_from_monday() as usize;
            let begin =
                date.and_time(chrono::NaiveTime::MIN) + TimeDelta::minutes(shift.from.into());
            let named = shift.days.contains(super::super::Day::ALL[weekday]);
            named && begin <= local && local < begin + lasts
        })
    }
}
