//! Writes tables (reports) as CSV, for programs or for the spreadsheet of a language.
//!
//! A text that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV
//! injection); [`super::csv_reader`] takes it off again.

use csv::{Terminator, WriterBuilder};

use crate::domain::locale::Locale;

/// Separator, decimal point and byte order mark of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    separator: u8,
    decimal_comma: bool,
    byte_order_mark: bool,
}

impl Dialect {
    pub const PROGRAM: Self =
        Self { separator: b',', decimal_comma: false, byte_order_mark: false };

    /// What a spreadsheet set to this language opens by a double click: with a byte order mark,
    /// which shows that it is UTF-8; in French and Arabic with semicolons and decimal commas.
    pub const fn of_spreadsheet(locale: Locale) -> Self {
        let comma = matches!(locale, Locale::Fr | Locale::Ar);
        let separator = if comma { b';' } else { b',' };
        Self { separator, decimal_comma: comma, byte_order_mark: true }
    }
}

#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    Text(String),
    Whole(i64),
    /// With so many decimal places.
    Decimal(f64, usize),
    Empty,
}

impl Cell {
    fn written(&self, dialect: Dialect) -> String {
        match self {
            Self::Text(text) => neutralised(text),
            Self::Whole(number) => number.to_string(),
            Self::Decimal(number, places) => {
                let text = format!("{number:.places$}");
                if dialect.decimal_comma { text.replace('.', ",") } else { text }
            }
            Self::Empty => String::new(),
        }
    }
}

/// Fails when rows differ in length.
pub fn write<R: AsRef<[Cell]>>(
    dialect: Dialect,
    rows: impl IntoIterator<Item = R>,
) -> Result<Vec<u8>, csv::Error> {
    let start = if dialect.byte_order_mark { "\u{feff}" } else { "" };
    let mut writer = WriterBuilder::new()
        .delimiter(dialect.separator)
        .terminator(Terminator::CRLF)
        .from_writer(start.as_bytes().to_vec());
    for row in rows {
        writer.write_record(row.as_ref().iter().map(|cell| cell.written(dialect)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

fn neutralised(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// Whether a spreadsheet would take a text for a formula, leading apostrophes aside.
pub(crate) fn is_formula(text: &str) -> bool {
    const STARTS: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];
    text.trim_start_matches('\'').starts_with(STARTS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }

    #[test]
    fn formulas_are_neutralised_and_nothing_else_is() {
        for (typed, written) in [
            ("=HYPERLINK(\"http://evil.example\")", "'=HYPERLINK(\"http://evil.example\")"),
            ("+cmd|' /C calc'!A0", "'+cmd|' /C calc'!A0"),
            ("-2+3", "'-2+3"),
            ("@SUM(1)", "'@SUM(1)"),
            ("\t=1", "'\t=1"),
            ("\r=1", "'\r=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("L'Étoile = 1", "L'Étoile = 1"),
            ("'tis", "'tis"),
            ("", ""),
        ] {
            assert_eq!(neutralised(typed), written, "{typed:?}");
        }
        assert_eq!(Cell::Decimal(-6.84, 2).written(Dialect::PROGRAM), "-6.84");
        assert_eq!(Cell::Whole(-3).written(Dialect::PROGRAM), "-3");
    }

    #[test]
    fn each_dialect_has_its_separators() {
        let rows = [[text("Étoile; nord"), Cell::Decimal(0.25, 2)], [text("a,b"), Cell::Empty]];
        let written = |dialect| String::from_utf8(write(dialect, &rows).unwrap()).unwrap();
        let french = "\u{feff}\"Étoile; nord\";0,25\r\na,b;\r\n";
        assert_eq!(written(Dialect::of_spreadsheet(Locale::Fr)), french);
        assert_eq!(written(Dialect::of_spreadsheet(Locale::Ar)), french);
        let english = "\u{feff}Étoile; nord,0.25\r\n\"a,b\",\r\n";
        assert_eq!(written(Dialect::of_spreadsheet(Locale::En)), english);
        assert_eq!(written(Dialect::PROGRAM), &english[3..]);
    }
}
