//! What files visitors may send, as it stands in the form.

use crate::bot::files::{Files, Group};
use crate::dashboard::view::hours::Allowed;
use crate::error::{Error, FieldError};

/// The field of the largest.
pub const LARGEST: &str = "file_megabytes";

/// That part of the form.
#[derive(Clone, Debug)]
pub struct Sent {
    pub visitors: bool,
    pub groups: Vec<Group>,
    /// As it was typed.
    pub megabytes: String,
}

impl Sent {
    /// What is saved.
    pub fn of(files: &Files) -> Self {
        Self { visitors: files.visitors, groups: files.groups.clone(), megabytes: files.megabytes.to_string() }
    }

    /// What was posted.
    pub fn read(&mut self, is_on: impl Fn(&str) -> bool, megabytes: String) {
        self.visitors = is_on("files");
        self.groups = Group::ALL.iter().copied().filter(|group| is_on(&format!("files.{group}"))).collect();
        self.megabytes = megabytes;
    }

    /// What it comes to.
    pub fn checked(&self, wrong: &mut Vec<FieldError>) -> Files {
        let megabytes = self.megabytes.parse().unwrap_or(0);
        let files = Files { visitors: self.visitors, groups: self.groups.clone(), megabytes };
        if let Err(Error::Invalid(faults)) = files.check() {
            wrong.extend(faults);
        }
        files
    }

    /// The groups as boxes.
    pub fn boxes(&self) -> Vec<Allowed> {
        let one = |group: &Group| Allowed {
            key: group.to_string(),
            name: group.words().to_owned(),
            is_chosen: self.groups.contains(group),
        };
        Group::ALL.iter().map(one).collect()
    }
}
