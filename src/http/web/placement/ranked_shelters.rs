//! Texts of shelters as ranked for a request: distance, contact, parts of the score, reasons of
//! exclusion. For the pages of teams, coordinators and shelters.

use uuid::Uuid;

use crate::board::Snapshot;
use crate::domain::bed::{Pool, PoolGender, Shelter};
use crate::domain::geo::City;
use crate::domain::matcher::ReasonCode;
use crate::http::web::numbers::rounded;
use crate::http::web::placement::way::Way;
use crate::http::web::{Phone, Shell, labels};
use crate::services::views::{ExcludedView, MatchView, OfferView, ReasonView};

/// A shelter, as shown.
pub(crate) struct ShownShelter {
    pub id: Uuid,
    pub name: String,
    /// Name of its city, and how far it is where that is known.
    pub place: String,
    pub phone: Option<Phone>,
}

/// A component of a score; `share` is 0 to 1.
pub(crate) struct ScorePart {
    pub name: String,
    pub finding: String,
    pub share: f64,
}

impl ScorePart {
    /// Width of its bar, of 60.
    pub fn bar(&self) -> i32 {
        rounded(self.share.clamp(0.0, 1.0) * 60.0)
    }
}

/// Text of whom a pool takes; ages are inclusive.
pub(crate) fn takes(shell: &Shell, gender: PoolGender, (min, max): (i32, i32)) -> String {
    let key = match gender {
        PoolGender::Female => "shelters-takes-girls",
        PoolGender::Male => "shelters-takes-boys",
        PoolGender::Any => "shelters-takes-all",
    };
    shell.fill(key, &[("min", min.into()), ("max", max.into())])
}

/// Notes on beds that a coordinator gave by override to children they are not meant for, each once.
pub(crate) fn notes_on_beds(shell: &Shell, offer: &OfferView) -> Vec<String> {
    let said = offer.beds.iter().filter_map(|bed| bed.meant_for).map(|meant| {
        let takes = takes(shell, meant.gender, (meant.age_min, meant.age_max));
        shell.with("shelters-given-on-purpose", "takes", &takes)
    });
    let mut said: Vec<String> = said.collect();
    said.dedup();
    said
}

/// A text, and another one where there is one.
fn joined(text: String, more: Option<String>) -> String {
    match more {
        Some(more) => format!("{text} · {more}"),
        None => text,
    }
}

/// Makes the texts of shelters for a request's city.
pub(crate) struct ShelterTexts<'a> {
    shell: &'a Shell,
    from: Option<&'a City>,
    board: Snapshot,
}

impl<'a> ShelterTexts<'a> {
    pub fn new(shell: &'a Shell, board: Snapshot, city: &str) -> Self {
        Self { shell, from: shell.cities().get(city), board }
    }

    pub fn find(&self, id: Uuid) -> Option<&Shelter> {
        self.board.get(id).map(|shelter| &**shelter)
    }

    /// `None` when the board does not have it.
    pub fn shelter(&self, id: Uuid) -> Option<ShownShelter> {
        let shelter = self.find(id)?;
        let city = labels::city(self.shell, &shelter.city);
        Some(ShownShelter {
            id,
            name: shelter.name.clone(),
            place: joined(city, self.distance(shelter)),
            phone: shelter.phone.as_deref().map(Phone::new),
        })
    }

    /// Kilometres from the centre of the request's city. Nothing for a shelter there that is only
    /// known to be somewhere in the city.
    fn distance(&self, shelter: &Shelter) -> Option<String> {
        let from = self.from?;
        let km = rounded(from.point().km_to(shelter.place));
        if from.code != shelter.city {
            return Some(self.shell.count("shelters-km", km));
        }
        let is_placed = shelter.place != from.point();
        is_placed.then(|| self.shell.count("shelters-from-centre", km))
    }

    /// Links that lead to a shelter; `None` where neither a place nor an address is known.
    pub fn way(&self, id: Uuid, address: Option<&str>) -> Option<Way> {
        let shelter = self.find(id)?;
        let city = self.shell.cities().get(&shelter.city);
        if city.is_some_and(|city| city.point() != shelter.place) {
            return Some(Way::to_point(shelter.place, &shelter.name));
        }
        let city = labels::city(self.shell, &shelter.city);
        address.map(|address| Way::to_address(address, &city))
    }

    /// The components of a match's score.
    pub fn why(&self, found: &MatchView) -> Vec<ScorePart> {
        let Some(shelter) = self.find(found.shelter_id) else { return Vec::new() };
        let chosen = |pool: &&Pool| found.beds.iter().any(|bed| bed.pool_id == pool.id);
        let pools: Vec<&Pool> = shelter.pools.iter().filter(chosen).collect();
        let text = |key| self.shell.text(key);
        let is_home = self.from.is_some_and(|city| city.code == shelter.city);
        let city = if is_home {
            text("shelters-same-city")
        } else {
            labels::city(self.shell, &shelter.city)
        };
        let near = joined(city, self.distance(shelter));
        let fit = pools.iter().map(|pool| self.takes(pool)).collect::<Vec<_>>().join(" + ");
        let room: i32 = pools.iter().map(|pool| pool.available()).sum();
        let counted = pools.iter().map(|pool| pool.reported_at).min();
        let counted = counted.map_or_else(String::new, |at| {
            self.shell.with("shelters-counted", "ago", &self.shell.ago(at))
        });
        let answers = rounded(found.components.responsiveness * 10.0);
        let of = &found.components;
        vec![
            ScorePart { name: text("shelters-near"), finding: near, share: of.proximity },
            ScorePart { name: text("shelters-fits"), finding: fit, share: of.fit },
            ScorePart {
                name: text("shelters-room"),
                finding: self.shell.count("shelters-free", room),
                share: of.headroom,
            },
            ScorePart { name: text("shelters-fresh"), finding: counted, share: of.freshness },
            ScorePart {
                name: text("shelters-answers"),
                finding: self.shell.count("shelters-answers-of-ten", answers),
                share: of.responsiveness,
            },
        ]
    }

    pub fn takes(&self, pool: &Pool) -> String {
        takes(self.shell, pool.gender, (pool.age_min, pool.age_max))
    }

    /// Reasons of an exclusion: those of the whole shelter, then those of the pool with the fewest.
    pub fn why_not(&self, excluded: &ExcludedView) -> Vec<String> {
        let pools = |reason: &ReasonView| reason.pool_id;
        let against = |id| excluded.reasons.iter().filter(|one| one.pool_id == Some(id)).count();
        let nearest = excluded.reasons.iter().filter_map(pools).min_by_key(|id| against(*id));
        let told = excluded
            .reasons
            .iter()
            .filter(|reason| reason.pool_id.is_none() || reason.pool_id == nearest);
        let shelter = self.find(excluded.shelter_id);
        let mut texts: Vec<String> = told.map(|reason| self.reason(reason, shelter)).collect();
        texts.dedup();
        texts
    }

    fn reason(&self, reason: &ReasonView, shelter: Option<&Shelter>) -> String {
        let pools = shelter.map_or(&[][..], |shelter| &shelter.pools);
        let pool = pools.iter().find(|pool| Some(pool.id) == reason.pool_id);
        let text = |key| self.shell.text(key);
        match (reason.code, pool) {
            (ReasonCode::WrongGender, Some(pool)) if pool.gender == PoolGender::Female => {
                text("shelters-girls-only")
            }
            (ReasonCode::WrongGender, _) => text("shelters-boys-only"),
            (ReasonCode::AgeBelow | ReasonCode::AgeAbove, Some(pool)) => {
                let ages = [("min", pool.age_min.into()), ("max", pool.age_max.into())];
                self.shell.fill("shelters-ages", &ages)
            }
            (ReasonCode::AgeBelow | ReasonCode::AgeAbove, None) => text("shelters-other-ages"),
            (ReasonCode::Stale, Some(pool)) => {
                self.shell.with("shelters-stale", "age", &self.shell.ago(pool.reported_at))
            }
            (ReasonCode::Stale, None) => text("shelters-stale-somehow"),
            (ReasonCode::Full, None) => text("shelters-no-beds-posted"),
            (ReasonCode::Full, Some(_)) => text("shelters-full"),
            (ReasonCode::Closed, _) => text("shelters-closed"),
            (ReasonCode::TooFar, _) => text("shelters-too-far"),
            (ReasonCode::MissingNeed, _) => text("shelters-missing-need"),
            (ReasonCode::DeclinedBefore, _) => text("shelters-asked-before"),
            (ReasonCode::GroupTooLarge, _) => text("shelters-not-together"),
        }
    }
}
