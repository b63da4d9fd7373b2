//! What holds for all of the API and all pages: the contract, problems, limits, idempotency, events.

mod assets;
mod contract;
mod error_limits;
mod errors;
mod events;
mod idempotency;
mod limits;
mod lists;
mod matrix;
mod openapi;
mod other_settings;
mod page_headers;
mod refused_pages;
mod translation;
mod typed_text;
mod write_limits;
