//! Who may do what: every operation of the API, every page and every form, by every kind of
//! caller.
//!
//! The tables of `operations` and `pages` say which roles may; the rest follows from three rules:
//! who has not signed in must do so first (401, a page leads to `/sign-in`), what none of the
//! caller's roles may ever do is forbidden (403), and what belongs to another partner or city is
//! not there (404). A route without an entry in its table fails the tests.

mod bodies;
mod callers;
mod operations;
mod pages;
mod town;

/// A valid id of nothing.
const UNKNOWN: &str = "00000000-0000-7000-8000-000000000000";

/// What stands in the place of an id and is none, as it is sent.
fn garbage() -> Vec<String> {
    let short = ["x", "%ff", "%00", "'%20OR%201=1--", "..%2f..%2fme", "%E2%80%AE0"];
    short.into_iter().map(str::to_owned).chain([UNKNOWN.repeat(100)]).collect()
}
