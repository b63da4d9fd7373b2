//! Charts drawn on the server: attributes and classes only, mirrored where people read from right
//! to left.

use std::fmt::Write;

use crate::http::web::shell::{Markup, escape};
use crate::i18n::Locale;

/// Width of every chart, in its own units.
pub(crate) const WIDTH: f64 = 340.0;

/// A chart that is being drawn.
pub(crate) struct Chart {
    mirrored: bool,
    height: f64,
    body: String,
}

impl Chart {
    /// An empty chart.
    pub fn new(locale: Locale, height: f64) -> Self {
        Self { mirrored: locale.dir() == "rtl", height, body: String::new() }
    }

    /// A bar, by its beginning and length along the line of reading.
    pub fn bar(&mut self, class: &str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let x = if self.mirrored { WIDTH - x - width } else { x };
        self.add(format_args!(
            "<rect class=\"{class}\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" height=\"{height:.1}\" rx=\"{:.1}\"/>",
            (height / 4.0).min(4.0)
        ));
    }

    /// A text. It begins, ends or has its middle at `x`: `start`, `end` or `middle`.
    pub fn text(&mut self, anchor: &str, (x, y): (f64, f64), text: &str) {
        let x = self.across(x);
        self.add(format_args!(
            "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{}</text>",
            escape(text)
        ));
    }

    /// An upright line that marks a value.
    pub fn mark(&mut self, x: f64, (top, bottom): (f64, f64)) {
        let x = self.across(x);
        self.add(format_args!(
            "<line class=\"mark\" x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{top:.1}\" y2=\"{bottom:.1}\"/>"
        ));
    }

    /// The chart, with the sentence that says what it shows.
    pub fn finish(self, sentence: &str) -> Markup {
        Markup(format!(
            "<svg class=\"chart\" viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{}\">{}</svg>",
            self.height,
            escape(sentence),
            self.body
        ))
    }

    fn across(&self, x: f64) -> f64 {
        if self.mirrored { WIDTH - x } else { x }
    }

    fn add(&mut self, piece: std::fmt::Arguments<'_>) {
        // Writing to a string can't fail.
        let _ = self.body.write_fmt(piece);
    }
}

/// Characters of a name that fit beside its bar.
const BESIDE: usize = 11;

/// A row of a chart of bars.
pub(crate) struct Row {
    /// What it is about.
    pub name: String,
    /// Length of the bar, 0 to 1 of the whole.
    pub bar: f64,
    /// Length of a frame about it, likewise.
    pub frame: Option<f64>,
    /// The value in words.
    pub value: String,
}

/// Bars one below the other, and a mark through all of them: where it stands, and its text.
pub(crate) fn bars(
    locale: Locale,
    rows: &[Row],
    mark: Option<(f64, &str)>,
    sentence: &str,
) -> Markup {
    // Long names stand above their bars.
    let above = rows.iter().any(|row| row.name.chars().count() > BESIDE);
    let (step, begin, down) = if above { (48.0, 0.0, 18.0) } else { (30.0, 98.0, 0.0) };
    let length = 288.0 - begin;
    let bottom = rows.iter().fold(0.0, |height, _| height + step);
    let mut chart = Chart::new(locale, bottom + if mark.is_some() { 30.0 } else { 4.0 });
    let mut top = 7.0;
    for row in rows {
        let at = |share: f64| (length * share.clamp(0.0, 1.0), 18.0);
        chart.text("start", (0.0, top + if above { 8.0 } else { 13.0 }), &row.name);
        let y = top + down;
        chart.bar("track", (begin, y), at(1.0));
        chart.bar("bar", (begin, y), at(row.bar));
        if let Some(frame) = row.frame {
            chart.bar("frame", (begin, y), at(frame));
        }
        chart.text("end", (WIDTH, y + 14.0), &row.value);
        top += step;
    }
    if let Some((share, text)) = mark {
        let x = begin + length * share;
        chart.mark(x, (2.0, bottom + 4.0));
        chart.text("start", (x - 8.0, bottom + 20.0), text);
    }
    chart.finish(sentence)
}

/// A day of a week: its name, and the minutes from midnight in which nobody is there.
pub(crate) type Day = (String, Vec<(f64, f64)>);

/// A week, a day in each row: a full bar where somebody is there, a thin line where nobody is.
pub(crate) fn week(locale: Locale, days: &[Day], sentence: &str) -> Markup {
    const BEGIN: f64 = 72.0;
    const HOUR: f64 = 11.0;
    const STEP: f64 = 24.0;
    let at = |minutes: f64| BEGIN + minutes / 60.0 * HOUR;
    let height = days.iter().fold(24.0, |height, _| height + STEP);
    let mut chart = Chart::new(locale, height);
    for (hour, anchor) in [(0, "start"), (6, "middle"), (12, "middle"), (18, "middle"), (24, "end")]
    {
        chart.text(anchor, (at(f64::from(hour) * 60.0), 13.0), &format!("{hour:02}"));
    }
    let mut top = 22.0;
    for (name, gaps) in days {
        chart.text("start", (0.0, top + 12.0), name);
        let mut begin = 0.0;
        for &(from, to) in gaps {
            if from > begin {
                chart.bar("bar", (at(begin), top), (at(from) - at(begin), 15.0));
            }
            chart.bar("gap", (at(from), top + 5.0), (at(to) - at(from), 5.0));
            begin = to;
        }
        if begin < 1_440.0 {
            chart.bar("bar", (at(begin), top), (at(1_440.0) - at(begin), 15.0));
        }
        top += STEP;
    }
    chart.finish(sentence)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_mirrored_for_those_who_read_from_the_right() {
        let drawn = |locale| {
            let mut chart = Chart::new(locale, 20.0);
            chart.bar("bar", (100.0, 0.0), (40.0, 10.0));
            chart.text("start", (0.0, 10.0), "<b>");
            chart.finish("\"s\"").0
        };
        let (left, right) = (drawn(Locale::Fr), drawn(Locale::Ar));
        assert!(left.contains("x=\"100.0\"") && left.contains("<text x=\"0.0\""), "{left}");
        assert!(right.contains("x=\"200.0\"") && right.contains("<text x=\"340.0\""), "{right}");
        assert!(left.contains("&lt;b&gt;") && left.contains("aria-label=\"&quot;s&quot;\""));
    }

    #[test]
    fn a_day_is_bars_about_its_gaps() {
        let days = [("d".to_owned(), vec![(120.0, 480.0), (1_200.0, 1_440.0)])];
        let drawn = week(Locale::Fr, &days, "").0;
        assert_eq!(drawn.matches("class=\"bar\"").count(), 2, "{drawn}");
        assert_eq!(drawn.matches("class=\"gap\"").count(), 2, "{drawn}");
        let nobody = week(Locale::Fr, &[("d".to_owned(), vec![(0.0, 1_440.0)])], "").0;
        assert_eq!(nobody.matches("class=\"bar\"").count(), 0, "{nobody}");
    }
}
