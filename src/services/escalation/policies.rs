//! Escalation policies by urgency: the administrator's versions, else that of the settings (version
//! 0).

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::domain::duration::{parse_duration, write_duration};
use crate::domain::escalation::{Level, Policy, Step};
use crate::domain::request::Urgency;
use crate::services::authorisation::{Admin, As, By, PolicyReader};
use crate::services::{Call, Context, Error, FieldError, UseCase};
use crate::store::escalation::policies as rows;
use crate::store::escalation::policies::PolicyRecord;
use crate::store::operations::audit_log::{self, Entry};
use crate::store::{StoreError, Tx};

/// The policies that are copied into new requests, with their versions.
pub(crate) struct InForce([(Policy, i32); 3]);

impl InForce {
    pub(crate) fn of_settings(cx: &Context) -> Self {
        Self(cx.settings.policies.clone().map(|policy| (policy, 0)))
    }

    pub(crate) async fn load(tx: &mut Tx, cx: &Context) -> Result<Self, Error> {
        let mut in_force = Self::of_settings(cx);
        for record in rows::current(tx).await? {
            in_force.0[record.urgency as usize] = (record.policy, record.version);
        }
        Ok(in_force)
    }

    /// The policy and its version; 0 is the one of the settings.
    pub(crate) fn of(&self, urgency: Urgency) -> (&Policy, i32) {
        let (policy, version) = &self.0[urgency as usize];
        (policy, *version)
    }
}

/// A step of a policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = PolicyStep)]
pub struct StepView {
    /// How long after the request became unmatched, such as `30m`; not less than the step before.
    #[schema(pattern = "^[0-9]{1,9}[smhd]$", example = "30m")]
    pub after: String,
    /// Whom it goes to.
    pub to: Level,
}

/// A policy to put in force.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPolicy {
    /// The steps, in order.
    #[schema(min_items = 1, max_items = 20)]
    pub steps: Vec<StepView>,
    /// After the last step it repeats for ever at this interval; above zero.
    #[schema(pattern = "^[0-9]{1,9}[smhd]$", example = "60m")]
    pub repeat: String,
}

/// A version of an urgency's policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = Policy)]
pub struct PolicyView {
    /// The urgency it is for.
    pub urgency: Urgency,
    /// Its version; 0 is the one of the settings.
    pub version: i32,
    /// The steps, in order.
    pub steps: Vec<StepView>,
    /// The interval at which it repeats.
    pub repeat: String,
    /// The account that made it; null for the settings and the command line.
    pub created_by: Option<Uuid>,
    /// When it was made; null for the settings.
    pub created_at: Option<DateTime<Utc>>,
}

fn written(seconds: i64) -> String {
    write_duration(std::time::Duration::from_secs(seconds.try_into().unwrap_or_default()))
}

impl PolicyView {
    fn of(urgency: Urgency, policy: &Policy) -> Self {
        let step = |step: &Step| StepView { after: written(step.after_seconds), to: step.to };
        Self {
            urgency,
            version: 0,
            steps: policy.steps.iter().map(step).collect(),
            repeat: written(policy.repeat_seconds),
            created_by: None,
            created_at: None,
        }
    }

    fn of_record(record: &PolicyRecord) -> Self {
        Self {
            version: record.version,
            created_by: record.created_by,
            created_at: Some(record.created_at),
            ..Self::of(record.urgency, &record.policy)
        }
    }
}

/// The policies in force, one for each urgency.
pub async fn list(cx: &Context, _: impl Into<By<PolicyReader>>) -> Result<Vec<PolicyView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let current = rows::current(&mut tx).await?;
    let view = |&urgency: &Urgency| {
        current.iter().find(|record| record.urgency == urgency).map_or_else(
            || PolicyView::of(urgency, cx.settings.policy(urgency)),
            PolicyView::of_record,
        )
    };
    Ok(Urgency::ALL.iter().map(view).collect())
}

/// Every version of an urgency's policy, newest first, down to the one of the settings.
pub async fn versions(
    cx: &Context,
    _: &As<PolicyReader>,
    urgency: Urgency,
) -> Result<Vec<PolicyView>, Error> {
    let mut tx = cx.store.begin_read().await?;
    let mut versions: Vec<PolicyView> =
        rows::versions(&mut tx, urgency).await?.iter().map(PolicyView::of_record).collect();
    versions.push(PolicyView::of(urgency, cx.settings.policy(urgency)));
    Ok(versions)
}

/// Puts a policy in force for new requests of an urgency; existing ones keep their copy. Setting
/// the current policy again makes no version.
pub async fn set(
    cx: &Context,
    by: impl Into<By<Admin>>,
    urgency: Urgency,
    body: NewPolicy,
) -> Result<PolicyView, Error> {
    let policy = checked(&body)?;
    cx.write(by, SetPolicy { urgency, policy }).await
}

struct SetPolicy {
    urgency: Urgency,
    policy: Policy,
}

impl UseCase for SetPolicy {
    type Answer = PolicyView;
    type Right = Admin;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<PolicyView, Error> {
        let versions = rows::versions(tx, self.urgency).await?;
        if let Some(last) = versions.first().filter(|last| last.policy == self.policy) {
            return Ok(PolicyView::of_record(last));
        }
        let last = versions.first().map_or(0, |last| last.version);
        let record = PolicyRecord {
            urgency: self.urgency,
            version: last + 1,
            policy: self.policy.clone(),
            created_by: call.actor(),
            created_at: call.now,
        };
        rows::insert(tx, &record).await.map_err(again_as_the_next)?;
        let view = PolicyView::of_record(&record);
        let entry = Entry::new(call.actor(), "policy.set", Uuid::nil());
        audit_log::insert(tx, entry.with(serde_json::json!(view)), call.now).await?;
        Ok(view)
    }
}

/// Retries the transaction when another has just inserted the same version number.
fn again_as_the_next(error: StoreError) -> StoreError {
    if error.breaks("escalation_policy_version") {
        StoreError::Race("a policy was made meanwhile".to_owned())
    } else {
        error
    }
}

fn checked(body: &NewPolicy) -> Result<Policy, Error> {
    let mut wrong = Vec::new();
    let mut seconds = |pointer: String, text: &str| match parse_duration(text) {
        Ok(duration) => i64::try_from(duration.as_secs()).unwrap_or(i64::MAX),
        Err(error) => {
            wrong.push(FieldError::new(pointer, "bad_format", error.to_string()));
            -1
        }
    };
    let steps: Vec<Step> = (body.steps.iter().enumerate())
        .map(|(at, step)| Step {
            after_seconds: seconds(format!("/steps/{at}/after"), &step.after),
            to: step.to,
        })
        .collect();
    let repeat_seconds = seconds("/repeat".to_owned(), &body.repeat);
    if repeat_seconds == 0 {
        wrong.push(FieldError::new("/repeat", "out_of_range", "must be above zero"));
    }
    for (at, pair) in steps.windows(2).enumerate() {
        if pair[0].after_seconds >= 0 && (0..pair[0].after_seconds).contains(&pair[1].after_seconds)
        {
            let pointer = format!("/steps/{}/after", at + 1);
            wrong.push(FieldError::new(
                pointer,
                "out_of_range",
                "must not be below the step before",
            ));
        }
    }
    if wrong.is_empty() { Ok(Policy { steps, repeat_seconds }) } else { Err(Error::Invalid(wrong)) }
}
