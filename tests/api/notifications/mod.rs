//! Mail to people: who is told of what, and the digests.

mod digest;
mod outbox_page;
mod who_is_told;
