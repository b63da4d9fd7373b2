//! Coordinators' home page: requests under escalation, most pressing first, and silent shelters.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::escalation::{AcknowledgementNote, EscalationReason};
use crate::domain::request::{RequestState, grouped};
use crate::http::web::escalation::calls::{Call, calls};
use crate::http::web::escalation::progress::Progress;
use crate::http::web::escalation::texts::NOTES;
use crate::http::web::placement::ranked_shelters::ShelterTexts;
use crate::http::web::{PageResult, Phone, Shell, Visit, labels, page};
use crate::services::authorisation::Coordinator;
use crate::services::escalation::inbox::{self, Inbox, InboxItem};
use crate::services::placement::contacts::{self, RequestContacts};
use crate::services::shelters::count_reminders::{self, SilentShelter};
use crate::services::views::{MatchesView, OfferView};

/// How many excluded shelters are shown.
const NEAREST: usize = 2;

#[derive(Template)]
#[template(path = "pages/coordinator.html")]
struct Page {
    shell: Shell,
    /// How many requests have no pending offer.
    without: usize,
    longest: Option<DateTime<Utc>>,
    /// Requests without a pending offer.
    bedless: Vec<Card>,
    /// Requests with a pending offer.
    asked: Vec<Card>,
    /// How many requests are not shown.
    more: usize,
    silent: Vec<ShownSilent>,
    notes: [(AcknowledgementNote, &'static str); 3],
}

/// A request, as shown.
struct Card {
    reference: String,
    children: String,
    /// City and urgency, or that a child has not come.
    lead: String,
    needs: Vec<String>,
    progress: Progress,
    near: Near,
    /// The shelter of the live offer.
    offer: Option<AskedShelter>,
    has_not_come: bool,
    /// Team and shelter, where a call is due: the bed is promised, or a child has not come.
    calls: Vec<Call>,
}

/// The best match or nearest excluded shelters: name and note.
enum Near {
    /// The best match.
    Match(String, String),
    /// The nearest excluded shelters, with the reasons.
    Missed(Vec<(String, String)>),
}

/// The shelter of an offer.
struct AskedShelter {
    name: String,
    until: DateTime<Utc>,
}

/// A silent shelter, as shown.
struct ShownSilent {
    name: String,
    city: String,
    what: String,
    phone: Option<Phone>,
}

pub async fn show(visit: Visit<Coordinator>) -> PageResult {
    let (cx, caller) = (visit.cx(), visit.caller());
    let Inbox { without, longest, cases, more, names } = inbox::inbox(cx, caller).await?;
    let ids: Vec<Uuid> = cases.iter().map(|case| case.request.id).collect();
    let contacts = contacts::of_requests(cx, &caller.to(), &ids).await?;
    let silent = count_reminders::silent(cx, caller).await?;
    let board = cx.board.snapshot();
    let shell = visit.shell;
    let silent = silent.iter().map(|one| silent_shelter(&shell, one)).collect();
    let promised = |case: &InboxItem| case.request.state == RequestState::Offered;
    let (asked, bedless): (Vec<InboxItem>, Vec<InboxItem>) = cases.into_iter().partition(promised);
    let cards = |cases: Vec<InboxItem>| {
        let card = |case| card(&shell, &board, case, &names, &contacts);
        cases.into_iter().map(card).collect::<Vec<_>>()
    };
    let (bedless, asked) = (cards(bedless), cards(asked));
    let notes = NOTES;
    page(&Page { shell, without, longest, bedless, asked, more, silent, notes }, StatusCode::OK)
}

fn card(
    shell: &Shell,
    board: &Snapshot,
    case: InboxItem,
    names: &HashMap<Uuid, String>,
    contacts: &HashMap<Uuid, RequestContacts>,
) -> Card {
    let InboxItem { request, course, ranked } = case;
    let texts = ShelterTexts::new(shell, board.clone(), &request.city);
    let city = labels::city(shell, &request.city);
    let how_soon = match course.so_far.why {
        EscalationReason::Missing => shell.text("coordinator-missing"),
        EscalationReason::MissingOnTheWay => shell.text("coordinator-no-news"),
        EscalationReason::Unmatched | EscalationReason::OnTheWay => {
            shell.text(labels::urgency(request.urgency))
        }
    };
    let has_not_come =
        matches!(course.so_far.why, EscalationReason::Missing | EscalationReason::MissingOnTheWay);
    let contacts = contacts.get(&request.id).filter(|_| has_not_come || request.offer.is_some());
    Card {
        children: labels::requested_children(shell, &request.children),
        lead: format!("{city} · {how_soon}"),
        needs: request.needs.iter().map(|need| labels::need(shell, need)).collect(),
        progress: Progress::new(shell, &course, names),
        near: near(&texts, &ranked),
        offer: request.offer.map(asked),
        has_not_come,
        calls: contacts.map(|contacts| calls(shell, contacts)).unwrap_or_default(),
        reference: request.reference,
    }
}

fn near(texts: &ShelterTexts<'_>, ranked: &MatchesView) -> Near {
    if let Some(best) = ranked.matches.first() {
        let far = texts.shelter(best.shelter_id);
        let far = far.map(|shelter| shelter.place);
        return Near::Match(best.shelter_name.clone(), far.unwrap_or_default());
    }
    let missed = ranked.excluded.iter().take(NEAREST);
    let missed = missed.map(|one| {
        let far = texts.shelter(one.shelter_id).map(|shelter| shelter.place);
        let why: Vec<String> = far.into_iter().chain(texts.why_not(one)).collect();
        (one.shelter_name.clone(), why.join(" · "))
    });
    Near::Missed(missed.collect())
}

fn asked(offer: OfferView) -> AskedShelter {
    AskedShelter { name: offer.shelter_name, until: offer.expires_at }
}

fn silent_shelter(shell: &Shell, silent: &SilentShelter) -> ShownSilent {
    let asked = shell.count("coordinator-asked-times", silent.times);
    let what = match silent.reported_at {
        Some(at) => {
            format!("{asked} · {}", shell.with("coordinator-count-from", "ago", &shell.ago(at)))
        }
        None => asked,
    };
    ShownSilent {
        name: silent.shelter_name.clone(),
        city: labels::city(shell, &silent.city),
        what,
        phone: silent.phone.as_deref().map(Phone::new),
    }
}
