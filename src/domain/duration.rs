//! Durations as people write them: `20s`, `15m`, `2h`, `30d`.

use std::time::Duration;

/// The longest duration that can be written: 36,500 days, so that adding one to a moment
/// never leaves the calendar.
pub const MAX_DURATION: Duration = Duration::from_hours(36_500 * 24);

/// Seconds of each unit, largest first.
const UNITS: [(char, u64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a duration such as 20s, 15m, 2h or 30d, at most 36500d")]
pub struct NotADuration(String);

/// Parses a whole number with one unit (`s`, `m`, `h` or `d`): zero up to [`MAX_DURATION`].
pub fn parse_duration(text: &str) -> Result<Duration, NotADuration> {
    seconds(text)
        .map(Duration::from_secs)
        .filter(|duration| *duration <= MAX_DURATION)
        .ok_or_else(|| NotADuration(text.to_owned()))
}

/// Writes a duration in the largest unit that leaves a whole number: `90s`, but `2h` for
/// 120 minutes. Fractions of a second are dropped.
pub fn write_duration(duration: Duration) -> String {
    let seconds = duration.as_secs();
    let whole = |(_, size): &(char, u64)| seconds > 0 && seconds.is_multiple_of(*size);
    let (unit, size) = UNITS.into_iter().find(whole).unwrap_or(('s', 1));
    format!("{}{unit}", seconds / size)
}

/// In seconds; `None` when the text has another form or the number is too large.
fn seconds(text: &str) -> Option<u64> {
    let unit = text.chars().next_back()?;
    let (_, size) = UNITS.into_iter().find(|(known, _)| *known == unit)?;
    let number = text.strip_suffix(unit)?;
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    number.parse::<u64>().ok()?.checked_mul(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_number_and_one_unit() {
        for (text, seconds) in [
            ("0s", 0),
            ("0m", 0),
            ("20s", 20),
            ("15m", 900),
            ("2h", 7_200),
            ("30d", 2_592_000),
            ("36500d", MAX_DURATION.as_secs()),
        ] {
            assert_eq!(parse_duration(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn nothing_else() {
        for text in [
            "",
            "m",
            "5",
            "5 minutes",
            "5 m",
            " 5m",
            "5m ",
            "1.5h",
            "-3m",
            "+3m",
            "1h30m",
            "5M",
            "5ms",
            "2w",
            "٣m",
            "5µ",
            "36501d",
            "18446744073709551616s",
            "999999999999999999d",
        ] {
            assert_eq!(parse_duration(text), Err(NotADuration(text.into())));
        }
    }

    #[test]
    fn written_in_the_largest_whole_unit() {
        for (seconds, text) in [
            (0, "0s"),
            (59, "59s"),
            (60, "1m"),
            (90, "90s"),
            (3_600, "1h"),
            (5_400, "90m"),
            (43_200, "12h"),
            (86_400, "1d"),
            (90_000, "25h"),
            (MAX_DURATION.as_secs(), "36500d"),
        ] {
            let duration = Duration::from_secs(seconds);
            assert_eq!(write_duration(duration), text);
            assert_eq!(parse_duration(text), Ok(duration));
        }
    }
}
