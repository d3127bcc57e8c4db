use proptest::prelude::*;
use seqr_cert::candidate::{MissingVariable, Variables, substitute};

fn known() -> Variables {
    Variables { order_reference: Some("A-17".into()), ers_reference: None, token: Some("123456-789013".into()) }
}

#[test]
fn variables_are_replaced_wherever_they_stand() {
    for (text, expected) in [
        ("$order_reference", "A-17"),
        ("Order $order_reference, $token.", "Order A-17, 123456-789013."),
        ("/$token/$order_reference?x=$token", "/123456-789013/A-17?x=123456-789013"),
        ("nothing to replace", "nothing to replace"),
        ("", ""),
    ] {
        assert_eq!(substitute(text, &known()).unwrap(), expected, "{text}");
    }
}

#[test]
fn a_dollar_sign_that_begins_no_name_stays() {
    for (text, expected) in [
        ("costs $5", "costs $5"),
        ("a[href$='.pdf']", "a[href$='.pdf']"),
        ("5 $", "5 $"),
        ("$$token", "$token"),
        ("$$$token", "$123456-789013"),
    ] {
        assert_eq!(substitute(text, &known()).unwrap(), expected, "{text}");
    }
}

#[test]
fn what_the_journey_does_not_know_is_named() {
    assert_eq!(substitute("ref $ers_reference", &known()), Err(MissingVariable("ers_reference".into())));
    assert_eq!(substitute("$tokens", &known()), Err(MissingVariable("tokens".into())));
    assert_eq!(MissingVariable("token".into()).to_string(), "`$token` is not known at this point of the journey");
}

proptest! {
    #[test]
    fn text_without_dollar_signs_is_left_alone(text in "[^$]{0,80}") {
        prop_assert_eq!(substitute(&text, &known()).unwrap(), text);
    }

    #[test]
    fn doubled_dollar_signs_keep_any_text(text in "\\PC{0,80}") {
        prop_assert_eq!(substitute(&text.replace('$', "$$"), &known()).unwrap(), text);
    }
}
