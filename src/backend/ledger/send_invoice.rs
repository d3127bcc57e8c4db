//! sendInvoice: an invoice comes into being.

use crate::soap::{Answer, Invoice as SentInvoice, Issued, Payload, Problem, SendInvoice};
use crate::spec::{Operation, ResultCode};

use super::super::ids::Ids;
use super::access::Refusal;
use super::state::{Call, Effect, Outcome};
use super::{Invoice, Ledger, Money};

impl Ledger {
    pub(super) fn send_invoice(
        &mut self,
        request: &SendInvoice,
        call: &Call<'_>,
        ids: &mut Ids,
        effects: &mut Vec<Effect>,
    ) -> Outcome {
        let invalid = |why: String| (ResultCode::InvalidInvoiceData, why);
        let sent = request.invoice.as_ref().ok_or_else(|| invalid("invoice is missing".to_owned()))?;
        let total = read_total(sent, &call.message.problems).map_err(invalid)?;
        let notification_url = read_notification_url(sent)?;
        refuse_reservation(sent)?;

        let reference = ids.invoice_reference();
        let case = call.case.map(str::to_owned);
        let invoice = Invoice::issue(reference.clone(), case, sent.client_invoice_id.clone(), total, notification_url);
        let (to, version) = (invoice.status(), invoice.version());
        effects.push(Effect::Changed { reference: reference.clone(), from: None, to, version });
        self.invoices.insert(reference.clone(), invoice);
        let issued = Issued { invoice_reference: reference };
        Ok(Answer::success(Operation::SendInvoice, Payload::Issued(issued)))
    }
}

/// The total, if all amounts can be reckoned with and are in one currency.
pub(super) fn read_total(sent: &SentInvoice, problems: &[Problem]) -> Result<Money, String> {
    if let Some(problem) = problems.iter().find(|problem| problem.path.starts_with("invoice/")) {
        return Err(problem.to_string());
    }
    let total = Money::of("invoice/totalAmount", sent.total_amount.as_ref())?;
    for row in &sent.rows {
        let amounts = [&row.item_total_amount, &row.item_discount, &row.item_unit_price];
        let other = amounts
            .into_iter()
            .flatten()
            .filter_map(|amount| amount.currency.as_deref())
            .find(|currency| *currency != total.currency);
        if let Some(other) = other {
            let other: String = other.chars().take(10).collect();
            return Err(format!("the total is in {}, a row in `{other}`; an invoice has one currency", total.currency));
        }
    }
    Ok(total)
}

fn read_notification_url(sent: &SentInvoice) -> Result<Option<String>, Refusal> {
    let Some(url) = &sent.notification_url else { return Ok(None) };
    let lower = url.to_ascii_lowercase();
    if lower.starts_with("http://") || lower.starts_with("https://") {
        Ok(Some(url.clone()))
    } else {
        let shown: String = url.chars().take(100).collect();
        let why = format!("notificationUrl `{shown}` does not start with http:// or https://");
        Err((ResultCode::InvalidNotificationUrl, why))
    }
}

/// A reservation that is only desired becomes an immediate debit; one that is required cannot be had here.
fn refuse_reservation(sent: &SentInvoice) -> Result<(), Refusal> {
    match sent.payment_mode.as_deref() {
        Some(mode @ ("RESERVATION_REQUIRED" | "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT")) => {
            Err((ResultCode::UnsupportedOperation, format!("paymentMode {mode} is not simulated")))
        }
        _ => Ok(()),
    }
}
