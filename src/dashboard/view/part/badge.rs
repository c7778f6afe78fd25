//! Badges: temperature with score, tag, status, moment, source, and a person's circle.
//!
//! Shape and word carry the meaning; colour only speeds it up (design, principle 2).

use askama::Template;
use askama::filters::HtmlSafe;

use crate::dashboard::icons::{self, glyph};
pub use crate::organisation::hue::Hue;

/// How ready to buy, in three bands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Temperature {
    Hot,
    Warm,
    Cold,
}

impl Temperature {
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Hot => "Hot",
            Self::Warm => "Warm",
            Self::Cold => "Cold",
        }
    }

    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Warm => "warm",
            Self::Cold => "cold",
        }
    }

    pub(crate) fn icon(self) -> icons::Icon {
        icons::icon(match self {
            Self::Hot => "flame",
            Self::Warm => "sun",
            Self::Cold => "snowflake",
        })
    }
}

/// Temperature badge and points.
#[derive(Clone, Copy, Debug, Template)]
#[template(path = "part/score.html")]
pub struct Score {
    pub temperature: Temperature,
    pub points: u8,
}

/// The class of a disc in this hue.
const fn of_disc(hue: Hue) -> &'static str {
    match hue {
        Hue::Plum => "disc-plum",
        Hue::Blue => "disc-blue",
        Hue::Sand => "disc-sand",
        Hue::Rust => "disc-rust",
        Hue::Rose => "disc-rose",
        Hue::Green => "disc-green",
        Hue::Teal => "disc-teal",
        Hue::Grey => "disc-grey",
    }
}

/// A tag's chip: icon and words on a soft fill.
#[derive(Clone, Debug, Template)]
#[template(path = "part/tag.html")]
pub struct Tag {
    pub name: String,
    pub hue: Hue,
    /// An icon's name; one the table does not hold draws the plain tag.
    pub icon: String,
}

/// How full a status's disc is; the pipeline only names its statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disc {
    Open,
    Active,
    /// Active in a pipeline of three statuses.
    Half,
    Good,
    Done,
    /// Done without cheer: Closed.
    Closed,
    Out,
    /// One of these in a colour that its pipeline chose.
    Hued(&'static Self, Hue),
}

impl Disc {
    pub(crate) fn class(self) -> &'static str {
        match self {
            Self::Open => "is-open",
            Self::Active | Self::Half => "is-active",
            Self::Good => "is-good",
            Self::Done => "is-done",
            Self::Closed | Self::Out => "is-out",
            Self::Hued(_, hue) => of_disc(hue),
        }
    }

    pub(crate) fn drawing(self) -> &'static str {
        match self {
            Self::Open => glyph::OPEN,
            Self::Active => glyph::ACTIVE,
            Self::Half => glyph::HALF,
            Self::Good => glyph::GOOD,
            Self::Done | Self::Closed => glyph::DONE,
            Self::Out => glyph::OUT,
            Self::Hued(disc, _) => disc.drawing(),
        }
    }
}

/// A status: its disc and its name.
#[derive(Clone, Debug, Template)]
#[template(path = "part/status.html")]
pub struct Status {
    pub name: String,
    pub disc: Disc,
}

/// A time: short words, the ISO form for machines, the full date on hover.
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<time datetime="{{ iso }}" title="{{ full }}">{{ text }}</time>"#)]
pub struct Moment {
    /// "2 min ago", "09:12", "Yesterday", "18 Nov".
    pub text: String,
    /// RFC 3339.
    pub iso: String,
    /// "Fri 20 November 2026, 11:00 GMT".
    pub full: String,
}

/// Where a lead came from: the channel's icon and word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Template)]
#[template(path = "part/source.html")]
pub enum Source {
    Widget,
    Sms,
    Whatsapp,
    Telegram,
    Email,
    Api,
}

impl Source {
    /// Reads a channel's key (`web`, `sms`…); a key nobody knows is the API.
    #[must_use]
    pub fn from_key(key: &str) -> Self {
        match key {
            "web" => Self::Widget,
            "sms" => Self::Sms,
            "whatsapp" => Self::Whatsapp,
            "telegram" => Self::Telegram,
            "email" => Self::Email,
            _ => Self::Api,
        }
    }

    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Widget => "Widget",
            Self::Sms => "SMS",
            Self::Whatsapp => "WhatsApp",
            Self::Telegram => "Telegram",
            Self::Email => "Email",
            Self::Api => "API",
        }
    }

    fn icon(self) -> icons::Icon {
        icons::icon(match self {
            Self::Widget => "message-square",
            Self::Sms => "smartphone",
            Self::Whatsapp => "message-circle",
            Self::Telegram => "send",
            Self::Email => "mail",
            Self::Api => "code",
        })
    }
}

/// A person's circle with initials, in a hue that stays theirs.
#[derive(Clone, Debug, Template)]
#[template(ext = "html", source = r#"<span class="circle tag-{{ hue }}" aria-hidden="true">{{ letters }}</span>"#)]
pub struct Initials {
    pub letters: String,
    pub hue: Hue,
}

impl Initials {
    /// The first letters of the first and last word, and a hue that depends on the name alone.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let mut words = name.split_whitespace().filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
        let first = words.next();
        let letters: String = first.into_iter().chain(words.next_back()).flat_map(char::to_uppercase).collect();
        let sum: u32 = name.chars().map(u32::from).fold(0, u32::wrapping_add);
        let hue = [Hue::Plum, Hue::Blue, Hue::Rust, Hue::Teal, Hue::Sand, Hue::Rose];
        Self {
            hue: if letters.is_empty() { Hue::Grey } else { hue[sum as usize % hue.len()] },
            letters: if letters.is_empty() { "?".to_owned() } else { letters },
        }
    }
}

impl Initials {
    /// The same, on the colour that was chosen, where one was.
    #[must_use]
    pub fn with(name: &str, hue: Option<&str>) -> Self {
        let own = Self::of(name);
        Self { hue: hue.map_or(own.hue, Hue::from_key), ..own }
    }
}

// Each writes nothing but its own escaped template.
impl HtmlSafe for Score {}
impl HtmlSafe for Tag {}
impl HtmlSafe for Status {}
impl HtmlSafe for Moment {}
impl HtmlSafe for Source {}
impl HtmlSafe for Initials {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_the_first_and_last_word_and_a_question_mark_for_nobody() {
        for (name, letters) in [
            ("Priya Raman", "PR"),
            ("Trần Ngọc Lan", "TL"),
            ("ottilie", "O"),
            ("  (Jo) van der Berg ", "JB"),
            ("", "?"),
            ("— …", "?"),
        ] {
            assert_eq!(Initials::of(name).letters, letters, "{name}");
        }
    }

    #[test]
    fn a_badge_escapes_the_owners_words() {
        let tag = Tag { name: "<b>& co".to_owned(), hue: Hue::Grey, icon: "\"onload=".to_owned() };
        let html = tag.to_string();
        assert!(html.contains("&#60;b&#62;&#38; co") && !html.contains("onload"));
    }
}
