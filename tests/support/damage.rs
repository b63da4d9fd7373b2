//! Damage done to a database behind the service's back, and what `verify` says of it.

use std::collections::BTreeSet;

use mabit::services::operations::verify::Report;
use mabit::services::operations::verify::verify;

use super::database::Backend;
use super::night;
use super::service::Service;

/// Runs each of these statements on a copy of the same sound database. These invariants, and
/// no other, are named then, and the report says what stands beside the statements.
pub async fn are_named(invariants: &[u8], damages: &[(impl AsRef<str>, impl AsRef<str>)]) {
    let sound = Service::new(Backend::Sqlite).await;
    night::happens(&sound).await;
    for (statements, said) in damages {
        let (statements, said) = (statements.as_ref(), said.as_ref());
        let report = damaged(&sound, statements).await;
        let named: BTreeSet<u8> = report.violations.iter().map(|found| found.invariant).collect();
        assert_eq!(named, invariants.iter().copied().collect(), "{statements}\n{report}");
        assert!(report.to_string().contains(said), "{statements}\n{said:?} is not in\n{report}");
    }
    let report = verify(&sound.cx).await.unwrap();
    assert!(report.is_sound(), "without damage\n{report}");
}

/// What is found in a copy of a database after these statements.
pub async fn damaged(sound: &Service, statements: &str) -> Report {
    let copy = sound.copy().await;
    copy.database.behind_its_back(statements).await;
    let report = verify(&copy.cx).await.unwrap();
    copy.close().await;
    report
}
