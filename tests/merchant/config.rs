//! Settings from the environment.

use seqr_cert::candidate::Profile;
use seqr_cert::merchant::{CANDIDATE_YAML, ConfigError, MerchantConfig};

const COMPLETE: [(&str, &str); 9] = [
    ("PORT", "4010"),
    ("SEQR_ENDPOINT_URL", "http://127.0.0.1:8480/soap/merchant/cashregister-2"),
    ("SEQR_WSDL_URL", "http://127.0.0.1:8480/extclientproxy/service/v2?wsdl"),
    ("SEQR_TERMINAL_ID", "cinema-terminal"),
    ("SEQR_TERMINAL_PASSWORD", "12345678"),
    ("SEQR_RESELLER_ID", "cinema"),
    ("SEQR_RESELLER_USER_ID", "9900"),
    ("SEQR_RESELLER_PASSWORD", "s3cret"),
    ("SEQR_SERVICE_ID", "GRANDCINEMA"),
];

/// The complete environment with some variables set otherwise; an empty value counts as missing.
fn read(otherwise: &[(&str, &str)]) -> Result<MerchantConfig, ConfigError> {
    MerchantConfig::from_lookup(|name| {
        let all = otherwise.iter().chain(&COMPLETE);
        all.into_iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned())
    })
}

#[test]
fn a_complete_environment_is_read() {
    let config = read(&[]).unwrap();
    assert_eq!(config.listen, "127.0.0.1:4010");
    assert_eq!(config.endpoint_url, "http://127.0.0.1:8480/soap/merchant/cashregister-2");
    assert_eq!(config.reseller.unwrap().user_id, "9900");
    assert_eq!(config.defect, None);
}

#[test]
fn a_certificate_to_trust_is_read_and_a_missing_one_is_named() {
    assert_eq!(read(&[]).unwrap().authority, None);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    std::fs::write(&file, "a certificate").unwrap();
    let path = file.to_str().unwrap();
    assert_eq!(read(&[("SEQR_CA_FILE", path)]).unwrap().authority.as_deref(), Some("a certificate"));
    let error = read(&[("SEQR_CA_FILE", "/no/such/file")]).unwrap_err();
    assert!(error.to_string().contains("SEQR_CA_FILE is `/no/such/file`"), "{error}");
}

#[test]
fn the_wsdl_address_without_its_query_stands_in_for_the_endpoint() {
    let config = read(&[("SEQR_ENDPOINT_URL", "")]).unwrap();
    assert_eq!(config.endpoint_url, "http://127.0.0.1:8480/extclientproxy/service/v2");
}

#[test]
fn the_reseller_may_be_missing_as_a_whole_only() {
    let none = [("SEQR_RESELLER_ID", ""), ("SEQR_RESELLER_USER_ID", ""), ("SEQR_RESELLER_PASSWORD", "")];
    assert!(read(&none).unwrap().reseller.is_none());
    for half in none {
        let error = read(&[half]).unwrap_err();
        assert!(error.to_string().contains(half.0), "{error}");
    }
}

#[test]
fn what_is_missing_or_useless_is_named() {
    for name in ["PORT", "SEQR_TERMINAL_ID", "SEQR_TERMINAL_PASSWORD", "SEQR_SERVICE_ID"] {
        let error = read(&[(name, "")]).unwrap_err();
        assert!(matches!(error, ConfigError::Missing { variable, .. } if variable == name), "{error}");
    }
    let error = read(&[("SEQR_ENDPOINT_URL", ""), ("SEQR_WSDL_URL", "")]).unwrap_err();
    assert!(error.to_string().contains("SEQR_ENDPOINT_URL"), "{error}");
    for (name, value) in [("PORT", "70000"), ("SEQR_ENDPOINT_URL", "localhost:80"), ("SEQR_ENDPOINT_URL", "/soap")] {
        let error = read(&[(name, value)]).unwrap_err();
        assert!(matches!(&error, ConfigError::Invalid { variable, .. } if *variable == name), "{error}");
    }
}

#[test]
fn no_password_is_ever_printed() {
    let printed = format!("{:?}", read(&[]).unwrap());
    assert!(!printed.contains("12345678") && !printed.contains("s3cret"), "{printed}");
}

#[test]
fn the_shop_s_own_profile_is_a_valid_one() {
    let yaml = CANDIDATE_YAML.replace("{PORT}", "4010").replace("{EXE}", "/usr/bin/seqr-cert");
    let profile: Profile = serde_saphyr::from_str(&yaml).unwrap();
    assert_eq!(profile.start.unwrap().command, ["/usr/bin/seqr-cert", "merchant"]);
    assert_eq!(profile.urls.order.as_str(), "http://127.0.0.1:4010/order");
    assert_eq!(profile.buy.len(), 3);
}
