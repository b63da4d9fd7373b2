//! Duty roster: who is on duty when, by weekly shifts in local time, exceptions and swaps.
//!
//! A city, a region and the nation each have shifts of their own. In an area without shifts all its
//! coordinators are on duty; in one with shifts, whoever these name at the moment, which may be
//! nobody. Exceptions change either. [`Plan::on_duty`] answers for one moment, [`Plan::gaps`] for a
//! stretch of time.

mod area;
mod days;
mod gaps;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use uuid::Uuid;

pub use area::Area;
pub use days::{Day, Days};

use super::zone::Zone;

const MINUTE: i64 = 60;
const DAY: i64 = 24 * 60 * MINUTE;

/// Weekly hours in which an account is on duty.
///
/// They follow local time: a clock change skips or repeats an hour of a shift.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shift {
    pub id: Uuid,
    pub account_id: Uuid,
    pub area: Area,
    /// On which it begins.
    pub days: Days,
    /// Minutes since midnight in `zone`, 0 to 1439.
    pub from: i32,
    /// Exclusive, 0 to 1439; on the next day if not later than `from`: equal ones make 24 hours.
    pub to: i32,
    pub zone: Zone,
}

/// A dated change of the roster.
///
/// `off` alone is not on duty, `on` alone is on duty besides the others; both together are a swap:
/// `on` serves whenever `off` would have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Exception {
    /// Exceptions take effect in the order of their ids, which for version 7 is that of creation.
    pub id: Uuid,
    /// `None` for every area, which is not allowed with `on` alone.
    pub area: Option<Area>,
    pub off: Option<Uuid>,
    pub on: Option<Uuid>,
    pub from: DateTime<Utc>,
    /// Exclusive; after `from`.
    pub to: DateTime<Utc>,
}

/// The duty roster: all shifts and exceptions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    pub shifts: Vec<Shift>,
    /// In any order.
    pub exceptions: Vec<Exception>,
}

impl Shift {
    /// Whether the shift covers the moment, exceptions aside.
    pub fn covers(&self, at: DateTime<Utc>) -> bool {
        let local = at.timestamp() + i64::from(self.zone.seconds_ahead(at));
        let (date, second) = (local.div_euclid(DAY), local.rem_euclid(DAY));
        let (from, to) = (i64::from(self.from) * MINUTE, i64::from(self.to) * MINUTE);
        let begins_today = self.days.has_date(date) && from <= second;
        if from < to {
            return begins_today && second < to;
        }
        begins_today || self.days.has_date(date - 1) && second < to
    }
}

impl Exception {
    /// Whether it ends after it begins and names somebody: two different accounts for a swap, an
    /// area for `on` alone. An exception that is not sound changes nothing.
    pub fn is_sound(&self) -> bool {
        let names = self.off.is_some() || self.on.is_some() && self.area.is_some();
        self.from < self.to && self.off != self.on && names
    }

    fn concerns(&self, area: &Area) -> bool {
        self.is_sound() && self.area.as_ref().is_none_or(|own| own == area)
    }

    fn change(&self, on_duty: &mut BTreeSet<Uuid>) {
        let serves = self.off.is_none_or(|off| on_duty.remove(&off));
        if serves && let Some(on) = self.on {
            on_duty.insert(on);
        }
    }
}

impl Plan {
    /// The accounts on duty for the area at the moment, sorted, each once.
    ///
    /// First those whose shifts cover the moment; while the area has no shifts at all, everyone of
    /// `without_plan`, the coordinators whose scope [names](Area::named_by) it. Then the exceptions
    /// in force, in the order of their ids: `off` is taken out, and in a swap `on` put in if `off`
    /// was there to take out; `on` alone is put in.
    ///
    /// So the last exception wins. Of two swaps, A for B and then B for C, C serves; had B for C
    /// been made first, B would serve.
    pub fn on_duty(&self, area: &Area, at: DateTime<Utc>, without_plan: &[Uuid]) -> Vec<Uuid> {
        self.hours(area, without_plan).on_duty(at).into_iter().collect()
    }

    fn hours<'a>(&'a self, area: &Area, without_plan: &'a [Uuid]) -> Hours<'a> {
        let shifts = self.shifts.iter().filter(|shift| shift.area == *area).collect();
        let exceptions = self.exceptions.iter().filter(|exception| exception.concerns(area));
        let mut exceptions: Vec<&Exception> = exceptions.collect();
        exceptions.sort_by_key(|exception| exception.id);
        Hours { shifts, exceptions, without_plan }
    }
}

/// Shifts and exceptions of one area.
struct Hours<'a> {
    shifts: Vec<&'a Shift>,
    /// In the order in which they take effect.
    exceptions: Vec<&'a Exception>,
    without_plan: &'a [Uuid],
}

impl Hours<'_> {
    fn on_duty(&self, at: DateTime<Utc>) -> BTreeSet<Uuid> {
        let mut on_duty: BTreeSet<Uuid> = if self.shifts.is_empty() {
            self.without_plan.iter().copied().collect()
        } else {
            let now = self.shifts.iter().filter(|shift| shift.covers(at));
            now.map(|shift| shift.account_id).collect()
        };
        for exception in &self.exceptions {
            if exception.from <= at && at < exception.to {
                exception.change(&mut on_duty);
            }
        }
        on_duty
    }
}

/// Parses a time `HH:MM`, `00:00` to `23:59`, as minutes since midnight; `None` for any other text.
pub fn parse_clock(text: &str) -> Option<i32> {
    let &[h1, h2, b':', m1, m2] = text.as_bytes() else { return None };
    let number = |tens: u8, ones: u8| {
        let digits = tens.is_ascii_digit() && ones.is_ascii_digit();
        digits.then(|| i32::from(tens - b'0') * 10 + i32::from(ones - b'0'))
    };
    let (hour, minute) = (number(h1, h2)?, number(m1, m2)?);
    (hour < 24 && minute < 60).then_some(hour * 60 + minute)
}

/// Writes minutes since midnight as `HH:MM`, modulo a day: 1440 is `00:00`.
pub fn write_clock(minutes: i32) -> String {
    let minutes = minutes.rem_euclid(24 * 60);
    format!("{:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use chrono::{TimeDelta, TimeZone};

    use super::*;

    const A: Uuid = Uuid::from_u128(1);
    const B: Uuid = Uuid::from_u128(2);
    const C: Uuid = Uuid::from_u128(3);
    const NOBODY: [Uuid; 0] = [];

    /// Minutes of January 2027 in UTC; its first day is a Friday, Paris is an hour ahead.
    fn january(day: u32, hour: u32, minute: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(2027, 1, day, hour, minute, 0).unwrap()
    }

    fn shift(account_id: Uuid, days: &[Day], from: &str, to: &str) -> Shift {
        let (from, to) = (parse_clock(from).unwrap(), parse_clock(to).unwrap());
        let days = Days::new(days.iter().copied()).unwrap();
        let zone = Zone::parse("Europe/Paris").unwrap();
        Shift { id: Uuid::nil(), account_id, area: Area::National, days, from, to, zone }
    }

    /// All day, every day, for those named.
    fn always(accounts: &[Uuid]) -> Vec<Shift> {
        accounts.iter().map(|&account| shift(account, Day::ALL, "00:00", "00:00")).collect()
    }

    /// From 10:00 to 12:00 on 15 January in UTC, everywhere.
    fn exception(id: u128, off: Option<Uuid>, on: Option<Uuid>) -> Exception {
        let (from, to) = (january(15, 10, 0), january(15, 12, 0));
        Exception { id: Uuid::from_u128(id), area: Some(Area::National), off, on, from, to }
    }

    fn on_duty(shifts: &[Shift], exceptions: &[Exception]) -> Vec<Uuid> {
        let plan = Plan { shifts: shifts.to_vec(), exceptions: exceptions.to_vec() };
        plan.on_duty(&Area::National, january(15, 11, 0), &[B, C, B])
    }

    #[test]
    fn a_shift_follows_the_clock_of_its_zone() {
        let day = shift(A, &[Day::Fri], "09:00", "17:30");
        let covered = |at| day.covers(at);
        assert!(!covered(january(15, 7, 59)) && covered(january(15, 8, 0)));
        assert!(covered(january(15, 16, 29)) && !covered(january(15, 16, 30)));
        assert!(!covered(january(14, 10, 0)) && !covered(january(16, 10, 0)));
        // In summer Paris is two hours ahead.
        let summer = |hour| Utc.with_ymd_and_hms(2027, 7, 16, hour, 30, 0).unwrap();
        assert!(!covered(summer(6)) && covered(summer(7)) && !covered(summer(15)));
    }

    #[test]
    fn a_night_belongs_to_the_day_it_begins_on() {
        let night = shift(A, &[Day::Fri], "20:00", "06:00");
        let covered = |at| night.covers(at);
        assert!(!covered(january(15, 0, 0)), "the night of Thursday is not named");
        assert!(!covered(january(15, 18, 59)) && covered(january(15, 19, 0)));
        assert!(covered(january(16, 4, 59)) && !covered(january(16, 5, 0)));
        assert!(!covered(january(16, 19, 0)));
    }

    #[test]
    fn equal_times_make_twenty_four_hours() {
        let whole = shift(A, &[Day::Fri], "08:00", "08:00");
        assert!(!whole.covers(january(15, 6, 59)) && whole.covers(january(15, 7, 0)));
        assert!(whole.covers(january(16, 6, 59)) && !whole.covers(january(16, 7, 0)));
    }

    #[test]
    fn an_hour_that_comes_twice_is_covered_twice_and_one_left_out_not_at_all() {
        // On 31 October at 03:00 the clock goes back to 02:00, on 28 March from 02:00 to 03:00.
        let short = shift(A, &[Day::Sun], "02:00", "03:00");
        let covered = |month, day| {
            let begin = Utc.with_ymd_and_hms(2027, month, day, 0, 0, 0).unwrap();
            (0..360).filter(|&n| short.covers(begin + TimeDelta::minutes(n))).count()
        };
        assert_eq!(covered(10, 31), 120);
        assert_eq!(covered(3, 28), 0);
        assert_eq!(covered(3, 21), 60);
    }

    #[test]
    fn an_area_without_hours_alerts_all_its_coordinators() {
        assert_eq!(on_duty(&[], &[]), [B, C]);
        let at_night = shift(A, Day::ALL, "20:00", "06:00");
        assert_eq!(on_duty(std::slice::from_ref(&at_night), &[]), NOBODY, "it has hours, not now");
        let elsewhere = Shift { area: Area::City("nador".into()), ..at_night };
        assert_eq!(on_duty(&[elsewhere], &[]), [B, C]);
        assert_eq!(on_duty(&[], &[exception(1, Some(B), Some(A))]), [A, C]);
    }

    #[test]
    fn everyone_whose_hours_cover_the_moment_once() {
        assert_eq!(on_duty(&always(&[C, A, C]), &[]), [A, C]);
    }

    #[test]
    fn off_on_and_swap() {
        let shifts = always(&[A, C]);
        assert_eq!(on_duty(&shifts, &[exception(1, Some(A), None)]), [C]);
        assert_eq!(on_duty(&shifts, &[exception(1, None, Some(B))]), [A, B, C]);
        assert_eq!(on_duty(&shifts, &[exception(1, Some(A), Some(B))]), [B, C]);
        let not_serving = exception(1, Some(B), Some(Uuid::from_u128(4)));
        assert_eq!(on_duty(&shifts, &[not_serving]), [A, C]);
    }

    #[test]
    fn an_exception_has_its_area_and_hours() {
        let off = exception(1, Some(A), None);
        let shifts = always(&[A]);
        let nador = Some(Area::City("nador".into()));
        let elsewhere = Exception { area: nador, ..off.clone() };
        assert_eq!(on_duty(&shifts, &[elsewhere]), [A]);
        let everywhere = Exception { area: None, ..off.clone() };
        assert_eq!(on_duty(&shifts, &[everywhere]), NOBODY);
        let begins = Exception { from: january(15, 11, 0), ..off.clone() };
        assert_eq!(on_duty(&shifts, &[begins]), NOBODY);
        let ended = Exception { to: january(15, 11, 0), ..off };
        assert_eq!(on_duty(&shifts, &[ended]), [A]);
    }

    #[test]
    fn a_chain_of_swaps_goes_in_the_order_of_ids() {
        let shifts = always(&[A]);
        let chain = |first, second| {
            // Listed in the other order: only ids count.
            [exception(second, Some(B), Some(C)), exception(first, Some(A), Some(B))]
        };
        assert_eq!(on_duty(&shifts, &chain(1, 2)), [C]);
        assert_eq!(on_duty(&shifts, &chain(2, 1)), [B]);
        let there_and_back = [exception(1, Some(A), Some(B)), exception(2, Some(B), Some(A))];
        assert_eq!(on_duty(&shifts, &there_and_back), [A]);
    }

    #[test]
    fn what_was_said_last_of_an_account_holds() {
        let shifts = always(&[A]);
        let off_and_swapped_in =
            |off, swap| [exception(off, Some(B), None), exception(swap, Some(A), Some(B))];
        assert_eq!(on_duty(&shifts, &off_and_swapped_in(1, 2)), [B]);
        assert_eq!(on_duty(&shifts, &off_and_swapped_in(2, 1)), NOBODY);
        let off_and_on = |off, on| [exception(off, Some(A), None), exception(on, None, Some(A))];
        assert_eq!(on_duty(&shifts, &off_and_on(1, 2)), [A]);
        assert_eq!(on_duty(&shifts, &off_and_on(2, 1)), NOBODY);
    }

    #[test]
    fn an_exception_that_says_nothing_changes_nothing() {
        let good = exception(1, Some(A), None);
        assert!(good.is_sound());
        for bad in [
            exception(1, None, None),
            exception(1, Some(A), Some(A)),
            Exception { area: None, ..exception(1, None, Some(B)) },
            Exception { to: good.from, ..good.clone() },
        ] {
            assert!(!bad.is_sound(), "{bad:?}");
            assert_eq!(on_duty(&always(&[A]), &[bad]), [A]);
        }
    }

    #[test]
    fn a_time_of_day_is_read_and_written() {
        assert_eq!(parse_clock("20:00"), Some(1_200));
        assert!((0..1_440).all(|minutes| parse_clock(&write_clock(minutes)) == Some(minutes)));
        for wrong in ["", "24:00", "12:60", "9:00", "09:0", "09:000", "-1:00", "+9:00", "09.00"] {
            assert_eq!(parse_clock(wrong), None, "{wrong}");
        }
        assert_eq!((write_clock(1_440), write_clock(-1)), ("00:00".into(), "23:59".into()));
    }
}
