//! markTransactionPeriod: ends a reporting period and begins the next.

use super::super::Element;
use super::super::xml::Xml;
use super::parameters::parameter;

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkTransactionPeriod {
    /// The entry TERMINALID: the period of this terminal only.
    pub terminal_id: Option<String>,
}

impl MarkTransactionPeriod {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self { terminal_id: parameter(operation, "TERMINALID") }
    }
}

/// The period that was ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Period {
    pub transaction_period_id: String,
}

impl Period {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.leaf("transactionPeriodId", &self.transaction_period_id);
    }
}
