//! The colours of a mail, by name: the tokens of the design that mails use.
//!
//! A mail can't use custom properties, so light colours stand in its style attributes and dark ones
//! in one style block. An accent that is no colour falls back to ours: it reaches a style attribute.

use super::Hue;

/// A bot's accent as computed for the widget (design section 3): the fill, what is written on it,
/// and links, for light and for dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Accent {
    pub fill: String,
    pub on: String,
    pub ink: String,
    pub dark_fill: String,
    pub dark_on: String,
    pub dark_ink: String,
}

impl Default for Accent {
    fn default() -> Self {
        Self {
            fill: "#17604E".to_owned(),
            on: "#FFFFFF".to_owned(),
            ink: "#125241".to_owned(),
            dark_fill: "#28805F".to_owned(),
            dark_on: "#FFFFFF".to_owned(),
            dark_ink: "#86D9BC".to_owned(),
        }
    }
}

impl Accent {
    /// This accent if each of its colours is one (`#RRGGBB`), else ours.
    #[must_use]
    pub fn sound(&self) -> Self {
        let colours = [&self.fill, &self.on, &self.ink, &self.dark_fill, &self.dark_on, &self.dark_ink];
        if colours.into_iter().all(|colour| is_colour(colour)) { self.clone() } else { Self::default() }
    }
}

fn is_colour(words: &str) -> bool {
    words.strip_prefix('#').is_some_and(|hex| hex.len() == 6 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A temperature's look: the fill grows with intent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Band {
    Hot,
    Warm,
    Cold,
}

impl Band {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }

    pub(super) fn style(self) -> &'static str {
        match self {
            Self::Hot => "background:#B5391A;color:#FFFFFF;border:1px solid #B5391A",
            Self::Warm => "background:#FCEFC9;color:#7A5200;border:1px solid #FCEFC9",
            Self::Cold => "background:#FFFFFF;color:#2B5F9E;border:1px solid #8FB2DA",
        }
    }
}

impl super::Tag {
    /// Its colour, as a mail wears it.
    pub(super) const fn style(&self) -> &'static str {
        match self.hue {
            Hue::Plum => "background:#F1EAF5;color:#663D7C",
            Hue::Blue => "background:#E6EFF9;color:#235592",
            Hue::Sand => "background:#F7EFDD;color:#6E4E0E",
            Hue::Rust => "background:#FBE9E1;color:#8E3A17",
            Hue::Rose => "background:#FBE8EE;color:#8F2C50",
            Hue::Green => "background:#E3F3E6;color:#24623A",
            Hue::Teal => "background:#DDF1F1;color:#0F5B5F",
            Hue::Grey => "background:#ECEFEC;color:#48534D",
        }
    }
}

impl super::Speaker {
    pub(super) fn class(self) -> &'static str {
        match self {
            Self::Visitor => "visitor",
            Self::Assistant => "bot",
            Self::Agent => "agent",
        }
    }

    pub(super) fn style(self) -> &'static str {
        match self {
            Self::Visitor => "background:#E3EDFA;color:#12355F;border:1px solid #E3EDFA",
            Self::Assistant => "background:#E2F2E8;color:#0F4030;border:1px solid #E2F2E8",
            Self::Agent => "background:#FFFFFF;color:#14201B;border:1px solid #CDD5CF",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_accent_that_is_no_colour_falls_back_to_ours() {
        for bad in ["red", "#12345", "#12345g", "#123456;background:url(x)", ""] {
            let accent = Accent { dark_ink: bad.into(), ..Accent::default() };
            assert_eq!(accent.sound(), Accent::default());
        }
        let own = Accent { fill: "#A1b2C3".into(), ..Accent::default() };
        assert_eq!(own.sound(), own);
    }
}
