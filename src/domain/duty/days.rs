//! Days of the week, one and as a set, for the shifts of the duty roster.

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::ArrayBuilder;
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::coded;

coded! {
    /// A day of the week.
    pub enum Day {
        /// Monday.
        Mon = "mon",
        /// Tuesday.
        Tue = "tue",
        /// Wednesday.
        Wed = "wed",
        /// Thursday.
        Thu = "thu",
        /// Friday.
        Fri = "fri",
        /// Saturday.
        Sat = "sat",
        /// Sunday.
        Sun = "sun",
    }
}

/// Days of the week, at least one. In JSON a list of their codes, Monday first; a day that is
/// named twice counts once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "Vec<Day>", into = "Vec<Day>")]
pub struct Days(u8);

impl Days {
    pub const ALL: Self = Self(0b111_1111);

    /// `None` without a day.
    pub fn new(days: impl IntoIterator<Item = Day>) -> Option<Self> {
        let bits = days.into_iter().fold(0, |bits, day| bits | bit(day));
        (bits != 0).then_some(Self(bits))
    }

    /// The inverse of [`bits`](Self::bits); `None` outside 1 to 127.
    pub fn from_bits(bits: i32) -> Option<Self> {
        u8::try_from(bits).ok().filter(|bits| (1..=Self::ALL.0).contains(bits)).map(Self)
    }

    /// One bit a day, from 1 for Monday to 64 for Sunday: 1 to 127.
    pub fn bits(self) -> i32 {
        i32::from(self.0)
    }

    pub fn contains(self, day: Day) -> bool {
        self.0 & bit(day) != 0
    }

    /// Monday first.
    pub fn iter(self) -> impl Iterator<Item = Day> {
        Day::ALL.iter().copied().filter(move |&day| self.contains(day))
    }

    /// Whether a date, in days since 1970-01-01 (a Thursday), is one of these days.
    pub(crate) fn has_date(self, date: i64) -> bool {
        i64::from(self.0) >> (date + 3).rem_euclid(7) & 1 == 1
    }
}

const fn bit(day: Day) -> u8 {
    1 << day as u8
}

impl From<Days> for Vec<Day> {
    fn from(days: Days) -> Self {
        days.iter().collect()
    }
}

impl TryFrom<Vec<Day>> for Days {
    type Error = &'static str;

    fn try_from(days: Vec<Day>) -> Result<Self, Self::Error> {
        Self::new(days).ok_or("at least one day is needed")
    }
}

impl PartialSchema for Days {
    fn schema() -> RefOr<Schema> {
        ArrayBuilder::new()
            .items(Day::schema())
            .min_items(Some(1))
            .description(Some("Days of the week, at least one."))
            .into()
    }
}

impl ToSchema for Days {}

#[cfg(test)]
mod tests {
    use chrono::{Datelike, NaiveDate};
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn bits_and_lists_hold_days() {
        let days = Days::new([Day::Sun, Day::Mon, Day::Mon]).unwrap();
        assert_eq!(days.bits(), 65);
        assert_eq!(json!(days), json!(["mon", "sun"]));
        assert_eq!(from_value::<Days>(json!(["sun", "mon", "sun"])).unwrap(), days);
        assert!((1..=127).all(|bits| Days::from_bits(bits).unwrap().bits() == bits));
        assert_eq!(Days::ALL.iter().count(), 7);
    }

    #[test]
    fn no_day_at_all_is_refused() {
        assert_eq!(Days::new([]), None);
        assert!([i32::MIN, -1, 0, 128, 257].iter().all(|&bits| Days::from_bits(bits).is_none()));
        assert!(from_value::<Days>(json!([])).is_err());
        assert!(from_value::<Days>(json!(["Monday"])).is_err());
    }

    #[test]
    fn a_date_has_the_day_of_the_calendar() {
        for date in NaiveDate::from_ymd_opt(1969, 12, 25).unwrap().iter_days().take(21) {
            let day = Day::ALL[date.weekday().num_days_from_monday() as usize];
            let since_1970 = i64::from(date.num_days_from_ce() - 719_163);
            assert!(Days::new([day]).unwrap().has_date(since_1970));
            let others = Day::ALL.iter().copied().filter(|&other| other != day);
            assert!(!Days::new(others).unwrap().has_date(since_1970));
        }
    }

    #[test]
    fn the_schema_is_a_list_of_codes() {
        let schema = json!(Days::schema());
        assert_eq!((&schema["type"], &schema["minItems"]), (&json!("array"), &json!(1)));
        let codes: Vec<&str> = Day::ALL.iter().map(|day| day.code()).collect();
        assert_eq!(schema["items"]["enum"], json!(codes));
    }
}
