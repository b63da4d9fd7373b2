//! Limits of failed sign-in tries.
//!
//! A try is recorded before its password or code is checked, in the transaction that counts, and
//! taken back when it was right: concurrent tries can't exceed a limit. It counts in several
//! scopes:
//!
//! | | from a known device | from any other |
//! |---|---|---|
//! | passwords | 8 per account and device | 8 per account and network, 60 per network (IPv6: /48), 100 per account |
//! | codes | 8, and 100 a day, per account and device | 8 per account and network, 60 per network, 100 a day per account |
//!
//! each within a quarter of an hour where no other time is named. A network is an IPv4 address or
//! an IPv6 /64 (one subscriber). A known device is a browser in which the account has signed in;
//! others' failures don't count there, so nobody can lock the owner out.
//!
//! Links asked for with a forgotten password are limited as passwords are, apart from them except
//! for the network's limit, and never taken back.
//!
//! Strength: at any moment 3 of the million codes of six digits are right (present, previous,
//! next). Guessing at the limit of 100 a day succeeds within a day with probability 0.03 %, and
//! with probability one half in six years. 9,600 passwords a day (100 a quarter of an hour) are far
//! too few to guess one of ten characters.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::services::authorisation::Nobody;
use crate::services::identity::accounts::hash_secret;
use crate::services::identity::session::ClientInfo;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::identity::{known_devices, sign_in_tries as rows};
use crate::store::{StoreError, Tx};

/// How long a failed try counts, where no other time is named.
const QUARTER: TimeDelta = TimeDelta::minutes(15);

const DAY: TimeDelta = TimeDelta::days(1);

/// Failed tries of one account from one device or network.
const OF_ACCOUNT_HERE: i64 = 8;

/// Failed tries of all accounts from one network. A whole partner may share one.
const OF_NETWORK: i64 = 60;

/// Failed passwords of one account from all unknown devices.
const OF_ACCOUNT: i64 = 100;

/// Failed codes of one account in a day, from one known device or from all unknown ones.
const CODES_A_DAY: i64 = 100;

/// How long a device stays known after its last sign-in.
const DEVICE_LIVES: TimeDelta = TimeDelta::days(365);

/// Most known devices of an account.
pub(crate) const DEVICES: i64 = 20;

/// Most tries recorded at once. Each holds a connection, on PostgreSQL also while it waits for the
/// lock; a flood must leave connections for placement requests.
const NOTED_AT_ONCE: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    Password,
    Code,
    /// None: a link to set a new password is asked for.
    Link,
}

impl Credential {
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
            Self::Link => "link",
        }
    }

    /// The code in the log and the audit log when it is wrong.
    pub fn wrong(self) -> &'static str {
        match self {
            Self::Password => "wrong_password",
            Self::Code => "wrong_code",
            Self::Link => "link_asked_for",
        }
    }
}

/// A limit of tries.
#[derive(Clone, Debug)]
struct Limit {
    /// For the log and the audit log.
    name: &'static str,
    /// SHA-256 of what it counts by, see [`scope`].
    scope: Vec<u8>,
    most: i64,
    within: TimeDelta,
}

/// The limits that hold for a try, the narrowest first.
#[derive(Clone, Debug)]
pub(crate) struct Limits(Vec<Limit>);

/// A recorded try.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    /// To take it back.
    pub id: Uuid,
    /// The limit that it reached.
    pub reached: Option<&'static str>,
}

/// Bounds how many tries are recorded at once ([`NOTED_AT_ONCE`]).
pub(crate) struct Noting(Semaphore);

/// Permission to record a try.
pub(crate) type NotingTurn<'a> = SemaphorePermit<'a>;

impl Noting {
    pub fn new() -> Self {
        Self(Semaphore::new(NOTED_AT_ONCE))
    }
}

impl Limits {
    /// The limits for an address; `account` is the one that has it.
    pub async fn of(
        tx: &mut Tx,
        credential: Credential,
        email: &str,
        account: Option<Uuid>,
        from: &ClientInfo,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let device = known_device(tx, account, from, now).await?;
        Ok(Self::new(credential, email, device.as_deref(), from))
    }

    fn new(credential: Credential, email: &str, device: Option<&[u8]>, from: &ClientInfo) -> Self {
        let kind = credential.name();
        let limit = |name, parts: &[&[u8]], most, within| Limit {
            name,
            scope: scope(&[&[kind.as_bytes(), name.as_bytes()], parts].concat()),
            most,
            within,
        };
        let email = email.as_bytes();
        let a_day = |parts: &[&[u8]]| limit("account_in_a_day", parts, CODES_A_DAY, DAY);
        if let Some(device) = device {
            let own = [email, device];
            let mut limits = vec![limit("account_and_device", &own, OF_ACCOUNT_HERE, QUARTER)];
            if credential == Credential::Code {
                limits.push(a_day(&own));
            }
            return Self(limits);
        }
        let [near, far] = networks(&from.address);
        let of_network = Limit {
            name: "network",
            scope: scope(&[b"network", far.as_bytes()]),
            most: OF_NETWORK,
            within: QUARTER,
        };
        let here = [email, near.as_bytes()];
        Self(vec![
            limit("account_and_network", &here, OF_ACCOUNT_HERE, QUARTER),
            of_network,
            match credential {
                Credential::Password | Credential::Link => {
                    limit("account", &[email], OF_ACCOUNT, QUARTER)
                }
                Credential::Code => a_day(&[email]),
            },
        ])
    }

    /// Until when no try is allowed; `None` when one is.
    pub async fn reached_until(
        &self,
        tx: &mut Tx,
        now: DateTime<Utc>,
    ) -> Result<Option<DateTime<Utc>>, StoreError> {
        let mut until = None;
        for limit in &self.0 {
            let latest = now + limit.within;
            until = until.max(rows::nth_newest(tx, &limit.scope, limit.most, now, latest).await?);
        }
        Ok(until)
    }

    /// Records a try under a lock, or returns until when a limit is reached.
    pub async fn note(
        &self,
        tx: &mut Tx,
        now: DateTime<Utc>,
    ) -> Result<Result<Try, DateTime<Utc>>, StoreError> {
        rows::lock_counting(tx).await?;
        rows::delete_expired(tx, now).await?;
        if let Some(until) = self.reached_until(tx, now).await? {
            return Ok(Err(until));
        }
        let (id, mut reached) = (Uuid::new_v4(), None);
        for limit in &self.0 {
            let latest = now + limit.within;
            let before = rows::count(tx, &limit.scope, now, latest).await?;
            if before + 1 == limit.most {
                reached = reached.or(Some(limit.name));
            }
            rows::insert(tx, id, &limit.scope, latest).await?;
        }
        Ok(Ok(Try { id, reached }))
    }
}

/// Records a try in its own transaction; the caller holds a [`NotingTurn`].
impl UseCase for Limits {
    type Answer = Result<Try, DateTime<Utc>>;
    type Right = Nobody;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Self::Answer, Error> {
        Ok(self.note(tx, call.now).await?)
    }
}

/// Waits for permission to record a try.
pub(crate) async fn noting(cx: &Context) -> Result<NotingTurn<'_>, Error> {
    cx.noting.0.acquire().await.map_err(|_| Error::Busy)
}

/// After a sign-in: takes back the account's failed tries from the same device or network.
pub(crate) async fn take_back_failures(
    tx: &mut Tx,
    email: &str,
    account: Uuid,
    from: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let device = known_device(tx, Some(account), from, now).await?;
    for credential in [Credential::Password, Credential::Code] {
        let limits = Limits::new(credential, email, device.as_deref(), from);
        if let Some(narrowest) = limits.0.first() {
            rows::take_back_all(tx, &narrowest.scope).await?;
        }
    }
    Ok(())
}

/// The hash of the device that a try comes from, if the account has signed in there.
async fn known_device(
    tx: &mut Tx,
    account: Option<Uuid>,
    from: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let (Some(account), Some(known)) = (account, &from.known) else { return Ok(None) };
    let device = hash_secret(known);
    let is_known = known_devices::is_known(tx, &device, account, now - DEVICE_LIVES).await?;
    Ok(is_known.then_some(device))
}

/// Deletes expired tries and known devices.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    rows::delete_expired(tx, now).await?;
    known_devices::delete_expired(tx, now - DEVICE_LIVES).await
}

/// SHA-256 of a scope's parts, each prefixed by its length.
fn scope(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The network of an address, and the wider one in which all accounts are counted. Text that is not
/// an address is returned as it is.
fn networks(address: &str) -> [String; 2] {
    match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
        Ok(IpAddr::V6(address)) => [64, 48].map(|bits| {
            let kept = u128::MAX << (128 - bits);
            format!("{}/{bits}", Ipv6Addr::from_bits(address.to_bits() & kept))
        }),
        Ok(IpAddr::V4(address)) => [address.to_string(), address.to_string()],
        Err(_) => [address.to_owned(), address.to_owned()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ipv6_network_is_what_a_subscriber_is_given() {
        assert_eq!(networks("192.0.2.7"), ["192.0.2.7", "192.0.2.7"]);
        assert_eq!(networks("::ffff:192.0.2.7"), ["192.0.2.7", "192.0.2.7"]);
        assert_eq!(networks("2001:db8:1:2:3:4:5:6"), ["2001:db8:1:2::/64", "2001:db8:1::/48"]);
        assert_eq!(networks("2001:db8:1:2::1"), networks("2001:db8:1:2:ffff::"));
        assert_ne!(networks("2001:db8:1:2::1")[0], networks("2001:db8:1:3::1")[0]);
        assert_eq!(networks("unknown"), ["unknown", "unknown"]);
    }

    #[test]
    fn scopes_of_different_parts_differ() {
        assert_ne!(scope(&[b"ab", b"c"]), scope(&[b"a", b"bc"]));
        assert_ne!(scope(&[b"ab"]), scope(&[b"ab", b""]));
    }
}
