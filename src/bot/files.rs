//! What files visitors may send a bot. Pure.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::event::names;

names! {
    /// What may be allowed or not, as an owner thinks of it.
    pub enum Group {
        /// Pictures.
        Picture = "picture",
        /// PDFs.
        Pdf = "pdf",
        /// Documents of an office, text and tables.
        Document = "document",
        /// Sound and video.
        Media = "media",
        /// Archives.
        Archive = "archive",
    }
}

impl Group {
    /// What people call such files.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Picture => "Pictures",
            Self::Pdf => "PDFs",
            Self::Document => "Office documents, text and tables",
            Self::Media => "Sound and video",
            Self::Archive => "ZIP archives",
        }
    }
}

/// What visitors may send. Each a bot's own, kept with its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Files {
    /// Whether they may send any.
    pub visitors: bool,
    /// Of which groups.
    pub groups: Vec<Group>,
    /// How large each may be, in megabytes of 1,048,576 bytes.
    pub megabytes: u32,
}

/// The largest file of anybody, in megabytes.
pub const MOST_MEGABYTES: u32 = 25;

impl Default for Files {
    fn default() -> Self {
        Self { visitors: true, groups: vec![Group::Picture, Group::Pdf], megabytes: 10 }
    }
}

impl Files {
    /// How large a visitor's file may be, in bytes.
    #[must_use]
    pub fn most_bytes(&self) -> u64 {
        u64::from(self.megabytes.clamp(1, MOST_MEGABYTES)) * 1024 * 1024
    }

    /// Whether visitors can send anything.
    #[must_use]
    pub fn is_on(&self) -> bool {
        self.visitors && !self.groups.is_empty()
    }

    /// Whether these rules can be kept.
    ///
    /// # Errors
    /// `Invalid` names each field that cannot be kept.
    pub fn check(&self) -> Result<()> {
        if !(1..=MOST_MEGABYTES).contains(&self.megabytes) {
            let words = format!("Enter a number from 1 to {MOST_MEGABYTES}");
            return Err(Error::field("file_megabytes", "out_of_range", words));
        }
        if self.visitors && self.groups.is_empty() {
            return Err(Error::field("file_groups", "required", "Choose at least one kind of file, or turn files off"));
        }
        Ok(())
    }
}

/// The largest file of a member, and of a mail, in bytes.
#[must_use]
pub const fn most_bytes() -> u64 {
    MOST_MEGABYTES as u64 * 1024 * 1024
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_takes_pictures_and_pdfs_until_it_is_told_otherwise() {
        let usual: Files = serde_json::from_str("{}").unwrap();
        assert_eq!(usual, Files::default());
        assert!(usual.is_on() && usual.check().is_ok());
        assert_eq!(usual.most_bytes(), 10 * 1024 * 1024);
        assert!(Files { groups: Vec::new(), ..Files::default() }.check().is_err());
        assert!(Files { visitors: false, groups: Vec::new(), ..Files::default() }.check().is_ok());
        for megabytes in [0, 26] {
            assert!(Files { megabytes, ..Files::default() }.check().is_err());
        }
    }
}
