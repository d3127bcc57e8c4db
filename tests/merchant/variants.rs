//! Every variant is what its name says, and another shop than the plain one.

use std::collections::HashSet;

use seqr_cert::merchant::{CANDIDATE_YAML, Variant};

#[test]
fn names_are_unique_and_lead_back_to_their_variant() {
    let names: HashSet<_> = Variant::ALL.iter().map(|variant| variant.name()).collect();
    assert_eq!(names.len(), Variant::ALL.len());
    assert!(names.len() >= 10);
    for variant in Variant::ALL {
        assert_eq!(variant.name().parse::<Variant>(), Ok(*variant), "{variant}");
        assert!(variant.description().ends_with('.'), "{variant}");
    }
    assert!("no-such-variant".parse::<Variant>().unwrap_err().to_string().contains("no-such-variant"));
}

#[test]
fn where_the_customer_acts_otherwise_the_profile_says_so() {
    for (variant, says) in [
        (Variant::Link, "- tap: \"#again\""),
        (Variant::SingleView, "views_before_payment: 1\n"),
        (Variant::Arabic, "text=ادفع عبر SEQR"),
    ] {
        assert!(!CANDIDATE_YAML.contains(says), "{variant}");
        assert!(variant.profile(CANDIDATE_YAML).contains(says), "{variant}");
    }
    assert_eq!(Variant::Yen.profile(CANDIDATE_YAML), CANDIDATE_YAML);
}
