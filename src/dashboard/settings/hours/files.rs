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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_posted_is_kept_or_told_beside_its_field() {
        let mut sent = Sent::of(&Files::default());
        let boxes = sent.boxes();
        assert_eq!(boxes.iter().filter(|one| one.is_chosen).count(), 2);
        sent.read(|name| ["files", "files.document"].contains(&name), "3".to_owned());
        let mut wrong = Vec::new();
        let files = sent.checked(&mut wrong);
        assert_eq!((files.groups.as_slice(), files.megabytes, wrong.len()), (&[Group::Document][..], 3, 0));
        for (on, megabytes, field) in [("files", "3", "file_groups"), ("files.pdf", "many", LARGEST)] {
            let mut wrong = Vec::new();
            sent.read(|name| name == on, megabytes.to_owned());
            sent.checked(&mut wrong);
            assert_eq!(wrong.iter().map(|one| one.field.as_str()).collect::<Vec<_>>(), [field]);
        }
    }
}
