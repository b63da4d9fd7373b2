//! Texts of a request's history, for the pages of coordinators and teams.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::escalation::{AcknowledgementNote, Level};
use crate::domain::offer::DeclineReason;
use crate::domain::request::Outcome;
use crate::http::web::escalation::texts;
use crate::http::web::{Shell, labels};
use crate::services::escalation::inbox::RequestPeople;
use crate::services::placement::requests::HistoryEntry;

/// Lines shown before the fold.
pub(crate) const SHOWN: usize = 12;

/// An entry of the history, as shown.
pub(crate) struct Line {
    pub at: DateTime<Utc>,
    /// The shelter of an offer, or whom a step alerted.
    pub subject: Option<String>,
    /// What happened; the code of an unknown action.
    pub what: String,
    /// To whom it was handed over, or the reason given.
    pub more: Option<String>,
    /// `None` for the service itself.
    pub by: Option<String>,
    /// CSS class of its dot.
    pub dot: &'static str,
}

/// The history of a request, newest first.
pub(crate) fn lines(
    shell: &Shell,
    board: &Snapshot,
    city: &str,
    history: &[HistoryEntry],
    people: &RequestPeople,
) -> Vec<Line> {
    let texts = HistoryTexts { shell, city, people, shelters: shelters(board, history) };
    history.iter().rev().map(|entry| texts.line(entry)).collect()
}

/// Names of the offered shelters, by offer.
fn shelters(board: &Snapshot, history: &[HistoryEntry]) -> HashMap<Uuid, String> {
    let made = history.iter().filter(|entry| entry.action == "offer.create");
    let named = made.filter_map(|entry| {
        let id: Uuid = entry.detail["shelter_id"].as_str()?.parse().ok()?;
        Some((entry.entity_id, board.get(id)?.name.clone()))
    });
    named.collect()
}

/// Makes the texts of a history's entries.
struct HistoryTexts<'a> {
    shell: &'a Shell,
    city: &'a str,
    people: &'a RequestPeople,
    shelters: HashMap<Uuid, String>,
}

impl HistoryTexts<'_> {
    fn line(&self, entry: &HistoryEntry) -> Line {
        let name = |id: Option<Uuid>| id.and_then(|id| self.people.names.get(&id)).cloned();
        let (dot, what) = match entry.action.split_once('.') {
            Some(("offer", _)) => self.of_offer(entry),
            Some(("escalation", _)) => of_step(self.shell, entry),
            _ => self.of_request(entry),
        };
        let to = entry.detail["to"].as_str();
        let more = match entry.action.as_str() {
            "request.hand_over" => name(to.and_then(|id| id.parse().ok())),
            "offer.create" | "offer.decline" => self.people.said.get(&entry.entity_id).cloned(),
            _ => None,
        };
        let level = to.and_then(Level::parse);
        let level = level.map(|level| labels::level(self.shell, level, self.city));
        Line {
            at: entry.at,
            subject: self.shelters.get(&entry.entity_id).cloned().or(level),
            what,
            more,
            by: name(entry.actor),
            dot,
        }
    }

    fn of_request(&self, entry: &HistoryEntry) -> (&'static str, String) {
        let text = |key| self.shell.text(key);
        let and = |key, more: Option<&'static str>| match more {
            Some(more) => format!("{} · {}", text(key), text(more)),
            None => text(key),
        };
        let note =
            code(&entry.detail, "note").and_then(AcknowledgementNote::parse).map(texts::note);
        let how = code(&entry.detail, "outcome").and_then(Outcome::parse).map(texts::outcome);
        match entry.action.as_str() {
            "request.create" => ("full", text("coordinator-did-create")),
            "request.acknowledge" => ("free", and("coordinator-did-acknowledge", note)),
            "request.hand_over" => ("free", and("coordinator-did-hand-over", note)),
            "request.escalate" => ("alarm", text("coordinator-did-escalate")),
            "request.lost" => ("alarm", text("coordinator-did-lose")),
            "request.reopen" => ("alarm", text("coordinator-did-reopen")),
            "request.found" => ("free", text("coordinator-did-find")),
            "request.withdraw" => ("full", text("coordinator-did-withdraw")),
            "request.close" => ("full", and("coordinator-did-close", how)),
            unknown => ("full", unknown.to_owned()),
        }
    }

    fn of_offer(&self, entry: &HistoryEntry) -> (&'static str, String) {
        let text = |key| self.shell.text(key);
        let beds = entry.detail["beds"].as_i64();
        let is = |field: &str| entry.detail[field] == Value::Bool(true);
        let reason = code(&entry.detail, "reason").and_then(DeclineReason::parse);
        match entry.action.as_str() {
            "offer.create" if is("override") => ("promised", text("coordinator-did-offer-anyway")),
            "offer.create" if is("by_hand") => ("promised", text("coordinator-did-offer")),
            "offer.create" => {
                ("promised", self.shell.count("coordinator-did-promise", beds.unwrap_or(1)))
            }
            "offer.accept" => ("free", text("coordinator-did-accept")),
            "offer.decline" => {
                let why = reason.map(|reason| format!(" · {}", text(texts::declined(reason))));
                ("full", text("coordinator-did-decline") + &why.unwrap_or_default())
            }
            "offer.expire" => ("full", text("coordinator-did-expire")),
            "offer.withdraw" => ("full", text("coordinator-did-take-back")),
            "offer.arrive" => ("done", text("coordinator-did-arrive")),
            "offer.no_show" => ("alarm", text("coordinator-did-not-come")),
            "offer.depart" => ("full", text("coordinator-did-depart")),
            "offer.undo" => {
                let what = code(&entry.detail, "what").unwrap_or_default();
                ("promised", self.shell.with("coordinator-did-undo", "what", what))
            }
            "offer.ask_arrival" => ("promised", text("coordinator-did-ask")),
            "offer.on_the_way" => ("promised", text("coordinator-did-set-out")),
            unknown => ("full", unknown.to_owned()),
        }
    }
}

fn of_step(shell: &Shell, entry: &HistoryEntry) -> (&'static str, String) {
    let (dot, key) = match entry.action.as_str() {
        "escalation.step" => ("alarm", "coordinator-did-alert"),
        "escalation.skip" => ("full", "coordinator-did-skip"),
        "escalation.catch_up" => ("full", "coordinator-did-catch-up"),
        "escalation.pass_over" => ("full", "coordinator-did-pass-over"),
        unknown => return ("full", unknown.to_owned()),
    };
    (dot, shell.text(key))
}

fn code<'a>(detail: &'a Value, field: &str) -> Option<&'a str> {
    detail[field].as_str()
}
