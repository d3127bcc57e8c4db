//! What an invoice of a merchant says, checked.

use crate::soap::{Invoice as SentInvoice, Problem};
use crate::spec::ResultCode;

use super::Money;
use super::access::{Refusal, shown};

/// What becomes of an invoice when the customer pays it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PaymentMode {
    /// It is paid.
    Immediate,
    /// The amount is reserved until commitReservation. SEQR can always reserve, so that "desired" comes to the same as
    /// "required"; a preliminary amount is the upper limit of what may be committed.
    Reservation,
}

/// Whether the app waits for the merchant's updateInvoice, as the invoice says it in so many words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AcknowledgmentMode {
    No,
    Optional,
    Require,
}

/// The checked content of an invoice; `None` for what it does not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Terms {
    pub(super) client_invoice_id: Option<String>,
    pub(super) total: Option<Money>,
    pub(super) notification_url: Option<String>,
    pub(super) payment_mode: Option<PaymentMode>,
    pub(super) acknowledgment_mode: Option<AcknowledgmentMode>,
    pub(super) commit_within_ms: Option<u64>,
}

impl Terms {
    /// Reads an invoice. `former` is the currency that it must be in, where that is settled already.
    ///
    /// # Errors
    /// INVALID_INVOICE_DATA or INVALID_NOTIFICATION_URL, with a sentence for the developer.
    pub(super) fn read(
        sent: Option<&SentInvoice>,
        former: Option<&str>,
        problems: &[Problem],
    ) -> Result<Self, Refusal> {
        let sent = sent.ok_or_else(|| invalid("invoice is missing".to_owned()))?;
        if let Some(problem) = problems.iter().find(|problem| is_of_an_invoice(&problem.path)) {
            return Err(invalid(problem.to_string()));
        }
        let total = match (&sent.total_amount, former) {
            (None, Some(_)) => None,
            (amount, _) => Some(Money::of("invoice/totalAmount", amount.as_ref()).map_err(invalid)?),
        };
        let currency = total.as_ref().map(|total| total.currency.as_str());
        if let (Some(currency), Some(former)) = (currency, former)
            && currency != former
        {
            return Err(invalid(format!("the invoice was sent in {former} and is in {currency} now")));
        }
        one_currency(sent, currency.or(former).unwrap_or_default())?;
        let terms = Self {
            client_invoice_id: sent.client_invoice_id.clone(),
            notification_url: read_notification_url(sent)?,
            payment_mode: sent.payment_mode.as_deref().map(read_payment_mode).transpose()?,
            acknowledgment_mode: sent.acknowledgment_mode.as_deref().map(read_acknowledgment_mode).transpose()?,
            commit_within_ms: read_timeout(sent.commit_reservation_timeout)?,
            total,
        };
        Ok(terms)
    }
}

pub(super) fn invalid(why: String) -> Refusal {
    (ResultCode::InvalidInvoiceData, why)
}

fn is_of_an_invoice(path: &str) -> bool {
    path.starts_with("invoice/") || path.starts_with("tokens/")
}

fn one_currency(sent: &SentInvoice, wanted: &str) -> Result<(), Refusal> {
    for row in &sent.rows {
        let amounts = [&row.item_total_amount, &row.item_discount, &row.item_unit_price];
        let other = amounts
            .into_iter()
            .flatten()
            .filter_map(|amount| amount.currency.as_deref())
            .find(|currency| *currency != wanted);
        if let Some(other) = other {
            let other: String = other.chars().take(10).collect();
            return Err(invalid(format!("the total is in {wanted}, a row in `{other}`; an invoice has one currency")));
        }
    }
    Ok(())
}

fn read_payment_mode(mode: &str) -> Result<PaymentMode, Refusal> {
    match mode {
        "IMMEDIATE_DEBIT" => Ok(PaymentMode::Immediate),
        "RESERVATION_DESIRED" | "RESERVATION_REQUIRED" | "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT" => {
            Ok(PaymentMode::Reservation)
        }
        other => Err(invalid(format!("there is no paymentMode {}", shown(Some(other))))),
    }
}

fn read_acknowledgment_mode(mode: &str) -> Result<AcknowledgmentMode, Refusal> {
    match mode {
        "NO_ACKNOWLEDGMENT" => Ok(AcknowledgmentMode::No),
        "OPTIONAL_ACKNOWLEDGMENT" => Ok(AcknowledgmentMode::Optional),
        "REQUIRE_ACKNOWLEDGMENT" => Ok(AcknowledgmentMode::Require),
        other => Err(invalid(format!("there is no acknowledgmentMode {}", shown(Some(other))))),
    }
}

/// Stacks that cannot leave a number out send 0.
fn read_timeout(seconds: Option<i64>) -> Result<Option<u64>, Refusal> {
    let Some(seconds) = seconds.filter(|seconds| *seconds != 0) else { return Ok(None) };
    match u64::try_from(seconds) {
        Ok(seconds) => Ok(Some(seconds.saturating_mul(1000))),
        Err(_) => Err(invalid(format!("invoice/commitReservationTimeout is {seconds}"))),
    }
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
