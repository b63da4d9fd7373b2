//! Administrators' overview page: the first steps of a new installation, what is missing, problems,
//! counts. It shows nothing of a request.

use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use uuid::Uuid;

use crate::domain::bed::Shelter;
use crate::http::web::{PageResult, Shell, Visit, labels, page};
use crate::services::authorisation::Admin;
use crate::services::operations::health::{self, Readiness};
use crate::services::operations::missing::{self, Basics, Missing};
use crate::services::operations::overview::{self, Overview};

/// Most places or names listed under one thing that is missing.
const MAX_NAMED: usize = 8;

#[derive(Template)]
#[template(path = "pages/admin/overview.html")]
struct Page {
    shell: Shell,
    overview: Overview,
    readiness: Readiness,
    /// The first steps; empty once all are done.
    steps: Vec<Step>,
    lacks: Vec<Lack>,
    has_mail_server: bool,
}

impl Page {
    fn is_well(&self) -> bool {
        self.readiness.ready
            && self.overview.undeliverable == 0
            && self.steps.is_empty()
            && self.lacks.is_empty()
            && self.has_mail_server
    }
}

/// A step of setting up.
struct Step {
    is_done: bool,
    /// Key of its name.
    name: &'static str,
    path: &'static str,
}

/// Something that is missing in several places.
struct Lack {
    text: String,
    /// Where: names, and addresses of the pages on which it is mended.
    places: Vec<(String, String)>,
    /// How many more there are.
    more: usize,
}

pub async fn show(visit: Visit<Admin>) -> PageResult {
    let overview = overview::overview(visit.cx(), visit.caller()).await?;
    let readiness = health::readiness(visit.cx(), visit.http.health.vital_signs()).await;
    let missing = missing::missing(visit.cx(), visit.caller()).await?;
    let shell = visit.shell;
    let (steps, has_mail_server) = (steps(missing.basics), missing.has_mail_server);
    let lacks = lacks(&shell, missing);
    page(&Page { shell, overview, readiness, steps, lacks, has_mail_server }, StatusCode::OK)
}

fn steps(basics: Basics) -> Vec<Step> {
    if basics.are_there() {
        return Vec::new();
    }
    let all = [
        (basics.partner, "admin-step-partner", "/admin/partners"),
        (basics.shelter, "admin-step-shelter", "/admin/shelters"),
        (basics.shelter_account, "admin-step-shelter-account", "/admin/accounts/new?roles=shelter"),
        (basics.team, "admin-step-team", "/admin/accounts/new?roles=outreach"),
        (basics.coordinator, "admin-step-coordinator", "/admin/accounts/new?roles=coordinator"),
    ];
    all.map(|(is_done, name, path)| Step { is_done, name, path }).into()
}

fn lacks(shell: &Shell, missing: Missing) -> Vec<Lack> {
    let city = |code: String| {
        let path = format!("/admin/accounts/new?roles=coordinator&cities={code}");
        (labels::city(shell, &code), path)
    };
    let off_duty = |code: String| (labels::city(shell, &code), "/coordinator/duty".to_owned());
    let new_account = |role: &str, partner: Uuid| {
        format!("/admin/accounts/new?roles={role}&partner_id={partner}")
    };
    let shelter = |it: Arc<Shelter>| (it.name.clone(), format!("/admin/shelters/{}", it.id));
    let staffless = |it: Arc<Shelter>| (it.name.clone(), new_account("shelter", it.partner_id));
    let cities = missing.cities_without_coordinator;
    let partners = missing.partners_without_team.into_iter();
    let all: [(&str, Vec<(String, String)>); 6] = [
        ("admin-lack-coordinator", cities.into_iter().map(city).collect()),
        ("admin-lack-duty", missing.cities_off_duty.into_iter().map(off_duty).collect()),
        ("admin-lack-beds", missing.shelters_without_beds.into_iter().map(shelter).collect()),
        (
            "admin-lack-account",
            missing.shelters_without_account.into_iter().map(staffless).collect(),
        ),
        ("admin-lack-phone", missing.shelters_without_phone.into_iter().map(shelter).collect()),
        ("admin-lack-team", partners.map(|it| (it.name, new_account("outreach", it.id))).collect()),
    ];
    all.into_iter().filter_map(|(key, places)| lack(shell, key, places)).collect()
}

/// Something that is missing; `None` when it is missing nowhere.
fn lack(shell: &Shell, key: &str, mut places: Vec<(String, String)>) -> Option<Lack> {
    let count = places.len();
    places.truncate(MAX_NAMED);
    let more = count - places.len();
    (count > 0).then(|| Lack { text: shell.count(key, count), places, more })
}
