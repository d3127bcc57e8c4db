//! markTransactionPeriod: ends a reporting period and begins the next.

use super::super::Element;
use super::super::xml::Xml;
use super::decode::text;

/// The request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkTransactionPeriod {
    /// The entry TERMINALID: the period of this terminal only.
    pub terminal_id: Option<String>,
}

impl MarkTransactionPeriod {
    /// Entries come as `parameters/parameter/entry` or as `parameters/entry` (protocol facts, section 8).
    pub(super) fn read(operation: &Element) -> Self {
        let parameters = operation.all("parameters");
        let maps = parameters.flat_map(|map| std::iter::once(map).chain(map.all("parameter")));
        let mut entries = maps.flat_map(|map| map.all("entry"));
        let terminal = entries.find(|entry| entry.text_of("key") == Some("TERMINALID"));
        Self { terminal_id: terminal.and_then(|entry| text(entry, "value")) }
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
