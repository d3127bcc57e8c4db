//! Who may call what (protocol facts, section 4: codes 20, 21, 29, 37).

use crate::candidate::{Reseller, Terminal};
use crate::soap::{ClientContext, PrincipalId};
use crate::spec::{Operation, ResultCode};

/// The principals that this backend knows.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub terminal: Terminal,
    pub reseller: Option<Reseller>,
}

const TERMINAL: &str = "TERMINALID";
const RESELLER: &str = "RESELLERUSER";

/// A TERMINALID with a password shorter than this is denied before it is compared (protocol facts, section 6).
const SHORTEST_PASSWORD: usize = 4;

/// Why a call is refused: the code, and a sentence for the developer.
pub(super) type Refusal = (ResultCode, String);

impl Accounts {
    /// Checks the credentials that a call carries against those that its operation needs.
    pub(super) fn admit(&self, operation: Operation, context: &ClientContext) -> Result<(), Refusal> {
        let nobody = PrincipalId::default();
        let principal = context.initiator.as_ref().unwrap_or(&nobody);
        let password = context.password.as_deref().unwrap_or("");
        if caller(operation) == RESELLER {
            self.admit_reseller(operation, principal, password)
        } else {
            self.admit_terminal(operation, principal, password)
        }
    }

    fn admit_terminal(&self, operation: Operation, principal: &PrincipalId, password: &str) -> Result<(), Refusal> {
        check_kind(operation, principal, TERMINAL, ResultCode::InvalidInitiatorPrincipalId)?;
        if principal.id.as_deref() != Some(&*self.terminal.id) {
            let id = shown(principal.id.as_deref());
            return Err((ResultCode::InvalidInitiatorPrincipalId, format!("there is no TERMINALID {id}")));
        }
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err((ResultCode::AccessDenied, "the password is shorter than 4 characters".to_owned()));
        }
        check_password(password, &self.terminal.password)
    }

    fn admit_reseller(&self, operation: Operation, principal: &PrincipalId, password: &str) -> Result<(), Refusal> {
        check_kind(operation, principal, RESELLER, ResultCode::InitiatorPrincipalNotFound)?;
        let known = self.reseller.as_ref().filter(|reseller| {
            principal.id.as_deref() == Some(&*reseller.id) && principal.user_id.as_deref() == Some(&*reseller.user_id)
        });
        let Some(reseller) = known else {
            let (id, user) = (shown(principal.id.as_deref()), shown(principal.user_id.as_deref()));
            let why = format!("there is no RESELLERUSER {id} with userId {user}");
            return Err((ResultCode::InitiatorPrincipalNotFound, why));
        };
        check_password(password, &reseller.password)
    }
}

/// The principal type that an operation asks for (protocol facts, section 3).
const fn caller(operation: Operation) -> &'static str {
    match operation {
        Operation::MarkTransactionPeriod | Operation::ExecuteReport | Operation::RegisterTerminal => RESELLER,
        _ => TERMINAL,
    }
}

fn check_kind(operation: Operation, principal: &PrincipalId, wanted: &str, unknown: ResultCode) -> Result<(), Refusal> {
    match principal.kind.as_deref() {
        Some(kind) if kind == wanted => Ok(()),
        Some(kind @ (TERMINAL | RESELLER)) => {
            Err((ResultCode::AccessDenied, format!("a {kind} may not call {operation}; it needs a {wanted}")))
        }
        kind => {
            let kind = shown(kind);
            Err((unknown, format!("initiatorPrincipalId/type is {kind}; {operation} needs {wanted}")))
        }
    }
}

fn check_password(given: &str, right: &str) -> Result<(), Refusal> {
    if given == right { Ok(()) } else { Err((ResultCode::AuthenticationFailed, "wrong password".to_owned())) }
}

fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "(missing)".to_owned(), |text| format!("`{}`", text.chars().take(60).collect::<String>()))
}
