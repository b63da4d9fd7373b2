//! Escalation steps in the settings: `{ after = "30m", to = "region" }` or `"30m/region"`.

use std::time::Duration;

use toml::{Table, Value};

use super::form::{Form, is_not};
use crate::domain::duration::{parse_duration, write_duration};
use crate::domain::escalation::{Level, Step};

const MAX_STEPS: usize = 20;

/// How error messages describe a step.
const STEP: &str = "a step such as 30m/region: a duration (20s, 15m, 2h, 30d), then city, region \
                    or national";

/// A list of 1 to 20 steps, in order of time.
pub(crate) struct Steps;

impl Form<Vec<Step>> for Steps {
    fn read(&self, given: &Value) -> Result<Vec<Step>, String> {
        let items = given.as_array().ok_or_else(|| is_not(given, "a list of steps"))?;
        if !(1..=MAX_STEPS).contains(&items.len()) {
            return Err(format!("{} steps, where 1 to {MAX_STEPS} are possible", items.len()));
        }
        let steps = items
            .iter()
            .enumerate()
            .map(|(at, item)| read_step(item).map_err(|wrong| format!("step {}: {wrong}", at + 1)));
        let steps = steps.collect::<Result<Vec<_>, _>>()?;
        match steps
            .iter()
            .zip(&steps[1..])
            .find(|(step, next)| next.after_seconds < step.after_seconds)
        {
            None => Ok(steps),
            Some((step, next)) => Err(format!(
                "{:?} stands below {:?}, where `after` must not decrease",
                write_after(next),
                write_after(step),
            )),
        }
    }

    fn write(&self, value: &Vec<Step>) -> Value {
        let step = |step: &Step| {
            Table::from_iter([
                ("after".to_owned(), write_after(step).into()),
                ("to".to_owned(), step.to.code().into()),
            ])
        };
        value.iter().map(step).collect::<Vec<_>>().into()
    }
}

/// Steps of one urgency; the empty list means the common steps.
pub(crate) struct OptionalSteps;

impl Form<Option<Vec<Step>>> for OptionalSteps {
    fn read(&self, given: &Value) -> Result<Option<Vec<Step>>, String> {
        match given.as_array() {
            Some(list) if list.is_empty() => Ok(None),
            _ => Steps.read(given).map(Some),
        }
    }

    fn write(&self, value: &Option<Vec<Step>>) -> Value {
        value.as_ref().map_or_else(|| Value::Array(Vec::new()), |steps| Steps.write(steps))
    }
}

fn read_step(given: &Value) -> Result<Step, String> {
    let (after, to) = match given {
        Value::String(text) => text.split_once('/').ok_or_else(|| is_not(given, STEP))?,
        Value::Table(table) => {
            if let Some(other) = table.keys().find(|key| !["after", "to"].contains(&key.as_str())) {
                return Err(format!("unknown key {other:?}, where a step has `after` and `to`"));
            }
            (text_of(table, "after")?, text_of(table, "to")?)
        }
        _ => return Err(is_not(given, STEP)),
    };
    let after = parse_duration(after).map_err(|wrong| format!("`after`: {wrong}"))?;
    let to =
        Level::parse(to).ok_or_else(|| format!("`to`: {to:?} is not city, region or national"))?;
    Ok(Step { after_seconds: after.as_secs().try_into().map_err(|_| is_not(given, STEP))?, to })
}

fn text_of<'a>(table: &'a Table, key: &str) -> Result<&'a str, String> {
    let value = table.get(key).ok_or_else(|| format!("`{key}` is missing"))?;
    value.as_str().ok_or_else(|| format!("`{key}`: {}", is_not(value, "a string")))
}

fn write_after(step: &Step) -> String {
    write_duration(Duration::from_secs(step.after_seconds.try_into().unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The list of a TOML document `x = …`.
    fn list(toml: &str) -> Value {
        toml.parse::<Table>().unwrap().remove("x").unwrap()
    }

    #[test]
    fn steps_are_written_long_or_compact() {
        let compact = list("x = ['0m/city', '30m/region', '30m/national']");
        let long = list(
            "[[x]]\nafter = '0s'\nto = 'city'\n[[x]]\nafter = '30m'\nto = 'region'\n\
             [[x]]\nafter = '1800s'\nto = 'national'",
        );
        let steps = Steps.read(&compact).unwrap();
        let plain: Vec<_> = steps.iter().map(|step| (step.after_seconds, step.to)).collect();
        assert_eq!(plain, [(0, Level::City), (1_800, Level::Region), (1_800, Level::National)]);
        assert_eq!(Steps.read(&long), Ok(steps.clone()));
        assert_eq!(Steps.read(&Steps.write(&steps)), Ok(steps.clone()));
        assert_eq!(OptionalSteps.read(&compact), Ok(Some(steps)));
    }

    #[test]
    fn an_empty_list_has_no_steps_of_its_own() {
        let none = list("x = []");
        assert_eq!(OptionalSteps.read(&none), Ok(None));
        assert_eq!(OptionalSteps.write(&None), none);
        assert_eq!(Steps.read(&none), Err("0 steps, where 1 to 20 are possible".to_owned()));
    }

    #[test]
    fn bad_steps_are_refused() {
        for (given, said) in [
            ("'0m/city'", "\"0m/city\" is not a list of steps"),
            ("['0m']", "step 1: \"0m\" is not a step such as 30m/region"),
            ("['0m/city', '']", "step 2: \"\" is not a step such as 30m/region"),
            ("[5]", "step 1: 5 is not a step such as 30m/region"),
            ("['0m/city', '-3m/city']", "step 2: `after`: \"-3m\" is not a duration"),
            ("['0m/moon']", "step 1: `to`: \"moon\" is not city, region or national"),
            ("[{ after = '0m' }]", "step 1: `to` is missing"),
            ("[{ to = 'city' }]", "step 1: `after` is missing"),
            ("[{ after = 0, to = 'city' }]", "step 1: `after`: 0 is not a string"),
            ("[{ after = '0m', to = 'city', by = '' }]", "step 1: unknown key \"by\""),
            ("['9m/city', '8m/city']", "\"8m\" stands below \"9m\", where `after` must not"),
        ] {
            let given = list(&format!("x = {given}"));
            for wrong in [Steps.read(&given).unwrap_err(), OptionalSteps.read(&given).unwrap_err()]
            {
                assert!(wrong.starts_with(said), "{given}: {wrong}");
            }
        }
    }

    #[test]
    fn there_are_20_at_most() {
        let most = Value::from(vec!["0m/city"; 20]);
        assert_eq!(Steps.read(&most).unwrap().len(), 20);
        let more = Value::from(vec!["0m/city"; 21]);
        assert_eq!(Steps.read(&more), Err("21 steps, where 1 to 20 are possible".to_owned()));
    }
}
