//! Bytes to text: the charset is told by a byte order mark, else Content-Type, else the XML declaration, else it is UTF-8
//! (RFC 7303, section 3).

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::Unreadable;
use super::limits::position;

/// Makes text of a message.
///
/// # Errors
/// When the charset is not known, or the bytes are not valid in it; the place of the first wrong byte is told for UTF-8.
pub fn decode<'b>(body: &'b [u8], content_type: Option<&str>) -> Result<Cow<'b, str>, Unreadable> {
    let (encoding, declared) = detect(body, content_type)?;
    let (_, mark) = Encoding::for_bom(body).unwrap_or((encoding, 0));
    let content = &body[mark..];
    if encoding == UTF_8 {
        return match std::str::from_utf8(content) {
            Ok(text) => Ok(Cow::Borrowed(text)),
            Err(error) => {
                let valid = String::from_utf8_lossy(&content[..error.valid_up_to()]);
                let (line, column) = position(&valid, valid.len());
                let byte = content.get(error.valid_up_to()).copied().unwrap_or_default();
                let place = format!("line {line}, column {column} has the byte 0x{byte:02X}");
                Err(Unreadable::Charset { charset: "UTF-8".to_owned(), declared, place })
            }
        };
    }
    encoding.decode_without_bom_handling_and_without_replacement(content).ok_or_else(|| Unreadable::Charset {
        charset: encoding.name().to_owned(),
        declared,
        place: "some of its bytes are no characters".to_owned(),
    })
}

fn detect(body: &[u8], content_type: Option<&str>) -> Result<(&'static Encoding, String), Unreadable> {
    if let Some((encoding, _)) = Encoding::for_bom(body) {
        return Ok((encoding, "its byte order mark".to_owned()));
    }
    if let Some(label) = content_type.and_then(charset_parameter) {
        let encoding = named(&label)?;
        return Ok((encoding, "Content-Type".to_owned()));
    }
    // UTF-16 without a mark shows by the zero bytes around the first `<`.
    match body {
        [b'<', 0, ..] => return Ok((UTF_16LE, "its first character".to_owned())),
        [0, b'<', ..] => return Ok((UTF_16BE, "its first character".to_owned())),
        _ => {}
    }
    match declaration_label(body) {
        // A declaration that can be read byte by byte is not in UTF-16, whatever it says; .NET writes such ones.
        Some(label) => {
            let encoding = named(&label)?;
            let wide = encoding == UTF_16LE || encoding == UTF_16BE;
            Ok((if wide { UTF_8 } else { encoding }, "its XML declaration".to_owned()))
        }
        None => Ok((UTF_8, "the default".to_owned())),
    }
}

fn named(label: &str) -> Result<&'static Encoding, Unreadable> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .ok_or_else(|| Unreadable::UnknownCharset(label.chars().take(40).collect()))
}

fn charset_parameter(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then(|| value.to_owned())
    })
}

fn declaration_label(body: &[u8]) -> Option<String> {
    let head = &body[..body.len().min(200)];
    let head = String::from_utf8_lossy(head);
    let declaration = head.trim_start().strip_prefix("<?xml")?;
    let declaration = &declaration[..declaration.find("?>")?];
    let after = declaration[declaration.find("encoding")? + "encoding".len()..].trim_start().strip_prefix('=')?;
    let after = after.trim_start();
    let quote = after.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    after[1..].split(quote).next().map(str::to_owned)
}
