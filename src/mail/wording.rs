//! The texts of `i18n/*/mail.ftl` for each notification: subject, title, sentences, link.

use crate::domain::escalation::EscalationReason;
use crate::domain::notification::{Answered, Notice, Side, Trouble};
use crate::domain::offer::OfferAction;
use crate::domain::request::{Outcome, Urgency};

/// The keys of a mail's texts.
#[derive(Clone, Copy)]
pub(crate) struct Wording {
    /// Whether a child is without a bed: the only thing shown in red.
    pub(crate) alarm: bool,
    pub(crate) subject: &'static str,
    pub(crate) title: &'static str,
    /// What has happened; the facts follow it.
    pub(crate) what: &'static str,
    /// What to do next.
    pub(crate) next: &'static str,
    /// The text of the link.
    pub(crate) action: &'static str,
    /// Why the recipient gets this mail, and other lines at the foot.
    pub(crate) foot: &'static [&'static str],
}

/// About a request, to those on duty; in red.
const UNMATCHED: Wording = Wording {
    alarm: true,
    subject: "mail-unmatched-subject",
    title: "mail-unmatched-title",
    what: "mail-unmatched-what",
    next: "mail-unmatched-next",
    action: "mail-open-request",
    foot: &["mail-because-on-duty", "mail-discretion"],
};

const ON_THE_WAY: Wording = Wording {
    subject: "mail-on-the-way-subject",
    title: "mail-on-the-way-title",
    what: "mail-on-the-way-what",
    next: "mail-on-the-way-next",
    ..UNMATCHED
};

const MISSING: Wording = Wording {
    subject: "mail-missing-subject",
    title: "mail-missing-title",
    what: "mail-missing-what",
    next: "mail-missing-next",
    ..UNMATCHED
};

const HANDED_OVER: Wording = Wording {
    alarm: false,
    subject: "mail-handed-over-subject",
    title: "mail-handed-over-title",
    what: "mail-handed-over-what",
    next: "mail-handed-over-next",
    action: "mail-open-request",
    foot: &["mail-because-coordinator", "mail-discretion"],
};

/// About a request, to those who were alerted to it.
const ACCEPTED: Wording = Wording {
    alarm: false,
    subject: "mail-accepted-subject",
    title: "mail-accepted-title",
    what: "mail-accepted-what",
    next: "mail-accepted-next",
    action: "mail-open-request",
    foot: &["mail-because-alerted", "mail-discretion"],
};

const ARRIVED: Wording = Wording {
    subject: "mail-arrived-subject",
    title: "mail-arrived-title",
    what: "mail-arrived-what",
    next: "mail-nothing-more",
    ..ACCEPTED
};

const STILL_ON_THE_WAY: Wording = Wording {
    subject: "mail-still-on-the-way-subject",
    title: "mail-still-on-the-way-title",
    what: "mail-still-on-the-way-what",
    next: "mail-still-on-the-way-next",
    ..ACCEPTED
};

const YES_UNDONE: Wording = Wording {
    subject: "mail-yes-undone-subject",
    title: "mail-yes-undone-title",
    what: "mail-yes-undone-what",
    next: "mail-yes-undone-next",
    foot: &["mail-because-corrected", "mail-discretion"],
    ..ACCEPTED
};

const ARRIVAL_UNDONE: Wording = Wording {
    subject: "mail-arrival-undone-subject",
    title: "mail-arrival-undone-title",
    what: "mail-arrival-undone-what",
    next: "mail-still-on-the-way-next",
    ..YES_UNDONE
};

const NO_SHOW_UNDONE: Wording = Wording {
    subject: "mail-no-show-undone-subject",
    title: "mail-no-show-undone-title",
    what: "mail-no-show-undone-what",
    ..ARRIVAL_UNDONE
};

const TAKEN_BACK: Wording = Wording {
    subject: "mail-taken-back-subject",
    title: "mail-taken-back-title",
    what: "mail-taken-back-what",
    next: "mail-nothing-more",
    ..ACCEPTED
};

const CLOSED: Wording = Wording {
    subject: "mail-closed-subject",
    title: "mail-closed-title",
    what: "mail-closed-what",
    next: "mail-nothing-more",
    ..ACCEPTED
};

const OVERCOMMITTED: Wording = Wording {
    subject: "mail-overcommitted-subject",
    title: "mail-overcommitted-title",
    what: "mail-overcommitted-what",
    next: "mail-overcommitted-next",
    ..HANDED_OVER
};

const TEAM_ASKED: Wording = Wording {
    alarm: false,
    subject: "mail-arrival-asked-subject",
    title: "mail-team-asked-title",
    what: "mail-team-asked-what",
    next: "mail-arrival-asked-next",
    action: "mail-open-request",
    foot: &["mail-because-team", "mail-discretion"],
};

const SHELTER_ASKED: Wording = Wording {
    title: "mail-shelter-asked-title",
    what: "mail-shelter-asked-what",
    action: "mail-open-page",
    foot: &["mail-because-shelter", "mail-discretion"],
    ..TEAM_ASKED
};

/// About a request, to team members who want these mails.
const SAID_YES: Wording = Wording {
    alarm: false,
    subject: "mail-said-yes-subject",
    title: "mail-said-yes-title",
    what: "mail-said-yes-what",
    next: "mail-said-yes-next",
    action: "mail-open-request",
    foot: &["mail-because-asked-for", "mail-discretion"],
};

const SAID_NO: Wording = Wording {
    subject: "mail-said-no-subject",
    title: "mail-said-no-title",
    what: "mail-asking-on-what",
    next: "mail-asking-on-next",
    ..SAID_YES
};

const NO_ANSWER: Wording =
    Wording { subject: "mail-no-answer-subject", title: "mail-no-answer-title", ..SAID_NO };

const NO_MORE_YES: Wording = Wording {
    subject: "mail-no-more-yes-subject",
    title: "mail-no-more-yes-title",
    what: "mail-no-more-yes-what",
    next: "mail-no-more-yes-next",
    foot: &["mail-because-corrected", "mail-discretion"],
    ..SAID_YES
};

const OFFER_WAITS: Wording = Wording {
    subject: "mail-offer-waits-subject",
    title: "mail-offer-waits-title",
    what: "mail-offer-waits-what",
    next: "mail-offer-waits-next",
    action: "mail-open-page",
    foot: &["mail-because-shelter", "mail-discretion"],
    ..SAID_YES
};

const COUNT_ASKED: Wording = Wording {
    alarm: false,
    subject: "mail-count-asked-subject",
    title: "mail-count-asked-title",
    what: "mail-count-asked-what",
    next: "mail-count-asked-next",
    action: "mail-enter-counts",
    foot: &["mail-because-shelter"],
};

/// About no request, to coordinators.
const DUTY_GAPS: Wording = Wording {
    alarm: false,
    subject: "mail-duty-gaps-subject",
    title: "mail-duty-gaps-title",
    what: "mail-duty-gaps-what",
    next: "mail-duty-gaps-next",
    action: "mail-open-duty-plan",
    foot: &["mail-because-coordinator"],
};

const DIGEST: Wording = Wording {
    subject: "mail-digest-subject",
    title: "mail-digest-title",
    what: "mail-digest-what",
    next: "mail-digest-next",
    action: "mail-open-board",
    ..DUTY_GAPS
};

const QUIET_DAY: Wording = Wording { what: "mail-digest-quiet", ..DIGEST };

const TROUBLE: Wording = Wording {
    alarm: false,
    subject: "mail-trouble-subject",
    title: "mail-trouble-title",
    what: "mail-trouble-what",
    next: "mail-trouble-next",
    action: "mail-open-administration",
    foot: &["mail-because-admin"],
};

/// A link that sets a password, to a new account.
const INVITED: Wording = Wording {
    alarm: false,
    subject: "mail-invited-subject",
    title: "mail-invited-title",
    what: "mail-invited-what",
    next: "mail-invited-next",
    action: "mail-choose-password",
    foot: &["mail-because-account"],
};

/// The same to an account that has a password.
const FORGOTTEN: Wording = Wording {
    subject: "mail-forgotten-subject",
    title: "mail-forgotten-title",
    what: "mail-forgotten-what",
    next: "mail-forgotten-next",
    ..INVITED
};

impl Wording {
    pub(crate) fn of(notice: &Notice) -> Self {
        match notice {
            Notice::Escalation { why, .. } => escalation(*why),
            Notice::HandedOver { .. } => HANDED_OVER,
            Notice::Accepted { .. } => ACCEPTED,
            Notice::Arrived { .. } => ARRIVED,
            Notice::StillOnTheWay { .. } => STILL_ON_THE_WAY,
            Notice::Undone { what, .. } => undone(*what),
            Notice::Ended { outcome: None, .. } => TAKEN_BACK,
            Notice::Ended { outcome: Some(_), .. } => CLOSED,
            Notice::Overcommitted { .. } => OVERCOMMITTED,
            Notice::ArrivalAsked { side, .. } => arrival_asked(*side),
            Notice::Answered { answer, .. } => answered(*answer),
            Notice::OfferWaits { .. } => OFFER_WAITS,
            Notice::CountAsked { .. } => COUNT_ASKED,
            Notice::DutyGaps { .. } => DUTY_GAPS,
            Notice::Digest { cities, .. } if cities.is_empty() => QUIET_DAY,
            Notice::Digest { .. } => DIGEST,
            Notice::PasswordLink { is_first: true } => INVITED,
            Notice::PasswordLink { is_first: false } => FORGOTTEN,
            Notice::Trouble { .. } => TROUBLE,
        }
    }
}

fn escalation(reason: EscalationReason) -> Wording {
    match reason {
        EscalationReason::Unmatched => UNMATCHED,
        EscalationReason::OnTheWay | EscalationReason::MissingOnTheWay => ON_THE_WAY,
        EscalationReason::Missing => MISSING,
    }
}

fn arrival_asked(side: Side) -> Wording {
    match side {
        Side::Outreach => TEAM_ASKED,
        Side::Shelter => SHELTER_ASKED,
    }
}

fn answered(answer: Answered) -> Wording {
    match answer {
        Answered::Accepted => SAID_YES,
        Answered::Declined => SAID_NO,
        Answered::Expired => NO_ANSWER,
        Answered::Undone => NO_MORE_YES,
    }
}

/// Of a refusal or a departure, which nobody is mailed, as of a yes.
fn undone(action: OfferAction) -> Wording {
    match action {
        OfferAction::Arrive => ARRIVAL_UNDONE,
        OfferAction::NoShow => NO_SHOW_UNDONE,
        OfferAction::Accept | OfferAction::Decline | OfferAction::Depart => YES_UNDONE,
    }
}

pub(crate) fn urgency_key(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Emergency => "mail-urgency-emergency",
        Urgency::Urgent => "mail-urgency-urgent",
        Urgency::Planned => "mail-urgency-planned",
    }
}

pub(crate) fn outcome_key(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::PlacedElsewhere => "mail-outcome-placed-elsewhere",
        Outcome::Family => "mail-outcome-family",
        Outcome::Hospital => "mail-outcome-hospital",
        Outcome::LostContact => "mail-outcome-lost-contact",
        Outcome::Other => "mail-outcome-other",
    }
}

/// The text of a finding of the watchdog.
pub(crate) fn trouble_key(trouble: Trouble) -> &'static str {
    match trouble {
        Trouble::RequestPastDue => "mail-trouble-request-past-due",
        Trouble::RequestWithoutDue => "mail-trouble-request-without-due",
        Trouble::OfferPastDue => "mail-trouble-offer-past-due",
        Trouble::ClockWrong => "mail-trouble-clock-wrong",
        Trouble::DatabaseFile => "mail-trouble-database-file",
        Trouble::NobodyToAlert => "mail-trouble-nobody-to-alert",
        Trouble::MailFailing => "mail-trouble-mail-failing",
        Trouble::MailStuck => "mail-trouble-mail-stuck",
        Trouble::MailRefused => "mail-trouble-mail-refused",
    }
}
