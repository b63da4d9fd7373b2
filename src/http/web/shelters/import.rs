//! Administrators' page that imports shelters from CSV: a preview with every bad line, then all or
//! nothing.

use askama::Template;
use axum::http::StatusCode;

use crate::http::web::form_state::error_key;
use crate::http::web::{Form, PageResult, Query, Shell, Visit, labels, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Admin;
use crate::services::shelters::import::{
    self, BadLine, COLUMNS, ImportShelters, NewShelterWithPools, Preview,
};

const PATH: &str = "/admin/import";

#[derive(Template)]
#[template(path = "pages/admin/import.html")]
struct Page<'a> {
    shell: Shell,
    columns: String,
    csv: &'a str,
    shelters: Vec<Row>,
    pools: usize,
    beds: i32,
    /// Bad lines with their texts.
    wrong: Vec<(BadLine, String)>,
    /// How many bad lines are not listed.
    more_wrong: usize,
    /// Number of shelters just added.
    done: Option<u32>,
}

struct Row {
    new: NewShelterWithPools,
    city: String,
    beds: i32,
}

fn blank(shell: Shell, csv: &str) -> Page<'_> {
    let (shelters, wrong) = (Vec::new(), Vec::new());
    let columns = COLUMNS.join(",");
    Page { shell, columns, csv, shelters, pools: 0, beds: 0, wrong, more_wrong: 0, done: None }
}

pub async fn show(visit: Visit<Admin>, query: Query) -> PageResult {
    let done = query.get("done").parse().ok();
    page(&Page { done, ..blank(visit.shell, "") }, StatusCode::OK)
}

/// Previews the import, or with the field `import` carries it out.
pub async fn submit(form: Form<Admin>) -> PageResult {
    let csv = form.get("csv");
    if form.has("import") {
        let added = form.carry_out(ImportShelters { text: csv.to_owned() });
        match added.await {
            Ok(done) => return redirect(&format!("{PATH}?done={}", done.shelters)),
            // The preview below lists the bad lines.
            Err(Error::Invalid(_)) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let found = import::preview(form.cx(), form.caller(), csv).await?;
    let is_bad = !found.wrong.is_empty();
    let status = if is_bad { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    let csv = csv.to_owned();
    page(&preview(form.visit.shell, &csv, found), status)
}

fn preview(shell: Shell, csv: &str, found: Preview) -> Page<'_> {
    let row = |new: NewShelterWithPools| Row {
        city: labels::city(&shell, &new.shelter.city),
        beds: new.pools.iter().map(|pool| pool.capacity).sum(),
        new,
    };
    let shelters: Vec<Row> = found.shelters.into_iter().map(row).collect();
    let pools = shelters.iter().map(|row| row.new.pools.len()).sum();
    let beds = shelters.iter().map(|row| row.beds).sum();
    let with_text = |bad: BadLine| {
        let text = shell.text(why(&bad));
        (bad, text)
    };
    let wrong: Vec<_> = found.wrong.into_iter().map(with_text).collect();
    // With any bad line nothing would be added.
    let shelters = if wrong.is_empty() { shelters } else { Vec::new() };
    Page { shelters, pools, beds, wrong, more_wrong: found.more_wrong, ..blank(shell, csv) }
}

/// Key of a bad line's text.
fn why(bad: &BadLine) -> &'static str {
    match bad.code {
        "not_utf8" => "setup-import-not-utf8",
        "fields" => "setup-import-fields",
        "unknown_column" => "setup-import-unknown-column",
        "no_column" => "setup-import-no-column",
        "empty" => "setup-import-empty",
        "differs" => "setup-import-differs",
        "twice" => "setup-import-twice",
        "exists" => "setup-import-exists",
        "unknown_partner" => "setup-import-unknown-partner",
        code => error_key(bad.column, code),
    }
}
