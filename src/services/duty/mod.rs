//! Who is on duty: the weekly plan, its exceptions, and the people it names.

pub mod plan;
pub mod staff;
