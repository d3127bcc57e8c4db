//! What the shop has to be told: where to listen, whom to call, with which credentials.

use std::fmt;

use url::Url;

use super::{Defect, Variant};

/// Settings of the shop.
#[derive(Clone)]
pub struct MerchantConfig {
    /// `host:port` to listen on; port 0 takes any free one.
    pub listen: String,
    /// Where SEQR's SOAP service is.
    pub endpoint_url: String,
    /// Certificate (PEM) of an authority to trust beside the usual ones, for an SEQR on a test machine.
    pub authority: Option<String>,
    /// Id of the TERMINALID principal.
    pub terminal_id: String,
    pub terminal_password: String,
    /// The RESELLERUSER principal; without it the shop cannot close a transaction period.
    pub reseller: Option<Reseller>,
    /// The id in the service's QR code, agreed with SEQR.
    pub service_id: String,
    /// A mistake to make on purpose; `None` for the conformant shop.
    pub defect: Option<Defect>,
    /// Another way to be built; `None` for the plain shop.
    pub variant: Option<Variant>,
}

/// Credentials of the RESELLERUSER principal.
#[derive(Clone)]
pub struct Reseller {
    pub id: String,
    pub user_id: String,
    pub password: String,
}

/// Why the settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ConfigError {
    #[error("the environment variable {variable} is not set: {purpose}")]
    Missing { variable: &'static str, purpose: &'static str },
    #[error("the environment variable {variable} is `{value}`: {problem}")]
    Invalid { variable: &'static str, value: String, problem: String },
}

impl MerchantConfig {
    /// Reads the settings from the environment: `PORT`, `SEQR_ENDPOINT_URL` (or `SEQR_WSDL_URL`), `SEQR_TERMINAL_ID`,
    /// `SEQR_TERMINAL_PASSWORD`, `SEQR_SERVICE_ID`, and, all three or none, `SEQR_RESELLER_ID`,
    /// `SEQR_RESELLER_USER_ID`, `SEQR_RESELLER_PASSWORD`; and `SEQR_CA_FILE`, a certificate to trust.
    ///
    /// # Errors
    /// Names the variable that is missing or that cannot be used.
    pub fn from_env() -> Result<Self, ConfigError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// As [`Self::from_env`], with the variables from anywhere. An empty value counts as missing.
    ///
    /// # Errors
    /// Names the variable that is missing or that cannot be used.
    pub fn from_lookup(lookup: impl Fn(&str) -> Option<String>) -> Result<Self, ConfigError> {
        let get = |name: &str| lookup(name).filter(|value| !value.trim().is_empty());
        let need = |variable, purpose| get(variable).ok_or(ConfigError::Missing { variable, purpose });

        let port = need("PORT", "the port at which the shop listens")?;
        let port: u16 = port.parse().map_err(|_| ConfigError::Invalid {
            variable: "PORT",
            problem: "a port is a number from 0 to 65535".to_owned(),
            value: port,
        })?;
        Ok(Self {
            listen: format!("127.0.0.1:{port}"),
            endpoint_url: endpoint(&get)?,
            authority: get("SEQR_CA_FILE").map(authority).transpose()?,
            terminal_id: need("SEQR_TERMINAL_ID", "the terminal as which the shop calls SEQR")?,
            terminal_password: need("SEQR_TERMINAL_PASSWORD", "the terminal's password")?,
            reseller: reseller(&get)?,
            service_id: need("SEQR_SERVICE_ID", "the id in the service's QR code")?,
            defect: None,
            variant: None,
        })
    }
}

/// The SOAP endpoint: given as such, or the WSDL's address without its query.
fn endpoint(get: &impl Fn(&str) -> Option<String>) -> Result<String, ConfigError> {
    let (variable, value) = match (get("SEQR_ENDPOINT_URL"), get("SEQR_WSDL_URL")) {
        (Some(value), _) => ("SEQR_ENDPOINT_URL", value),
        (None, Some(value)) => ("SEQR_WSDL_URL", value),
        (None, None) => {
            let purpose = "the address of SEQR's SOAP service (SEQR_WSDL_URL will do as well)";
            return Err(ConfigError::Missing { variable: "SEQR_ENDPOINT_URL", purpose });
        }
    };
    match Url::parse(&value) {
        Ok(mut url) if matches!(url.scheme(), "http" | "https") => {
            if variable == "SEQR_WSDL_URL" {
                url.set_query(None);
            }
            Ok(url.into())
        }
        Ok(_) => Err(ConfigError::Invalid { variable, value, problem: "SEQR is called over http or https".to_owned() }),
        Err(error) => Err(ConfigError::Invalid { variable, value, problem: error.to_string() }),
    }
}

fn authority(path: String) -> Result<String, ConfigError> {
    std::fs::read_to_string(&path).map_err(|error| ConfigError::Invalid {
        variable: "SEQR_CA_FILE",
        problem: format!("the certificate cannot be read: {error}"),
        value: path,
    })
}

/// The reseller's three variables, or none of them.
fn reseller(get: &impl Fn(&str) -> Option<String>) -> Result<Option<Reseller>, ConfigError> {
    const NAMES: [&str; 3] = ["SEQR_RESELLER_ID", "SEQR_RESELLER_USER_ID", "SEQR_RESELLER_PASSWORD"];
    let values = NAMES.map(get);
    if values.iter().all(Option::is_none) {
        return Ok(None);
    }
    let [id, user_id, password] = values;
    let part = |value: Option<String>, variable| {
        let purpose = "the reseller user needs id, user id and password";
        value.ok_or(ConfigError::Missing { variable, purpose })
    };
    Ok(Some(Reseller {
        id: part(id, NAMES[0])?,
        user_id: part(user_id, NAMES[1])?,
        password: part(password, NAMES[2])?,
    }))
}

// Written by hand so that no log or test output ever shows a password.
impl fmt::Debug for MerchantConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MerchantConfig")
            .field("listen", &self.listen)
            .field("endpoint_url", &self.endpoint_url)
            .field("terminal_id", &self.terminal_id)
            .field("reseller", &self.reseller)
            .field("service_id", &self.service_id)
            .field("defect", &self.defect)
            .field("variant", &self.variant)
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Reseller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reseller").field("id", &self.id).field("user_id", &self.user_id).finish_non_exhaustive()
    }
}
