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
        _ => format!("SEQR://SEQR.SE/R{reference}"),
    }
}
