//! Messages against a schema, as libxml2 sees them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use seqr_cert::soap::description;

/// What `xmllint` has to say against the files.
pub fn complaints(schema: &Path, files: &[PathBuf]) -> Option<String> {
    let output = Command::new("xmllint")
        .args(["--noout", "--nonet", "--schema"])
        .arg(schema)
        .args(files)
        .output()
        .expect("xmllint, of Debian's libxml2-utils");
    (!output.status.success()).then(|| String::from_utf8_lossy(&output.stderr).into_owned())
}

/// The schema as it stands in the description that clients are made from, in a file.
pub fn schema(folder: &Path) -> PathBuf {
    let wsdl = description("http://127.0.0.1/");
    let document = roxmltree::Document::parse(&wsdl).unwrap();
    let schema = document.descendants().find(|node| node.tag_name().name() == "schema").expect("a schema");
    let file = folder.join("schema.xsd");
    fs::write(&file, &wsdl[schema.range()]).unwrap();
    file
}

/// The operation's element of an envelope, with the namespaces that it needs.
pub fn content(envelope: &str) -> &str {
    let document = roxmltree::Document::parse(envelope).unwrap();
    let answer = document.descendants().find(|node| node.tag_name().name().ends_with("Response")).expect("an answer");
    &envelope[answer.range()]
}

/// Fails unless every answer is valid by the schema in the description.
pub fn assert_valid(envelopes: &[String]) {
    let folder = tempfile::TempDir::new().unwrap();
    let schema = schema(folder.path());
    assert!(!envelopes.is_empty(), "there is nothing to validate");
    let write = |(number, envelope): (usize, &String)| {
        let file = folder.path().join(format!("{number}.xml"));
        fs::write(&file, content(envelope)).unwrap();
        file
    };
    let answers: Vec<PathBuf> = envelopes.iter().enumerate().map(write).collect();
    assert_eq!(complaints(&schema, &answers), None);
}
