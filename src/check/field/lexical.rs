//! Texts as the types of XML Schema, in every spelling that XML Schema allows and no other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rust_decimal::Decimal;

/// Longer texts are not read as numbers.
const LONGEST_NUMBER: usize = 60;

/// `xs:decimal`: a sign, digits, a point, digits. No exponent, no comma. `None` for what is none.
pub(super) fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, part) = digits.split_once('.').unwrap_or((digits, ""));
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    !(whole.is_empty() && part.is_empty()) && all_digits(whole) && all_digits(part)
}

/// A decimal to reckon with; `None` for what is none, or has more digits than money has.
pub(in super::super) fn decimal(text: &str) -> Option<Decimal> {
    if text.len() > LONGEST_NUMBER || !is_decimal(text) {
        return None;
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let text = text.strip_suffix('.').unwrap_or(text);
    Decimal::from_str_exact(text).ok()
}

/// `xs:long`; `xs:int` is left to the ledger, which refuses what it cannot count.
pub(super) fn is_integer(text: &str) -> bool {
    text.strip_prefix('+').unwrap_or(text).parse::<i64>().is_ok()
}

/// `xs:dateTime`: `2026-11-24T09:30:00`, with or without fractions of a second and a time zone.
pub(in crate::check) fn is_date_time(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else { return false };
    is_date(date) && is_time(time)
}

fn is_date(date: &str) -> bool {
    let (sign, date) = date.strip_prefix('-').map_or(("", date), |rest| ("-", rest));
    let parts: Vec<&str> = date.split('-').collect();
    let &[year, month, day] = parts.as_slice() else { return false };
    let (Some(month), Some(day)) = (two_digits(month), two_digits(day)) else { return false };
    if year.len() < 4 || !year.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    // Years beyond the calendar's reach are right as well; nobody sends them.
    let Ok(year) = format!("{sign}{year}").parse::<i16>() else { return false };
    jiff::civil::Date::new(year, month, day).is_ok()
}

fn is_time(time: &str) -> bool {
    let zone = time.find(['Z', '+', '-']).unwrap_or(time.len());
    let (clock, zone) = time.split_at(zone);
    let (clock, fraction) = clock.split_once('.').map_or((clock, "0"), |(clock, fraction)| (clock, fraction));
    let fraction_is_digits = !fraction.is_empty() && fraction.bytes().all(|byte| byte.is_ascii_digit());
    let parts: Vec<Option<i8>> = clock.split(':').map(two_digits).collect();
    let clock_is_right = match parts.as_slice() {
        [Some(24), Some(0), Some(0)] => fraction.bytes().all(|byte| byte == b'0'),
        [Some(hour), Some(minute), Some(second)] => *hour < 24 && *minute < 60 && *second < 60,
        _ => false,
    };
    clock_is_right && fraction_is_digits && is_zone(zone)
}

fn is_zone(zone: &str) -> bool {
    if matches!(zone, "" | "Z") {
        return true;
    }
    let Some((hour, minute)) = zone[1..].split_once(':') else { return false };
    match (two_digits(hour), two_digits(minute)) {
        (Some(14), Some(0)) => true,
        (Some(hour), Some(minute)) => hour < 14 && minute < 60,
        _ => false,
    }
}

fn two_digits(text: &str) -> Option<i8> {
    (text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// `xs:base64Binary`: white space may stand anywhere.
pub(super) fn is_base64(text: &str) -> bool {
    let dense: Vec<u8> = text.bytes().filter(|byte| !byte.is_ascii_whitespace()).collect();
    STANDARD.decode(dense).is_ok()
}

/// Bytes of a document that are looked at to tell what it is.
const LOOKED_AT: usize = 1024;

/// Whether base64 was made of something that is base64 of a text or a document already. A library that knows the schema
/// codes bytes by itself, and whoever does it before sends a document that nobody can open.
pub(super) fn is_coded_twice(text: &str) -> bool {
    let beginning = |coded: &[u8]| {
        let dense: Vec<u8> = coded.iter().copied().filter(|byte| !byte.is_ascii_whitespace()).take(LOOKED_AT).collect();
        STANDARD.decode(&dense[..dense.len() / 4 * 4]).ok()
    };
    let Some(once) = beginning(text.as_bytes()) else { return false };
    // A short word is base64 of something by chance.
    let Some(twice) = beginning(&once).filter(|twice| twice.len() >= 12) else { return false };
    let is_text = std::str::from_utf8(&twice).is_ok_and(|text| {
        text.contains(['<', ' ']) && !text.contains(|letter: char| letter.is_control() && !letter.is_whitespace())
    });
    is_text || [&b"%PDF"[..], b"\x89PNG", b"PK\x03\x04"].iter().any(|mark| twice.starts_with(mark))
}

/// What stands in base64, with white space anywhere in it; `None` where it is none.
pub(in crate::check) fn uncoded(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text.split_whitespace().collect::<String>()).ok()
}
