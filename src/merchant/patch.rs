//! Defects of pages, scripts and styles: what stands in the conformant file, and what a careless developer writes.

use super::Defect;

/// What the success page says to whoever has paid.
const CONFIRMED: &str = "Your payment is confirmed. Show this ticket at the door.";

/// (defect, what is right, what is wrong). The right text stands in at least one file of the shop.
const PATCHES: &[(Defect, &str, &str)] = &[
    (Defect::NoBack, r#"<button type="button" id="back" class="quiet">← Back</button>"#, ""),
    (Defect::BackLosesSession, "history.back();", "location.href = '/order';"),
    (
        Defect::TriggerInFrame,
        TO_APP,
        "  const frame = document.createElement('iframe');\n  frame.hidden = true;\n  frame.src = order.trigger;\n  \
         document.body.append(frame);\n",
    ),
    (Defect::TriggerInWindow, TO_APP, "  window.open(order.trigger);\n"),
    (Defect::TriggerByFetch, TO_APP, "  await fetch(order.trigger).catch((error) => console.info(error));\n"),
    (
        Defect::CancelInWindow,
        r#"href="SEQR-ACTION://WIZARD/CANCEL""#,
        r#"target="_blank" href="SEQR-ACTION://WIZARD/CANCEL""#,
    ),
    (
        Defect::DenialUntold,
        "visit.problem) return trouble(explain(visit.problem), visit.problem !== 'session-unknown');",
        "visit.problem) return;",
    ),
    (Defect::Overflow, ".ribbon {", ".ribbon {\n  width: 420px;"),
    (
        Defect::OverflowBetween,
        "@media (prefers-reduced-motion: reduce) {",
        "@media (min-width: 361px) and (max-width: 414px) {\n  .ribbon { width: 420px; }\n}\n\n\
         @media (prefers-reduced-motion: reduce) {",
    ),
    (
        Defect::TextBetween,
        "@media (prefers-reduced-motion: reduce) {",
        "@media (min-width: 601px) and (max-width: 639px) {\n  .price { margin-top: -32px; }\n}\n\n\
         @media (prefers-reduced-motion: reduce) {",
    ),
    (Defect::SmallTaps, "--tap: 48px;", "--tap: 24px;"),
    (Defect::NoViewport, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#, ""),
    (
        Defect::TinyPrint,
        ".line { margin: 2px 0 6px; color: var(--soft); font-size: 15px;",
        ".line { margin: 2px 0 6px; color: var(--soft); font-size: 9px;",
    ),
    (
        Defect::TinyPrint,
        "color: var(--soft); font-size: 16px; font-weight: 550; }",
        "color: var(--soft); font-size: 9px; font-weight: 550; }",
    ),
    (Defect::NoZoom, "initial-scale=1\">", "initial-scale=1, maximum-scale=1, user-scalable=no\">"),
    (
        Defect::PriceInDots,
        ".sum dd {",
        "@media (max-width: 359px) {\n  .sum dd { max-width: 48px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }\n}\n\n\
         .sum dd {",
    ),
    (Defect::DarkOnDark, "--ink: #f7ece0;", "--ink: #221a17;"),
    (Defect::CutText, ".line { margin: 2px 0 6px;", ".line { height: 9px; overflow: hidden; margin: 2px 0 6px;"),
    (Defect::CutText, ".name { font:", ".name { height: 9px; overflow: hidden; font:"),
    (Defect::TextOnText, ".centre h1 { margin-bottom: 8px; }", ".centre h1 { margin-bottom: -24px; }"),
    (Defect::TextOnText, ".price { margin-top: auto;", ".price { margin-top: -32px;"),
    (Defect::LowResImages, ".png\"", "-small.png\""),
    (
        Defect::LowResImages,
        NAME,
        r#"<img src="/assets/poster-7-small.png" width="84" height="126" alt=""><span class="name">Grand Cinema</span>"#,
    ),
    (Defect::ExitOffScreen, "overflow-wrap: break-word;", "overflow-wrap: break-word;\n  overflow-x: hidden;"),
    (Defect::ExitOffScreen, WIDE, ".wide { position: absolute; left: 1000px; }"),
    (
        Defect::MessageOnButton,
        ".message { margin: 16px 4px 0;",
        ".message { position: relative; top: -60px; height: 60px; margin: 16px 4px 0;",
    ),
    (Defect::ButtonsCut, WIDE, "section { overflow: hidden; }\n.wide { margin: 14px 0 -14px; }"),
    (Defect::ButtonsOverlap, WIDE, ".wide { margin-top: -16px; }"),
    (Defect::ButtonsOverlap, RETURN, RETURN_AND_MORE),
    (Defect::CrowdedTaps, "--tap: 48px;", "--tap: 30px;"),
    (Defect::CrowdedTaps, WIDE, ".wide { margin-top: 2px; }"),
    (Defect::CrowdedTaps, RETURN, RETURN_AND_MORE),
    (
        Defect::PictureMissing,
        "background: linear-gradient(90deg, #7d1019, #b51f2a 55%, #8f141e);",
        "background: #b51f2a url(/assets/ribbon.png);",
    ),
    (
        Defect::PictureStretched,
        NAME,
        r#"<img src="/assets/poster-7.png" width="40" height="30" alt=""><span class="name">Grand Cinema</span>"#,
    ),
    (Defect::NoLanguage, r#"<html lang="en">"#, "<html>"),
    (
        Defect::BackOnTabletsOnly,
        "button:disabled {",
        "@media (max-width: 400px) { #back { display: none; } }\nbutton:disabled {",
    ),
    (
        Defect::ReceiptOnThisPhone,
        "const token = session().token;\n",
        "const token = session().token;\nlocalStorage.setItem('visit', token);\n",
    ),
    (
        Defect::ReceiptOnThisPhone,
        "const visit = session();",
        "const visit = localStorage.getItem('visit') ? session() : { token: null };",
    ),
    (Defect::NoCancelTrigger, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="/cancel""#),
    (Defect::WrongCancelLink, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="SEQR-ACTION://CANCEL""#),
    (
        Defect::ScriptError,
        "const token = session",
        "setTimeout(() => { document.querySelector('#newsletter').hidden = true; });\nconst token = session",
    ),
    (Defect::WrongCharset, NAME, r#"<span class="name">Grand Cinéma</span>"#),
    (
        Defect::RawError,
        "We cannot reach SEQR at the moment. Nothing was charged. Please try again in a minute.",
        "Error: connect ECONNREFUSED 10.0.4.17:443 at TCPConnectWrap.afterConnect (node:net:1555:16)",
    ),
    (Defect::StyleMissing, "/assets/shop.css", "/assets/styles.css"),
    (Defect::NoisyConsole, "open();\n", "open();\nconsole.error('debug: order page opened');\n"),
    (
        Defect::PaysOnOpening,
        "choose({ show: shows[0].value });\n",
        "location.href = 'SEQR://SEQR.SE/R0';\nchoose({ show: shows[0].value });\n",
    ),
    (Defect::CancelLinkLowerCase, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="SEQR-ACTION://wizard/cancel""#),
    (Defect::CancelLinkIsPayment, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="SEQR://SEQR.SE/CANCEL""#),
    (Defect::SecondTap, "  busy(true);\n  say('Preparing your invoice…');", "  say('Preparing your invoice…');"),
    (Defect::BackDoesNothing, "  history.back();\n", ""),
    (Defect::BackEndsBusy, "  history.back();\n", "  history.back();\n  setTimeout(() => busy(true), 100);\n"),
    (
        Defect::RefusalBlanksPage,
        "if (order.problem) return say(",
        "if (order.problem) return document.body.replaceChildren(); say(",
    ),
    (
        Defect::RefusalUntold,
        "if (order.problem) return say(explain(order.problem).join('. '));",
        "if (order.problem) return say('');",
    ),
    (
        Defect::ExpiryBlanksPage,
        "if (visit.problem) return trouble(",
        "if (visit.problem) return document.body.replaceChildren(); trouble(",
    ),
    (
        Defect::TokenRemembered,
        "  const [token, reference] = location.hash.slice(1).split('_', 2);\n",
        "  const [given, reference] = location.hash.slice(1).split('_', 2);\n  const token = (localStorage.token ||= given);\n",
    ),
    (Defect::TokenFromQuery, "location.hash.slice(1).split('_', 2)", "location.search.slice(1).split('_', 2)"),
    (
        Defect::FragmentUnsplit,
        "  const [token, reference] = location.hash.slice(1).split('_', 2);",
        "  const token = location.hash.slice(1), reference = null;",
    ),
    (
        Defect::TokenAsHtml,
        "  render(history.state);\n  busy(true);",
        "  el('message').innerHTML = `Your visit: ${decodeURIComponent(token)}`;\n  show('choose');\n  busy(true);",
    ),
    (
        Defect::ReferenceAsHtml,
        "const visit = session();",
        "const visit = session();\n\
         el('message').innerHTML = `Your reference: ${decodeURIComponent(location.hash.split('_')[1] ?? '')}`;",
    ),
    (
        Defect::EndedAsHtml,
        "const { token } = session();",
        "const { token } = session();\nel('message').innerHTML = `Your visit: ${decodeURIComponent(token ?? '')}`;",
    ),
    (
        Defect::SeatInAttribute,
        "if (!history.state) choose(visit);",
        "if (!history.state) choose(visit);\n  const seat = String(visit.seat).replaceAll('<', '&lt;').replaceAll('>', '&gt;');\n  \
         el('message').innerHTML = `<span title='Your seat: ${seat}'>Welcome</span>`;",
    ),
    (
        Defect::SeatAsHtml,
        "if (!history.state) choose(visit);",
        "if (!history.state) choose(visit);\n  if (visit.seat) el('message').innerHTML = `A seat for you: ${visit.seat}`;",
    ),
    (
        Defect::OddShowBlanksPage,
        "if (!history.state) choose(visit);",
        "if (!visit.show) document.body.replaceChildren();\n  if (!history.state) choose(visit);",
    ),
    (
        Defect::PaidBlanksPage,
        "el('paid').hidden = !visit.paid;",
        "if (visit.paid) return document.body.replaceChildren();\n  el('paid').hidden = !visit.paid;",
    ),
    (
        Defect::OrderIsBlank,
        "<script type=\"module\" src=\"/assets/order.js\"></script>\n</head>\n<body>",
        "<script type=\"module\" src=\"/assets/order.js\"></script>\n</head>\n<body hidden>",
    ),
    (
        Defect::FailureIsBlank,
        "payment failed</title>\n<script type=\"module\" src=\"/assets/ended.js\"></script>\n</head>\n<body>",
        "payment failed</title>\n<script type=\"module\" src=\"/assets/ended.js\"></script>\n</head>\n<body hidden>",
    ),
    (
        Defect::CancelIsBlank,
        "payment cancelled</title>\n<script type=\"module\" src=\"/assets/ended.js\"></script>\n</head>\n<body>",
        "payment cancelled</title>\n<script type=\"module\" src=\"/assets/ended.js\"></script>\n</head>\n<body hidden>",
    ),
    (
        Defect::EndsInThanks,
        "Show this ticket at the door.</p>\n  </div>\n  <div",
        "Show this ticket at the door.</p>\n  </div>\n  <div hidden",
    ),
    (Defect::EndsInThanks, "The payment did not go through", "Enjoy the film!"),
    (Defect::EndsInThanks, "You cancelled the payment", "Enjoy the film!"),
    (Defect::EndsInThanks, "Your tickets are not booked. You can try again, or come back later.", CONFIRMED),
    (Defect::EndsInThanks, "Your tickets are not booked. Changed your mind? They may still be there.", CONFIRMED),
    (Defect::EndsInThanks, "<a id=\"shop\" class=\"primary\"", "<a id=\"shop\" hidden"),
    (Defect::EndsInThanks, "    say('The order has been released. Nothing was charged.');\n", ""),
    (
        Defect::ThanksUndefined,
        "async function check() {",
        "function thanks(order) {\n  \
           for (const other of document.querySelectorAll('.stub, dl > div:not(.reference)')) other.remove();\n  \
           fill({ 'receipt-reference': `${order?.reference}` });\n  \
           show('receipt');\n}\n\n\
         async function check() {",
    ),
    (
        Defect::ThanksUndefined,
        "    if (order.state === 'paid') return receipt(order.receipt);\n    if (outcomes[order.state])",
        "    thanks(order.receipt);\n    if (order.state === 'paid' || outcomes[order.state]) return;\n    if (outcomes[order.state])",
    ),
    (
        Defect::SuccessIsBlank,
        "<script type=\"module\" src=\"/assets/success.js\"></script>\n</head>\n<body>",
        "<script type=\"module\" src=\"/assets/success.js\"></script>\n</head>\n<body hidden>",
    ),
];

/// Where the order page hands over to the app.
const TO_APP: &str = "  location.href = order.trigger;\n";

/// Parts of all four pages.
const NAME: &str = r#"<span class="name">Grand Cinema</span>"#;
const WIDE: &str = ".wide { margin-top: 14px; }";
const RETURN: &str = ">Return to SEQR</a>";
const RETURN_AND_MORE: &str = ">Return to SEQR</a>\n  <a class=\"quiet wide\" href=\"/order\">More films</a>";

/// The file as it is served by a shop with this defect.
pub fn apply(text: String, defect: Option<Defect>) -> String {
    let wanted = PATCHES.iter().filter(|(of, ..)| Some(*of) == defect);
    wanted.fold(text, |text, (_, right, wrong)| text.replace(right, wrong))
}
