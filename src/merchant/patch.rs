//! Defects of pages, scripts and styles: what stands in the conformant file, and what a careless developer writes.

use super::Defect;

/// (defect, what is right, what is wrong). The right text stands in at least one file of the shop.
const PATCHES: &[(Defect, &str, &str)] = &[
    (Defect::NoBack, r#"<button type="button" id="back" class="quiet">← Back</button>"#, ""),
    (Defect::BackLosesSession, "history.back();", "location.href = '/order';"),
    (Defect::Overflow, ".ribbon {", ".ribbon {\n  width: 420px;"),
    (Defect::SmallTaps, "--tap: 48px;", "--tap: 24px;"),
    (Defect::NoViewport, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#, ""),
    (
        Defect::TinyPrint,
        ".line { margin: 2px 0 6px; color: var(--soft); font-size: 15px;",
        ".line { margin: 2px 0 6px; color: var(--soft); font-size: 9px;",
    ),
    (Defect::NoZoom, "initial-scale=1\">", "initial-scale=1, maximum-scale=1, user-scalable=no\">"),
    (Defect::CutText, ".line { margin: 2px 0 6px;", ".line { height: 9px; overflow: hidden; margin: 2px 0 6px;"),
    (Defect::TextOnText, ".price { margin-top: auto;", ".price { margin-top: -32px;"),
    (Defect::LowResImages, ".png\"", "-small.png\""),
    (Defect::NoCancelTrigger, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="/cancel""#),
    (Defect::WrongCancelLink, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="SEQR-ACTION://CANCEL""#),
    (
        Defect::ScriptError,
        "const token = session",
        "setTimeout(() => { document.querySelector('#newsletter').hidden = true; });\nconst token = session",
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
    (Defect::BackDoesNothing, "  history.back();\n", ""),
    (Defect::BackEndsBusy, "  history.back();\n", "  history.back();\n  setTimeout(() => busy(true), 100);\n"),
    (
        Defect::RefusalBlanksPage,
        "if (order.problem) return say(",
        "if (order.problem) return document.body.replaceChildren(); say(",
    ),
    (
        Defect::ExpiryBlanksPage,
        "if (visit.problem) return trouble(",
        "if (visit.problem) return document.body.replaceChildren(); trouble(",
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
        Defect::SuccessIsBlank,
        "<script type=\"module\" src=\"/assets/success.js\"></script>\n</head>\n<body>",
        "<script type=\"module\" src=\"/assets/success.js\"></script>\n</head>\n<body hidden>",
    ),
];

/// The file as it is served by a shop with this defect.
pub fn apply(text: String, defect: Option<Defect>) -> String {
    let wanted = PATCHES.iter().filter(|(of, ..)| Some(*of) == defect);
    wanted.fold(text, |text, (_, right, wrong)| text.replace(right, wrong))
}
