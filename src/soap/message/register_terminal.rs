//! registerTerminal: a new point of sale.

use super::super::Element;
use super::super::xml::Xml;
use super::decode::text;

/// The request.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct RegisterTerminal {
    /// The shop's own name for the terminal.
    pub external_terminal_id: Option<String>,
    /// With which the terminal will call.
    pub password: Option<String>,
    /// For people.
    pub name: Option<String>,
}

impl RegisterTerminal {
    pub(super) fn read(operation: &Element<'_>) -> Self {
        Self {
            external_terminal_id: text(operation, "externalTerminalId"),
            password: text(operation, "password"),
            name: text(operation, "name"),
        }
    }
}

impl std::fmt::Debug for RegisterTerminal {
    // Without the password, so that no log can hold it.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RegisterTerminal")
            .field("external_terminal_id", &self.external_terminal_id)
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

/// The TERMINALID that the terminal has from now on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Registered {
    pub terminal_id: String,
}

impl Registered {
    pub(super) fn write(&self, xml: &mut Xml) {
        xml.leaf("terminalId", &self.terminal_id);
    }
}
