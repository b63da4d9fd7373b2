//! The duty roster: who is on duty, who plans it, where nobody is.

mod gaps;
mod on_duty;
mod roster;
mod roster_page;
