//! The text of a service's QR code (source document, "Create your QR codes for scanning").

use std::collections::BTreeMap;

/// `HTTP://SEQR.SE/000/EXTERNAL_SERVICE_ID?parameter1=value1&…`, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceQr {
    pub service_id: String,
    pub parameters: BTreeMap<String, String>,
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

    /// Reads the text of a service QR code. Domain and scheme may have any case, as in every URL.
    ///
    /// # Errors
    /// Says which part departs from the pattern.
    pub fn parse(text: &str) -> Result<Self, QrFault> {
        let rest = match text.get(..DOMAIN.len()) {
            Some(head) if head.eq_ignore_ascii_case(DOMAIN) => &text[DOMAIN.len()..],
            _ => return Err(QrFault::Domain(text.to_owned())),
        };
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
