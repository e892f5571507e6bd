//! One target, led by the branches that an input reaches (libFuzzer). `KRING_FUZZ` names it.
#![no_main]

use std::sync::LazyLock;

use kring_fuzz::Target;
use libfuzzer_sys::fuzz_target;

static TARGET: LazyLock<&'static Target> = LazyLock::new(|| {
    let name = std::env::var("KRING_FUZZ").unwrap_or_default();
    kring_fuzz::named(&name).expect("KRING_FUZZ names a target")
});

fuzz_target!(|bytes: &[u8]| (TARGET.run)(bytes));
