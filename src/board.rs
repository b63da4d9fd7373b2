//! The live read model: every shelter and pool in memory, as last committed.
//!
//! What this instance commits is applied before the writer is answered. What others commit
//! is read when they give a hint, and at every tick. A pool of a lower version never
//! replaces one of a higher.

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

/// All shelters with their pools, in order of id, at one moment. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Snapshot(Arc<Vec<Arc<Shelter>>>);

impl Deref for Snapshot {
    type Target = [Arc<Shelter>];

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Snapshot {
    /// The shelter of an id.
    pub fn get(&self, id: Uuid) -> Option<&Arc<Shelter>> {
        position(self, id).map(|at| &self[at])
    }

    /// The pool of an id, whosever it is.
    pub fn pool(&self, id: Uuid) -> Option<&Pool> {
        self.iter().flat_map(|shelter| &shelter.pools).find(|pool| pool.id == id)
    }

    /// What this snapshot has of a pool whose state may differ.
    pub fn known(&self, pool: &Pool) -> Option<&Pool> {
        self.get(pool.shelter_id)?.pools.iter().find(|known| known.id == pool.id)
    }

    /// The shelters that a question is answered with yes for.
    pub fn only(&self, is_wanted: impl Fn(&Shelter) -> bool) -> Self {
        Self(Arc::new(self.iter().filter(|shelter| is_wanted(shelter)).cloned().collect()))
    }

    /// The snapshot with some pools in another state; shelters it does not touch are shared.
    /// Pools it does not know are left out.
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

    /// The snapshot with more or fewer beds promised of some pools, by id.
    pub fn with_promises(&self, change: &BTreeMap<Uuid, i32>) -> Self {
        let pools = self.iter().flat_map(|shelter| &shelter.pools);
        let changed = pools.filter_map(|pool| {
            let more = change.get(&pool.id).copied().filter(|more| *more != 0)?;
            Some(Pool { promised: pool.promised + more, ..pool.clone() })
        });
        self.with_pools(&changed.collect::<Vec<_>>())
    }
}

/// The board. One an instance.
pub struct Board {
    shelters: RwLock<Snapshot>,
    cities: Cities,
    features: FeatureList,
    changes: broadcast::Sender<Pool>,
    generation: AtomicU64,
    /// Notified when a waiting request may find a bed: beds came free, a count was renewed, or a
    /// pool or shelter takes others now.
    pub availability_signal: Notify,
}

/// How many changes a slow listener may lag behind before it is told to read anew.
const LAG: usize = 1_024;

impl Board {
    /// An empty board.
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

    /// The board as it is now. Cheap: nothing is copied.
    pub fn snapshot(&self) -> Snapshot {
        self.shelters.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Hears of each pool that changes from now on.
    pub fn subscribe(&self) -> broadcast::Receiver<Pool> {
        self.changes.subscribe()
    }

    /// Counts how often beds may have come free. A decision on a snapshot of an older generation
    /// must be taken again.
    pub fn availability_generation(&self) -> u64 {
        self.generation.load(Ordering::SeqCst)
    }

    fn signal_availability(&self) {
        self.generation.fetch_add(1, Ordering::SeqCst);
        self.availability_signal.notify_one();
    }

    /// The board as a transaction sees it: with what it has changed so far.
    pub fn in_transaction(&self, tx: &Tx) -> Snapshot {
        let pools = self.snapshot().with_pools(tx.changed_pools());
        self.with_shelters(&pools, tx.changed_shelters())
    }

    /// A snapshot with some shelters in another state, their pools as they are. Shelters the
    /// snapshot does not know are left out.
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

    /// Takes over pools and shelters in their new state.
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
            let states = before.get(record.id).zip(shelters.get(record.id));
            states.is_some_and(|(before, after)| moved_or_equipped(before, after))
        };
        let helps = newer.iter().any(|pool| adds_availability(before.known(pool), pool))
            || records.iter().any(changed);
        drop(shelters);
        if helps {
            self.signal_availability();
        }
        for pool in newer {
            let _ = self.changes.send(pool);
        }
    }

    /// Reads what others have committed. Nothing is read but versions when nothing changed.
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
            // None is ever deleted: one that the read does not hold yet was added after it.
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
                helps |= known.is_some_and(|known| moved_or_equipped(known, &kept));
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

    /// A shelter as the matcher sees it; its place is its city's when it gave none.
    pub fn shelter(&self, record: &ShelterRecord, pools: Vec<Pool>) -> Shelter {
        let place = match (record.lat, record.lon) {
            (Some(lat), Some(lon)) => Point { lat, lon },
            // A city that is no longer in the table lies nowhere near.
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

/// Whether the new state of a pool may give a bed to somebody whom the old did not.
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

/// Whether a shelter stands elsewhere or offers something else: it may suit somebody now.
fn moved_or_equipped(before: &Shelter, after: &Shelter) -> bool {
    before.city != after.city
        || before.place != after.place
        || before.feature_set != after.feature_set
}

fn position(shelters: &[Arc<Shelter>], id: Uuid) -> Option<usize> {
    shelters.binary_search_by_key(&id, |shelter| shelter.id).ok()
}

/// Those of `changed` that are newer than what the board has, the newest of each.
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
