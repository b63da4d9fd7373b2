//! How the map is drawn: the coast, circles sized by number, names that don't cover each other.
//!
//! A plain equirectangular projection about the middle of what is shown, so that a degree east is
//! as long as it is there. A map is the same for those who read from the right.

use std::fmt::Write;

use crate::domain::geo::Point;
use crate::http::web::shell::{Markup, escape};
use crate::http::web::wording::number;
use crate::i18n::Locale;

/// A city on the map.
pub(crate) struct Place {
    /// Its name, in the language of the page.
    pub name: String,
    /// Where it is.
    pub at: Point,
    /// Beds that can be promised.
    pub free: i64,
    /// Children who wait.
    pub waiting: i64,
}

/// The coast of Morocco from Saïdia by the Strait to the south, degrees east and north. Read off
/// general knowledge of where its capes and towns lie, to about a tenth of a degree; no map was
/// copied, and the points are in the public domain. No border is drawn.
const COAST: [(f64, f64); 64] = [
    (-2.22, 35.09),
    (-2.42, 35.14),
    (-2.75, 35.12),
    (-2.92, 35.25),
    (-2.96, 35.43),
    (-3.08, 35.30),
    (-3.38, 35.21),
    (-3.65, 35.25),
    (-3.82, 35.20),
    (-3.93, 35.26),
    (-4.35, 35.15),
    (-4.70, 35.21),
    (-5.08, 35.46),
    (-5.27, 35.62),
    (-5.34, 35.85),
    (-5.29, 35.91),
    (-5.40, 35.92),
    (-5.61, 35.83),
    (-5.80, 35.79),
    (-5.93, 35.79),
    (-6.03, 35.47),
    (-6.16, 35.20),
    (-6.30, 34.87),
    (-6.68, 34.27),
    (-6.84, 34.04),
    (-7.12, 33.83),
    (-7.38, 33.71),
    (-7.62, 33.61),
    (-7.97, 33.47),
    (-8.33, 33.30),
    (-8.52, 33.26),
    (-8.63, 33.12),
    (-9.02, 32.76),
    (-9.28, 32.55),
    (-9.24, 32.30),
    (-9.35, 32.00),
    (-9.68, 31.73),
    (-9.77, 31.51),
    (-9.84, 31.00),
    (-9.89, 30.63),
    (-9.63, 30.42),
    (-9.60, 30.20),
    (-9.70, 29.90),
    (-9.83, 29.65),
    (-10.17, 29.38),
    (-10.68, 28.93),
    (-11.05, 28.76),
    (-11.33, 28.51),
    (-12.05, 28.08),
    (-12.93, 27.94),
    (-13.18, 27.65),
    (-13.42, 27.10),
    (-13.78, 26.60),
    (-14.50, 26.13),
    (-14.84, 25.20),
    (-14.90, 24.70),
    (-15.60, 24.00),
    (-15.93, 23.68),
    (-16.25, 22.90),
    (-16.35, 22.50),
    (-16.75, 22.10),
    (-16.95, 21.70),
    (-17.00, 21.30),
    (-17.06, 20.80),
];

/// Width of the map, in its own units.
const WIDTH: f64 = 360.0;
/// Degrees about the outermost cities.
const MARGIN: f64 = 0.8;
/// Least degrees of latitude that are shown, and of longitude.
const LEAST: (f64, f64) = (3.0, 4.0);
/// Space between two things, and between a thing and the frame.
const APART: f64 = 3.0;
const EDGE: f64 = 7.0;
/// Height of a name, and the width of one of its letters.
const LETTER: (f64, f64) = (16.0, 8.2);

/// From degrees to the map's units.
struct Projection {
    west: f64,
    north: f64,
    across: f64,
    down: f64,
    height: f64,
}

impl Projection {
    /// One that shows all the places.
    fn about(places: &[Place]) -> Self {
        let ends = |of: fn(&Point) -> f64, least: f64| {
            let all = || places.iter().map(|place| of(&place.at));
            let (low, high) = (all().fold(f64::MAX, f64::min), all().fold(f64::MIN, f64::max));
            let (low, high) = (low - MARGIN, high + MARGIN);
            let more = ((least - (high - low)) / 2.0).max(0.0);
            (low - more, high + more)
        };
        let (south, north) = ends(|at| at.lat, LEAST.0);
        let (west, east) = ends(|at| at.lon, LEAST.1);
        let across = WIDTH / (east - west);
        let down = across / f64::midpoint(south, north).to_radians().cos().max(0.2);
        Self { west, north, across, down, height: (north - south) * down }
    }

    fn of(&self, at: Point) -> (f64, f64) {
        ((at.lon - self.west) * self.across, (self.north - at.lat) * self.down)
    }
}

/// A rectangle by its middle and half its sides.
#[derive(Clone, Copy, Debug)]
struct Area {
    x: f64,
    y: f64,
    half_width: f64,
    half_height: f64,
}

impl Area {
    /// How far two reach into each other, across and down; not at all where either is negative.
    fn overlap(&self, other: &Self) -> (f64, f64) {
        (
            self.half_width + other.half_width - (self.x - other.x).abs(),
            self.half_height + other.half_height - (self.y - other.y).abs(),
        )
    }

    fn covers(&self, other: &Self) -> f64 {
        let (across, down) = self.overlap(other);
        across.max(0.0) * down.max(0.0)
    }

    /// The same within the frame.
    fn inside(self, height: f64) -> Self {
        let within = |at: f64, half: f64, whole: f64| {
            if 2.0 * half >= whole { whole / 2.0 } else { at.clamp(half, whole - half) }
        };
        let x = within(self.x, self.half_width + EDGE, WIDTH);
        Self { x, y: within(self.y, self.half_height + EDGE, height), ..self }
    }
}

/// A city with its place on the map.
struct Mark {
    place: Place,
    point: (f64, f64),
    /// Its circles.
    circles: Area,
    /// Its name.
    label: Area,
}

/// Radius of a circle for a number: its area grows with it, and it holds the digits.
fn radius(count: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52")]
    let by_area = 7.0 + 1.6 * (count.max(0) as f64).sqrt();
    let digits = count.to_string().chars().fold(6.0, |width, _| width + 3.6);
    by_area.clamp(digits, 26.0_f64.max(digits))
}

/// Radius of the circle of children who wait, with its second edge; 0 where nobody waits.
fn radius_waiting(place: &Place) -> f64 {
    if place.waiting > 0 { radius(place.waiting) + 4.0 } else { 0.0 }
}

/// Gives every city its place: circles are pushed apart where they meet, names take the first free
/// side.
fn laid_out(places: Vec<Place>, projection: &Projection) -> Vec<Mark> {
    let circles = |place: &Place, (x, y): (f64, f64)| {
        let (free, waiting) = (radius(place.free), radius_waiting(place));
        Area { x, y, half_width: free + waiting, half_height: free.max(waiting) }
    };
    let mut marks: Vec<Mark> = places
        .into_iter()
        .map(|place| {
            let point = projection.of(place.at);
            let circles = circles(&place, point).inside(projection.height);
            Mark { label: circles, place, point, circles }
        })
        .collect();
    for _ in 0..200 {
        if !push_apart(&mut marks, projection.height) {
            break;
        }
    }
    let mut taken: Vec<Area> = marks.iter().map(|mark| mark.circles).collect();
    for mark in &mut marks {
        mark.label = named(mark, &taken, projection.height);
        taken.push(mark.label);
    }
    marks
}

/// Moves circles that meet away from each other; whether any did.
fn push_apart(marks: &mut [Mark], height: f64) -> bool {
    let mut met = false;
    for second in 1..marks.len() {
        for first in 0..second {
            let (a, b) = (marks[first].circles, marks[second].circles);
            let (across, down) = a.overlap(&b);
            let (across, down) = (across + APART, down + APART);
            if across <= 0.01 || down <= 0.01 {
                continue;
            }
            met = true;
            // The shorter way, each to the side it lies on.
            let (p, q) = (marks[first].point, marks[second].point);
            let (dx, dy) = if across < down { (across / 2.0, 0.0) } else { (0.0, down / 2.0) };
            let dx = if p.0 <= q.0 { dx } else { -dx };
            let dy = if p.1 <= q.1 { dy } else { -dy };
            marks[first].circles = Area { x: a.x - dx, y: a.y - dy, ..a }.inside(height);
            marks[second].circles = Area { x: b.x + dx, y: b.y + dy, ..b }.inside(height);
        }
    }
    met
}

/// Where a name stands: below, above, right or left of its circles, or a step further, wherever it
/// covers least of what is there.
fn named(mark: &Mark, taken: &[Area], height: f64) -> Area {
    let circles = mark.circles;
    let letters = mark.place.name.chars().fold(0.0, |width, _| width + LETTER.1);
    let label = Area { half_width: letters / 2.0, half_height: LETTER.0 / 2.0, ..circles };
    let (down, across) =
        (circles.half_height + label.half_height, circles.half_width + label.half_width);
    let ways = [(0.0, 1.0), (0.0, -1.0), (1.0, 0.0), (-1.0, 0.0)];
    let diagonal = [(0.8, 1.0), (-0.8, 1.0), (0.8, -1.0), (-0.8, -1.0)];
    let near = ways.iter().chain(&diagonal).map(|&(x, y)| (x, y, 1.5));
    let far = ways.iter().chain(&diagonal).map(|&(x, y)| (x, y, LETTER.0));
    let mut best: Option<(f64, Area)> = None;
    for (x, y, step) in near.chain(far) {
        let (x, y) = (circles.x + x * (across + step), circles.y + y * (down + step));
        let tried = Area { x, y, ..label }.inside(height);
        let covered: f64 = taken.iter().map(|other| tried.covers(other)).sum();
        if best.is_none_or(|(least, _)| covered < least - 0.01) {
            best = Some((covered, tried));
        }
        if covered < 0.01 {
            break;
        }
    }
    best.map_or(label, |(_, area)| area)
}

/// The map of these places, with the sentence that says what it shows.
pub(crate) fn draw(locale: Locale, places: Vec<Place>, sentence: &str) -> Markup {
    let projection = Projection::about(&places);
    let height = projection.height;
    let mut body = String::new();
    // Writing to a string can't fail.
    let _ = write!(
        body,
        "<svg x=\"0\" y=\"0\" width=\"{WIDTH}\" height=\"{height:.1}\"><polyline class=\"coast\" points=\"{}\"/></svg>",
        coast(&projection)
    );
    for mark in laid_out(places, &projection) {
        let _ = write!(body, "{}", drawn(locale, &mark));
    }
    Markup(format!(
        "<svg class=\"chart map\" viewBox=\"0 0 {WIDTH} {height:.1}\" role=\"img\" aria-label=\"{}\">\
         <rect class=\"sea\" x=\"1\" y=\"1\" width=\"{:.1}\" height=\"{:.1}\" rx=\"8\"/>{body}</svg>",
        escape(sentence),
        WIDTH - 2.0,
        height - 2.0
    ))
}

fn coast(projection: &Projection) -> String {
    let point = |&(lon, lat): &(f64, f64)| {
        let (x, y) = projection.of(Point { lat, lon });
        format!("{x:.1},{y:.1}")
    };
    COAST.iter().map(point).collect::<Vec<_>>().join(" ")
}

/// A city: a line to where it lies if it was moved, its circles with their numbers, its name.
fn drawn(locale: Locale, mark: &Mark) -> String {
    let (place, circles, label) = (&mark.place, mark.circles, mark.label);
    let (x, y) = mark.point;
    let mut city = String::new();
    if (circles.x - x).hypot(circles.y - y) > 4.0 {
        city += &format!(
            "<line class=\"coast\" x1=\"{x:.1}\" y1=\"{y:.1}\" x2=\"{:.1}\" y2=\"{:.1}\"/>\
             <circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2\"/>",
            circles.x, circles.y
        );
    }
    let (free, waiting) = (radius(place.free), radius_waiting(place));
    let left = circles.x - waiting;
    let empty = place.free == 0;
    let (class, fill) = if empty { ("full none", "none") } else { ("free", "currentColor") };
    city += &format!(
        "<circle class=\"{class}\" cx=\"{left:.1}\" cy=\"{:.1}\" r=\"{free:.1}\" fill=\"{fill}\"/>",
        circles.y
    );
    city += &count(locale, place.free, (left, circles.y), if empty { "" } else { "on" });
    if place.waiting > 0 {
        let right = circles.x + free;
        let y = circles.y;
        city += &format!(
            "<circle class=\"alarm\" cx=\"{right:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"currentColor\"/>\
             <circle class=\"alarm none\" cx=\"{right:.1}\" cy=\"{y:.1}\" r=\"{:.1}\" fill=\"none\"/>",
            waiting - 4.0,
            waiting - 1.0
        );
        city += &count(locale, place.waiting, (right, y), "on");
    }
    city + &format!(
        "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        label.x,
        label.y + 5.0,
        escape(&place.name)
    )
}

fn count(locale: Locale, count: i64, (x, y): (f64, f64), class: &str) -> String {
    let class = if class.is_empty() { String::new() } else { format!(" class=\"{class}\"") };
    format!(
        "<text{class} x=\"{x:.1}\" y=\"{:.1}\" text-anchor=\"middle\">{}</text>",
        y + 4.5,
        number(locale, count)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::geo::Cities;

    /// Cities of the table, with as many beds and children as said.
    fn places(locale: Locale, codes: &[&str], free: i64, waiting: i64) -> Vec<Place> {
        let cities = Cities::from_csv(include_str!("../../../../config/cities.csv")).unwrap();
        let place = |code: &&str| {
            let city = cities.get(code).unwrap();
            Place { name: city.name(locale), at: city.point(), free, waiting }
        };
        codes.iter().map(place).collect()
    }

    const PARTNERS: [&str; 7] =
        ["casablanca", "marrakech", "nador", "oujda", "rabat", "sale", "tanger"];

    #[test]
    fn nothing_covers_anything_in_the_partners_cities() {
        for &locale in Locale::ALL {
            for (free, waiting) in [(0, 0), (3, 0), (5, 2), (14, 12), (120, 45)] {
                let places = places(locale, &PARTNERS, free, waiting);
                let projection = Projection::about(&places);
                let marks = laid_out(places, &projection);
                let areas: Vec<Area> =
                    marks.iter().flat_map(|mark| [mark.circles, mark.label]).collect();
                for (at, area) in areas.iter().enumerate() {
                    for other in &areas[..at] {
                        let covered = area.covers(other);
                        assert!(covered < 1.0, "{locale} {free}/{waiting}: {area:?} {other:?}");
                    }
                    assert!(area.x - area.half_width >= 0.0 && area.x + area.half_width <= WIDTH);
                    let (top, bottom) = (area.y - area.half_height, area.y + area.half_height);
                    assert!(top >= 0.0 && bottom <= projection.height, "{area:?}");
                }
            }
        }
    }

    #[test]
    fn north_is_up_and_east_is_right_in_every_language() {
        for &locale in Locale::ALL {
            let places = places(locale, &["tanger", "oujda", "dakhla"], 1, 0);
            let projection = Projection::about(&places);
            let marks = laid_out(places, &projection);
            assert!(marks[0].point.1 < marks[1].point.1 && marks[1].point.1 < marks[2].point.1);
            assert!(marks[2].point.0 < marks[0].point.0 && marks[0].point.0 < marks[1].point.0);
        }
    }

    #[test]
    fn one_city_alone_has_a_map() {
        let drawn = draw(Locale::En, places(Locale::En, &["nador"], 0, 1), "<Nador>").0;
        assert!(drawn.contains("aria-label=\"&lt;Nador&gt;\"") && !drawn.contains("NaN"));
        assert!(drawn.contains(">Nador</text>"), "{drawn}");
    }

    #[test]
    fn the_coast_runs_past_the_cities_on_it() {
        for (code, at) in [("casablanca", 0.3), ("tanger", 0.3), ("agadir", 0.3), ("dakhla", 0.3)] {
            let city = places(Locale::Fr, &[code], 0, 0).remove(0).at;
            let near = COAST.iter().map(|&(lon, lat)| (lon - city.lon).hypot(lat - city.lat));
            assert!(near.fold(f64::MAX, f64::min) < at, "{code}");
        }
    }
}
