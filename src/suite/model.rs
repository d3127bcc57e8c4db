//! The suite language: what a YAML file under `suites/` may say.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::candidate::{ActionName, Span};
use crate::spec::{Operation, Page};

use super::fault::{BackendRule, NotificationFault, PaymentFault, SessionFault};
use super::{AtMost, FieldRule, Moment, Never};

/// One suite file: a chapter of the source document, or a part of one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Suite {
    /// Chapter of the source document; the first part of every case id in the file.
    pub chapter: String,
    /// What the chapter is about, for people.
    pub title: String,
    pub cases: Vec<Case>,
}

/// One journey of a customer (or several), and what must be true of it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Case {
    /// `chapter.name`; stable, works as a filter.
    pub id: String,
    pub title: String,
    /// What the candidate must declare for the case to apply.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// The screen of the journey; `survey` steps visit every required screen whatever stands here.
    #[serde(default = "default_screen")]
    pub screen: String,
    /// How long the whole case may take. A case that is not done by then is cut off; what was seen is judged.
    #[serde(default = "default_deadline")]
    pub deadline: Span,
    pub steps: Vec<Step>,
    pub checks: Vec<Check>,
}

fn default_screen() -> String {
    "android-480x800".to_owned()
}

const fn default_deadline() -> Span {
    Span::from_secs(60)
}

/// A part of the candidate's profile that a case rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Need {
    /// `cancel:` says how a customer leaves before paying.
    Cancel,
    /// `buy_other:` says how a customer chooses otherwise.
    BuyOther,
    /// `views_before_payment` is more than one.
    SeveralViews,
    /// `qr_parameters:` is not empty.
    QrParameters,
    /// `polls` is not `false`.
    Polling,
    /// `actions.close_period` is declared, and the reseller that it acts as.
    ClosePeriod,
    /// `actions.refund` is declared.
    Refund,
    /// `actions.reserve` and `actions.commit_reservation` are declared.
    Reservation,
    /// `actions.update_invoice` is declared.
    UpdateInvoice,
    /// `actions.cancel_invoice` is declared.
    CancelInvoice,
    /// `actions.submit_receipt` is declared.
    SubmitReceipt,
    /// `actions.execute_report` is declared, and the reseller that it acts as.
    ExecuteReport,
    /// `actions.fulfilments` is declared.
    Fulfilments,
}

/// What the simulated app, the customer or the backend does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Step {
    /// A customer scans the service's QR code: a new session with a new TOKEN. Every case begins with one, so this
    /// stands only where a further customer joins.
    Scan(Nothing),
    /// A customer scans a code of the service that a stranger has printed: the profile's parameters, but with markup, quotes,
    /// scripts and unusual characters as their values.
    ScanHostile(Nothing),
    /// A customer scans a code of the service without any parameters, whatever those of the profile are.
    ScanPlain(Nothing),
    /// The customer scans the code again, with the phone that they have: a new TOKEN, and whatever pages have stored.
    ScanAgain(Nothing),
    /// Another customer scans the code while the one before waits with their own phone.
    Join(Nothing),
    /// Turns to the other of two customers, who goes on where they were.
    Switch(Nothing),
    /// The app opens one of the service's pages with the fragment of the session.
    Open(Page),
    /// The app opens a page with nothing but the TOKEN in its fragment, also after a payment.
    OpenPlain(Page),
    /// The app of one of two customers opens a page with their own TOKEN and the other one's invoiceReference in its fragment.
    OpenMixed(Page),
    /// The page is opened with a fragment that a stranger has made up, with markup and scripts in it: in place of the TOKEN,
    /// on the success page in place of the invoiceReference.
    OpenHostile(Page),
    /// The customer closes the web view.
    Leave(Nothing),
    /// Does the profile's `buy` steps on the open order page and waits for the payment trigger.
    Buy(Buying),
    /// Does the profile's `cancel` steps on the open order page and waits for the cancel trigger.
    Cancel(Nothing),
    /// Goes through the views to the last one before payment, then back to the first by the profile's `back`.
    GoBack(Nothing),
    /// The customer decides about the invoice that the trigger named.
    Pay(Choice),
    /// Waits until something has happened, or its limit has passed; not having happened does not end the case.
    Await(Await),
    /// Lets time pass and watches what the candidate does.
    Watch(Span),
    /// Measures and photographs a page on a fresh load at every required screen; the order page in each of its views.
    Survey(Page),
    /// Measures a page at every width from the narrowest to the widest required screen without loading it anew, the order
    /// page in each of its views; and looks on fresh loads at the widths at which something seems wrong.
    Sweep(Page),
    /// Makes the candidate's back office act, as the profile declares.
    Action(ActionName),
    /// Asks the back office how often the customer's order was fulfilled, where the profile says how to.
    AskFulfilments(Nothing),
    /// From here on the backend answers an operation otherwise than it should.
    Backend(BackendRule),
    /// Notifications go wrong: those of payments from here on, or one of its own now.
    Notification(NotificationFault),
    /// From here on the backend does not know the session of the customer who scanned last.
    Session(SessionFault),
    /// Payments go wrong from here on, or the payment of the journey's invoice now.
    Payment(PaymentFault),
}

impl Step {
    /// Whether a session begins with the step, in place of the one before.
    #[must_use]
    pub const fn scans(&self) -> bool {
        matches!(self, Self::Scan(_) | Self::ScanHostile(_) | Self::ScanPlain(_) | Self::ScanAgain(_))
    }

    /// The page that the step loads, once or again and again.
    #[must_use]
    pub const fn loads(&self) -> Option<Page> {
        match self {
            Self::Open(page)
            | Self::OpenPlain(page)
            | Self::OpenMixed(page)
            | Self::OpenHostile(page)
            | Self::Survey(page)
            | Self::Sweep(page) => Some(*page),
            _ => None,
        }
    }
}

/// An empty map: `{}`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Nothing {}

/// How the customer buys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Buying {
    /// Taps again, once, what was tapped last, as soon as SEQR is asked for the invoice and has not answered. That can only be
    /// where a `backend` rule delays sendInvoice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub impatient: bool,
    /// Nothing is to come of it, and the case goes on: it does not matter whether a trigger comes. That can only be where a
    /// `backend` rule keeps SEQR from answering getClientSessionInfo or sendInvoice, or after `scan-hostile`.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub in_vain: bool,
    /// Looks at every view on the way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub closely: bool,
    /// Does the profile's `buy_other` steps.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub other: bool,
    /// Does all steps but the last, and thinks it over.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hesitate: bool,
    /// Does the first step, and leaves the others for later.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub begin: bool,
    /// Does what is left, after having begun or hesitated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub go_on: bool,
}

impl Buying {
    /// Whether the purchase goes on in a later step.
    #[must_use]
    pub const fn breaks_off(&self) -> bool {
        self.hesitate || self.begin
    }
}

/// What the customer does in the app when it shows the invoice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Choice {
    /// Pays.
    Approve,
    /// The payment is tried and fails.
    Decline,
    /// Cancels the payment in the app.
    Cancel,
}

/// What to wait for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Await {
    /// getPaymentStatus was answered PAID for the journey's invoice, or the backend reversed the payment.
    Acknowledgement,
    /// An operation was called for the journey.
    Call(Operation),
    /// A call of an operation was answered with a result code.
    Answer(AwaitedAnswer),
}

/// A call and its result code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AwaitedAnswer {
    pub operation: Operation,
    pub code: i32,
}

/// One assertion on the trace of a case.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Check {
    /// Unique in its case.
    pub id: String,
    /// Ids of the requirements that it serves, at least one.
    pub requirement: Vec<String>,
    pub expect: Expect,
}

/// What is expected. One variant per rule; the rules live in `check`, one file per family.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Expect {
    /// The page answers GET with a successful HTML document and finishes loading.
    PageAnswers(Page),
    /// No console errors and no failed requests while the page was open.
    PageIsClean(Page),
    /// The page shows the customer something: some visible text.
    PageSpeaks(Page),
    /// What the page says can be read: no broken letters, no message from the inside of a program, no value that is missing.
    PageIsLegible(Page),
    /// The page, opened with a payment that SEQR does not confirm, does not say what it says after one that it confirms.
    SuccessOnlyWhenPaid(Nothing),
    /// A page that was given markup in its fragment or by the QR code shows it as text, if at all: no element of it is in the
    /// page, and no script of it ran.
    NothingInjected(Page),
    /// The order was fulfilled once after its payment and not before, as the profile's `actions.fulfilments` tells.
    FulfilledOnce(Nothing),
    /// After a payment the success page says the same whether its fragment is TOKEN_INVOICEREFERENCE or the TOKEN alone.
    FragmentFormsAlike(Nothing),
    /// The success page of a customer who paid says the same before and after `leave`, in a web view that remembers nothing.
    ToldAnywhere(Nothing),
    /// After a payment that failed, the failure page says something that the order page did not say before.
    FailureTold(Nothing),
    /// The failure and the cancel page say something else than the success page says to a customer who has paid.
    EndsToldApart(Nothing),
    /// When SEQR takes no invoice, the customer sees something that the order page did not say before.
    RefusalTold(Nothing),
    /// A customer whom SEQR does not know sees something else on the order page than one whom it knows.
    DenialTold(Nothing),
    /// Each of several customers is sent to pay an invoice of their own.
    OwnInvoices(Nothing),
    /// SEQR is asked about the TOKEN of everyone whose order page is opened.
    OwnSessions(Nothing),
    /// Each customer's invoice asks for what this customer chose, whatever others choose meanwhile.
    OwnChoice(Nothing),
    /// Who was sent to pay one choice, and then chooses the other, is sent to pay that.
    ChangedChoice(Nothing),
    /// While one customer leaves, the open invoice of another one is not withdrawn.
    CancelsOwn(Nothing),
    /// The issueDate of every invoice that was paid is the time at which it was sent.
    IssueDateRight(Nothing),
    /// The invoices of several customers have clientInvoiceIds of their own.
    OwnNumbers(Nothing),
    /// What the back office was made to do by an action of the profile, it calls SEQR about the invoice that it was told.
    NamesOrder(Operation),
    /// After a payment the success page names the order that this customer has paid last, if it names one by its
    /// clientInvoiceId.
    OwnOrderShown(Nothing),
    /// A customer who tapped again while SEQR was asked for the invoice is sent to pay, and has one open invoice in the end.
    SecondTapHarmless(Nothing),
    /// The order page shows the total of the invoice before the customer is sent to pay it, unless it shows no amount at all.
    PriceShown(Nothing),
    /// What the profile's `receipt` names (without it: the journey's clientInvoiceId) is visible on the success page or
    /// was sent in title or footer of the invoice.
    ReceiptShowsReference(Nothing),

    /// The payment trigger fired once, well-formed, with the reference that SEQR answered in this journey.
    PayTrigger(Nothing),
    /// The cancel trigger fired, well-formed.
    CancelTrigger(Nothing),
    /// The payment trigger was not fired.
    NoPayTrigger(Nothing),
    /// No trigger link opens a window.
    TriggerInSameWindow(Nothing),
    /// After an invoice came to its end, the customer is sent to pay no invoice that is over.
    PayableTrigger(Nothing),

    /// Nothing on the page is wider than the screen or sticks out of it.
    FitsWidth(Page),
    /// The page does not scroll sideways.
    NoSidewaysScroll(Page),
    /// Every control can be reached by scrolling down.
    ControlsReachable(Page),
    /// Nothing lies on a control, no fixed bar, no layer, and it can be seen.
    ControlsUncovered(Page),
    /// No control is cut by the box around it.
    ControlsWhole(Page),
    /// No control lies partly on another.
    ControlsApart(Page),
    /// Controls are large enough to tap; `min` in CSS pixels.
    TapTargets(TapTargets),
    /// A finger on the middle of a control does not meet another one; `min` is the finger's width in CSS pixels, at most 48,
    /// as larger distances are not measured.
    TapSpacing(TapTargets),
    /// `<meta name="viewport">` sets the width of the device.
    ViewportMeta(Page),
    /// Every image loads.
    ImagesLoad(Page),
    /// Raster images are shown in their own proportions.
    ImagesProportions(Page),
    /// Raster images have twice the pixels of their displayed size on Retina screens.
    RetinaImages(Page),
    /// No text is cut through by the box around it.
    TextsWhole(Page),
    /// No text lies on another text.
    TextsApart(Page),
    /// Texts are large enough to read; `min` in CSS pixels.
    TextSize(TextSize),
    /// At every width between the narrowest and the widest required screen: nothing is wider than the screen, controls can
    /// be reached and are not covered, no text is cut or lies on another.
    EveryWidth(Page),
    /// `<meta name="viewport">` lets people zoom to twice the size.
    ZoomAllowed(Page),
    /// axe-core finds no violation of WCAG 2.2 on levels A and AA.
    Accessible(Page),
    /// Where the phone is set to dark colours, axe-core finds no text with less contrast than WCAG 2.2 demands on level AA.
    ReadableInTheDark(Page),
    /// The profile's `back` is visible in every view of the order page after the first, on every screen.
    BackVisible(Nothing),
    /// What the profile's `receipt` names is kept in SEQR's receipt, or every screen shows it on the success page without a tap.
    ReceiptVisible(Nothing),
    /// On a narrow screen, too, the last view before the payment shows the total of the invoice where it can be read.
    PriceVisible(Nothing),

    /// In every view after the first the way back is visible, and it leads to the first.
    WayBack(Nothing),

    /// The QR text has the pattern of the source document and survives a round trip through a QR code.
    QrText(Nothing),
    /// getClientSessionInfo was answered with every parameter of the QR code.
    QrParametersFetched(Nothing),
    /// What the profile's `qr_effect` names is visible on the order page before the customer pays.
    QrEffectShown(Nothing),

    /// An operation was called this often for the journey.
    Calls(CallCount),
    /// The first of each of these moments comes after the first of the one before, and no later than `within` after it.
    Sequence(Vec<Moment>),
    /// Something does not happen before a moment, or not after it.
    Never(Never),
    /// Something happens at most so often in any stretch of time.
    AtMost(AtMost),
    /// An operation was not called before the customer had chosen: before the last `buy` step, or before the step ahead of it
    /// where the last one only follows a link that needs the call's answer.
    NotBeforeChoice(Operation),
    /// getPaymentStatus was answered PAID within 20 seconds of the payment.
    Acknowledged(Nothing),
    /// getPaymentStatus carries version 0 first and then the latest version that SEQR answered.
    VersionFollowed(Nothing),
    /// The candidate's SOAP messages were understood and its credentials accepted.
    MessagesUnderstood(Nothing),
    /// Every notification was answered, and none with a server's error.
    NotificationsTaken(Nothing),
    /// The fields of the candidate's messages keep this rule.
    Fields(FieldRule),
}

/// Parameters of `tap-targets` and `tap-spacing`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TapTargets {
    pub page: Page,
    /// Least width and height, or the width of a finger, CSS pixels.
    pub min: f64,
}

/// Parameters of `text-size`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TextSize {
    pub page: Page,
    /// Least size of a font, CSS pixels; at most 16, as larger texts are not measured.
    pub min: f64,
}

/// Parameters of `calls`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CallCount {
    pub operation: Operation,
    /// Fewest calls that are right.
    #[serde(default)]
    pub min: u32,
    /// Most calls that are right; without it any number is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// Counts only calls that were answered with this result code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<i32>,
}
