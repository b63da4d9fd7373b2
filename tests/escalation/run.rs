//! A world lived through by the service and by the model, side by side.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::TimeDelta;
use mabit::clock::{Clock, ManualClock};
use mabit::domain::escalation::StepOutcome;
use mabit::domain::notification::Notice;
use mabit::domain::offer::OfferState;
use mabit::domain::request::Outcome;
use mabit::domain::request::Urgency;
use mabit::services::Context;
use mabit::services::Error;
use mabit::services::Page;
use mabit::services::authorisation::Operator;
use mabit::services::duty::roster::{NewException, NewShift, Remove};
use mabit::services::escalation::acknowledge::{
    AcknowledgeRequest, EscalateRequest, HandOverRequest,
};
use mabit::services::escalation::list;
use mabit::services::escalation::list::DeliveryState;
use mabit::services::escalation::list::EscalationView;
use mabit::services::escalation::list::SentStep;
use mabit::services::escalation::policies;
use mabit::services::operations::jobs;
use mabit::services::operations::verify;
use mabit::services::placement::arrivals::StillOnTheWay;
use mabit::services::placement::closing::{ChildFound, Close, Withdraw};
use mabit::services::placement::requests;
use mabit::store::notifications::outbox;
use serde_json::json;
use uuid::Uuid;

use crate::model::{CITIES, Duty, Exception, Mail, Policy, Request, Row, Rules, Shift, Staff};
use crate::model::{State, Time};
use crate::support::acts::{OfferAnswer, act, answer, with_right};
use crate::support::database::Database;
use crate::town::{Town, body, open, set_active, user};
use crate::worlds::{Event, Turn, World};

/// Sweeps of one run; then the service stands still for the rest of it.
const SWEEPS: usize = 300;

/// The service and the model in the midst of a world.
pub struct Run<'a> {
    town: &'a Town,
    cx: Context,
    clock: Arc<ManualClock>,
    tick: i64,
    sweeps: usize,
    rules: Rules,
    policies: Vec<Policy>,
    staff: Staff,
    /// Accounts of the people and ids of the plan's entries, in the model's order.
    people: Vec<Uuid>,
    plan: Vec<Uuid>,
    requests: Vec<(Uuid, Request)>,
}

/// Whether it was done; anything but a refusal is a failure.
#[track_caller]
fn done<T>(heard: Result<T, Error>) -> bool {
    match heard {
        Ok(_) => true,
        Err(Error::WrongState(_) | Error::Invalid(_)) => false,
        Err(Error::Conflict { code: "not_asked", .. }) => false,
        Err(error) => panic!("{error:?}"),
    }
}

impl<'a> Run<'a> {
    pub async fn begin(town: &'a Town, database: &Database, world: &World) -> Self {
        let clock = Arc::new(ManualClock::at(world.begins));
        let settings = [
            ("SCHEDULE__TICK", format!("{}s", world.tick)),
            ("ESCALATION__ACK_TIMEOUT", format!("{}m", world.ack_minutes)),
        ];
        let cx = open(database, Arc::clone(&clock) as Arc<dyn Clock>, &settings).await;
        let (mut people, mut staff) = (Vec::new(), Staff::default());
        for (at, scope) in world.people.iter().enumerate() {
            let person = json!({ "roles": ["coordinator"], "scope": scope });
            people.push(user(&cx, &format!("person{at}"), person).await.account_id);
            staff.people.push((scope.clone(), true));
        }
        let rules = Rules {
            ack_timeout: TimeDelta::minutes(world.ack_minutes),
            late: TimeDelta::seconds(2 * world.tick + 60),
            arrive_within: TimeDelta::hours(3),
            answer_within: TimeDelta::minutes(30),
        };
        let policies = world.policies.to_vec();
        let (tick, plan, requests) = (world.tick, Vec::new(), Vec::new());
        let sweeps = 0;
        let mut run =
            Self { town, cx, clock, tick, sweeps, rules, policies, staff, people, plan, requests };
        for (urgency, policy) in world.policies.iter().enumerate() {
            run.put_in_force(urgency, policy).await;
        }
        run
    }

    /// Requests and people that an event is about are picked from those there are.
    pub async fn hear(&mut self, event: &Event) {
        match event {
            &Event::Pass { seconds, sweeps } => self.pass(seconds, sweeps).await,
            &Event::Ask { city, urgency } => self.ask(city, urgency).await,
            Event::Policy { urgency, policy } => self.put_in_force(*urgency, policy).await,
            Event::To(request, turn) if !self.requests.is_empty() => {
                let at = request % self.requests.len();
                self.turn(at, turn).await;
                self.stands_as_told(&self.requests[at]).await;
            }
            Event::Unplan(at) if !self.plan.is_empty() => self.unplan(at % self.plan.len()).await,
            _ if self.people.is_empty() => {}
            &Event::Account { who, open } => {
                let who = who % self.people.len();
                set_active(&self.cx, self.people[who], open).await;
                self.staff.people[who].1 = open;
            }
            Event::Weekly { .. } | Event::Dated { .. } => self.add_to_plan(event).await,
            _ => {}
        }
    }

    /// Time passes. Of the ticks of a service that runs, these are taken: the first and the last;
    /// each at which something is due by the model; and the one before it, at which nothing may
    /// be done yet.
    async fn pass(&mut self, seconds: i64, sweeps: bool) {
        let (mut left, mut to_next) = (seconds, 0);
        while sweeps && to_next <= left && self.sweeps < SWEEPS {
            self.clock.advance(TimeDelta::seconds(to_next));
            left -= to_next;
            self.sweep().await;
            let next = self.requests.iter().filter_map(|(_, request)| request.next()).min();
            let until_due = next.map_or(left, |next| (next - self.clock.now()).num_seconds());
            let ticks = (until_due.min(left) + self.tick - 1) / self.tick;
            to_next = (ticks - 1).max(1) * self.tick;
        }
        self.clock.advance(TimeDelta::seconds(left));
    }

    async fn sweep(&mut self) {
        self.sweeps += 1;
        jobs::sweep(&self.cx).await.unwrap();
        for (_, request) in &mut self.requests {
            request.sweep(&self.staff, &self.rules, self.clock.now());
        }
    }

    async fn put_in_force(&mut self, urgency: usize, policy: &Policy) {
        let written = |time: TimeDelta| format!("{}s", time.num_seconds());
        let steps = policy.steps.iter();
        let steps: Vec<_> =
            steps.map(|&(after, to)| json!({ "after": written(after), "to": to })).collect();
        let new = body(json!({ "steps": steps, "repeat": written(policy.repeat) }));
        policies::set(&self.cx, Operator, Urgency::ALL[urgency], new).await.unwrap();
        self.policies[urgency] = policy.clone();
    }

    async fn ask(&mut self, city: usize, urgency: usize) {
        let child = json!({ "age": 14, "gender": "female" });
        let new = json!({
            "city": CITIES[city].0, "children": [child], "urgency": Urgency::ALL[urgency],
        });
        let asked =
            requests::create(&self.cx, &with_right(&self.town.team).unwrap(), None, body(new))
                .await
                .unwrap();
        let policy = self.policies[urgency].clone();
        self.requests.push((asked.request.id, Request::new(city, policy, self.clock.now())));
    }

    /// What is added at the very same moment has no order: a second passes.
    async fn add_to_plan(&mut self, event: &Event) {
        self.clock.advance(TimeDelta::seconds(1));
        let cx = &self.cx;
        let whom = |who: usize| who % self.people.len();
        let (added, entry) = match event.clone() {
            Event::Weekly { who, area, days, from, to } => {
                let who = whom(who);
                let clock = |time: chrono::NaiveTime| time.format("%H:%M").to_string();
                let new = json!({
                    "account_id": self.people[who], "area": area, "days": days,
                    "from": clock(from), "to": clock(to),
                });
                let added = cx.write(Operator, body::<NewShift>(new)).await;
                let shift = Shift { who, area, days, from, to };
                (added.map(|view| view.id), Duty::Weekly(shift))
            }
            Event::Dated { area, off, on, begins, lasts } => {
                let from = self.clock.now() + TimeDelta::minutes(begins);
                let (to, off, on) = (from + TimeDelta::minutes(lasts), off.map(whom), on.map(whom));
                let whose = |who: Option<usize>| who.map(|who| self.people[who]);
                let new = json!({
                    "area": area, "off": whose(off), "on": whose(on), "from": from, "to": to,
                });
                let added = cx.write(Operator, body::<NewException>(new)).await;
                (added.map(|view| view.id), Duty::Dated(Exception { area, off, on, from, to }))
            }
            _ => return,
        };
        match added {
            Ok(id) => {
                self.plan.push(id);
                self.staff.plan.push(entry);
            }
            Err(error) => assert!(matches!(error, Error::Invalid(_)), "{error:?}"),
        }
    }

    async fn unplan(&mut self, at: usize) {
        let (cx, id) = (&self.cx, self.plan.remove(at));
        let is_dated = matches!(self.staff.plan.remove(at), Duty::Dated(_));
        cx.write(Operator, Remove { id, is_dated }).await.unwrap();
    }

    async fn turn(&mut self, at: usize, turn: &Turn) {
        let (now, id) = (self.clock.now(), self.requests[at].0);
        let (cx, staff, rules) = (&self.cx, &self.staff, &self.rules);
        let (boss, team) = (&self.town.boss, &self.town.team);
        let request = &mut self.requests[at].1;
        let (heard, told) = match turn {
            Turn::Acknowledge => {
                let heard = act(cx, boss, None, AcknowledgeRequest { id, note: None }).await;
                (done(heard), request.take_on(rules, now))
            }
            Turn::HandOver(_) if self.people.is_empty() => return,
            Turn::HandOver(who) => {
                let who = who % self.people.len();
                let to = body(json!({ "to": self.people[who] }));
                let heard = done(act(cx, boss, None, HandOverRequest { id, body: to }).await);
                (heard, staff.may_take(who, request.city) && request.take_on(rules, now))
            }
            Turn::Escalate(step) => {
                let to = body(json!({ "step": step }));
                let heard = done(act(cx, boss, None, EscalateRequest { id, body: to }).await);
                (heard, request.go_to(*step, staff, rules, now))
            }
            Turn::EscalateTo(level) => {
                let to = body(json!({ "to": level }));
                let heard = done(act(cx, boss, None, EscalateRequest { id, body: to }).await);
                let step = request.first_to(*level);
                (heard, step.is_some_and(|step| request.go_to(step, staff, rules, now)))
            }
            Turn::Found => (done(act(cx, team, None, ChildFound { id }).await), request.found(now)),
            Turn::OfferByHand => {
                (done(self.town.offer_by_hand(cx, id).await), request.offered_by_hand(now))
            }
            Turn::Withdraw => {
                let withdraw = Withdraw { id, reason: "No longer needed".to_owned() };
                (done(act(cx, team, None, withdraw).await), request.ended())
            }
            Turn::Close => {
                let close = Close { id, outcome: Outcome::Family };
                (done(act(cx, boss, None, close).await), request.ended())
            }
            _ => return self.answer(at, turn).await,
        };
        assert_eq!(heard, told, "{turn:?} at {now}");
    }

    /// Something happens to the offer of a request. Where one is to be accepted or declined and
    /// there is none, a coordinator makes one by hand.
    async fn answer(&mut self, at: usize, turn: &Turn) {
        let (now, id) = (self.clock.now(), self.requests[at].0);
        let (cx, boss, rules) = (&self.cx, &self.town.boss, &self.rules);
        let request = &mut self.requests[at].1;
        let answers = matches!(turn, Turn::Accept | Turn::Decline);
        let reader = with_right(boss).unwrap();
        let mut offer = requests::get(cx, &reader, id).await.unwrap().offer;
        if offer.is_none() && answers && request.state == State::NoBed {
            self.town.offer_by_hand(cx, id).await.unwrap();
            offer = requests::get(cx, &reader, id).await.unwrap().offer;
        }
        let Some(offer) = offer else { return };
        let pending = offer.state == OfferState::Pending;
        let what = match turn {
            Turn::Accept => Some(OfferAnswer::Accept),
            Turn::Decline => Some(OfferAnswer::Decline(body(json!({ "reason": "other" })))),
            Turn::NoShow => Some(OfferAnswer::NoShow),
            Turn::Arrive => Some(OfferAnswer::Arrive),
            _ => None,
        };
        let heard = match what {
            Some(what) => done(answer(cx, boss, None, offer.id, what).await),
            None => done(act(cx, boss, None, StillOnTheWay { offer_id: offer.id }).await),
        };
        let told = match turn {
            Turn::Accept => pending && request.accepted(rules, now),
            Turn::Decline => pending,
            Turn::NoShow => request.no_show(now),
            Turn::Arrive => request.arrived(),
            _ => request.still_on_the_way(rules, now),
        };
        assert_eq!(heard, told, "{turn:?} at {now}");
    }

    /// What comes next for a request, and until when somebody takes care of it.
    async fn stands_as_told(&self, (id, request): &(Uuid, Request)) {
        let now =
            requests::get(&self.cx, &with_right(&self.town.boss).unwrap(), *id).await.unwrap();
        assert_eq!(now.next_escalation_at, request.next(), "next of {id}");
        let until = now.acknowledged.map(|care| care.until);
        assert_eq!(until, request.taken_on_until, "{id} is taken care of until");
    }

    /// Compares all that the service lists, and what lies in its outbox, with the model. Counts
    /// what was there.
    pub async fn end(self) -> BTreeMap<&'static str, usize> {
        let page = Page { cursor: None, limit: 200 };
        let boss = with_right(&self.town.boss).unwrap();
        let listed = list::list(&self.cx, &boss, false, page).await.unwrap().items;
        let (mails, asked) = self.mails().await;
        let mut counts = BTreeMap::new();
        for request in &self.requests {
            self.stands_as_told(request).await;
            let (id, request) = request;
            let view = listed.iter().find(|view| view.request_id == *id);
            assert_eq!(view.map(rows).unwrap_or_default(), request.rows, "steps of {id}");
            assert_eq!(mails.get(id).unwrap_or(&BTreeSet::new()), &request.mails, "mails of {id}");
            assert_eq!(asked.get(id).unwrap_or(&BTreeSet::new()), &request.asked, "asked of {id}");
            let hows = request.rows.iter().map(|row| row.how.code());
            for what in hows.chain(request.mails.iter().map(|mail| mail.why.code())) {
                *counts.entry(what).or_default() += 1;
            }
        }
        let report = verify::verify(&self.cx).await.unwrap();
        assert!(report.is_sound(), "{report}");
        self.cx.store.close().await;
        counts
    }

    /// The mails of escalation in the outbox, and when both sides were asked, by request.
    async fn mails(&self) -> (BTreeMap<Uuid, BTreeSet<Mail>>, BTreeMap<Uuid, BTreeSet<Time>>) {
        let mut tx = self.cx.store.begin_read().await.unwrap();
        let (mut mails, mut asked) = (BTreeMap::new(), BTreeMap::new());
        for mail in outbox::list(&mut tx, None, None, 100_000).await.unwrap() {
            let Some(id) = mail.request_id else { continue };
            let (mails, asked): (&mut BTreeSet<_>, &mut BTreeSet<_>) =
                (mails.entry(id).or_default(), asked.entry(id).or_default());
            match body(serde_json::from_str(&mail.payload).unwrap()) {
                Notice::Escalation { why, step, cycle, late, .. } => {
                    let who = self.people.iter().position(|&known| Some(known) == mail.account_id);
                    let (step, who) = (step.try_into().unwrap(), who.unwrap());
                    assert!(mails.insert(Mail { cycle, step, who, why, late }), "doubled");
                }
                Notice::ArrivalAsked { .. } => {
                    asked.insert(mail.created_at);
                }
                _ => {}
            }
        }
        (mails, asked)
    }
}

fn rows(view: &EscalationView) -> Vec<Row> {
    let row = |step: &SentStep| {
        let how = match step.delivery {
            DeliveryState::Nobody => StepOutcome::Nobody,
            DeliveryState::CaughtUp => StepOutcome::CaughtUp,
            DeliveryState::PassedOver => StepOutcome::PassedOver,
            _ => StepOutcome::Mailed,
        };
        let SentStep { cycle, to, at, due, .. } = *step;
        Row { cycle, step: step.step.try_into().unwrap(), to, how, at, due }
    };
    view.sent.iter().map(row).collect()
}
