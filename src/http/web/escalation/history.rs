//! What happened to a request, in words.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use serde_json::Value;
use uuid::Uuid;

use crate::domain::escalation::{CareNote, Level};
use crate::domain::offer::DeclineReason;
use crate::domain::request::Outcome;
use crate::http::Http;
use crate::http::web::escalation::doing;
use crate::http::web::escalation::request::{declined, outcome};
use crate::http::web::shell::Shell;
use crate::http::web::words;
use crate::services::escalation::inbox::Around;
use crate::services::placement::requests::HistoryEntry;

/// Lines that are shown at once; the older ones unfold.
pub(crate) const SHOWN: usize = 12;

/// Something that happened.
pub(crate) struct Line {
    pub at: DateTime<Utc>,
    /// What it happened to: a shelter, or who was alerted.
    pub subject: Option<String>,
    /// What happened; an action we have no words for, as it is.
    pub what: String,
    /// What more is to be said: whom it went to, what was written.
    pub more: Option<String>,
    /// Who did it; nobody when the service acted by itself.
    pub by: Option<String>,
    /// How it is marked.
    pub dot: &'static str,
}

/// What happened to a request of this city, newest first.
pub(crate) fn lines(
    http: &Http,
    shell: &Shell<'_>,
    city: &str,
    history: &[HistoryEntry],
    around: &Around,
) -> Vec<Line> {
    let teller = Teller { http, shell, city, around, shelters: shelters(http, history) };
    history.iter().rev().map(|entry| teller.line(entry)).collect()
}

/// The shelters of the offers that were made, by offer.
fn shelters(http: &Http, history: &[HistoryEntry]) -> HashMap<Uuid, String> {
    let board = http.cx.board.snapshot();
    let made = history.iter().filter(|entry| entry.action == "offer.create");
    let named = made.filter_map(|entry| {
        let id: Uuid = entry.detail["shelter_id"].as_str()?.parse().ok()?;
        Some((entry.entity_id, board.get(id)?.name.clone()))
    });
    named.collect()
}

/// What is needed to tell a history.
struct Teller<'a> {
    http: &'a Http,
    shell: &'a Shell<'a>,
    city: &'a str,
    around: &'a Around,
    shelters: HashMap<Uuid, String>,
}

impl Teller<'_> {
    fn line(&self, entry: &HistoryEntry) -> Line {
        let name = |id: Option<Uuid>| id.and_then(|id| self.around.names.get(&id)).cloned();
        let (dot, what) = match entry.action.split_once('.') {
            Some(("offer", _)) => self.of_offer(entry),
            Some(("escalation", _)) => of_step(self.shell, entry),
            _ => self.of_request(entry),
        };
        let to = entry.detail["to"].as_str();
        let more = match entry.action.as_str() {
            "request.hand_over" => name(to.and_then(|id| id.parse().ok())),
            "offer.create" | "offer.decline" => self.around.said.get(&entry.entity_id).cloned(),
            _ => None,
        };
        let level = to.and_then(Level::parse);
        let level = level.map(|level| words::level(self.http, self.shell, level, self.city));
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
        let note = code(&entry.detail, "note").and_then(CareNote::parse).map(doing);
        let how = code(&entry.detail, "outcome").and_then(Outcome::parse).map(outcome);
        match entry.action.as_str() {
            "request.create" => ("full", text("coordinator-did-create")),
            "request.acknowledge" => ("free", and("coordinator-did-acknowledge", note)),
            "request.hand_over" => ("free", and("coordinator-did-hand-over", note)),
            "request.escalate" => ("alarm", text("coordinator-did-escalate")),
            "request.found" => ("free", text("coordinator-did-find")),
            "request.withdraw" => ("full", text("coordinator-did-withdraw")),
            "request.close" => ("full", and("coordinator-did-close", how)),
            unknown => ("full", unknown.to_owned()),
        }
    }

    fn of_offer(&self, entry: &HistoryEntry) -> (&'static str, String) {
        let text = |key| self.shell.text(key);
        let beds = entry.detail["beds"].as_i64().and_then(|beds| i32::try_from(beds).ok());
        let is = |field: &str| entry.detail[field] == Value::Bool(true);
        let reason = code(&entry.detail, "reason").and_then(DeclineReason::parse);
        match entry.action.as_str() {
            "offer.create" if is("override") => ("promised", text("coordinator-did-offer-anyway")),
            "offer.create" if is("by_hand") => ("promised", text("coordinator-did-offer")),
            "offer.create" => {
                let beds = beds.unwrap_or(1);
                ("promised", self.shell.count("coordinator-did-promise", &beds))
            }
            "offer.accept" => ("free", text("coordinator-did-accept")),
            "offer.decline" => {
                let why = reason.map(|reason| format!(" · {}", text(declined(reason))));
                ("full", text("coordinator-did-decline") + &why.unwrap_or_default())
            }
            "offer.expire" => ("full", text("coordinator-did-expire")),
            "offer.withdraw" => ("full", text("coordinator-did-take-back")),
            "offer.arrive" => ("free", text("coordinator-did-arrive")),
            "offer.no_show" => ("alarm", text("coordinator-did-not-come")),
            "offer.depart" => ("full", text("coordinator-did-depart")),
            "offer.ask_arrival" => ("promised", text("coordinator-did-ask")),
            "offer.on_the_way" => ("promised", text("coordinator-did-set-out")),
            unknown => ("full", unknown.to_owned()),
        }
    }
}

fn of_step(shell: &Shell<'_>, entry: &HistoryEntry) -> (&'static str, String) {
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
