//! The links that hand over to the SEQR app (source document, "Implement URL schemas that trigger the app").

use super::Defect;
use super::order::Order;

/// The link that starts the payment of an order's invoice.
pub fn pay(order: &Order, defect: Option<Defect>) -> String {
    let reference = &order.invoice_reference;
    match defect {
        // Defect: our own order number where SEQR's invoice reference belongs.
        Some(Defect::WrongReference) => format!("SEQR://SEQR.SE/R{}", order.number.trim_start_matches("GC-")),
        // Defect: "URLs are case-insensitive, aren't they?"
        Some(Defect::LowercasePath) => format!("SEQR://seqr.se/r{reference}"),
        // Defect: the QR code's scheme, which opens no app from inside a page.
        Some(Defect::TriggerOverHttp) => format!("HTTP://SEQR.SE/R{reference}"),
        // Defect: the R belongs to the reference's name, not to the reference.
        Some(Defect::TriggerWithoutR) => format!("SEQR://SEQR.SE/{reference}"),
        Some(Defect::TriggerWithSlash) => format!("SEQR://SEQR.SE/R/{reference}"),
        // Defect: "the app will want to know whose invoice it is".
        Some(Defect::TriggerWithToken) => format!("SEQR://SEQR.SE/R{reference}?token={}", order.token),
        _ => format!("SEQR://SEQR.SE/R{reference}"),
    }
}
