//! What escalation should do, told as plainly as it can be told. A request holds the steps that
//! still lie ahead of it in its cycle, each with a time of its own; when that time has come the
//! step is taken out, and everyone on duty at that moment is mailed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveDateTime, NaiveTime, TimeDelta, Utc};
use mabit::domain::account::Scope;
use mabit::domain::duty::{Area, Day};
use mabit::domain::escalation::{EscalationReason, Level, StepOutcome};
use mabit::domain::zone::{MOROCCO, Zone};

pub type Time = DateTime<Utc>;

/// A coordinator, by place in the list of people.
pub type Who = usize;

/// Cities, each with its region.
pub const CITIES: [(&str, &str); 3] =
    [("nador", "oriental"), ("oujda", "oriental"), ("rabat", "rabat-sale-kenitra")];

/// Steps, each so long after the beginning of a cycle, and how long after the last it repeats.
#[derive(Clone, Debug)]
pub struct Policy {
    pub steps: Vec<(TimeDelta, Level)>,
    pub repeat: TimeDelta,
}

/// Weekly hours, by the clock of Casablanca.
#[derive(Clone, Debug)]
pub struct Shift {
    pub who: Who,
    pub area: Area,
    pub days: Vec<Day>,
    pub from: NaiveTime,
    pub to: NaiveTime,
}

/// Somebody off duty, somebody on duty besides, or both: a swap.
#[derive(Clone, Debug)]
pub struct Exception {
    pub area: Option<Area>,
    pub off: Option<Who>,
    pub on: Option<Who>,
    pub from: Time,
    pub to: Time,
}

/// One entry of the duty plan.
#[derive(Clone, Debug)]
pub enum Duty {
    Weekly(Shift),
    Dated(Exception),
}

/// The coordinators and the plan they serve by, its entries in the order they were made in.
#[derive(Default)]
pub struct Staff {
    pub people: Vec<(Scope, bool)>,
    pub plan: Vec<Duty>,
}

impl Shift {
    /// Whether the clock on the wall lies within the hours that began today or yesterday.
    fn covers(&self, now: Time) -> bool {
        let wall = Zone::parse(MOROCCO).unwrap().local(now).naive_local();
        let began = |date: NaiveDate| {
            let day = Day::ALL[date.weekday().num_days_from_monday() as usize];
            let ends = if self.from < self.to { date } else { date + Days::new(1) };
            let hours = NaiveDateTime::new(date, self.from)..NaiveDateTime::new(ends, self.to);
            self.days.contains(&day) && hours.contains(&wall)
        };
        began(wall.date()) || began(wall.date() - Days::new(1))
    }
}

impl Staff {
    /// Everyone a step at this level goes to, for a request in this city.
    pub fn on_duty(&self, city: usize, level: Level, now: Time) -> BTreeSet<Who> {
        let (city, region) = CITIES[city];
        let area = match level {
            Level::City => Area::City(city.to_owned()),
            Level::Region => Area::Region(region.to_owned()),
            Level::National => Area::National,
        };
        let mut on_duty = self.by_the_week(&area, now);
        for entry in &self.plan {
            let Duty::Dated(change) = entry else { continue };
            if change.area.as_ref().is_some_and(|own| *own != area)
                || !(change.from..change.to).contains(&now)
            {
                continue;
            }
            let stands_in = change.off.is_none_or(|off| on_duty.remove(&off));
            on_duty.extend(change.on.filter(|_| stands_in));
        }
        on_duty.retain(|&who| self.may_serve(who, &area));
        on_duty
    }

    /// Those whose hours it is; where the plan has no hours at all, everyone the area is named
    /// to.
    fn by_the_week(&self, area: &Area, now: Time) -> BTreeSet<Who> {
        let mut hours: Vec<&Shift> = Vec::new();
        for entry in &self.plan {
            if let Duty::Weekly(shift) = entry
                && shift.area == *area
            {
                hours.push(shift);
            }
        }
        if hours.is_empty() {
            let all = 0..self.people.len();
            return all.filter(|&who| self.is_active(who) && self.is_named(who, area)).collect();
        }
        hours.iter().filter(|shift| shift.covers(now)).map(|shift| shift.who).collect()
    }

    fn is_active(&self, who: Who) -> bool {
        self.people[who].1
    }

    fn is_named(&self, who: Who, area: &Area) -> bool {
        let scope = &self.people[who].0;
        match area {
            Area::City(city) => scope.cities.contains(city),
            Area::Region(region) => scope.regions.contains(region),
            Area::National => scope.national,
        }
    }

    /// Whoever answers for the nation serves everywhere, for a region also in its cities.
    fn may_serve(&self, who: Who, area: &Area) -> bool {
        let named = |area: &Area| self.is_named(who, area);
        let wider = match area {
            Area::City(city) => {
                let (_, region) = CITIES.iter().find(|(known, _)| known == city).unwrap();
                named(&Area::Region((*region).to_owned())) || named(&Area::National)
            }
            _ => named(&Area::National),
        };
        self.is_active(who) && (named(area) || wider)
    }

    /// Whether a request in the city can be handed over to somebody.
    pub fn may_take(&self, who: Who, city: usize) -> bool {
        self.may_serve(who, &Area::City(CITIES[city].0.to_owned()))
    }
}

/// The settings that count here.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    pub ack_timeout: TimeDelta,
    /// Later than this, a step is late.
    pub late: TimeDelta,
    pub arrive_within: TimeDelta,
    pub answer_within: TimeDelta,
}

/// A step that was taken or left out, as it should be found.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    pub cycle: i32,
    pub step: usize,
    pub to: Level,
    pub how: StepOutcome,
    pub at: Time,
    pub due: Time,
}

/// A mail that should be found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mail {
    pub cycle: i32,
    pub step: usize,
    pub who: Who,
    pub why: EscalationReason,
    /// When the oldest of the steps it stands for was due, if that was late.
    pub late: Option<Time>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    NoBed,
    OnTheWay,
    Missing,
    Ended,
}

/// A request.
pub struct Request {
    pub city: usize,
    policy: Policy,
    pub state: State,
    why: EscalationReason,
    cycle: i32,
    /// Why each cycle was begun.
    whys: BTreeMap<i32, EscalationReason>,
    /// The steps ahead in this cycle: number from 1, and when it is due.
    ahead: Vec<(usize, Time)>,
    /// When both sides are to be asked whether the child has arrived.
    asks_at: Option<Time>,
    /// Until when somebody has taken it on.
    pub taken_on_until: Option<Time>,
    pub rows: Vec<Row>,
    pub mails: BTreeSet<Mail>,
    /// When both sides were asked.
    pub asked: BTreeSet<Time>,
}

impl Request {
    pub fn new(city: usize, policy: Policy, now: Time) -> Self {
        let mut request = Self {
            city,
            policy,
            state: State::NoBed,
            why: EscalationReason::Unmatched,
            cycle: 0,
            whys: BTreeMap::new(),
            ahead: Vec::new(),
            asks_at: None,
            taken_on_until: None,
            rows: Vec::new(),
            mails: BTreeSet::new(),
            asked: BTreeSet::new(),
        };
        request.has_no_bed(now);
        request
    }

    /// When something is to be done next.
    pub fn next(&self) -> Option<Time> {
        self.asks_at.or_else(|| self.ahead.first().map(|&(_, due)| due))
    }

    fn escalates(&self) -> bool {
        !self.ahead.is_empty()
    }

    fn level(&self, step: usize) -> Level {
        self.policy.steps[step - 1].1
    }

    /// A new cycle: its first step is due then, the others as long after it as the policy says.
    fn begin(&mut self, why: EscalationReason, first_due: Time) {
        let used = self.rows.iter().map(|row| row.cycle).max().unwrap_or(0);
        (self.why, self.cycle) = (why, used + 1);
        self.whys.insert(self.cycle, why);
        let delays = self.policy.steps.iter().map(|(after, _)| *after - self.policy.steps[0].0);
        self.ahead = (1..).zip(delays.map(|delay| first_due + delay)).collect();
        self.asks_at = None;
    }

    /// From now on it has no accepted offer: steps are counted from here.
    fn has_no_bed(&mut self, now: Time) {
        self.stop(State::NoBed);
        self.begin(EscalationReason::Unmatched, now + self.policy.steps[0].0);
    }

    fn stop(&mut self, state: State) {
        self.state = state;
        self.ahead.clear();
        (self.asks_at, self.taken_on_until) = (None, None);
    }

    fn shift(&mut self, by: TimeDelta) {
        for (_, due) in &mut self.ahead {
            *due += by;
        }
    }

    /// Does what is due.
    pub fn sweep(&mut self, staff: &Staff, rules: &Rules, now: Time) {
        if self.asks_at.is_some_and(|at| at <= now) {
            self.asked.insert(now);
            self.begin(EscalationReason::MissingOnTheWay, now + rules.answer_within);
        }
        let mut batch: Vec<(Row, BTreeSet<Who>)> = Vec::new();
        let mut in_place = false;
        while let Some(&(step, due)) = self.ahead.first()
            && (due <= now || in_place)
        {
            self.ahead.remove(0);
            let to = self.level(step);
            let people = self.people(to, staff, now);
            in_place = people.is_empty();
            let how = if in_place { StepOutcome::Nobody } else { StepOutcome::Mailed };
            batch.push((
                Row { cycle: self.cycle, step, to, how, at: now, due: due.min(now) },
                people,
            ));
        }
        if batch.is_empty() {
            return;
        }
        self.taken_on_until = None;
        let last_due = batch.last().map_or(now, |(last, _)| last.due);
        self.send(batch, rules, now);
        if self.ahead.is_empty() {
            let repeat = self.policy.repeat;
            let after = if in_place || last_due + repeat <= now { now } else { last_due };
            self.begin(self.why, after + repeat + self.policy.steps[0].0);
        }
    }

    /// Everyone on duty at a level; where that is nobody for any step of the policy, everyone who
    /// answers for the city.
    fn people(&self, to: Level, staff: &Staff, now: Time) -> BTreeSet<Who> {
        let on_duty = |to| staff.on_duty(self.city, to, now);
        if self.policy.steps.iter().all(|&(_, to)| on_duty(to).is_empty()) {
            let all = 0..staff.people.len();
            return all.filter(|&who| staff.may_take(who, self.city)).collect();
        }
        on_duty(to)
    }

    /// One mail to each person for each step; but a late step goes along with the next one
    /// that mails.
    fn send(&mut self, batch: Vec<(Row, BTreeSet<Who>)>, rules: &Rules, now: Time) {
        let last = batch.iter().rposition(|(_, people)| !people.is_empty());
        let (mut to, mut oldest) = (BTreeSet::new(), None);
        for (at, (mut row, people)) in batch.into_iter().enumerate() {
            let late = now - row.due > rules.late;
            if row.how == StepOutcome::Mailed {
                to.extend(people);
                oldest = oldest.or(late.then_some(row.due));
                if late && Some(at) != last {
                    row.how = StepOutcome::CaughtUp;
                } else {
                    let (cycle, step, why) = (row.cycle, row.step, self.why);
                    let mail = |who| Mail { cycle, step, who, why, late: oldest };
                    self.mails.extend(std::mem::take(&mut to).into_iter().map(mail));
                    oldest = None;
                }
            }
            self.rows.push(row);
        }
    }

    /// Somebody takes it on. Gives whether that can be.
    pub fn take_on(&mut self, rules: &Rules, now: Time) -> bool {
        if self.taken_on_until.is_none()
            && let Some(&(_, due)) = self.ahead.first()
        {
            let until = now + rules.ack_timeout;
            self.shift(until - due);
            self.taken_on_until = Some(until);
        }
        self.escalates()
    }

    /// Somebody goes straight to a step. Gives whether that can be.
    pub fn go_to(&mut self, step: usize, staff: &Staff, rules: &Rules, now: Time) -> bool {
        if !self.escalates() || !(1..=self.policy.steps.len()).contains(&step) {
            return false;
        }
        // Whoever was mailed for the same reason a moment ago is not mailed again.
        let just_mailed = |row: &Row| {
            row.step == step
                && row.how == StepOutcome::Mailed
                && row.at > now - TimeDelta::minutes(1)
                && self.whys.get(&row.cycle) == Some(&self.why)
        };
        if self.rows.iter().any(just_mailed) {
            return true;
        }
        if self.ahead.iter().all(|(number, _)| *number != step) {
            self.begin(self.why, now);
        }
        while self.ahead[0].0 != step {
            let (passed, _) = self.ahead.remove(0);
            let (cycle, to, how) = (self.cycle, self.level(passed), StepOutcome::PassedOver);
            self.rows.push(Row { cycle, step: passed, to, how, at: now, due: now });
        }
        self.shift(now - self.ahead[0].1);
        self.sweep(staff, rules, now);
        true
    }

    /// The first step that goes to a level.
    pub fn first_to(&self, level: Level) -> Option<usize> {
        self.policy.steps.iter().position(|(_, to)| *to == level).map(|at| at + 1)
    }

    pub fn accepted(&mut self, rules: &Rules, now: Time) -> bool {
        self.stop(State::OnTheWay);
        self.asks_at = Some(now + rules.arrive_within);
        true
    }

    /// Asked, somebody says that the child is still on the way. Gives whether that can be.
    pub fn still_on_the_way(&mut self, rules: &Rules, now: Time) -> bool {
        self.state == State::OnTheWay && self.asks_at.is_none() && self.accepted(rules, now)
    }

    pub fn no_show(&mut self, now: Time) -> bool {
        let can = self.state == State::OnTheWay;
        if can {
            self.stop(State::Missing);
            self.begin(EscalationReason::Missing, now);
        }
        can
    }

    pub fn found(&mut self, now: Time) -> bool {
        let can = self.state == State::Missing;
        if can {
            self.has_no_bed(now);
        }
        can
    }

    /// A coordinator offers a bed by hand; an accepted offer is taken back for it.
    pub fn offered_by_hand(&mut self, now: Time) -> bool {
        if self.state == State::OnTheWay {
            self.has_no_bed(now);
        }
        self.state == State::NoBed
    }

    pub fn arrived(&mut self) -> bool {
        let can = self.state == State::OnTheWay;
        if can {
            self.stop(State::Ended);
        }
        can
    }

    /// It is taken back or closed.
    pub fn ended(&mut self) -> bool {
        let can = self.state != State::Ended;
        if can {
            self.stop(State::Ended);
        }
        can
    }
}
