//! Layout of the map page: projection, circles sized by number, names that don't overlap.
//!
//! The projection is equirectangular with its standard parallel in the middle of the map, so that
//! east and north have the same scale there. It is not mirrored for right-to-left languages.

use crate::domain::geo::Point;

/// A city on the map.
pub(crate) struct Place {
    /// Name, in the language of the page.
    pub name: String,
    pub at: Point,
    /// Available beds.
    pub free: i64,
    pub waiting: i64,
}

/// Width of the map, in SVG user units, as all lengths below.
pub(crate) const WIDTH: f64 = 360.0;
/// Margin around the outermost cities, degrees.
const MARGIN: f64 = 0.8;
/// Least extent of the map in latitude and longitude, degrees.
const LEAST: (f64, f64) = (3.0, 4.0);
/// Space between two items, and between an item and the frame.
const APART: f64 = 3.0;
const EDGE: f64 = 7.0;
/// Height of a name, and width of a letter.
const LETTER: (f64, f64) = (16.0, 8.2);

/// Converts degrees to map units.
pub(crate) struct Projection {
    west: f64,
    north: f64,
    /// Map units per degree of longitude, and of latitude.
    across: f64,
    down: f64,
    pub height: f64,
}

impl Projection {
    /// The projection that shows all the places.
    pub fn about(places: &[Place]) -> Self {
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

    pub fn point(&self, at: Point) -> (f64, f64) {
        ((at.lon - self.west) * self.across, (self.north - at.lat) * self.down)
    }
}

/// A rectangle by its middle and half its sides.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Area {
    pub x: f64,
    pub y: f64,
    half_width: f64,
    half_height: f64,
}

impl Area {
    /// Overlap across and down; no overlap if either is negative.
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

    /// Moved inside the frame.
    fn inside(self, height: f64) -> Self {
        let within = |at: f64, half: f64, whole: f64| {
            if 2.0 * half >= whole { whole / 2.0 } else { at.clamp(half, whole - half) }
        };
        let x = within(self.x, self.half_width + EDGE, WIDTH);
        Self { x, y: within(self.y, self.half_height + EDGE, height), ..self }
    }
}

/// A city laid out on the map.
pub(crate) struct Mark {
    pub place: Place,
    /// Its true place.
    pub point: (f64, f64),
    /// Area of its circles.
    pub circles: Area,
    /// Area of its name.
    pub label: Area,
}

/// Radius of a circle for a number: the area grows with the number, and the digits fit.
pub(crate) fn radius(count: i64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "fewer than 2^52")]
    let by_area = 7.0 + 1.6 * (count.max(0) as f64).sqrt();
    let digits = count.to_string().chars().fold(6.0, |width, _| width + 3.6);
    by_area.clamp(digits, 26.0_f64.max(digits))
}

/// Radius of the circle of waiting children, with its outer ring; 0 for none.
pub(crate) fn radius_waiting(place: &Place) -> f64 {
    if place.waiting > 0 { radius(place.waiting) + 4.0 } else { 0.0 }
}

/// Lays out all cities: overlapping circles are pushed apart, names take the first free side.
pub(crate) fn laid_out(places: Vec<Place>, projection: &Projection) -> Vec<Mark> {
    let circles = |place: &Place, (x, y): (f64, f64)| {
        let (free, waiting) = (radius(place.free), radius_waiting(place));
        Area { x, y, half_width: free + waiting, half_height: free.max(waiting) }
    };
    let mut marks: Vec<Mark> = places
        .into_iter()
        .map(|place| {
            let point = projection.point(place.at);
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

/// Moves overlapping circles apart; false when none overlap.
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
            // Along the axis of less overlap, keeping the order of the true places.
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

/// Area of a name: below, above, right, left or diagonal of its circles, near or one step further;
/// the first place that overlaps least.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::geo::Cities;
    use crate::i18n::Locale;

    /// Cities of the table with these numbers of beds and children.
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
}
