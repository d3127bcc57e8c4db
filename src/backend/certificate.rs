//! The certificate of a backend that speaks HTTPS, made on the spot.
//!
//! An authority of its own signs it, since most clients trust authorities and not single certificates. Neither private key
//! ever leaves the memory of this process, so that nobody else can use the trust that a merchant gives to the authority.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use rcgen::{
    BasicConstraints, CertificateParams, CertifiedIssuer, DnType, ExtendedKeyUsagePurpose, IsCa, KeyPair,
    KeyUsagePurpose,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::BackendError;

/// Names by which clients on this machine reach the backend.
const THIS_MACHINE: [&str; 3] = ["localhost", "127.0.0.1", "::1"];

/// Clocks of test machines differ.
const BACKDATED: Duration = Duration::from_secs(24 * 3600);
/// Some clients refuse certificates that are valid for years.
const VALID: Duration = Duration::from_secs(90 * 24 * 3600);

/// Makes authority and certificate for `listen` (`host:port`), and writes the authority's certificate to `ca_file`.
pub(super) fn make(listen: &str, ca_file: &Path) -> Result<TlsAcceptor, BackendError> {
    let authority = CertifiedIssuer::self_signed(authority()?, KeyPair::generate()?)?;
    let key = KeyPair::generate()?;
    let certificate = server(listen)?.signed_by(&key, &authority)?;
    fs::write(ca_file, authority.pem()).map_err(|source| BackendError::CaFile { path: ca_file.to_owned(), source })?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut config = ServerConfig::builder_with_provider(Arc::new(aws_lc_rs::default_provider()))
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(TlsAcceptor::from(Arc::new(config)))
}

fn authority() -> Result<CertificateParams, rcgen::Error> {
    let mut params = named("seqr-cert test authority", Vec::new())?;
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    Ok(params)
}

fn server(listen: &str) -> Result<CertificateParams, rcgen::Error> {
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host).trim_matches(['[', ']']);
    let mut names: Vec<String> = THIS_MACHINE.map(str::to_owned).into();
    if !host.is_empty() && !names.iter().any(|name| name == host) {
        names.push(host.to_owned());
    }
    let mut params = named("seqr-cert simulated SEQR backend", names)?;
    params.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Strict clients, such as Python's from 3.13 on, do not do without it.
    params.use_authority_key_identifier_extension = true;
    Ok(params)
}

fn named(name: &str, alternative_names: Vec<String>) -> Result<CertificateParams, rcgen::Error> {
    let now = SystemTime::now();
    let mut params = CertificateParams::new(alternative_names)?;
    params.distinguished_name.push(DnType::CommonName, name);
    params.not_before = (now - BACKDATED).into();
    params.not_after = (now + VALID).into();
    Ok(params)
}
