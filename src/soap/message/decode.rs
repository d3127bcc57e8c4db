//! From the operation's element to a typed request.

use std::fmt;

use crate::spec::Operation;

use super::super::Element;
use super::{
    AssignSeqrId, CancelInvoice, ClientContext, CommitReservation, ExecuteReport, GetClientSessionInfo,
    GetPaymentStatus, MarkTransactionPeriod, RefundPayment, RegisterTerminal, SendInvoice, SubmitPaymentReceipt,
    UnregisterTerminal, UpdateInvoice,
};

/// A request of one of the operations.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    GetClientSessionInfo(GetClientSessionInfo),
    SendInvoice(Box<SendInvoice>),
    UpdateInvoice(Box<UpdateInvoice>),
    GetPaymentStatus(GetPaymentStatus),
    CancelInvoice(CancelInvoice),
    CommitReservation(CommitReservation),
    SubmitPaymentReceipt(SubmitPaymentReceipt),
    RefundPayment(Box<RefundPayment>),
    MarkTransactionPeriod(MarkTransactionPeriod),
    ExecuteReport(ExecuteReport),
    RegisterTerminal(RegisterTerminal),
    UnregisterTerminal(UnregisterTerminal),
    AssignSeqrId(AssignSeqrId),
}

impl Request {
    /// Which operation it asks for.
    #[must_use]
    pub const fn operation(&self) -> Operation {
        match self {
            Self::GetClientSessionInfo(_) => Operation::GetClientSessionInfo,
            Self::SendInvoice(_) => Operation::SendInvoice,
            Self::UpdateInvoice(_) => Operation::UpdateInvoice,
            Self::GetPaymentStatus(_) => Operation::GetPaymentStatus,
            Self::CancelInvoice(_) => Operation::CancelInvoice,
            Self::CommitReservation(_) => Operation::CommitReservation,
            Self::SubmitPaymentReceipt(_) => Operation::SubmitPaymentReceipt,
            Self::RefundPayment(_) => Operation::RefundPayment,
            Self::MarkTransactionPeriod(_) => Operation::MarkTransactionPeriod,
            Self::ExecuteReport(_) => Operation::ExecuteReport,
            Self::RegisterTerminal(_) => Operation::RegisterTerminal,
            Self::UnregisterTerminal(_) => Operation::UnregisterTerminal,
            Self::AssignSeqrId(_) => Operation::AssignSeqrId,
        }
    }
}

/// A request as far as it could be understood. Fields that are missing or wrong are `None`; the wrong ones are listed.
#[derive(Clone, Debug, PartialEq)]
pub struct Decoded {
    pub context: ClientContext,
    pub request: Request,
    pub problems: Vec<Problem>,
}

/// A field whose text is not of its type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Names from the operation's child down.
    pub path: String,
    /// The text, cut at 60 characters.
    pub value: String,
    /// `a decimal number`.
    pub expected: &'static str,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} is `{}`, which is not {}", self.path, self.value, self.expected)
    }
}

/// Reads the request of an operation. Never fails: a message without any of its fields is a request with `None`s.
#[must_use]
pub fn decode_request(operation: Operation, element: &Element<'_>) -> Decoded {
    let mut reader = Reader::default();
    let context = element.child("context").map(ClientContext::read).unwrap_or_default();
    let reading = &mut reader;
    let request = match operation {
        Operation::GetClientSessionInfo => Request::GetClientSessionInfo(GetClientSessionInfo::read(element)),
        Operation::SendInvoice => Request::SendInvoice(Box::new(SendInvoice::read(element, reading))),
        Operation::UpdateInvoice => Request::UpdateInvoice(Box::new(UpdateInvoice::read(element, reading))),
        Operation::GetPaymentStatus => Request::GetPaymentStatus(GetPaymentStatus::read(element, reading)),
        Operation::CancelInvoice => Request::CancelInvoice(CancelInvoice::read(element)),
        Operation::CommitReservation => Request::CommitReservation(CommitReservation::read(element, reading)),
        Operation::SubmitPaymentReceipt => Request::SubmitPaymentReceipt(SubmitPaymentReceipt::read(element, reading)),
        Operation::RefundPayment => Request::RefundPayment(Box::new(RefundPayment::read(element, reading))),
        Operation::MarkTransactionPeriod => Request::MarkTransactionPeriod(MarkTransactionPeriod::read(element)),
        Operation::ExecuteReport => Request::ExecuteReport(ExecuteReport::read(element)),
        Operation::RegisterTerminal => Request::RegisterTerminal(RegisterTerminal::read(element)),
        Operation::UnregisterTerminal => Request::UnregisterTerminal(UnregisterTerminal),
        Operation::AssignSeqrId => Request::AssignSeqrId(AssignSeqrId::read(element)),
    };
    Decoded { context, request, problems: reader.problems }
}

/// Reads typed leaves and collects those that are not of their type.
#[derive(Debug, Default)]
pub(super) struct Reader {
    problems: Vec<Problem>,
}

impl Reader {
    /// A leaf of `parent`, parsed; a text that `parse` refuses is a problem at `path`/`name`.
    pub(super) fn parse<T>(
        &mut self,
        parent: &Element<'_>,
        path: &str,
        name: &str,
        expected: &'static str,
        parse: impl FnOnce(&str) -> Option<T>,
    ) -> Option<T> {
        let text = parent.text_of(name)?;
        let parsed = parse(text);
        if parsed.is_none() {
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}/{name}") };
            self.problems.push(Problem { path, value: text.chars().take(60).collect(), expected });
        }
        parsed
    }
}

/// A text leaf, owned.
pub(super) fn text(parent: &Element<'_>, name: &str) -> Option<String> {
    parent.text_of(name).map(str::to_owned)
}
