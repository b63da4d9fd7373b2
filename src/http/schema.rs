//! Validates request bodies against the schemas of the OpenAPI document itself, so that the
//! document says what is enforced and every bad field is named at once.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use jsonschema::error::{TypeKind, ValidationErrorKind};
use jsonschema::{JsonType, ValidationError, Validator};
use serde_json::{Value, json};

use crate::domain::bed::FeatureList;
use crate::domain::geo::Cities;
use crate::domain::typed;
use crate::services::FieldError;
use crate::services::fields::MAIL_ADDRESS;

use super::error::COUNTED;

/// The schemas of the OpenAPI document, compiled when first needed.
pub struct Schemas {
    /// Its components, as JSON: as a tree they would take ten times the memory.
    components: String,
    cities: Cities,
    features: FeatureList,
    compiled: RwLock<HashMap<String, Arc<Validator>>>,
}

impl Schemas {
    /// Codes of cities and features are looked up in the given lists.
    pub fn new(document: &utoipa::openapi::OpenApi, cities: Cities, features: FeatureList) -> Self {
        let components = serde_json::to_string(&document.components).unwrap_or_default();
        Self { components, cities, features, compiled: RwLock::default() }
    }

    /// Every way in which the value does not fit the schema of this name, up to [`COUNTED`].
    /// [`clip`] the value first: the validator looks at all of it. An error means that there is no
    /// such schema.
    pub fn check(&self, name: &str, value: &Value) -> Result<Vec<FieldError>, String> {
        let validator = self.validator(name)?;
        let mut wrong = Vec::new();
        for error in validator.iter_errors(value) {
            describe(&error, &mut wrong);
            if wrong.len() >= COUNTED {
                wrong.truncate(COUNTED);
                break;
            }
        }
        wrong.dedup();
        // A field of the wrong type is not also reported as an unknown value.
        let mistyped = wrong.iter().filter(|field| field.code == WRONG_TYPE);
        let mistyped: HashSet<String> = mistyped.map(|field| field.pointer.clone()).collect();
        wrong.retain(|field| field.code == WRONG_TYPE || !mistyped.contains(&field.pointer));
        let features = format!("must be one of {}", self.features.codes().join(", "));
        for field in wrong.iter_mut().filter(|field| field.code == UNKNOWN_FEATURE) {
            *field = FieldError::new(&*field.pointer, UNKNOWN_FEATURE, &*features);
        }
        Ok(wrong)
    }

    fn validator(&self, name: &str) -> Result<Arc<Validator>, String> {
        let compiled = self.compiled.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(validator) = compiled.get(name) {
            return Ok(Arc::clone(validator));
        }
        drop(compiled);
        let components: Value = serde_json::from_str(&self.components)
            .map_err(|error| format!("the components of the document: {error}"))?;
        let root = json!({
            "$ref": format!("#/components/schemas/{name}"),
            "components": components,
        });
        let (cities, features) = (self.cities.clone(), self.features.clone());
        let validator = jsonschema::draft202012::options()
            .should_validate_formats(true)
            .with_format("email", |address: &str| typed::mail_address(address).is_some())
            .with_format("city", move |code: &str| cities.get(code).is_some())
            .with_format("feature", move |code: &str| features.contains(code))
            .build(&root)
            .map_err(|error| format!("schema {name}: {error}"))?;
        let validator = Arc::new(validator);
        let mut compiled = self.compiled.write().unwrap_or_else(PoisonError::into_inner);
        compiled.insert(name.to_owned(), Arc::clone(&validator));
        Ok(validator)
    }
}

/// Most list elements, or fields of an object, that are validated: more than any schema allows.
const LOOKED_AT: usize = 256;

/// Shortens lists that are longer than any schema allows, keeping them too long, so that validation
/// stays cheap. Fails with the first object that has too many fields.
pub fn clip(value: &mut Value, pointer: &str) -> Result<(), FieldError> {
    match value {
        Value::Array(items) => {
            items.truncate(LOOKED_AT);
            items
                .iter_mut()
                .enumerate()
                .filter(|(_, item)| item.is_array() || item.is_object())
                .try_for_each(|(at, item)| clip(item, &format!("{pointer}/{at}")))
        }
        Value::Object(fields) if fields.len() > LOOKED_AT => {
            let detail = format!("has {} fields, more than any object here", fields.len());
            Err(FieldError::new(pointer, "too_many", detail))
        }
        Value::Object(fields) => fields
            .iter_mut()
            .filter(|(_, field)| field.is_array() || field.is_object())
            .try_for_each(|(name, field)| clip(field, &format!("{pointer}/{}", escaped(name)))),
        _ => Ok(()),
    }
}

/// A field name, escaped for a JSON pointer.
pub fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

const UNKNOWN_FEATURE: &str = "unknown_feature";

const WRONG_TYPE: &str = "wrong_type";

/// Says what is wrong and what would be right, once for each field.
fn describe(error: &ValidationError<'_>, wrong: &mut Vec<FieldError>) {
    let at = error.instance_path().to_string();
    let mut say =
        |code: &str, detail: String| wrong.push(FieldError::new(at.clone(), code, detail));
    match error.kind() {
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            for name in unexpected {
                let pointer = format!("{at}/{}", escaped(name));
                wrong.push(FieldError::new(pointer, "unknown_field", "is not a field here"));
            }
        }
        ValidationErrorKind::Required { property } => {
            let pointer = format!("{at}/{}", property.as_str().unwrap_or_default());
            wrong.push(FieldError::new(pointer, "required", "must be given"));
        }
        ValidationErrorKind::AnyOf { context } | ValidationErrorKind::OneOfNotValid { context } => {
            // Of an optional field: what is wrong with the value that is not `null`.
            let not_null = |errors: &&Vec<ValidationError<'_>>| !errors.iter().any(wants_null);
            let others: Vec<_> = context.iter().filter(not_null).collect();
            // Of several forms, the one whose fields were given.
            let is_meant = |errors: &&&Vec<ValidationError<'_>>| {
                others.len() == 1 || !errors.iter().any(names_fields)
            };
            let mut meant = others.iter().filter(is_meant).copied().flatten().peekable();
            if meant.peek().is_none() {
                say("not_one_of", "must have the fields of exactly one of its forms".to_owned());
            }
            for error in meant {
                describe(error, wrong);
            }
        }
        ValidationErrorKind::Enum { options } => {
            let words: Vec<&str> =
                options.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
            say("unknown_value", format!("must be one of {}", words.join(", ")));
        }
        ValidationErrorKind::Minimum { limit } => {
            say("out_of_range", format!("must be {limit} or more"));
        }
        ValidationErrorKind::Maximum { limit } => {
            say("out_of_range", format!("must be {limit} or less"));
        }
        ValidationErrorKind::MinItems { limit } => {
            say("too_few", format!("must hold at least {limit}"));
        }
        ValidationErrorKind::MaxItems { limit } => {
            say("too_many", format!("must hold at most {limit}"));
        }
        ValidationErrorKind::MinLength { limit } => {
            say("bad_length", format!("must have at least {limit} characters"));
        }
        ValidationErrorKind::MaxLength { limit } => {
            say("bad_length", format!("must have at most {limit} characters"));
        }
        ValidationErrorKind::Pattern { pattern } => {
            say("bad_format", format!("must match {pattern}"));
        }
        ValidationErrorKind::Format { format } => say(format_code(format), format_detail(format)),
        ValidationErrorKind::Type { kind } => say(WRONG_TYPE, type_detail(kind)),
        _ => say("invalid", "is not what the document describes".to_owned()),
    }
}

fn wants_null(error: &ValidationError<'_>) -> bool {
    matches!(error.kind(), ValidationErrorKind::Type { kind: TypeKind::Single(JsonType::Null) })
}

/// Whether a field is missing or unknown.
fn names_fields(error: &ValidationError<'_>) -> bool {
    use ValidationErrorKind::{AdditionalProperties, Required};
    matches!(error.kind(), Required { .. } | AdditionalProperties { .. })
}

fn format_code(format: &str) -> &'static str {
    match format {
        "city" => "unknown_city",
        "feature" => UNKNOWN_FEATURE,
        "email" => "bad_email",
        _ => "bad_format",
    }
}

fn format_detail(format: &str) -> String {
    match format {
        "city" => "must be a code of the table of cities (GET /api/v1/cities)".to_owned(),
        "email" => MAIL_ADDRESS.to_owned(),
        "uuid" => "must be a UUID".to_owned(),
        "date-time" => "must be a moment as in RFC 3339".to_owned(),
        other => format!("must be of the format {other}"),
    }
}

fn type_detail(kind: &TypeKind) -> String {
    let word = |kind: JsonType| match kind {
        JsonType::Array => "a list",
        JsonType::Boolean => "true or false",
        JsonType::Integer => "a whole number",
        JsonType::Null => "null",
        JsonType::Number => "a number",
        JsonType::Object => "an object",
        JsonType::String => "a text",
    };
    match kind {
        TypeKind::Single(kind) => format!("must be {}", word(*kind)),
        TypeKind::Multiple(kinds) => {
            let words: Vec<&str> = kinds.iter().map(word).collect();
            format!("must be {}", words.join(" or "))
        }
    }
}
