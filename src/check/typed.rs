//! What the profile types for a customer.

use rust_decimal::Decimal;

use crate::candidate::{Profile, Tap};

/// The texts that `buy` types, or `buy_other`.
pub(super) fn typed(profile: &Profile, other: bool) -> impl Iterator<Item = &str> {
    let steps = if other { &profile.buy_other } else { &profile.buy };
    steps.iter().flat_map(|step| match step {
        Tap::Fill(fields) => fields.values().map(|text| text.trim()).collect(),
        Tap::Tap(_) | Tap::TapIfThere(_) => Vec::new(),
    })
}

/// Whether the total is what comes of reading a typed amount wrongly: without what stands behind its point, or without the
/// point.
pub(super) fn is_misread(text: &str, total: Decimal) -> bool {
    const MINUTES: u32 = 60;
    let Some((whole, decimals)) = text.rsplit_once(['.', ',']) else { return false };
    let is_number = |text: &str| text.bytes().all(|letter| letter.is_ascii_digit());
    if whole.is_empty() || decimals.len() != 2 || !is_number(whole) || !is_number(decimals) {
        return false;
    }
    let read = |text: &str| Decimal::from_str_exact(text).ok().filter(|value| !value.is_zero());
    // Half past twelve is no amount.
    let may_be_time = text.contains('.') && decimals.parse::<u32>().is_ok_and(|minutes| minutes < MINUTES);
    let is_cut = !may_be_time && decimals != "00" && read(whole) == Some(total);
    is_cut || read(&format!("{whole}{decimals}")) == Some(total)
}
