//! The links that hand over to the SEQR app (source document, "Implement URL schemas that trigger the app").

use super::order::Order;
use super::{Defect, Variant};

/// The link that starts the payment of an order's invoice.
pub fn pay(order: &Order, defect: Option<Defect>, variant: Option<Variant>) -> String {
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
        // Defect: an address that redirects, for a script that does not go there.
        Some(Defect::TriggerByFetch) => format!("/pay/{}", order.number),
        _ => match variant {
            // Variant: an address of our own, which redirects.
            Some(Variant::Redirect) => format!("/pay/{}", order.number),
            // Variant: schemes are case-insensitive.
            Some(Variant::LowerCaseScheme) => format!("seqr://SEQR.SE/R{reference}"),
            _ => format!("SEQR://SEQR.SE/R{reference}"),
        },
    }
}
