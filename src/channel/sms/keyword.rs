//! Keywords: the words by which a person stops, restarts or asks about messages to their phone.
//!
//! A keyword is a whole message. "STOP" is one; "stop sending the blue one" is a wish for the assistant. Twilio itself
//! answers and blocks for its default keywords, so the product must store them and keep silent, not answer a second time.

use serde::{Deserialize, Serialize};

/// What a keyword asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Keyword {
    /// Send this person nothing more.
    Stop,
    /// They may be written to again.
    Start,
    /// They ask who writes and how to stop it.
    Help,
}

// Twilio's defaults (Support for opt-out keywords), and the words of 47 CFR 64.1200(a)(10), which adds "opt out".
const STOP: &[&str] =
    &["stop", "stopall", "stop all", "unsubscribe", "cancel", "end", "quit", "revoke", "optout", "opt out", "opt-out"];
const START: &[&str] = &["start", "unstop"];
const HELP: &[&str] = &["help", "info"];

/// The keyword that a message is, if it is one. `stopped` says whether this person has stopped messages before.
#[must_use]
pub fn keyword(text: &str, stopped: bool) -> Option<Keyword> {
    let word = text.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase();
    let word = word.as_str();
    if STOP.contains(&word) {
        Some(Keyword::Stop)
    } else if START.contains(&word) || (stopped && word == "yes") {
        // To who has not stopped, YES is an answer to our question.
        Some(Keyword::Start)
    } else {
        HELP.contains(&word).then_some(Keyword::Help)
    }
}

impl Keyword {
    /// Reads Twilio's own verdict, its `OptOutType` field.
    #[must_use]
    pub fn from_opt_out_type(text: &str) -> Option<Self> {
        match text {
            "STOP" => Some(Self::Stop),
            "START" => Some(Self::Start),
            "HELP" => Some(Self::Help),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_whole_message_is_a_keyword_however_it_is_typed() {
        for text in [
            "STOP",
            "stop",
            " Stop. ",
            "STOPALL",
            "Unsubscribe!",
            "CANCEL",
            "end",
            "QUIT",
            "revoke",
            "OptOut",
            "\"STOP\"",
            "opt out",
        ] {
            assert_eq!(keyword(text, false), Some(Keyword::Stop), "{text}");
        }
        for text in ["START", "unstop"] {
            assert_eq!(keyword(text, false), Some(Keyword::Start), "{text}");
        }
        for text in ["HELP", "info?"] {
            assert_eq!(keyword(text, true), Some(Keyword::Help), "{text}");
        }
    }

    #[test]
    fn a_sentence_with_such_a_word_is_no_keyword() {
        for text in [
            "cancel my order",
            "please stop",
            "the end",
            "stop it",
            "I need help",
            "more info please",
            "start over",
            "",
            "...",
            "stopp",
        ] {
            assert_eq!(keyword(text, true), None, "{text}");
        }
    }

    #[test]
    fn yes_restarts_only_who_has_stopped() {
        assert_eq!(keyword("YES", true), Some(Keyword::Start));
        assert_eq!(keyword("YES", false), None);
    }

    #[test]
    fn twilios_own_verdict_is_read() {
        assert_eq!(Keyword::from_opt_out_type("STOP"), Some(Keyword::Stop));
        assert_eq!(Keyword::from_opt_out_type("later"), None);
    }
}
