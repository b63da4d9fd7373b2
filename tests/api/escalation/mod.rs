//! Whom a request without a bed is escalated to, when, and how a coordinator takes it on.

mod acknowledgement;
mod coordinator_lists;
mod coordinator_page;
mod due_steps;
mod escalate_to_step;
mod hand_over;
mod leavers;
mod policies;
mod policies_page;
mod request_page;
mod restart;
