//! One input of a page's form: its value and what is wrong with it.
//!
//! A value is never cleared because it was refused; a password alone is never sent back.

/// A posted field on its way back to the person who typed it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Field {
    pub value: String,
    /// The sentence beside the field: "Enter your name".
    pub error: Option<String>,
}

impl Field {
    /// A field with a value and nothing wrong.
    #[must_use]
    pub fn of(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }
}
