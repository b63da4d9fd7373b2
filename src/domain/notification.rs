//! What mail is about.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::coded;
use crate::domain::escalation::EscalationReason;
pub use crate::domain::offer::Answered;
use crate::domain::request::{Outcome, Urgency};

/// All that a mail may know. Of a request: its reference, its urgency, and how far the
/// escalation has come. Never an age, gender, need, name or shelter; a city only where counts
/// of many are summed up.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A child has no bed, is on the way too long, or is missing.
    Escalation {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
        /// Why it is escalated.
        why: EscalationReason,
        /// The step, from 1.
        step: i32,
        /// The cycle, from 1.
        cycle: i32,
        /// Since when.
        since: DateTime<Utc>,
        /// When it was due, if it comes late; the earliest of the steps it stands for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late: Option<DateTime<Utc>>,
    },
    /// Another coordinator has handed a request over to the recipient.
    HandedOver {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
    },
    /// A shelter has said yes to a request that was escalated.
    Accepted {
        /// The request's reference.
        reference: String,
        /// How soon a bed was needed.
        urgency: Urgency,
    },
    /// A child that was alerted about while on the way has arrived.
    Arrived {
        /// The request's reference.
        reference: String,
        /// How soon a bed was needed.
        urgency: Urgency,
    },
    /// A child that was alerted about while on the way is still on the way.
    StillOnTheWay {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
    },
    /// A request that was escalated has ended without a bed of ours.
    Ended {
        /// The request's reference.
        reference: String,
        /// How soon a bed was needed.
        urgency: Urgency,
        /// How a coordinator closed it; `None` when its team took it back.
        outcome: Option<Outcome>,
    },
    /// A shelter reports fewer beds than it promised; this accepted child may stand outside.
    Overcommitted {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
    },
    /// A child should have arrived by now: has it?
    ArrivalAsked {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
        /// Since when it is on the way.
        since: DateTime<Utc>,
        /// Until when an answer keeps the coordinators from being alerted.
        until: DateTime<Utc>,
        /// Who is asked.
        side: Side,
    },
    /// A shelter's answer, or its silence, told to the team that wishes mail of it.
    Answered {
        /// The request's reference.
        reference: String,
        /// How soon a bed is needed.
        urgency: Urgency,
        /// What became of the offer.
        answer: Answered,
    },
    /// An offer waits for the answer of a shelter.
    OfferWaits {
        /// The request's reference.
        reference: String,
        /// How soon the bed is needed.
        urgency: Urgency,
        /// Until when it can be answered.
        until: DateTime<Utc>,
    },
    /// A shelter's counts of free beds grow old: are they still right?
    CountAsked {
        /// The one-time link to the form.
        link: Uuid,
        /// When the oldest of them was reported.
        since: DateTime<Utc>,
    },
    /// Hours ahead in which nobody is on duty.
    DutyGaps {
        /// The first of them, in order.
        gaps: Vec<GapLine>,
        /// How many more there are.
        more: usize,
    },
    /// What the last day brought, for a coordinator.
    Digest {
        /// The day it is written, local.
        day: NaiveDate,
        /// A line for each city where there was anything, by name.
        cities: Vec<CityLine>,
        /// Hours in the day ahead in which nobody is on duty, in minutes, over all areas.
        gap_minutes: i64,
    },
    /// The service has found something past due, stuck or lost, and has mended what it could.
    Trouble {
        /// What, and how many of it.
        findings: Vec<(Trouble, i64)>,
    },
}

coded! {
    /// Who is asked whether a child has arrived.
    pub enum Side {
        /// The team that brings the child.
        Outreach = "outreach",
        /// The shelter that expects it.
        Shelter = "shelter",
    }
}

coded! {
    /// What the watchdog found.
    pub enum Trouble {
        /// Requests whose escalation is past due.
        RequestPastDue = "request_past_due",
        /// Open requests that nobody would ever be told of.
        RequestWithoutDue = "request_without_due",
        /// Offers past their time.
        OfferPastDue = "offer_past_due",
        /// Seconds by which this machine's clock is wrong.
        ClockWrong = "clock_wrong",
        /// Requests for which there is nobody to alert.
        NobodyToAlert = "nobody_to_alert",
        /// Mail that was tried in vain for more than an hour.
        MailFailing = "mail_failing",
        /// Mail that makes no progress.
        MailStuck = "mail_stuck",
        /// Mail that was refused for good within the last day.
        MailRefused = "mail_refused",
        /// The database's file is gone, or another one: what is written is lost with the process.
        DatabaseFile = "database_file",
    }
}

/// Hours in which an area has nobody on duty.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GapLine {
    /// The area's name in the recipient's language; `None` is the nation.
    pub area: Option<String>,
    /// From when.
    pub from: DateTime<Utc>,
    /// Until when.
    pub to: DateTime<Utc>,
}

/// A city's day, counted in children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CityLine {
    /// The city's name in the recipient's language.
    pub city: String,
    /// Children asked for in the last day.
    pub asked: i64,
    /// Children who arrived in the last day.
    pub placed: i64,
    /// Children without an accepted bed now.
    pub waiting: i64,
    /// Offers of the last day that were not answered in time.
    pub late_answers: i64,
    /// Shelters with a stale count now.
    pub stale_shelters: i64,
    /// Shelters that have not answered when they were asked for their counts.
    pub silent_shelters: i64,
}

/// Kinds of notices that ask somebody to act on a request.
pub const ALERTS: [&str; 4] = ["escalation", "handed_over", "arrival_asked", "offer_waits"];

impl Notice {
    /// What leaves first: 0 a child who is missing, 1 whatever somebody must act on, 2 the rest.
    pub fn priority(&self) -> i32 {
        match self {
            Self::Escalation { why: EscalationReason::Unmatched, .. } => 1,
            Self::Escalation { .. } | Self::ArrivalAsked { .. } => 0,
            Self::HandedOver { .. }
            | Self::Overcommitted { .. }
            | Self::OfferWaits { .. }
            | Self::Trouble { .. } => 1,
            _ => 2,
        }
    }

    /// Says of an alert that it was due at a moment and comes late, unless it already says so of
    /// an earlier one.
    pub fn comes_late(&mut self, due: DateTime<Utc>) {
        if let Self::Escalation { late, .. } = self {
            late.get_or_insert(due);
        }
    }

    /// The stable code of its kind.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Escalation { .. } => "escalation",
            Self::HandedOver { .. } => "handed_over",
            Self::Accepted { .. } => "accepted",
            Self::Arrived { .. } => "arrived",
            Self::StillOnTheWay { .. } => "still_on_the_way",
            Self::Ended { .. } => "ended",
            Self::Overcommitted { .. } => "overcommitted",
            Self::ArrivalAsked { .. } => "arrival_asked",
            Self::Answered { .. } => "answered",
            Self::OfferWaits { .. } => "offer_waits",
            Self::CountAsked { .. } => "count_asked",
            Self::DutyGaps { .. } => "duty_gaps",
            Self::Digest { .. } => "digest",
            Self::Trouble { .. } => "trouble",
        }
    }

    /// Reference and urgency of the request it is about, if it is about one.
    pub fn request(&self) -> Option<(&str, Urgency)> {
        match self {
            Self::Escalation { reference, urgency, .. }
            | Self::HandedOver { reference, urgency }
            | Self::Accepted { reference, urgency }
            | Self::Arrived { reference, urgency }
            | Self::StillOnTheWay { reference, urgency }
            | Self::Ended { reference, urgency, .. }
            | Self::Overcommitted { reference, urgency }
            | Self::ArrivalAsked { reference, urgency, .. }
            | Self::Answered { reference, urgency, .. }
            | Self::OfferWaits { reference, urgency, .. } => Some((reference, *urgency)),
            Self::CountAsked { .. }
            | Self::DutyGaps { .. }
            | Self::Digest { .. }
            | Self::Trouble { .. } => None,
        }
    }
}
