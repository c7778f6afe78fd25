//! What people say, made plain: without what cannot be seen, and of some length.

use super::LONGEST;
use crate::error::{Error, Result};

/// What somebody says: plain text, without what cannot be seen, 1 to 4,000 characters.
///
/// # Errors
/// `Invalid` for words that say nothing or too much.
pub fn said(text: &str) -> Result<String> {
    let text: String = text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect();
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::field("text", "required", "Write a message first"));
    }
    if text.chars().count() > LONGEST {
        return Err(Error::field("text", "too_long", "Keep this under 4,000 characters"));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_is_plain_text_of_some_length() {
        assert_eq!(said(" hi\u{0}\u{7} there\n ").unwrap(), "hi there");
        assert!(said("\u{0}\n").is_err());
        assert!(said(&"x".repeat(4_001)).is_err());
        assert_eq!(said(&"é".repeat(4_000)).unwrap().chars().count(), 4_000);
    }
}
