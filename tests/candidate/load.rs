use std::path::Path;

use seqr_cert::candidate::{Action, Method, Span, Tap, load, parse};

const FILE: &str = "tests/candidate/grand-cinema.yaml";

#[test]
fn the_profile_of_the_design_is_read_as_it_is_meant() {
    let loaded = load(Path::new(FILE)).unwrap();
    assert!(loaded.warnings.is_empty(), "{}", loaded.warnings);
    let profile = loaded.profile;
    assert_eq!(profile.name, "Grand Cinema");
    assert_eq!(profile.qr().text(), "HTTP://SEQR.SE/000/GRANDCINEMA?seat=A1&show=7");
    assert_eq!(profile.backend.reseller.unwrap().user_id, "9900");
    assert_eq!(profile.buy[2], Tap::Tap("text=Pay with SEQR".to_owned()));
    assert_eq!(profile.limits.page, Span::from_secs(10));
    let Some(Action::Http(close)) = profile.actions.close_period else { panic!("no request") };
    assert_eq!(close.method, Method::Post);
}

#[test]
fn https_is_spoken_where_it_is_asked_for() {
    let text = std::fs::read_to_string(FILE).unwrap();
    assert!(!parse(&text, FILE).unwrap().profile.backend.tls);
    let secure = text.replace("listen: 127.0.0.1:8480", "listen: 127.0.0.1:8480\n  tls: true");
    assert!(parse(&secure, FILE).unwrap().profile.backend.tls);
    let wrong = secure.replace("tls: true", "tls: certainly");
    assert!(parse(&wrong, FILE).unwrap_err().to_string().contains("tls"), "the key is named");
}

#[test]
fn commands_run_in_the_folder_of_the_file() {
    assert_eq!(load(Path::new(FILE)).unwrap().folder, Path::new("tests/candidate"));
    let text = std::fs::read_to_string(FILE).unwrap();
    assert_eq!(parse(&text, "candidate.yaml").unwrap().folder, Path::new("."));
}

#[test]
fn numbers_and_words_without_quotes_keep_their_spelling_where_a_text_is_asked_for() {
    let text = std::fs::read_to_string(FILE).unwrap().replace("password: \"12345678\"", "password: 00345678");
    let text = text.replace("show: \"7\"", "show: yes");
    let profile = parse(&text, "candidate.yaml").unwrap().profile;
    assert_eq!(profile.backend.terminal.password, "00345678");
    assert_eq!(profile.qr_parameters["show"], "yes");
}

#[test]
fn a_byte_order_mark_and_windows_line_ends_change_nothing() {
    let text = std::fs::read_to_string(FILE).unwrap();
    let windows = format!("\u{feff}{}", text.replace('\n', "\r\n"));
    assert_eq!(parse(&windows, FILE).unwrap().profile, parse(&text, FILE).unwrap().profile);
}

#[test]
fn a_mistake_beside_a_password_does_not_print_the_password() {
    for line in [
        "terminal: { id: \"\", password: hunter22 }",
        "terminal: { id: \"\", password: 'hunter22' }",
        "terminal: { id: \"\", \"password\" : \"hunter22\" }",
        "terminal: { password: hunter22 }",
        "terminal: { password: hunter22, id: [",
    ] {
        let text = std::fs::read_to_string(FILE).unwrap();
        let text = text.replace("terminal: { id: cinema-terminal, password: \"12345678\" }", line);
        let told = parse(&text, "candidate.yaml").unwrap_err().to_string();
        assert!(!told.contains("hunter22"), "{told}");
    }
}
