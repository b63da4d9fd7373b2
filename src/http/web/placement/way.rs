//! The way to a shelter, as links.

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

use crate::domain::geo::Point;

/// Links to a place.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Way {
    /// `geo:` link, which opens the phone's own map.
    pub geo: String,
    /// Map on the web, for devices that open no such link.
    pub map: String,
}

impl Way {
    pub fn to_point(Point { lat, lon }: Point, name: &str) -> Self {
        Self {
            geo: format!("geo:{lat},{lon}?q={lat},{lon}({})", encoded(name)),
            map: format!("https://www.openstreetmap.org/?mlat={lat}&mlon={lon}#map=17/{lat}/{lon}"),
        }
    }

    pub fn to_address(address: &str, city: &str) -> Self {
        let query = encoded(&format!("{address}, {city}"));
        Self {
            geo: format!("geo:0,0?q={query}"),
            map: format!("https://www.openstreetmap.org/search?query={query}"),
        }
    }
}

/// `sms:` link with these lines, to be sent to a number that its sender chooses.
pub(crate) fn text_message<'a>(lines: impl IntoIterator<Item = &'a str>) -> String {
    let lines: Vec<&str> = lines.into_iter().collect();
    // With `&` too: iOS and Android each read their own separator.
    format!("sms:?&body={}", encoded(&lines.join("\n")))
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_break_out_of_no_link() {
        let way = Way::to_point(Point { lat: 35.5, lon: -2.25 }, "Filles\" (12&17)");
        assert_eq!(way.geo, "geo:35.5,-2.25?q=35.5,-2.25(Filles%22%20%2812%2617%29)");
        assert_eq!(
            way.map,
            "https://www.openstreetmap.org/?mlat=35.5&mlon=-2.25#map=17/35.5/-2.25"
        );
        let way = Way::to_address("12, rue X&y=1", "Nador");
        let query = "12%2C%20rue%20X%26y%3D1%2C%20Nador";
        assert_eq!(way.geo, format!("geo:0,0?q={query}"));
        assert_eq!(way.map, format!("https://www.openstreetmap.org/search?query={query}"));
        assert_eq!(text_message(["A&b", "+2125"]), "sms:?&body=A%26b%0A%2B2125");
    }
}
