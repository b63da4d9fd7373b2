//! SVG of the map page: coast, circles with numbers, names of cities. Positions are in
//! `map_layout.rs`.

use std::sync::LazyLock;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::domain::geo::Point;
use crate::http::web::components::Units;
use crate::http::web::numbers::number;
use crate::http::web::shelters::map_layout::{
    Mark, Place, Projection, WIDTH, laid_out, radius, radius_waiting,
};
use crate::i18n::Locale;

/// The coast of Morocco from Saïdia by the Strait to the south, to about 0.1 degree. Set by general
/// knowledge of its capes and towns, copied from no map, public domain. No border is drawn.
static COAST: LazyLock<Vec<Point>> = LazyLock::new(|| {
    let lines = include_str!("../../../../config/coast.csv").lines().skip(1);
    let point = |line: &str| {
        let (lon, lat) = line.split_once(',')?;
        Some(Point { lon: lon.parse().ok()?, lat: lat.parse().ok()? })
    };
    lines.filter_map(point).collect()
});

/// The map; `sentence` is its text for screen readers.
#[derive(Template)]
#[template(path = "pages/map.svg")]
pub(crate) struct MapDrawing {
    sentence: String,
    width: f64,
    height: Units,
    sea: (Units, Units),
    coast: String,
    cities: Vec<City>,
}

impl HtmlSafe for MapDrawing {}

/// A city: circles with numbers, name, and a line to its true place if the circles were moved.
struct City {
    name: String,
    label: (Units, Units),
    /// Its true place, and the middle of its circles.
    moved: Option<[(Units, Units); 2]>,
    free: Circle,
    is_full: bool,
    waiting: Option<Circle>,
}

/// A circle with a number in it.
struct Circle {
    x: Units,
    y: Units,
    radius: Units,
    /// Radius of the outer ring.
    edge: Units,
    number: String,
    number_y: Units,
}

impl MapDrawing {
    pub fn new(locale: Locale, places: Vec<Place>, sentence: String) -> Self {
        let projection = Projection::about(&places);
        let coast = COAST.iter().map(|&at| {
            let (x, y) = projection.point(at);
            format!("{x:.1},{y:.1}")
        });
        Self {
            sentence,
            width: WIDTH,
            height: Units(projection.height),
            sea: (Units(WIDTH - 2.0), Units(projection.height - 2.0)),
            coast: coast.collect::<Vec<_>>().join(" "),
            cities: laid_out(places, &projection).iter().map(|mark| city(locale, mark)).collect(),
        }
    }
}

fn city(locale: Locale, mark: &Mark) -> City {
    let (place, (x, y), middle) = (&mark.place, mark.point, mark.circles);
    let (free, waiting) = (radius(place.free), radius_waiting(place));
    let circle = |x: f64, radius: f64, edge: f64, count: i64| Circle {
        x: Units(x),
        y: Units(middle.y),
        radius: Units(radius),
        edge: Units(edge),
        number: number(locale, count),
        number_y: Units(middle.y + 4.5),
    };
    let is_moved = (middle.x - x).hypot(middle.y - y) > 4.0;
    City {
        name: place.name.clone(),
        label: (Units(mark.label.x), Units(mark.label.y + 5.0)),
        moved: is_moved.then_some([(Units(x), Units(y)), (Units(middle.x), Units(middle.y))]),
        free: circle(middle.x - waiting, free, free, place.free),
        is_full: place.free == 0,
        waiting: (place.waiting > 0)
            .then(|| circle(middle.x + free, waiting - 4.0, waiting - 1.0, place.waiting)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::geo::Cities;

    fn cities() -> Cities {
        Cities::from_csv(include_str!("../../../../config/cities.csv")).unwrap()
    }

    #[test]
    fn one_city_alone_has_a_map() {
        let at = cities().get("nador").unwrap().point();
        let place = Place { name: "Nador".to_owned(), at, free: 0, waiting: 1 };
        let drawn = MapDrawing::new(Locale::En, vec![place], "<Nador>".to_owned()).to_string();
        assert!(drawn.contains("aria-label=\"&#60;Nador&#62;\"") && !drawn.contains("NaN"));
        assert!(drawn.contains(">Nador</text>"), "{drawn}");
    }

    #[test]
    fn the_coast_runs_past_the_cities_on_it() {
        for code in ["casablanca", "tanger", "agadir", "dakhla"] {
            let city = cities().get(code).unwrap().point();
            let near = COAST.iter().map(|at| (at.lon - city.lon).hypot(at.lat - city.lat));
            assert!(near.fold(f64::MAX, f64::min) < 0.3, "{code}");
        }
        assert_eq!(COAST.len(), 64);
    }
}
