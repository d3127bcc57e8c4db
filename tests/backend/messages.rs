//! Messages of many stacks, good and bad, byte for byte in files: each is sent over a socket, and what the backend made of
//! it is compared with the snapshot of the same name.
//!
//! A file is header lines, an empty line, and the body as it is.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use seqr_cert::spec::ResultCode;

use super::support::{PASSWORD, Reply, Running, raw, request};

#[tokio::test]
async fn every_message_is_understood_or_refused_in_clear_words() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/backend/messages");
    let mut files: Vec<_> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(files.len() > 50, "the messages are gone");
    let running = Running::start().await;
    running.backend.set_case(Some("the-case"));
    for file in &files {
        let content = fs::read(file).unwrap();
        let (headers, body) = split(&content);
        let reply = raw(running.backend.address(), &request(headers, body)).await;
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path("outcomes");
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        let name = file.file_stem().unwrap().to_str().unwrap();
        settings.bind(|| insta::assert_snapshot!(name, outcome(&running, &reply)));
    }
    let next = running.post(&super::support::send_invoice("")).await;
    assert_eq!(next.status, 200, "the next request is served");
    no_secret_is_stored(running.folder.path());
}

/// Header lines, and the body after the first empty line.
fn split(content: &[u8]) -> (&str, &[u8]) {
    if let Some(body) = content.strip_prefix(b"\n") {
        return ("", body);
    }
    let end = content.windows(2).position(|pair| pair == b"\n\n").expect("an empty line after the headers");
    (std::str::from_utf8(&content[..=end]).unwrap(), &content[end + 2..])
}

fn outcome(running: &Running, reply: &Reply) -> String {
    let call = running.calls().pop().unwrap();
    let mut text = format!("HTTP {}\n", reply.status);
    assert_eq!(call.http_status, reply.status, "the record tells what went over the wire");
    if let Some(code) = call.result_code {
        let description = call.result_description.as_deref().unwrap_or("");
        writeln!(text, "{} answered {code} {description}", call.operation.unwrap()).unwrap();
        assert!(ResultCode::from_code(code).is_some(), "{code}");
    }
    if let Some(words) = &call.unreadable {
        writeln!(text, "unreadable: {words}").unwrap();
        assert!(reply.body.contains("faultstring"), "{}", reply.body);
    }
    for field in call.request.iter() {
        writeln!(text, "{} = {}", field.path, field.value.unwrap_or("(nil)")).unwrap();
    }
    text
}

/// No file of the run holds a password: not the right one, not the wrong ones.
fn no_secret_is_stored(folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            no_secret_is_stored(&path);
            continue;
        }
        let content = String::from_utf8(fs::read(&path).unwrap()).unwrap();
        for secret in [PASSWORD, "battery-staple", ">1234<", ">abc<"] {
            assert!(!content.contains(secret), "{} holds `{secret}`:\n{content}", path.display());
        }
    }
}
