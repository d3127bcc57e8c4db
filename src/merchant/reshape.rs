//! Variants of pages, scripts and styles: what stands in the plain file, and what stands in its place.

use super::Variant;

/// (variant, plain, other). The plain text stands in at least one file of the shop.
const SHAPES: &[(Variant, &str, &str)] = &[
    (Variant::Link, "  location.href = order.trigger;\n", ""),
    (Variant::TokenOnly, "const visit = session();", "const visit = { token: session().token };"),
    (
        Variant::CancelsOnLeaving,
        "el('retry').addEventListener('click', open);\n",
        "el('retry').addEventListener('click', open);\n\
         el('leave').addEventListener('click', async (event) => {\n  event.preventDefault();\n  \
         if (token) await ask('/api/give-up', { token });\n  location.href = 'SEQR-ACTION://WIZARD/CANCEL';\n});\n",
    ),
    // One view: it tells the seats, the button that continued pays, and the view for reviewing is gone.
    (Variant::SingleView, r#"<dd id="review-seats"></dd>"#, "<dd></dd>"),
    (
        Variant::SingleView,
        "<span>Total</span> <strong",
        r#"<span>Total · <span id="review-seats"></span></span> <strong"#,
    ),
    (Variant::SingleView, PAY, ""),
    (Variant::SingleView, r#"<button type="button" id="continue" class="primary" disabled>Continue</button>"#, PAY),
    (Variant::SingleView, r#"<button type="button" id="back" class="quiet">← Back</button>"#, ""),
    (Variant::SingleView, "el('continue').addEventListener", "el('continue')?.addEventListener"),
    // Controls that are only told to be such.
    (Variant::OtherMarkup, r#"<button type="button""#, r#"<div role="button" tabindex="0""#),
    (Variant::OtherMarkup, "</button>", "</div>"),
    (Variant::OtherMarkup, "button, .primary, .quiet {", "[role=button], .primary, .quiet {"),
    (
        Variant::OtherMarkup,
        "button:disabled {",
        "[role=button] { display: flex; align-items: center; justify-content: center; }\n#back { width: fit-content; }\n\
         [aria-disabled=true] {",
    ),
    (Variant::OtherMarkup, ".stepper button {", ".stepper [role=button] {"),
    (
        Variant::OtherMarkup,
        "// The order page:",
        "// What is no button has to be told to behave like one.\n\
         for (const control of document.querySelectorAll('[role=button]')) {\n  \
         Object.defineProperty(control, 'disabled', { set: (is) => control.setAttribute('aria-disabled', is) });\n  \
         control.addEventListener('click', (event) => {\n    \
         if (control.ariaDisabled === 'true') event.stopImmediatePropagation();\n  });\n  \
         control.addEventListener('keydown', (event) => event.key === 'Enter' && control.click());\n}\n\n\
         // The order page:",
    ),
    (
        Variant::ConsentOnce,
        r#"  <h1 id="choose-title">"#,
        r#"  <div id="consent" class="notice" hidden>
    <p>We remember on this phone that you have read this.</p>
    <button type="button" id="consent-ok" class="quiet">I have read it</button>
  </div>
  <h1 id="choose-title">"#,
    ),
    (
        Variant::ConsentOnce,
        "const token = session().token;\n",
        "const token = session().token;\n\nel('consent').hidden = Boolean(localStorage.getItem('consent'));\n\
         el('consent-ok').addEventListener('click', () => {\n  localStorage.setItem('consent', 'given');\n  \
         el('consent').hidden = true;\n});\n",
    ),
    // Yen have no decimals.
    (Variant::Yen, "`€ ${(cents / 100).toFixed(2)}`", "`¥ ${cents}`"),
    (Variant::Yen, "€ 11.50", "¥ 1150"),
    (Variant::Yen, "€ 12.50", "¥ 1250"),
    (Variant::Yen, "€ 13.00", "¥ 1300"),
];

/// The button and the link that pay.
const PAY: &str = r#"<button type="button" id="pay" class="primary" disabled>Pay with SEQR</button>
  <a id="again" class="primary" href="/order" hidden>Open SEQR again</a>"#;

/// What the pages say in English and in Arabic.
const ARABIC: &[(&str, &str)] = &[
    (r#"<html lang="en">"#, r#"<html lang="ar" dir="rtl">"#),
    (">Grand Cinema<", ">سينما جراند<"),
    ("tickets for tonight", "تذاكر الليلة"),
    ("payment cancelled", "أُلغي الدفع"),
    ("payment failed", "فشل الدفع"),
    ("your order", "طلبك"),
    ("Tonight on the big screen", "الليلة على الشاشة الكبيرة"),
    ("You have already bought tickets.", "لقد اشتريت تذاكر بالفعل."),
    ("Show my receipt", "عرض الإيصال"),
    ("Choose your film", "اختر فيلمك"),
    ("Night Train North", "قطار الليل إلى الشمال"),
    ("A sleeper, a snowstorm, one ticket too many.", "عربة نوم وعاصفة ثلجية وتذكرة زائدة."),
    ("Paper Moons", "أقمار من ورق"),
    ("Two stargazers fold their way home.", "راصدان للنجوم يعودان إلى البيت."),
    ("Tidal Light", "ضوء المد"),
    ("The last keeper of a drowning lighthouse.", "آخر حارس لمنارة تغرق."),
    (">Tickets<", ">التذاكر<"),
    ("One ticket fewer", "تذكرة أقل"),
    ("One ticket more", "تذكرة أكثر"),
    ("Sit near", "المقعد قرب"),
    ("Best available", "أفضل المتاح"),
    (">Total<", ">المجموع<"),
    (">Continue<", ">متابعة<"),
    ("Leave and return to SEQR", "الخروج والعودة إلى SEQR"),
    ("Return to SEQR", "العودة إلى SEQR"),
    ("← Back", "رجوع →"),
    ("Review and pay", "راجع وادفع"),
    ("Tonight ", "الليلة "),
    (">Where<", ">المكان<"),
    (">Seats<", ">المقاعد<"),
    (">Paid<", ">المدفوع<"),
    ("Pay with SEQR", "ادفع عبر SEQR"),
    ("Open SEQR again", "افتح SEQR مرة أخرى"),
    (
        "You confirm the payment in the SEQR app. Nothing is charged before that.",
        "تؤكد الدفع في تطبيق SEQR. لا يُخصم شيء قبل ذلك.",
    ),
    ("Preparing your invoice…", "نجهز فاتورتك…"),
    ("Now confirm the payment in the SEQR app.", "أكد الدفع الآن في تطبيق SEQR."),
    ("One moment", "لحظة"),
    ("We are waiting for SEQR to confirm your order…", "ننتظر أن يؤكد SEQR طلبك…"),
    ("Enjoy the film!", "استمتع بالفيلم!"),
    ("Your payment is confirmed. Show this ticket at the door.", "تم تأكيد الدفع. أظهر هذه التذكرة عند الباب."),
    ("Order reference", "رقم الطلب"),
    ("You cancelled the payment", "لقد ألغيت الدفع"),
    ("Your tickets are not booked. Changed your mind? They may still be there.", "لم تُحجز تذاكرك. ربما لا تزال متاحة."),
    ("The payment did not go through", "لم تتم عملية الدفع"),
    (
        "Your tickets are not booked. You can try again, or come back later.",
        "لم تُحجز تذاكرك. يمكنك المحاولة مرة أخرى أو العودة لاحقًا.",
    ),
    ("Back to the films", "العودة إلى الأفلام"),
    ("The order has been released. Nothing was charged.", "أُلغي الطلب ولم يُخصم شيء."),
    ("Your visit has expired", "انتهت زيارتك"),
    (
        "SEQR does not know this visit any more. Please scan the code again with the SEQR app.",
        "لم يعد SEQR يعرف هذه الزيارة. امسح الرمز مرة أخرى بتطبيق SEQR.",
    ),
    ("SEQR is not available", "خدمة SEQR غير متاحة"),
    (
        "We cannot reach SEQR at the moment. Nothing was charged. Please try again in a minute.",
        "لا يمكننا الوصول إلى SEQR الآن. لم يُخصم شيء. حاول مرة أخرى بعد دقيقة.",
    ),
    ("Open the shop with SEQR", "افتح المتجر عبر SEQR"),
    ("No order found", "لا يوجد طلب"),
    ("This order was cancelled", "أُلغي هذا الطلب"),
    ("Not confirmed yet", "لم يتأكد بعد"),
];

/// The file as it is served by a shop of this variant.
pub fn apply(text: String, variant: Option<Variant>) -> String {
    let swap = |text: String, (plain, other): (&str, &str)| text.replace(plain, other);
    let shapes = SHAPES.iter().filter(|(of, ..)| Some(*of) == variant).map(|(_, plain, other)| (*plain, *other));
    let text = shapes.fold(text, swap);
    if variant == Some(Variant::Arabic) { ARABIC.iter().copied().fold(text, swap) } else { text }
}
