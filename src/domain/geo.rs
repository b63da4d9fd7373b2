//! Cities, regions and the distance between two places.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::locale::Locale;

/// Mean radius of the Earth (IUGG), in kilometres.
pub const EARTH_RADIUS_KM: f64 = 6_371.0;

/// A place on the Earth, in decimal degrees (WGS 84).
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Point {
    /// Degrees north, -90 to 90.
    pub lat: f64,
    /// Degrees east, -180 to 180.
    pub lon: f64,
}

impl Point {
    /// Great-circle distance in kilometres (haversine formula).
    pub fn km_to(self, other: Self) -> f64 {
        let (lat1, lat2) = (self.lat.to_radians(), other.lat.to_radians());
        let half_lat = ((lat2 - lat1) / 2.0).sin();
        let half_lon = ((other.lon - self.lon).to_radians() / 2.0).sin();
        let h = half_lat * half_lat + lat1.cos() * lat2.cos() * half_lon * half_lon;
        2.0 * EARTH_RADIUS_KM * h.sqrt().min(1.0).asin()
    }
}

/// A city of the table given by `cities.file`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct City {
    /// The French name in lower-case ASCII with hyphens.
    #[schema(example = "tanger")]
    pub code: String,
    /// Name in English.
    #[schema(example = "Tangier")]
    pub name_en: String,
    /// Name in French.
    #[schema(example = "Tanger")]
    pub name_fr: String,
    /// Name in Arabic.
    #[schema(example = "طنجة")]
    pub name_ar: String,
    /// Code of the region the city lies in.
    #[schema(example = "tanger-tetouan-al-hoceima")]
    pub region: String,
    /// Degrees north of the city's centre.
    pub lat: f64,
    /// Degrees east of the city's centre.
    pub lon: f64,
}

impl City {
    pub fn name(&self, locale: Locale) -> String {
        named(locale, &self.name_fr, &self.name_ar, &self.name_en)
    }

    pub fn point(&self) -> Point {
        Point { lat: self.lat, lon: self.lon }
    }
}

fn named(locale: Locale, fr: &str, ar: &str, en: &str) -> String {
    match locale {
        Locale::Fr => fr.to_owned(),
        Locale::Ar => ar.to_owned(),
        Locale::En => en.to_owned(),
    }
}

/// A region that cities lie in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Region {
    /// The French name in lower-case ASCII with hyphens.
    #[schema(example = "oriental")]
    pub code: String,
    /// Name in English.
    pub name_en: String,
    /// Name in French.
    pub name_fr: String,
    /// Name in Arabic.
    pub name_ar: String,
}

impl Region {
    pub fn name(&self, locale: Locale) -> String {
        named(locale, &self.name_fr, &self.name_ar, &self.name_en)
    }
}

/// The table of cities, by code, and the names of their regions. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Cities(Arc<BTreeMap<String, City>>, Arc<BTreeMap<String, Region>>);

#[derive(Debug, thiserror::Error)]
pub enum CitiesError {
    /// A line is not of the form `code,name_en,name_fr,name_ar,region,lat,lon`.
    #[error("the table of cities can't be read: {0}")]
    Malformed(#[from] csv::Error),
    #[error("the table of cities names {0:?} twice")]
    Twice(String),
    /// A code is not lower-case ASCII, or a coordinate is not on the Earth.
    #[error("the table of cities: {0:?} has {1}")]
    Bad(String, &'static str),
    #[error("the table of cities is empty")]
    Empty,
}

impl Cities {
    /// Reads a table in the format of `config/cities.csv`.
    pub fn from_csv(text: &str) -> Result<Self, CitiesError> {
        let mut table = BTreeMap::new();
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
            let city: City = row?;
            if city.code.is_empty() || city.code.len() > 64 {
                return Err(CitiesError::Bad(city.code, "a code that is empty or longer than 64"));
            }
            if !(-90.0..=90.0).contains(&city.lat) || !(-180.0..=180.0).contains(&city.lon) {
                return Err(CitiesError::Bad(city.code, "coordinates that are not on the Earth"));
            }
            if let Some(before) = table.insert(city.code.clone(), city) {
                return Err(CitiesError::Twice(before.code));
            }
        }
        if table.is_empty() {
            return Err(CitiesError::Empty);
        }
        Ok(Self(Arc::new(table), Arc::default()))
    }

    /// Adds the names of regions, from a table in the format of `config/regions.csv`.
    pub fn with_regions(self, text: &str) -> Result<Self, CitiesError> {
        let mut regions = BTreeMap::new();
        for row in csv::Reader::from_reader(text.as_bytes()).deserialize() {
            let region: Region = row?;
            regions.insert(region.code.clone(), region);
        }
        Ok(Self(self.0, Arc::new(regions)))
    }

    /// The regions that cities lie in, by code. One without a known name is named by its code.
    pub fn regions(&self) -> Vec<Region> {
        let codes: BTreeSet<&String> = self.0.values().map(|city| &city.region).collect();
        let region = |code: &String| {
            let nameless = || Region {
                code: code.clone(),
                name_en: code.clone(),
                name_fr: code.clone(),
                name_ar: code.clone(),
            };
            self.1.get(code).cloned().unwrap_or_else(nameless)
        };
        codes.into_iter().map(region).collect()
    }

    pub fn get(&self, code: &str) -> Option<&City> {
        self.0.get(code)
    }

    /// In order of code.
    pub fn iter(&self) -> impl Iterator<Item = &City> {
        self.0.values()
    }

    pub fn has_region(&self, region: &str) -> bool {
        self.0.values().any(|city| city.region == region)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "code,name_en,name_fr,name_ar,region,lat,lon\n";

    #[test]
    fn distance_is_the_great_circle() {
        let paris = Point { lat: 48.8566, lon: 2.3522 };
        let new_york = Point { lat: 40.7128, lon: -74.0060 };
        assert!((paris.km_to(new_york) - 5_837.2).abs() < 1.0);
        assert!(paris.km_to(paris).abs() < 1e-9);
        let antipode = Point { lat: -48.8566, lon: 2.3522 - 180.0 };
        assert!((paris.km_to(antipode) - std::f64::consts::PI * EARTH_RADIUS_KM).abs() < 1e-3);
    }

    #[test]
    fn the_embedded_table_has_the_mission_cities_and_their_regions() {
        let cities = Cities::from_csv(include_str!("../../config/cities.csv")).unwrap();
        for code in [
            "tanger",
            "nador",
            "oujda",
            "rabat",
            "sale",
            "casablanca",
            "mohammedia",
            "marrakech",
            "fes",
            "al-hoceima",
        ] {
            assert!(cities.get(code).is_some(), "{code} is missing");
        }
        assert!(cities.iter().count() >= 60);
        let cities = cities.with_regions(include_str!("../../config/regions.csv")).unwrap();
        let regions = cities.regions();
        assert_eq!(regions.len(), 12);
        assert!(regions.iter().all(|region| region.name_ar != region.code));
    }

    #[test]
    fn a_bad_table_is_refused() {
        let twice = format!("{HEADER}a,A,A,A,r,1,1\na,A,A,A,r,1,1\n");
        assert!(matches!(Cities::from_csv(&twice), Err(CitiesError::Twice(code)) if code == "a"));
        let far = format!("{HEADER}a,A,A,A,r,91,1\n");
        assert!(matches!(Cities::from_csv(&far), Err(CitiesError::Bad(..))));
        assert!(matches!(Cities::from_csv(HEADER), Err(CitiesError::Empty)));
        let short = format!("{HEADER}a,A\n");
        assert!(matches!(Cities::from_csv(&short), Err(CitiesError::Malformed(_))));
    }
}
