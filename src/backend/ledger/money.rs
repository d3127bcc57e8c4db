//! An amount that the backend can reckon with.

use std::fmt;

use rust_decimal::Decimal;

use crate::soap::Amount;
use crate::spec::currency_decimals;

/// A value in a currency of ISO 4217. Bounded, so that sums neither overflow nor lose digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Money {
    pub currency: String,
    pub value: Decimal,
}

/// Far beyond any invoice; a sum of a billion of them still fits.
const LARGEST: i64 = 1_000_000_000_000;
/// More decimals than any currency has.
const MOST_DECIMALS: u32 = 6;

impl Money {
    /// Reads the amount called `name`.
    ///
    /// # Errors
    /// Says in one sentence why it is none; the caller adds INVALID_INVOICE_DATA.
    pub(super) fn of(name: &str, amount: Option<&Amount>) -> Result<Self, String> {
        let amount = amount.ok_or_else(|| format!("{name} is missing"))?;
        let currency = amount.currency.clone().ok_or_else(|| format!("{name}/currency is missing"))?;
        if currency_decimals(&currency).is_none() {
            return Err(format!("{name}/currency `{}` is no currency of ISO 4217", cut(&currency)));
        }
        let value = amount.value.ok_or_else(|| format!("{name}/value is missing or no decimal number"))?;
        if value.is_sign_negative() && !value.is_zero() {
            return Err(format!("{name}/value is negative"));
        }
        if value > Decimal::from(LARGEST) || value.normalize().scale() > MOST_DECIMALS {
            return Err(format!("{name}/value {value} is out of range"));
        }
        Ok(Self { currency, value: value.normalize() })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.value, self.currency)
    }
}

fn cut(text: &str) -> String {
    text.chars().take(10).collect()
}
