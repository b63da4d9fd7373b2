//! Notifications: what each kind of mail tells. Services make them, `mail` renders them.

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::domain::coded;
use crate::domain::escalation::EscalationReason;
pub use crate::domain::offer::Answered;
use crate::domain::offer::OfferAction;
use crate::domain::request::{Outcome, Urgency};

/// All that a mail may contain. Of a request its reference, urgency and escalation; never an age,
/// gender, need, name or shelter; a city only where many requests are counted together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Notice {
    /// A child has no bed, is on the way too long, or is missing.
    Escalation {
        reference: String,
        urgency: Urgency,
        why: EscalationReason,
        /// From 1.
        step: i32,
        /// From 1.
        cycle: i32,
        /// When the escalation began.
        since: DateTime<Utc>,
        /// When the step was due, if it is late; the earliest of those the mail stands for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        late: Option<DateTime<Utc>>,
    },
    /// Another coordinator has handed a request over to the recipient.
    HandedOver { reference: String, urgency: Urgency },
    /// A shelter has said yes to a request that was escalated.
    Accepted { reference: String, urgency: Urgency },
    /// A child that was alerted about while on the way has arrived.
    Arrived { reference: String, urgency: Urgency },
    /// A child that was alerted about while on the way is still on the way.
    StillOnTheWay { reference: String, urgency: Urgency },
    /// An action on an offer was undone of which the recipient was mailed, or whose alert.
    Undone { reference: String, urgency: Urgency, what: OfferAction },
    /// A request that was escalated has ended without a bed of ours.
    Ended {
        reference: String,
        urgency: Urgency,
        /// How a coordinator closed it; `None` when its team took it back.
        outcome: Option<Outcome>,
    },
    /// A shelter reports fewer beds than it promised; this accepted child may stand outside.
    Overcommitted { reference: String, urgency: Urgency },
    /// A child should have arrived by now: has it?
    ArrivalAsked {
        reference: String,
        urgency: Urgency,
        /// Since when it is on the way.
        since: DateTime<Utc>,
        /// Until when an answer keeps the coordinators from being alerted.
        until: DateTime<Utc>,
        side: Side,
    },
    /// A shelter's answer, or its silence, told to the team that wishes mail of it.
    Answered { reference: String, urgency: Urgency, answer: Answered },
    /// An offer waits for the answer of a shelter.
    OfferWaits {
        reference: String,
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
    /// Hours ahead with nobody on duty.
    DutyGaps {
        /// The first of them, in order.
        gaps: Vec<GapLine>,
        /// How many more there are.
        more: usize,
    },
    /// What the last day brought, for a coordinator.
    Digest {
        /// Local date on which it is written.
        day: NaiveDate,
        /// A line for each city where there was anything, by name.
        cities: Vec<CityLine>,
        /// Hours in the day ahead in which nobody is on duty, in minutes, over all areas.
        gap_minutes: i64,
    },
    /// A one-time link that sets the recipient's password; delivery makes it.
    PasswordLink {
        /// Whether it is the first password, of a new account.
        is_first: bool,
    },
    /// The service has found something past due, stuck or lost, and has mended what it could.
    Trouble {
        /// Kind and number of what was found.
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
    pub from: DateTime<Utc>,
    pub to: DateTime<Utc>,
}

/// A city's line in the digest.
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

/// Kinds that ask somebody to act on a request.
pub const ALERTS: [&str; 4] = ["escalation", "handed_over", "arrival_asked", "offer_waits"];

/// Kinds by which a coordinator is alerted to a request.
pub const TO_COORDINATORS: [&str; 2] = ["escalation", "handed_over"];

impl Notice {
    /// Order of sending: 0 about a missing child, 1 when somebody must act, 2 the rest.
    pub fn priority(&self) -> i32 {
        match self {
            Self::Escalation { why: EscalationReason::Unmatched, .. } => 1,
            Self::Escalation { .. } | Self::ArrivalAsked { .. } => 0,
            Self::HandedOver { .. }
            | Self::Overcommitted { .. }
            | Self::OfferWaits { .. }
            | Self::PasswordLink { .. }
            | Self::Trouble { .. } => 1,
            _ => 2,
        }
    }

    /// Marks an escalation as late, with the moment it was due; an earlier one stays.
    pub fn comes_late(&mut self, due: DateTime<Utc>) {
        if let Self::Escalation { late, .. } = self {
            late.get_or_insert(due);
        }
    }

    /// Stable code.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Escalation { .. } => "escalation",
            Self::HandedOver { .. } => "handed_over",
            Self::Accepted { .. } => "accepted",
            Self::Arrived { .. } => "arrived",
            Self::StillOnTheWay { .. } => "still_on_the_way",
            Self::Undone { .. } => "undone",
            Self::Ended { .. } => "ended",
            Self::Overcommitted { .. } => "overcommitted",
            Self::ArrivalAsked { .. } => "arrival_asked",
            Self::Answered { .. } => "answered",
            Self::OfferWaits { .. } => "offer_waits",
            Self::CountAsked { .. } => "count_asked",
            Self::DutyGaps { .. } => "duty_gaps",
            Self::Digest { .. } => "digest",
            Self::PasswordLink { .. } => "password_link",
            Self::Trouble { .. } => "trouble",
        }
    }

    /// Reference and urgency of the request it is about.
    pub fn request(&self) -> Option<(&str, Urgency)> {
        match self {
            Self::Escalation { reference, urgency, .. }
            | Self::HandedOver { reference, urgency }
            | Self::Accepted { reference, urgency }
            | Self::Arrived { reference, urgency }
            | Self::StillOnTheWay { reference, urgency }
            | Self::Undone { reference, urgency, .. }
            | Self::Ended { reference, urgency, .. }
            | Self::Overcommitted { reference, urgency }
            | Self::ArrivalAsked { reference, urgency, .. }
            | Self::Answered { reference, urgency, .. }
            | Self::OfferWaits { reference, urgency, .. } => Some((reference, *urgency)),
            Self::CountAsked { .. }
            | Self::DutyGaps { .. }
            | Self::Digest { .. }
            | Self::PasswordLink { .. }
            | Self::Trouble { .. } => None,
        }
    }
}
