//! What the back office can be made to do, and how, where the profile says so.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::spec::Operation;

use super::variables::names;

/// Something that the back office can be made to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionName {
    ClosePeriod,
    Refund,
    Reserve,
    CommitReservation,
    UpdateInvoice,
    CancelInvoice,
    SubmitReceipt,
    ExecuteReport,
}

impl ActionName {
    /// All of them, in the order of the profile.
    pub const ALL: [Self; 8] = [
        Self::ClosePeriod,
        Self::Refund,
        Self::Reserve,
        Self::CommitReservation,
        Self::UpdateInvoice,
        Self::CancelInvoice,
        Self::SubmitReceipt,
        Self::ExecuteReport,
    ];

    /// Its name in the profile.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ClosePeriod => "close_period",
            Self::Refund => "refund",
            Self::Reserve => "reserve",
            Self::CommitReservation => "commit_reservation",
            Self::UpdateInvoice => "update_invoice",
            Self::CancelInvoice => "cancel_invoice",
            Self::SubmitReceipt => "submit_receipt",
            Self::ExecuteReport => "execute_report",
        }
    }

    /// The operation that the candidate calls then.
    #[must_use]
    pub const fn operation(self) -> Option<Operation> {
        match self {
            Self::ClosePeriod => Some(Operation::MarkTransactionPeriod),
            Self::Refund => Some(Operation::RefundPayment),
            Self::Reserve => None,
            Self::CommitReservation => Some(Operation::CommitReservation),
            Self::UpdateInvoice => Some(Operation::UpdateInvoice),
            Self::CancelInvoice => Some(Operation::CancelInvoice),
            Self::SubmitReceipt => Some(Operation::SubmitPaymentReceipt),
            Self::ExecuteReport => Some(Operation::ExecuteReport),
        }
    }

    /// Whether the candidate calls that operation as RESELLERUSER.
    #[must_use]
    pub const fn is_of_the_reseller(self) -> bool {
        matches!(self, Self::ClosePeriod | Self::ExecuteReport)
    }
}

/// Back office actions that the profile declares.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Actions {
    /// Makes the candidate call markTransactionPeriod.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub close_period: Option<Action>,
    /// Makes the candidate call refundPayment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub refund: Option<Action>,
    /// Makes the candidate ask for a reservation, and not for a payment at once, when the customer with this `$token` buys.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reserve: Option<Action>,
    /// Makes the candidate call commitReservation for the order `$order_reference`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit_reservation: Option<Action>,
    /// Makes the candidate call updateInvoice for the order `$order_reference`, which is not paid yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub update_invoice: Option<Action>,
    /// Makes the candidate call cancelInvoice for the order `$order_reference`, which is not paid yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancel_invoice: Option<Action>,
    /// Makes the candidate call submitPaymentReceipt for the order `$order_reference`, which is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submit_receipt: Option<Action>,
    /// Makes the candidate call executeReport for the period that was marked last, until it has the report.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub execute_report: Option<Action>,
    /// Tells how often the order `$order_reference` was fulfilled (tickets issued, goods handed out): answers a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fulfilments: Option<Action>,
}

impl Actions {
    /// Whether none is declared.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// How the back office is made to do something, where that is declared.
    #[must_use]
    pub const fn get(&self, name: ActionName) -> Option<&Action> {
        match name {
            ActionName::ClosePeriod => self.close_period.as_ref(),
            ActionName::Refund => self.refund.as_ref(),
            ActionName::Reserve => self.reserve.as_ref(),
            ActionName::CommitReservation => self.commit_reservation.as_ref(),
            ActionName::UpdateInvoice => self.update_invoice.as_ref(),
            ActionName::CancelInvoice => self.cancel_invoice.as_ref(),
            ActionName::SubmitReceipt => self.submit_receipt.as_ref(),
            ActionName::ExecuteReport => self.execute_report.as_ref(),
        }
    }

    /// The headers of all requests, to be replaced where they may not be told.
    pub(super) fn headers_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let all = [
            &mut self.close_period,
            &mut self.refund,
            &mut self.reserve,
            &mut self.commit_reservation,
            &mut self.update_invoice,
            &mut self.cancel_invoice,
            &mut self.submit_receipt,
            &mut self.execute_report,
            &mut self.fulfilments,
        ];
        let requests = all.into_iter().flatten().filter_map(|action| match action {
            Action::Http(request) => Some(request),
            Action::Command(_) => None,
        });
        requests.flat_map(|request| request.headers.values_mut())
    }

    /// All that are declared, with their names in the profile.
    pub fn declared(&self) -> impl Iterator<Item = (&'static str, &Action)> {
        let named = ActionName::ALL.into_iter().map(|name| (name.name(), self.get(name)));
        named.chain([("fulfilments", self.fulfilments.as_ref())]).filter_map(|(name, action)| Some((name, action?)))
    }
}

/// One way to make the back office act. Variables may stand in every value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Action {
    Http(HttpAction),
    Command(Vec<String>),
}

impl Action {
    /// Whether anything in it depends on the customer or their order. Headers are not looked at: records hold none.
    #[must_use]
    pub fn names_order(&self) -> bool {
        let names_one = |text: &str| names(text).next().is_some();
        match self {
            Self::Command(words) => words.iter().any(|word| names_one(word)),
            Self::Http(HttpAction { url, form, json, .. }) => {
                names_one(url)
                    || form.values().any(|value| names_one(value))
                    || json.as_ref().is_some_and(|document| names_one(&document.to_string()))
            }
        }
    }
}

/// A request to the candidate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HttpAction {
    #[serde(default)]
    pub method: Method,
    pub url: String,
    /// Such as `authorization`. Their values are in no record of the run.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// Sent form-encoded when it is not empty.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub form: BTreeMap<String, String>,
    /// Sent as a JSON document, in place of a form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub json: Option<Value>,
}

/// The methods that an action may use.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum Method {
    Get,
    #[default]
    Post,
}
