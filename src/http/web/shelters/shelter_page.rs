//! A shelter's page: its pools, pending and accepted offers, children in the shelter; and its forms
//! that report a count, close or open a pool. Forms of offers are in `shelter_offers.rs`.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::bed::{Freshness, Pool};
use crate::domain::count::SeenCount;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::grouped;
use crate::domain::typed;
use crate::http::web::components::{Clock, Name, TextWithTime, Time};
use crate::http::web::placement::ranked_shelters::notes_on_beds;
use crate::http::web::{Form, PageResult, Phone, Shell, Visit, just_done, labels, page, redirect};
use crate::services::authorisation::Shelter;
use crate::services::placement::offers;
use crate::services::shelters::availability::{self, Availability};
use crate::services::views::{OfferView, PoolView};
use crate::services::{Error, Page as PageOf};

pub(crate) const PATH: &str = "/shelter";

/// Most offers shown of each state.
const MAX_OFFERS: i64 = 200;

#[derive(Template)]
#[template(path = "pages/shelter.html")]
struct Page {
    shell: Shell,
    shelters: Vec<ShelterPools>,
    pending: Vec<ShownOffer>,
    coming: Vec<ShownOffer>,
    here: Vec<ShownOffer>,
    reasons: [(&'static str, &'static str); 7],
    clash: Option<Clash>,
    /// From this age on a count is stale.
    stale_after: Duration,
}

/// A count refused because there is a newer one.
struct Clash {
    pool: PoolView,
    entered: i32,
}

impl Page {
    /// The refused count of this pool, if any.
    fn clash_of(&self, pool: &Pool) -> Option<&Clash> {
        self.clash.as_ref().filter(|clash| clash.pool.id == pool.id)
    }

    /// Text of the conflict.
    fn meanwhile(&self, clash: &Clash) -> String {
        let time = self.shell.when(&clash.pool.reported_at);
        let args = [
            ("count", clash.pool.free.into()),
            ("time", time.into()),
            ("mine", clash.entered.into()),
        ];
        self.shell.fill("shelter-meanwhile", &args)
    }

    /// The count shown, for the hidden field `seen`.
    fn seen(&self, pool: &Pool) -> String {
        SeenCount::of(pool).to_string()
    }

    /// Name of a queued count; the script fills in `{time}`.
    fn label(&self, pool: &Pool) -> String {
        let args = [("pool", pool.name.as_str().into()), ("time", "{time}".into())];
        self.shell.fill("shelter-label", &args)
    }

    /// Whether its count is so old that nothing is offered to it.
    fn is_stale(&self, pool: &Pool) -> bool {
        !pool.closed && pool.freshness(self.shell.now, self.stale_after) == Freshness::Stale
    }

    fn empty_reserved(&self, pool: &Pool) -> String {
        let args = [("free", pool.free.into()), ("promised", pool.promised.into())];
        self.shell.fill("shelter-empty-reserved", &args)
    }

    /// Label of the count's field.
    fn empty_beds(&self, pool: &Pool) -> String {
        let args = [("pool", pool.name.as_str().into()), ("max", pool.capacity.into())];
        self.shell.fill("shelter-empty", &args)
    }

    /// Age of the pool's count.
    fn counted_ago(&self, pool: &Pool) -> Clock {
        let (key, key_now) = ("shelter-counted-ago", "shelter-counted-now");
        self.shell.ago_in(&pool.reported_at, key, "time", key_now)
    }

    /// Date of the pool's count, for an older one.
    fn counted_at(&self, pool: &Pool) -> TextWithTime<Time> {
        self.shell.around("shelter-counted-at", "time", self.shell.at(&pool.reported_at))
    }

    /// Whether the pool was counted within a day.
    fn is_within_a_day(&self, pool: &Pool) -> bool {
        self.shell.now - pool.reported_at < TimeDelta::days(1)
    }

    fn answer_by(&self, offer: &ShownOffer) -> TextWithTime<Time> {
        self.shell.around("shelter-answer-by", "time", self.shell.at(&offer.view.expires_at))
    }

    /// Since when a bed is kept; once the arrival is asked about, the question whether the child is
    /// there.
    fn since(&self, offer: &ShownOffer) -> TextWithTime<Time> {
        let key = match offer.view.arrival_asked_at {
            Some(_) => "shelter-there-yet",
            None => "shelter-since",
        };
        self.shell.around(key, "time", self.shell.at(&offer.view.created_at))
    }
}

struct ShelterPools {
    id: Uuid,
    name: String,
    pools: Vec<Pool>,
}

/// An offer, as the page shows it.
struct ShownOffer {
    id: Uuid,
    reference: String,
    children: String,
    urgency: String,
    needs: Vec<String>,
    pools: String,
    /// Notes on beds meant for other children.
    on_purpose: Vec<String>,
    /// The partner whose team asked.
    team: TextWithTime<Name>,
    team_phone: Option<Phone>,
    view: OfferView,
}

/// Decline reasons and the keys of their texts.
const REASONS: [(&str, &str); 7] = [
    (DeclineReason::Full.code(), "shelter-reason-full"),
    (DeclineReason::CountWasWrong.code(), "shelter-reason-count-was-wrong"),
    (DeclineReason::CannotMeetNeed.code(), "shelter-reason-cannot-meet-need"),
    (DeclineReason::NotEligible.code(), "shelter-reason-not-eligible"),
    (DeclineReason::Safety.code(), "shelter-reason-safety"),
    (DeclineReason::Closed.code(), "shelter-reason-closed"),
    (DeclineReason::Other.code(), "shelter-reason-other"),
];

pub async fn show(mut visit: Visit<Shelter>) -> PageResult {
    just_done::show(&mut visit, |offer| format!("{PATH}/offers/{}/undo", offer.id)).await?;
    render(visit, None, StatusCode::OK).await
}

async fn render(mut visit: Visit<Shelter>, clash: Option<Clash>, status: StatusCode) -> PageResult {
    PATH.clone_into(&mut visit.shell.path);
    let shelters = own_shelters(&visit);
    let pending = shown(&visit, &shelters, OfferState::Pending).await?;
    let coming = shown(&visit, &shelters, OfferState::Accepted).await?;
    let here = shown(&visit, &shelters, OfferState::Arrived).await?;
    let stale_after = visit.cx().settings.rules.stale_after;
    let (shell, reasons) = (visit.shell, REASONS);
    page(&Page { shell, shelters, pending, coming, here, reasons, clash, stale_after }, status)
}

fn own_shelters(visit: &Visit<Shelter>) -> Vec<ShelterPools> {
    let board = visit.cx().board.snapshot();
    let partner = visit.caller().partner_id;
    let own = board.iter().filter(|shelter| Some(shelter.partner_id) == partner);
    own.map(|shelter| ShelterPools {
        id: shelter.id,
        name: shelter.name.clone(),
        pools: shelter.pools.clone(),
    })
    .collect()
}

/// Offers of these shelters in a state, oldest first.
async fn shown(
    visit: &Visit<Shelter>,
    shelters: &[ShelterPools],
    state: OfferState,
) -> Result<Vec<ShownOffer>, Error> {
    let part = PageOf { cursor: None, limit: MAX_OFFERS };
    let found = offers::list(visit.cx(), &visit.caller().to(), Some(state), part).await?;
    let is_own = |offer: &OfferView| shelters.iter().any(|one| one.id == offer.shelter_id);
    let own = found.items.into_iter().rev().filter(is_own);
    Ok(own.map(|view| shown_offer(&visit.shell, shelters, view)).collect())
}

fn shown_offer(shell: &Shell, shelters: &[ShelterPools], view: OfferView) -> ShownOffer {
    let children = view.beds.iter().map(|bed| (bed.child.age, bed.child.gender));
    let team = &view.contact.team;
    ShownOffer {
        id: view.id,
        reference: grouped(&view.reference),
        children: labels::children(shell, children),
        urgency: shell.text(labels::urgency(view.urgency)),
        needs: view.needs.iter().map(|need| labels::need(shell, need)).collect(),
        pools: pool_names(shelters, &view),
        on_purpose: notes_on_beds(shell, &view),
        team: shell.around("shelter-team", "name", Name { name: team.partner.clone() }),
        team_phone: team.phone.as_deref().map(Phone::new),
        view,
    }
}

/// Names of an offer's pools, each once.
fn pool_names(shelters: &[ShelterPools], offer: &OfferView) -> String {
    let pools = shelters.iter().flat_map(|shelter| &shelter.pools);
    let offered = pools.filter(|pool| offer.beds.iter().any(|bed| bed.pool_id == pool.id));
    offered.map(|pool| pool.name.as_str()).collect::<Vec<_>>().join(" + ")
}

pub async fn count(form: Form<Shelter>) -> PageResult {
    report(form, None).await
}

pub async fn close(form: Form<Shelter>) -> PageResult {
    report(form, Some(true)).await
}

pub async fn open(form: Form<Shelter>) -> PageResult {
    report(form, Some(false)).await
}

async fn report(form: Form<Shelter>, closed: Option<bool>) -> PageResult {
    let (id, shelter) = (form.param("id")?, form.caller().to());
    let Some(free) = entered(&form) else { return wrong_count(form.visit).await };
    let counted_at = counted_at(&form)?.map(|at| at.min(form.cx().now()));
    let report = async |free, counted_at, seen| {
        let body = Availability { free, closed, counted_at, note_code: None };
        availability::report_from_form(form.cx(), &shelter, form.key(), id, body, seen).await
    };
    let done = match report(free, counted_at, form.get("seen").parse().ok()).await {
        // Closing or opening keeps the newer number.
        Err(Error::NewerCount { pool, .. }) if closed.is_some() => {
            let seen = SeenCount { reported_at: pool.reported_at, free: pool.free };
            report(pool.free, None, Some(seen)).await
        }
        // The newer count has the same number: nothing to resolve.
        Err(Error::NewerCount { pool, .. }) if pool.free == free && !pool.closed => Ok(()),
        done => done,
    };
    match done {
        Ok(()) => redirect(&format!("{PATH}#pool-{id}")),
        Err(Error::NewerCount { pool, .. }) => {
            let clash = Clash { pool: *pool, entered: free };
            render(form.visit, Some(clash), StatusCode::CONFLICT).await
        }
        Err(Error::Invalid(_)) => wrong_count(form.visit).await,
        Err(error) => Err(error.into()),
    }
}

async fn wrong_count(mut visit: Visit<Shelter>) -> PageResult {
    visit.shell.notice = Some(visit.shell.text("shelter-wrong-count"));
    render(visit, None, StatusCode::UNPROCESSABLE_ENTITY).await
}

/// The form's number: `right` (the button that settles a conflict), else `free` plus `step` (the −
/// and + buttons).
fn entered(form: &Form<Shelter>) -> Option<i32> {
    let number = |name| typed::whole_number::<i32>(form.get(name));
    if form.has("right") {
        return number("right").filter(|free| *free >= 0);
    }
    let entered = number("free")?;
    let step = number("step").unwrap_or_default();
    Some(entered.saturating_add(step.clamp(-1, 1))).filter(|free| *free >= 0)
}

/// When the number was counted; set by the page's script for a count queued offline.
fn counted_at(form: &Form<Shelter>) -> Result<Option<DateTime<Utc>>, Error> {
    let text = form.get("counted_at");
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Error::field("/counted_at", "bad_format", "must be a moment (RFC 3339)");
    text.parse().map(Some).map_err(wrong)
}
