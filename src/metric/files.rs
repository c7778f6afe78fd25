//! What is counted of people's files.

use super::table::FILE_REFUSALS;
use super::{count, counter, is_on};

/// A file was taken in: from whom, of which group, and how large.
pub fn taken(from: &'static str, group: &'static str, bytes: u64) {
    count("frontdesk_files_total", &[("from", from), ("group", group)]);
    if is_on() {
        counter("frontdesk_file_bytes_total", &[]).increment(bytes);
    }
}

/// A file was refused, and this was wrong with it.
pub fn refused(why: &str) {
    let why = FILE_REFUSALS.iter().find(|known| **known == why).copied().unwrap_or("other");
    count("frontdesk_files_refused_total", &[("why", why)]);
}
