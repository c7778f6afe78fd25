//! Where in the world an address seems to be, by a file that the owner supplies, in the format that those who sell or give
//! away such files have in common (`mmdb`). Without one nothing is looked up; nothing is asked of anybody outside.
//!
//! What comes out is words for a person, "Leeds, United Kingdom". The address itself is kept nowhere.

use std::fmt;
use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use maxminddb::{PathElement, Reader, path};

use crate::text;
use crate::time::Timestamp;

/// A word longer than this is no name of a place: it is cut, in characters.
const LONGEST: usize = 80;

/// The file, read whole: 60 to 70 MB for the whole world with its cities.
#[derive(Clone)]
pub struct Geo(Arc<Reader<Vec<u8>>>);

impl fmt::Debug for Geo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Geo").field(&self.kind()).finish()
    }
}

impl Geo {
    /// Reads the file.
    ///
    /// # Errors
    /// Words for the terminal: the file is not there, or is none of that format.
    pub fn open(path: &Path) -> anyhow::Result<Self> {
        let reader = Reader::open_readfile(path).map_err(|error| {
            anyhow::anyhow!(
                "geo.database: {} cannot be read: {error}. Name a MaxMind DB file (.mmdb) that this user may read, or leave the setting empty",
                path.display()
            )
        })?;
        Ok(Self(Arc::new(reader)))
    }

    /// "Leeds, United Kingdom", "United Kingdom"; nothing where the file knows nothing of the address.
    #[must_use]
    pub fn place(&self, address: IpAddr) -> Option<String> {
        // An IPv4 address that came by an IPv6 socket is written as one that begins with ::ffff: (RFC 4291, 2.5.5.2).
        let found = self.0.lookup(address.to_canonical()).ok().filter(maxminddb::LookupResult::has_data)?;
        let word = |paths: &[&[PathElement<'_>]]| {
            paths.iter().find_map(|path| found.decode_path::<String>(path).ok().flatten()).and_then(|word| tidy(&word))
        };
        // Names by language first, as most have them; then plain ones.
        let city = word(&[&path!["city", "names", "en"], &path!["city"]]);
        let country = word(&[&path!["country", "names", "en"], &path!["country_name"], &path!["country"]]);
        match (city, country) {
            (Some(city), Some(country)) => Some(format!("{city}, {country}")),
            (city, country) => city.or(country),
        }
    }

    /// What the file calls itself: "GeoLite2-City".
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.0.metadata().database_type
    }

    /// When it was made.
    #[must_use]
    pub fn made_at(&self) -> Timestamp {
        let seconds = i64::try_from(self.0.metadata().build_epoch).unwrap_or(0);
        Timestamp::from_millis(seconds.saturating_mul(1_000))
    }
}

/// A name as it may stand on a page; nothing where it holds no letter.
fn tidy(word: &str) -> Option<String> {
    let plain: String = word.chars().filter(|c| !c.is_control()).collect();
    let plain = text::head(plain.trim(), LONGEST);
    plain.chars().any(char::is_alphabetic).then(|| plain.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_left_out() {
        assert_eq!(tidy(" Leeds\u{0}\n").as_deref(), Some("Leeds"));
        assert_eq!(tidy("東京").as_deref(), Some("東京"));
        assert_eq!((tidy(""), tidy("-"), tidy("12")), (None, None, None));
        assert!(tidy(&"é".repeat(500)).unwrap().chars().count() == LONGEST);
    }

    #[test]
    fn a_file_that_is_none_is_named_with_its_setting() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("places.mmdb");
        for _ in 0..2 {
            let said = Geo::open(&file).unwrap_err().to_string();
            assert!(said.contains("geo.database") && said.contains("places.mmdb"), "{said}");
            std::fs::write(&file, "this is a shopping list").unwrap();
        }
    }
}
