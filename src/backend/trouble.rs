//! Asking a running backend to go wrong.

use crate::suite::{BackendRule, NotificationFault, PaymentFault};
use crate::trace::{Misbehaved, Misdeed, What};

use super::notify::Notification;
use super::shared::{Shared, World};
use super::worker::Errand;
use super::{Backend, BackendError};

impl Backend {
    /// While `case` runs, calls of an operation are answered as the rule says. Code 0 takes the rule on it back.
    pub fn set_rule(&self, case: &str, rule: BackendRule) {
        let shared = self.shared();
        let mut world = shared.world();
        world.faults.set_rule(case, rule);
        shared.recorder.record(Some(case), What::BackendRule(rule));
        drop(world);
        shared.announce();
    }

    /// Lets notifications of the case's payments go wrong, or sends a wrong one to the notificationUrl of the named invoice.
    /// Answers whether one is under way; its record follows when it was answered.
    pub fn spoil_notifications(&self, case: &str, fault: NotificationFault, invoice_reference: Option<&str>) -> bool {
        let shared = self.shared();
        let mut world = shared.world();
        if !matches!(fault, NotificationFault::Early | NotificationFault::Forged) {
            world.faults.set_notification(case, fault);
            return false;
        }
        let World { ledger, ids, .. } = &mut *world;
        let invoice = invoice_reference.and_then(|reference| ledger.invoice(reference));
        let Some((reference, url)) =
            invoice.and_then(|invoice| Some((invoice.reference.clone(), invoice.notification_url.clone()?)))
        else {
            return false;
        };
        let invoice_reference = if fault == NotificationFault::Forged { ids.invoice_reference() } else { reference };
        let case = Some(case.to_owned());
        shared.entrust(Errand::Notify(Notification { case, invoice_reference, url, fault: Some(fault) }));
        true
    }

    /// Lets the case's payments go wrong, or takes the payment of the named invoice back.
    ///
    /// # Errors
    /// When there is no payment to take back.
    pub fn spoil_payment(
        &self,
        case: &str,
        fault: PaymentFault,
        invoice_reference: Option<&str>,
    ) -> Result<(), BackendError> {
        let shared = self.shared();
        let mut world = shared.world();
        if fault != PaymentFault::Reversed {
            world.faults.set_payment(case, fault);
            return Ok(());
        }
        let now_ms = shared.advance(&mut world);
        let reference = invoice_reference.unwrap_or_default();
        let effects =
            world.ledger.take_back(reference, now_ms).ok_or_else(|| BackendError::NotPaid(reference.to_owned()))?;
        shared.tell_of_payment(Some(case), reference, fault);
        shared.carry_out(&world, effects);
        Ok(())
    }
}

impl Shared {
    /// What becomes of an approval where payments go wrong.
    pub(super) fn pay_wrongly(&self, case: Option<&str>, reference: &str, fault: PaymentFault) {
        self.tell_of_payment(case, reference, fault);
        if let PaymentFault::StatusAfter(span) = fault {
            self.entrust(Errand::Pay { reference: reference.to_owned(), after: span.duration() });
        }
        self.announce();
    }

    fn tell_of_payment(&self, case: Option<&str>, reference: &str, fault: PaymentFault) {
        let deed = Misdeed::Payment { fault, invoice_reference: reference.to_owned() };
        self.recorder.record(case, What::Misbehaved(Misbehaved { hit: None, deed }));
    }
}
