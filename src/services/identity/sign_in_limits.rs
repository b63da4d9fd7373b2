//! How often one may try to sign in.
//!
//! A try is noted before its password or code is looked at, in one transaction that also counts,
//! and taken back when it was right: tries sent together don't slip past a limit. It counts in
//! several scopes:
//!
//! | | from a known device | from any other |
//! |---|---|---|
//! | passwords | 8 per account and device | 8 per account and network, 60 per network (IPv6: /48), 100 per account |
//! | codes | 8, and 100 a day, per account and device | 8 per account and network, 60 per network, 100 a day per account |
//!
//! each within a quarter of an hour where no other time is named. A network is an IPv4 address or
//! an IPv6 /64, which is what one subscriber is given. A known device is a browser in which the
//! account has signed in: the failures of others never hold it up, so nobody can lock the owner
//! out of it.
//!
//! The bound of the codes: three of the million codes of six digits are right at a moment (the
//! present one, the one before and the one after), and nobody learns anything from a wrong one.
//! Whoever knows the password and guesses codes at the limit of 100 a day is right within a day
//! with a probability of 0.03 %, and needs six years for one chance in two. The limit of an
//! account's passwords, 100 a quarter of an hour or 9,600 a day, is far below what a password of
//! ten characters stands.

use std::net::{IpAddr, Ipv6Addr};

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};
use tokio::sync::{Semaphore, SemaphorePermit};
use uuid::Uuid;

use crate::services::identity::accounts::hash;
use crate::services::identity::session::ClientInfo;
use crate::services::{Call, Context, Error, UseCase};
use crate::store::identity::{known_devices, sign_in_tries as rows};
use crate::store::{StoreError, Tx};

/// How long a failed try counts, where no other time is named.
const QUARTER: TimeDelta = TimeDelta::minutes(15);

const DAY: TimeDelta = TimeDelta::days(1);

/// Failed tries of one account from one device or network.
const OF_ACCOUNT_HERE: i64 = 8;

/// Failed tries of any accounts from one network. A whole partner may sit behind one.
const OF_NETWORK: i64 = 60;

/// Failed passwords of one account from all devices that it doesn't know.
const OF_ACCOUNT: i64 = 100;

/// Failed codes of one account in a day, from one device or from all that it doesn't know.
const CODES_A_DAY: i64 = 100;

/// How long a device stays known without a sign-in.
const DEVICE_LIVES: TimeDelta = TimeDelta::days(365);

/// Most known devices of an account.
pub(crate) const DEVICES: i64 = 20;

/// Most tries that are being counted and noted at once: each holds a connection, on PostgreSQL
/// also while it waits for the one before it, and a flood must leave some for requests for a bed.
const NOTED_AT_ONCE: usize = 4;

/// What is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Credential {
    Password,
    Code,
}

impl Credential {
    fn name(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Code => "code",
        }
    }

    /// The code under which a wrong one is logged and counted.
    pub fn wrong(self) -> &'static str {
        match self {
            Self::Password => "wrong_password",
            Self::Code => "wrong_code",
        }
    }
}

/// A limit of tries.
#[derive(Clone, Debug)]
struct Limit {
    /// What it limits, for the log and the audit.
    name: &'static str,
    /// SHA-256 of its scope.
    scope: Vec<u8>,
    most: i64,
    within: TimeDelta,
}

/// The limits that hold for a try, the narrowest first.
#[derive(Clone, Debug)]
pub(crate) struct Limits(Vec<Limit>);

/// A try that was noted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Try {
    /// Its id, by which it is taken back.
    pub id: Uuid,
    /// The limit that it reached, if it did.
    pub reached: Option<&'static str>,
}

/// Bounds how many tries are being noted at once.
pub(crate) struct Noting(Semaphore);

/// A turn among those who note tries.
pub(crate) type NotingTurn<'a> = SemaphorePermit<'a>;

impl Noting {
    pub fn new() -> Self {
        Self(Semaphore::new(NOTED_AT_ONCE))
    }
}

impl Limits {
    /// The limits of tries for an address, and for the account that has it, if one does.
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
                Credential::Password => limit("account", &[email], OF_ACCOUNT, QUARTER),
                Credential::Code => a_day(&[email]),
            },
        ])
    }

    /// Until when one of them is reached; `None` when another try may be made.
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

    /// Notes a try, one after another; or gives until when a limit is reached.
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

/// Notes a try in a transaction of its own; whoever carries it out has a turn.
impl UseCase for Limits {
    type Answer = Result<Try, DateTime<Utc>>;

    async fn run(&self, tx: &mut Tx, call: &Call) -> Result<Self::Answer, Error> {
        Ok(self.note(tx, call.now).await?)
    }
}

/// Waits for a turn among those who note tries.
pub(crate) async fn noting(cx: &Context) -> Result<NotingTurn<'_>, Error> {
    cx.noting.0.acquire().await.map_err(|_| Error::Busy)
}

/// Takes back the failed tries of an account from where it has just signed in.
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

/// The hash of the device that a try comes from, if the account knows it.
async fn known_device(
    tx: &mut Tx,
    account: Option<Uuid>,
    from: &ClientInfo,
    now: DateTime<Utc>,
) -> Result<Option<Vec<u8>>, StoreError> {
    let (Some(account), Some(known)) = (account, &from.known) else { return Ok(None) };
    let device = hash(known);
    let is_known = known_devices::is_known(tx, &device, account, now - DEVICE_LIVES).await?;
    Ok(is_known.then_some(device))
}

/// Forgets tries that no longer count and devices that were not used for long.
pub(crate) async fn forget(tx: &mut Tx, now: DateTime<Utc>) -> Result<(), StoreError> {
    rows::delete_expired(tx, now).await?;
    known_devices::delete_expired(tx, now - DEVICE_LIVES).await
}

/// SHA-256 of a scope's parts, each with its length before it.
fn scope(parts: &[&[u8]]) -> Vec<u8> {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().to_vec()
}

/// The network of an address, and the wider one in which all accounts are counted. What is no
/// address stands for itself.
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
