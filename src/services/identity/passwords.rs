//! Password rules, and Argon2id hashes with bounded concurrency.
//!
//! A hash takes 19 MiB and tens of milliseconds of a core. So that a flood of sign-ins can't take
//! the memory and cores that placement requests need, [`Hashing`] bounds both the running hashes
//! and the waiting callers.

use std::sync::Arc;

use argon2::password_hash::phc::{Output, ParamsString, PasswordHash, Salt};
use argon2::{ARGON2ID_IDENT, Algorithm, Argon2, Block, Params, Version};
use rand::RngExt;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::services::Error;
use crate::store::StoreError;

/// Shortest and longest password, in characters.
const LENGTH: std::ops::RangeInclusive<usize> = 10..=200;

/// Most hashes computed at once.
const AT_ONCE: usize = 2;

/// Most callers that hash or wait for it. More than the failed tries that `sign_in_limits` allows
/// one network, so that one network can't take all places.
const PLACES: usize = 64;

/// Capacity of a hash's working memory, in blocks of 1 KiB: 33 MiB of address space, of which only
/// 19 MiB are touched. glibc maps what is larger than 32 MiB (`DEFAULT_MMAP_THRESHOLD_MAX`)
/// separately and unmaps it when freed; smaller blocks, once one has been freed, stay in the
/// process's arena for good.
const MAPPED_BLOCKS: usize = 33 * 1024;

/// Checks length and characters of a new password; the error names the field `/password`.
pub fn check(password: &str) -> Result<(), Error> {
    let (least, most) = (LENGTH.start(), LENGTH.end());
    if !LENGTH.contains(&password.chars().count()) {
        let detail = format!("must have {least} to {most} characters");
        return Err(Error::field("/password", "bad_length", detail));
    }
    if password.chars().any(char::is_control) {
        let detail = "must not contain control characters, such as tabs or line breaks";
        return Err(Error::field("/password", "control_character", detail));
    }
    Ok(())
}

/// The only place where passwords are hashed: [`AT_ONCE`] at a time, for [`PLACES`] callers.
pub(crate) struct Hashing {
    places: Arc<Semaphore>,
    running: Arc<Semaphore>,
}

impl Hashing {
    pub fn new() -> Self {
        let semaphore = |permits| Arc::new(Semaphore::new(permits));
        Self { places: semaphore(PLACES), running: semaphore(AT_ONCE) }
    }

    /// Takes one of the [`PLACES`]; [`Error::Busy`] when none is free.
    pub fn place(&self) -> Result<Place, Error> {
        let place = Arc::clone(&self.places).try_acquire_owned().map_err(|_| Error::Busy)?;
        Ok(Place { running: Arc::clone(&self.running), _place: place })
    }
}

/// Permission to hash; freed when dropped.
pub(crate) struct Place {
    running: Arc<Semaphore>,
    _place: OwnedSemaphorePermit,
}

impl Place {
    /// The hash of a new password, as a PHC string.
    pub async fn hash(&self, password: String) -> Result<String, Error> {
        self.run(move || hash(&password)).await?.ok_or_else(no_hash)
    }

    /// Whether the password matches the hash. Takes as long without a hash, so that timing doesn't
    /// reveal which addresses have an account.
    pub async fn is_right(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let check = move || match hash {
            Some(hash) => verify(&password, &hash),
            None => {
                crate::services::identity::passwords::hash(&password);
                false
            }
        };
        self.run(check).await
    }

    /// Runs a job on a blocking thread. The job owns its permit: when the caller is cancelled, no
    /// other job begins before this one's memory is free.
    async fn run<T: Send + 'static>(
        &self,
        job: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Error> {
        let permit = Arc::clone(&self.running).acquire_owned().await.map_err(|_| no_hash())?;
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            job()
        });
        done.await.map_err(|_| no_hash())
    }
}

fn no_hash() -> Error {
    StoreError::Unavailable("the password could not be hashed".to_owned()).into()
}

/// Argon2id with the crate's recommended parameters (OWASP's: 19 MiB, 2 passes).
fn hash(password: &str) -> Option<String> {
    let salt: [u8; 16] = rand::rng().random();
    let (argon2, mut output) = (Argon2::default(), [0; Params::DEFAULT_OUTPUT_LEN]);
    compute(&argon2, password, &salt, &mut output)?;
    let hash = PasswordHash {
        algorithm: ARGON2ID_IDENT,
        version: Some(Version::default().into()),
        params: ParamsString::try_from(argon2.params()).ok()?,
        salt: Some(Salt::new(&salt).ok()?),
        hash: Some(Output::new(&output).ok()?),
    };
    Some(hash.to_string())
}

/// Whether the password matches the hash, compared in constant time.
pub fn verify(password: &str, hash: &str) -> bool {
    is_of(password, hash).unwrap_or(false)
}

fn is_of(password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, expected) = (hash.salt.as_ref()?, hash.hash.as_ref()?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = hash.version.map_or(Ok(Version::default()), Version::try_from).ok()?;
    let argon2 = Argon2::new(algorithm, version, Params::try_from(&hash).ok()?);
    let mut output = vec![0; expected.len()];
    compute(&argon2, password, salt.as_ref(), &mut output)?;
    Some(Output::new(&output).ok()? == *expected)
}

fn compute(argon2: &Argon2<'_>, password: &str, salt: &[u8], output: &mut [u8]) -> Option<()> {
    let used = argon2.params().block_count();
    let mut blocks = Vec::with_capacity(used.max(MAPPED_BLOCKS));
    blocks.resize(used, Block::new());
    argon2.hash_password_into_with_memory(password.as_bytes(), salt, output, &mut blocks).ok()
}

#[cfg(test)]
mod tests {
    use argon2::password_hash::{PasswordHasher, PasswordVerifier};

    use super::*;

    const PASSWORD: &str = "a long night in nador";

    #[test]
    fn hashes_are_those_of_the_crate() {
        let ours = hash(PASSWORD).unwrap();
        assert!(ours.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{ours}");
        let parsed = PasswordHash::new(&ours).unwrap();
        assert!(Argon2::default().verify_password(PASSWORD.as_bytes(), &parsed).is_ok());
        let theirs = Argon2::default().hash_password(PASSWORD.as_bytes()).unwrap().to_string();
        for hash in [&ours, &theirs] {
            assert!(verify(PASSWORD, hash) && !verify("another", hash));
        }
        assert!(!verify(PASSWORD, "") && !verify(PASSWORD, "$argon2id$v=19$m=19456,t=2,p=1$"));
    }

    #[test]
    fn callers_beyond_the_places_are_refused_and_those_who_leave_give_theirs_back() {
        let hashing = Hashing::new();
        let places: Vec<_> = (0..PLACES).map(|_| hashing.place().unwrap()).collect();
        assert!(matches!(hashing.place(), Err(Error::Busy)));
        drop(places);
        assert!(hashing.place().is_ok());
    }

    #[tokio::test]
    async fn a_caller_that_gave_up_lets_no_other_begin_before_its_work_is_done() {
        let hashing = Hashing::new();
        let place = hashing.place().unwrap();
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        let wait = std::sync::Mutex::new(wait);
        let work = place.run(move || wait.lock().unwrap().recv().is_ok());
        let mut work = Box::pin(work);
        assert!(futures::poll!(&mut work).is_pending());
        drop(work);
        drop(place);
        assert_eq!(hashing.running.available_permits(), AT_ONCE - 1);
        go_on.send(()).unwrap();
        let all = hashing.running.acquire_many(u32::try_from(AT_ONCE).unwrap()).await;
        assert!(all.is_ok());
    }
}
