//! Month range of the gap page: parsed from `?from=&to=`, and its options.

use chrono::{Datelike, Months, NaiveDate};

use crate::domain::typed;
use crate::http::web::dates::month;
use crate::http::web::fields::Fields;
use crate::http::web::{Choice, FormState, Shell};
use crate::services::reports::GroupBy;

/// Months shown by default, and months to choose from.
const SHOWN: u32 = 6;
const MONTH_CHOICES: u32 = 36;

/// A range of months, each by its first day.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    pub from: NaiveDate,
    /// Inclusive.
    pub to: NaiveDate,
    /// Whether the query chose it.
    pub chosen: bool,
}

/// `2026-05`, as in URLs and reports.
pub(crate) fn code(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// Parses `2026-05`, of this millennium, to its first day.
pub(crate) fn parse(month: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok()?;
    ((2000..3000).contains(&day.year()) && code(day) == month).then_some(day)
}

impl Range {
    /// The default: the last [`SHOWN`] months.
    fn usual(shell: &Shell) -> Self {
        let to = shell.zone().local(shell.now).date_naive().with_day(1).unwrap_or_default();
        Self { from: months_before(to, SHOWN - 1), to, chosen: false }
    }

    /// The range of `?from=&to=`, and the form with its errors (then the default). With only `to`,
    /// [`SHOWN`] months up to it.
    pub fn of(query: &Fields, shell: &Shell) -> (Self, FormState) {
        let (usual, mut form) = (Self::usual(shell), FormState::default());
        let mut chosen = |name| {
            let month = parse(&typed::code(query.optional(name)?));
            if month.is_none() {
                form.refuse(name, shell.text("gap-wrong-month"));
            }
            month
        };
        let (from, to) = (chosen("from"), chosen("to"));
        let is_chosen = from.is_some() || to.is_some();
        let to = to.unwrap_or(usual.to);
        let range =
            Self { from: from.unwrap_or(months_before(to, SHOWN - 1)), to, chosen: is_chosen };
        if range.from > range.to {
            form.refuse("to", shell.text("gap-wrong-order"));
        }
        if form.has_errors() { (usual, form) } else { (range, form) }
    }

    /// Its first day, and the first day after it.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        (self.from, self.to.checked_add_months(Months::new(1)).unwrap_or(self.to))
    }

    pub fn first(self) -> String {
        code(self.from)
    }

    pub fn last(self) -> String {
        code(self.to)
    }

    /// URL of its CSV file.
    pub fn csv(self, by: GroupBy) -> String {
        format!("/coordinator/gap.csv?by={by}&from={}&to={}", self.first(), self.last())
    }

    /// Options of months, newest first.
    pub fn choices(self, shell: &Shell) -> Vec<Choice> {
        let newest = Self::usual(shell).to;
        let back = |months| newest.checked_sub_months(Months::new(months));
        let mut months: Vec<NaiveDate> = (0..MONTH_CHOICES).filter_map(back).collect();
        months.extend([self.from, self.to]);
        months.sort_unstable();
        months.dedup();
        months.into_iter().rev().map(|day| (code(day), with_year(shell, day))).collect()
    }
}

fn months_before(month: NaiveDate, months: u32) -> NaiveDate {
    month.checked_sub_months(Months::new(months)).unwrap_or(month)
}

/// Month and year as text.
pub(crate) fn with_year(shell: &Shell, day: NaiveDate) -> String {
    let (month, year) = (month(shell, day.month()), day.year().to_string());
    shell.fill("gap-month-year", &[("month", month.into()), ("year", year.into())])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_month_is_written_in_one_way() {
        assert_eq!(parse("2026-05").map(code).as_deref(), Some("2026-05"));
        for wrong in ["", "2026-5", "2026-13", "1999-01", "3000-01", "2026-05-01", "+2026-05"] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
