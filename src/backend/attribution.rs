//! To which case a message belongs.

use crate::soap::{Decoded, Request};

use super::ledger::Ledger;

/// The case of what a request names: a session, an invoice, a payment, a period, a point of sale. What names nothing of
/// the kind belongs to the case that runs now.
pub(super) fn case_of(message: &Decoded, ledger: &Ledger, current: Option<&str>) -> Option<String> {
    let session = |token: &str| ledger.session(token).map(|session| session.case.clone());
    let invoice = |reference: &str| ledger.invoice(reference).map(|invoice| invoice.case.clone());
    let payment = |reference: &str| ledger.paid_invoice(reference).map(|invoice| invoice.case.clone());
    let period = |id: &str| ledger.case_of_period(id).map(|case| case.map(str::to_owned));
    let terminal = || {
        let id = message.context.initiator.as_ref().and_then(|initiator| initiator.id.as_deref())?;
        ledger.case_of_terminal(id).map(|case| case.map(str::to_owned))
    };
    let named = match &message.request {
        Request::GetClientSessionInfo(request) => request.key.as_deref().and_then(session),
        Request::UpdateInvoice(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::GetPaymentStatus(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::CancelInvoice(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::CommitReservation(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::SubmitPaymentReceipt(request) => request.ers_reference.as_deref().and_then(payment),
        Request::RefundPayment(request) => request.ers_reference.as_deref().and_then(payment),
        Request::ExecuteReport(request) => request.transaction_period_id.as_deref().and_then(period),
        Request::UnregisterTerminal(_) | Request::AssignSeqrId(_) => terminal(),
        Request::SendInvoice(_) | Request::MarkTransactionPeriod(_) | Request::RegisterTerminal(_) => None,
    };
    named.unwrap_or_else(|| current.map(str::to_owned))
}
