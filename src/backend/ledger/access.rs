//! Who may call what (protocol facts, section 4: codes 20, 21, 29, 37).

use crate::candidate::{Reseller, Terminal};
use crate::soap::{ClientContext, PrincipalId};
use crate::spec::{Operation, ResultCode};

use super::Ledger;

/// The principals that this backend knows from the beginning. Points of sale register themselves later.
#[derive(Clone, Debug)]
pub struct Accounts {
    pub terminal: Terminal,
    pub reseller: Option<Reseller>,
}

const TERMINAL: &str = "TERMINALID";
const RESELLER: &str = "RESELLERUSER";

/// A TERMINALID with a password shorter than this is denied before it is compared (protocol facts, section 6).
pub(super) const SHORTEST_PASSWORD: usize = 4;

/// Why a call is refused: the code, and a sentence for the developer.
pub(super) type Refusal = (ResultCode, String);

/// Whose credentials a call carried.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Caller {
    /// With its TERMINALID.
    Terminal(String),
    Reseller,
}

impl Caller {
    /// Whether an invoice or anything else of this terminal is the caller's own.
    pub(super) fn is(&self, terminal: &str) -> bool {
        matches!(self, Self::Terminal(id) if id == terminal)
    }
}

impl Ledger {
    /// Checks the credentials that a call carries against those that its operation needs.
    pub(super) fn admit(&self, operation: Operation, context: &ClientContext) -> Result<Caller, Refusal> {
        let nobody = PrincipalId::default();
        let principal = context.initiator.as_ref().unwrap_or(&nobody);
        let password = context.password.as_deref().unwrap_or("");
        let allowed = callers(operation);
        // Whoever is none of the allowed is told which one is expected in the first place.
        let wanted = allowed.iter().find(|kind| principal.kind.as_deref() == Some(kind)).or(allowed.first());
        if wanted == Some(&RESELLER) {
            self.admit_reseller(operation, principal, password)
        } else {
            self.admit_terminal(operation, principal, password)
        }
    }

    fn admit_terminal(&self, operation: Operation, principal: &PrincipalId, password: &str) -> Result<Caller, Refusal> {
        check_kind(operation, principal, TERMINAL, ResultCode::InvalidInitiatorPrincipalId)?;
        let Some(terminal) = principal.id.as_deref().and_then(|id| self.terminal(id)) else {
            let id = shown(principal.id.as_deref());
            return Err((ResultCode::InvalidInitiatorPrincipalId, format!("there is no TERMINALID {id}")));
        };
        if password.chars().count() < SHORTEST_PASSWORD {
            return Err((ResultCode::AccessDenied, "the password is shorter than 4 characters".to_owned()));
        }
        check_password(password, &terminal.password)?;
        Ok(Caller::Terminal(terminal.id.clone()))
    }

    fn admit_reseller(&self, operation: Operation, principal: &PrincipalId, password: &str) -> Result<Caller, Refusal> {
        check_kind(operation, principal, RESELLER, ResultCode::InitiatorPrincipalNotFound)?;
        let known = self.accounts.reseller.as_ref().filter(|reseller| {
            principal.id.as_deref() == Some(&*reseller.id) && principal.user_id.as_deref() == Some(&*reseller.user_id)
        });
        let Some(reseller) = known else {
            let (id, user) = (shown(principal.id.as_deref()), shown(principal.user_id.as_deref()));
            let why = format!("there is no RESELLERUSER {id} with userId {user}");
            return Err((ResultCode::InitiatorPrincipalNotFound, why));
        };
        check_password(password, &reseller.password)?;
        Ok(Caller::Reseller)
    }
}

/// The principal types that may call an operation (protocol facts, section 3).
const fn callers(operation: Operation) -> &'static [&'static str] {
    match operation {
        Operation::MarkTransactionPeriod | Operation::ExecuteReport | Operation::RegisterTerminal => &[RESELLER],
        Operation::UnregisterTerminal => &[TERMINAL, RESELLER],
        _ => &[TERMINAL],
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

/// A value of a message as it is told in a refusal.
pub(super) fn shown(text: Option<&str>) -> String {
    text.map_or_else(|| "(missing)".to_owned(), |text| format!("`{}`", text.chars().take(60).collect::<String>()))
}
