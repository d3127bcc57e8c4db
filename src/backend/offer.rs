//! What a backend offers beside the plain service.

use std::path::PathBuf;

use crate::candidate::Profile;

use super::playground::Desk;

/// Extras of a backend; by default there are none.
#[derive(Debug, Default)]
pub struct Offer {
    pub transport: Transport,
    /// The page on which a developer plays the customer. Never in a run: a candidate could press its buttons.
    pub playground: Option<Desk>,
}

/// How clients reach the service.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    #[default]
    Http,
    /// HTTPS with a certificate made on the spot. The certificate of the authority that signed it is written to this file.
    Https { ca_file: PathBuf },
}

impl Transport {
    /// Name of the authority's certificate in a report folder.
    pub const CA_FILE: &str = "seqr-ca.pem";

    /// What a profile asks for; `report` is the report folder.
    #[must_use]
    pub fn of(profile: &Profile, report: &std::path::Path) -> Self {
        if profile.backend.tls { Self::https(report) } else { Self::Http }
    }

    /// HTTPS, with the authority's certificate in this report folder.
    #[must_use]
    pub fn https(report: &std::path::Path) -> Self {
        // Candidates run in another folder, so that a relative path would lead them nowhere.
        let folder = std::path::absolute(report).unwrap_or_else(|_| report.to_owned());
        Self::Https { ca_file: folder.join(Self::CA_FILE) }
    }

    pub(super) const fn scheme(&self) -> &'static str {
        match self {
            Self::Http => "http",
            Self::Https { .. } => "https",
        }
    }
}
