//! The mistakes that the shop can be told to make, so that it can be shown that they are found.
//!
//! Each one is something that a real developer gets wrong, and deviates in the place where it is got wrong: in the Rust
//! code where a comment says `Defect`, or in a page, script or style sheet through `patch`.

use std::fmt;
use std::str::FromStr;

macro_rules! defects {
    ($($variant:ident = $name:literal $chapter:literal $description:literal),+ $(,)?) => {
        /// A named mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Defect {
            $(#[doc = $description] $variant),+
        }

        impl Defect {
            /// Every mistake that the shop knows, chapter by chapter.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The chapter of the source document against which it offends.
            #[must_use]
            pub const fn chapter(self) -> &'static str {
                match self { $(Self::$variant => $chapter),+ }
            }

            /// What the shop does wrong, in one line.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description),+ }
            }
        }
    };
}

defects! {
    Success500 = "success-500" "urls"
        "The success page answers with status 500.",
    ScriptError = "script-error" "urls"
        "The order page's script throws an error that nobody catches.",
    SuccessUnverified = "success-unverified" "urls"
        "The success page shows the receipt without asking SEQR; getPaymentStatus is never called.",
    WrongReference = "wrong-reference" "triggers"
        "The payment trigger carries the shop's order number, not SEQR's invoiceReference.",
    LowercasePath = "lowercase-path" "triggers"
        "The payment trigger is written SEQR://seqr.se/r….",
    NoCancelTrigger = "no-cancel-trigger" "triggers"
        "Leaving the shop opens its cancel page and never returns to the app.",
    WrongCancelLink = "wrong-cancel-link" "triggers"
        "Leaving the shop fires SEQR-ACTION://CANCEL, which the app does not know.",
    ReferenceHidden = "reference-hidden" "receipt"
        "The order reference is neither on the success page nor in the invoice's title or footer.",
    NoBack = "no-back" "navigation"
        "The second view has no way back.",
    BackLosesSession = "back-loses-session" "navigation"
        "The way back opens the order page anew, without the TOKEN.",
    Overflow = "overflow" "screens"
        "One element is wider than a screen of 320 pixels.",
    SmallTaps = "small-taps" "screens"
        "The buttons are too small for a finger.",
    NoViewport = "no-viewport" "screens"
        "The pages do not say that they are made for the width of the device.",
    LowResImages = "low-res-images" "screens"
        "The posters have as many pixels as they are wide, which is half of what Retina screens need.",
    EarlyInvoice = "early-invoice" "sequence"
        "The invoice is sent as soon as the order page opens, before the customer has chosen.",
    DoubleInvoice = "double-invoice" "sequence"
        "Every order sends two invoices.",
    NoStatusCall = "no-status-call" "sequence"
        "getPaymentStatus is never called; the success page waits in vain.",
    SessionUnchecked = "session-unchecked" "sequence"
        "A customer whom SEQR does not know can buy all the same.",
    BreaksIgnored = "breaks-ignored" "sequence"
        "When the connection to SEQR breaks, the payment starts with the shop's order number.",
    NotificationBelieved = "notification-believed" "sequence"
        "A notification makes an order paid without a question to SEQR.",
    NotifiedOnce = "notified-once" "sequence"
        "A second notification for an order is answered with status 500.",
    VersionStuck = "version-stuck" "sequence"
        "getPaymentStatus always carries invoiceVersion 0.",
    RowsDoNotAddUp = "rows-do-not-add-up" "sequence"
        "The row's total is that of one ticket, however many are bought.",
    NoQuantity = "no-quantity" "sequence"
        "The invoice's row has no itemQuantity.",
    NoAcknowledgmentMode = "no-acknowledgment-mode" "sequence"
        "The invoice has no acknowledgmentMode, so that the app waits for an acknowledgement.",
    WrongTimeout = "wrong-timeout" "sequence"
        "Every message carries a clientRequestTimeout of 30000.",
    NoScheme = "no-scheme" "sequence"
        "The notificationUrl has no scheme.",
    NoClientId = "no-client-id" "sequence"
        "No message says whose it is: clientId is left out.",
    CommaAmounts = "comma-amounts" "sequence"
        "The unit price is written with a decimal comma.",
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the shop's defects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no defect of the reference merchant")]
pub struct UnknownDefect(String);

impl FromStr for Defect {
    type Err = UnknownDefect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|defect| defect.name() == name).ok_or_else(|| UnknownDefect(name.to_owned()))
    }
}
