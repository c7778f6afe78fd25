//! What a member wants to be told of, and how.

use serde::{Deserialize, Serialize};

use crate::event::names;

names! {
    /// Something that a member may want to be told of.
    pub enum Occasion {
        /// A visitor waits for a person.
        Waiting = "waiting",
        /// A conversation was given to them.
        Assigned = "assigned",
        /// Somebody named them in a note.
        Mentioned = "mentioned",
    }
}

/// By which ways they are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Ways {
    /// A notification of their desktop, while a page is open.
    pub desktop: bool,
    /// The bell, while a page is open.
    pub sound: bool,
    /// An e-mail, while none is.
    pub email: bool,
}

impl Default for Ways {
    fn default() -> Self {
        Self { desktop: true, sound: true, email: false }
    }
}

/// What one member wants to be told of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// A visitor waits for a person.
    pub waiting: Ways,
    /// A conversation was given to them.
    pub assigned: Ways,
    /// Somebody named them in a note.
    pub mentioned: Ways,
    /// They have said so themselves. Until then whoever is on a bot's list is mailed of who waits.
    pub chosen: bool,
}

impl Default for Preferences {
    fn default() -> Self {
        let usual = Ways::default();
        Self { waiting: usual, assigned: usual, mentioned: Ways { email: true, ..usual }, chosen: false }
    }
}

impl Preferences {
    /// How they are told of it.
    #[must_use]
    pub const fn of(&self, occasion: Occasion) -> Ways {
        match occasion {
            Occasion::Waiting => self.waiting,
            Occasion::Assigned => self.assigned,
            Occasion::Mentioned => self.mentioned,
        }
    }

    /// Whether they want to be mailed that a visitor waits; none where they have not said.
    #[must_use]
    pub const fn mailed_of_waiting(&self) -> Option<bool> {
        if self.chosen { Some(self.waiting.email) } else { None }
    }

    /// How they shall be told of it.
    pub const fn set(&mut self, occasion: Occasion, ways: Ways) {
        match occasion {
            Occasion::Waiting => self.waiting = ways,
            Occasion::Assigned => self.assigned = ways,
            Occasion::Mentioned => self.mentioned = ways,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_has_chosen_is_as_everybody_has_it() {
        let read = |text| serde_json::from_str::<Preferences>(text).unwrap();
        assert_eq!(read("{}"), Preferences::default());
        let quiet = read(r#"{"waiting":{"sound":false}}"#);
        assert_eq!(quiet.of(Occasion::Waiting), Ways { sound: false, ..Ways::default() });
        assert_eq!(quiet.of(Occasion::Mentioned), Preferences::default().mentioned);
        assert_eq!(quiet.mailed_of_waiting(), None, "they have not said");
        let chosen = read(r#"{"waiting":{"email":true},"chosen":true}"#);
        assert_eq!(chosen.mailed_of_waiting(), Some(true));
    }
}
