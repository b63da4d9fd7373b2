//! The gap page (of the children asked for, how many slept in a bed) and its CSV files.

use askama::Template;
use axum::http::header;
use axum::response::IntoResponse;

use crate::domain::offer::DeclineReason;
use crate::http::error::Problem;
use crate::http::web::numbers::{number, percent};
use crate::http::web::reports::gap_charts::{
    self, BEFORE_MABIT, Card, Reports, share, share_before_mabit,
};
use crate::http::web::reports::months::{Range, code, with_year};
use crate::http::web::{Choice, FormState, PageResult, Query, Shell, Visit, page};
use crate::interop::csv_writer::{self, Cell, Dialect};
use crate::services::Error;
use crate::services::authorisation::ReportReader;
use crate::services::reports::{self, GapReport, GapRow, GroupBy};

#[derive(Template)]
#[template(path = "pages/gap.html")]
struct Page {
    shell: Shell,
    form: FormState,
    range: Range,
    months: Vec<Choice>,
    headline: Option<Headline>,
    began: String,
    note: String,
    everywhere: bool,
    /// Whether small groups are joined.
    joined: bool,
    cards: Vec<Card>,
}

/// The sentence and figure at the top.
struct Headline {
    sentence: String,
    share: String,
}

async fn report(
    visit: &Visit<ReportReader>,
    by: GroupBy,
    range: Range,
) -> Result<Vec<GapRow>, Error> {
    let (from, to) = range.days();
    let GapReport { rows } =
        reports::gap(visit.cx(), visit.caller(), by, Some(from), Some(to)).await?;
    Ok(rows)
}

/// `?from=2025-12&to=2026-05` selects the months.
pub async fn show(visit: Visit<ReportReader>, query: Query) -> PageResult {
    let (range, form) = Range::of(&query, &visit.shell);
    let reports = Reports {
        months: report(&visit, GroupBy::Month, range).await?,
        cities: report(&visit, GroupBy::City, range).await?,
        genders: report(&visit, GroupBy::Gender, range).await?,
        ages: report(&visit, GroupBy::Age, range).await?,
    };
    let (everywhere, joined) =
        (reports::is_everywhere(visit.caller()), reports::joins_small_groups(visit.caller()));
    let (shell, status) = (visit.shell, form.status());
    let locale = shell.locale;
    let note = [
        ("asked", number(locale, BEFORE_MABIT.0).into()),
        ("placed", number(locale, BEFORE_MABIT.1).into()),
    ];
    let shown = Page {
        months: range.choices(&shell),
        headline: headline(&shell, range, &reports.months),
        began: shell.with("gap-began", "share", &percent(locale, share_before_mabit())),
        note: shell.fill("gap-note", &note),
        everywhere,
        joined,
        cards: gap_charts::cards(&shell, range, &reports),
        range,
        form,
        shell,
    };
    page(&shown, status)
}

/// `None` when no child was asked for. Without chosen months it is about this month, if it has any.
fn headline(shell: &Shell, range: Range, months: &[GapRow]) -> Option<Headline> {
    let this = months.iter().find(|row| !range.chosen && row.key == code(range.to));
    let rows = this.map_or(months, std::slice::from_ref);
    let sum = |count: fn(&GapRow) -> i64| rows.iter().map(count).sum::<i64>();
    let (asked, placed) = (sum(|row| row.requested), sum(|row| row.placed));
    if asked == 0 {
        return None;
    }
    let locale = shell.locale;
    let mut args = vec![
        ("count", asked.into()),
        ("n", number(locale, asked).into()),
        ("placed", placed.into()),
        ("k", number(locale, placed).into()),
    ];
    let key = if this.is_some() {
        "gap-this-month"
    } else if range.from == range.to {
        args.push(("month", with_year(shell, range.to).into()));
        "gap-in-month"
    } else {
        args.push(("from", with_year(shell, range.from).into()));
        args.push(("to", with_year(shell, range.to).into()));
        "gap-between"
    };
    let share = percent(locale, share(placed, asked));
    Some(Headline { sentence: shell.fill(key, &args), share })
}

/// Groupings that can be downloaded.
const FILES: [GroupBy; 4] = [GroupBy::City, GroupBy::Gender, GroupBy::Age, GroupBy::Month];

/// The rows as CSV in the dialect of the visitor's language: `?by=city`, `gender`, `age` or
/// `month`; months as on the page.
pub async fn csv(visit: Visit<ReportReader>, query: Query) -> PageResult {
    let (range, form) = Range::of(&query, &visit.shell);
    let by = query.optional("by").map_or(Some(GroupBy::City), GroupBy::parse);
    let by = by.filter(|by| FILES.contains(by) && !form.has_errors());
    let by = by.ok_or_else(|| Error::field("/by", "bad_value", "no such rows or months"))?;
    let rows = report(&visit, by, range).await?;
    let name = format!("mabit-gap-{by}-{}-{}.csv", range.first(), range.last());
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    let dialect = Dialect::of_spreadsheet(visit.shell.locale);
    let table = csv_writer::write(dialect, table(by, &rows));
    let table = table.map_err(|error| Problem::bug(&error))?;
    Ok((headers, table).into_response())
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
