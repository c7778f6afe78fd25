//! Where the programs are that `make setup` installs; the Makefile passes them on, and one test run by hand finds them.
//!
//! A missing one fails the test that needs it: nothing is skipped in silence.

use std::env;
use std::path::{Path, PathBuf};

/// The repository's folder.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Chromium, Debian's or another.
pub fn chromium() -> PathBuf {
    given("FRONTDESK_CHROMIUM")
        .or_else(|| ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| on_path(name)))
        .unwrap_or_else(|| missing("Chromium"))
}

/// The folder of the npm packages that tests use.
pub fn node_modules() -> PathBuf {
    installed("FRONTDESK_NODE_MODULES", "tests/browser/node_modules", "the npm packages of tests/browser")
}

/// Prism, which answers as Twilio does by Twilio's own published specification.
pub fn prism() -> PathBuf {
    installed("FRONTDESK_PRISM", "tests/browser/node_modules/.bin/prism", "prism")
}

/// A Python that has aiosmtpd, the mail server of the tests.
pub fn python() -> PathBuf {
    installed("FRONTDESK_PYTHON", "tests/.venv/bin/python", "the Python environment with aiosmtpd")
}

/// Valgrind, which counts instructions.
pub fn valgrind() -> PathBuf {
    on_path("valgrind").unwrap_or_else(|| missing("valgrind"))
}

/// The C compiler.
pub fn c_compiler() -> PathBuf {
    on_path("cc").unwrap_or_else(|| missing("a C compiler"))
}

/// A program by its name in PATH.
pub fn on_path(name: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(name)).find(|path| path.is_file())
}

/// A daemon by its name; Debian keeps them in `sbin`, which is not in everybody's path.
pub fn daemon(name: &str) -> PathBuf {
    let debian = Path::new("/usr/sbin").join(name);
    on_path(name).or_else(|| Some(debian).filter(|path| path.is_file())).unwrap_or_else(|| missing(name))
}

/// Ends the test that needs what is not there.
pub fn missing(what: &str) -> ! {
    panic!("{what} is missing: run make setup")
}

fn given(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).map(PathBuf::from).filter(|path| path.exists())
}

fn installed(variable: &str, place: &str, what: &str) -> PathBuf {
    given(variable)
        .or_else(|| Some(repository().join(place)).filter(|path| path.exists()))
        .unwrap_or_else(|| missing(what))
}

#[test]
fn what_make_setup_installs_is_there() {
    let daemons = [daemon("nats-server"), daemon("haproxy")];
    let programs = [chromium(), node_modules(), prism(), python(), valgrind(), c_compiler()];
    for path in programs.into_iter().chain(daemons) {
        assert!(path.exists(), "{}", path.display());
    }
}
