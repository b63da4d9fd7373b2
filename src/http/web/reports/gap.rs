//! The gap: of the children asked for, how many slept in a bed, and where it is still widest.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use chrono::{Datelike, Months, NaiveDate};

use crate::domain::account::Caller;
use crate::domain::offer::DeclineReason;
use crate::domain::typed;
use crate::http::Http;
use crate::http::error::Problem;
use crate::http::session::Visitor;
use crate::http::web::reports::gap_charts::{self, Card, Reports};
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::wording::{month, number, percent, plural};
use crate::http::web::wrong::Wrong;
use crate::interop::csv_writer::{self, Cell, Dialect};
use crate::services::reports::{self, GapRow, GroupBy};
use crate::services::{Error, reports::GapReport};

const PATH: &str = "/coordinator/gap";

/// Children the partners asked for, and those they found a bed for, from April 2019 to October
/// 2022: where it began.
const BEGAN: (i64, i64) = (7_683, 669);

/// Months that are shown where none are chosen, and those to choose from.
const SHOWN: u32 = 6;
const CHOICES: u32 = 36;

#[derive(Template)]
#[template(path = "pages/gap.html")]
struct Page<'a> {
    shell: Shell<'a>,
    wrong: Wrong,
    range: Range,
    months: Vec<(String, String)>,
    headline: Option<Headline>,
    began: String,
    note: String,
    everywhere: bool,
    /// Whether groups that are too small are joined.
    joined: bool,
    cards: Vec<Card>,
}

/// One sentence and one figure.
struct Headline {
    sentence: String,
    share: String,
}

/// The first days of two months: the first and the last that are looked at.
#[derive(Clone, Copy)]
pub(crate) struct Range {
    /// The first month.
    pub from: NaiveDate,
    /// The last month.
    pub to: NaiveDate,
    /// Whether somebody chose it.
    chosen: bool,
}

/// A month as addresses and reports write it: `2026-05`.
pub(crate) fn code(month: NaiveDate) -> String {
    month.format("%Y-%m").to_string()
}

/// The first day of a month that is written so, of this millennium.
pub(crate) fn parse(code: &str) -> Option<NaiveDate> {
    let day = NaiveDate::parse_from_str(&format!("{code}-01"), "%Y-%m-%d").ok()?;
    ((2000..3000).contains(&day.year()) && crate::http::web::reports::gap::code(day) == code)
        .then_some(day)
}

/// Share of the children who slept in a bed when it began.
pub(crate) fn began() -> f64 {
    share(BEGAN.1, BEGAN.0)
}

/// A part of a whole; 0 of nothing.
#[expect(clippy::cast_precision_loss, reason = "fewer children than 2^52")]
pub(crate) fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole.max(1) as f64
}

impl Range {
    /// The months up to this one.
    fn usual(shell: &Shell<'_>) -> Self {
        let to = shell.zone.local(shell.now).date_naive().with_day(1).unwrap_or_default();
        let from = to.checked_sub_months(Months::new(SHOWN - 1)).unwrap_or(to);
        Self { from, to, chosen: false }
    }

    /// The months an address asks for, and what is wrong with them.
    fn of(query: &str, shell: &Shell<'_>) -> (Self, Wrong) {
        let (mut range, mut wrong) = (Self::usual(shell), Wrong::default());
        let mut begins = None;
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            let field = match &*name {
                "from" => "from",
                "to" => "to",
                _ => continue,
            };
            match parse(&typed::code(&value)) {
                Some(month) if field == "from" => begins = Some(month),
                Some(month) => (range.to, range.chosen) = (month, true),
                None => wrong.say(field, shell.text("gap-wrong-month")),
            }
        }
        // Where only the end is chosen, as many months as usual lead to it.
        let usual = range.to.checked_sub_months(Months::new(SHOWN - 1)).unwrap_or(range.to);
        range.chosen |= begins.is_some();
        range.from = begins.unwrap_or(usual);
        if range.from > range.to {
            wrong.say("to", shell.text("gap-wrong-order"));
        }
        if wrong.is_empty() { (range, wrong) } else { (Self::usual(shell), wrong) }
    }

    /// Its first day, and the first after it.
    fn days(self) -> (NaiveDate, NaiveDate) {
        (self.from, self.to.checked_add_months(Months::new(1)).unwrap_or(self.to))
    }

    fn first(self) -> String {
        code(self.from)
    }

    fn last(self) -> String {
        code(self.to)
    }

    /// The address of its rows as a file.
    pub fn csv(self, by: GroupBy) -> String {
        format!("{PATH}.csv?by={by}&from={}&to={}", code(self.from), code(self.to))
    }
}

/// A month with its year.
pub(crate) fn month_of(shell: &Shell<'_>, day: NaiveDate) -> String {
    let args =
        [("month", month(shell, day.month()).into()), ("year", day.year().to_string().into())];
    shell.fill("gap-month-year", &args)
}

async fn report(
    http: &Http,
    caller: &Caller,
    by: GroupBy,
    range: Range,
) -> Result<Vec<GapRow>, Error> {
    let (from, to) = range.days();
    let GapReport { rows } = reports::gap(&http.cx, caller, by, Some(from), Some(to)).await?;
    Ok(rows)
}

/// The page. `?from=2025-12&to=2026-05` says which months.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let (shell, caller) = (Shell::of(&http, &visitor, PATH), &visitor.caller);
    let (range, wrong) = Range::of(query.as_deref().unwrap_or_default(), &shell);
    let read = async |by| report(&http, caller, by, range).await;
    let reports = async {
        Ok(Reports {
            months: read(GroupBy::Month).await?,
            cities: read(GroupBy::City).await?,
            genders: read(GroupBy::Gender).await?,
            ages: read(GroupBy::Age).await?,
        })
    };
    let reports = match reports.await {
        Ok(reports) => reports,
        Err(error) => return refused(shell, error),
    };
    let status = if wrong.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let locale = shell.locale;
    let note =
        [("asked", number(locale, BEGAN.0).into()), ("placed", number(locale, BEGAN.1).into())];
    let page = Page {
        months: choices(&shell, range),
        headline: headline(&shell, range, &reports.months),
        began: shell.with("gap-began", "share", &percent(locale, began())),
        note: shell.fill("gap-note", &note),
        everywhere: reports::is_everywhere(caller),
        joined: reports::joins_small_groups(caller),
        cards: gap_charts::cards(&http, &shell, range, &reports),
        range,
        wrong,
        shell,
    };
    answer(&page, status)
}

/// The months to choose from, newest first: code and name.
fn choices(shell: &Shell<'_>, range: Range) -> Vec<(String, String)> {
    let newest = Range::usual(shell).to;
    let back = |months| newest.checked_sub_months(Months::new(months));
    let mut months: Vec<NaiveDate> = (0..CHOICES).filter_map(back).collect();
    months.extend([range.from, range.to]);
    months.sort_unstable();
    months.dedup();
    months.into_iter().rev().map(|day| (code(day), month_of(shell, day))).collect()
}

/// What the page opens with; nothing where nobody was asked for. Where no months are chosen it is
/// about this one, if anybody was asked for in it.
fn headline(shell: &Shell<'_>, range: Range, months: &[GapRow]) -> Option<Headline> {
    let this = months.iter().find(|row| !range.chosen && row.key == code(range.to));
    let rows = this.map_or(months, std::slice::from_ref);
    let sum = |count: fn(&GapRow) -> i64| rows.iter().map(count).sum::<i64>();
    let (asked, placed) = (sum(|row| row.requested), sum(|row| row.placed));
    if asked == 0 {
        return None;
    }
    let locale = shell.locale;
    let mut args = vec![
        ("count", plural(asked).into()),
        ("n", number(locale, asked).into()),
        ("placed", plural(placed).into()),
        ("k", number(locale, placed).into()),
    ];
    let key = if this.is_some() {
        "gap-this-month"
    } else if range.from == range.to {
        args.push(("month", month_of(shell, range.to).into()));
        "gap-in-month"
    } else {
        args.push(("from", month_of(shell, range.from).into()));
        args.push(("to", month_of(shell, range.to).into()));
        "gap-between"
    };
    let share = percent(locale, share(placed, asked));
    Some(Headline { sentence: shell.fill(key, &args), share })
}

/// What the rows of a file may be about.
const FILES: [GroupBy; 4] = [GroupBy::City, GroupBy::Gender, GroupBy::Age, GroupBy::Month];

/// The rows as a file that a spreadsheet of the visitor's language opens: `?by=city`, `gender`,
/// `age` or `month`; the months as on the page.
pub async fn csv(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    RawQuery(query): RawQuery,
) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let query = query.unwrap_or_default();
    let (range, wrong) = Range::of(&query, &shell);
    let by = url::form_urlencoded::parse(query.as_bytes()).find(|(name, _)| name == "by");
    let by = by.map_or(Some(GroupBy::City), |(_, by)| GroupBy::parse(&by));
    let Some(by) = by.filter(|by| FILES.contains(by) && wrong.is_empty()) else {
        return refused(shell, Error::field("/by", "bad_value", "no such rows or months"));
    };
    let rows = match report(&http, &visitor.caller, by, range).await {
        Ok(rows) => rows,
        Err(error) => return refused(shell, error),
    };
    let name = format!("mabit-gap-{by}-{}-{}.csv", code(range.from), code(range.to));
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    match csv_writer::write(Dialect::of_spreadsheet(shell.locale), table(by, &rows)) {
        Ok(table) => (headers, table).into_response(),
        Err(error) => Problem::bug(&error).into_response(),
    }
}

fn table(by: GroupBy, rows: &[GapRow]) -> Vec<Vec<Cell>> {
    let mut head: Vec<Cell> = [
        by.code(),
        "requested",
        "offered",
        "placed",
        "unmet",
        "share",
        "median_minutes_to_offer",
        "median_minutes_to_bed",
    ]
    .map(|name| Cell::Text(name.to_owned()))
    .to_vec();
    let declined = DeclineReason::ALL.iter();
    head.extend(declined.map(|reason| Cell::Text(format!("declined_{reason}"))));
    let minutes = |median: Option<f64>| median.map_or(Cell::Empty, |n| Cell::Decimal(n, 1));
    let row = |row: &GapRow| {
        let mut cells = vec![Cell::Text(row.key.clone())];
        cells.extend([row.requested, row.offered, row.placed, row.unmet].map(Cell::Whole));
        cells.push(Cell::Decimal(row.share, 4));
        cells.extend([row.median_minutes_to_offer, row.median_minutes_to_bed].map(minutes));
        let declined = |reason| row.declined_by_reason.get(reason).copied().unwrap_or_default();
        cells.extend(DeclineReason::ALL.iter().map(|reason| Cell::Whole(declined(reason))));
        cells
    };
    std::iter::once(head).chain(rows.iter().map(row)).collect()
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

    #[test]
    fn it_began_at_nine_per_cent() {
        assert_eq!(percent(crate::i18n::Locale::En, began()), "9%");
    }
}
