//! A night in which everything happens that can happen to a request, an offer and a bed; and
//! another, half a year later.

use std::time::Duration;

use chrono::TimeDelta;
use mabit::background;
use mabit::clock::Clock;
use mabit::domain::account::{Caller, Role, Scope};
use mabit::domain::locale::Locale;
use mabit::domain::offer::DeclineReason;
use mabit::domain::request::{Child, Gender, Outcome, Urgency};
use mabit::services::Error;
use mabit::services::Page;
use mabit::services::authorisation::Operator;
use mabit::services::escalation::acknowledge::AcknowledgeRequest;
use mabit::services::escalation::list;
use mabit::services::identity::accounts::AddAccount;
use mabit::services::identity::accounts::NewUser;
use mabit::services::identity::tokens;
use mabit::services::identity::tokens::RevokeToken;
use mabit::services::operations::jobs;
use mabit::services::placement::closing::{ChildFound, Close, Withdraw};
use mabit::services::placement::manual_offer::ChosenShelter;
use mabit::services::placement::manual_offer::OfferByHand;
use mabit::services::placement::offers::Decline;
use mabit::services::placement::requests;
use mabit::services::placement::requests::NewRequest;
use mabit::services::shelters::availability;
use mabit::services::shelters::availability::Availability;
use mabit::services::shelters::board;
use mabit::services::views::OfferView;
use mabit::services::views::RequestView;
use mabit::store::notifications::claims;
use mabit::store::notifications::claims::ClaimTime;
use mabit::store::operations::audit_log;
use uuid::Uuid;

use super::acts::{OfferAnswer, act, answer, with_right};
use super::service::Service;

/// A city of the demo, with its partner, which runs its only shelter in reach.
#[derive(Clone, Copy)]
pub struct Place {
    pub city: &'static str,
    slug: &'static str,
}

pub const CASABLANCA: Place = Place { city: "casablanca", slug: "bayti" };
pub const MARRAKECH: Place = Place { city: "marrakech", slug: "al-karam" };
pub const NADOR: Place = Place { city: "nador", slug: "asticude" };
pub const OUJDA: Place = Place { city: "oujda", slug: "ms2" };
pub const RABAT: Place = Place { city: "rabat", slug: "orient-occident" };
pub const TANGER: Place = Place { city: "tanger", slug: "tadamon" };

/// A girl of an age.
pub fn girl(age: i32) -> Child {
    Child { age, gender: Gender::Female, age_estimated: true }
}

/// A boy of an age.
pub fn boy(age: i32) -> Child {
    Child { age, gender: Gender::Male, age_estimated: false }
}

/// A call for a bed, tonight.
pub fn call(place: Place, children: &[Child]) -> NewRequest {
    NewRequest {
        city: place.city.to_owned(),
        children: children.to_vec(),
        urgency: Urgency::Emergency,
        needs: Vec::new(),
        max_km: None,
        case_ref: None,
        hold: true,
    }
}

/// What the people of a place do.
impl Service {
    pub async fn team(&self, place: Place) -> Caller {
        self.caller(&format!("outreach@{}.example", place.slug)).await
    }

    pub async fn shelter(&self, place: Place) -> Caller {
        self.caller(&format!("shelter@{}.example", place.slug)).await
    }

    pub async fn coordinator(&self, place: Place) -> Caller {
        self.caller(&format!("coordinator@{}.example", place.slug)).await
    }

    /// The team asks for a bed.
    pub async fn ask(&self, place: Place, request: NewRequest) -> RequestView {
        requests::create(&self.cx, &with_right(&self.team(place).await).unwrap(), None, request)
            .await
            .unwrap()
            .request
    }

    /// The team asks for a bed, and one is promised.
    pub async fn offered(&self, place: Place, children: &[Child]) -> (RequestView, OfferView) {
        let request = self.ask(place, call(place, children)).await;
        let offer = request.offer.clone().expect("an offer");
        (request, offer)
    }

    /// The shelter answers, one time after the other.
    pub async fn answers(&self, place: Place, offer: &OfferView, answers: &[OfferAnswer]) {
        let shelter = self.shelter(place).await;
        for one in answers {
            answer(&self.cx, &shelter, None, offer.id, one.clone()).await.unwrap();
            self.pass(TimeDelta::seconds(20));
        }
    }

    /// The shelter reports how many beds are free in a pool.
    pub async fn reports(&self, place: Place, pool_id: Uuid, free: i32) {
        let report = Availability { free, ..Availability::default() };
        let shelter = self.shelter(place).await;
        availability::report(&self.cx, &with_right(&shelter).unwrap(), pool_id, report, None)
            .await
            .unwrap();
    }

    /// The schedule's ticks, every ten minutes of a time.
    pub async fn ticks(&self, minutes: i64) {
        for _ in 0..minutes / 10 {
            self.pass(TimeDelta::minutes(10));
            self.tick().await;
        }
    }

    /// One tick and its minute: what is due is done, what is new is sealed.
    pub async fn tick(&self) {
        jobs::sweep(&self.cx).await.unwrap();
        background::each_minute(&self.cx).await.unwrap();
    }

    /// Seals all that was written. On PostgreSQL a seal waits until no transaction of the whole
    /// server is older, be it another test's.
    pub async fn seal(&self) {
        let sealed = async {
            while self.has_unsealed().await {
                background::each_minute(&self.cx).await.unwrap();
            }
        };
        tokio::time::timeout(Duration::from_secs(30), sealed).await.expect("it is sealed in time");
    }

    async fn has_unsealed(&self) -> bool {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        let last =
            audit_log::last_seal(&mut tx).await.unwrap().map_or(0, |seal| seal.last_position);
        !audit_log::between(&mut tx, last + 1, i64::MAX).await.unwrap().is_empty()
    }

    /// The mail server takes this many mails.
    pub async fn mails_go_out(&self, many: i64) {
        let now = self.clock.now();
        let sent = self.cx.store.write(move |tx| {
            Box::pin(async move {
                let at = ClaimTime { now, shared: now };
                for mail in claims::claim(tx, Uuid::nil(), at, many).await? {
                    claims::mark_sent(tx, mail.id, now).await?;
                }
                Ok::<_, Error>(())
            })
        });
        sent.await.unwrap();
    }
}

/// Lets both nights happen. Afterwards every state of a request and of an offer is there, and one
/// request was erased.
pub async fn happens(service: &Service) {
    let began = service.clock.now();
    let (request, _) = service.offered(OUJDA, &[girl(16)]).await;
    let team = service.team(OUJDA).await;
    let withdraw = Withdraw { id: request.id, reason: "with her mother".to_owned() };
    act(&service.cx, &team, None, withdraw).await.unwrap();
    service.seal().await;
    service.pass(TimeDelta::minutes(1));
    the_first_night(service).await;
    service.seal().await;
    // What ended before the first night has just been kept for as long as the settings say.
    let later = began + TimeDelta::days(180) + TimeDelta::seconds(30);
    service.pass(later - service.clock.now());
    the_second_night(service).await;
    jobs::note_heartbeat(&service.cx, Uuid::new_v4(), began, service.clock.now()).await.unwrap();
}

async fn the_first_night(service: &Service) {
    let doubly = Scope { cities: vec![MARRAKECH.city.into()], national: true, ..Scope::default() };
    let second = NewUser {
        email: "second@mabit.example".to_owned(),
        roles: vec![Role::Coordinator],
        partner_id: None,
        locale: Locale::En,
        scope: Some(doubly),
        name: None,
        phone: None,
    };
    service.cx.write(Operator, AddAccount { user: second, password_hash: None }).await.unwrap();
    beds_are_found(service).await;
    beds_are_not_found(service).await;
    service.tick().await;
    let (waiting, declined) = service.offered(MARRAKECH, &[boy(15)]).await;
    let full = Decline { reason: DeclineReason::Full, detail: None };
    service.answers(MARRAKECH, &declined, &[OfferAnswer::Decline(full)]).await;
    service.offered(RABAT, &[girl(12)]).await;
    service.tick().await;
    service.mails_go_out(5).await;
    let coordinator = service.coordinator(MARRAKECH).await;
    let acknowledge = AcknowledgeRequest { id: waiting.id, note: None };
    act(&service.cx, &coordinator, None, acknowledge).await.unwrap();
    token_comes_and_goes(service).await;
    service.ticks(240).await;
    let (_, on_the_way) = service.offered(TANGER, &[girl(13)]).await;
    service.answers(TANGER, &on_the_way, &[OfferAnswer::Accept, OfferAnswer::NoShow]).await;
    service.mails_go_out(20).await;
    service.ticks(60).await;
}

/// One child sleeps in a bed and leaves; siblings stay; one comes at the second attempt; one
/// is on the way to a shelter that finds it has no bed.
async fn beds_are_found(service: &Service) {
    let (_, bed) = service.offered(NADOR, &[girl(14)]).await;
    service
        .answers(NADOR, &bed, &[OfferAnswer::Accept, OfferAnswer::Arrive, OfferAnswer::Depart])
        .await;
    let (_, beds) = service.offered(NADOR, &[boy(8), girl(10), boy(12)]).await;
    service.answers(NADOR, &beds, &[OfferAnswer::Accept, OfferAnswer::Arrive]).await;

    let (request, bed) = service.offered(TANGER, &[boy(14)]).await;
    service.tick().await;
    service.answers(TANGER, &bed, &[OfferAnswer::Accept, OfferAnswer::NoShow]).await;
    service.tick().await;
    service.pass(TimeDelta::minutes(5));
    let team = service.team(TANGER).await;
    let found = act(&service.cx, &team, None, ChildFound { id: request.id }).await.unwrap();
    let bed = found.request.offer.expect("a second offer");
    service.answers(TANGER, &bed, &[OfferAnswer::Accept, OfferAnswer::Arrive]).await;

    let (_, bed) = service.offered(CASABLANCA, &[girl(15)]).await;
    service.answers(CASABLANCA, &bed, &[OfferAnswer::Accept]).await;
    service.reports(CASABLANCA, bed.beds[0].pool_id, 0).await;
}

/// One request is taken back, one is closed, one was only ranked until a coordinator offers it
/// a bed.
async fn beds_are_not_found(service: &Service) {
    let (request, _) = service.offered(OUJDA, &[boy(15)]).await;
    let team = service.team(OUJDA).await;
    let withdraw = Withdraw { id: request.id, reason: "with an aunt".to_owned() };
    act(&service.cx, &team, None, withdraw).await.unwrap();

    let unmet = NewRequest { needs: vec!["wheelchair".to_owned()], ..call(OUJDA, &[girl(13)]) };
    let request = service.ask(OUJDA, unmet).await;
    let coordinator = service.coordinator(OUJDA).await;
    let close = Close { id: request.id, outcome: Outcome::Hospital };
    act(&service.cx, &coordinator, None, close).await.unwrap();

    let ranked = NewRequest { hold: false, ..call(NADOR, &[boy(11)]) };
    let request = service.ask(NADOR, ranked).await;
    let coordinator = service.coordinator(NADOR).await;
    let matches = requests::rank_now(&service.cx, &with_right(&coordinator).unwrap(), request.id)
        .await
        .unwrap();
    let shelter_id = matches.matches[0].shelter_id;
    let body = ChosenShelter { shelter_id, beds: None, overruled: None };
    let offer = OfferByHand { request_id: request.id, body };
    act(&service.cx, &coordinator, None, offer).await.unwrap();
}

async fn token_comes_and_goes(service: &Service) {
    let email = "outreach@bayti.example";
    tokens::create(&service.cx, email, "kobo", None).await.unwrap();
    let (admin, account) =
        (service.caller("admin@mabit.example").await, service.caller(email).await);
    let page = Page { cursor: None, limit: 1 };
    let admin = with_right(&admin).unwrap();
    let tokens = tokens::list(&service.cx, &admin, account.account_id, page).await.unwrap();
    service.cx.write(&admin, RevokeToken { id: tokens.items[0].id }).await.unwrap();
}

/// What ended before the first night is erased. A bed is promised and turns out to be taken, and
/// another is promised in its place. A coordinator looks after one who still waits.
async fn the_second_night(service: &Service) {
    service.tick().await;
    background::each_hour(&service.cx).await.unwrap();
    let shelter = service.shelter(OUJDA).await;
    let filter = board::BoardFilter { city: Some(OUJDA.city.to_owned()), ..Default::default() };
    let board = board::read(&service.cx, &with_right(&shelter).unwrap(), &filter);
    for pool in &board.shelters[0].pools {
        service.reports(OUJDA, pool.id, pool.free).await;
    }
    let (_, bed) = service.offered(OUJDA, &[boy(14)]).await;
    service.pass(TimeDelta::minutes(1));
    service.reports(OUJDA, bed.beds[0].pool_id, 0).await;
    let coordinator = service.coordinator(RABAT).await;
    let page = Page { cursor: None, limit: 1 };
    let open =
        list::list(&service.cx, &with_right(&coordinator).unwrap(), true, page).await.unwrap();
    let waiting = open.items[0].request_id;
    let acknowledge = AcknowledgeRequest { id: waiting, note: None };
    act(&service.cx, &coordinator, None, acknowledge).await.unwrap();
    jobs::sweep(&service.cx).await.unwrap();
    service.seal().await;
    service.pass(TimeDelta::minutes(4));
    jobs::sweep(&service.cx).await.unwrap();
}
