//! Reads tables as spreadsheets save them: CSV with commas, semicolons or tabs, with or without
//! byte order mark, any line ends, in UTF-8 or in Excel's UTF-16 ("Unicode text"). Used for the
//! import of shelters.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::csv_writer::is_formula;
use crate::domain::typed;

/// A file in some one-byte encoding, such as Windows-1252; nothing in it tells which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error(
    "line {line}: has characters that are not UTF-8; in the spreadsheet choose \"Save as\" and \
     the type \"CSV UTF-8\""
)]
pub struct NotUtf8 {
    /// The first line with such a character, from 1.
    pub line: u64,
}

/// Decodes a file in UTF-8 or UTF-16.
pub fn decode(bytes: &[u8]) -> Result<String, NotUtf8> {
    match bytes {
        [0xff, 0xfe, rest @ ..] => return utf16(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => return utf16(rest, u16::from_be_bytes),
        // UTF-16 without a byte order mark: the header begins with an ASCII character.
        [first, 0, ..] if *first != 0 => return utf16(bytes, u16::from_le_bytes),
        [0, first, ..] if *first != 0 => return utf16(bytes, u16::from_be_bytes),
        _ => {}
    }
    match str::from_utf8(bytes) {
        Ok(text) => Ok(text.trim_start_matches('\u{feff}').to_owned()),
        Err(error) => {
            let before = String::from_utf8_lossy(&bytes[..error.valid_up_to()]);
            Err(NotUtf8 { line: line_ends(&before) + 1 })
        }
    }
}

fn utf16(bytes: &[u8], unit: fn([u8; 2]) -> u16) -> Result<String, NotUtf8> {
    let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
    let text: Result<String, _> = char::decode_utf16(units).collect();
    let text = text.ok().filter(|_| bytes.len().is_multiple_of(2)).ok_or(NotUtf8 { line: 1 })?;
    Ok(text.trim_start_matches('\u{feff}').to_owned())
}

#[derive(Clone, Debug)]
pub struct Row<'a> {
    /// Number of its first line, from 1, as a text editor counts.
    pub line: u64,
    cells: Vec<String>,
    columns: &'a Columns,
}

impl Row<'_> {
    /// The cell of a column, trimmed; empty where the row is shorter. The writer's apostrophe
    /// before a formula is removed.
    pub fn get(&self, column: &str) -> &str {
        let cell = self.columns.places.get(column).and_then(|&at| self.cells.get(at));
        let cell = cell.map(|cell| cell.trim()).unwrap_or_default();
        match cell.strip_prefix('\'') {
            Some(rest) if is_formula(rest) => rest,
            _ => cell,
        }
    }

    /// Whether a cell stands beyond the named columns.
    pub fn has_cell_without_column(&self) -> bool {
        let named = |at: usize| self.columns.places.values().any(|&place| place == at);
        let mut filled = self.cells.iter().enumerate().filter(|(_, cell)| !is_blank(cell));
        filled.any(|(at, _)| !named(at))
    }
}

/// The header of a table.
#[derive(Clone, Debug, Default)]
pub struct Columns {
    /// Number of its line.
    pub line: u64,
    places: HashMap<&'static str, usize>,
    /// Unknown or repeated names.
    pub unknown: Vec<String>,
}

impl Columns {
    fn of(line: u64, names: &StringRecord, known: &[&'static str]) -> Self {
        let mut columns = Self { line, ..Self::default() };
        for (at, name) in names.iter().enumerate().filter(|(_, name)| !is_blank(name)) {
            let name = typed::lenient_text(name);
            match known.iter().find(|known| known.eq_ignore_ascii_case(&name)) {
                Some(known) if !columns.places.contains_key(known) => {
                    columns.places.insert(*known, at);
                }
                _ => columns.unknown.push(name),
            }
        }
        columns
    }

    pub fn has(&self, name: &str) -> bool {
        self.places.contains_key(name)
    }
}

/// A header, and an iterator over the rows below it.
pub struct Table<'a> {
    pub columns: Columns,
    records: Records<'a>,
}

impl<'a> Table<'a> {
    /// Reads the header, whose columns may be in any order; `None` for an empty text. The separator
    /// is found by trying which one gives the most known columns.
    pub fn of(text: &'a str, known: &[&'static str]) -> Option<Self> {
        let text = text.trim_start_matches('\u{feff}');
        let (directive, body) = directive(text);
        let separator = directive.unwrap_or_else(|| separator(body, known));
        let skipped = text.len() - body.len();
        let mut records = Records::new(text, skipped, separator);
        let (line, names) = records.next()?;
        Some(Self { columns: Columns::of(line, &names, known), records })
    }

    /// Rows that are not blank.
    pub fn rows(&mut self) -> impl Iterator<Item = Row<'_>> {
        let (records, columns) = (&mut self.records, &self.columns);
        records.map(move |(line, record)| {
            let cells = record.iter().map(str::to_owned).collect();
            Row { line, cells, columns }
        })
    }
}

/// The records of a text that are not blank, each with its line number.
struct Records<'a> {
    text: &'a str,
    /// Offset in the text at which the reader began.
    skipped: usize,
    reader: csv::Reader<&'a [u8]>,
    /// Offset up to which line ends were counted, and their number.
    counted: (usize, u64),
}

impl<'a> Records<'a> {
    fn new(text: &'a str, skipped: usize, separator: u8) -> Self {
        let mut reader = ReaderBuilder::new();
        let reader = reader.delimiter(separator).flexible(true).has_headers(false);
        let reader = reader.from_reader(&text.as_bytes()[skipped..]);
        Self { text, skipped, reader, counted: (0, 0) }
    }

    /// The line number at an offset; offsets must rise. The `csv` crate's own number is one too
    /// small after CR LF (rust-csv#395).
    fn line_at(&mut self, place: usize) -> u64 {
        let (from, ends) = self.counted;
        let ends = ends + line_ends(self.text.get(from..place).unwrap_or_default());
        self.counted = (place.max(from), ends);
        ends + 1
    }
}

impl Iterator for Records<'_> {
    type Item = (u64, StringRecord);

    fn next(&mut self) -> Option<Self::Item> {
        let mut record = StringRecord::new();
        // No errors are possible: the text is UTF-8, and rows may differ in length.
        while self.reader.read_record(&mut record).unwrap_or(false) {
            if record.iter().all(is_blank) {
                continue;
            }
            let start = record.position().map_or(0, csv::Position::byte);
            let start = self.skipped + usize::try_from(start).unwrap_or(usize::MAX);
            let rest = self.text.get(start..).unwrap_or_default();
            // Empty lines before it belong to no record.
            let start = start + rest.len() - rest.trim_start_matches(['\r', '\n']).len();
            return Some((self.line_at(start), record));
        }
        None
    }
}

fn is_blank(cell: &str) -> bool {
    typed::lenient_text(cell).is_empty()
}

/// Number of line ends: CR LF, LF, or CR alone.
fn line_ends(text: &str) -> u64 {
    let bytes = text.as_bytes();
    let ends = bytes.iter().enumerate().filter(|&(at, byte)| match byte {
        b'\n' => true,
        b'\r' => bytes.get(at + 1) != Some(&b'\n'),
        _ => false,
    });
    ends.count() as u64
}

/// Excel's own first line, `sep=;`, and the text after it.
fn directive(text: &str) -> (Option<u8>, &str) {
    let line = text.split(['\r', '\n']).next().unwrap_or_default();
    let said = line.trim().trim_matches('"').to_ascii_lowercase();
    match said.strip_prefix("sep=").map(str::as_bytes) {
        // `sep=` and a tab, which was trimmed away.
        Some([]) if line.contains('\t') => (Some(b'\t'), &text[line.len()..]),
        Some([separator]) => (Some(*separator), &text[line.len()..]),
        _ => (None, text),
    }
}

/// The separator that splits the first row into the most known columns.
fn separator(text: &str, known: &[&'static str]) -> u8 {
    let names = |separator: u8| {
        let first = Records::new(text, 0, separator).next();
        first.map_or(0, |(_, names)| Columns::of(0, &names, known).places.len())
    };
    // `max_by_key` takes the last of equals: the comma.
    [b'\t', b';', b','].into_iter().max_by_key(|separator| names(*separator)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::*;

    const KNOWN: [&str; 3] = ["name", "city", "beds"];

    /// Every row as its line and cells.
    fn read(text: &str) -> Vec<(u64, [String; 3])> {
        let mut table = Table::of(text, &KNOWN).unwrap();
        assert_eq!(table.columns.unknown, Vec::<String>::new(), "{text:?}");
        let rows = table.rows().map(|row| {
            assert!(!row.has_cell_without_column(), "{text:?}");
            (row.line, KNOWN.map(|column| row.get(column).to_owned()))
        });
        rows.collect()
    }

    fn row(line: u64, cells: [&str; 3]) -> (u64, [String; 3]) {
        (line, cells.map(str::to_owned))
    }

    #[test]
    fn every_separator_and_line_end_is_read() {
        let expected = [row(2, ["Étoile", "nador", "3"]), row(3, ["Bayti", "rabat", "4"])];
        let plain = "name,city,beds\nÉtoile,nador,3\nBayti,rabat,4\n";
        for separator in [",", ";", "\t"] {
            for end in ["\n", "\r\n", "\r"] {
                for mark in ["", "\u{feff}"] {
                    let text = plain.replace(',', separator).replace('\n', end);
                    assert_eq!(read(&format!("{mark}{text}")), expected, "{text:?}");
                    assert_eq!(read(text.trim_end()), expected, "{text:?}");
                    let below = expected.clone().map(|(line, cells)| (line + 1, cells));
                    let named = format!("{mark}sep={separator}{end}{text}");
                    assert_eq!(read(&named), below, "{named:?}");
                }
            }
        }
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts() {
        for end in ["\n", "\r\n", "\r"] {
            let text = "\n\nname,city,beds\n\nA,\"na\ndor\",1\n\n\n,,\n;\nB,rabat,2\nC,sale,3";
            let lines: Vec<u64> = {
                let text = text.replace('\n', end).replace(";", " , ");
                let mut table = Table::of(&text, &KNOWN).unwrap();
                assert_eq!(table.columns.line, 3, "{text:?}");
                table.rows().map(|row| row.line).collect()
            };
            assert_eq!(lines, [5, 11, 12], "{end:?}");
        }
    }

    #[test]
    fn leftovers_of_a_sheet_are_passed_over() {
        let text = "Name;CITY ; beds;;\u{a0};\nA;nador;3;;;\nB;rabat\n;;;;;\n \u{a0};;\n";
        assert_eq!(read(text), [row(2, ["A", "nador", "3"]), row(3, ["B", "rabat", ""])]);
        let mut table = Table::of("name,city,beds\nA,nador,3,x\n", &KNOWN).unwrap();
        assert!(table.rows().all(|row| row.has_cell_without_column()));
        let table = Table::of("name,rooms,city,beds,name\n", &KNOWN).unwrap();
        assert_eq!(table.columns.unknown, ["rooms", "name"]);
        assert!(Table::of("", &KNOWN).is_none() && Table::of("\n ,,\n", &KNOWN).is_none());
    }

    #[test]
    fn what_was_neutralised_is_as_before() {
        let text = "name,city,beds\n'=1+1,nador,1\n''=1,rabat,2\n'tis,sale,3\n";
        let names: Vec<String> = read(text).into_iter().map(|(_, [name, ..])| name).collect();
        assert_eq!(names, ["=1+1", "'=1", "'tis"]);
    }

    #[test]
    fn utf_8_and_utf_16_are_read_and_nothing_is_guessed() {
        let text = "name\tcity\nبيت\tnador\n";
        let units =
            |unit: fn(u16) -> [u8; 2]| text.encode_utf16().flat_map(unit).collect::<Vec<u8>>();
        let (little, big) = (units(u16::to_le_bytes), units(u16::to_be_bytes));
        for bytes in [
            text.as_bytes(),
            &[b"\xef\xbb\xbf", text.as_bytes()].concat(),
            &[b"\xff\xfe", &little[..]].concat(),
            &[b"\xfe\xff", &big[..]].concat(),
            &little,
            &big,
        ] {
            assert_eq!(decode(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decode(b"name\r\nBayti\r\n\xc9toile\r\n"), Err(NotUtf8 { line: 3 }));
        assert_eq!(decode(b"\xff\xfea"), Err(NotUtf8 { line: 1 }));
    }
}
