//! A shelter's page: how many beds are free, who waits for an answer, who is expected and here.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use chrono::{DateTime, TimeDelta, Utc};
use uuid::Uuid;

use crate::domain::account::{Caller, Role};
use crate::domain::bed::Pool;
use crate::domain::count::SeenCount;
use crate::domain::offer::{DeclineReason, OfferState};
use crate::domain::request::grouped;
use crate::domain::typed;
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::access::Address;
use crate::http::web::form::Sent;
use crate::http::web::placement::ranked_shelters::given_on_purpose;
use crate::http::web::shell::{Markup, Shell, answer, refused};
use crate::http::web::wording::around;
use crate::http::web::words;
use crate::services::identity::sign_in::Session;
use crate::services::placement::arrivals;
use crate::services::placement::offers::{self, Answer, Refusal};
use crate::services::shelters::availability::{self, Availability};
use crate::services::views::{OfferView, PoolView};
use crate::services::{Error, Page as PageOf};

const PATH: &str = "/shelter";

/// Most offers of one state that are shown.
const SHOWN: i64 = 200;

#[derive(Template)]
#[template(path = "pages/shelter.html")]
struct Page<'a> {
    shell: Shell<'a>,
    houses: Vec<House>,
    pending: Vec<Shown>,
    pending_count: i32,
    coming: Vec<Shown>,
    here: Vec<Shown>,
    here_count: i32,
    reasons: [(&'static str, &'static str); 7],
    clash: Option<Clash>,
}

/// A count that was not taken, because a newer one is there.
struct Clash {
    pool: PoolView,
    /// The number that was sent.
    entered: i32,
}

impl Page<'_> {
    /// The clash about a pool, if there is one.
    fn clash_about(&self, pool: &Pool) -> Option<&Clash> {
        self.clash.as_ref().filter(|clash| clash.pool.id == pool.id)
    }

    /// What the number is that was counted meanwhile, and which one was not saved.
    fn meanwhile(&self, clash: &Clash) -> String {
        let time = self.shell.when(&clash.pool.reported_at);
        let args = [
            ("count", clash.pool.free.into()),
            ("time", time.into()),
            ("mine", clash.entered.into()),
        ];
        self.shell.fill("shelter-meanwhile", &args)
    }

    /// The count as the form shows it, to be sent back with the next one.
    fn seen(&self, pool: &Pool) -> String {
        SeenCount::of(pool).to_string()
    }

    /// What a count that waits for the network is called; the script fills in the time.
    fn label(&self, pool: &Pool) -> String {
        let args = [("pool", pool.name.as_str().into()), ("time", "{time}".into())];
        self.shell.fill("shelter-label", &args)
    }

    /// What the number in the middle is.
    fn empty_beds(&self, pool: &Pool) -> String {
        let args = [("pool", pool.name.as_str().into()), ("max", pool.capacity.into())];
        self.shell.fill("shelter-empty", &args)
    }

    /// When a pool was counted.
    fn counted(&self, pool: &Pool) -> Markup {
        let at = &pool.reported_at;
        if self.shell.now - *at < TimeDelta::days(1) {
            around(&self.shell, "shelter-counted-ago", "time", &self.shell.since(at))
        } else {
            around(&self.shell, "shelter-counted-at", "time", &self.shell.at(at))
        }
    }

    /// Until when an offer can be answered.
    fn by(&self, offer: &Shown) -> Markup {
        around(&self.shell, "shelter-answer-by", "time", &self.shell.at(&offer.view.expires_at))
    }

    /// Since when a bed is kept for a child on the way; after hours, whether it is there.
    fn since(&self, offer: &Shown) -> Markup {
        let at = self.shell.at(&offer.view.created_at);
        match offer.view.arrival_asked_at {
            Some(_) => around(&self.shell, "shelter-there-yet", "time", &at),
            None => around(&self.shell, "shelter-since", "time", &at),
        }
    }
}

/// A house with its pools.
struct House {
    id: Uuid,
    name: String,
    pools: Vec<Pool>,
}

/// An offer, in words.
struct Shown {
    id: Uuid,
    reference: String,
    children: String,
    urgency: String,
    needs: Vec<String>,
    pools: String,
    /// What is said of beds that are not meant for these children.
    on_purpose: Vec<String>,
    view: OfferView,
}

/// The reasons for a refusal, with their texts.
const REASONS: [(&str, &str); 7] = [
    (DeclineReason::Full.code(), "shelter-reason-full"),
    (DeclineReason::CountWasWrong.code(), "shelter-reason-count-was-wrong"),
    (DeclineReason::CannotMeetNeed.code(), "shelter-reason-cannot-meet-need"),
    (DeclineReason::NotEligible.code(), "shelter-reason-not-eligible"),
    (DeclineReason::Safety.code(), "shelter-reason-safety"),
    (DeclineReason::Closed.code(), "shelter-reason-closed"),
    (DeclineReason::Other.code(), "shelter-reason-other"),
];

/// The page.
pub async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    render(&http, &visitor, PageNotice::Nothing).await
}

/// What the page has to say about the form that led to it.
enum PageNotice {
    Nothing,
    WrongCount,
    Clash(Clash),
}

async fn render(http: &Http, visitor: &Session, notice: PageNotice) -> Response {
    let mut shell = Shell::of(http, visitor, PATH);
    let house = match as_house(&visitor.caller) {
        Ok(house) => house,
        Err(error) => return refused(shell, error),
    };
    let (status, clash) = match notice {
        PageNotice::Nothing => (StatusCode::OK, None),
        PageNotice::WrongCount => {
            shell.notice = Some(shell.text("shelter-wrong-count"));
            (StatusCode::UNPROCESSABLE_ENTITY, None)
        }
        PageNotice::Clash(clash) => (StatusCode::CONFLICT, Some(clash)),
    };
    let houses = houses(http, visitor);
    let mut lists = Vec::new();
    for state in [OfferState::Pending, OfferState::Accepted, OfferState::Arrived] {
        match shown(http, &house, &shell, &houses, state).await {
            Ok(offers) => lists.push(offers),
            Err(error) => return refused(shell, error),
        }
    }
    let count = |list: &Vec<Shown>| i32::try_from(list.len()).unwrap_or(i32::MAX);
    let (here, coming) = (lists.pop().unwrap_or_default(), lists.pop().unwrap_or_default());
    let pending = lists.pop().unwrap_or_default();
    let (pending_count, here_count) = (count(&pending), count(&here));
    let reasons = REASONS;
    let page =
        Page { shell, houses, pending, pending_count, coming, here, here_count, reasons, clash };
    answer(&page, status)
}

/// Somebody in their part as a house: this page is for houses alone.
fn as_house(caller: &Caller) -> Result<Caller, Error> {
    caller.only_as(Role::Shelter).ok_or(Error::Forbidden)
}

/// The houses of the visitor's partner.
fn houses(http: &Http, visitor: &Session) -> Vec<House> {
    let board = http.cx.board.snapshot();
    let mine = board.iter().filter(|shelter| Some(shelter.partner_id) == visitor.caller.partner_id);
    mine.map(|shelter| House {
        id: shelter.id,
        name: shelter.name.clone(),
        pools: shelter.pools.clone(),
    })
    .collect()
}

/// Offers to these houses that are in a state, oldest first.
async fn shown(
    http: &Http,
    house: &Caller,
    shell: &Shell<'_>,
    houses: &[House],
    state: OfferState,
) -> Result<Vec<Shown>, Error> {
    let page = PageOf { cursor: None, limit: SHOWN };
    let found = offers::list(&http.cx, house, Some(state), page).await?;
    let mine = |offer: &OfferView| houses.iter().any(|house| house.id == offer.shelter_id);
    let shown = found.items.into_iter().rev().filter(|offer| mine(offer)).map(|view| Shown {
        id: view.id,
        reference: grouped(&view.reference),
        children: words::children(
            shell,
            view.beds.iter().map(|bed| (bed.child.age, bed.child.gender)),
        ),
        urgency: shell.text(words::urgency(view.urgency)),
        needs: view.needs.iter().map(|need| words::need(shell, need)).collect(),
        pools: pool_names(houses, &view),
        on_purpose: given_on_purpose(shell, &view),
        view,
    });
    Ok(shown.collect())
}

/// The names of the pools an offer is for, each once.
fn pool_names(houses: &[House], offer: &OfferView) -> String {
    let pools = houses.iter().flat_map(|house| &house.pools);
    let meant = pools.filter(|pool| offer.beds.iter().any(|bed| bed.pool_id == pool.id));
    meant.map(|pool| pool.name.as_str()).collect::<Vec<_>>().join(" + ")
}

/// Takes a count, closes a pool or opens it.
pub async fn report(
    State(http): State<Http>,
    Address((id, what)): Address<(Uuid, String)>,
    sent: Sent,
) -> Response {
    let visitor = &sent.visitor;
    let closed = match what.as_str() {
        "count" => None,
        "close" => Some(true),
        "open" => Some(false),
        _ => return refused(Shell::of(&http, visitor, PATH), Error::NotFound("page")),
    };
    let house = match as_house(&visitor.caller) {
        Ok(house) => house,
        Err(error) => return refused(Shell::of(&http, visitor, PATH), error),
    };
    let Some(free) = entered(&sent) else {
        return render(&http, visitor, PageNotice::WrongCount).await;
    };
    let counted_at = match moment(&sent) {
        Ok(moment) => moment.map(|at| at.min(http.cx.now())),
        Err(error) => return refused(Shell::of(&http, visitor, PATH), error),
    };
    let body = Availability { free, closed, counted_at, note_code: None };
    let seen = sent.get("seen").parse().ok();
    let done =
        availability::report_from_form(&http.cx, &house, sent.once(), id, body.clone(), seen);
    let done = match done.await {
        // The number stays what it is now: what was asked is that the pool opens or closes.
        Err(Error::NewerCount { pool, .. }) if closed.is_some() => {
            let seen = SeenCount { reported_at: pool.reported_at, free: pool.free };
            let body = Availability { free: pool.free, counted_at: None, ..body };
            let key = sent.once();
            availability::report_from_form(&http.cx, &house, key, id, body, Some(seen)).await
        }
        // Two who counted the same agree.
        Err(Error::NewerCount { pool, .. }) if pool.free == free && !pool.closed => Ok(()),
        done => done,
    };
    match done {
        Ok(()) => Redirect::to(&format!("{PATH}#pool-{id}")).into_response(),
        Err(Error::NewerCount { pool, .. }) => {
            render(&http, visitor, PageNotice::Clash(Clash { pool: *pool, entered: free })).await
        }
        Err(Error::Invalid(_)) => render(&http, visitor, PageNotice::WrongCount).await,
        Err(error) => refused(Shell::of(&http, visitor, PATH), error),
    }
}

/// The number of free beds that a form says: chosen of two, or entered with a step up or down.
fn entered(sent: &Sent) -> Option<i32> {
    let number = |name| typed::whole_number::<i32>(sent.get(name));
    if sent.has("right") {
        return number("right").filter(|free| *free >= 0);
    }
    let entered = number("free")?;
    let step = number("step").unwrap_or_default();
    Some(entered.saturating_add(step.clamp(-1, 1))).filter(|free| *free >= 0)
}

/// When the number was counted, as the script of the page says.
fn moment(sent: &Sent) -> Result<Option<DateTime<Utc>>, Error> {
    let text = sent.get("counted_at");
    if text.is_empty() {
        return Ok(None);
    }
    let wrong = |_| Error::field("/counted_at", "bad_format", "must be a moment (RFC 3339)");
    text.parse().map(Some).map_err(wrong)
}

/// Answers an offer, or says what became of the child.
pub async fn act(
    State(http): State<Http>,
    Address((id, what)): Address<(Uuid, String)>,
    sent: Sent,
) -> Response {
    let (visitor, key) = (&sent.visitor, sent.once());
    let house = match as_house(&visitor.caller) {
        Ok(house) => house,
        Err(error) => return refused(Shell::of(&http, visitor, PATH), error),
    };
    let (cx, caller) = (&http.cx, &house);
    let answer = match what.as_str() {
        "accept" => Answer::Accept,
        "arrive" => Answer::Arrive,
        "no-show" => Answer::NoShow,
        "depart" => Answer::Depart,
        "decline" => match DeclineReason::parse(sent.get("reason")) {
            Some(reason) => Answer::Decline(Refusal { reason, detail: None }),
            None => {
                let wrong = Error::field("/reason", "required", "must be one of the reasons");
                return refused(Shell::of(&http, visitor, PATH), wrong);
            }
        },
        "on-the-way" => {
            let done = arrivals::still_on_the_way(cx, caller, key, id).await;
            return back(&http, visitor, done);
        }
        _ => return refused(Shell::of(&http, visitor, PATH), Error::NotFound("page")),
    };
    back(&http, visitor, offers::answer(cx, caller, key, id, answer).await)
}

fn back(http: &Http, visitor: &Session, done: Result<OfferView, Error>) -> Response {
    match done {
        Ok(_) => Redirect::to(PATH).into_response(),
        Err(error) => refused(Shell::of(http, visitor, PATH), error),
    }
}
