//! A client written by hand: envelopes of strings over a socket, in many styles. Every style is one that real stacks have.

use std::io::{Read as _, Write as _};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use flate2::Compression;
use flate2::write::GzEncoder;
use seqr_cert::spec::{SEQR_NAMESPACE, SOAP_ENVELOPE};
use serde_json::{Map, Value};

use super::conversation::{Client, Said};
use super::matching::lexical;

/// A way to write the same message.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    pub name: &'static str,
    /// Lines of the head, each ending in `\r\n`.
    headers: &'static str,
    /// The prefix of the operation's element; none makes its namespace the default one, which its children leave again.
    prefix: Option<&'static str>,
    reversed: bool,
    /// Absent values are written as `xsi:nil`.
    nil: bool,
    /// Leaves say their type.
    typed: bool,
    charset: Charset,
    transfer: Transfer,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Charset {
    Utf8,
    /// Characters beyond it are written as references.
    Latin1,
    Utf16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Transfer {
    Whole,
    Gzip,
    Chunked,
    /// `Expect: 100-continue`, and the body only after permission.
    Expect,
}

const PLAIN: Style = Style {
    name: "plain",
    headers: "Content-Type: text/xml; charset=utf-8\r\nSOAPAction: \"\"\r\n",
    prefix: Some("ns1"),
    reversed: false,
    nil: false,
    typed: false,
    charset: Charset::Utf8,
    transfer: Transfer::Whole,
};

const UNMARKED: &str = "Content-Type: text/xml\r\n";

pub const STYLES: [Style; 13] = [
    PLAIN,
    Style { name: "another prefix", prefix: Some("seqr-2.0"), ..PLAIN },
    Style { name: "default namespace", prefix: None, ..PLAIN },
    Style { name: "another order", reversed: true, ..PLAIN },
    Style { name: "nil", nil: true, ..PLAIN },
    Style { name: "types", typed: true, ..PLAIN },
    Style { name: "no SOAPAction", headers: "Content-Type: text/xml;charset=UTF-8\r\n", ..PLAIN },
    Style { name: "nothing but a body", headers: "", ..PLAIN },
    Style {
        name: "Latin 1",
        headers: "Content-Type: text/xml; charset=ISO-8859-1\r\n",
        charset: Charset::Latin1,
        ..PLAIN
    },
    Style { name: "UTF-16", headers: UNMARKED, charset: Charset::Utf16, ..PLAIN },
    Style { name: "gzip", transfer: Transfer::Gzip, ..PLAIN },
    Style { name: "chunks", transfer: Transfer::Chunked, ..PLAIN },
    Style { name: "permission first", transfer: Transfer::Expect, ..PLAIN },
];

/// Writes every message in one style.
pub struct Raw {
    pub address: SocketAddr,
    pub path: &'static str,
    pub style: Style,
}

impl Client for Raw {
    fn call(&mut self, operation: &str, arguments: &Value) -> Said {
        let envelope = self.style.envelope(operation, arguments);
        let answer = self.exchange(&self.style.encode(&envelope));
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        if !head.starts_with("HTTP/1.1 200 ") {
            return Said::Fault(answer);
        }
        let document = roxmltree::Document::parse(body).expect("XML");
        let answer = document.descendants().find(|node| node.has_tag_name("return")).expect("a return");
        Said::Answer(value(answer))
    }
}

impl Raw {
    fn exchange(&self, body: &[u8]) -> String {
        let mut stream = TcpStream::connect(self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        let more = match self.style.transfer {
            Transfer::Whole => format!("Content-Length: {}\r\n", body.len()),
            Transfer::Gzip => format!("Content-Length: {}\r\nContent-Encoding: gzip\r\n", body.len()),
            Transfer::Chunked => "Transfer-Encoding: chunked\r\n".to_owned(),
            Transfer::Expect => format!("Content-Length: {}\r\nExpect: 100-continue\r\n", body.len()),
        };
        let Style { headers, .. } = self.style;
        let path = self.path;
        let head = format!("POST {path} HTTP/1.1\r\nHost: seqr.test\r\nConnection: close\r\n{headers}{more}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        match self.style.transfer {
            Transfer::Chunked => {
                for part in body.chunks(100) {
                    stream.write_all(format!("{:x}\r\n", part.len()).as_bytes()).unwrap();
                    stream.write_all(part).unwrap();
                    stream.write_all(b"\r\n").unwrap();
                }
                stream.write_all(b"0\r\n\r\n").unwrap();
            }
            Transfer::Expect => {
                let mut permission = [0; 25];
                stream.read_exact(&mut permission).unwrap();
                assert_eq!(&permission, b"HTTP/1.1 100 Continue\r\n\r\n");
                stream.write_all(body).unwrap();
            }
            Transfer::Whole | Transfer::Gzip => stream.write_all(body).unwrap(),
        }
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Style {
    fn envelope(&self, operation: &str, arguments: &Value) -> String {
        let content = self.fields(arguments.as_object().expect("fields"));
        let xsi = "http://www.w3.org/2001/XMLSchema-instance";
        let xs = "http://www.w3.org/2001/XMLSchema";
        let operation = match self.prefix {
            Some(prefix) => {
                format!("<{prefix}:{operation} xmlns:{prefix}=\"{SEQR_NAMESPACE}\">{content}</{prefix}:{operation}>")
            }
            None => {
                let children = content.replacen("<context>", "<context xmlns=\"\">", 1);
                format!("<{operation} xmlns=\"{SEQR_NAMESPACE}\">{children}</{operation}>")
            }
        };
        format!(
            "<env:Envelope xmlns:env=\"{SOAP_ENVELOPE}\" xmlns:i=\"{xsi}\" xmlns:xs=\"{xs}\">\n  <env:Header/>\n  \
             <env:Body>{operation}</env:Body>\n</env:Envelope>"
        )
    }

    fn fields(&self, fields: &Map<String, Value>) -> String {
        let mut parts: Vec<String> = fields.iter().map(|(name, field)| self.element(name, field)).collect();
        if self.reversed {
            parts.reverse();
        }
        parts.concat()
    }

    fn element(&self, name: &str, value: &Value) -> String {
        match (super::matching::tag(value), value) {
            (None, Value::Null) if self.nil => format!("<{name} i:nil=\"true\"/>"),
            (None, Value::Null) => String::new(),
            (None, Value::Array(items)) => items.iter().map(|item| self.element(name, item)).collect(),
            (None, Value::Object(fields)) => format!("<{name}>{}</{name}>", self.fields(fields)),
            (tag, leaf) => {
                let text = self.escape(&lexical(leaf));
                let kind = match (tag, leaf) {
                    _ if !self.typed => String::new(),
                    (Some((name, _)), _) => format!(" i:type=\"xs:{}\"", name.replace("base64", "base64Binary")),
                    (None, Value::Number(_)) => " i:type=\"xs:long\"".to_owned(),
                    (None, _) => " i:type=\"xs:string\"".to_owned(),
                };
                format!("<{name}{kind}>{text}</{name}>")
            }
        }
    }

    fn escape(&self, text: &str) -> String {
        let mut escaped = String::new();
        for c in text.chars() {
            match c {
                '&' => escaped.push_str("&amp;"),
                '<' => escaped.push_str("&lt;"),
                c if self.charset == Charset::Latin1 && u32::from(c) > 255 => {
                    escaped.push_str(&format!("&#x{:X};", u32::from(c)));
                }
                c => escaped.push(c),
            }
        }
        escaped
    }

    fn encode(&self, envelope: &str) -> Vec<u8> {
        let bytes = match self.charset {
            Charset::Utf8 => envelope.as_bytes().to_vec(),
            Charset::Latin1 => envelope.chars().map(|c| u8::try_from(u32::from(c)).expect("Latin 1")).collect(),
            Charset::Utf16 => {
                let marked = std::iter::once(0xFEFF).chain(envelope.encode_utf16());
                marked.flat_map(u16::to_le_bytes).collect()
            }
        };
        if self.transfer == Transfer::Gzip {
            let mut packed = GzEncoder::new(Vec::new(), Compression::default());
            packed.write_all(&bytes).unwrap();
            return packed.finish().unwrap();
        }
        bytes
    }
}

/// An element as a value: text, or fields with namesakes as a list.
fn value(node: roxmltree::Node<'_, '_>) -> Value {
    let children: Vec<_> = node.children().filter(roxmltree::Node::is_element).collect();
    if children.is_empty() {
        return Value::String(node.text().unwrap_or("").to_owned());
    }
    let mut fields = Map::new();
    for child in children {
        let name = child.tag_name().name().to_owned();
        match fields.get_mut(&name) {
            Some(Value::Array(items)) => items.push(value(child)),
            Some(first) => *first = Value::Array(vec![first.take(), value(child)]),
            None => {
                fields.insert(name, value(child));
            }
        }
    }
    Value::Object(fields)
}
