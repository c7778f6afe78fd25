//! Lists of words: given names of many cultures, places, and words that are no names in the six languages.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Whether a word stands in a list that is written here as words with spaces between; made a set at its first use.
macro_rules! is_listed {
    ($list:expr, $word:expr $(,)?) => {{
        static WORDS: std::sync::LazyLock<std::collections::HashSet<&'static str>> =
            std::sync::LazyLock::new(|| $list.split_whitespace().collect());
        WORDS.contains(AsRef::<str>::as_ref($word))
    }};
}
pub(super) use is_listed;

type List = LazyLock<HashSet<&'static str>>;

static GIVEN: List = LazyLock::new(|| include_str!("given.txt").split_whitespace().collect());
static PLACES: List = LazyLock::new(|| include_str!("places.txt").split_whitespace().collect());
static NO_NAMES: List = LazyLock::new(|| include_str!("nonames.txt").split_whitespace().collect());

/// What stands before a name and is none of it.
const TITLES: &str = "mr mrs ms miss mx dr prof professor doctor sir dame lord lady rev reverend fr father sister \
    capt captain herr frau fraulein sr sra srta senor senora senorita don dona m mme mlle monsieur madame \
    mademoiselle sig signor signora signorina dott dottssa dottore dottoressa avv ing eng dra drin doutor doutora \
    engenheiro arq mag";

/// Small words inside names.
const PARTICLES: &str = "lo degli dall de da do dos das del della delle dello di du van von vom zu zum zur der \
    den ter ten la le las los al el bin ibn bint ben abu ap ab mac mc st saint san santa af av y e i d l";

pub(super) fn is_given(folded: &str) -> bool {
    GIVEN.contains(folded)
        || folded.split_once('-').is_some_and(|(first, second)| GIVEN.contains(first) && !second.is_empty())
}

pub(super) fn is_place(folded: &str) -> bool {
    PLACES.contains(folded)
}

pub(super) fn is_no_name(folded: &str) -> bool {
    NO_NAMES.contains(folded)
}

pub(super) fn is_title(folded: &str) -> bool {
    is_listed!(TITLES, folded)
}

pub(super) fn is_particle(folded: &str) -> bool {
    is_listed!(PARTICLES, folded)
}
