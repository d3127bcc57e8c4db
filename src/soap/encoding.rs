//! Content-Encoding: messages that come compressed.

use std::borrow::Cow;
use std::io::Read;

use flate2::read::{MultiGzDecoder, ZlibDecoder};

use super::Unreadable;
use super::limits::MAX_BODY_BYTES;

/// Undoes the Content-Encoding of a message. What unpacks to more than [`MAX_BODY_BYTES`] is refused before it is
/// unpacked.
///
/// # Errors
/// When the encoding is none that is understood, or the content is broken or too large.
pub fn decompress<'a>(body: &'a [u8], content_encoding: Option<&str>) -> Result<Cow<'a, [u8]>, Unreadable> {
    let encoding = content_encoding.unwrap_or("").trim();
    match encoding.to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(Cow::Borrowed(body)),
        "gzip" | "x-gzip" => read_bounded(MultiGzDecoder::new(body)).map(Cow::Owned),
        "deflate" => read_bounded(ZlibDecoder::new(body)).map(Cow::Owned),
        _ => Err(Unreadable::ContentEncoding(encoding.chars().take(40).collect())),
    }
}

fn read_bounded(reader: impl Read) -> Result<Vec<u8>, Unreadable> {
    let mut content = Vec::new();
    let limit = MAX_BODY_BYTES as u64 + 1;
    reader.take(limit).read_to_end(&mut content).map_err(|error| Unreadable::Gzip(error.to_string()))?;
    if content.len() > MAX_BODY_BYTES { Err(Unreadable::TooLarge) } else { Ok(content) }
}
