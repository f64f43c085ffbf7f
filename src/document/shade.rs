//! Colours of a picture: how dark an hour is drawn, and what can be read on it.

use crate::time::fair::{Burden, NIGHT_HOUR};

/// A colour by its red, green and blue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

pub const WHITE: Colour = Colour([255; 3]);
pub const BLACK: Colour = Colour([0; 3]);
/// Of the frame around a slot; it is on white.
pub const MARK: Colour = Colour([176, 0, 32]);
const NIGHT: Colour = Colour([24, 32, 72]);

impl Colour {
    /// `#182048`
    pub fn hex(self) -> String {
        self.0.iter().fold("#".to_owned(), |hex, part| format!("{hex}{part:02x}"))
    }

    /// How bright it is to people, 0 to 1 (WCAG 2.2, relative luminance).
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// How well one is seen on the other, 1 to 21 (WCAG 2.2, contrast ratio).
    pub fn contrast(self, other: Colour) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// Black or white, whichever is read better on it.
    pub fn ink(self) -> Colour {
        if self.contrast(BLACK) >= self.contrast(WHITE) { BLACK } else { WHITE }
    }
}

/// How dark an hour is drawn: white by day, and the darker the more it costs.
pub fn of_hour(burden: Burden) -> Colour {
    let burden = burden.min(NIGHT_HOUR);
    let mixed = |part: usize| {
        let (day, night) = (u32::from(WHITE.0[part]), u32::from(NIGHT.0[part]));
        u8::try_from((day * (NIGHT_HOUR - burden) + night * burden) / NIGHT_HOUR).unwrap_or(u8::MAX)
    };
    Colour([mixed(0), mixed(1), mixed(2)])
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What WCAG 2.2 asks of text at least (success criterion 1.4.3).
    const TEXT: f64 = 4.5;

    #[test]
    fn every_hour_can_be_read_on_its_shade() {
        for burden in 0..=NIGHT_HOUR {
            let shade = of_hour(burden);
            assert!(shade.contrast(shade.ink()) >= TEXT, "{burden}: {}", shade.hex());
        }
        assert!(MARK.contrast(WHITE) >= TEXT);
    }

    #[test]
    fn contrast_is_that_of_the_standard() {
        let near = |one: f64, other: f64| (one - other).abs() < 0.01;
        assert!(near(BLACK.contrast(WHITE), 21.0));
        assert!(near(Colour([119; 3]).contrast(WHITE), 4.48));
    }

    #[test]
    fn what_costs_more_is_darker() {
        let shades: Vec<f64> = (0..=NIGHT_HOUR).map(|burden| of_hour(burden).luminance()).collect();
        assert!(shades.windows(2).all(|pair| pair[0] > pair[1]));
    }
}
