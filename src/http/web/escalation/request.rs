//! One request with all that can be done: its alerts, its offer, every shelter, its history.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::bed::Pool;
use crate::domain::escalation::{CareNote, Level, Why};
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::{Child, Outcome, RequestState, grouped};
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::escalation::history::{self, Line};
use crate::http::web::escalation::progress::Told;
use crate::http::web::escalation::{NOTES, PATH};
use crate::http::web::placement::ranked_shelters::{Looking, Part, Phone, Shown, given_on_purpose};
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::wording::rounded;
use crate::http::web::words;
use crate::services::Error;
use crate::services::escalation::inbox::{self, Around};
use crate::services::escalation::list as escalations;
use crate::services::escalation::list::Course;
use crate::services::identity::sign_in::Session;
use crate::services::placement::manual_offer;
use crate::services::placement::requests;
use crate::services::views::{MatchesView, OfferView, Part as PartOf, RequestView};

#[derive(Template)]
#[template(path = "pages/coordinator/request.html")]
struct Page<'a> {
    shell: Shell<'a>,
    /// The reference, as in addresses.
    reference: &'a str,
    told: Request,
    standing: Standing,
    course: Told,
    offer: Option<Offered>,
    ranked: Vec<Ranked>,
    excluded: Vec<Excluded>,
    /// The beds to name where a shelter is offered anyway.
    to_name: HashMap<Uuid, Vec<BedToName>>,
    /// To whom it can be handed over: the account, and who that is.
    others: Vec<(Uuid, String)>,
    /// To whom it can go straight, with the name of the level.
    levels: Vec<(Level, String)>,
    recent: Vec<Line>,
    older: Vec<Line>,
    may: May,
    wrong: Option<Wrong>,
    notes: [(CareNote, &'static str); 3],
    chosen: CareNote,
    outcomes: [(Outcome, &'static str); 5],
    reasons: [(DeclineReason, &'static str); 7],
}

/// What is known of a request.
struct Request {
    /// The children; the reference once they were forgotten.
    heading: String,
    /// Ages that are a guess.
    guessed: Option<String>,
    city: String,
    urgency: String,
    needs: Vec<String>,
    team: String,
    made_at: DateTime<Utc>,
    reach: String,
    case_ref: Option<String>,
    hold: bool,
    end_reason: Option<String>,
}

/// Where a request stands, in words.
struct Standing {
    dot: &'static str,
    text: String,
    since: Option<DateTime<Utc>>,
}

/// What may be done to a request now.
struct May {
    /// It escalates: somebody can take care of it, hand it over, alert others.
    care: bool,
    /// Whether it is the visitor who takes care of it.
    mine: bool,
    /// A shelter can be offered.
    offer: bool,
    /// Only with a reason: another shelter has said yes.
    only_anyway: bool,
    found: bool,
    end: bool,
}

/// An offer, live or kept.
struct Offered {
    view: OfferView,
    /// What is said of beds that are not meant for these children.
    on_purpose: Vec<String>,
    phone: Option<Phone>,
}

/// A shelter that can take them, and why it is where it is.
struct Ranked {
    shelter: Shown,
    score: String,
    room: String,
    parts: Vec<Part>,
}

/// A shelter that can't, and why not.
struct Excluded {
    shelter: Shown,
    why: Vec<String>,
}

/// The choice of a bed for one child, where those free are meant for others.
struct BedToName {
    /// The id of the field, and its name in the form.
    id: String,
    name: String,
    /// The child.
    label: String,
    /// The pools to choose from, in words.
    pools: Vec<(Uuid, String)>,
}

/// The id on the page of the field that names a child's bed in a shelter.
pub(crate) fn bed_field(child: usize, shelter: Uuid) -> String {
    format!("bed-{child}-{shelter}")
}

/// What is wrong with a form that was sent.
pub(crate) struct Wrong {
    pub status: StatusCode,
    /// The id of the field, or of the part of the page to look at.
    pub field: String,
    /// What to say.
    pub key: &'static str,
    /// What was entered.
    pub entered: String,
}

impl Page<'_> {
    /// Whether a field was filled in wrongly.
    fn is_wrong(&self, field: &str) -> bool {
        self.wrong.as_ref().is_some_and(|wrong| wrong.field == field)
    }

    /// The beds to name where this shelter is offered anyway.
    fn beds_to_name(&self, shelter: &Uuid) -> &[BedToName] {
        self.to_name.get(shelter).map_or(&[], Vec::as_slice)
    }

    /// Whether a bed of this shelter was named wrongly.
    fn is_wrong_bed(&self, shelter: &Uuid) -> bool {
        self.beds_to_name(shelter).iter().any(|bed| self.is_wrong(&bed.id))
    }

    /// What was entered in a field that was filled in wrongly.
    fn entered(&self, field: &str) -> &str {
        let wrong = self.wrong.as_ref().filter(|wrong| wrong.field == field);
        wrong.map_or("", |wrong| wrong.entered.as_str())
    }

    /// What is wrong, in words.
    fn what_is_wrong(&self) -> String {
        self.wrong.as_ref().map(|wrong| self.shell.text(wrong.key)).unwrap_or_default()
    }
}

/// How a request can end without a bed of ours.
const OUTCOMES: [(Outcome, &str); 5] = [
    (Outcome::PlacedElsewhere, "coordinator-outcome-elsewhere"),
    (Outcome::Family, "coordinator-outcome-family"),
    (Outcome::Hospital, "coordinator-outcome-hospital"),
    (Outcome::LostContact, "coordinator-outcome-lost"),
    (Outcome::Other, "coordinator-outcome-other"),
];

/// Why a shelter says no.
const REASONS: [(DeclineReason, &str); 7] = [
    (DeclineReason::Full, "coordinator-declined-full"),
    (DeclineReason::CountWasWrong, "coordinator-declined-count"),
    (DeclineReason::CannotMeetNeed, "coordinator-declined-need"),
    (DeclineReason::NotEligible, "coordinator-declined-eligible"),
    (DeclineReason::Safety, "coordinator-declined-safety"),
    (DeclineReason::Closed, "coordinator-declined-closed"),
    (DeclineReason::Other, "coordinator-declined-other"),
];

/// How a request ended, in words.
pub(crate) fn outcome(outcome: Outcome) -> &'static str {
    OUTCOMES[outcome as usize].1
}

/// Why a shelter said no, in words.
pub(crate) fn declined(reason: DeclineReason) -> &'static str {
    REASONS[reason as usize].1
}

/// A request a coordinator may look at.
///
/// # Errors
/// Not found beyond the cities they answer for.
pub(crate) async fn find(
    http: &Http,
    visitor: &Session,
    reference: &str,
) -> Result<RequestView, Error> {
    let found = requests::find(&http.cx, &visitor.caller, reference).await?;
    let mine = visitor.caller.coordinates(&found.city, &http.cx.cities);
    if mine { Ok(found) } else { Err(Error::NotFound("request")) }
}

/// The page.
pub async fn show(
    State(http): State<Http>,
    Visitor(visitor): Visitor,
    Address(reference): Address<String>,
) -> Response {
    match find(&http, &visitor, &reference).await {
        Ok(found) => render(&http, &visitor, found, None).await,
        Err(error) => refused(Shell::of(&http, &visitor, PATH), error),
    }
}

/// What there is to know about a request.
struct Known {
    request: RequestView,
    course: Course,
    ranked: MatchesView,
    around: Around,
    history: Vec<requests::HistoryEntry>,
}

async fn know(http: &Http, visitor: &Session, request: RequestView) -> Result<Known, Error> {
    let (cx, caller, id) = (&http.cx, &visitor.caller, request.id);
    let all = PartOf { skip: 0, limit: usize::MAX };
    Ok(Known {
        course: escalations::course(cx, caller, id).await?,
        ranked: requests::rank_now(cx, caller, id).await?,
        around: inbox::around(cx, caller, id).await?,
        history: requests::history(cx, caller, id, all).await?.items,
        request,
    })
}

/// The page, with what is wrong with a form that was sent.
pub(crate) async fn render(
    http: &Http,
    visitor: &Session,
    request: RequestView,
    wrong: Option<Wrong>,
) -> Response {
    let reference = request.reference.clone();
    let path = format!("{PATH}/requests/{reference}");
    let shell = Shell::of(http, visitor, &path);
    let known = match know(http, visitor, request).await {
        Ok(known) => known,
        Err(error) => return refused(shell, error),
    };
    let Known { request, course, ranked, around, history } = known;
    let looking = Looking::from(http, &shell, &request.city);
    let may = may(visitor, &request, &course);
    let told = Told::of(http, &shell, &course, &around.names);
    let mut recent = history::lines(http, &shell, &request.city, &history, &around);
    let older = recent.split_off(recent.len().min(history::SHOWN));
    let care = told.care.as_ref();
    let status = wrong.as_ref().map_or(StatusCode::OK, |wrong| wrong.status);
    let page = Page {
        reference: &reference,
        standing: standing(&shell, &request, &course),
        chosen: care.and_then(|care| care.note).unwrap_or(CareNote::CallingShelters),
        others: others(http, &shell, visitor, &request, &around),
        levels: levels(http, &shell, &request, &course),
        ranked: matches(&shell, &looking, &ranked),
        to_name: to_name(http, &shell, &looking, &request, &ranked),
        excluded: excluded(&looking, &ranked),
        told: describe(http, &shell, &request, &around),
        offer: request.offer.map(|offer| offered(&shell, offer)),
        course: told,
        recent,
        older,
        may,
        wrong,
        notes: NOTES,
        outcomes: OUTCOMES,
        reasons: REASONS,
        shell,
    };
    answer(&page, status)
}

fn may(visitor: &Session, request: &RequestView, course: &Course) -> May {
    let open = request.state.is_open();
    let care = request.acknowledged.as_ref();
    May {
        care: open && course.so_far.why != Why::OnTheWay,
        mine: care.is_some_and(|care| care.by == visitor.caller.account_id),
        offer: open && request.state != RequestState::Missing,
        only_anyway: request.state == RequestState::Accepted,
        found: request.state == RequestState::Missing,
        end: open,
    }
}

fn describe(http: &Http, shell: &Shell<'_>, request: &RequestView, around: &Around) -> Request {
    let guessed = request.children.iter().filter(|child| child.age_estimated);
    let guessed: Vec<String> = guessed.map(|child| child.age.to_string()).collect();
    let guessed = (!guessed.is_empty())
        .then(|| shell.with("coordinator-guessed", "ages", &guessed.join(" · ")));
    let children = request.children.iter().map(|child| (child.age, child.gender));
    let children = words::children(shell, children);
    Request {
        heading: if children.is_empty() { grouped(&request.reference) } else { children },
        guessed,
        city: words::city(http, shell, &request.city),
        urgency: shell.text(words::urgency(request.urgency)),
        needs: request.needs.iter().map(|need| words::need(shell, need)).collect(),
        team: around.team.clone(),
        made_at: request.created_at,
        reach: shell.count("coordinator-reach", &rounded(request.max_km)),
        case_ref: request.case_ref.clone(),
        hold: request.hold,
        end_reason: around.end_reason.clone(),
    }
}

fn standing(shell: &Shell<'_>, request: &RequestView, course: &Course) -> Standing {
    let since = course.so_far.since;
    let asked_at = request.arrival_asked_at;
    let alerted =
        asked_at.is_some_and(|asked| course.so_far.sent.iter().any(|step| step.at >= asked));
    let (dot, key, since) = match (request.state, course.so_far.why) {
        (RequestState::Waiting, _) => ("alarm", "coordinator-waiting", Some(since)),
        (RequestState::Offered, _) => ("promised", "coordinator-promised", Some(since)),
        (RequestState::Missing, _) => ("alarm", "coordinator-missing", Some(since)),
        (RequestState::Accepted, Why::MissingOnTheWay) if alerted => {
            ("alarm", "coordinator-no-news", Some(since))
        }
        (RequestState::Accepted, Why::MissingOnTheWay) => {
            ("promised", "coordinator-asked-both", asked_at)
        }
        (RequestState::Accepted, _) => ("free", "coordinator-on-the-way", None),
        (RequestState::Placed, _) => ("free", "coordinator-placed", None),
        (RequestState::Withdrawn, _) => ("full", "coordinator-withdrawn", None),
        (RequestState::Closed, _) => ("full", "coordinator-closed", None),
    };
    let ended = request.outcome.map(|how| format!(" · {}", shell.text(outcome(how))));
    Standing { dot, text: shell.text(key) + &ended.unwrap_or_default(), since }
}

fn others(
    http: &Http,
    shell: &Shell<'_>,
    visitor: &Session,
    request: &RequestView,
    around: &Around,
) -> Vec<(Uuid, String)> {
    let care = request.acknowledged.as_ref().map(|care| care.by);
    let free = |id: Uuid| id != visitor.caller.account_id && Some(id) != care;
    let others = around.coordinators.iter().filter(|one| free(one.id));
    let name = |one: &inbox::Colleague| {
        let level = words::level(http, shell, one.level, &request.city);
        (one.id, format!("{level} · {}", one.email))
    };
    others.map(name).collect()
}

fn levels(
    http: &Http,
    shell: &Shell<'_>,
    request: &RequestView,
    course: &Course,
) -> Vec<(Level, String)> {
    let mut levels = course.levels.clone();
    levels.sort_unstable();
    levels.dedup();
    let name = |level| (level, words::level(http, shell, level, &request.city));
    levels.into_iter().map(name).collect()
}

fn offered(shell: &Shell<'_>, view: OfferView) -> Offered {
    let phone = view.contact.phone.as_deref().map(Phone::of);
    Offered { on_purpose: given_on_purpose(shell, &view), view, phone }
}

fn matches(shell: &Shell<'_>, looking: &Looking<'_>, ranked: &MatchesView) -> Vec<Ranked> {
    let shown = ranked.matches.iter().filter_map(|found| {
        let parts = looking.why(found);
        Some(Ranked {
            shelter: looking.shelter(found.shelter_id)?,
            score: shell.count("coordinator-score", &rounded(found.score * 100.0)),
            room: parts.get(2).map(|part| part.finding.clone()).unwrap_or_default(),
            parts,
        })
    });
    shown.collect()
}

fn excluded(looking: &Looking<'_>, ranked: &MatchesView) -> Vec<Excluded> {
    let shown = ranked.excluded.iter().filter_map(|one| {
        Some(Excluded { shelter: looking.shelter(one.shelter_id)?, why: looking.why_not(one) })
    });
    shown.collect()
}

/// The beds to name in each excluded shelter whose free beds are meant for others.
fn to_name(
    http: &Http,
    shell: &Shell<'_>,
    looking: &Looking<'_>,
    request: &RequestView,
    ranked: &MatchesView,
) -> HashMap<Uuid, Vec<BedToName>> {
    let children = &request.children;
    let beds = |id: Uuid| {
        let shelter = looking.find(id)?;
        let pools = manual_offer::pools_to_name(&http.cx, children, shelter, shell.now);
        let pool = |pool: &Pool| (pool.id, format!("{} · {}", pool.name, looking.takes(pool)));
        let pools: Vec<(Uuid, String)> = pools.iter().map(pool).collect();
        let bed = |(at, child): (usize, &Child)| BedToName {
            id: bed_field(at, id),
            name: format!("bed-{at}"),
            label: shell.with(
                "coordinator-bed-of",
                "child",
                &words::children(shell, [(child.age, child.gender)]),
            ),
            pools: pools.clone(),
        };
        (!pools.is_empty()).then(|| (id, children.iter().enumerate().map(bed).collect()))
    };
    ranked.excluded.iter().filter_map(|one| beds(one.shelter_id)).collect()
}
