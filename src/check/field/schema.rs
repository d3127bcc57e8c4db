//! What belongs where in a request: names, order and types (protocol facts, sections 2 and 3).

use crate::spec::Operation;

/// The children of an element, in schema order.
pub(super) type Children = &'static [(&'static str, Kind)];

/// What an element holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Text,
    /// `xs:int` and `xs:long`.
    Integer,
    Decimal,
    DateTime,
    Base64,
    /// One of these words.
    Word(&'static [&'static str]),
    Group(Children),
}

use Kind::{Base64, DateTime, Decimal, Group, Integer, Text, Word};

/// What an element with this path holds; `None` where the schema has no such element.
pub(super) fn kind_at(children: Children, path: &str) -> Option<Kind> {
    let (step, rest) = path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
    let name = step.split('[').next()?;
    let (_, kind) = children.iter().find(|(child, _)| *child == name)?;
    match (rest, kind) {
        (None, kind) => Some(*kind),
        (Some(rest), Kind::Group(children)) => kind_at(children, rest),
        (Some(_), _) => None,
    }
}

/// The children of an operation's element.
pub(super) const fn request(operation: Operation) -> Children {
    match operation {
        Operation::GetClientSessionInfo => &[CONTEXT, ("key", Text)],
        Operation::SendInvoice => &[CONTEXT, ("invoice", Group(INVOICE)), TOKENS],
        Operation::UpdateInvoice => &[CONTEXT, ("invoiceReference", Text), ("invoice", Group(INVOICE)), TOKENS],
        Operation::GetPaymentStatus => &[CONTEXT, ("invoiceReference", Text), ("invoiceVersion", Integer)],
        Operation::CancelInvoice => &[CONTEXT, ("invoiceReference", Text)],
        Operation::CommitReservation => &[CONTEXT, ("invoiceReference", Text), ("amount", Group(AMOUNT))],
        Operation::SubmitPaymentReceipt => &[CONTEXT, ("ersReference", Text), ("receiptDocument", Group(DOCUMENT))],
        Operation::RefundPayment => &[CONTEXT, ("ersReference", Text), ("invoice", Group(INVOICE))],
        Operation::MarkTransactionPeriod => &[CONTEXT, PARAMETERS],
        Operation::ExecuteReport => &[CONTEXT, ("reportId", Text), ("language", Text), PARAMETERS],
        Operation::RegisterTerminal => &[CONTEXT, ("externalTerminalId", Text), ("password", Text), ("name", Text)],
        Operation::UnregisterTerminal => &[CONTEXT],
        Operation::AssignSeqrId => &[CONTEXT, ("seqrId", Text)],
    }
}

const CONTEXT: (&str, Kind) = (
    "context",
    Group(&[
        ("channel", Text),
        ("clientComment", Text),
        ("clientId", Text),
        ("clientReference", Text),
        ("clientRequestTimeout", Integer),
        ("initiatorPrincipalId", Group(&[("id", Text), ("type", Text), ("userId", Text)])),
        ("password", Text),
    ]),
);

const INVOICE: Children = &[
    ("paymentMode", Word(&PAYMENT_MODES)),
    ("acknowledgmentMode", Word(&ACKNOWLEDGMENT_MODES)),
    ("issueDate", DateTime),
    ("title", Text),
    ("clientInvoiceId", Text),
    ("invoiceRows", Group(&[("invoiceRow", Group(ROW))])),
    ("totalAmount", Group(AMOUNT)),
    ("cashierId", Text),
    ("footer", Text),
    ("backURL", Text),
    ("notificationUrl", Text),
    ("commitReservationTimeout", Integer),
];

const ROW: Children = &[
    ("itemDescription", Text),
    ("itemDiscount", Group(AMOUNT)),
    ("itemEAN", Text),
    ("itemQuantity", Decimal),
    ("itemSKU", Text),
    ("itemTaxRate", Decimal),
    ("itemTotalAmount", Group(AMOUNT)),
    ("itemUnit", Text),
    ("itemUnitPrice", Group(AMOUNT)),
];

const AMOUNT: Children = &[("currency", Text), ("value", Decimal)];

const TOKENS: (&str, Kind) =
    ("tokens", Group(&[("description", Text), ("id", Text), ("status", Integer), ("value", Text)]));

const DOCUMENT: Children = &[("mimeType", Text), ("receiptData", Base64), ("receiptType", Word(&RECEIPT_TYPES))];

/// Entries come as `parameters/parameter/entry` or as `parameters/entry` (section 8).
const PARAMETERS: (&str, Kind) =
    ("parameters", Group(&[("parameter", Group(&[("entry", Group(ENTRY))])), ("entry", Group(ENTRY))]));

const ENTRY: Children = &[("key", Text), ("value", Text)];

const PAYMENT_MODES: [&str; 4] =
    ["IMMEDIATE_DEBIT", "RESERVATION_DESIRED", "RESERVATION_REQUIRED", "RESERVATION_REQUIRED_PRELIMINARY_AMOUNT"];

const ACKNOWLEDGMENT_MODES: [&str; 3] = ["NO_ACKNOWLEDGMENT", "OPTIONAL_ACKNOWLEDGMENT", "REQUIRE_ACKNOWLEDGMENT"];

const RECEIPT_TYPES: [&str; 4] = ["PAYMENT_RECEIPT", "WARRANTY", "VOUCHER", "OTHER"];
