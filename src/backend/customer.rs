//! What happens to the customer, as the harness brings it about.

use crate::soap::CustomerToken;
use crate::spec::QrCode;
use crate::suite::SessionFault;

use super::ledger::Undecidable;
use super::shared::World;
use super::{Backend, BackendError, Session};

/// What the app shows when a customer has scanned a code.
#[derive(Debug)]
pub enum Shown {
    /// A service's order page.
    Session(Session),
    /// An invoice that waits for the customer, by its reference.
    Invoice(String),
}

impl Backend {
    /// From now on getClientSessionInfo answers for a session as for one that is expired (60), cancelled (61), in progress
    /// (62) or unknown (63), or as for an open one again.
    ///
    /// # Errors
    /// When there is no such session.
    pub fn deny_session(&self, token: &str, denied: Option<SessionFault>) -> Result<(), BackendError> {
        let shared = self.shared();
        let known = shared.world().ledger.deny_session(token, denied);
        shared.announce();
        if known { Ok(()) } else { Err(BackendError::Token(token.to_owned())) }
    }

    /// A customer scans a code of SEQR, whichever it is. A service's opens a session that belongs to no case.
    ///
    /// # Errors
    /// When the text is no code of SEQR, is another service's, or leads to no invoice that waits for the customer.
    pub fn scan_any(&self, qr_text: &str) -> Result<Shown, BackendError> {
        let code = match QrCode::parse(qr_text)? {
            QrCode::Service(_) => return self.scan(None, qr_text).map(Shown::Session),
            QrCode::Invoice(reference) => Ok(reference),
            QrCode::PointOfSale(seqr_id) => Err(seqr_id),
        };
        let shared = self.shared();
        let mut world = shared.world();
        shared.advance(&mut world);
        let ledger = &world.ledger;
        let reference = code.or_else(|seqr_id| ledger.invoice_at(&seqr_id))?;
        let invoice = ledger.invoice(&reference).ok_or_else(|| Undecidable::Unknown(reference.clone()))?;
        if invoice.is_open() {
            Ok(Shown::Invoice(reference))
        } else {
            Err(Undecidable::Settled { reference, status: invoice.status() }.into())
        }
    }

    /// Time is up for an invoice: what SEQR does with it when nobody does anything.
    ///
    /// # Errors
    /// When there is no such invoice, or nothing about it can expire any more.
    pub fn expire(&self, invoice_reference: &str) -> Result<(), BackendError> {
        let shared = self.shared();
        let mut world = shared.world();
        let now_ms = shared.advance(&mut world);
        let effects = world.ledger.expire(invoice_reference, now_ms)?;
        shared.carry_out(&world, effects);
        Ok(())
    }

    /// The customer shows a loyalty card for an invoice that waits for a decision. It is PENDING_ISSUER_ACKNOWLEDGE then,
    /// until the merchant calls updateInvoice.
    ///
    /// # Errors
    /// When there is no such invoice, it does not wait any more, or it says NO_ACKNOWLEDGMENT.
    pub fn present_token(&self, invoice_reference: &str) -> Result<CustomerToken, BackendError> {
        let shared = self.shared();
        let mut world = shared.world();
        let now_ms = shared.advance(&mut world);
        let World { ledger, ids, .. } = &mut *world;
        let (token, effects) = ledger.present_token(invoice_reference, now_ms, ids)?;
        shared.carry_out(&world, effects);
        Ok(token)
    }
}
