//! Who is without a bed: the most pressing first.

use std::collections::HashMap;

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::escalation::{CareNote, Why};
use crate::domain::request::{RequestState, grouped};
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::escalation::progress::Told;
use crate::http::web::escalation::{NOTES, PATH};
use crate::http::web::placement::ranked_shelters::{Looking, Phone};
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::wording::plural;
use crate::http::web::words;
use crate::services::escalation::inbox::{self, Case, Desk};
use crate::services::shelters::count_reminders::{self, SilentShelter};
use crate::services::views::{MatchesView, OfferView};

/// Shelters told of a request that none can take.
const NEAREST: usize = 2;

#[derive(Template)]
#[template(path = "pages/coordinator.html")]
struct Page<'a> {
    shell: Shell<'a>,
    without: i32,
    longest: Option<DateTime<Utc>>,
    /// Those that nothing is promised to.
    bedless: Vec<Card>,
    /// Those whose shelter has not answered.
    asked: Vec<Card>,
    more: i32,
    silent: Vec<Silent>,
    notes: [(CareNote, &'static str); 3],
}

/// A request that needs somebody, in words.
struct Card {
    reference: String,
    children: String,
    /// Where and how soon, or that a child has not come.
    lead: String,
    needs: Vec<String>,
    course: Told,
    /// What would help: shelters, each with what is to be said of it.
    near: Near,
    /// The shelter that is expected to answer, or to see the child.
    offer: Option<Asked>,
    has_not_come: bool,
}

/// The shelters that come nearest.
enum Near {
    /// The best that can take them.
    Match(String, String),
    /// Those that all but can, with why not.
    Missed(Vec<(String, String)>),
}

/// A shelter that was asked.
struct Asked {
    name: String,
    until: DateTime<Utc>,
    phone: Option<Phone>,
}

/// A shelter that has not answered for its counts.
struct Silent {
    name: String,
    city: String,
    what: String,
    phone: Option<Phone>,
}

/// The page.
pub async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    let desk = match inbox::desk(&http.cx, &visitor.caller).await {
        Ok(desk) => desk,
        Err(error) => return refused(shell, error),
    };
    let silent = match count_reminders::silent(&http.cx, &visitor.caller).await {
        Ok(silent) => silent,
        Err(error) => return refused(shell, error),
    };
    let silent = silent.iter().map(|one| silent_one(&http, &shell, one)).collect();
    let Desk { without, longest, cases, more, names } = desk;
    let promised = |case: &Case| case.request.state == RequestState::Offered;
    let (asked, bedless): (Vec<Case>, Vec<Case>) = cases.into_iter().partition(promised);
    let cards = |cases: Vec<Case>| {
        cases.into_iter().map(|case| card(&http, &shell, case, &names)).collect::<Vec<_>>()
    };
    let (bedless, asked) = (cards(bedless), cards(asked));
    let (without, more, notes) = (plural(without), plural(more), NOTES);
    answer(&Page { shell, without, longest, bedless, asked, more, silent, notes }, StatusCode::OK)
}

fn card(http: &Http, shell: &Shell<'_>, case: Case, names: &HashMap<Uuid, String>) -> Card {
    let Case { request, course, ranked } = case;
    let looking = Looking::from(http, shell, &request.city);
    let city = words::city(http, shell, &request.city);
    let how_soon = match course.so_far.why {
        Why::Missing => shell.text("coordinator-missing"),
        Why::MissingOnTheWay => shell.text("coordinator-no-news"),
        Why::Unmatched | Why::OnTheWay => shell.text(words::urgency(request.urgency)),
    };
    let children = request.children.iter().map(|child| (child.age, child.gender));
    Card {
        children: words::children(shell, children),
        lead: format!("{city} · {how_soon}"),
        needs: request.needs.iter().map(|need| words::need(shell, need)).collect(),
        course: Told::of(http, shell, &course, names),
        near: near(&looking, &ranked),
        offer: request.offer.map(asked),
        has_not_come: matches!(course.so_far.why, Why::Missing | Why::MissingOnTheWay),
        reference: request.reference,
    }
}

fn near(looking: &Looking<'_>, ranked: &MatchesView) -> Near {
    if let Some(best) = ranked.matches.first() {
        let far = looking.shelter(best.shelter_id);
        let far = far.map(|shelter| format!("{} · {}", shelter.city, shelter.km));
        return Near::Match(best.shelter_name.clone(), far.unwrap_or_default());
    }
    let missed = ranked.excluded.iter().take(NEAREST);
    let told = missed.map(|one| {
        let far = looking.shelter(one.shelter_id).map(|shelter| shelter.km);
        let why: Vec<String> = far.into_iter().chain(looking.why_not(one)).collect();
        (one.shelter_name.clone(), why.join(" · "))
    });
    Near::Missed(told.collect())
}

fn asked(offer: OfferView) -> Asked {
    let phone = offer.contact.phone.as_deref().map(Phone::of);
    Asked { name: offer.shelter_name, until: offer.expires_at, phone }
}

fn silent_one(http: &Http, shell: &Shell<'_>, silent: &SilentShelter) -> Silent {
    let asked = shell.count("coordinator-asked-times", &silent.times);
    let what = match silent.reported_at {
        Some(at) => {
            format!("{asked} · {}", shell.with("coordinator-count-from", "ago", &shell.ago(at)))
        }
        None => asked,
    };
    Silent {
        name: silent.shelter_name.clone(),
        city: words::city(http, shell, &silent.city),
        what,
        phone: silent.phone.as_deref().map(Phone::of),
    }
}
