//! The escalation of a request in words: who was alerted, who is next, who takes care.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::CareNote;
use crate::http::Http;
use crate::http::web::escalation::doing;
use crate::http::web::shell::Shell;
use crate::http::web::wording::plural;
use crate::http::web::words;
use crate::services::escalation::list::{Course, DeliveryState, SentStep};
use crate::services::views::Acknowledgement;

/// Steps that are shown at once; the older ones unfold.
const SHOWN: usize = 6;

/// An escalation in words.
pub(crate) struct Told {
    /// How many steps were taken, of how many.
    pub step: String,
    /// Since when.
    pub since: DateTime<Utc>,
    /// Whom the next step goes to, and when.
    pub next: Option<(String, DateTime<Utc>)>,
    pub care: Option<Care>,
    /// The last steps, the newest first.
    pub recent: Vec<Step>,
    /// Those before them.
    pub older: Vec<Step>,
}

/// Who takes care of a request.
pub(crate) struct Care {
    pub who: String,
    pub note: Option<CareNote>,
    /// Until when, and what is being done.
    pub what: String,
}

/// A step that was taken.
pub(crate) struct Step {
    pub who: String,
    pub at: DateTime<Utc>,
    /// What became of it.
    pub what: String,
    /// How it is marked.
    pub dot: &'static str,
    /// When it was due, if it came late.
    pub due: Option<DateTime<Utc>>,
    /// What the mail server said.
    pub trouble: Option<String>,
}

impl Told {
    /// Puts an escalation into words; `names` are those of accounts.
    pub fn of(
        http: &Http,
        shell: &Shell<'_>,
        course: &Course,
        names: &HashMap<Uuid, String>,
    ) -> Self {
        let so_far = &course.so_far;
        let who = |level| words::level(http, shell, level, &so_far.city);
        let step = |step: &SentStep| told(shell, step, who(step.to));
        let mut recent: Vec<Step> = so_far.sent.iter().rev().map(step).collect();
        let older = recent.split_off(recent.len().min(SHOWN));
        Self {
            step: step_of(shell, course),
            since: so_far.since,
            next: course.next.map(|(level, at)| (who(level), at)),
            care: so_far.acknowledged.as_ref().map(|care| cared(shell, care, names)),
            recent,
            older,
        }
    }
}

/// The number of the last step, and of how many.
fn step_of(shell: &Shell<'_>, course: &Course) -> String {
    match course.so_far.step {
        0 => shell.text("coordinator-no-step"),
        step => {
            let steps = plural(course.levels.len());
            shell.fill("coordinator-step", &[("step", step.into()), ("steps", steps.into())])
        }
    }
}

fn cared(shell: &Shell<'_>, care: &Acknowledgement, names: &HashMap<Uuid, String>) -> Care {
    let until = shell.with("coordinator-cared", "time", &shell.when(&care.until));
    let what = match care.note {
        Some(note) => format!("{until} · {}", shell.text(doing(note))),
        None => until,
    };
    let who = names.get(&care.by).cloned();
    let who = who.unwrap_or_else(|| shell.text("coordinator-somebody"));
    Care { who, note: care.note, what }
}

fn told(shell: &Shell<'_>, step: &SentStep, who: String) -> Step {
    let mails = i32::try_from(step.recipients).unwrap_or(i32::MAX);
    let (dot, what) = match step.delivery {
        DeliveryState::Sent => ("free", shell.count("coordinator-mail-sent", &mails)),
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
