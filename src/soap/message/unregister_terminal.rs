//! unregisterTerminal: a point of sale goes out of use.

/// The request, which says nothing but who calls; the answer adds nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UnregisterTerminal;
