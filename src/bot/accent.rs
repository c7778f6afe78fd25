//! One colour becomes five, for light and for dark, each readable: the rule of design section 3, "Widget accent".
//!
//! Contrast is WCAG 2.2's (relative luminance, success criterion 1.4.3).

use serde::Serialize;

/// The widget's colours on one kind of surface, as `#rrggbb`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Tones {
    /// Buttons and the visitor's bubbles.
    pub fill: String,
    /// Text on it.
    pub on: String,
    /// Links and marks.
    pub ink: String,
    /// A faint ground.
    pub soft: String,
    /// A faint line.
    pub line: String,
}

/// Both kinds.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Accent {
    /// On white.
    pub light: Tones,
    /// On near-black.
    pub dark: Tones,
}

#[derive(Clone, Copy, Debug, PartialEq)]
struct Rgb([f64; 3]);

const WHITE: Rgb = Rgb([255.0; 3]);
const BLACK: Rgb = Rgb([0.0; 3]);
const INK: Rgb = Rgb([20.0, 32.0, 27.0]);
const LIGHT_SURFACE: Rgb = WHITE;
const DARK_SURFACE: Rgb = Rgb([21.0, 27.0, 24.0]);
const PINE: Rgb = Rgb([23.0, 96.0, 78.0]);

impl Rgb {
    fn parse(text: &str) -> Option<Self> {
        let digits = text.trim().strip_prefix('#')?;
        let bytes = hex::decode(digits).ok()?;
        let [r, g, b] = bytes.as_slice() else { return None };
        Some(Self([f64::from(*r), f64::from(*g), f64::from(*b)]))
    }

    fn hex(self) -> String {
        let [r, g, b] = self.0.map(|part| format!("{part:02.0}").parse::<u8>().unwrap_or(0));
        format!("#{r:02X}{g:02X}{b:02X}")
    }

    /// `share` of `other`, the rest of this.
    fn mix(self, other: Self, share: f64) -> Self {
        let mut parts = self.0;
        for (part, towards) in parts.iter_mut().zip(other.0) {
            *part += (towards - *part) * share;
        }
        Self(parts)
    }

    fn luminance(self) -> f64 {
        let [r, g, b] = self.0.map(|part| {
            let part = part / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * r + 0.7152 * g + 0.0722 * b
    }

    fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    /// Mixed towards `end` by as little as gives `ratio` on `surface`.
    fn until(self, end: Self, surface: Self, ratio: f64) -> Self {
        (0..=100)
            .map(|step| self.mix(end, f64::from(step) / 100.0))
            .find(|tone| tone.contrast(surface) >= ratio)
            .unwrap_or(end)
    }
}

/// The widget's colours from an owner's one; Frontdesk's pine when it is not a colour.
#[must_use]
pub fn from_colour(colour: &str) -> Accent {
    let base = Rgb::parse(colour).unwrap_or(PINE);
    Accent {
        light: tones(base, base, LIGHT_SURFACE, BLACK, 5.5, 0.10),
        dark: tones(base, base.until(WHITE, DARK_SURFACE, 3.0), DARK_SURFACE, WHITE, 7.0, 0.30),
    }
}

fn tones(base: Rgb, fill: Rgb, surface: Rgb, ink_end: Rgb, ink_ratio: f64, soft: f64) -> Tones {
    // Between the two is a band of middling colours that only pure black stands out on.
    let on = [WHITE, INK].into_iter().find(|text| text.contrast(fill) >= 4.5).unwrap_or(BLACK);
    let ink = base.until(ink_end, surface, ink_ratio);
    Tones {
        fill: fill.hex(),
        on: on.hex(),
        ink: ink.hex(),
        soft: surface.mix(fill, soft).hex(),
        line: surface.mix(ink, 0.38).hex(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn rgb(text: &str) -> Rgb {
        Rgb::parse(text).unwrap()
    }

    #[test]
    fn pine_stays_pine_on_white() {
        let accent = from_colour("#17604E");
        assert_eq!((accent.light.fill.as_str(), accent.light.on.as_str()), ("#17604E", "#FFFFFF"));
        assert_eq!(from_colour("teal?"), accent);
    }

    proptest! {
        #[test]
        fn every_colour_becomes_readable(r in 0_u8.., g in 0_u8.., b in 0_u8..) {
            let accent = from_colour(&format!("#{r:02x}{g:02x}{b:02x}"));
            for (tones, surface, ink) in [(&accent.light, LIGHT_SURFACE, 5.4), (&accent.dark, DARK_SURFACE, 6.9)] {
                prop_assert!(rgb(&tones.on).contrast(rgb(&tones.fill)) >= 4.4);
                prop_assert!(rgb(&tones.ink).contrast(surface) >= ink);
            }
            prop_assert!(rgb(&accent.dark.fill).contrast(DARK_SURFACE) >= 2.9);
        }
    }
}
