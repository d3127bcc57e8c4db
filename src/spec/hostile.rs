//! What a stranger puts where a service expects a TOKEN or a parameter of its QR code.

/// Stands in everything hostile: the name of an element that is on no honest page, and what its scripts say.
pub const PROBE: &str = "seqr-cert-probe";

/// Markup that becomes an element, and scripts that run, wherever a page writes it into its HTML as it is. It leaves quoted
/// attributes and strings of scripts first, and becomes an attribute where nothing but the quotes was forgotten.
pub const HOSTILE_MARKUP: &str = "' seqr-cert-probe=' \" seqr-cert-probe=\" '\"><seqr-cert-probe></seqr-cert-probe><img src=x onerror=alert('seqr-cert-probe')>\
                                  <script>alert('seqr-cert-probe')</script>";

/// A parameter that nobody expects: markup, other alphabets, characters that URLs use themselves, and a line break.
#[must_use]
pub fn hostile_parameter() -> String {
    format!("{HOSTILE_MARKUP} Ångström 漢字 🎟 100% a+b&c=d\n{}", "long ".repeat(12))
}
