//! The protocol's vocabulary: trigger links, QR texts, names.

use proptest::prelude::*;
use seqr_cert::spec::{
    AUDITED_SCREEN, LANDSCAPE_SCREENS, Language, Operation, QrCode, QrFault, REQUIRED_SCREENS, ResultCode, ServiceQr,
    Trigger, TriggerFault, is_trigger_scheme, screen_named, screens_to_judge,
};

fn pay(reference: &str) -> Result<Trigger, TriggerFault> {
    Ok(Trigger::Pay { invoice_reference: reference.into() })
}

#[test]
fn trigger_links_are_read_with_schemes_in_any_case_and_the_rest_as_written() {
    let cases = [
        ("SEQR://SEQR.SE/R1397240460668", pay("1397240460668")),
        ("seqr://SEQR.SE/R1397240460668", pay("1397240460668")),
        ("seqr-demo://SEQR.SE/R1", pay("1")),
        ("seqr://SEQR.SE/R1?", pay("1")),
        ("SEQR-ACTION://WIZARD/CANCEL", Ok(Trigger::Cancel)),
        ("seqr-action://WIZARD/CANCEL", Ok(Trigger::Cancel)),
        ("seqr-action://wizard/cancel", Err(TriggerFault::Action("wizard/cancel".into()))),
        ("seqr://seqr.se/R1", Err(TriggerFault::Host("seqr.se".into()))),
        ("seqr://SEQR.SE/r1", Err(TriggerFault::Path("/r1".into()))),
        ("seqr://SEQR.SE/R", Err(TriggerFault::Path("/R".into()))),
        ("seqr://SEQR.SE/R12x", Err(TriggerFault::Path("/R12x".into()))),
        ("seqr://SEQR.SE/R1/2", Err(TriggerFault::Path("/R1/2".into()))),
        ("seqr://SEQR.SE", Err(TriggerFault::Path("/".into()))),
        ("http://SEQR.SE/R1", Err(TriggerFault::Scheme("http".into()))),
        ("R1", Err(TriggerFault::Scheme("R1".into()))),
    ];
    for (url, expected) in cases {
        assert_eq!(Trigger::parse(url), expected, "{url}");
    }
}

#[test]
fn only_schemes_of_the_app_are_trigger_schemes() {
    for url in ["SEQR://x", "seqr-demo:x", "Seqr-Action://WIZARD/CANCEL"] {
        assert!(is_trigger_scheme(url), "{url}");
    }
    for url in ["http://SEQR.SE/R1", "seqrs://x", "seqr", ""] {
        assert!(!is_trigger_scheme(url), "{url}");
    }
}

#[test]
fn qr_texts_that_depart_from_the_pattern_are_told_by_part() {
    let cases = [
        ("HTTP://SEQR.SE/R1", QrFault::RoutingKey("R1".into())),
        ("HTTP://SEQR.SE/001/SHOP", QrFault::RoutingKey("001".into())),
        ("HTTP://SEQR.SE/000/", QrFault::NoServiceId),
        ("HTTP://SEQR.SE/000/MY SHOP", QrFault::ServiceId("MY SHOP".into())),
        ("HTTP://EXAMPLE.SE/000/SHOP", QrFault::Domain("HTTP://EXAMPLE.SE/000/SHOP".into())),
        ("", QrFault::Domain(String::new())),
    ];
    for (text, fault) in cases {
        assert_eq!(ServiceQr::parse(text), Err(fault), "{text}");
    }
}

#[test]
fn every_qr_code_of_seqr_is_told_apart() {
    let invoice = |reference: &str| Ok(QrCode::Invoice(reference.into()));
    let till = |seqr_id: &str| Ok(QrCode::PointOfSale(seqr_id.into()));
    let service = |text: &str| ServiceQr::parse(text).map(QrCode::Service);
    let cases = [
        ("HTTP://SEQR.SE/R1397240460668", invoice("1397240460668")),
        ("http://seqr.se/R1", invoice("1")),
        ("HTTP://SEQR.SE/QFOYER1", till("FOYER1")),
        ("HTTP://SEQR.SE/000/SHOP?a=b", service("HTTP://SEQR.SE/000/SHOP?a=b")),
        ("HTTP://SEQR.SE/R1a", Err(QrFault::RoutingKey("R1a".into()))),
        ("HTTP://SEQR.SE/Q", Err(QrFault::RoutingKey("Q".into()))),
        ("HTTP://SEQR.SE/QFOYER-1", Err(QrFault::RoutingKey("QFOYER-1".into()))),
        ("HTTP://EXAMPLE.SE/R1", Err(QrFault::Domain("HTTP://EXAMPLE.SE/R1".into()))),
    ];
    for (text, expected) in cases {
        assert_eq!(QrCode::parse(text), expected, "{text}");
    }
}

#[test]
fn names_and_numbers_of_the_protocol_are_found_again() {
    for operation in Operation::ALL {
        assert_eq!(operation.name().parse::<Operation>().ok(), Some(operation));
    }
    for code in ResultCode::ALL {
        assert_eq!(ResultCode::from_code(code.code()), Some(*code));
    }
    assert_eq!(ResultCode::from_code(12345), None);
    assert!("SendInvoice".parse::<Operation>().is_err());
}

proptest! {
    #[test]
    fn any_parameters_survive_the_qr_text(parameters in prop::collection::btree_map("\\PC{1,12}", "\\PC{0,20}", 0..5)) {
        let qr = ServiceQr { service_id: "GRANDCINEMA".into(), parameters };
        prop_assert_eq!(ServiceQr::parse(&qr.text()), Ok(qr));
    }

    #[test]
    fn no_text_makes_the_parsers_panic(text in "\\PC*") {
        let _ = ServiceQr::parse(&text);
        let _ = Trigger::parse(&text);
    }
}

#[test]
fn screens_have_names_of_their_own_and_each_can_be_turned_on_its_side() {
    let upright = screens_to_judge(false);
    let both = screens_to_judge(true);
    assert_eq!(upright, REQUIRED_SCREENS);
    assert!(upright.iter().any(|screen| screen.name == AUDITED_SCREEN));
    for screen in &both {
        assert_eq!(screen_named(screen.name), Some(*screen));
        assert_eq!(both.iter().filter(|other| other.name == screen.name).count(), 1, "{}", screen.name);
    }
    for screen in REQUIRED_SCREENS {
        let turned = |other: &&seqr_cert::spec::Screen| {
            (other.platform, other.width, other.height, other.ratio)
                == (screen.platform, screen.height, screen.width, screen.ratio)
        };
        assert!(LANDSCAPE_SCREENS.iter().any(|other| turned(&other)), "{}", screen.name);
    }
}

#[test]
fn languages_are_tags_as_phones_have_them() {
    let accepted = [("sv", "sv"), ("sv-SE", "sv-SE,sv"), ("zh-Hant-TW", "zh-Hant-TW,zh"), ("gsw-CH", "gsw-CH,gsw")];
    for (tag, expected) in accepted {
        assert_eq!(Language::parse(tag).map(|language| language.accepted()).as_deref(), Some(expected), "{tag}");
    }
    for text in ["", "Swedish", "sv_SE", "SV", "s", "sv-", "sv-SE, en", "sv\r\nx: y", "svenska"] {
        assert_eq!(Language::parse(text), None, "{text}");
    }
    assert!(Language::default().is_usual());
}
