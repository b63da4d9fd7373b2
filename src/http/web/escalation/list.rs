//! Coordinators' home page: requests under escalation, most pressing first, filtered and by pages;
//! the search by reference; and silent shelters.

use std::collections::HashMap;

use askama::Template;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::escalation::{AcknowledgementNote, EscalationReason};
use crate::domain::request::{RequestState, grouped};
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::calls::{Call, calls};
use crate::http::web::escalation::filters::{Chosen, Options, StateChoice};
use crate::http::web::escalation::progress::Progress;
use crate::http::web::escalation::request::{StateText, state_text};
use crate::http::web::escalation::texts::NOTES;
use crate::http::web::placement::ranked_shelters::ShelterTexts;
use crate::http::web::placement::request_line::{RequestLine, find_typed};
use crate::http::web::{FormState, PageResult, Phone, Query, Shell, Visit, labels, page, redirect};
use crate::services::authorisation::Coordinator;
use crate::services::escalation::inbox::{self, Inbox, InboxFilter, InboxItem};
use crate::services::escalation::list::EscalationProgress;
use crate::services::placement::contacts::{self, RequestContacts};
use crate::services::shelters::count_reminders::{self, SilentShelter};
use crate::services::views::{MatchesView, OfferView, OffsetPage, RequestView};

/// How many excluded shelters are shown.
const NEAREST: usize = 2;

/// How many requests are cards with what can be done; the others are lines.
const CARDS: usize = 10;

/// Most requests on a page.
const ON_A_PAGE: usize = 50;

const STATES: [StateChoice; 3] = [
    ("waiting", "coordinator-state-waiting", &[RequestState::Waiting]),
    // Accepted ones are in this list only while their arrival is overdue.
    ("missing", "coordinator-missing", &[RequestState::Missing, RequestState::Accepted]),
    ("offered", "coordinator-promised", &[RequestState::Offered]),
];

#[derive(Template)]
#[template(path = "pages/coordinator.html")]
struct Page {
    shell: Shell,
    /// The search and the filters.
    form: FormState,
    choices: Options,
    /// Whether a filter is chosen.
    narrowed: bool,
    /// How many requests have no pending offer, whatever the filter.
    without: i64,
    longest: Option<DateTime<Utc>>,
    /// How many are on the way.
    on_the_way: i64,
    /// How many pass the filter.
    total: i64,
    /// Requests without a pending offer.
    bedless: Vec<Card>,
    /// Requests with a pending offer.
    asked: Vec<Card>,
    /// The requests after those.
    lines: Vec<RequestLine>,
    /// Numbers of the first and the last line in the whole list.
    numbers: (usize, usize),
    /// Offset of the next page.
    next: Option<usize>,
    /// The filters as a query, for links.
    query: String,
    silent: Vec<ShownSilent>,
    notes: [(AcknowledgementNote, &'static str); 3],
}

impl Page {
    fn part(&self) -> String {
        let (from, to) = self.numbers;
        let args = [("from", from.into()), ("to", to.into()), ("count", self.total.into())];
        self.shell.fill("coordinator-part", &args)
    }
}

/// A request, as shown.
struct Card {
    /// Whether it is the most pressing one.
    is_first: bool,
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

/// `?reference=` leads to a request; `?state=&city=&urgency=&mine=` filter, `?after=` is the number
/// of requests on the pages before.
pub async fn show(visit: Visit<Coordinator>, query: Query) -> PageResult {
    let (cx, caller, shell) = (visit.cx(), visit.caller(), &visit.shell);
    let mut form = FormState::sent("", &query);
    if let Some(reference) = find_typed(cx, &caller.to(), shell, &mut form).await? {
        return redirect(&format!("{PATH}/requests/{reference}"));
    }
    let Chosen { states, city, urgency } = Chosen::read(shell, &mut form, &STATES);
    let wanted = InboxFilter { states, city, urgency, mine: form.has("mine", "1") };
    let skip = query.get("after").parse().unwrap_or(0);
    let part = OffsetPage { skip, limit: ON_A_PAGE };
    let Inbox { without, longest, on_the_way, total, items, names } =
        inbox::inbox(cx, caller, wanted, part, CARDS).await?;
    // Only cards show them.
    let cards = items.iter().filter(|item| item.ranked.is_some());
    let ids: Vec<Uuid> = cards.map(|item| item.request.id).collect();
    let contacts = contacts::of_requests(cx, &caller.to(), &ids).await?;
    let silent = count_reminders::silent(cx, caller).await?;
    let end = skip.saturating_add(items.len());
    let Shown { bedless, asked, lines } =
        shown(shell, &cx.board.snapshot(), items, &names, &contacts);
    let chosen = form.query(&["state", "city", "urgency", "mine"]);
    let status = form.status();
    let shown = Page {
        choices: Options::new(&visit, &STATES),
        narrowed: !chosen.is_empty(),
        without,
        longest,
        on_the_way,
        total,
        numbers: (end - lines.len() + 1, end),
        bedless,
        asked,
        lines,
        next: usize::try_from(total).is_ok_and(|total| end < total).then_some(end),
        query: chosen,
        silent: silent.iter().map(|one| silent_shelter(shell, one)).collect(),
        notes: NOTES,
        form,
        shell: visit.shell,
    };
    page(&shown, status)
}

/// Requests as cards, without and with a pending offer, and as lines.
#[derive(Default)]
struct Shown {
    bedless: Vec<Card>,
    asked: Vec<Card>,
    lines: Vec<RequestLine>,
}

fn shown(
    shell: &Shell,
    board: &Snapshot,
    items: Vec<InboxItem>,
    names: &HashMap<Uuid, String>,
    contacts: &HashMap<Uuid, RequestContacts>,
) -> Shown {
    let mut shown = Shown::default();
    for InboxItem { request, course, ranked } in items {
        let is_asked = request.state == RequestState::Offered;
        let Some(ranked) = ranked else {
            shown.lines.push(line(shell, &request, &course, names));
            continue;
        };
        let is_first = shown.bedless.is_empty() && shown.asked.is_empty();
        let card =
            Card { is_first, ..card(shell, board, request, &course, &ranked, names, contacts) };
        if is_asked { shown.asked.push(card) } else { shown.bedless.push(card) }
    }
    shown
}

/// A request after the cards.
fn line(
    shell: &Shell,
    request: &RequestView,
    course: &EscalationProgress,
    names: &HashMap<Uuid, String>,
) -> RequestLine {
    let StateText { dot, text, since, .. } = state_text(shell, request, course);
    let care = Progress::new(shell, course, names).care;
    let dot = if care.is_some() { "promised" } else { dot };
    let line = RequestLine::new(shell, &format!("{PATH}/requests"), request, dot, text);
    RequestLine { since, care: care.map(|care| care.who), ..line }
}

fn card(
    shell: &Shell,
    board: &Snapshot,
    request: RequestView,
    course: &EscalationProgress,
    ranked: &MatchesView,
    names: &HashMap<Uuid, String>,
    contacts: &HashMap<Uuid, RequestContacts>,
) -> Card {
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
        is_first: false,
        children: labels::requested_children(shell, &request.children),
        lead: format!("{city} · {how_soon}"),
        needs: request.needs.iter().map(|need| labels::need(shell, need)).collect(),
        progress: Progress::new(shell, course, names),
        near: near(&texts, ranked),
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
