//! The live read model: every shelter and bed pool in memory, as last committed. The matcher, the
//! board page and the event stream read it.
//!
//! What this instance commits is applied before the writer gets its answer; what other instances
//! commit is read when they notify, and at each tick. A pool never goes back to a lower version.

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

/// All shelters with their pools at one moment, in order of id.
pub type Snapshot = Arc<Vec<Arc<Shelter>>>;

/// One per instance.
pub struct Board {
    shelters: RwLock<Snapshot>,
    cities: Cities,
    features: FeatureList,
    changes: broadcast::Sender<Pool>,
    generation: AtomicU64,
    /// Notified when beds came free, a count was renewed, or a pool or shelter takes others now: a
    /// waiting request may fit.
    pub availability_signal: Notify,
}

/// Changes a slow subscriber may be behind before it must read anew.
const LAG: usize = 1_024;

impl Board {
    pub fn new(cities: Cities, features: FeatureList) -> Self {
        Self {
            shelters: RwLock::default(),
            cities,
            features,
            changes: broadcast::channel(LAG).0,
            generation: AtomicU64::new(0),
            availability_signal: Notify::new(),
        }
    }

    /// The present state. Cheap: nothing is copied.
    pub fn snapshot(&self) -> Snapshot {
        self.shelters.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Every pool that changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Pool> {
        self.changes.subscribe()
    }

    /// Counts how often beds came free, or may have. A decision on a snapshot of an older
    /// generation must be checked again.
    pub fn availability_generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    fn signal_availability(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.availability_signal.notify_one();
    }

    /// The board with what a transaction has changed so far.
    pub fn in_transaction(&self, tx: &Tx) -> Snapshot {
        let pools = overlay(&self.snapshot(), tx.changed_pools());
        self.with_shelters(&pools, tx.changed_shelters())
    }

    /// A snapshot with some shelters changed, their pools as they are. Unknown shelters are left
    /// out.
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

    /// Takes in changed pools and shelters.
    pub fn apply(&self, pools: Vec<Pool>, records: Vec<ShelterRecord>) {
        let mut shelters = self.shelters.write().unwrap_or_else(PoisonError::into_inner);
        let before = shelters.clone();
        let newer: Vec<Pool> = newer(&before, pools);
        let is_newer = |record: &ShelterRecord| {
            before.get(record.id).is_some_and(|known| known.version < record.version)
        };
        let records: Vec<ShelterRecord> = records.into_iter().filter(is_newer).collect();
        if newer.is_empty() && records.is_empty() {
            return;
        }
        *shelters = self.with_shelters(&before.with_pools(&newer), &records);
        let changed = |record: &ShelterRecord| {
            let at = position(&before, record.id);
            at.is_some_and(|at| has_moved_or_changed_features(&before[at], &shelters[at]))
        };
        let helps = newer.iter().any(|pool| may_fit_more(find(&before, pool), pool))
            || records.iter().any(changed);
        drop(shelters);
        if helps {
            self.signal_availability();
        }
        for pool in newer {
            let _ = self.changes.send(pool);
        }
    }

    /// Reads what other instances have committed; only the versions when nothing changed.
    ///
    /// # Errors
    /// When the database can't be read; the board then stays as it is.
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
        let snapshot = self.snapshot();
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
            let mut shelters = self.shelters.write().unwrap_or_else(PoisonError::into_inner);
            let mut merged: Vec<Arc<Shelter>> = Vec::with_capacity(records.len());
            // Shelters are never deleted: one that the read does not have was added after it.
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
                helps |= newer.iter().any(|pool| may_fit_more(of(pool), pool));
                helps |= known.is_some_and(|known| has_moved_or_changed_features(known, &kept));
                changed.extend(newer);
                merged.push(Arc::new(kept));
            }
            merged.sort_by_key(|shelter| shelter.id);
            *shelters = Snapshot(Arc::new(merged));
        }
        if helps {
            self.signal_availability();
        }
        for pool in changed {
            let _ = self.changes.send(pool);
        }
    }

    /// A shelter as the matcher sees it; without a place of its own it has its city's.
    pub fn shelter(&self, record: &ShelterRecord, pools: Vec<Pool>) -> Shelter {
        let place = match (record.lat, record.lon) {
            (Some(lat), Some(lon)) => Point { lat, lon },
            // Not in the table any more: the South Pole, out of reach of every request.
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
            version: record.version,
            pools,
        }
    }
}

/// Whether a changed pool may have a bed for a request that it had none for before.
fn may_fit_more(before: Option<&Pool>, after: &Pool) -> bool {
    after.available() > 0
        && before.is_none_or(|before| {
            after.available() > before.available()
                || after.reported_at > before.reported_at
                || after.gender != before.gender
                || after.age_min < before.age_min
                || after.age_max > before.age_max
        })
}

/// Whether a shelter may now suit others than before.
fn has_moved_or_changed_features(before: &Shelter, after: &Shelter) -> bool {
    before.city != after.city
        || before.place != after.place
        || before.feature_set != after.feature_set
}

fn position(shelters: &[Arc<Shelter>], id: Uuid) -> Option<usize> {
    shelters.binary_search_by_key(&id, |shelter| shelter.id).ok()
}

fn find<'a>(shelters: &'a [Arc<Shelter>], pool: &Pool) -> Option<&'a Pool> {
    let shelter = &shelters[position(shelters, pool.shelter_id)?];
    shelter.pools.iter().find(|known| known.id == pool.id)
}

/// The newest of each changed pool that is newer than the board's.
fn newer(shelters: &[Arc<Shelter>], changed: Vec<Pool>) -> Vec<Pool> {
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

/// A snapshot with some pools changed; shelters without a change are shared. Unknown pools are left
/// out.
pub fn overlay(shelters: &Snapshot, pools: &[Pool]) -> Snapshot {
    if pools.is_empty() {
        return Arc::clone(shelters);
    }
    let mut copy: Vec<Arc<Shelter>> = shelters.to_vec();
    for pool in pools {
        let Some(at) = position(&copy, pool.shelter_id) else { continue };
        let shelter = Arc::make_mut(&mut copy[at]);
        if let Some(mine) = shelter.pools.iter_mut().find(|mine| mine.id == pool.id) {
            *mine = pool.clone();
        }
    }
    Arc::new(copy)
}
