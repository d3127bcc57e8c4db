//! The texts of QR codes: of a service (source document, "Create your QR codes for scanning"), of an invoice and of a point
//! of sale (protocol facts, section 5, "QR codes").

use std::collections::BTreeMap;

/// `HTTP://SEQR.SE/000/EXTERNAL_SERVICE_ID?parameter1=value1&…`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceQr {
    pub service_id: String,
    pub parameters: BTreeMap<String, String>,
}

/// What a QR code of SEQR leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum QrCode {
    /// `HTTP://SEQR.SE/000/…`: a session with a service.
    Service(ServiceQr),
    /// `HTTP://SEQR.SE/R<invoiceReference>`
    Invoice(String),
    /// `HTTP://SEQR.SE/Q<seqrId>`: the invoice that a point of sale holds at the moment.
    PointOfSale(String),
}

/// Where a text departs from the pattern of a service QR code.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QrFault {
    #[error("`{0}` does not start with HTTP://SEQR.SE/")]
    Domain(String),
    #[error("the routing key is `{0}`; a service has 000")]
    RoutingKey(String),
    #[error("the service id is empty")]
    NoServiceId,
    #[error("the service id `{0}` has characters that a URL path cannot carry as they are")]
    ServiceId(String),
}

const DOMAIN: &str = "HTTP://SEQR.SE/";

/// What stands behind the domain, which may have any case, as in every URL.
fn behind_domain(text: &str) -> Result<&str, QrFault> {
    match text.get(..DOMAIN.len()) {
        Some(head) if head.eq_ignore_ascii_case(DOMAIN) => Ok(&text[DOMAIN.len()..]),
        _ => Err(QrFault::Domain(text.to_owned())),
    }
}

impl QrCode {
    /// Reads the text of any QR code of SEQR.
    ///
    /// # Errors
    /// Says which part departs from the pattern of a service's code, where it is neither an invoice's nor that of a point of
    /// sale.
    pub fn parse(text: &str) -> Result<Self, QrFault> {
        let path = behind_domain(text)?;
        let named = |key: char, allowed: fn(u8) -> bool| {
            path.strip_prefix(key).filter(|name| !name.is_empty() && name.bytes().all(allowed)).map(str::to_owned)
        };
        if let Some(reference) = named('R', |byte| byte.is_ascii_digit()) {
            return Ok(Self::Invoice(reference));
        }
        if let Some(seqr_id) = named('Q', |byte| byte.is_ascii_alphanumeric()) {
            return Ok(Self::PointOfSale(seqr_id));
        }
        ServiceQr::parse(text).map(Self::Service)
    }
}

impl ServiceQr {
    /// The text that stands in the QR code. Parameter names and values are percent-encoded where a URL needs it.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!("{DOMAIN}000/{}", self.service_id);
        if !self.parameters.is_empty() {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query.extend_pairs(&self.parameters);
            text.push('?');
            text.push_str(&query.finish());
        }
        text
    }

    /// Reads the text of a service QR code.
    ///
    /// # Errors
    /// Says which part departs from the pattern.
    pub fn parse(text: &str) -> Result<Self, QrFault> {
        let rest = behind_domain(text)?;
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (key, service_id) = path.split_once('/').unwrap_or((path, ""));
        if key != "000" {
            return Err(QrFault::RoutingKey(key.to_owned()));
        }
        if service_id.is_empty() {
            return Err(QrFault::NoServiceId);
        }
        if !service_id.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)) {
            return Err(QrFault::ServiceId(service_id.to_owned()));
        }
        let parameters = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        Ok(Self { service_id: service_id.to_owned(), parameters })
    }
}
