//! Made-up references and secrets. Two runs do not make up the same ones.

use std::collections::HashSet;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher as _, Hasher as _};

use crate::trace::Redactor;

/// Draws what is unique in a run.
#[derive(Clone, Debug)]
pub struct Ids {
    state: u64,
    redactor: Redactor,
    drawn: HashSet<String>,
}

/// How often a reference that holds a secret is drawn again. A secret of one digit is in nearly all of them; the
/// redactor leaves short secrets inside longer numbers alone.
const TRIES: usize = 100;

impl Ids {
    /// A source that no other run has.
    #[must_use]
    pub fn random(redactor: Redactor) -> Self {
        // The standard library seeds every `RandomState` from the operating system.
        Self::seeded(RandomState::new().build_hasher().finish(), redactor)
    }

    /// A source that draws the same again for the same seed.
    #[must_use]
    pub fn seeded(seed: u64, redactor: Redactor) -> Self {
        Self { state: seed, redactor, drawn: HashSet::new() }
    }

    /// `123456-789013`.
    pub fn token(&mut self) -> String {
        self.draw(|ids| format!("{}-{}", ids.digits(6), ids.digits(6)))
    }

    /// 13 digits.
    pub fn invoice_reference(&mut self) -> String {
        self.draw(|ids| ids.digits(13))
    }

    /// 20 digits.
    pub fn ers_reference(&mut self) -> String {
        self.draw(|ids| ids.digits(20))
    }

    /// 10 digits.
    pub fn period_id(&mut self) -> String {
        self.draw(|ids| ids.digits(10))
    }

    /// 8 digits.
    pub fn terminal_id(&mut self) -> String {
        self.draw(|ids| ids.digits(8))
    }

    /// 6 digits.
    pub fn token_id(&mut self) -> String {
        self.draw(|ids| ids.digits(6))
    }

    /// 16 digits.
    pub fn card_number(&mut self) -> String {
        self.draw(|ids| ids.digits(16))
    }

    /// A telephone number without its plus.
    pub fn msisdn(&mut self) -> String {
        self.draw(|ids| format!("4670{}", ids.digits(7)))
    }

    /// 32 hexadecimal digits.
    pub fn subscriber_key(&mut self) -> String {
        self.draw(|ids| format!("{:016x}{:016x}", ids.next(), ids.next()))
    }

    fn draw(&mut self, make: impl Fn(&mut Self) -> String) -> String {
        let mut drawn = make(self);
        for _ in 0..TRIES {
            if !self.redactor.touches(&drawn) && !self.drawn.contains(&drawn) {
                break;
            }
            drawn = make(self);
        }
        self.drawn.insert(drawn.clone());
        drawn
    }

    /// Decimal digits of which the first is not 0.
    fn digits(&mut self, count: usize) -> String {
        let mut digits = String::with_capacity(count);
        while digits.len() < count {
            let digit = (self.next() % 10) as u8;
            if digit != 0 || !digits.is_empty() {
                digits.push(char::from(b'0' + digit));
            }
        }
        digits
    }

    /// SplitMix64; unpredictability is not needed, difference is.
    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }
}
