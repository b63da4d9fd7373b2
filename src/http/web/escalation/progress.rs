//! Texts of an escalation's progress: who was alerted, who is next, who acknowledged it.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::AcknowledgementNote;
use crate::http::web::escalation::texts;
use crate::http::web::{Shell, labels};
use crate::services::escalation::list::{DeliveryState, EscalationProgress, SentStep};
use crate::services::views::Acknowledgement;

/// Steps shown before the fold.
const SHOWN: usize = 3;

/// The progress of an escalation, as shown.
pub(crate) struct Progress {
    /// Number of the last step, of how many.
    pub step: String,
    pub since: DateTime<Utc>,
    /// Recipients and due time of the next step.
    pub next: Option<(String, DateTime<Utc>)>,
    pub care: Option<Acknowledge>,
    /// The last steps, newest first.
    pub recent: Vec<Step>,
    /// The steps before them.
    pub older: Vec<Step>,
}

/// An acknowledgement, as shown.
pub(crate) struct Acknowledge {
    pub who: String,
    pub note: Option<AcknowledgementNote>,
    /// Until when, and what is being done.
    pub what: String,
}

/// A step that was taken, as shown.
pub(crate) struct Step {
    pub who: String,
    pub at: DateTime<Utc>,
    /// Whether its mail was delivered.
    pub what: String,
    /// CSS class of its dot.
    pub dot: &'static str,
    /// When it was due, if late.
    pub due: Option<DateTime<Utc>>,
    /// What the mail server said.
    pub trouble: Option<String>,
}

impl Progress {
    /// `names` are those of accounts.
    pub fn new(shell: &Shell, course: &EscalationProgress, names: &HashMap<Uuid, String>) -> Self {
        let so_far = &course.so_far;
        let who = |level| labels::level(shell, level, &so_far.city);
        let step = |step: &SentStep| step_text(shell, step, who(step.to));
        let mut recent: Vec<Step> = so_far.sent.iter().rev().map(step).collect();
        let older = recent.split_off(recent.len().min(SHOWN));
        Self {
            step: step_number(shell, course),
            since: so_far.since,
            next: course.next.map(|(level, at)| (who(level), at)),
            care: so_far.acknowledged.as_ref().map(|care| care_text(shell, care, names)),
            recent,
            older,
        }
    }
}

/// Text of the last step's number, of how many.
fn step_number(shell: &Shell, course: &EscalationProgress) -> String {
    match course.so_far.step {
        0 => shell.text("coordinator-no-step"),
        step => {
            let args = [("step", step.into()), ("steps", course.levels.len().into())];
            shell.fill("coordinator-step", &args)
        }
    }
}

fn care_text(shell: &Shell, care: &Acknowledgement, names: &HashMap<Uuid, String>) -> Acknowledge {
    let until = shell.with("coordinator-cared", "time", &shell.when(&care.until));
    let what = match care.note {
        Some(note) => format!("{until} · {}", shell.text(texts::note(note))),
        None => until,
    };
    let who = names.get(&care.by).cloned();
    let who = who.unwrap_or_else(|| shell.text("coordinator-somebody"));
    Acknowledge { who, note: care.note, what }
}

fn step_text(shell: &Shell, step: &SentStep, who: String) -> Step {
    let (dot, what) = match step.delivery {
        DeliveryState::Sent => ("free", shell.count("coordinator-mail-sent", step.recipients)),
        DeliveryState::Pending => ("promised", shell.text("coordinator-mail-pending")),
        DeliveryState::Failing => ("promised", shell.text("coordinator-mail-failing")),
        DeliveryState::Undeliverable => ("full", shell.text("coordinator-mail-undeliverable")),
        DeliveryState::Cancelled => ("full", shell.text("coordinator-mail-cancelled")),
        DeliveryState::Nobody => ("full", shell.text("coordinator-mail-nobody")),
        DeliveryState::CaughtUp => ("full", shell.text("coordinator-mail-caught-up")),
        DeliveryState::PassedOver => ("full", shell.text("coordinator-mail-passed-over")),
    };
    let due = step.late.then_some(step.due);
    Step { who, at: step.at, what, dot, due, trouble: step.trouble.clone() }
}
