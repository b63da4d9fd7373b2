//! The duty page: who is on duty now, the week, the hours without anybody.

pub mod forms;
pub mod page;
