//! Under `CI=1` no test may be left out for want of what it needs.

use std::env;

#[test]
fn under_ci_there_is_a_postgresql() {
    let ci = env::var("CI").is_ok_and(|ci| !ci.is_empty());
    let server = env::var("TEST_POSTGRES_URL").is_ok_and(|url| !url.is_empty());
    assert!(server || !ci, "CI is set and TEST_POSTGRES_URL is not: run tests/run");
}
