//! Months of the gap page: the range that an address asks for, and how months are written.

use chrono::{Datelike, Months, NaiveDate};

use crate::domain::typed;
use crate::http::web::dates::month;
use crate::http::web::fields::Fields;
use crate::http::web::{Choice, FormState, Shell};
use crate::services::reports::GroupBy;

/// Months that are shown where none are chosen, and those to choose from.
const SHOWN: u32 = 6;
const MONTH_CHOICES: u32 = 36;

/// A range of months, by the first day of its first and of its last.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    /// The first month.
    pub from: NaiveDate,
    /// The last month.
    pub to: NaiveDate,
    /// Whether it was chosen.
    pub chosen: bool,
}

/// A month as addresses and reports write it: `2026-05`.
pub(crate) fn code(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// The first day of a month that is written so, of this millennium.
pub(crate) fn parse(month: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&format!("{month}-01"), "%Y-%m-%d").ok()?;
    ((2000..3000).contains(&day.year()) && code(day) == month).then_some(day)
}

impl Range {
    /// The months up to this one.
    fn usual(shell: &Shell) -> Self {
        let to = shell.zone().local(shell.now).date_naive().with_day(1).unwrap_or_default();
        Self { from: months_before(to, SHOWN - 1), to, chosen: false }
    }

    /// The months that `?from=&to=` ask for; what is wrong with them is said in the form. Where only
    /// the end is chosen, as many months as usual lead to it.
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

    /// Its first day, and the first after it.
    pub fn days(self) -> (NaiveDate, NaiveDate) {
        (self.from, self.to.checked_add_months(Months::new(1)).unwrap_or(self.to))
    }

    pub fn first(self) -> String {
        code(self.from)
    }

    pub fn last(self) -> String {
        code(self.to)
    }

    /// The address of its rows as a file.
    pub fn csv(self, by: GroupBy) -> String {
        format!("/coordinator/gap.csv?by={by}&from={}&to={}", self.first(), self.last())
    }

    /// The months to choose from, newest first: code and name.
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

/// Name of a month with its year.
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
