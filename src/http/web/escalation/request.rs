//! Coordinators' page of one request: escalation, offer, every shelter ranked, history, and all
//! forms of `actions.rs`.

use std::collections::HashMap;

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::account::Caller;
use crate::domain::bed::Pool;
use crate::domain::escalation::{AcknowledgementNote, EscalationReason, Level};
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::{Child, Outcome, RequestState, grouped};
use crate::http::web::error::PageError;
use crate::http::web::escalation::PATH;
use crate::http::web::escalation::calls::{Call, calls};
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::escalation::progress::Progress;
use crate::http::web::escalation::texts::{self, DECLINE_REASONS, NOTES, OUTCOMES};
use crate::http::web::numbers::rounded;
use crate::http::web::placement::ranked_shelters::{
    ScorePart, ShelterTexts, ShownShelter, notes_on_beds,
};
use crate::http::web::{FormState, PageResult, Phone, Shell, Visit, just_done, labels, page};
use crate::services::authorisation::Coordinator;
use crate::services::escalation::inbox::{self, RequestPeople};
use crate::services::escalation::list::{self, EscalationProgress};
use crate::services::placement::closing::NOT_NEEDED;
use crate::services::placement::contacts::{self, RequestContacts};
use crate::services::placement::{manual_offer, requests};
use crate::services::views::{MatchesView, OfferView, OffsetPage as PartOf, RequestView};

/// Shelters of each list shown before the fold.
const SHOWN: usize = 5;

#[derive(Template)]
#[template(path = "pages/coordinator/request.html")]
struct Page {
    shell: Shell,
    /// The reference as in URLs.
    reference: String,
    described: Description,
    state: StateText,
    progress: Progress,
    /// Team and shelter, where a call is due.
    calls: Vec<Call>,
    offer: Option<ShownOffer>,
    ranked: Vec<Ranked>,
    excluded: Vec<Excluded>,
    /// For shelters where an override needs `beds`: a select for each child.
    to_name: HashMap<Uuid, Vec<BedToName>>,
    /// Coordinators it can be handed over to: account and label.
    others: Vec<(Uuid, String)>,
    /// Levels it can be escalated to, with their names.
    levels: Vec<(Level, String)>,
    recent: Vec<Line>,
    older: Vec<Line>,
    may: Allowed,
    /// Entered values and errors, by element id.
    form: FormState,
    notes: [(AcknowledgementNote, &'static str); 3],
    /// Code of the note that was chosen before; empty without one.
    chosen: &'static str,
    outcomes: [(Outcome, &'static str); 5],
    reasons: [(DeclineReason, &'static str); 7],
}

/// A request, as shown.
struct Description {
    /// The children; the reference once they were erased.
    heading: String,
    /// Estimated ages.
    guessed: Option<String>,
    city: String,
    urgency: String,
    needs: Vec<String>,
    team: String,
    team_phone: Option<Phone>,
    made_at: DateTime<Utc>,
    reach: String,
    case_ref: Option<String>,
    hold: bool,
    end_reason: Option<String>,
}

pub(crate) struct StateText {
    /// CSS class of its dot.
    pub dot: &'static str,
    pub text: String,
    pub since: Option<DateTime<Utc>>,
    pub ended: Option<DateTime<Utc>>,
}

/// Which forms to show.
struct Allowed {
    /// Acknowledge, hand over, escalate.
    care: bool,
    /// Whether the visitor has acknowledged it.
    mine: bool,
    /// Offer a shelter.
    offer: bool,
    /// Offer only with an override: another shelter has accepted.
    only_anyway: bool,
    found: bool,
    end: bool,
    reopen: bool,
}

/// The shown offer.
struct ShownOffer {
    view: OfferView,
    /// Notes on beds meant for other children.
    on_purpose: Vec<String>,
    phone: Option<Phone>,
}

/// A match with its score.
struct Ranked {
    shelter: ShownShelter,
    score: String,
    room: String,
    parts: Vec<ScorePart>,
}

/// An excluded shelter with the reasons.
struct Excluded {
    shelter: ShownShelter,
    why: Vec<String>,
}

/// A select of the bed for one child, where the free beds are meant for others.
struct BedToName {
    /// Element id of the field.
    id: String,
    name: String,
    label: String,
    /// Pools to choose from, with labels.
    pools: Vec<(Uuid, String)>,
}

/// Element id of the select of a child's bed in a shelter.
pub(crate) fn bed_field(child: usize, shelter: Uuid) -> String {
    format!("bed-{child}-{shelter}")
}

impl Page {
    fn beds_to_name(&self, shelter: &Uuid) -> &[BedToName] {
        self.to_name.get(shelter).map_or(&[], Vec::as_slice)
    }

    /// Whether a select of this shelter has an error.
    fn is_wrong_bed(&self, shelter: &Uuid) -> bool {
        self.beds_to_name(shelter).iter().any(|bed| self.form.error(&bed.id).is_some())
    }

    /// Whether a form of an excluded shelter beyond the fold has an error.
    fn is_wrong_beyond_fold(&self) -> bool {
        let mut folded = self.excluded.iter().skip(SHOWN).map(|one| one.shelter.id);
        let is_wrong =
            |id| self.form.error(&format!("why-{id}")).is_some() || self.is_wrong_bed(&id);
        folded.any(is_wrong)
    }
}

/// Not found beyond the coordinator's cities.
pub(crate) async fn find(visit: &Visit<Coordinator>) -> Result<RequestView, PageError> {
    let reference: String = visit.param("reference")?;
    Ok(requests::find(visit.cx(), &visit.caller().to(), &reference).await?)
}

pub async fn show(mut visit: Visit<Coordinator>) -> PageResult {
    let request = find(&visit).await?;
    let undo = |offer: &OfferView| format!("{PATH}/requests/{}/undo", offer.reference);
    just_done::show(&mut visit, undo).await?;
    render(visit, request, FormState::default(), StatusCode::OK).await
}

/// Renders the page with the entered values and errors.
pub(crate) async fn render(
    mut visit: Visit<Coordinator>,
    request: RequestView,
    form: FormState,
    status: StatusCode,
) -> PageResult {
    visit.shell.path = format!("{PATH}/requests/{}", request.reference);
    let (cx, caller, shell) = (visit.cx(), visit.caller(), &visit.shell);
    let reader = caller.to();
    let all = PartOf { skip: 0, limit: usize::MAX };
    let course = list::progress(cx, &reader, request.id).await?;
    let ranked = if request.state.is_open() {
        requests::rank_now(cx, &reader, request.id).await?
    } else {
        MatchesView { matches: Vec::new(), excluded: Vec::new() }
    };
    let people = inbox::people(cx, caller, request.id).await?;
    let contacts = contacts::of_requests(cx, &reader, &[request.id]).await?.remove(&request.id);
    let contacts = contacts.unwrap_or_default();
    let history = requests::history(cx, &reader, request.id, all).await?.items;

    let board = cx.board.with_history();
    let mut recent = history::lines(shell, &board, &request.city, &history, &people);
    let older = recent.split_off(recent.len().min(history::SHOWN));
    let shelters = ShelterTexts::new(shell, board, &request.city);
    let progress = Progress::new(shell, &course, &people.names);
    let note = progress.care.as_ref().and_then(|care| care.note);
    let shown = Page {
        state: state_text(shell, &request, &course),
        chosen: note.map_or("", AcknowledgementNote::code),
        others: others(shell, caller, &request, &people),
        levels: levels(shell, &request, &course),
        ranked: matches(shell, &shelters, &ranked),
        to_name: to_name(&visit, &shelters, &request, &ranked),
        excluded: excluded(&shelters, &ranked),
        described: describe(shell, &request, &people, &contacts),
        calls: if is_call_due(&request) { calls(shell, &contacts) } else { Vec::new() },
        may: allowed(caller, &request, &course),
        offer: request.offer.map(|offer| shown_offer(shell, offer)),
        reference: request.reference,
        progress,
        recent,
        older,
        form,
        notes: NOTES,
        outcomes: OUTCOMES,
        reasons: DECLINE_REASONS,
        shell: visit.shell,
    };
    page(&shown, status)
}

fn allowed(caller: &Caller, request: &RequestView, course: &EscalationProgress) -> Allowed {
    let open = request.state.is_open();
    let care = request.acknowledged.as_ref();
    Allowed {
        care: open && course.so_far.why != EscalationReason::OnTheWay,
        mine: care.is_some_and(|care| care.by == caller.account_id),
        offer: open && request.state != RequestState::Missing,
        only_anyway: request.state == RequestState::Accepted,
        found: request.state == RequestState::Missing,
        end: open,
        reopen: matches!(request.state, RequestState::Withdrawn | RequestState::Closed),
    }
}

/// Whether team and shelter are to be called: the child is missing or overdue, or the shelter has
/// not answered.
fn is_call_due(request: &RequestView) -> bool {
    match request.state {
        RequestState::Missing | RequestState::Offered => true,
        RequestState::Accepted => request.arrival_asked_at.is_some(),
        _ => false,
    }
}

fn describe(
    shell: &Shell,
    request: &RequestView,
    around: &RequestPeople,
    contacts: &RequestContacts,
) -> Description {
    let guessed = request.children.iter().filter(|child| child.age_estimated);
    let guessed: Vec<String> = guessed.map(|child| child.age.to_string()).collect();
    let guessed = (!guessed.is_empty())
        .then(|| shell.with("coordinator-guessed", "ages", &guessed.join(" · ")));
    let children = labels::requested_children(shell, &request.children);
    Description {
        heading: if children.is_empty() { grouped(&request.reference) } else { children },
        guessed,
        city: labels::city(shell, &request.city),
        urgency: shell.text(labels::urgency(request.urgency)),
        needs: request.needs.iter().map(|need| labels::need(shell, need)).collect(),
        team: around.team.clone(),
        team_phone: contacts.team.phone.as_deref().map(Phone::new),
        made_at: request.created_at,
        reach: shell.count("coordinator-reach", rounded(request.max_km)),
        case_ref: request.case_ref.clone(),
        hold: request.hold,
        end_reason: around.end_reason.clone().filter(|reason| reason != NOT_NEEDED),
    }
}

pub(crate) fn state_text(
    shell: &Shell,
    request: &RequestView,
    course: &EscalationProgress,
) -> StateText {
    let since = course.so_far.since;
    let asked_at = request.arrival_asked_at;
    let alerted =
        asked_at.is_some_and(|asked| course.so_far.sent.iter().any(|step| step.at >= asked));
    let (dot, key, since) = match (request.state, course.so_far.why) {
        (RequestState::Waiting, _) => ("alarm", "coordinator-waiting", Some(since)),
        (RequestState::Offered, _) => ("promised", "coordinator-promised", Some(since)),
        (RequestState::Missing, _) => ("alarm", "coordinator-missing", Some(since)),
        (RequestState::Accepted, EscalationReason::MissingOnTheWay) if alerted => {
            ("alarm", "coordinator-no-news", Some(since))
        }
        (RequestState::Accepted, EscalationReason::MissingOnTheWay) => {
            ("promised", "coordinator-asked-both", asked_at)
        }
        (RequestState::Accepted, _) => ("free", "coordinator-on-the-way", None),
        (RequestState::Placed, _) => ("done", "coordinator-placed", None),
        (RequestState::Withdrawn, _) => ("full", "coordinator-withdrawn", None),
        (RequestState::Closed, _) => ("full", "coordinator-closed", None),
    };
    let ended = request.outcome.map(|how| format!(" · {}", shell.text(texts::outcome(how))));
    let text = shell.text(key) + &ended.unwrap_or_default();
    StateText { dot, text, since, ended: request.ended_at }
}

fn others(
    shell: &Shell,
    caller: &Caller,
    request: &RequestView,
    around: &RequestPeople,
) -> Vec<(Uuid, String)> {
    let care = request.acknowledged.as_ref().map(|care| care.by);
    let free = |id: Uuid| id != caller.account_id && Some(id) != care;
    let others = around.coordinators.iter().filter(|one| free(one.id));
    let name = |one: &inbox::Colleague| {
        let level = labels::level(shell, one.level, &request.city);
        (one.id, format!("{level} · {}", one.email))
    };
    others.map(name).collect()
}

fn levels(
    shell: &Shell,
    request: &RequestView,
    course: &EscalationProgress,
) -> Vec<(Level, String)> {
    let mut levels = course.levels.clone();
    levels.sort_unstable();
    levels.dedup();
    let name = |level| (level, labels::level(shell, level, &request.city));
    levels.into_iter().map(name).collect()
}

fn shown_offer(shell: &Shell, view: OfferView) -> ShownOffer {
    let phone = view.contact.phone.as_deref().map(Phone::new);
    ShownOffer { on_purpose: notes_on_beds(shell, &view), view, phone }
}

fn matches(shell: &Shell, texts: &ShelterTexts<'_>, ranked: &MatchesView) -> Vec<Ranked> {
    let shown = ranked.matches.iter().filter_map(|found| {
        let parts = texts.why(found);
        Some(Ranked {
            shelter: texts.shelter(found.shelter_id)?,
            score: shell.count("coordinator-score", rounded(found.score * 100.0)),
            room: parts.get(2).map(|part| part.finding.clone()).unwrap_or_default(),
            parts,
        })
    });
    shown.collect()
}

fn excluded(texts: &ShelterTexts<'_>, ranked: &MatchesView) -> Vec<Excluded> {
    let shown = ranked.excluded.iter().filter_map(|one| {
        Some(Excluded { shelter: texts.shelter(one.shelter_id)?, why: texts.why_not(one) })
    });
    shown.collect()
}

/// The selects of beds, for each excluded shelter whose free beds are meant for others.
fn to_name(
    visit: &Visit<Coordinator>,
    texts: &ShelterTexts<'_>,
    request: &RequestView,
    ranked: &MatchesView,
) -> HashMap<Uuid, Vec<BedToName>> {
    let (shell, children) = (&visit.shell, &request.children);
    let beds = |id: Uuid| {
        let shelter = texts.find(id)?;
        let pools = manual_offer::pools_to_name(visit.cx(), children, shelter, shell.now);
        let pool = |pool: &Pool| (pool.id, format!("{} · {}", pool.name, texts.takes(pool)));
        let pools: Vec<(Uuid, String)> = pools.iter().map(pool).collect();
        let bed = |(at, child): (usize, &Child)| {
            let child = labels::children(shell, [(child.age, child.gender)]);
            BedToName {
                id: bed_field(at, id),
                name: format!("bed-{at}"),
                label: shell.with("coordinator-bed-of", "child", &child),
                pools: pools.clone(),
            }
        };
        (!pools.is_empty()).then(|| (id, children.iter().enumerate().map(bed).collect()))
    };
    ranked.excluded.iter().filter_map(|one| beds(one.shelter_id)).collect()
}
