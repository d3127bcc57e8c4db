//! The mistakes that the shop can be told to make, so that it can be shown that they are found.
//!
//! Each one is something that a real developer gets wrong, and deviates in the place where it is got wrong: in the Rust
//! code where a comment says `Defect`, or in a page, script or style sheet through `patch`.

use std::fmt;
use std::str::FromStr;

macro_rules! defects {
    ($($variant:ident = $name:literal $chapter:literal $description:literal),+ $(,)?) => {
        /// A named mistake.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum Defect {
            $(#[doc = $description] $variant),+
        }

        impl Defect {
            /// Every mistake that the shop knows, chapter by chapter.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// Its name on the command line.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name),+ }
            }

            /// The chapter of the source document against which it offends.
            #[must_use]
            pub const fn chapter(self) -> &'static str {
                match self { $(Self::$variant => $chapter),+ }
            }

            /// What the shop does wrong, in one line.
            #[must_use]
            pub const fn description(self) -> &'static str {
                match self { $(Self::$variant => $description),+ }
            }
        }
    };
}

defects! {
    Success500 = "success-500" "urls"
        "The success page answers with status 500.",
    ScriptError = "script-error" "urls"
        "The order page's script throws an error that nobody catches.",
    StyleMissing = "style-missing" "urls"
        "The pages ask for a style sheet that is not there.",
    WrongCharset = "wrong-charset" "urls"
        "Pages that are written in UTF-8 are sent as ISO 8859-1.",
    NoisyConsole = "noisy-console" "urls"
        "A line for debugging is left on the console, as an error.",
    OrderAsText = "order-as-text" "urls"
        "The order page is served as plain text.",
    DenialUntold = "denial-untold" "urls"
        "When SEQR does not know the customer, the order page stays as it was; only who tries to buy is told.",
    RefusalUntold = "refusal-untold" "urls"
        "When SEQR takes no invoice, the order page stays as it was.",
    NoFailurePage = "no-failure-page" "urls"
        "There is no failure page; its URL answers 404.",
    NoCancelPage = "no-cancel-page" "urls"
        "There is no cancel page; its URL answers 404.",
    SuccessIsBlank = "success-is-blank" "urls"
        "The success page shows nothing.",
    FailureIsBlank = "failure-is-blank" "urls"
        "The failure page shows nothing.",
    CancelIsBlank = "cancel-is-blank" "urls"
        "The cancel page shows nothing.",
    EndsInThanks = "ends-in-thanks" "urls"
        "The failure and the cancel page thank for the payment in the words of the success page.",
    FailureIsOrder = "failure-is-order" "urls"
        "The failure page is the order page once more, and says nothing of the payment.",
    ThanksUndefined = "thanks-undefined" "urls"
        "The success page shows the receipt whatever SEQR says; without a payment it thanks for order “undefined”.",
    SuccessUnverified = "success-unverified" "urls"
        "The success page shows the receipt without asking SEQR; getPaymentStatus is never called.",
    WrongReference = "wrong-reference" "triggers"
        "The payment trigger carries the shop's order number, not SEQR's invoiceReference.",
    LowercasePath = "lowercase-path" "triggers"
        "The payment trigger is written SEQR://seqr.se/r….",
    TriggerOverHttp = "trigger-over-http" "triggers"
        "The payment trigger is written HTTP://SEQR.SE/R…, as in a QR code.",
    TriggerWithoutR = "trigger-without-r" "triggers"
        "The payment trigger lacks the R before the reference.",
    TriggerWithSlash = "trigger-with-slash" "triggers"
        "The payment trigger has a slash between the R and the reference.",
    TriggerWithToken = "trigger-with-token" "triggers"
        "The payment trigger carries the TOKEN as a parameter.",
    PaysOnOpening = "pays-on-opening" "triggers"
        "The order page fires a payment trigger as soon as it opens, to see whether the app is there.",
    TriggerInFrame = "trigger-in-frame" "triggers"
        "The payment trigger is fired in a hidden frame, which leaves the page as it is.",
    TriggerInWindow = "trigger-in-window" "triggers"
        "The payment trigger is opened in a window.",
    TriggerByFetch = "trigger-by-fetch" "triggers"
        "The page's script asks for the address that redirects to the payment trigger, in place of going there.",
    CancelInWindow = "cancel-in-window" "triggers"
        "The link out of the shop opens a window.",
    OldInvoice = "old-invoice" "triggers"
        "Who buys again gets the trigger of the invoice that failed, or was paid.",
    FirstChoice = "first-choice" "sequence"
        "Who has an open invoice is sent to pay it again, whatever they choose now.",
    NoCancelTrigger = "no-cancel-trigger" "triggers"
        "Leaving the shop opens its cancel page and never returns to the app.",
    WrongCancelLink = "wrong-cancel-link" "triggers"
        "Leaving the shop fires SEQR-ACTION://CANCEL, which the app does not know.",
    CancelLinkLowerCase = "cancel-link-lower-case" "triggers"
        "Leaving the shop fires SEQR-ACTION://wizard/cancel.",
    CancelLinkIsPayment = "cancel-link-is-payment" "triggers"
        "Leaving the shop fires SEQR://SEQR.SE/CANCEL, which starts a payment.",
    ReferenceHidden = "reference-hidden" "receipt"
        "The order reference is neither on the success page nor in the invoice's title or footer.",
    NoBack = "no-back" "navigation"
        "The second view has no way back.",
    BackLosesSession = "back-loses-session" "navigation"
        "The way back opens the order page anew, without the TOKEN.",
    BackDoesNothing = "back-does-nothing" "navigation"
        "The way back is a button without a function.",
    BackEndsBusy = "back-ends-busy" "navigation"
        "After the way back the buttons stay disabled.",
    Overflow = "overflow" "screens"
        "One element is wider than a screen of 320 pixels.",
    OverflowBetween = "overflow-between" "screens"
        "On phones of 361 to 414 pixels, as most are today, one element is wider than the screen.",
    TextBetween = "text-between" "screens"
        "On tablets of 601 to 639 pixels the prices lie on what the films are about.",
    SmallTaps = "small-taps" "screens"
        "The buttons are too small for a finger.",
    NoViewport = "no-viewport" "screens"
        "The pages do not say that they are made for the width of the device.",
    TinyPrint = "tiny-print" "screens"
        "What the films are about and the way out stand in letters of 9 pixels.",
    NoZoom = "no-zoom" "screens"
        "The pages keep people from zooming.",
    PriceInDots = "price-in-dots" "sequence"
        "On a narrow screen the total of the order is cut to its first digits and dots.",
    DarkOnDark = "dark-on-dark" "screens"
        "Where the phone is set to dark colours, the ground of the pages becomes dark and their words stay so.",
    CutText = "cut-text" "screens"
        "What the films are about and the shop's name are cut to a fixed height, through the letters.",
    TextOnText = "text-on-text" "screens"
        "The prices lie on what the films are about, and texts on the headings above them.",
    LowResImages = "low-res-images" "screens"
        "The posters, one of which stands beside the shop's name, have half the pixels that Retina screens need.",
    ExitOffScreen = "exit-off-screen" "screens"
        "The way out of the shop was placed for a screen of a thousand pixels.",
    MessageOnButton = "message-on-button" "screens"
        "The box for messages lies on the last button, although it is empty.",
    ButtonsCut = "buttons-cut" "screens"
        "The lower part of the last button is cut off by its section.",
    ButtonsOverlap = "buttons-overlap" "screens"
        "A margin pulls each button onto the one above it.",
    CrowdedTaps = "crowded-taps" "screens"
        "The buttons are small and stand close to each other.",
    PictureMissing = "picture-missing" "screens"
        "The picture behind the shop's name is not there.",
    PictureStretched = "picture-stretched" "screens"
        "The picture beside the shop's name is wider than it should be.",
    NoLanguage = "no-language" "screens"
        "The pages do not say in which language they are.",
    BackOnTabletsOnly = "back-on-tablets-only" "screens"
        "On small screens the way back is hidden to save space.",
    EarlyInvoice = "early-invoice" "sequence"
        "The invoice is sent as soon as the order page opens, before the customer has chosen.",
    DoubleInvoice = "double-invoice" "sequence"
        "Every order sends two invoices.",
    NoStatusCall = "no-status-call" "sequence"
        "getPaymentStatus is never called; the success page waits in vain.",
    SessionUnchecked = "session-unchecked" "sequence"
        "A customer whom SEQR does not know can buy all the same.",
    NoSessionInfo = "no-session-info" "sequence"
        "getClientSessionInfo is never called; everybody with a TOKEN can buy.",
    SessionAfterInvoice = "session-after-invoice" "sequence"
        "getClientSessionInfo is called only after the invoice.",
    ExpiryBlanksPage = "expiry-blanks-page" "sequence"
        "A customer whose session has expired sees an empty page.",
    RefusalIgnored = "refusal-ignored" "sequence"
        "When SEQR refuses the invoice, the payment starts with the shop's order number.",
    RefusalBlanksPage = "refusal-blanks-page" "sequence"
        "When SEQR refuses the invoice, the customer sees an empty page.",
    InvoiceAfterPayment = "invoice-after-payment" "sequence"
        "After the payment the success page sends another invoice, for the accounts.",
    PollsHard = "polls-hard" "sequence"
        "getPaymentStatus is called every 40 ms.",
    AsksOnlyForPages = "asks-only-for-pages" "sequence"
        "getPaymentStatus is called only when the success page asks; who does not come back is never known to have paid.",
    AnyStatusIsPaid = "any-status-is-paid" "sequence"
        "Whatever status getPaymentStatus answers, the order counts as paid.",
    EndedIsPaid = "ended-is-paid" "sequence"
        "An invoice that waits no more is taken for paid, also when its payment failed.",
    SilenceIsPaid = "silence-is-paid" "sequence"
        "An order about which SEQR cannot be asked counts as paid, because the app opened the success page.",
    NotificationsCrash = "notifications-crash" "sequence"
        "Every notification is answered with status 500.",
    NotificationsRefused = "notifications-refused" "sequence"
        "Every notification is answered with status 403, for want of a form's secret token.",
    RawError = "raw-error" "sequence"
        "When SEQR cannot be reached, the customer is shown what the program says of that.",
    BreaksIgnored = "breaks-ignored" "sequence"
        "When the connection to SEQR breaks, the payment starts with the shop's order number.",
    NotificationBelieved = "notification-believed" "sequence"
        "A notification makes an order paid without a question to SEQR.",
    NotifiedOnce = "notified-once" "sequence"
        "A second notification for an order is answered with status 500.",
    VersionStuck = "version-stuck" "sequence"
        "getPaymentStatus always carries invoiceVersion 0.",
    VersionAhead = "version-ahead" "sequence"
        "getPaymentStatus carries a version that is one more than the latest.",
    NoVersion = "no-version" "sequence"
        "getPaymentStatus carries no invoiceVersion.",
    StatusOfTrigger = "status-of-trigger" "sequence"
        "getPaymentStatus asks for the reference with the R of the trigger before it.",
    KeyRenamed = "key-renamed" "sequence"
        "getClientSessionInfo names the TOKEN token, not key.",
    KeyEmpty = "key-empty" "sequence"
        "getClientSessionInfo carries an empty key.",
    WrongPassword = "wrong-password" "sequence"
        "Every message carries the password of the documentation's example.",
    WrongPrincipal = "wrong-principal" "sequence"
        "The principal has a type that SEQR does not know.",
    WrongNamespace = "wrong-namespace" "sequence"
        "The operations are in a namespace that is not SEQR's.",
    NamespaceInherited = "namespace-inherited" "sequence"
        "The operation's namespace is written as the default one, so that everything inside is in it, too.",
    SoapOfAnotherVersion = "soap-of-another-version" "sequence"
        "Messages are SOAP 1.2 envelopes.",
    TitleUnescaped = "title-unescaped" "sequence"
        "An ampersand in the invoice's title is not escaped.",
    RowsDoNotAddUp = "rows-do-not-add-up" "sequence"
        "A discount of one euro is taken off the row, and not off the total.",
    FeeWithoutRow = "fee-without-row" "sequence"
        "A booking fee is added to the total and has no row.",
    HiddenFee = "hidden-fee" "sequence"
        "A booking fee is part of the row and of the total, and the order page does not tell of it.",
    NoRows = "no-rows" "sequence"
        "The invoice has no rows.",
    NoRowTotal = "no-row-total" "sequence"
        "The invoice's row has no itemTotalAmount.",
    QuantityZero = "quantity-zero" "sequence"
        "The invoice's row has a quantity of 0.",
    FractionalTax = "fractional-tax" "sequence"
        "The tax rate is written as a fraction, 0.10 for 10 per cent.",
    FloatingPoint = "floating-point" "sequence"
        "The unit price comes from floating point, with ten decimals.",
    MixedCurrencies = "mixed-currencies" "sequence"
        "The unit price is in another currency than the total.",
    InvoiceInOtherCurrency = "invoice-in-other-currency" "sequence"
        "The page sells in euro, and the invoice has the same numbers in kronor.",
    SymbolForCurrency = "symbol-for-currency" "sequence"
        "The total's currency is written €.",
    LowerCaseCurrency = "lower-case-currency" "sequence"
        "The total's currency is written in lower case.",
    NoCurrency = "no-currency" "sequence"
        "The total has no currency.",
    NoTotal = "no-total" "sequence"
        "The invoice has no totalAmount.",
    AmountWithSymbol = "amount-with-symbol" "sequence"
        "The total's value is written with the symbol of the currency.",
    LocalDate = "local-date" "sequence"
        "The issueDate is written as people of the country write it.",
    DateWithoutSeconds = "date-without-seconds" "sequence"
        "The issueDate has no seconds.",
    MonthFromZero = "month-from-zero" "sequence"
        "The month of the issueDate is counted from zero.",
    LocalTimeAsUtc = "local-time-as-utc" "sequence"
        "The issueDate is Stockholm's time, and says that it is UTC.",
    MisspeltMode = "misspelt-mode" "sequence"
        "The acknowledgmentMode is written NO_ACKNOWLEDGEMENT.",
    MadeUpPaymentMode = "made-up-payment-mode" "sequence"
        "The paymentMode is a word that SEQR does not know.",
    NoPaymentMode = "no-payment-mode" "sequence"
        "The invoice has no paymentMode.",
    NoIssueDate = "no-issue-date" "sequence"
        "The invoice has no issueDate.",
    NoTitle = "no-title" "sequence"
        "The invoice has no title.",
    NoOrderNumber = "no-order-number" "sequence"
        "The invoice has no clientInvoiceId.",
    NoCashier = "no-cashier" "sequence"
        "The invoice has no cashierId.",
    NoFooter = "no-footer" "sequence"
        "The invoice has no footer.",
    UnfilledTitle = "unfilled-title" "sequence"
        "The invoice's title names a value that the shop does not have, as “undefined”.",
    TitleInCode = "title-in-code" "sequence"
        "The library takes the title for bytes and sends it in base64, with the type that says so.",
    LettersCodedTwice = "letters-coded-twice" "sequence"
        "The letters of the row's description were coded as UTF-8 twice.",
    UnitPriceOfAll = "unit-price-of-all" "sequence"
        "The row's itemUnitPrice is what all tickets cost together.",
    NoQuantity = "no-quantity" "sequence"
        "The invoice's row has no itemQuantity.",
    NoAcknowledgmentMode = "no-acknowledgment-mode" "sequence"
        "The invoice has no acknowledgmentMode, so that the app waits for an acknowledgement.",
    WrongTimeout = "wrong-timeout" "sequence"
        "Every message carries a clientRequestTimeout of 30000.",
    NoChannel = "no-channel" "sequence"
        "No message says through which channel it comes.",
    WrongChannel = "wrong-channel" "sequence"
        "Every message names the channel WEB.",
    LongComment = "long-comment" "sequence"
        "The clientComment is longer than 80 characters.",
    LongClientReference = "long-client-reference" "sequence"
        "The clientReference is longer than 32 characters.",
    NoClientReference = "no-client-reference" "sequence"
        "No message says which system sends it: clientReference is left out.",
    RefundOfNothing = "refund-of-nothing" "sequence"
        "A refund does not name the payment.",
    RefundTooLarge = "refund-too-large" "sequence"
        "A refund gives back a thousand more than was paid.",
    RefundInOtherCurrency = "refund-in-other-currency" "sequence"
        "A refund's total is in another currency than its rows.",
    RefundWithComma = "refund-with-comma" "sequence"
        "A refund's total is written with a decimal comma.",
    NoScheme = "no-scheme" "sequence"
        "The notificationUrl has no scheme.",
    NoClientId = "no-client-id" "sequence"
        "No message says whose it is: clientId is left out.",
    OrderIsBlank = "order-is-blank" "urls"
        "The order page shows nothing.",
    TokenFromQuery = "token-from-query" "urls"
        "The pages look for the TOKEN in the query of their URL, where it is not.",
    TokenRemembered = "token-remembered" "urls"
        "The page keeps the first TOKEN that it gets, and goes on with it when the customer comes back with another one.",
    HashInToken = "hash-in-token" "urls"
        "The TOKEN is sent to SEQR with the # before it.",
    FragmentUnsplit = "fragment-unsplit" "urls"
        "The success page takes all of its fragment for the TOKEN, the reference included.",
    ReferenceNeeded = "reference-needed" "urls"
        "The success page finds no order when its fragment has no invoiceReference.",
    ReferenceAlone = "reference-alone" "urls"
        "The success page finds the order by the invoiceReference in its fragment, whoever's TOKEN stands before it.",
    TokenAsHtml = "token-as-html" "urls"
        "The order page writes the TOKEN into its HTML as it is.",
    ReferenceAsHtml = "reference-as-html" "urls"
        "The success page writes the reference of its fragment into its HTML as it is.",
    EndedAsHtml = "ended-as-html" "urls"
        "The failure and the cancel page write the TOKEN into the page as HTML.",
    SeatInAttribute = "seat-in-attribute" "qr"
        "The seat in the QR code is written into an attribute with its angle brackets escaped, and its quotes not.",
    SeatAsHtml = "seat-as-html" "qr"
        "The order page writes the seat that the QR code names into its HTML as it is.",
    SeatOnInvoice = "seat-on-invoice" "qr"
        "The seat that the QR code asks for is written into the invoice's title as it is, without a look at its characters.",
    QrParametersDropped = "qr-parameters-dropped" "qr"
        "The QR code's parameters are fetched and not used.",
    OddShowBlanksPage = "odd-show-blanks-page" "qr"
        "A QR code that names a show which is not on leads to an empty page.",
    NoInvoice = "no-invoice" "sequence"
        "The payment starts with the shop's order number; sendInvoice is never called.",
    ImpatientInvoice = "impatient-invoice" "sequence"
        "When SEQR is slow, the invoice is sent once more.",
    SecondTap = "second-tap" "sequence"
        "The pay button can be tapped again while SEQR is asked, and every tap makes an invoice.",
    InvoiceOnReload = "invoice-on-reload" "sequence"
        "Loading the order page again orders once more what was ordered before.",
    OrderStuck = "order-stuck" "sequence"
        "Once SEQR took no invoice, the session counts as busy with it for ever.",
    NumbersRepeat = "numbers-repeat" "sequence"
        "Every order has the same number.",
    VersionShared = "version-shared" "sequence"
        "The latest invoiceVersion is kept in one place for all invoices.",
    ChoiceShared = "choice-shared" "sequence"
        "What is chosen is kept in one place: whoever thinks it over pays what another customer chose meanwhile.",
    CartShared = "cart-shared" "sequence"
        "There is one cart for all customers, and nobody empties it.",
    SharedInvoice = "shared-invoice" "sequence"
        "Two customers who choose the same get the same invoice.",
    OthersTickets = "others-tickets" "sequence"
        "The success page shows the tickets that were paid last, whoever paid them.",
    PaidBlanksPage = "paid-blanks-page" "sequence"
        "A customer who has paid and goes back to the order page sees an empty page.",
    IssuesTwice = "issues-twice" "sequence"
        "Tickets are issued when SEQR notifies of a payment, and again when getPaymentStatus answers PAID.",
    IssuesInARace = "issues-in-a-race" "sequence"
        "Whoever asks about an order that is not paid yet issues the tickets, also when two ask at the same time.",
    IssuesOnThePage = "issues-on-the-page" "sequence"
        "Tickets are issued when the success page is opened; who does not come back gets none.",
    ReceiptOnThisPhone = "receipt-on-this-phone" "urls"
        "The success page tells of an order only where the order page has been opened in the same web view.",
    IssuesFirstOnly = "issues-first-only" "sequence"
        "Tickets are issued once for a TOKEN, so that a customer's second order is paid and never issued.",
    GivesUpAsking = "gives-up-asking" "sequence"
        "When one getPaymentStatus is not answered, no other one follows.",
    ForgetsSlowCustomers = "forgets-slow-customers" "live"
        "An order that is not paid within ten seconds is not asked for any more.",
    WaitsForEver = "waits-for-ever" "sequence"
        "The SOAP client has no time limit; one answer that never comes holds up every question.",
    PeriodNotMarked = "period-not-marked" "sequence"
        "Closing the day ends in the shop's own books; markTransactionPeriod is not called.",
    TimeoutInWords = "timeout-in-words" "sequence"
        "The clientRequestTimeout of every message is 30s.",
    RefundTwice = "refund-twice" "sequence"
        "A refund is sent twice.",
    FirstOrderShown = "first-order-shown" "urls"
        "The success page shows the first order of the TOKEN, also after a second one was paid.",
    FirstOrderWithoutReference = "first-order-without-reference" "urls"
        "Opened with nothing but the TOKEN, the success page shows its first order, also after a second one was paid.",
    ReceiptOfLatest = "receipt-of-latest" "sequence"
        "The receipt of whoever has paid is filled in from the latest order, whoever placed it.",
    RefundOldest = "refund-oldest" "sequence"
        "Whichever payment is named, the first one is paid back.",
    RefundLatest = "refund-latest" "sequence"
        "Whichever payment is named, the latest one is paid back.",
    RefundNext = "refund-next" "sequence"
        "Whichever payment is named, the latest one that was not paid back yet is.",
    LeavingClosesLatest = "leaving-closes-latest" "sequence"
        "The failure and the cancel page give up the shop's latest order, whose customer is another one.",
    WithdrawLatest = "withdraw-latest" "sequence"
        "Whichever order is named, the latest one is withdrawn.",
    UpdateLatest = "update-latest" "sequence"
        "Whichever order is named, the invoice of the latest one is changed.",
    ReceiptAsBytes = "receipt-as-bytes" "sequence"
        "The document of a receipt is bytes as a program writes them down, within `b'` and `'`.",
    ReceiptWrittenOfLatest = "receipt-written-of-latest" "sequence"
        "Whichever order is named, the document of its receipt tells of the latest payment.",
    ReceiptFiledLatest = "receipt-filed-latest" "sequence"
        "Whichever order is named, the document of its receipt goes to the latest payment.",
    NeverCommits = "never-commits" "sequence"
        "What a customer has reserved is never taken.",
    CommitOfOrderNumber = "commit-of-order-number" "sequence"
        "commitReservation names the shop's order, not SEQR's invoice.",
    UpdateOfOrderNumber = "update-of-order-number" "sequence"
        "updateInvoice names the shop's order, not SEQR's invoice.",
    UpdateWithoutReference = "update-without-reference" "sequence"
        "updateInvoice does not say which invoice it changes.",
    UpdateWithFee = "update-with-fee" "sequence"
        "updateInvoice adds a fee to the total and has no row for it.",
    CancelOfOrderNumber = "cancel-of-order-number" "sequence"
        "cancelInvoice names the shop's order, not SEQR's invoice.",
    ReceiptAsText = "receipt-as-text" "sequence"
        "The document of a receipt is sent as it is, not in base64.",
    ReceiptCodedTwice = "receipt-coded-twice" "sequence"
        "The document of a receipt is coded in base64 twice.",
    ReceiptWithoutType = "receipt-without-type" "sequence"
        "The document of a receipt has no receiptType.",
    ReceiptForNothing = "receipt-for-nothing" "sequence"
        "submitPaymentReceipt does not name the payment.",
    ReportNotRetried = "report-not-retried" "sequence"
        "A report that is not ready is not asked for again.",
    ReportAskedHard = "report-asked-hard" "sequence"
        "A report that is not ready is asked for every 50 ms.",
    ReportOfNothing = "report-of-nothing" "sequence"
        "executeReport does not name the report.",
    CommaAmounts = "comma-amounts" "sequence"
        "The unit price is written with a decimal comma.",
}

impl fmt::Display for Defect {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name is none of the shop's defects.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is no defect of the reference merchant")]
pub struct UnknownDefect(String);

impl FromStr for Defect {
    type Err = UnknownDefect;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|defect| defect.name() == name).ok_or_else(|| UnknownDefect(name.to_owned()))
    }
}
