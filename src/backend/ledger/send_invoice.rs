//! sendInvoice: an invoice comes into being.

use crate::soap::{Answer, Issued, Payload, SendInvoice};
use crate::spec::{InvoiceStatus, Operation, ResultCode};

use super::access::{Caller, Refusal};
use super::state::{Effect, Outcome, Turn};
use super::terms::{Terms, invalid};
use super::{Invoice, Ledger};

impl Ledger {
    pub(super) fn send_invoice(&mut self, request: &SendInvoice, turn: &mut Turn<'_>) -> Outcome {
        let Caller::Terminal(terminal) = turn.caller.clone() else {
            return Err((ResultCode::AccessDenied, "only a terminal sends invoices".to_owned()));
        };
        let terms = Terms::read(request.invoice.as_ref(), None, &turn.call.message.problems)?;
        let Some(total) = terms.total.clone() else {
            return Err(invalid("invoice/totalAmount is missing".to_owned()));
        };
        self.clear_point_of_sale(&terminal, turn.effects)?;

        let reference = turn.ids.invoice_reference();
        let case = turn.call.case.map(str::to_owned);
        let mut invoice = Invoice::issue(reference.clone(), terminal.clone(), case, total, terms);
        invoice.take_tokens(&request.tokens)?;
        let (to, version) = (invoice.status(), invoice.version());
        turn.effects.push(Effect::Changed { reference: reference.clone(), from: None, to, version });
        self.invoices.insert(reference.clone(), Box::new(invoice));
        self.terminals.hold(&terminal, &reference);
        let issued = Issued { invoice_reference: reference };
        Ok(Answer::success(Operation::SendInvoice, Payload::Issued(issued)))
    }

    /// A registered point of sale holds one invoice: the one that the customer before it sees. A new one takes the place
    /// of the former, unless a payment of that is under way (protocol facts, section 5, "Invoice").
    fn clear_point_of_sale(&mut self, terminal: &str, effects: &mut Vec<Effect>) -> Result<(), Refusal> {
        let held = self.terminals.held_by(terminal).and_then(|reference| self.invoices.get_mut(reference));
        let Some(former) = held.filter(|invoice| invoice.is_open()) else { return Ok(()) };
        if former.confirmed {
            let why = format!("the customer is paying the terminal's invoice {}", former.reference);
            return Err((ResultCode::PaymentInProgress, why));
        }
        effects.push(former.change(InvoiceStatus::Canceled));
        Ok(())
    }
}
