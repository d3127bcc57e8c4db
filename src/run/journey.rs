//! One customer's way through the service, and what the runner has to remember of it.

use std::sync::Arc;
use std::time::Duration;

use crate::app::{AppError, Depth, Keep, Look, Phone, Session, Whole, read_back};
use crate::candidate::{Tap, Variables};
use crate::check::points_below;
use crate::spec::{HOSTILE_MARKUP, Page, Screen, ServiceQr, Trigger, screens_to_judge};
use crate::suite::Case;
use crate::trace::{Blame, Scanned, StepFailure, Suspect, View, What};

use super::trouble::Troubles;
use super::world::World;

/// State of the latest customer of a case.
#[derive(Debug)]
pub(super) struct Journey<'a> {
    pub(super) world: &'a World,
    pub(super) case: &'a Case,
    pub(super) screen: Screen,
    token: String,
    session: Option<Session>,
    /// Triggers that were fired before the step under way.
    pub(super) known_triggers: usize,
    /// How many steps of a purchase that goes on later are done.
    pub(super) begun: usize,
    /// invoiceReference of the payment trigger that was fired last.
    pub(super) invoice: Option<String>,
    /// The page that is open.
    pub(super) page: Option<Page>,
    /// Views of the open page that were looked at.
    pub(super) views: usize,
    /// What looked wrong while a page was resized, and was not yet looked at closely.
    pub(super) suspects: Vec<Suspect>,
    /// What the case has told the backend to do wrong.
    pub(super) troubles: Troubles,
    /// Whether the customer has approved the payment.
    pub(super) paid: bool,
    /// The other of two customers, who waits with their own phone.
    pub(super) other: Option<Box<Self>>,
}

/// How closely a page is looked at as soon as it is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Closely {
    /// At every width.
    Sweep,
    /// Its texts, and the page is kept with a picture.
    AtAGlance,
    /// On a required screen.
    Measure { last_before_payment: bool, depth: Depth },
}

impl<'a> Journey<'a> {
    /// A customer scans the QR code: a session with SEQR, no browser yet.
    ///
    /// # Errors
    /// When the QR code is not that of a service.
    pub(super) fn scan(world: &'a World, case: &'a Case, screen: Screen) -> Result<Self, StepFailure> {
        Self::scan_code(world, case, screen, &world.profile.qr())
    }

    /// A customer scans a code of the service that somebody else may have printed.
    ///
    /// # Errors
    /// When the QR code is not that of a service.
    pub(super) fn scan_code(
        world: &'a World,
        case: &'a Case,
        screen: Screen,
        qr: &ServiceQr,
    ) -> Result<Self, StepFailure> {
        let qr_text = qr.text();
        let session = world
            .backend
            .scan(Some(&case.id), &qr_text)
            .map_err(|error| StepFailure { blame: Blame::Candidate, message: error.to_string() })?;
        let qr_read_back = read_back(&qr_text);
        let scanned = Scanned { token: session.token.clone(), qr_text, qr_read_back, parameters: session.parameters };
        world.recorder.record(Some(&case.id), What::Scanned(scanned));
        Ok(Self {
            world,
            case,
            screen,
            token: session.token,
            session: None,
            known_triggers: 0,
            begun: 0,
            invoice: None,
            page: None,
            views: 0,
            suspects: Vec::new(),
            troubles: Troubles::default(),
            paid: false,
            other: None,
        })
    }

    /// Goes on with the phone of a former journey.
    pub(super) fn take_phone_of(&mut self, former: &mut Self) {
        self.session = former.session.take();
        if let Some(session) = &mut self.session {
            session.scanned_again(&self.token);
        }
    }

    /// The customer's browser; started when it is first needed.
    pub(super) async fn session(&mut self) -> Result<&Session, StepFailure> {
        if self.session.is_none() {
            let phone = Phone {
                case: self.case.id.clone(),
                token: self.token.clone(),
                screen: self.screen,
                language: self.world.profile.language.clone(),
                limit: self.world.profile.limits.page.duration(),
            };
            let session = self.world.phones.phone(phone, self.world.recorder.clone()).await.map_err(failure)?;
            self.world.tell_browser(session.browser());
            self.session = Some(session);
        }
        self.open_session()
    }

    /// The browser that an earlier step started.
    pub(super) fn open_session(&self) -> Result<&Session, StepFailure> {
        self.session.as_ref().ok_or_else(|| StepFailure {
            blame: Blame::Harness,
            message: "no page is open; the case must `open` one before this step".to_owned(),
        })
    }

    /// Opens a page with the customer's fragment: after a payment the success page gets TOKEN_INVOICEREFERENCE, else the TOKEN
    /// alone.
    pub(super) async fn open(&mut self, page: Page, closely: Closely) -> Result<(), StepFailure> {
        let fragment = match (&self.invoice, page) {
            (Some(reference), Page::Success) if self.paid => format!("{}_{reference}", self.token),
            _ => self.token.clone(),
        };
        self.open_with(page, &fragment, closely).await
    }

    /// Opens a page with the TOKEN alone.
    pub(super) async fn open_plain(&mut self, page: Page) -> Result<(), StepFailure> {
        let token = self.token.clone();
        self.open_with(page, &token, Closely::AtAGlance).await
    }

    /// Opens a page with the customer's TOKEN and the invoice of the other one.
    ///
    /// # Errors
    /// Also when there is no other customer, or no trigger named an invoice of theirs.
    pub(super) async fn open_mixed(&mut self, page: Page) -> Result<(), StepFailure> {
        let Some(invoice) = self.other.as_ref().and_then(|other| other.invoice.as_ref()) else {
            let message = "there is no other customer with an invoice of their own".to_owned();
            return Err(StepFailure { blame: Blame::Candidate, message });
        };
        let fragment = format!("{}_{invoice}", self.token);
        self.open_with(page, &fragment, Closely::AtAGlance).await
    }

    /// Opens a page with a fragment that a stranger has made up.
    pub(super) async fn open_hostile(&mut self, page: Page) -> Result<(), StepFailure> {
        let fragment = match page {
            Page::Success => format!("{}_{HOSTILE_MARKUP}", self.token),
            Page::Order | Page::Failure | Page::Cancel => HOSTILE_MARKUP.to_owned(),
        };
        self.open_with(page, &fragment, Closely::AtAGlance).await
    }

    async fn open_with(&mut self, page: Page, fragment: &str, closely: Closely) -> Result<(), StepFailure> {
        let mut url = self.world.profile.urls.of(page).clone();
        url.set_fragment(Some(fragment));
        let url = url.to_string();
        self.views = 0;
        self.page = None;
        self.session().await?;
        self.known_triggers = self.open_session()?.triggers().len();
        let opened = match closely {
            Closely::Sweep => {
                self.views += 1;
                let opened = self.open_session()?.open_and_sweep(page, &url, self.views).await;
                opened.map(|opened| opened.map(|swept| self.suspects.extend(swept.suspects)))
            }
            Closely::AtAGlance => {
                let look = self.next_look(page, "opened", false, Depth::Glance);
                self.open_session()?
                    .open_and_look(&url, Keep::DocumentAndPicture, look)
                    .await
                    .map(|opened| opened.map(drop))
            }
            Closely::Measure { last_before_payment, depth } => {
                let look = self.next_look(page, "opened", last_before_payment, depth);
                self.open_session()?.open_and_look(&url, Keep::Nothing, look).await.map(|opened| opened.map(drop))
            }
        };
        let (problem, seen) = match opened {
            Ok(opened) => (opened.problem, opened.seen),
            Err(error) => (Some((error.blame, error.message)), None),
        };
        match problem {
            None => {
                self.page = Some(page);
                seen.map_or(Ok(()), |seen| seen.map_err(failure))
            }
            Some((blame, message)) => {
                // A candidate of ours that is gone explains a refused connection, and is not the network's fault.
                let (blame, message) = match self.world.candidate.died(&self.world.recorder) {
                    Some(death) => (Blame::Candidate, format!("{message}; {death}")),
                    None => (blame, message),
                };
                Err(StepFailure { blame, message: format!("the {page} page ({url}) did not open: {message}") })
            }
        }
    }

    /// The next look at the open page.
    pub(super) fn next_look(&mut self, page: Page, moment: &str, last_before_payment: bool, depth: Depth) -> Look<'a> {
        self.views += 1;
        let (case, profile, engine) = (self.case, &self.world.profile, self.world.engine);
        let is_order = page == Page::Order;
        // What was seen while a page was resized is judged by more than this view.
        let is_required = screens_to_judge(profile.landscape).contains(&self.screen);
        let wanted = move |view: &View| !is_required || points_below(case, profile, engine, view);
        Look {
            page,
            number: self.views,
            moment: moment.to_owned(),
            screen: self.screen,
            // What not everybody meets tells no view from another.
            first_step: profile
                .buy
                .iter()
                .find(|step| is_order && !matches!(step, Tap::TapIfThere(_)))
                .and_then(target),
            back: profile.back.as_deref().filter(|_| is_order),
            last_before_payment,
            depth,
            whole: Whole::If(Arc::new(wanted)),
        }
    }

    /// Takes the invoice from a payment trigger; a malformed one names none.
    pub(super) fn take_invoice(&mut self, trigger: &str) {
        if let Ok(Trigger::Pay { invoice_reference }) = Trigger::parse(trigger) {
            self.invoice = Some(invoice_reference);
        }
    }

    /// How long the page may take for the next step.
    pub(super) fn patience(&self) -> Duration {
        self.troubles.patience(self.world.profile.limits.page.duration())
    }

    pub(super) fn token(&self) -> &str {
        &self.token
    }

    /// What may stand in the profile's values.
    pub(super) fn variables(&self) -> Variables {
        let invoice = self.invoice.as_ref().and_then(|reference| self.world.backend.invoice(reference));
        Variables {
            token: Some(self.token.clone()),
            order_reference: invoice.as_ref().and_then(|invoice| invoice.client_invoice_id.clone()),
            ers_reference: invoice.and_then(|invoice| invoice.ers_reference),
        }
    }

    /// Whether SEQR has told the service that the customer's last invoice is paid.
    pub(super) fn knows_of_payment(&self) -> bool {
        let invoice = self.invoice.as_ref().and_then(|reference| self.world.backend.invoice(reference));
        invoice.is_some_and(|invoice| invoice.acknowledged)
    }

    /// Puts the phone away.
    pub(super) fn close(&mut self) {
        if let Some(session) = self.session.take() {
            self.world.phones.put_away(session);
        }
    }
}

impl Drop for Journey<'_> {
    // A case that is cut off puts its phone away as well.
    fn drop(&mut self) {
        self.close();
    }
}

/// What a step of the profile begins with.
fn target(step: &Tap) -> Option<&str> {
    match step {
        Tap::Tap(target) | Tap::TapIfThere(target) => Some(target),
        Tap::Fill(fields) => fields.keys().next().map(String::as_str),
    }
}

/// A failure of the app as the failure of a step.
pub(super) fn failure(error: AppError) -> StepFailure {
    StepFailure { blame: error.blame, message: error.message }
}
