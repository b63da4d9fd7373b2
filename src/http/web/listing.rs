//! Lists in memory on administrators' pages: searched by name, ordered, shown in parts with links
//! to the parts around them.

use url::form_urlencoded::Serializer;

use super::visit::Query;
use crate::domain::typed::name_key;

/// Most rows of a part.
const ROWS: usize = 50;

/// Which part of a list: what is searched for (`?q=`), and the rows before it (`?from=`).
#[derive(Clone, Debug, Default)]
pub(crate) struct Part {
    search: String,
    from: usize,
}

impl Part {
    pub fn of(query: &Query) -> Self {
        let from = query.get("from").parse().unwrap_or_default();
        Self { search: query.get("q").to_owned(), from }
    }

    /// The query string of the part from a row on.
    fn link(&self, from: usize) -> String {
        let mut query = Serializer::new(String::new());
        if !self.search.is_empty() {
            query.append_pair("q", &self.search);
        }
        query.append_pair("from", &from.to_string()).finish()
    }
}

/// A part of a list, as a page shows it.
pub(crate) struct Listing<T> {
    pub rows: Vec<T>,
    /// What was searched for; empty without a search.
    pub search: String,
    /// Query strings of the parts before and after.
    pub previous: Option<String>,
    pub next: Option<String>,
}

impl<T> Listing<T> {
    /// The rows in which every word of the search occurs, in the order of their texts.
    pub fn of(part: Part, rows: Vec<T>, texts: impl Fn(&T) -> [&str; 3]) -> Self {
        let keyed = rows.into_iter().map(|row| (texts(&row).map(name_key), row));
        let mut found: Vec<([String; 3], T)> = keyed.collect();
        let words = name_key(&part.search);
        let has = |keys: &[String; 3], word: &str| keys.iter().any(|key| key.contains(word));
        found.retain(|(keys, _)| words.split(' ').all(|word| has(keys, word)));
        found.sort_by(|(one, _), (other, _)| one.cmp(other));
        let end = part.from.saturating_add(ROWS);
        let previous = (part.from > 0).then(|| part.link(part.from.saturating_sub(ROWS)));
        let next = (end < found.len()).then(|| part.link(end));
        let rows = found.into_iter().skip(part.from).take(ROWS).map(|(_, row)| row).collect();
        Self { rows, search: part.search, previous, next }
    }
}
