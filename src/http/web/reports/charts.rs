//! SVG charts of the gap page (bars) and the duty page (week), mirrored for right-to-left
//! languages. Attributes and classes only: the CSP forbids inline styles.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::http::web::components::Units;
use crate::i18n::Locale;

/// Width of every chart, in SVG user units.
const WIDTH: f64 = 340.0;

/// A chart; `sentence` is its text for screen readers.
#[derive(Template)]
#[template(path = "pages/chart.svg")]
pub(crate) struct Chart {
    mirrored: bool,
    sentence: String,
    height: f64,
    shapes: Vec<Shape>,
}

impl HtmlSafe for Chart {}

enum Shape {
    Bar { class: &'static str, x: Units, y: Units, width: Units, height: Units, radius: Units },
    Text { anchor: &'static str, x: Units, y: Units, text: String },
    Mark { x: Units, top: Units, bottom: Units },
}

impl Chart {
    fn new(locale: Locale, sentence: String, height: f64) -> Self {
        Self { mirrored: locale.dir() == "rtl", sentence, height, shapes: Vec::new() }
    }

    /// Adds a bar; `x` and `width` are in reading direction.
    fn bar(&mut self, class: &'static str, (x, y): (f64, f64), (width, height): (f64, f64)) {
        let x = Units(if self.mirrored { WIDTH - x - width } else { x });
        let radius = Units((height / 4.0).min(4.0));
        let (y, width, height) = (Units(y), Units(width), Units(height));
        self.shapes.push(Shape::Bar { class, x, y, width, height, radius });
    }

    /// Adds a text; `anchor` is `start`, `middle` or `end`.
    fn text(&mut self, anchor: &'static str, (x, y): (f64, f64), text: &str) {
        let (x, y, text) = (self.across(x), Units(y), text.to_owned());
        self.shapes.push(Shape::Text { anchor, x, y, text });
    }

    /// Adds a vertical line at a value.
    fn mark(&mut self, x: f64, (top, bottom): (f64, f64)) {
        let (x, top, bottom) = (self.across(x), Units(top), Units(bottom));
        self.shapes.push(Shape::Mark { x, top, bottom });
    }

    fn across(&self, x: f64) -> Units {
        Units(if self.mirrored { WIDTH - x } else { x })
    }
}

/// Most characters of a name that fit beside its bar.
const BESIDE: usize = 11;

/// A row of a bar chart.
pub(crate) struct Row {
    pub name: String,
    /// Length of the bar, 0 to 1.
    pub bar: f64,
    /// Length of a frame around it, 0 to 1.
    pub frame: Option<f64>,
    /// Text of the value.
    pub value: String,
}

/// A bar chart, with an optional vertical mark through all bars: its position 0 to 1, and its text.
pub(crate) fn bars(
    locale: Locale,
    rows: &[Row],
    mark: Option<(f64, &str)>,
    sentence: String,
) -> Chart {
    // Long names go above their bars.
    let above = rows.iter().any(|row| row.name.chars().count() > BESIDE);
    let (step, begin, down) = if above { (48.0, 0.0, 18.0) } else { (30.0, 98.0, 0.0) };
    let length = 288.0 - begin;
    let bottom = rows.iter().fold(0.0, |height, _| height + step);
    let mut chart = Chart::new(locale, sentence, bottom + if mark.is_some() { 30.0 } else { 4.0 });
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
    chart
}

/// A day of the week chart: name, and gaps as minutes from midnight.
pub(crate) type WeekDay = (String, Vec<(f64, f64)>);

/// A week, a day per row: a full bar where somebody is on duty, a thin one in gaps.
pub(crate) fn week(locale: Locale, days: &[WeekDay], sentence: String) -> Chart {
    const BEGIN: f64 = 72.0;
    const HOUR: f64 = 11.0;
    const STEP: f64 = 24.0;
    let at = |minutes: f64| BEGIN + minutes / 60.0 * HOUR;
    let height = days.iter().fold(24.0, |height, _| height + STEP);
    let mut chart = Chart::new(locale, sentence, height);
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
    chart
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chart_is_mirrored_for_those_who_read_from_the_right() {
        let drawn = |locale| {
            let mut chart = Chart::new(locale, "\"s\"".to_owned(), 20.0);
            chart.bar("bar", (100.0, 0.0), (40.0, 10.0));
            chart.text("start", (0.0, 10.0), "<b>");
            chart.to_string()
        };
        let (left, right) = (drawn(Locale::Fr), drawn(Locale::Ar));
        assert!(left.contains("x=\"100.0\"") && left.contains("<text x=\"0.0\""), "{left}");
        assert!(right.contains("x=\"200.0\"") && right.contains("<text x=\"340.0\""), "{right}");
        assert!(left.contains("&#60;b&#62;") && left.contains("aria-label=\"&#34;s&#34;\""));
    }

    #[test]
    fn a_day_is_bars_about_its_gaps() {
        let days = [("d".to_owned(), vec![(120.0, 480.0), (1_200.0, 1_440.0)])];
        let drawn = week(Locale::Fr, &days, String::new()).to_string();
        assert_eq!(drawn.matches("class=\"bar\"").count(), 2, "{drawn}");
        assert_eq!(drawn.matches("class=\"gap\"").count(), 2, "{drawn}");
        let nobody =
            week(Locale::Fr, &[("d".to_owned(), vec![(0.0, 1_440.0)])], String::new()).to_string();
        assert_eq!(nobody.matches("class=\"bar\"").count(), 0, "{nobody}");
    }
}
