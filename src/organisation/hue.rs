//! The eight colours that a tag, a status or a person may have (design, section 3).

use crate::event::names;

names! {
    /// A colour, by its name.
    #[derive(Default)]
    pub enum Hue {
        /// Purple.
        Plum = "plum",
        /// Blue.
        Blue = "blue",
        /// Yellow.
        Sand = "sand",
        /// Orange.
        Rust = "rust",
        /// Pink.
        Rose = "rose",
        /// Green.
        Green = "green",
        /// Between green and blue.
        Teal = "teal",
        /// None, where nothing was chosen.
        #[default]
        Grey = "grey",
    }
}

impl Hue {
    /// The colour of this name; grey for a name that nobody knows.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        Self::parse(key).unwrap_or(Self::Grey)
    }
}
