//! Double entry: every transfer takes from one party what it gives to another.

use std::collections::BTreeMap;

use rust_decimal::Decimal;

use super::Money;

/// Between whom money moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Party {
    Customers,
    /// What customers have promised and the merchant has not taken yet.
    Reserved,
    Merchant,
}

/// Balances by party and currency, all zero at the beginning.
#[derive(Clone, Debug, Default)]
pub struct Book {
    balances: BTreeMap<(Party, String), Decimal>,
}

impl Book {
    /// What a party has more or less than at the beginning.
    #[must_use]
    pub fn balance(&self, party: Party, currency: &str) -> Decimal {
        self.balances.get(&(party, currency.to_owned())).copied().unwrap_or_default()
    }

    pub(super) fn transfer(&mut self, from: Party, to: Party, money: &Money) {
        // `Money` is bounded so that sums of it stay far from the limits of `Decimal`.
        *self.balances.entry((from, money.currency.clone())).or_default() -= money.value;
        *self.balances.entry((to, money.currency.clone())).or_default() += money.value;
    }
}
