//! Cards of the gap page: shares by month, city, gender and age; time to a bed; decline reasons. Each
//! has a title sentence, chart, table and link to its CSV file.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use chrono::{Months, NaiveDate};
use fluent::FluentValue;

use crate::domain::offer::DeclineReason;
use crate::domain::request::Gender;
use crate::http::web::dates::duration;
use crate::http::web::numbers::{number, percent};
use crate::http::web::reports::charts::{Chart, Row, bars};
use crate::http::web::reports::months::{Range, parse, with_year};
use crate::http::web::{Shell, labels};
use crate::services::reports::{GapRow, GroupBy};

/// Children for whom the partners asked for a bed from April 2019 to October 2022, before Mabit, and
/// those of them who were placed.
pub(crate) const BEFORE_MABIT: (i64, i64) = (7_683, 669);

/// Share of these children who were placed.
pub(crate) fn share_before_mabit() -> f64 {
    share(BEFORE_MABIT.1, BEFORE_MABIT.0)
}

/// `part / whole`; 0 when both are 0.
#[expect(clippy::cast_precision_loss, reason = "fewer children than 2^52")]
pub(crate) fn share(part: i64, whole: i64) -> f64 {
    part as f64 / whole.max(1) as f64
}

/// A card of the page.
pub(crate) struct Card {
    pub title: String,
    pub chart: Chart,
    /// Meaning of the bars' frames; empty without frames.
    pub legend: String,
    /// Caption of the table.
    pub caption: String,
    /// Column heads of the table.
    pub heads: Vec<String>,
    /// Rows of the table: head and cells.
    pub rows: Vec<(String, Vec<String>)>,
    /// URL of the CSV file.
    pub csv: String,
}

pub(crate) struct Reports {
    pub months: Vec<GapRow>,
    pub cities: Vec<GapRow>,
    pub genders: Vec<GapRow>,
    pub ages: Vec<GapRow>,
}

type Named<'a> = (String, &'a GapRow);

/// All cards with anything to show.
pub(crate) fn cards(shell: &Shell, range: Range, reports: &Reports) -> Vec<Card> {
    if reports.months.is_empty() {
        return Vec::new();
    }
    let drawing = Drawing { shell, range };
    let months = drawing.months(&reports.months);
    let mut cards = vec![
        drawing.by_month(&months),
        drawing.by_city(&reports.cities),
        drawing.by_gender(&reports.genders),
        drawing.by_age(&reports.ages),
    ];
    cards.extend(drawing.minutes(&months));
    cards.extend(drawing.reasons(&reports.months));
    cards
}

struct Drawing<'a> {
    shell: &'a Shell,
    range: Range,
}

impl Drawing<'_> {
    fn text(&self, key: &str) -> String {
        self.shell.text(key)
    }

    fn percent(&self, share: f64) -> String {
        percent(self.shell.locale, share)
    }

    /// Text of a group's share; a dash when nobody was asked for.
    fn share(&self, row: &GapRow) -> String {
        if row.requested == 0 { "–".to_owned() } else { self.percent(row.share) }
    }

    fn number(&self, count: i64) -> String {
        number(self.shell.locale, count)
    }

    /// "Nador: 62 %".
    fn named(&self, name: &str, value: &str) -> String {
        let args = [("name", name.to_owned().into()), ("value", value.to_owned().into())];
        self.shell.fill("gap-named", &args)
    }

    /// A card of shares by group: placed as bars, offered as frames, and the share before Mabit as
    /// mark.
    fn shares(
        &self,
        title: String,
        caption: &str,
        head: &str,
        by: GroupBy,
        groups: &[Named<'_>],
    ) -> Card {
        let row = |(name, row): &Named<'_>| Row {
            name: name.clone(),
            bar: row.share,
            frame: Some(share(row.offered, row.requested)),
            value: self.share(row),
        };
        let rows: Vec<Row> = groups.iter().map(row).collect();
        let said = rows.iter().map(|row| self.named(&row.name, &row.value));
        let said = said.collect::<Vec<_>>().join(&self.text("gap-and"));
        let sentence = self.named(&self.text(caption), &said);
        let mark = self.shell.with("gap-mark", "share", &self.percent(share_before_mabit()));
        let cells = |row: &GapRow| {
            let counts = [row.requested, row.offered, row.placed].map(|count| self.number(count));
            counts.into_iter().chain([self.share(row)]).collect()
        };
        let heads = [head, "gap-asked", "gap-offered", "gap-placed", "gap-share"];
        Card {
            title,
            chart: bars(self.shell.locale, &rows, Some((share_before_mabit(), &mark)), sentence),
            legend: self.text("gap-legend"),
            caption: self.text(caption),
            heads: heads.map(|key| self.text(key)).to_vec(),
            rows: groups.iter().map(|(name, row)| (name.clone(), cells(row))).collect(),
            csv: self.range.csv(by),
        }
    }

    /// Every month between the first and the last row, with its name.
    fn months<'a>(&self, rows: &'a [GapRow]) -> Vec<(String, Option<&'a GapRow>)> {
        let by_month: BTreeMap<NaiveDate, &GapRow> =
            rows.iter().filter_map(|row| Some((parse(&row.key)?, row))).collect();
        let (Some((&first, _)), Some((&last, _))) =
            (by_month.first_key_value(), by_month.last_key_value())
        else {
            return Vec::new();
        };
        let months = (0..).map_while(|after| first.checked_add_months(Months::new(after)));
        let months = months.take_while(|month| *month <= last);
        months.map(|day| (with_year(self.shell, day), by_month.get(&day).copied())).collect()
    }

    fn by_month(&self, months: &[(String, Option<&GapRow>)]) -> Card {
        let empty = GapRow::default();
        let groups: Vec<Named<'_>> =
            months.iter().map(|(name, row)| (name.clone(), row.unwrap_or(&empty))).collect();
        let title = match (groups.first(), groups.last()) {
            (Some((from, first)), Some((to, last))) if from != to => {
                let args: [(&str, FluentValue<'_>); 4] = [
                    ("from", from.clone().into()),
                    ("first", self.percent(first.share).into()),
                    ("to", to.clone().into()),
                    ("last", self.percent(last.share).into()),
                ];
                self.shell.fill("gap-title-months", &args)
            }
            (_, Some((month, row))) => self.named(month, &self.percent(row.share)),
            _ => String::new(),
        };
        self.shares(title, "gap-by-month", "gap-month", GroupBy::Month, &groups)
    }

    fn by_city(&self, rows: &[GapRow]) -> Card {
        let mut groups: Vec<Named<'_>> =
            rows.iter().map(|row| (self.place(&row.key), row)).collect();
        groups.sort_by(|a, b| b.1.share.total_cmp(&a.1.share).then_with(|| a.0.cmp(&b.0)));
        let title = self.title_of_least(&groups, "gap-title-city");
        self.shares(title, "gap-by-city", "gap-city", GroupBy::City, &groups)
    }

    /// Name of a city or, of erased requests, a region.
    fn place(&self, key: &str) -> String {
        match labels::region(self.shell, key) {
            _ if self.shell.cities().get(key).is_some() => labels::city(self.shell, key),
            Some(region) => region,
            None => self.text("gap-others"),
        }
    }

    fn by_gender(&self, rows: &[GapRow]) -> Card {
        let name = |row: &GapRow| match Gender::parse(&row.key) {
            Some(Gender::Female) => "gap-girls",
            Some(Gender::Male) => "gap-boys",
            Some(Gender::Other) | None => "gap-others",
        };
        let groups: Vec<Named<'_>> = rows.iter().map(|row| (self.text(name(row)), row)).collect();
        let asked: i64 = rows.iter().map(|row| row.requested).sum();
        let girls = rows.iter().find(|row| row.key == Gender::Female.code());
        let title = match girls {
            Some(girls) => {
                let of_all = self.percent(share(girls.requested, asked)).into();
                let args = [("share", of_all), ("placed", self.percent(girls.share).into())];
                self.shell.fill("gap-title-girls", &args)
            }
            None => self.text("gap-title-no-girls"),
        };
        self.shares(title, "gap-by-gender", "gap-gender", GroupBy::Gender, &groups)
    }

    fn by_age(&self, rows: &[GapRow]) -> Card {
        let name = |key: &str| match key {
            "18+" => self.text("gap-age-grown"),
            "other" => self.text("gap-others"),
            band => self.shell.with("gap-age-band", "band", &band.replace('-', "–")),
        };
        let youngest = |row: &&GapRow| row.key.split(['-', '+']).next()?.parse::<i32>().ok();
        let mut rows: Vec<&GapRow> = rows.iter().collect();
        rows.sort_by_key(youngest);
        let groups: Vec<Named<'_>> = rows.into_iter().map(|row| (name(&row.key), row)).collect();
        let title = self.title_of_least(&groups, "gap-title-age");
        self.shares(title, "gap-by-age", "gap-age", GroupBy::Age, &groups)
    }

    /// Title naming the group with the least share, or that all are equal.
    fn title_of_least(&self, groups: &[Named<'_>], key: &str) -> String {
        let by_share = |a: &&Named<'_>, b: &&Named<'_>| a.1.share.total_cmp(&b.1.share);
        let (least, most) = (groups.iter().min_by(by_share), groups.iter().max_by(by_share));
        let (Some((name, least)), Some((_, most))) = (least, most) else { return String::new() };
        let share = self.percent(least.share);
        if groups.len() == 1 {
            self.named(name, &share)
        } else if least.share < most.share {
            let args = [("name", name.clone().into()), ("share", share.into())];
            self.shell.fill(key, &args)
        } else {
            self.shell.with("gap-title-same", "share", &share)
        }
    }

    /// Card of the median time from request to bed, by month.
    fn minutes(&self, months: &[(String, Option<&GapRow>)]) -> Option<Card> {
        let to_bed = |row: &Option<&GapRow>| row.and_then(|row| row.median_minutes_to_bed);
        let longest = months.iter().filter_map(|(_, row)| to_bed(row)).fold(1.0, f64::max);
        let (month, latest) =
            months.iter().rev().find_map(|(name, row)| Some((name, to_bed(row)?)))?;
        let said = |minutes: Option<f64>| {
            minutes.map_or_else(|| "–".to_owned(), |minutes| duration(self.shell, minutes))
        };
        let row = |(name, row): &(String, Option<&GapRow>)| Row {
            name: name.clone(),
            bar: to_bed(row).unwrap_or_default() / longest,
            frame: None,
            value: said(to_bed(row)),
        };
        let rows: Vec<Row> = months.iter().map(row).collect();
        let args =
            [("month", month.clone().into()), ("time", said(Some(latest.ceil().max(1.0))).into())];
        let title = self.shell.fill("gap-title-minutes", &args);
        let cells = |row: &Option<&GapRow>| {
            vec![said(row.and_then(|row| row.median_minutes_to_offer)), said(to_bed(row))]
        };
        let heads = ["gap-month", "gap-to-offer", "gap-to-bed"];
        Some(Card {
            chart: bars(self.shell.locale, &rows, None, title.clone()),
            title,
            legend: String::new(),
            caption: self.text("gap-minutes"),
            heads: heads.map(|key| self.text(key)).to_vec(),
            rows: months.iter().map(|(name, row)| (name.clone(), cells(row))).collect(),
            csv: self.range.csv(GroupBy::Month),
        })
    }

    /// Card of decline reasons.
    fn reasons(&self, rows: &[GapRow]) -> Option<Card> {
        let mut counts: BTreeMap<DeclineReason, i64> = BTreeMap::new();
        for (&reason, count) in rows.iter().flat_map(|row| &row.declined_by_reason) {
            *counts.entry(reason).or_default() += count;
        }
        let mut counts: Vec<(String, i64)> = counts
            .into_iter()
            .map(|(reason, count)| (self.text(reason_key(reason)), count))
            .collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        let total: i64 = counts.iter().map(|(_, count)| count).sum();
        let (first, most) = counts.first()?.clone();
        let row = |(name, count): &(String, i64)| Row {
            name: name.clone(),
            bar: share(*count, most),
            frame: None,
            value: self.number(*count),
        };
        let bars_of: Vec<Row> = counts.iter().map(row).collect();
        let args = [("reason", first.into()), ("share", self.percent(share(most, total)).into())];
        let title = self.shell.fill("gap-title-reasons", &args);
        let cells = |count: i64| vec![self.number(count), self.percent(share(count, total))];
        let heads = ["gap-reason", "gap-refusals", "gap-share"];
        Some(Card {
            chart: bars(self.shell.locale, &bars_of, None, title.clone()),
            title,
            legend: String::new(),
            caption: self.text("gap-reasons"),
            heads: heads.map(|key| self.text(key)).to_vec(),
            rows: counts.into_iter().map(|(name, count)| (name, cells(count))).collect(),
            csv: self.range.csv(GroupBy::Month),
        })
    }
}

/// Key of a reason's short text.
fn reason_key(reason: DeclineReason) -> &'static str {
    match reason {
        DeclineReason::Full => "gap-reason-full",
        DeclineReason::CountWasWrong => "gap-reason-count-was-wrong",
        DeclineReason::CannotMeetNeed => "gap-reason-cannot-meet-need",
        DeclineReason::NotEligible => "gap-reason-not-eligible",
        DeclineReason::Safety => "gap-reason-safety",
        DeclineReason::Closed => "gap-reason-closed",
        DeclineReason::Other => "gap-reason-other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_began_at_nine_per_cent() {
        assert_eq!(percent(crate::i18n::Locale::En, share_before_mabit()), "9%");
    }
}
