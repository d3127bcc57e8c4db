//! Defects of pages, scripts and styles: what stands in the conformant file, and what a careless developer writes.

use super::Defect;

/// (defect, what is right, what is wrong). The right text stands in at least one file of the shop.
const PATCHES: [(Defect, &str, &str); 9] = [
    (Defect::NoBack, r#"<button type="button" id="back" class="quiet">← Back</button>"#, ""),
    (Defect::BackLosesSession, "history.back();", "location.href = '/order';"),
    (Defect::Overflow, ".ribbon {", ".ribbon {\n  width: 420px;"),
    (Defect::SmallTaps, "--tap: 48px;", "--tap: 24px;"),
    (Defect::NoViewport, r#"<meta name="viewport" content="width=device-width, initial-scale=1">"#, ""),
    (Defect::LowResImages, ".png\"", "-small.png\""),
    (Defect::NoCancelTrigger, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="/cancel""#),
    (Defect::WrongCancelLink, r#"href="SEQR-ACTION://WIZARD/CANCEL""#, r#"href="SEQR-ACTION://CANCEL""#),
    (
        Defect::ScriptError,
        "const token = ",
        "setTimeout(() => { document.querySelector('#newsletter').hidden = true; });\nconst token = ",
    ),
];

/// The file as it is served by a shop with this defect.
pub fn apply(text: String, defect: Option<Defect>) -> String {
    let wanted = PATCHES.iter().filter(|(of, ..)| Some(*of) == defect);
    wanted.fold(text, |text, (_, right, wrong)| text.replace(right, wrong))
}
