//! Other ways to build the same shop, each as conformant as the plain one, so that it can be shown that no check takes one
//! way for the only one.
//!
//! A variant deviates where a developer would have decided otherwise: in the Rust code where a comment says `Variant`, or in
//! a page, script or style sheet through `reshape`.

use std::fmt;
use std::str::FromStr;

macro_rules! variants {
    ($($variant:ident = $name:literal $description:literal),+ $(,)?) => {
        /// A conformant way to build the shop.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Variant {
            $(#[doc = $description] $variant),+
        }

        impl Variant {
            /// Every way that the shop knows.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// What is different, in one line.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description),+ }
            }
        }
    };
}

variants! {
    Redirect = "redirect"
        "The payment trigger is the target of a redirect, not written in the page.",
    Link = "link"
        "The page shows the payment trigger as a link, and the customer taps it.",
    LowerCaseScheme = "lower-case-scheme"
        "The payment trigger is written seqr://SEQR.SE/R….",
    SingleView = "single-view"
        "Choosing and paying are one view; there is no way back, and none is needed.",
    SinglePageApp = "single-page-app"
        "All four URLs answer with the same shell, which a script fills.",
    OtherMarkup = "other-markup"
        "Controls are div elements with a role, not buttons.",
    StrictPolicy = "strict-policy"
        "The strictest headers: trusted types, isolation, no permissions.",
    Arabic = "arabic"
        "Pages and invoices are in Arabic, written from right to left.",
    Yen = "yen"
        "Prices are in yen, which have no decimals.",
    Slow = "slow"
        "Every page and every answer of the shop takes two seconds.",
    PollingOnly = "polling-only"
        "Invoices have no notificationUrl; the shop learns of payments by asking.",
    NotificationOnly = "notification-only"
        "The shop asks SEQR only when it is notified.",
    Reservations = "reservations"
        "Payments are reserved first and taken by commitReservation.",
    CancelsOnLeaving = "cancels-on-leaving"
        "Leaving the shop cancels an open invoice before the app takes over.",
    LeavesInvoicesOpen = "leaves-invoices-open"
        "The failure and the cancel page leave the invoice alone.",
    TokenOnly = "token-only"
        "The success page does not read the reference in its fragment.",
    SellsOnce = "sells-once"
        "Nobody can buy the same twice.",
    ConsentOnce = "consent-once"
        "The first view begins with a notice that does not come again once it was closed.",
    ReferenceInTitle = "reference-in-title"
        "The order reference is in the invoice, not on the success page.",
}

impl Variant {
    /// The shop's `candidate.yaml`, told what a customer does in this variant.
    #[must_use]
    pub fn profile(self, plain: &str) -> String {
        let changes: &[(&str, &str)] = match self {
            Self::Link => &[("text=Pay with SEQR\"\n", "text=Pay with SEQR\"\n  - tap: \"#again\"\n")],
            Self::SingleView => &[
                ("  - tap: \"#continue\"\n", ""),
                ("views_before_payment: 2\nback: \"#back\"\n", "views_before_payment: 1\n"),
            ],
            Self::ConsentOnce => &[
                ("buy:\n", "buy:\n  - tap_if_there: \"#consent-ok\"\n"),
                ("buy_other:\n", "buy_other:\n  - tap_if_there: \"#consent-ok\"\n"),
            ],
            Self::NotificationOnly => &[("actions:\n", "polls: false\nactions:\n")],
            Self::Arabic => &[("text=Pay with SEQR", "text=ادفع عبر SEQR")],
            _ => &[],
        };
        changes.iter().fold(plain.to_owned(), |text, (from, to)| text.replace(from, to))
    }
}

impl fmt::Display for Variant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the shop's variants.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no variant of the reference merchant; `merchant --list-variants` names them")]
pub struct UnknownVariant(String);

impl FromStr for Variant {
    type Err = UnknownVariant;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|variant| variant.name() == name).ok_or_else(|| UnknownVariant(name.to_owned()))
    }
}
