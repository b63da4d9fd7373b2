//! The board: every shelter and pool in memory, as last committed, for matcher, pages and API.
//!
//! Own commits are applied before the writer is answered; commits of other instances are read after
//! a hint and at every tick. A pool never goes back to a lower version.
//!
//! What is out of use is known, so that its versions can be compared and history can name it, but
//! is in no [`Board::snapshot`]: nothing can be decided on it.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use tokio::sync::{Notify, broadcast};
use uuid::Uuid;

use crate::domain::bed::{Answers, FeatureList, Pool, Shelter};
use crate::domain::geo::{Cities, Point};
use crate::store::shelters::shelter::ShelterRecord;
use crate::store::shelters::{pools, shelter};
use crate::store::{Store, StoreError, Tx};

/// Shelters with their pools, in order of id, at one moment. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Snapshot(Arc<Vec<Arc<Shelter>>>);

impl Deref for Snapshot {
    type Target = [Arc<Shelter>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Snapshot {
    pub fn get(&self, id: Uuid) -> Option<&Arc<Shelter>> {
        position(self, id).map(|at| &self[at])
    }

    pub fn pool(&self, id: Uuid) -> Option<&Pool> {
        self.iter().flat_map(|shelter| &shelter.pools).find(|pool| pool.id == id)
    }

    /// This snapshot's state of a pool.
    pub fn known(&self, pool: &Pool) -> Option<&Pool> {
        self.get(pool.shelter_id)?.pools.iter().find(|known| known.id == pool.id)
    }

    /// The shelters for which `is_wanted` holds.
    pub fn only(&self, is_wanted: impl Fn(&Shelter) -> bool) -> Self {
        Self(Arc::new(self.iter().filter(|shelter| is_wanted(shelter)).cloned().collect()))
    }

    /// The shelters and pools in use, untouched shelters shared.
    fn in_use(&self) -> Self {
        let is_whole = |shelter: &Arc<Shelter>| shelter.pools.iter().all(|pool| pool.active);
        if self.iter().all(|shelter| shelter.active && is_whole(shelter)) {
            return self.clone();
        }
        let rest = self.iter().filter(|shelter| shelter.active).map(|shelter| {
            if is_whole(shelter) {
                return Arc::clone(shelter);
            }
            let pools = shelter.pools.iter().filter(|pool| pool.active).cloned().collect();
            Arc::new(Shelter { pools, ..(**shelter).clone() })
        });
        Self(Arc::new(rest.collect()))
    }

    /// A copy with some pools replaced, untouched shelters shared; unknown pools are ignored.
    pub fn with_pools(&self, pools: &[Pool]) -> Self {
        if pools.is_empty() {
            return self.clone();
        }
        let mut copy = self.to_vec();
        for pool in pools {
            let Some(at) = position(&copy, pool.shelter_id) else { continue };
            let shelter = Arc::make_mut(&mut copy[at]);
            if let Some(mine) = shelter.pools.iter_mut().find(|mine| mine.id == pool.id) {
                *mine = pool.clone();
            }
        }
        Self(Arc::new(copy))
    }

    /// A copy with `promised` changed, by pool id.
    pub fn with_promises(&self, change: &BTreeMap<Uuid, i32>) -> Self {
        let pools = self.iter().flat_map(|shelter| &shelter.pools);
        let changed = pools.filter_map(|pool| {
            let more = change.get(&pool.id).copied().filter(|more| *more != 0)?;
            Some(Pool { promised: pool.promised + more, ..pool.clone() })
        });
        self.with_pools(&changed.collect::<Vec<_>>())
    }
}

/// All that was read, and what of it is in use.
#[derive(Default)]
struct Known {
    all: Snapshot,
    in_use: Snapshot,
}

impl Known {
    fn replace(&mut self, all: Snapshot) {
        self.in_use = all.in_use();
        self.all = all;
    }
}

/// The board; an instance has one.
pub struct Board {
    known: RwLock<Known>,
    cities: Cities,
    features: FeatureList,
    changes: broadcast::Sender<Pool>,
    generation: AtomicU64,
    /// Notified when a waiting request may find a bed: beds came free, a count was renewed, or a
    /// pool or shelter takes others now.
    pub availability_signal: Notify,
}

/// Changes that a slow subscriber may lag behind before it must read the board anew.
const LAG: usize = 1_024;

impl Board {
    pub fn new(cities: Cities, features: FeatureList) -> Self {
        Self {
            known: RwLock::default(),
            cities,
            features,
            changes: broadcast::channel(LAG).0,
            generation: AtomicU64::new(0),
            availability_signal: Notify::new(),
        }
    }

    /// The present snapshot of what is in use. Cheap: nothing is copied.
    pub fn snapshot(&self) -> Snapshot {
        self.known.read().unwrap_or_else(PoisonError::into_inner).in_use.clone()
    }

    /// The same with what is out of use, to name the shelters of history; never to decide on.
    pub fn with_history(&self) -> Snapshot {
        self.known.read().unwrap_or_else(PoisonError::into_inner).all.clone()
    }

    /// Receives each pool that changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Pool> {
        self.changes.subscribe()
    }

    /// How often beds may have come free. A decision on a snapshot of an older generation must be
    /// made again.
    pub fn availability_generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    fn signal_availability(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.availability_signal.notify_one();
    }

    /// The snapshot with the changes that a transaction has made so far.
    pub fn in_transaction(&self, tx: &Tx) -> Snapshot {
        if tx.changed_pools().is_empty() && tx.changed_shelters().is_empty() {
            return self.snapshot();
        }
        let pools = self.with_history().with_pools(tx.changed_pools());
        self.with_shelters(&pools, tx.changed_shelters()).in_use()
    }

    /// A copy with some shelters replaced, their pools unchanged; unknown shelters are ignored.
    fn with_shelters(&self, shelters: &Snapshot, records: &[ShelterRecord]) -> Snapshot {
        if records.is_empty() {
            return shelters.clone();
        }
        let mut copy = shelters.to_vec();
        for record in records {
            if let Some(at) = position(&copy, record.id) {
                copy[at] = Arc::new(self.shelter(record, copy[at].pools.clone()));
            }
        }
        Snapshot(Arc::new(copy))
    }

    /// Takes over pools and shelters whose versions are newer.
    pub fn apply(&self, pools: Vec<Pool>, records: Vec<ShelterRecord>) {
        let mut known = self.known.write().unwrap_or_else(PoisonError::into_inner);
        let before = known.all.clone();
        let mut newer: Vec<Pool> = newer(&before, pools);
        let is_newer = |record: &ShelterRecord| {
            before.get(record.id).is_some_and(|known| known.version < record.version)
        };
        let records: Vec<ShelterRecord> = records.into_iter().filter(is_newer).collect();
        if newer.is_empty() && records.is_empty() {
            return;
        }
        let after = self.with_shelters(&before.with_pools(&newer), &records);
        let states = records.iter().filter_map(|one| before.get(one.id).zip(after.get(one.id)));
        let states: Vec<(&Arc<Shelter>, &Arc<Shelter>)> = states.collect();
        let helps = newer.iter().any(|pool| adds_availability(before.known(pool), pool))
            || states.iter().any(|(before, after)| may_suit_others(before, after));
        let opened_or_shut = states.iter().filter(|(before, after)| before.active != after.active);
        newer.extend(opened_or_shut.flat_map(|(_, after)| offered_pools(after)));
        known.replace(after.clone());
        drop(known);
        if helps {
            self.signal_availability();
        }
        for pool in newer {
            let _ = self.changes.send(pool);
        }
    }

    /// Reads commits of other instances; only versions when nothing changed. After an error the
    /// board is as before.
    pub async fn refresh(&self, store: &Store) -> Result<(), StoreError> {
        let mut tx = store.begin_read().await?;
        let pool_versions = pools::versions(&mut tx).await?;
        let shelter_versions = shelter::versions(&mut tx).await?;
        if self.has_all(&pool_versions, &shelter_versions) {
            return Ok(());
        }
        let records = shelter::all(&mut tx).await?;
        let pools = pools::all(&mut tx).await?;
        drop(tx);
        self.merge(records, pools);
        Ok(())
    }

    fn has_all(&self, pools: &[(Uuid, i64)], shelters: &[(Uuid, i64)]) -> bool {
        let snapshot = self.with_history();
        let known_shelters: HashMap<Uuid, i64> =
            snapshot.iter().map(|shelter| (shelter.id, shelter.version)).collect();
        let known_pools: HashMap<Uuid, i64> = snapshot
            .iter()
            .flat_map(|shelter| shelter.pools.iter().map(|pool| (pool.id, pool.version)))
            .collect();
        let has = |known: &HashMap<Uuid, i64>, seen: &[(Uuid, i64)]| {
            seen.iter().all(|(id, version)| known.get(id).is_some_and(|mine| mine >= version))
        };
        has(&known_shelters, shelters) && has(&known_pools, pools)
    }

    fn merge(&self, records: Vec<ShelterRecord>, pools: Vec<Pool>) {
        let mut by_shelter: HashMap<Uuid, Vec<Pool>> = HashMap::new();
        for pool in pools {
            by_shelter.entry(pool.shelter_id).or_default().push(pool);
        }
        let (mut changed, mut helps) = (Vec::new(), false);
        {
            let mut own = self.known.write().unwrap_or_else(PoisonError::into_inner);
            let shelters = own.all.clone();
            let mut merged: Vec<Arc<Shelter>> = Vec::with_capacity(records.len());
            // Shelters are never deleted: one missing from the read was added after it.
            let read: HashSet<Uuid> = records.iter().map(|record| record.id).collect();
            merged.extend(shelters.iter().filter(|known| !read.contains(&known.id)).cloned());
            for record in records {
                let pools = by_shelter.remove(&record.id).unwrap_or_default();
                let fresh = self.shelter(&record, pools.clone());
                let known = shelters.get(record.id);
                let mut kept = match known {
                    Some(known) if known.version > fresh.version => {
                        Shelter { pools: known.pools.clone(), ..(**known).clone() }
                    }
                    Some(known) => Shelter { pools: known.pools.clone(), ..fresh },
                    None => Shelter { pools: Vec::new(), ..fresh },
                };
                let before = known.map_or(&[][..], |known| &known.pools);
                let newer = take_newer(&mut kept.pools, pools);
                let of = |pool: &Pool| before.iter().find(|known| known.id == pool.id);
                helps |= newer.iter().any(|pool| adds_availability(of(pool), pool));
                helps |= known.is_some_and(|known| may_suit_others(known, &kept));
                changed.extend(newer);
                if known.is_some_and(|known| known.active != kept.active) {
                    changed.extend(offered_pools(&kept));
                }
                merged.push(Arc::new(kept));
            }
            merged.sort_by_key(|shelter| shelter.id);
            own.replace(Snapshot(Arc::new(merged)));
        }
        if helps {
            self.signal_availability();
        }
        for pool in changed {
            let _ = self.changes.send(pool);
        }
    }

    /// A shelter as the matcher sees it; without a place it stands in the centre of its city.
    pub fn shelter(&self, record: &ShelterRecord, pools: Vec<Pool>) -> Shelter {
        let place = match (record.lat, record.lon) {
            (Some(lat), Some(lon)) => Point { lat, lon },
            // A city no longer in the table: at the South Pole, far from all others.
            _ => self
                .cities
                .get(&record.city)
                .map_or(Point { lat: -90.0, lon: 0.0 }, super::domain::geo::City::point),
        };
        Shelter {
            id: record.id,
            partner_id: record.partner_id,
            name: record.name.clone(),
            city: record.city.clone(),
            place,
            phone: record.phone.clone(),
            features: record.features.clone(),
            feature_set: self.features.set(&record.features),
            answers: Answers { bits: record.answer_bits, count: record.answer_count },
            active: record.active,
            version: record.version,
            pools,
        }
    }
}

/// Whether a pool's new state may give a bed to a child whom the old one did not.
fn adds_availability(before: Option<&Pool>, after: &Pool) -> bool {
    after.available() > 0
        && before.is_none_or(|before| {
            after.available() > before.available()
                || after.reported_at > before.reported_at
                || after.gender != before.gender
                || after.age_min < before.age_min
                || after.age_max > before.age_max
        })
}

/// Whether place or features of a shelter changed, or it is in use again: it may suit other
/// requests now.
fn may_suit_others(before: &Shelter, after: &Shelter) -> bool {
    after.active && !before.active
        || before.city != after.city
        || before.place != after.place
        || before.feature_set != after.feature_set
}

/// The pools of a shelter as subscribers are told of them: out of use with it.
fn offered_pools(shelter: &Shelter) -> Vec<Pool> {
    let told = |pool: &Pool| Pool { active: pool.active && shelter.active, ..pool.clone() };
    shelter.pools.iter().map(told).collect()
}

fn position(shelters: &[Arc<Shelter>], id: Uuid) -> Option<usize> {
    shelters.binary_search_by_key(&id, |shelter| shelter.id).ok()
}

/// The newest state of each pool in `changed` that is newer than the board's.
fn newer(board: &Snapshot, changed: Vec<Pool>) -> Vec<Pool> {
    let mut newest: Vec<Pool> = Vec::with_capacity(changed.len());
    for pool in changed {
        if board.known(&pool).is_none_or(|known| known.version >= pool.version) {
            continue;
        }
        match newest.iter_mut().find(|other| other.id == pool.id) {
            Some(other) if other.version < pool.version => *other = pool,
            Some(_) => {}
            None => newest.push(pool),
        }
    }
    newest
}

fn take_newer(known: &mut Vec<Pool>, pools: Vec<Pool>) -> Vec<Pool> {
    let mut changed = Vec::new();
    for pool in pools {
        match known.iter_mut().find(|mine| mine.id == pool.id) {
            Some(mine) if mine.version >= pool.version => continue,
            Some(mine) => *mine = pool.clone(),
            None => known.push(pool.clone()),
        }
        changed.push(pool);
    }
    known.sort_by_key(|pool| pool.id);
    changed
}
