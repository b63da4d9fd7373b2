//! "Who needs a bed?": the form that asks for one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};

use crate::domain::bed::MAX_AGE;
use crate::domain::geo::City;
use crate::domain::request::{Child, Gender, MAX_CHILDREN, Urgency};
use crate::domain::typed;
use crate::http::Http;
use crate::http::session::Visitor;
use crate::http::web::form::Sent;
use crate::http::web::placement::as_team;
use crate::http::web::shell::{Shell, answer, refused};
use crate::http::web::words::{self, capitalised};
use crate::services::identity::sign_in::Session;
use crate::services::placement::requests::{self, NewRequest};
use crate::services::{Error, FieldError};

const PATH: &str = "/outreach";

#[derive(Template)]
#[template(path = "pages/outreach/ask.html")]
struct Page<'a> {
    shell: Shell<'a>,
    cities: Vec<(String, String)>,
    draft: Draft,
    needs: Vec<(String, String)>,
    urgencies: Vec<(Urgency, String)>,
}

/// The form as it stands: what was entered, and what is wrong with it.
struct Draft {
    city: String,
    city_is_wrong: bool,
    rows: Vec<Row>,
    urgency: Urgency,
    needs: Vec<String>,
}

/// One child of the form, under the name its fields end in.
struct Row {
    name: String,
    age: String,
    gender: Option<Gender>,
    guess: bool,
    age_is_wrong: bool,
    gender_is_wrong: bool,
}

impl Row {
    fn empty(name: usize) -> Self {
        Self {
            name: name.to_string(),
            age: String::new(),
            gender: None,
            guess: false,
            age_is_wrong: false,
            gender_is_wrong: false,
        }
    }

    fn is(&self, gender: &str) -> bool {
        self.gender.is_some_and(|known| known.code() == gender)
    }

    fn age(&self) -> Option<i32> {
        let age = typed::whole_number(&self.age);
        age.filter(|age| (0..=MAX_AGE).contains(age))
    }

    /// The child, if the answers about it are complete.
    fn child(&self) -> Option<Child> {
        Some(Child { age: self.age()?, gender: self.gender?, age_estimated: self.guess })
    }

    /// Marks what is missing or wrong.
    fn check(&mut self) {
        self.age_is_wrong = self.age().is_none();
        self.gender_is_wrong = self.gender.is_none();
    }
}

impl Draft {
    fn new(city: String) -> Self {
        let rows = vec![Row::empty(0)];
        Self { city, city_is_wrong: false, rows, urgency: Urgency::Emergency, needs: Vec::new() }
    }

    /// What was entered. The rows come in the order in which the page has them.
    fn of(sent: &Sent) -> Self {
        let names = sent.names().filter_map(|name| name.strip_prefix("age-"));
        let plain = |name: &&str| {
            (1..=20).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_digit())
        };
        let row = |name: &str| Row {
            name: name.to_owned(),
            age: sent.get(&format!("age-{name}")).to_owned(),
            gender: Gender::parse(sent.get(&format!("gender-{name}"))),
            guess: sent.has(&format!("guess-{name}")),
            age_is_wrong: false,
            gender_is_wrong: false,
        };
        Self {
            city: sent.get("city").to_owned(),
            city_is_wrong: false,
            rows: names.filter(plain).take(MAX_CHILDREN).map(row).collect(),
            urgency: Urgency::parse(sent.get("urgency")).unwrap_or(Urgency::Emergency),
            needs: sent.all("needs").map(str::to_owned).collect(),
        }
    }

    /// One row more; its name is none of the others'.
    fn add(&mut self) {
        if self.rows.len() < MAX_CHILDREN {
            let free = (0..).find(|name| self.rows.iter().all(|row| row.name != name.to_string()));
            self.rows.push(Row::empty(free.unwrap_or_default()));
        }
    }

    fn remove(&mut self, name: &str) {
        if self.rows.len() > 1 {
            self.rows.retain(|row| row.name != name);
        }
    }

    /// What the form asks for; none while an answer is missing, which is then marked.
    fn request(&mut self) -> Option<NewRequest> {
        if self.rows.is_empty() {
            self.add();
        }
        self.rows.iter_mut().for_each(Row::check);
        let children: Option<Vec<Child>> = self.rows.iter().map(Row::child).collect();
        Some(NewRequest {
            city: self.city.clone(),
            children: children?,
            urgency: self.urgency,
            needs: self.needs.clone(),
            max_km: None,
            case_ref: None,
            hold: true,
        })
    }

    fn has_faults(&self) -> bool {
        self.city_is_wrong || self.rows.iter().any(|row| row.age_is_wrong || row.gender_is_wrong)
    }

    fn needs(&self, code: &str) -> bool {
        self.needs.iter().any(|need| need == code)
    }
}

/// The form, empty.
pub async fn show(State(http): State<Http>, Visitor(visitor): Visitor) -> Response {
    let shell = Shell::of(&http, &visitor, PATH);
    match own_city(&http, &visitor).await {
        Ok(own) => render(&http, shell, own, None, StatusCode::OK),
        Err(error) => refused(shell, error),
    }
}

async fn own_city(http: &Http, visitor: &Session) -> Result<Option<String>, Error> {
    requests::own_city(&http.cx, &as_team(&visitor.caller)?).await
}

fn render(
    http: &Http,
    shell: Shell<'_>,
    own: Option<String>,
    draft: Option<Draft>,
    status: StatusCode,
) -> Response {
    let cities = cities(http, &shell, own.as_deref());
    let draft = draft.unwrap_or_else(|| Draft::new(own.unwrap_or_default()));
    let codes = http.cx.features.codes().iter();
    let needs = codes.map(|code| (code.clone(), capitalised(&words::need(&shell, code)))).collect();
    let urgencies = Urgency::ALL.iter();
    let urgencies = urgencies
        .map(|&urgency| (urgency, capitalised(&shell.text(words::urgency(urgency)))))
        .collect();
    answer(&Page { shell, cities, draft, needs, urgencies }, status)
}

/// Every city with its name: the own one first, the others by their distance from it.
fn cities(http: &Http, shell: &Shell<'_>, own: Option<&str>) -> Vec<(String, String)> {
    let own = own.and_then(|code| http.cx.cities.get(code));
    let mut cities: Vec<(f64, String, &City)> = http
        .cx
        .cities
        .iter()
        .map(|city| {
            let km = own.map_or(0.0, |own| own.point().km_to(city.point()));
            (km, city.name(shell.locale), city)
        })
        .collect();
    cities.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    cities.into_iter().map(|(_, name, city)| (city.code.clone(), name)).collect()
}

/// Asks for the bed, and leads to the answer. Without a script a brother or sister more, or less,
/// is the same form again.
pub async fn submit(State(http): State<Http>, sent: Sent) -> Response {
    let visitor = &sent.visitor;
    let shell = Shell::of(&http, visitor, PATH);
    let own = match own_city(&http, visitor).await {
        Ok(own) => own,
        Err(error) => return refused(shell, error),
    };
    let mut draft = Draft::of(&sent);
    if sent.has("add") || sent.has("remove") {
        if sent.has("add") {
            draft.add();
        }
        draft.remove(sent.get("remove"));
        return render(&http, shell, own, Some(draft), StatusCode::OK);
    }
    let wrong = StatusCode::UNPROCESSABLE_ENTITY;
    let Some(request) = draft.request() else {
        draft.city_is_wrong = http.cx.cities.get(&draft.city).is_none();
        return render(&http, shell, own, Some(draft), wrong);
    };
    match requests::create(&http.cx, &visitor.caller, sent.once(), request).await {
        Ok(made) => {
            Redirect::to(&format!("{PATH}/requests/{}", made.request.reference)).into_response()
        }
        Err(Error::Invalid(fields)) if is_about_the_city(&fields) => {
            draft.city_is_wrong = true;
            render(&http, shell, own, Some(draft), wrong)
        }
        Err(error) => refused(shell, error),
    }
}

fn is_about_the_city(fields: &[FieldError]) -> bool {
    fields.iter().any(|field| field.pointer == "/city")
}
