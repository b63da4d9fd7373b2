//! File formats of other programs: reading what spreadsheets save, writing what they open.

pub mod csv_reader;
pub mod csv_writer;
