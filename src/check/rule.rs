//! Which rule answers for which `Expect`.

use crate::spec::ACKNOWLEDGE_WITHIN_SECONDS;
use crate::suite::Expect;
use crate::verdict::Judgement;

use super::journey::Journey;
use super::{
    acknowledgement, back_office, bounds, call, changed_choice, choice, clean, customers, ends, failure, field,
    fulfilment, handover, impatience, injection, issue_date, legible, message, navigation, notification, own_choice,
    own_order, page, payable, price, qr, receipt, screen, sequence, success, trigger, version, withdrawal,
};

/// Asks the rule.
pub(super) fn judge(expect: &Expect, journey: &Journey<'_>) -> Judgement {
    match expect {
        Expect::PageAnswers(page) => page::answers(journey, *page),
        Expect::PageIsClean(page) => clean::is_clean(journey, *page),
        Expect::PageSpeaks(page) => page::speaks(journey, *page),
        Expect::PageIsLegible(page) => legible::is_legible(journey, *page),
        Expect::SuccessOnlyWhenPaid(_) => success::only_when_paid(journey),
        Expect::NothingInjected(page) => injection::nothing(journey, *page),
        Expect::FulfilledOnce(_) => fulfilment::once(journey),
        Expect::FragmentFormsAlike(_) => success::forms_alike(journey),
        Expect::ToldAnywhere(_) => success::told_anywhere(journey),
        Expect::FailureTold(_) => failure::told(journey),
        Expect::EndsToldApart(_) => ends::told_apart(journey),
        Expect::RefusalTold(_) => failure::refusal_told(journey),
        Expect::DenialTold(_) => failure::denial_told(journey),
        Expect::OwnInvoices(_) => customers::own_invoices(journey),
        Expect::OwnSessions(_) => customers::own_sessions(journey),
        Expect::OwnChoice(_) => own_choice::charged(journey),
        Expect::ChangedChoice(_) => changed_choice::followed(journey),
        Expect::CancelsOwn(_) => withdrawal::own(journey),
        Expect::IssueDateRight(_) => issue_date::right(journey),
        Expect::OwnNumbers(_) => customers::own_numbers(journey),
        Expect::NamesOrder(operation) => back_office::names_order(journey, *operation),
        Expect::OwnOrderShown(_) => own_order::shown(journey),
        Expect::SecondTapHarmless(_) => impatience::second_tap_harmless(journey),
        Expect::PriceShown(_) => price::shown(journey),
        Expect::ReceiptShowsReference(_) => receipt::shows_reference(journey),
        Expect::PayTrigger(_) => trigger::pay(journey),
        Expect::CancelTrigger(_) => trigger::cancel(journey),
        Expect::NoPayTrigger(_) => trigger::no_pay(journey),
        Expect::TriggerInSameWindow(_) => handover::in_same_window(journey),
        Expect::PayableTrigger(_) => payable::payable(journey),
        Expect::FitsWidth(page) => screen::fits_width(journey, *page),
        Expect::ControlsReachable(page) => screen::controls_reachable(journey, *page),
        Expect::NoSidewaysScroll(page) => screen::no_sideways_scroll(journey, *page),
        Expect::ControlsUncovered(page) => screen::controls_uncovered(journey, *page),
        Expect::ControlsWhole(page) => screen::controls_whole(journey, *page),
        Expect::ControlsApart(page) => screen::controls_apart(journey, *page),
        Expect::TapTargets(targets) => screen::tap_targets(journey, *targets),
        Expect::TapSpacing(targets) => screen::tap_spacing(journey, *targets),
        Expect::ViewportMeta(page) => screen::viewport_meta(journey, *page),
        Expect::ImagesLoad(page) => screen::images_load(journey, *page),
        Expect::ImagesProportions(page) => screen::images_proportions(journey, *page),
        Expect::RetinaImages(page) => screen::retina_images(journey, *page),
        Expect::TextsWhole(page) => screen::texts_whole(journey, *page),
        Expect::TextsApart(page) => screen::texts_apart(journey, *page),
        Expect::TextSize(size) => screen::text_size(journey, *size),
        Expect::EveryWidth(page) => screen::every_width(journey, *page),
        Expect::ZoomAllowed(page) => screen::zoom_allowed(journey, *page),
        Expect::Accessible(page) => screen::accessible(journey, *page),
        Expect::ReadableInTheDark(page) => screen::readable_in_the_dark(journey, *page),
        Expect::BackVisible(_) => screen::back_visible(journey),
        Expect::ReceiptVisible(_) => screen::receipt_visible(journey),
        Expect::PriceVisible(_) => screen::price_visible(journey),
        Expect::WayBack(_) => navigation::way_back(journey),
        Expect::QrText(_) => qr::text(journey),
        Expect::QrParametersFetched(_) => qr::parameters_fetched(journey),
        Expect::QrEffectShown(_) => qr::effect_shown(journey),
        Expect::Calls(count) => call::number(journey, *count),
        Expect::Sequence(moments) => sequence::in_order(journey, moments),
        Expect::Never(never) => bounds::never(journey, never),
        Expect::AtMost(at_most) => bounds::at_most(journey, at_most),
        Expect::NotBeforeChoice(operation) => choice::not_before(journey, *operation),
        Expect::Acknowledged(_) => acknowledgement::in_time(journey),
        Expect::VersionFollowed(_) => version::followed(journey),
        Expect::MessagesUnderstood(_) => message::understood(journey),
        Expect::NotificationsTaken(_) => notification::taken(journey),
        Expect::Fields(rule) => field::judge(journey, *rule),
    }
}

/// What the rule looks for, in a few words.
#[must_use]
pub fn expectation(expect: &Expect) -> String {
    match expect {
        Expect::PageAnswers(page) => format!("GET of the {page} page answers 200–299 with an HTML document that loads"),
        Expect::PageIsClean(page) => format!("no console errors and no failed requests on the {page} page"),
        Expect::PageSpeaks(page) => format!("visible text on the {page} page"),
        Expect::PageIsLegible(page) => legible::expected(*page),
        Expect::SuccessOnlyWhenPaid(_) => "another text on the success page when SEQR does not report PAID".to_owned(),
        Expect::NothingInjected(page) => format!("no element and no script of a stranger's on the {page} page"),
        Expect::FulfilledOnce(_) => "one fulfilment of a paid order, none of another".to_owned(),
        Expect::FragmentFormsAlike(_) => success::FORMS_ALIKE.to_owned(),
        Expect::ToldAnywhere(_) => success::TOLD_ANYWHERE.to_owned(),
        Expect::FailureTold(_) => "another text on the failure page than on the order page before".to_owned(),
        Expect::EndsToldApart(_) => ends::EXPECTED.to_owned(),
        Expect::RefusalTold(_) => failure::REFUSAL_TOLD.to_owned(),
        Expect::DenialTold(_) => failure::DENIAL_TOLD.to_owned(),
        Expect::OwnSessions(_) => customers::OWN_SESSIONS.to_owned(),
        Expect::OwnChoice(_) => own_choice::EXPECTED.to_owned(),
        Expect::CancelsOwn(_) => withdrawal::EXPECTED.to_owned(),
        Expect::ChangedChoice(_) => changed_choice::EXPECTED.to_owned(),
        Expect::IssueDateRight(_) => issue_date::EXPECTED.to_owned(),
        Expect::OwnNumbers(_) => customers::OWN_NUMBERS.to_owned(),
        Expect::NamesOrder(operation) => back_office::expected(*operation),
        Expect::OwnOrderShown(_) => own_order::EXPECTED.to_owned(),
        Expect::OwnInvoices(_) => "an invoice of each customer's own".to_owned(),
        Expect::SecondTapHarmless(_) => impatience::EXPECTED.to_owned(),
        Expect::PriceShown(_) => price::EXPECTED.to_owned(),
        Expect::ReceiptShowsReference(_) => "the order's reference in the receipt or on the success page".to_owned(),
        Expect::PayTrigger(_) => "SEQR://SEQR.SE/R and the invoiceReference that SEQR answered, fired once".to_owned(),
        Expect::CancelTrigger(_) => "SEQR-ACTION://WIZARD/CANCEL".to_owned(),
        Expect::NoPayTrigger(_) => "no payment trigger".to_owned(),
        Expect::TriggerInSameWindow(_) => handover::SAME_WINDOW.to_owned(),
        Expect::PayableTrigger(_) => payable::EXPECTED.to_owned(),
        Expect::FitsWidth(page) => format!("nothing on the {page} page is wider than the screen"),
        Expect::NoSidewaysScroll(page) => format!("the {page} page does not scroll sideways"),
        Expect::ControlsReachable(page) => format!("every control of the {page} page can be reached"),
        Expect::ControlsUncovered(page) => {
            format!("nothing lies on the controls of the {page} page, and they can be seen")
        }
        Expect::ControlsWhole(page) => format!("no control of the {page} page is cut"),
        Expect::ControlsApart(page) => format!("no control of the {page} page lies on another"),
        Expect::TapTargets(targets) => {
            format!("controls of the {} page are at least {min} × {min} px", targets.page, min = targets.min)
        }
        Expect::TapSpacing(targets) => {
            format!("a finger of {} px meets one control of the {} page at a time", targets.min, targets.page)
        }
        Expect::ViewportMeta(page) => format!("`<meta name=\"viewport\">` with width=device-width on the {page} page"),
        Expect::ImagesLoad(page) => format!("every image of the {page} page loads"),
        Expect::ImagesProportions(page) => format!("images of the {page} page are shown in their own proportions"),
        Expect::RetinaImages(page) => {
            format!("images of the {page} page have twice the pixels of their displayed size")
        }
        Expect::TextsWhole(page) => format!("no text of the {page} page is cut"),
        Expect::TextsApart(page) => format!("no text of the {page} page lies on another"),
        Expect::TextSize(size) => format!("texts of the {} page have at least {} px", size.page, size.min),
        Expect::EveryWidth(page) => screen::every_width_expected(*page),
        Expect::ZoomAllowed(page) => format!("the {page} page lets people zoom to twice its size"),
        Expect::Accessible(page) => format!("axe-core finds no violation of WCAG 2.2 A and AA on the {page} page"),
        Expect::ReadableInTheDark(page) => screen::readable_in_the_dark_expected(*page),
        Expect::BackVisible(_) => "the way back visible in every view after the first, on every screen".to_owned(),
        Expect::ReceiptVisible(_) => "the order's reference in SEQR's receipt, or visible on every screen".to_owned(),
        Expect::PriceVisible(_) => {
            "the invoice's totalAmount to be read before the payment, on a narrow screen too".to_owned()
        }
        Expect::WayBack(_) => "a way back in every view after the first, leading to the first".to_owned(),
        Expect::QrText(_) => "HTTP://SEQR.SE/000/ and the service id, readable from a QR code".to_owned(),
        Expect::QrParametersFetched(_) => "getClientSessionInfo answers every parameter of the QR code".to_owned(),
        Expect::QrEffectShown(_) => "what the QR code asks for, visible before the payment".to_owned(),
        Expect::Calls(count) => call::expected(*count),
        Expect::Sequence(moments) => sequence::expected(moments),
        Expect::Never(never) => bounds::expected_never(never),
        Expect::AtMost(at_most) => bounds::expected_at_most(at_most),
        Expect::NotBeforeChoice(operation) => format!("no {operation} before the customer's last step"),
        Expect::Acknowledged(_) => {
            format!("getPaymentStatus is answered PAID within {ACKNOWLEDGE_WITHIN_SECONDS} s of the payment")
        }
        Expect::VersionFollowed(_) => "invoiceVersion 0 first, then the latest version that SEQR answered".to_owned(),
        Expect::MessagesUnderstood(_) => "messages that SEQR can read, with accepted credentials".to_owned(),
        Expect::NotificationsTaken(_) => notification::EXPECTED.to_owned(),
        Expect::Fields(rule) => field::expected(*rule).to_owned(),
    }
}
