//! Formats of other programs: what their tools save is read, and what they open is written.

pub mod csv_reader;
pub mod csv_writer;
