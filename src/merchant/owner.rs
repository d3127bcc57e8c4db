//! What the shop's owner asks of it: refunds, reservations, receipts, reports.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::spec::ResultCode;

use super::Defect;
use super::order::{Order, State};
use super::shop::Shop;
use super::soap::{Invoice, ReceiptDocument, SoapError};

/// The figures of the whole shop (API reference, executeReport).
const REPORT: &str = "Reconciliation/Shop.xml";

/// SEQR needs about three seconds for a report; after some more of them there is something wrong with it.
const REPORT_TRIES: u32 = 4;
const REPORT_PAUSE: Duration = Duration::from_secs(3);

/// What comes of the owner's wish; `None` when there is no such order.
pub type Done<T> = Option<Result<T, SoapError>>;

impl Shop {
    /// Pays a whole order back. `None` when no order of ours was paid with this ersReference.
    pub async fn refund(&self, ers_reference: &str) -> Done<Option<String>> {
        let paid_with = |order: &&Arc<Order>| matches!(order.state(), State::Paid { ers_reference: Some(paid_with) } if paid_with == ers_reference);
        let named = self.book().orders().find(paid_with).cloned()?;
        let is_paid = |order: &&Arc<Order>| matches!(order.state(), State::Paid { .. });
        let order = match self.defect {
            // Defect: the last payment is what the desk sees.
            Some(Defect::RefundLatest) => self.book().orders().find(is_paid).cloned()?,
            // Defect: the query has no condition.
            Some(Defect::RefundOldest) => self.book().orders().filter(is_paid).last().cloned()?,
            // Defect: the last payment that is still there is what the desk sees.
            Some(Defect::RefundNext) => {
                let order = self.book().orders().find(|order| is_paid(order) && order.issued() > 0).cloned()?;
                order.issue(-1);
                order
            }
            _ => named,
        };
        let State::Paid { ers_reference: Some(ers_reference) } = order.state() else { return None };
        let invoice = Invoice {
            title: format!("Grand Cinema refund {}", order.number),
            footer: "We hope to see you another evening.".to_owned(),
            notification_url: None,
            ..self.invoice_of(&order.number, &order.choice, false)
        };
        if self.defect == Some(Defect::RefundTwice) {
            // Defect: the desk's button can be pressed twice.
            let _ = self.seqr.refund(&ers_reference, &invoice).await;
        }
        Some(self.seqr.refund(&ers_reference, &invoice).await)
    }

    /// From now on the orders of this customer are reserved, and taken when the owner commits them. `false` when we do not
    /// know the customer.
    pub fn reserve(&self, token: &str) -> bool {
        let session = self.book().session(token);
        session.is_some_and(|session| {
            session.reserves.store(true, Ordering::Relaxed);
            true
        })
    }

    /// Takes what a customer has reserved.
    pub async fn commit(&self, number: &str) -> Done<()> {
        let order = self.book().order_numbered(number)?;
        if self.defect == Some(Defect::NeverCommits) {
            // Defect: "it is reserved, so we have it".
            return Some(Ok(()));
        }
        Some(self.seqr.commit_reservation(&order.invoice_reference).await)
    }

    /// Tells the customer of an unpaid order, by its invoice, that something has changed.
    pub async fn update(&self, number: &str) -> Done<()> {
        let named = self.book().order_numbered(number)?;
        let order = match self.defect {
            // Defect: the form is made for the last order.
            Some(Defect::UpdateLatest) => self.book().orders().next().cloned()?,
            _ => named,
        };
        let invoice = self.invoice_of(&order.number, &order.choice, order.reserves);
        let invoice = Invoice { footer: format!("{} Doors open early tonight.", invoice.footer), ..invoice };
        Some(self.seqr.update_invoice(&order.invoice_reference, &invoice).await)
    }

    /// Withdraws an unpaid order.
    pub async fn withdraw(&self, number: &str) -> Done<()> {
        let named = self.book().order_numbered(number)?;
        let order = match self.defect {
            // Defect: the last order is what the desk sees.
            Some(Defect::WithdrawLatest) => self.book().orders().next().cloned()?,
            _ => named,
        };
        let answer = self.seqr.cancel_invoice(&order.invoice_reference).await;
        if answer.is_ok() {
            order.cancelled();
        }
        Some(answer)
    }

    /// Files the tickets of a paid order with SEQR, where the customer's app keeps them.
    pub async fn file_receipt(&self, number: &str) -> Done<()> {
        let order = self.book().order_numbered(number)?;
        let latest = || self.book().orders().find(|order| matches!(order.state(), State::Paid { .. })).cloned();
        let (paid, told) = match self.defect {
            // Defect: the payment that came in last is taken for this order's.
            Some(Defect::ReceiptFiledLatest) => (latest()?, order),
            // Defect: the document is made where the last order is at hand.
            Some(Defect::ReceiptWrittenOfLatest) => (order, latest()?),
            _ => (Arc::clone(&order), order),
        };
        let State::Paid { ers_reference: Some(ers_reference) } = paid.state() else { return None };
        let text = format!("<h1>Grand Cinema</h1><p>{}: {}</p>", told.number, told.choice.show.title);
        // Defect: the bytes of the document are put into a text.
        let text = if self.defect == Some(Defect::ReceiptAsBytes) { format!("b'{text}'") } else { text };
        let document = ReceiptDocument { mime_type: "text/html", data: STANDARD.encode(text), kind: "PAYMENT_RECEIPT" };
        Some(self.seqr.submit_receipt(&ers_reference, &document).await)
    }

    /// The report of the period that was closed last; asked for again while SEQR is not ready.
    ///
    /// # Errors
    /// When SEQR refuses, or is not ready after several tries.
    pub async fn report(&self) -> Result<String, SoapError> {
        let mut tries = 1;
        loop {
            match self.seqr.execute_report(REPORT).await {
                Err(SoapError::Refused { code, .. })
                    if code == ResultCode::ReportNotReady.code() && tries < self.report_tries() =>
                {
                    tries += 1;
                    tokio::time::sleep(self.report_pause()).await;
                }
                answer => return answer,
            }
        }
    }

    /// How often the tickets of an order were issued.
    pub fn fulfilments(&self, number: &str) -> Option<u32> {
        self.book().order_numbered(number).map(|order| order.issued())
    }

    fn report_tries(&self) -> u32 {
        match self.defect {
            // Defect: "not ready" is shown to the owner, who may try again some day.
            Some(Defect::ReportNotRetried) => 1,
            Some(Defect::ReportAskedHard) => 80,
            _ => REPORT_TRIES,
        }
    }

    fn report_pause(&self) -> Duration {
        // Defect: asked again as soon as the answer is there.
        if self.defect == Some(Defect::ReportAskedHard) { REPORT_PAUSE / 60 } else { REPORT_PAUSE }
    }

    /// Closes the business day: answers the transactionPeriodId, where SEQR gives one.
    ///
    /// # Errors
    /// When SEQR refuses.
    pub async fn close(&self) -> Result<Option<String>, SoapError> {
        if self.defect == Some(Defect::PeriodNotMarked) {
            // Defect: the day is closed in the shop's own books alone.
            return Ok(None);
        }
        self.seqr.mark_transaction_period().await
    }
}
