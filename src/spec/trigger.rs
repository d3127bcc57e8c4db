//! The links that hand control back to the SEQR app (source document, "Implement URL schemas that trigger the app").

/// What a trigger link asks the app to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trigger {
    /// `SEQR://SEQR.SE/R<invoiceReference>`: start the payment of this invoice.
    Pay { invoice_reference: String },
    /// `SEQR-ACTION://WIZARD/CANCEL`: leave the service.
    Cancel,
}

/// Why a link with a SEQR scheme is not one of the two trigger URLs.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TriggerFault {
    #[error("the scheme is `{0}`; the app listens to SEQR:// and SEQR-ACTION:// only")]
    Scheme(String),
    #[error("`{0}` stands where SEQR.SE is required; host and path are judged as written")]
    Host(String),
    #[error("the path is `{0}`; it must be /R followed by the invoiceReference that sendInvoice answered")]
    Path(String),
    #[error("`{0}` follows the scheme SEQR-ACTION://; it must be WIZARD/CANCEL, as written here")]
    Action(String),
}

/// Whether a URL has one of the schemes to which an app of the SEQR family listens. Schemes are case-insensitive.
#[must_use]
pub fn is_trigger_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        ["seqr", "seqr-demo", "seqr-action"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
    })
}

impl Trigger {
    /// Reads a trigger URL. The scheme may have any case; host and path are compared as written.
    ///
    /// # Errors
    /// Says which part of the URL departs from the two forms of the source document.
    pub fn parse(url: &str) -> Result<Self, TriggerFault> {
        let (scheme, rest) = url.split_once("://").ok_or_else(|| TriggerFault::Scheme(url.to_owned()))?;
        if scheme.eq_ignore_ascii_case("seqr-action") {
            // A GET form leaves an empty query behind, which changes nothing for the app.
            return match rest.strip_suffix('?').unwrap_or(rest) {
                "WIZARD/CANCEL" => Ok(Self::Cancel),
                _ => Err(TriggerFault::Action(rest.to_owned())),
            };
        }
        if !scheme.eq_ignore_ascii_case("seqr") && !scheme.eq_ignore_ascii_case("seqr-demo") {
            return Err(TriggerFault::Scheme(scheme.to_owned()));
        }
        let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
        if host != "SEQR.SE" {
            return Err(TriggerFault::Host(host.to_owned()));
        }
        let reference = path.strip_suffix('?').unwrap_or(path).strip_prefix('R');
        match reference {
            Some(reference) if !reference.is_empty() && reference.bytes().all(|byte| byte.is_ascii_digit()) => {
                Ok(Self::Pay { invoice_reference: reference.to_owned() })
            }
            _ => Err(TriggerFault::Path(format!("/{path}"))),
        }
    }
}
