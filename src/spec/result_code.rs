//! The result codes that every `return` carries (protocol facts, section 4).

use std::fmt;

macro_rules! result_codes {
    ($($variant:ident = $code:literal $name:literal),+ $(,)?) => {
        /// A result code of the SEQR merchant interface. A business failure is HTTP 200 with a code other than 0.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum ResultCode {
            $(#[doc = concat!("`", $name, "` (", $code, ")")] $variant = $code),+
        }

        impl ResultCode {
            /// Every known code.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The number on the wire.
            #[must_use]
            pub const fn code(self) -> i32 {
                self as i32
            }

            /// The name in the API reference.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name),+
                }
            }

            /// The code with this number, if the reference knows it.
            #[must_use]
            pub fn from_code(code: i32) -> Option<Self> {
                Self::ALL.iter().copied().find(|known| known.code() == code)
            }
        }
    };
}

result_codes! {
    Success = 0 "SUCCESS",
    PendingApproval = 1 "PENDING_APPROVAL",
    ReportNotReady = 2 "REPORT_NOT_READY",
    RejectedBusinessLogic = 10 "REJECTED_BUSINESS_LOGIC",
    RejectedAmount = 11 "REJECTED_AMOUNT",
    RejectedPayment = 12 "REJECTED_PAYMENT",
    AuthenticationFailed = 20 "AUTHENTICATION_FAILED",
    AccessDenied = 21 "ACCESS_DENIED",
    InvalidErsReference = 23 "INVALID_ERS_REFERENCE",
    InvalidInitiatorPrincipalId = 29 "INVALID_INITIATOR_PRINCIPAL_ID",
    InitiatorPrincipalNotFound = 37 "INITIATOR_PRINCIPAL_NOT_FOUND",
    PaymentInProgress = 48 "PAYMENT_IN_PROGRESS",
    InvalidInvoiceData = 49 "INVALID_INVOICE_DATA",
    CannotCancelPaidInvoice = 50 "CANNOT_CANCEL_PAID_INVOICE",
    CannotCancelInvoiceInProgress = 51 "CANNOT_CANCEL_INVOICE_IN_PROGRESS",
    InvalidSeqrId = 53 "INVALID_SEQR_ID",
    InvalidInvoiceReference = 54 "INVALID_INVOICE_REFERENCE",
    PaymentAlreadyCancelled = 55 "PAYMENT_ALREADY_CANCELLED",
    AuthorizationExpired = 60 "AUTHORIZATION_EXPIRED",
    AuthorizationCancelled = 61 "AUTHORIZATION_CANCELLED",
    AuthorizationInProgress = 62 "AUTHORIZATION_IN_PROGRESS",
    InvalidAuthorizationReference = 63 "INVALID_AUTHORIZATION_REFERENCE",
    InvalidNotificationUrl = 64 "INVALID_NOTIFICATION_URL",
    SystemError = 90 "SYSTEM_ERROR",
    UnsupportedOperation = 91 "UNSUPPORTED_OPERATION",
    SystemBusy = 93 "SYSTEM_BUSY",
    ServiceUnavailable = 94 "SERVICE_UNAVAILABLE",
    InvoiceAlreadyCanceled = 95 "INVOICE_ALREADY_CANCELED",
    InvoiceStateNotReserved = 96 "INVOICE_STATE_NOT_RESERVED",
    ResellerNotAllowedToDoRefund = 97 "RESELLER_NOT_ALLOWED_TO_DO_REFUND",
    SumOfRefundsExceedsTransaction = 98 "SUM_OF_REFUNDS_CAN_NOT_BE_MORE_THAN_ORIGINAL_TRANSACTION",
    ReceiverAccountDoesNotAllowRefunds = 99 "RECEIVER_ACCOUNT_DOES_NOT_ALLOW_REFUNDS",
}

impl fmt::Display for ResultCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.code(), self.name())
    }
}
