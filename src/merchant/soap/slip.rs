//! Defects of messages: which part of a right message a careless developer writes otherwise.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use rust_decimal::Decimal;

use crate::merchant::Defect;
use crate::spec::{Operation, SEQR_NAMESPACE, SOAP_ENVELOPE};

use Change::{Becomes, Named, Out, Says};
use Operation::{
    CancelInvoice, CommitReservation, ExecuteReport, GetClientSessionInfo, GetPaymentStatus, RefundPayment,
    SendInvoice, SubmitPaymentReceipt, UpdateInvoice,
};

/// What is done to an element.
#[derive(Clone, Copy)]
enum Change {
    /// It is left out.
    Out,
    /// It says this, as it stands here: nothing is escaped.
    Says(&'static str),
    /// It has another name.
    Named(&'static str),
    /// Its text becomes another.
    Becomes(fn(&str) -> String),
}

/// One defect: in messages of this operation (`None`: in all), the element at the end of this way.
type Slip = (Defect, Option<Operation>, &'static [&'static str], Change);

const INVOICE: Option<Operation> = Some(SendInvoice);
const REFUND: Option<Operation> = Some(RefundPayment);
const STATUS: Option<Operation> = Some(GetPaymentStatus);
const UPDATE: Option<Operation> = Some(UpdateInvoice);
const RECEIPT: Option<Operation> = Some(SubmitPaymentReceipt);
const SESSION: Option<Operation> = Some(GetClientSessionInfo);

const SLIPS: &[Slip] = &[
    (Defect::NoClientId, None, &["clientId"], Out),
    (Defect::NoClientReference, None, &["clientReference"], Out),
    (
        Defect::LongClientReference,
        None,
        &["clientReference"],
        Says("Grand Cinema ticket shop, version 1, of the house"),
    ),
    (Defect::LongComment, None, &["clientComment"], Becomes(|id| format!("{id}, {}", "sold at the door, ".repeat(6)))),
    (Defect::NoChannel, None, &["channel"], Out),
    (Defect::WrongChannel, None, &["channel"], Says("WEB")),
    (Defect::WrongTimeout, None, &["clientRequestTimeout"], Says("30000")),
    (Defect::WrongPassword, None, &["password"], Says("changeme")),
    (Defect::WrongPrincipal, None, &["initiatorPrincipalId", "type"], Says("TERMINAL")),
    (Defect::KeyRenamed, SESSION, &["key"], Named("token")),
    (Defect::TimeoutInWords, None, &["clientRequestTimeout"], Says("30s")),
    (Defect::HashInToken, SESSION, &["key"], Becomes(|token| format!("#{token}"))),
    (Defect::CommitOfOrderNumber, Some(CommitReservation), &["invoiceReference"], Says("100001")),
    (Defect::CancelOfOrderNumber, Some(CancelInvoice), &["invoiceReference"], Says("100001")),
    (Defect::UpdateOfOrderNumber, UPDATE, &["invoiceReference"], Says("100001")),
    (Defect::UpdateWithoutReference, UPDATE, &["invoiceReference"], Out),
    (Defect::UpdateWithFee, UPDATE, &["totalAmount", "value"], Becomes(|total| sum(total, 50, 2))),
    (Defect::ReceiptAsText, RECEIPT, &["receiptData"], Says("Grand Cinema: thank you!")),
    (Defect::ReceiptCodedTwice, RECEIPT, &["receiptData"], Becomes(|coded| STANDARD.encode(coded))),
    (Defect::ReceiptWithoutType, RECEIPT, &["receiptType"], Out),
    (Defect::ReceiptForNothing, RECEIPT, &["ersReference"], Out),
    (Defect::ReportOfNothing, Some(ExecuteReport), &["reportId"], Out),
    (Defect::KeyEmpty, SESSION, &["key"], Says("")),
    (Defect::StatusOfTrigger, STATUS, &["invoiceReference"], Becomes(|reference| format!("R{reference}"))),
    (Defect::NoVersion, STATUS, &["invoiceVersion"], Out),
    (Defect::VersionStuck, STATUS, &["invoiceVersion"], Says("0")),
    (Defect::VersionAhead, STATUS, &["invoiceVersion"], Becomes(|version| sum(version, 1, 0))),
    (Defect::NoAcknowledgmentMode, INVOICE, &["acknowledgmentMode"], Out),
    (Defect::MisspeltMode, INVOICE, &["acknowledgmentMode"], Says("NO_ACKNOWLEDGEMENT")),
    (Defect::NoPaymentMode, INVOICE, &["paymentMode"], Out),
    (Defect::MadeUpPaymentMode, INVOICE, &["paymentMode"], Says("IMMEDIATE")),
    (Defect::NoIssueDate, INVOICE, &["issueDate"], Out),
    (Defect::LocalDate, INVOICE, &["issueDate"], Says("24.11.2026 20:15")),
    (Defect::DateWithoutSeconds, INVOICE, &["issueDate"], Says("2026-11-24T20:15")),
    (Defect::MonthFromZero, INVOICE, &["issueDate"], Becomes(|date| moved(date, Span::new().months(-1)))),
    (Defect::LocalTimeAsUtc, INVOICE, &["issueDate"], Becomes(|date| moved(date, Span::new().hours(1)))),
    (Defect::NoTitle, INVOICE, &["title"], Out),
    (Defect::TitleUnescaped, INVOICE, &["title"], Says("Grand Cinema & Bar")),
    (Defect::NoOrderNumber, INVOICE, &["clientInvoiceId"], Out),
    (Defect::NoCashier, INVOICE, &["cashierId"], Out),
    (Defect::NoFooter, INVOICE, &["footer"], Out),
    (Defect::SeatOnInvoice, INVOICE, &["title"], Becomes(|title| title.replace("&lt;", "<").replace("&amp;", "&"))),
    (Defect::UnfilledTitle, INVOICE, &["title"], Says("Grand Cinema undefined")),
    (Defect::TitleInCode, INVOICE, &["title"], Becomes(|title| STANDARD.encode(title))),
    (Defect::LettersCodedTwice, INVOICE, &["itemDescription"], Says("AmÃ©lie, 19:30")),
    (Defect::NoScheme, INVOICE, &["notificationUrl"], Becomes(|url| url.replace("http://", ""))),
    (Defect::NoRows, INVOICE, &["invoiceRows"], Out),
    (Defect::UnitPriceOfAll, INVOICE, &["itemUnitPrice", "value"], Becomes(|price| sum(price, 1250, 2))),
    (Defect::NoQuantity, INVOICE, &["itemQuantity"], Out),
    (Defect::QuantityZero, INVOICE, &["itemQuantity"], Says("0")),
    (Defect::FractionalTax, INVOICE, &["itemTaxRate"], Says("0.10")),
    (Defect::RowsDoNotAddUp, INVOICE, &["itemTotalAmount", "value"], Becomes(|total| sum(total, -1, 0))),
    (Defect::NoRowTotal, INVOICE, &["itemTotalAmount"], Out),
    (Defect::CommaAmounts, INVOICE, &["itemUnitPrice", "value"], Becomes(|price| price.replace('.', ","))),
    (Defect::FloatingPoint, INVOICE, &["itemUnitPrice", "value"], Becomes(|price| format!("{price}0000001"))),
    (Defect::MixedCurrencies, INVOICE, &["itemUnitPrice", "currency"], Says("SEK")),
    (Defect::FeeWithoutRow, INVOICE, &["totalAmount", "value"], Becomes(|total| sum(total, 50, 2))),
    (Defect::HiddenFee, INVOICE, &["itemTotalAmount", "value"], Becomes(|total| sum(total, 50, 2))),
    (Defect::HiddenFee, INVOICE, &["totalAmount", "value"], Becomes(|total| sum(total, 50, 2))),
    (Defect::SymbolForCurrency, INVOICE, &["totalAmount", "currency"], Says("€")),
    (Defect::LowerCaseCurrency, INVOICE, &["totalAmount", "currency"], Says("eur")),
    (Defect::InvoiceInOtherCurrency, INVOICE, &["totalAmount", "currency"], Says("SEK")),
    (Defect::InvoiceInOtherCurrency, INVOICE, &["itemTotalAmount", "currency"], Says("SEK")),
    (Defect::InvoiceInOtherCurrency, INVOICE, &["itemUnitPrice", "currency"], Says("SEK")),
    (Defect::NoCurrency, INVOICE, &["totalAmount", "currency"], Out),
    (Defect::NoTotal, INVOICE, &["totalAmount"], Out),
    (Defect::AmountWithSymbol, INVOICE, &["totalAmount", "value"], Becomes(|total| format!("€ {total}"))),
    (Defect::RefundOfNothing, REFUND, &["ersReference"], Out),
    (Defect::RefundTooLarge, REFUND, &["totalAmount", "value"], Becomes(|total| sum(total, 1000, 0))),
    (Defect::RefundInOtherCurrency, REFUND, &["totalAmount", "currency"], Says("SEK")),
    (Defect::RefundWithComma, REFUND, &["totalAmount", "value"], Becomes(|total| total.replace('.', ","))),
];

/// Defects of the whole message: what is right, and what is wrong.
const TEXTS: [(Defect, &str, &str); 5] = [
    (Defect::WrongNamespace, SEQR_NAMESPACE, "http://seqr.com/merchant"),
    (Defect::NamespaceInherited, "xmlns:seqr=", "xmlns="),
    (Defect::NamespaceInherited, "seqr:", ""),
    (Defect::TitleInCode, "<title>", CODED_TITLE),
    (Defect::SoapOfAnotherVersion, SOAP_ENVELOPE, "http://www.w3.org/2003/05/soap-envelope"),
];

const CODED_TITLE: &str = "<title xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:type=\"base64Binary\">";

/// The message as a shop with this defect sends it.
pub(super) fn apply(message: String, operation: Operation, defect: Option<Defect>) -> String {
    let Some(defect) = defect else { return message };
    let message = SLIPS
        .iter()
        .filter(|(of, only, ..)| *of == defect && only.is_none_or(|only| only == operation))
        .fold(message, |message, (_, _, way, change)| changed(&message, way, *change).unwrap_or(message));
    TEXTS
        .iter()
        .filter(|(of, ..)| *of == defect)
        .fold(message, |message, (_, right, wrong)| message.replace(right, wrong))
}

/// The message with the first element at the end of the way changed; `None` where it has none.
fn changed(message: &str, way: &[&str], change: Change) -> Option<String> {
    let (mut from, mut to) = (0, message.len());
    for name in way {
        let inside = message.get(from..to)?;
        let (open, close) = (format!("<{name}>"), format!("</{name}>"));
        let begin = inside.find(&open)? + open.len();
        let length = inside.get(begin..)?.find(&close)?;
        (from, to) = (from + begin, from + begin + length);
    }
    let name = way.last()?;
    let text = message.get(from..to)?;
    let (before, after) = (message.get(..from - name.len() - 2)?, message.get(to + name.len() + 3..)?);
    let wrong = match change {
        Out => String::new(),
        Says(other) => format!("<{name}>{other}</{name}>"),
        Named(other) => format!("<{other}>{text}</{other}>"),
        Becomes(other) => format!("<{name}>{}</{name}>", other(text)),
    };
    Some(format!("{before}{wrong}{after}"))
}

/// The number with `units` of its last of `decimals` places added.
fn sum(number: &str, units: i64, decimals: u32) -> String {
    let number: Decimal = number.parse().unwrap_or_default();
    (number + Decimal::new(units, decimals)).to_string()
}

/// The time that is so much later.
fn moved(date: &str, by: Span) -> String {
    let date = date.parse::<Timestamp>().unwrap_or_default().to_zoned(TimeZone::UTC);
    date.saturating_add(by).timestamp().to_string()
}
