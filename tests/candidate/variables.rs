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

#[test]
fn in_a_url_a_value_stays_one_value() {
    for (reference, coded) in [("A-17", "A-17"), ("HOV/26 1 &B", "HOV%2F26%201%20%26B"), ("5%+#Å", "5%25%2B%23%C3%85")]
    {
        let variables = Variables { order_reference: Some(reference.into()), ..known() }.in_url();
        let url = url::Url::parse(&substitute("http://a.test/x?order=$order_reference", &variables).unwrap()).unwrap();
        assert_eq!(url.query(), Some(format!("order={coded}").as_str()));
        assert_eq!(url.query_pairs().next().unwrap().1, reference);
    }
}
