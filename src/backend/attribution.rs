//! To which case a message belongs.

use crate::soap::Request;

use super::ledger::Ledger;

/// The case of the session or the invoice that a request names; of what names neither, the case that runs now.
pub(super) fn case_of(request: &Request, ledger: &Ledger, current: Option<&str>) -> Option<String> {
    let session = |token: &str| ledger.session(token).map(|session| session.case.clone());
    let invoice = |reference: &str| ledger.invoice(reference).map(|invoice| invoice.case.clone());
    let payment = |reference: &str| ledger.paid_invoice(reference).map(|invoice| invoice.case.clone());
    let named = match request {
        Request::GetClientSessionInfo(request) => request.key.as_deref().and_then(session),
        Request::GetPaymentStatus(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::CancelInvoice(request) => request.invoice_reference.as_deref().and_then(invoice),
        Request::RefundPayment(request) => request.ers_reference.as_deref().and_then(payment),
        Request::SendInvoice(_) | Request::MarkTransactionPeriod(_) | Request::Unsupported(_) => None,
    };
    named.unwrap_or_else(|| current.map(str::to_owned))
}
