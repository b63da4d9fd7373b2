//! Team's form for a new placement request ("Who needs a bed?"), also usable without a script.

use askama::Template;

use crate::domain::bed::MAX_AGE;
use crate::domain::geo::City;
use crate::domain::request::{Child, Gender, MAX_CHILDREN, Urgency};
use crate::domain::typed;
use crate::http::web::choices::needs;
use crate::http::web::labels::{self, capitalised};
use crate::http::web::{Choice, Form, FormState, PageResult, Query, Shell, Visit, page, redirect};
use crate::services::Error;
use crate::services::authorisation::Outreach;
use crate::services::placement::new_request;
use crate::services::placement::requests::{self, NewRequest};
use crate::services::views::RequestView;

const PATH: &str = "/outreach";

#[derive(Template)]
#[template(path = "pages/outreach/ask.html")]
struct Page {
    shell: Shell,
    cities: Vec<Choice>,
    draft: Draft,
    /// Errors of the draft.
    form: FormState,
    needs: Vec<Choice>,
    urgencies: Vec<(Urgency, String)>,
    /// Reach of a request that names none, km.
    radius: f64,
    /// How many requests of the team are open.
    open: i64,
}

/// The entered values.
struct Draft {
    city: String,
    rows: Vec<Row>,
    urgency: Urgency,
    needs: Vec<String>,
    case_ref: String,
    max_km: String,
    /// Whether it comes from an earlier request: what the browser keeps of another draft stays out.
    is_copy: bool,
}

/// A child's row; its fields are named `age-{name}` and so on.
struct Row {
    name: String,
    age: String,
    gender: Option<Gender>,
    guess: bool,
}

impl Row {
    fn empty(name: usize) -> Self {
        Self { name: name.to_string(), age: String::new(), gender: None, guess: false }
    }

    fn is(&self, gender: &str) -> bool {
        self.gender.is_some_and(|known| known.code() == gender)
    }

    fn age(&self) -> Option<i32> {
        let age = typed::whole_number(&self.age);
        age.filter(|age| (0..=MAX_AGE).contains(age))
    }

    /// The child, if the row is complete.
    fn child(&self) -> Option<Child> {
        Some(Child { age: self.age()?, gender: self.gender?, age_estimated: self.guess })
    }
}

impl Draft {
    fn new(city: String) -> Self {
        Self {
            city,
            rows: vec![Row::empty(0)],
            urgency: Urgency::Emergency,
            needs: Vec::new(),
            case_ref: String::new(),
            max_km: String::new(),
            is_copy: false,
        }
    }

    /// What an earlier request asked for.
    fn like(earlier: &RequestView) -> Self {
        let row = |(name, child): (usize, &Child)| Row {
            name: name.to_string(),
            age: child.age.to_string(),
            gender: Some(child.gender),
            guess: child.age_estimated,
        };
        Self {
            city: earlier.city.clone(),
            rows: earlier.children.iter().enumerate().map(row).collect(),
            urgency: earlier.urgency,
            needs: earlier.needs.clone(),
            case_ref: earlier.case_ref.clone().unwrap_or_default(),
            max_km: String::new(),
            is_copy: true,
        }
    }

    /// Reads a sent form, rows in the order of the page.
    fn of(form: &Form<Outreach>) -> Self {
        let names = form.iter().filter_map(|(name, _)| name.strip_prefix("age-"));
        let plain = |name: &&str| {
            (1..=20).contains(&name.len()) && name.bytes().all(|c| c.is_ascii_digit())
        };
        let row = |name: &str| Row {
            name: name.to_owned(),
            age: form.get(&format!("age-{name}")).to_owned(),
            gender: Gender::parse(form.get(&format!("gender-{name}"))),
            guess: form.has(&format!("guess-{name}")),
        };
        Self {
            city: form.get("city").to_owned(),
            rows: names.filter(plain).take(MAX_CHILDREN).map(row).collect(),
            urgency: Urgency::parse(form.get("urgency")).unwrap_or(Urgency::Emergency),
            needs: form.all("needs").map(str::to_owned).collect(),
            case_ref: form.get("case-ref").trim().to_owned(),
            max_km: form.get("max-km").trim().to_owned(),
            is_copy: false,
        }
    }

    /// Adds a row with an unused name.
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

    /// The team's file number, if it is one; `None` where it is not.
    fn case_ref(&self) -> Option<Option<String>> {
        match self.case_ref.as_str() {
            "" => Some(None),
            typed if new_request::is_case_ref(typed) => Some(Some(typed.to_owned())),
            _ => None,
        }
    }

    /// How far a bed may be, if that is a distance; `None` where it is not.
    fn max_km(&self) -> Option<Option<f64>> {
        match self.max_km.as_str() {
            "" => Some(None),
            typed => typed::whole_number::<u16>(typed).map(|km| Some(km.into())),
        }
    }

    /// The request; `None` while a field is missing or wrong.
    fn request(&self) -> Option<NewRequest> {
        let children: Option<Vec<Child>> = self.rows.iter().map(Row::child).collect();
        Some(NewRequest {
            city: self.city.clone(),
            children: children?,
            urgency: self.urgency,
            needs: self.needs.clone(),
            max_km: self.max_km()?,
            case_ref: self.case_ref()?,
            hold: true,
        })
    }

    /// Errors, by element id.
    fn errors(&self, shell: &Shell) -> FormState {
        let mut errors = FormState::default();
        if shell.cities().get(&self.city).is_none() {
            errors.refuse("city", shell.text("outreach-city-wrong"));
        }
        for (number, row) in (1..).zip(&self.rows) {
            if row.age().is_none() {
                let text = shell.count("outreach-age-of", number);
                errors.refuse(format!("age-{}", row.name), text);
            }
            if row.gender.is_none() {
                let text = shell.count("outreach-gender-of", number);
                errors.refuse(format!("child-{}", row.name), text);
            }
        }
        if self.case_ref().is_none() {
            errors.refuse("case-ref", shell.text("outreach-case-ref-wrong"));
        }
        if self.max_km().is_none() {
            errors.refuse("max-km", shell.text("outreach-max-km-wrong"));
        }
        errors
    }

    fn needs(&self, code: &str) -> bool {
        self.needs.iter().any(|need| need == code)
    }
}

/// The empty form; with `?like=REFERENCE`, as the team filled it in for an earlier request.
pub async fn show(visit: Visit<Outreach>, query: Query) -> PageResult {
    let own = requests::own_city(visit.cx(), visit.caller()).await?;
    let mut draft = Draft::new(own.clone().unwrap_or_default());
    if query.has("like") {
        let team = visit.caller().to();
        let earlier = requests::find(visit.cx(), &team, query.get("like")).await?;
        if !earlier.children.is_empty() {
            draft = Draft::like(&earlier);
        }
    }
    render(visit, own.as_deref(), draft, FormState::default()).await
}

async fn render(
    visit: Visit<Outreach>,
    own: Option<&str>,
    draft: Draft,
    form: FormState,
) -> PageResult {
    let open = requests::count_open(visit.cx(), &visit.caller().to()).await?;
    let cities = cities(&visit.shell, own);
    let needs = needs(&visit).into_iter().map(|(code, text)| (code, capitalised(&text)));
    let needs = needs.collect();
    let radius = visit.cx().settings.radius_km;
    let shell = visit.shell;
    let urgency = |&urgency| (urgency, capitalised(&shell.text(labels::urgency(urgency))));
    let urgencies = Urgency::ALL.iter().map(urgency).collect();
    let status = form.status();
    page(&Page { shell, cities, draft, form, needs, urgencies, radius, open }, status)
}

/// Options of cities, by distance from the team's own.
fn cities(shell: &Shell, own: Option<&str>) -> Vec<Choice> {
    let own = own.and_then(|code| shell.cities().get(code));
    let with_km = |city| {
        let km = own.map_or(0.0, |own| own.point().km_to(City::point(city)));
        (km, city.name(shell.locale), city)
    };
    let mut cities: Vec<(f64, String, &City)> = shell.cities().iter().map(with_km).collect();
    cities.sort_by(|a, b| a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    cities.into_iter().map(|(_, name, city)| (city.code.clone(), name)).collect()
}

/// Creates the request and redirects to its page. Without a script, `add` and `remove` show the
/// form with a row more or less.
pub async fn submit(form: Form<Outreach>) -> PageResult {
    let own = requests::own_city(form.cx(), form.caller()).await?;
    let mut draft = Draft::of(&form);
    if form.has("add") || form.has("remove") {
        if form.has("add") {
            draft.add();
        }
        draft.remove(form.get("remove"));
        return render(form.visit, own.as_deref(), draft, FormState::default()).await;
    }
    if draft.rows.is_empty() {
        draft.add();
    }
    let Some(request) = draft.request() else {
        let errors = draft.errors(&form.visit.shell);
        return render(form.visit, own.as_deref(), draft, errors).await;
    };
    match requests::create(form.cx(), form.caller(), form.key(), request).await {
        Ok(made) => redirect(&format!("{PATH}/requests/{}", made.request.reference)),
        Err(Error::Invalid(fields)) if fields.iter().any(|field| field.pointer == "/city") => {
            let mut errors = FormState::default();
            errors.refuse("city", form.visit.shell.text("outreach-city-wrong"));
            render(form.visit, own.as_deref(), draft, errors).await
        }
        Err(error) => Err(error.into()),
    }
}
