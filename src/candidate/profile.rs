//! The typed form of `candidate.yaml`: everything that the harness knows about the service under test.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::spec::{Language, Page, ServiceQr};

use super::{Actions, Span};

/// A candidate merchant service, as its owner describes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Shown in reports.
    pub name: String,
    /// `EXTERNAL_SERVICE_ID` in the QR code.
    pub service_id: String,
    /// The four service URLs.
    pub urls: Urls,
    /// Parameters of the QR code; they come back through getClientSessionInfo.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub qr_parameters: BTreeMap<String, String>,
    pub backend: Backend,
    /// The language of the customers' phones, which pages learn by Accept-Language and `navigator.languages`; en-US where
    /// nothing is said. In Chromium only.
    #[serde(default, skip_serializing_if = "Language::is_usual")]
    pub language: Language,
    /// How the harness starts and stops the candidate itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// What a customer does on the order page until the payment is triggered.
    pub buy: Vec<Tap>,
    /// What a customer does on the order page who chooses otherwise, so that the order costs more or less.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub buy_other: Vec<Tap>,
    /// How a customer leaves the service before paying, on the first view.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cancel: Vec<Tap>,
    /// Number of views before the payment starts. More than one needs a way back.
    #[serde(default = "one")]
    pub views_before_payment: u32,
    /// The control that leads back, looked for in every view after the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub back: Option<String>,
    /// Whether the pages are judged on screens that lie on their side as well. The source document does not ask for it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub landscape: bool,
    /// What the customer sees on the order page, before they pay, because of the QR code's parameters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qr_effect: Option<Visible>,
    /// What must be visible to the customer after paying.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub receipt: Option<Visible>,
    /// Whether the service asks getPaymentStatus about open invoices by itself. `false` stands for one that asks only when
    /// SEQR notifies it of a payment, which is as good.
    #[serde(default = "yes", skip_serializing_if = "Clone::clone")]
    pub polls: bool,
    /// How to make the back office act.
    #[serde(default, skip_serializing_if = "Actions::is_empty")]
    pub actions: Actions,
    #[serde(default)]
    pub limits: Limits,
}

const fn one() -> u32 {
    1
}

const fn yes() -> bool {
    true
}

/// Where the pages are (source document, "Implement Service URLs").
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Urls {
    pub order: Url,
    pub success: Url,
    pub failure: Url,
    pub cancel: Url,
}

impl Urls {
    /// The URL of one page.
    #[must_use]
    pub const fn of(&self, page: Page) -> &Url {
        match page {
            Page::Order => &self.order,
            Page::Success => &self.success,
            Page::Failure => &self.failure,
            Page::Cancel => &self.cancel,
        }
    }
}

/// The simulated SEQR backend as this candidate sees it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Backend {
    /// `host:port` to listen on; port 0 takes any free one.
    pub listen: String,
    /// Whether it speaks HTTPS; the certificate to trust is `seqr-ca.pem` in the report folder.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub tls: bool,
    pub terminal: Terminal,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reseller: Option<Reseller>,
}

/// Credentials of the TERMINALID principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Terminal {
    pub id: String,
    pub password: String,
}

/// Credentials of the RESELLERUSER principal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reseller {
    pub id: String,
    pub user_id: String,
    pub password: String,
}

/// The candidate's own command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Program and arguments; runs in the folder of `candidate.yaml`.
    pub command: Vec<String>,
    /// Polled until it answers.
    pub ready: Url,
}

/// One thing that a customer does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Tap {
    /// Touch the control: a CSS selector, or `text=` and the visible text of a control.
    Tap(String),
    /// The same of a control that only some customers meet, such as that of a banner that is remembered when it was closed.
    /// Where it is not there, the next step is done.
    #[serde(rename = "tap_if_there")]
    TapIfThere(String),
    /// Type into fields: selector → text.
    Fill(BTreeMap<String, String>),
}

/// Hints for what must be visible.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Visible {
    /// A text; `$order_reference` and its like may stand in it.
    pub contains: String,
}

/// Deadlines for what the candidate does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Limits {
    /// For a page to load, and for an element to become usable.
    pub page: Span,
    /// For a call that the candidate owes SEQR after an event.
    pub call: Span,
}

impl Default for Limits {
    fn default() -> Self {
        Self { page: Span::from_secs(10), call: Span::from_secs(10) }
    }
}

impl Profile {
    /// The QR code that stands for this service.
    #[must_use]
    pub fn qr(&self) -> ServiceQr {
        ServiceQr { service_id: self.service_id.clone(), parameters: self.qr_parameters.clone() }
    }

    /// The profile as it may be stored: the passwords replaced, and what the back office is told in headers.
    #[must_use]
    pub fn redacted(&self) -> Self {
        let mut profile = self.clone();
        "[redacted]".clone_into(&mut profile.backend.terminal.password);
        if let Some(reseller) = &mut profile.backend.reseller {
            "[redacted]".clone_into(&mut reseller.password);
        }
        for header in profile.actions.headers_mut() {
            "[redacted]".clone_into(header);
        }
        profile
    }
}
