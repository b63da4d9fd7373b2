//! Area of a duty, and which coordinators it concerns.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::schema::{AdditionalProperties, ObjectBuilder, OneOfBuilder, Type};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use crate::domain::account::Scope;
use crate::domain::escalation::Level;
use crate::domain::geo::{Cities, City};

/// A city or region by its code, or the nation.
///
/// In JSON exactly one of `{"city": CODE}`, `{"region": CODE}` and `{"national": true}`. Whether
/// there is a city or region of this code is not checked here.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Json", into = "Json")]
pub enum Area {
    City(String),
    Region(String),
    National,
}

impl Area {
    /// The area whose roster a step at this level follows, for a request in the city.
    pub fn of(level: Level, city: &City) -> Self {
        match level {
            Level::City => Self::City(city.code.clone()),
            Level::Region => Self::Region(city.region.clone()),
            Level::National => Self::National,
        }
    }

    /// The inverse of [`kind`](Self::kind) and [`code`](Self::code); `None` for other combinations.
    pub fn from_parts(kind: &str, code: &str) -> Option<Self> {
        match (Level::parse(kind)?, code.is_empty()) {
            (Level::City, false) => Some(Self::City(code.to_owned())),
            (Level::Region, false) => Some(Self::Region(code.to_owned())),
            (Level::National, true) => Some(Self::National),
            _ => None,
        }
    }

    /// The escalation level that goes to this area.
    pub fn level(&self) -> Level {
        match self {
            Self::City(_) => Level::City,
            Self::Region(_) => Level::Region,
            Self::National => Level::National,
        }
    }

    /// `city`, `region` or `national`.
    pub fn kind(&self) -> &'static str {
        self.level().code()
    }

    /// The code of the city or region; empty for the nation.
    pub fn code(&self) -> &str {
        match self {
            Self::City(code) | Self::Region(code) => code,
            Self::National => "",
        }
    }

    /// Whether a coordinator of this scope may serve for the area: a national one for any, a
    /// regional one for the region and its cities, a city's for that city. A city that is not in
    /// the table has national coordinators only.
    pub fn is_coordinated_by(&self, scope: &Scope, cities: &Cities) -> bool {
        scope.national
            || match self {
                Self::City(code) => cities.get(code).is_some_and(|city| scope.covers(city)),
                Self::Region(code) => scope.regions.contains(code),
                Self::National => false,
            }
    }

    /// Whether the scope names exactly this area, and so serves in it while it has no shifts.
    pub fn named_by(&self, scope: &Scope) -> bool {
        match self {
            Self::City(code) => scope.cities.contains(code),
            Self::Region(code) => scope.regions.contains(code),
            Self::National => scope.national,
        }
    }

    /// Whether a coordinator of this scope may serve for the area or covers a city in it.
    pub fn touches(&self, scope: &Scope, cities: &Cities) -> bool {
        self.is_coordinated_by(scope, cities)
            || cities.iter().any(|city| self.has(city) && scope.covers(city))
    }

    fn has(&self, city: &City) -> bool {
        *self == Self::of(self.level(), city)
    }
}

/// An area as it is written in JSON.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Json {
    City(String),
    Region(String),
    National(bool),
}

impl From<Area> for Json {
    fn from(area: Area) -> Self {
        match area {
            Area::City(code) => Self::City(code),
            Area::Region(code) => Self::Region(code),
            Area::National => Self::National(true),
        }
    }
}

impl TryFrom<Json> for Area {
    type Error = &'static str;

    fn try_from(json: Json) -> Result<Self, Self::Error> {
        match json {
            Json::City(code) | Json::Region(code) if code.is_empty() => Err("a code is empty"),
            Json::City(code) => Ok(Self::City(code)),
            Json::Region(code) => Ok(Self::Region(code)),
            Json::National(true) => Ok(Self::National),
            Json::National(false) => Err("national can only be true"),
        }
    }
}

impl PartialSchema for Area {
    fn schema() -> RefOr<Schema> {
        let code = || ObjectBuilder::new().schema_type(Type::String).min_length(Some(1));
        let yes = ObjectBuilder::new().schema_type(Type::Boolean).enum_values(Some([true]));
        let of = |level: Level, value: ObjectBuilder| {
            let closed = AdditionalProperties::FreeForm(false);
            let object = ObjectBuilder::new().property(level.code(), value).required(level.code());
            object.additional_properties(Some(closed))
        };
        OneOfBuilder::new()
            .description(Some("What a duty is for: one city, one region, or the nation."))
            .item(of(Level::City, code().description(Some("Code of the city."))))
            .item(of(Level::Region, code().description(Some("Code of the region."))))
            .item(of(Level::National, yes.description(Some("The whole country."))))
            .into()
    }
}

impl ToSchema for Area {
    fn name() -> Cow<'static, str> {
        "Area".into()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, from_value, json};

    use super::*;

    fn cities() -> Cities {
        Cities::from_csv(
            "code,name_en,name_fr,name_ar,region,lat,lon\n\
             nador,Nador,Nador,Nador,oriental,35.17,-2.93\n\
             oujda,Oujda,Oujda,Oujda,oriental,34.68,-1.91\n\
             rabat,Rabat,Rabat,Rabat,rabat-sale-kenitra,34.02,-6.84\n",
        )
        .unwrap()
    }

    fn areas() -> [Area; 5] {
        let city = |code: &str| Area::City(code.into());
        let oriental = Area::Region("oriental".into());
        [city("nador"), city("oujda"), city("rabat"), oriental, Area::National]
    }

    fn scopes() -> [Scope; 3] {
        let city = Scope { cities: vec!["nador".into()], ..Scope::default() };
        let region = Scope { regions: vec!["oriental".into()], ..Scope::default() };
        [city, region, Scope { national: true, ..Scope::default() }]
    }

    fn which(test: impl Fn(&Area, &Scope) -> bool) -> [[bool; 5]; 3] {
        scopes().map(|scope| areas().map(|area| test(&area, &scope)))
    }

    #[test]
    fn a_scope_serves_names_and_sees_areas() {
        let cities = cities();
        let (o, x) = (false, true);
        // In the order of `areas`: Nador, Oujda, Rabat, the Oriental region, the nation.
        let serves = [[x, o, o, o, o], [x, x, o, x, o], [x, x, x, x, x]];
        assert_eq!(which(|area, scope| area.is_coordinated_by(scope, &cities)), serves);
        let named = [[x, o, o, o, o], [o, o, o, x, o], [o, o, o, o, x]];
        assert_eq!(which(Area::named_by), named);
        let sees = [[x, o, o, x, x], [x, x, o, x, x], [x, x, x, x, x]];
        assert_eq!(which(|area, scope| area.touches(scope, &cities)), sees);
    }

    #[test]
    fn an_area_without_a_plan_alerts_whom_the_level_names() {
        for city in cities().iter() {
            for (&level, scope) in Level::ALL.iter().flat_map(|l| scopes().map(|s| (l, s))) {
                assert_eq!(Area::of(level, city).named_by(&scope), scope.names(level, city));
            }
        }
    }

    #[test]
    fn two_columns_hold_an_area() {
        for area in areas() {
            assert_eq!(Area::from_parts(area.kind(), area.code()), Some(area));
        }
        for (kind, code) in [("city", ""), ("region", ""), ("national", "x"), ("street", "x")] {
            assert_eq!(Area::from_parts(kind, code), None);
        }
    }

    #[test]
    fn json_names_exactly_one_area() {
        let written: Vec<Value> = areas().iter().map(|area| json!(area)).collect();
        assert_eq!(written[0], json!({"city": "nador"}));
        assert_eq!(written[3], json!({"region": "oriental"}));
        assert_eq!(written[4], json!({"national": true}));
        for (area, json) in areas().into_iter().zip(written) {
            assert_eq!(from_value::<Area>(json).unwrap(), area);
        }
        for wrong in [
            json!({}),
            json!({"city": ""}),
            json!({"city": "nador", "region": "oriental"}),
            json!({"city": "nador", "street": "x"}),
            json!({"national": false}),
            json!("national"),
            json!({"street": "x"}),
        ] {
            assert!(from_value::<Area>(wrong.clone()).is_err(), "{wrong}");
        }
    }

    #[test]
    fn the_schema_has_one_closed_object_for_each_kind() {
        let schema = json!(Area::schema());
        let kinds = schema["oneOf"].as_array().unwrap();
        assert_eq!(kinds.len(), 3);
        for (kind, level) in kinds.iter().zip(Level::ALL) {
            assert_eq!(kind["required"], json!([level.code()]));
            assert_eq!(kind["additionalProperties"], json!(false));
        }
        assert_eq!(kinds[2]["properties"]["national"]["enum"], json!([true]));
    }
}
