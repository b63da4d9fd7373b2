//! A valid body for each operation: made from its schema in the document, filled in where that
//! can't know what is meant.

use serde_json::{Map, Value, json};

use super::UNKNOWN;
use super::town::{Place, Thing};

use crate::support::with;

/// The body of an operation of the document, about a place; `None` when it takes none. `about` is
/// the thing's id, for where the body names it.
pub fn of(document: &Value, call: &str, place: &Place, about: &str) -> Option<Value> {
    let (method, path) = call.split_once(' ').unwrap();
    let operation = &document["paths"][format!("/api/v1{path}")][method.to_lowercase()];
    let schema = operation["requestBody"]["content"].get("application/json")?.get("schema")?;
    Some(with(example(document, schema), filled_in(call, place, about)))
}

/// Something that fits a schema: what must be there, by the example that is given, else the least
/// there may be.
fn example(document: &Value, schema: &Value) -> Value {
    if let Some(name) = schema["$ref"].as_str() {
        return example(document, document.pointer(name.trim_start_matches('#')).unwrap());
    }
    if let Some(first) = schema["oneOf"].get(0).or_else(|| schema["enum"].get(0)) {
        return if schema["oneOf"].is_array() { example(document, first) } else { first.clone() };
    }
    if let Some(given) = schema.get("example").or_else(|| schema.get("default")) {
        return given.clone();
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"][0].as_str());
    match kind.unwrap_or("object") {
        "object" => {
            let field = |name: &Value| {
                let name = name.as_str().unwrap();
                (name.to_owned(), example(document, &schema["properties"][name]))
            };
            let required = schema["required"].as_array();
            required.map_or_else(Map::new, |names| names.iter().map(field).collect()).into()
        }
        "array" => json!([example(document, &schema["items"])]),
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| json!(1)),
        "boolean" => json!(true),
        _ => match schema["format"].as_str().unwrap_or_default() {
            "uuid" => json!(UNKNOWN),
            "date-time" => json!("2026-01-05T18:00:00Z"),
            "city" => json!("nador"),
            _ => json!("other"),
        },
    }
}

/// What a schema can't know: the ids of things there are, and names that nobody has yet.
fn filled_in(call: &str, place: &Place, about: &str) -> Value {
    let (serving, area) = (&place.coordinator, json!({ "city": place.city }));
    match call {
        "POST /partners" => json!({ "name": "Another" }),
        "POST /users" => json!({ "roles": ["observer"] }),
        "POST /shelters" => json!({ "partner_id": place.id(Thing::Partner) }),
        "PUT /availability" => json!({ "pools": [{ "pool_id": about, "free": 9 }] }),
        "PUT /pools/{id}/availability" => json!({ "free": 9 }),
        "POST /requests/{id}/hand_over" => json!({ "to": serving }),
        "POST /requests/{id}/escalate" => json!({ "step": 1 }),
        "POST /requests/{id}/offers" => json!({ "shelter_id": place.id(Thing::Shelter) }),
        "POST /duty/shifts" => json!({ "account_id": serving, "area": area }),
        "POST /duty/exceptions" => {
            json!({ "on": serving, "area": area, "to": "2026-01-05T20:00:00Z" })
        }
        _ => json!({}),
    }
}
