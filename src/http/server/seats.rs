//! Places of connections within the limits. When all are taken, a new connection gets the place of
//! one without a request under way, so that idle connections shut nobody out.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::{IpAddr, Ipv6Addr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use ipnet::IpNet;
use tokio_util::sync::CancellationToken;

use super::Limits;
use super::activity::Activity;

pub(crate) struct Seats {
    limits: Limits,
    proxies: Arc<[IpNet]>,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    next: u64,
    /// In order of arrival.
    connections: BTreeMap<u64, Holder>,
    by_network: HashMap<IpAddr, BTreeSet<u64>>,
}

struct Holder {
    network: Option<IpAddr>,
    activity: Arc<Activity>,
    given_up: CancellationToken,
}

/// The place of one connection; given back when dropped.
pub(crate) struct Seat {
    id: u64,
    seats: Arc<Seats>,
    activity: Arc<Activity>,
    given_up: CancellationToken,
}

impl Seats {
    pub(crate) fn new(limits: Limits, proxies: Arc<[IpNet]>) -> Self {
        Self { limits, proxies, taken: Mutex::default() }
    }

    /// A place for a connection of this address; `None` when requests are under way on all.
    pub(crate) fn take(self: &Arc<Self>, address: IpAddr) -> Option<Seat> {
        let address = address.to_canonical();
        let is_proxy = self.proxies.iter().any(|net| net.contains(&address));
        let network = (!is_proxy).then(|| network(address));
        let mut taken = self.taken();
        if let Some(network) = network {
            let here = taken.by_network.get(&network).map_or(0, BTreeSet::len);
            if here >= self.limits.per_address && !taken.give_up_one_of(network) {
                return None;
            }
        }
        if taken.connections.len() >= self.limits.connections && !taken.give_up_one() {
            return None;
        }
        Some(self.seat(&mut taken, network))
    }

    /// Closes an idle connection, if there is one.
    pub(crate) fn make_room(&self) {
        self.taken().give_up_one();
    }

    fn seat(self: &Arc<Self>, taken: &mut Taken, network: Option<IpAddr>) -> Seat {
        let (id, given_up) = (taken.next, CancellationToken::new());
        let activity = Arc::new(Activity::new());
        taken.next += 1;
        if let Some(network) = network {
            taken.by_network.entry(network).or_default().insert(id);
        }
        let holder =
            Holder { network, activity: Arc::clone(&activity), given_up: given_up.clone() };
        taken.connections.insert(id, holder);
        taken.update_gauge();
        Seat { id, seats: Arc::clone(self), activity, given_up }
    }

    fn taken(&self) -> MutexGuard<'_, Taken> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Taken {
    fn give_up_one(&mut self) -> bool {
        let waiting = self.connections.iter().find(|(_, holder)| holder.activity.waits());
        let id = waiting.map(|(id, _)| *id);
        self.give_up(id)
    }

    fn give_up_one_of(&mut self, network: IpAddr) -> bool {
        let waits = |id: &u64| self.connections.get(id).is_some_and(|one| one.activity.waits());
        let id = self.by_network.get(&network).and_then(|ids| ids.iter().copied().find(waits));
        self.give_up(id)
    }

    fn give_up(&mut self, id: Option<u64>) -> bool {
        let Some(holder) = id.and_then(|id| self.remove(id)) else { return false };
        holder.given_up.cancel();
        true
    }

    fn remove(&mut self, id: u64) -> Option<Holder> {
        let holder = self.connections.remove(&id)?;
        if let Some(network) = holder.network
            && let Some(ids) = self.by_network.get_mut(&network)
        {
            ids.remove(&id);
            if ids.is_empty() {
                self.by_network.remove(&network);
            }
        }
        self.update_gauge();
        Some(holder)
    }

    fn update_gauge(&self) {
        #[expect(clippy::cast_precision_loss, reason = "there are never so many")]
        metrics::gauge!("mabit_connections").set(self.connections.len() as f64);
    }
}

impl Seat {
    pub(crate) fn activity(&self) -> &Arc<Activity> {
        &self.activity
    }

    /// Waits until the place is given to another connection.
    pub(crate) async fn is_given_up(&self) {
        self.given_up.cancelled().await;
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.seats.taken().remove(self.id);
    }
}

/// What counts as one address: an IPv4 address, or an IPv6 /64, the network of one subscriber.
fn network(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(address) => {
            let [a, b, c, d, ..] = address.segments();
            Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0).into()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seats(connections: usize, per_address: usize) -> Arc<Seats> {
        let proxies: Arc<[IpNet]> = Arc::new(["10.0.0.0/8".parse().unwrap()]);
        Arc::new(Seats::new(Limits { connections, per_address }, proxies))
    }

    fn busy(seats: &Arc<Seats>, address: &str) -> Option<Seat> {
        let seat = seats.take(address.parse().unwrap())?;
        seat.activity().request_begins();
        Some(seat)
    }

    #[test]
    fn a_network_of_ipv6_is_one_address_and_a_proxy_has_no_limit() {
        let seats = seats(100, 2);
        let _one = busy(&seats, "2001:db8:1:2::3").unwrap();
        let two = busy(&seats, "2001:db8:1:2:ffff::4").unwrap();
        assert!(busy(&seats, "2001:db8:1:2::5").is_none());
        let _other = busy(&seats, "2001:db8:1:3::5").unwrap();
        drop(two);
        let _again = busy(&seats, "2001:db8:1:2::5").unwrap();
        let through_a_proxy: Vec<_> = (0..5).map(|_| busy(&seats, "::ffff:10.1.1.1")).collect();
        assert!(through_a_proxy.iter().all(Option::is_some));
    }

    #[test]
    fn a_newcomer_takes_the_place_of_one_that_waits() {
        let seats = seats(2, 2);
        let idle = seats.take("192.0.2.1".parse().unwrap()).unwrap();
        let _busy = busy(&seats, "192.0.2.2").unwrap();
        let _new = busy(&seats, "192.0.2.3").unwrap();
        assert!(idle.given_up.is_cancelled());
        assert!(busy(&seats, "192.0.2.4").is_none());
        drop(idle);
        assert!(busy(&seats, "192.0.2.4").is_none(), "a place was given back twice");
    }
}
