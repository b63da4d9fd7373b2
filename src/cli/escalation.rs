//! `mabit escalation`, `policy`, `mails` and `watchdog`: requests under escalation, escalation
//! policies, the outbox, and one run of the watchdog.

use clap::{Args, Subcommand};
use uuid::Uuid;

use super::{Failure, account, code, rfc3339, say};
use crate::domain::escalation::{AcknowledgementNote, Level};
use crate::domain::request::Urgency;
use crate::services::authorisation::{As, Coordinator, Operator};
use crate::services::escalation::acknowledge::{
    AcknowledgeRequest, EscalateRequest, EscalateTo, HandOver, HandOverRequest,
};
use crate::services::escalation::list::{self, EscalationView};
use crate::services::escalation::policies::{self, NewPolicy, StepView};
use crate::services::notifications::outbox::{self, MailState, MailView};
use crate::services::operations::watchdog;
use crate::services::{Context, Error, Page};
use crate::store::placement::requests;

#[derive(Subcommand)]
pub(crate) enum PolicyCommand {
    /// Print the policies in force.
    List,
    /// Put a policy in force for new requests of an urgency; those there are keep their own.
    Set {
        /// emergency, urgent or planned.
        #[arg(long, value_parser = code::<Urgency>)]
        urgency: Urgency,
        /// A step such as 30m/region; given once for each, in order.
        #[arg(long = "step", required = true, value_parser = step)]
        steps: Vec<StepView>,
        /// After the last step it repeats for ever at this interval.
        #[arg(long)]
        repeat: String,
    },
}

fn step(text: &str) -> Result<StepView, String> {
    let (after, to) =
        text.split_once('/').ok_or_else(|| format!("{text:?} is not like 30m/region"))?;
    Ok(StepView { after: after.to_owned(), to: code::<Level>(to)? })
}

#[derive(Subcommand)]
pub(crate) enum EscalationCommand {
    /// Print the requests that need somebody, as far as a coordinator sees them.
    List(ActingCoordinator),
    /// Take a request on.
    Acknowledge {
        #[command(flatten)]
        of: RequestRef,
        /// calling_shelters, transport_under_way or other_solution.
        #[arg(long, value_parser = code::<AcknowledgementNote>)]
        note: Option<AcknowledgementNote>,
    },
    /// Hand a request over to another coordinator.
    HandOver {
        #[command(flatten)]
        of: RequestRef,
        /// Mail address of the other.
        #[arg(long)]
        to: String,
        /// calling_shelters, transport_under_way or other_solution.
        #[arg(long, value_parser = code::<AcknowledgementNote>)]
        note: Option<AcknowledgementNote>,
    },
    /// Go straight to a step of a request's policy.
    Straight {
        #[command(flatten)]
        of: RequestRef,
        /// The step's number, from 1.
        #[arg(long)]
        step: Option<i32>,
        /// Whom to alert: city, region or national.
        #[arg(long, value_parser = code::<Level>)]
        to: Option<Level>,
    },
}

#[derive(Args)]
pub(crate) struct ActingCoordinator {
    /// Mail address of the coordinator who does it.
    #[arg(long)]
    by: String,
}

#[derive(Args)]
pub(crate) struct RequestRef {
    /// The request's reference, with or without the dash.
    reference: String,
    #[command(flatten)]
    by: ActingCoordinator,
}

#[derive(Args)]
pub(crate) struct MailFilter {
    /// Only mail that stands there: sent, waiting, undeliverable or cancelled.
    #[arg(long, value_parser = code::<MailState>)]
    state: Option<MailState>,
}

const LINES: i64 = 200;

pub(crate) async fn policy(cx: &Context, command: PolicyCommand) -> Result<(), Failure> {
    let policies = match command {
        PolicyCommand::List => policies::list(cx, Operator).await?,
        PolicyCommand::Set { urgency, steps, repeat } => {
            let body = NewPolicy { steps, repeat };
            vec![policies::set(cx, Operator, urgency, body).await?]
        }
    };
    say(policies.iter().map(|policy| {
        let step = |step: &StepView| format!("{}/{}", step.after, step.to);
        let steps: Vec<String> = policy.steps.iter().map(step).collect();
        let (urgency, version, repeat) = (policy.urgency, policy.version, &policy.repeat);
        format!("policy {urgency} version {version} {} repeat {repeat}", steps.join(","))
    }))
}

pub(crate) async fn run(cx: &Context, command: EscalationCommand) -> Result<(), Failure> {
    let request = match command {
        EscalationCommand::List(by) => return print_open(cx, &by).await,
        EscalationCommand::Acknowledge { of, note } => {
            let (by, id) = of.resolve(cx).await?;
            cx.write(&by, AcknowledgeRequest { id, note }).await?
        }
        EscalationCommand::HandOver { of, to, note } => {
            let (by, id) = of.resolve(cx).await?;
            let to = account(cx, &to).await?.id;
            cx.write(&by, HandOverRequest { id, body: HandOver { to, note } }).await?
        }
        EscalationCommand::Straight { of, step, to } => {
            let (by, id) = of.resolve(cx).await?;
            cx.write(&by, EscalateRequest { id, body: EscalateTo { step, to } }).await?
        }
    };
    let next = request.next_escalation_at.map_or_else(|| "-".to_owned(), rfc3339);
    say([format!("{} {} next {next}", request.reference, request.state)])
}

impl RequestRef {
    /// The acting coordinator, and the id of the request.
    async fn resolve(&self, cx: &Context) -> Result<(As<Coordinator>, Uuid), Failure> {
        let by = self.by.resolve(cx).await?;
        let reference = self.reference.replace('-', "").to_uppercase();
        let mut tx = cx.store.begin_read().await.map_err(Error::from)?;
        let id = requests::by_reference(&mut tx, &reference).await.map_err(Error::from)?;
        let missing = || Failure::Other(format!("there is no request {:?}", self.reference));
        Ok((by, id.ok_or_else(missing)?))
    }
}

impl ActingCoordinator {
    async fn resolve(&self, cx: &Context) -> Result<As<Coordinator>, Failure> {
        Ok(As::new(&account(cx, &self.by).await?.caller())?)
    }
}

async fn print_open(cx: &Context, by: &ActingCoordinator) -> Result<(), Failure> {
    let by = by.resolve(cx).await?;
    let page = Page { cursor: None, limit: LINES };
    say(list::list(cx, &by, true, page).await?.items.iter().map(|one| {
        let EscalationView { reference, urgency, city, state, step, .. } = one;
        let next = one.next_at.map_or_else(|| "-".to_owned(), rfc3339);
        let since = rfc3339(one.since);
        format!("{reference} {urgency} {city} {state} since {since} step {step} next {next}")
    }))
}

pub(crate) async fn mails(cx: &Context, of: &MailFilter) -> Result<(), Failure> {
    let page = Page { cursor: None, limit: LINES };
    say(outbox::list(cx, Operator, of.state, page).await?.items.iter().map(|mail| {
        let MailView { state, kind, address, attempts, .. } = mail;
        let (at, reason) = (rfc3339(mail.created_at), mail.reason.as_deref().unwrap_or("-"));
        format!("{state} {kind} {address} {at} tries {attempts} {reason}")
    }))
}

pub(crate) async fn watchdog(cx: &Context) -> Result<(), Failure> {
    let found = watchdog::check(cx).await?;
    say(watchdog::named(&found).iter().map(|(trouble, n)| format!("{trouble} {n}")))?;
    if watchdog::is_clean(&found) {
        return say(["nothing is past due, lost or stuck".to_owned()]);
    }
    Err(Failure::Other("something was past due, lost or stuck; it is queued again".to_owned()))
}
