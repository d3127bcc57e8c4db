//! Bounds on what is parsed, checked in one pass over the text before a tree is built of it.

use super::Unreadable;

/// Largest message, in bytes, before and after decompression.
pub const MAX_BODY_BYTES: usize = 1024 * 1024;
/// Deepest nesting of elements.
pub const MAX_DEPTH: usize = 64;
/// Most attributes and namespace declarations of one element; parsers compare them pair by pair.
pub const MAX_ATTRIBUTES: usize = 64;
/// Most nodes of a message.
pub const MAX_NODES: u32 = 200_000;

/// Most bytes that the ways to all elements have, written out one by one: long names above many elements would make a
/// record far larger than their message. A shop's longest invoice stays well below.
const MAX_WAYS_BYTES: usize = 16 * 1024 * 1024;

/// Refuses DTDs, deep nesting and elements with very many attributes.
///
/// This is no parser: it only has to see every tag that a parser would see. Where the text is malformed it stops, because
/// the parser stops there too.
pub(super) fn check(text: &str) -> Result<(), Unreadable> {
    let mut at = 0;
    let mut depth = 0_usize;
    // Names of the open elements, and the names of all leaves written out, in bytes.
    let mut way: Vec<usize> = Vec::new();
    let mut ways = 0_usize;
    while let Some(offset) = text[at..].find('<') {
        let start = at + offset;
        let rest = &text[start..];
        let length = if rest.starts_with("<!--") {
            skip(rest, 4, "-->")
        } else if rest.starts_with("<![CDATA[") {
            skip(rest, 9, "]]>")
        } else if rest.starts_with("<?") {
            skip(rest, 2, "?>")
        } else if rest.starts_with("<!") {
            let (line, column) = position(text, start);
            return Err(Unreadable::Dtd { line, column });
        } else {
            let tag = scan_tag(rest);
            if tag.as_ref().is_some_and(|tag| tag.attributes > MAX_ATTRIBUTES) {
                let (line, column) = position(text, start);
                return Err(Unreadable::TooManyAttributes { line, column });
            }
            match tag.as_ref().map(|tag| tag.kind) {
                Some(Kind::Open) => {
                    depth += 1;
                    way.push(way.last().copied().unwrap_or(0) + name_length(rest));
                    ways += way.last().copied().unwrap_or(0);
                }
                Some(Kind::Close) => {
                    depth = depth.saturating_sub(1);
                    way.pop();
                }
                Some(Kind::Empty) => ways += way.last().copied().unwrap_or(0) + name_length(rest),
                None => {}
            }
            if ways > MAX_WAYS_BYTES {
                let (line, column) = position(text, start);
                return Err(Unreadable::TooDeep { line, column });
            }
            tag.map(|tag| tag.length)
        };
        if depth > MAX_DEPTH {
            let (line, column) = position(text, start);
            return Err(Unreadable::TooDeep { line, column });
        }
        match length {
            Some(length) => at = start + length,
            None => return Ok(()),
        }
    }
    Ok(())
}

/// Length of the name of a tag, its slash before the children's included.
fn name_length(tag: &str) -> usize {
    tag.bytes().take_while(|byte| !byte.is_ascii_whitespace() && *byte != b'>').count()
}

fn skip(rest: &str, head: usize, end: &str) -> Option<usize> {
    rest.get(head..)?.find(end).map(|found| head + found + end.len())
}

#[derive(Clone, Copy)]
enum Kind {
    Open,
    Close,
    Empty,
}

struct Tag {
    kind: Kind,
    attributes: usize,
    length: usize,
}

fn scan_tag(rest: &str) -> Option<Tag> {
    let bytes = rest.as_bytes();
    let mut attributes = 0;
    let mut quote = None;
    for (index, &byte) in bytes.iter().enumerate().skip(1) {
        match (quote, byte) {
            (Some(open), _) if byte == open => quote = None,
            (Some(_), _) => {}
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'=') => attributes += 1,
            (None, b'>') => {
                let kind = match (bytes.get(1), bytes[index - 1]) {
                    (Some(b'/'), _) => Kind::Close,
                    (_, b'/') => Kind::Empty,
                    _ => Kind::Open,
                };
                return Some(Tag { kind, attributes, length: index + 1 });
            }
            (None, _) => {}
        }
    }
    None
}

/// Length of the tag with which a text begins.
pub(super) fn tag_length(text: &str) -> Option<usize> {
    scan_tag(text).map(|tag| tag.length)
}

/// Line and column of a byte, both counted from 1; the column counts characters.
pub(super) fn position(text: &str, at: usize) -> (u32, u32) {
    let before = text.get(..at).unwrap_or(text);
    let line = before.bytes().filter(|&byte| byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
