//! Numbers in a text for people, in the spellings of many languages.

use rust_decimal::Decimal;

use super::currency_mark::{Beside, beside, is_whole_and_cents};

/// A number in a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Number {
    pub(super) written: String,
    /// What it may mean: `1.250` is a thousand in one country and one and a quarter in another.
    values: Vec<Decimal>,
    /// Whether a currency stands beside it.
    pub(super) is_money: bool,
    /// The mark of another currency than the one in question, where such a one stands beside it alone.
    pub(super) foreign: Option<String>,
}

impl Number {
    /// Whether it may mean this.
    pub(super) fn is(&self, value: Decimal) -> bool {
        self.values.contains(&value)
    }

    /// Reads it together with the hundredths that stand behind it: `38 kr 39 öre`.
    fn take_cents(&mut self, cents: &str) {
        if let (1..=2, Ok(cents)) = (cents.len(), cents.parse::<i64>()) {
            let together =
                self.values.iter().filter(|whole| whole.is_integer()).map(|whole| whole + Decimal::new(cents, 2));
            self.values.extend(together.collect::<Vec<_>>());
        }
    }

    pub(super) fn values(&self) -> impl Iterator<Item = Decimal> {
        self.values.iter().copied()
    }
}

/// Between groups of three digits.
const GROUPING: &str = " \u{A0}\u{202F}\u{2009}.,'’٬";
/// Between a number's whole part and its decimals.
const POINTS: &str = ".,:٫";
/// Longer runs of digits are no money.
const MOST_DIGITS: usize = 15;

/// Every number of the text. `currency` is the code of the currency in question.
pub(super) fn numbers(text: &str, currency: &str) -> Vec<Number> {
    let letters: Vec<char> = joined(text).chars().map(plain).collect();
    let mut found: Vec<Number> = Vec::new();
    let mut end_before = None;
    let mut at = 0;
    while at < letters.len() {
        if !letters[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let parts = parts(&letters, at);
        let end = parts.last().map_or(at + 1, |part| part.end);
        let written: String = letters[at..end].iter().collect();
        if let (Some(whole), Some(before)) = (found.last_mut(), end_before)
            && is_whole_and_cents(&letters[before..at], &letters[end..], currency)
        {
            whole.take_cents(&written);
        }
        end_before = Some(end);
        let Beside { is_money, foreign } = beside(&letters[..at], &letters[end..], currency);
        found.push(Number { written, values: meanings(&letters, &parts), is_money, foreign });
        at = end;
    }
    found
}

/// The text with the pieces of an amount together. Elements beside each other are read as lines: `25`, `,` and `80`, or `25` and
/// `,80`.
fn joined(text: &str) -> String {
    let mut whole = String::with_capacity(text.len());
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty()).peekable();
    let mut has_point = false;
    while let Some(line) = lines.next() {
        let rest = line.strip_prefix(|letter| POINTS.contains(letter)).filter(|_| whole.ends_with(char::is_numeric));
        let is_point = rest == Some("") && lines.peek().is_some_and(|next| are_cents(next));
        let goes_on = has_point || is_point || rest.is_some_and(are_cents);
        if !goes_on && !whole.is_empty() {
            whole.push('\n');
        }
        whole.push_str(line);
        has_point = is_point;
    }
    whole
}

/// Whether the text begins with two digits and no third one.
fn are_cents(text: &str) -> bool {
    text.chars().take_while(|letter| letter.is_numeric()).count() == 2
}

/// The digit of any script as the one of ASCII.
pub(super) fn plain(letter: char) -> char {
    const ZEROS: [u32; 6] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0xFF10];
    let code = u32::from(letter);
    let digit = ZEROS.iter().find_map(|zero| code.checked_sub(*zero).filter(|digit| *digit < 10));
    digit.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(letter)
}

/// Digits in a row.
#[derive(Clone, Copy)]
struct Part {
    start: usize,
    end: usize,
}

/// The rows of digits that may belong to one number.
fn parts(letters: &[char], start: usize) -> Vec<Part> {
    let digits = |from: usize| from + letters[from..].iter().take_while(|letter| letter.is_ascii_digit()).count();
    let mut parts = vec![Part { start, end: digits(start) }];
    while let Some(last) = parts.last().copied() {
        let Some(between) = letters.get(last.end) else { break };
        let next = Part { start: last.end + 1, end: digits((last.end + 1).min(letters.len())) };
        let length = next.end.saturating_sub(next.start);
        let groups = GROUPING.contains(*between) && length == 3;
        let decimals = POINTS.contains(*between) && (1..=3).contains(&length);
        if !groups && !decimals {
            break;
        }
        parts.push(next);
    }
    parts
}

/// What rows of digits may mean together. Where only a space parts them, each may also begin a number of its own.
fn meanings(letters: &[char], parts: &[Part]) -> Vec<Decimal> {
    let mut values = Vec::new();
    let is_space = |part: &Part| letters[part.start - 1].is_whitespace();
    let beginnings = (0..parts.len()).filter(|at| *at == 0 || is_space(&parts[*at]));
    for beginning in beginnings {
        for end in beginning + 1..=parts.len() {
            if end < parts.len() && !is_space(&parts[end]) {
                continue;
            }
            values.extend(meanings_of(letters, &parts[beginning..end]));
        }
    }
    values.dedup();
    values
}

fn meanings_of(letters: &[char], parts: &[Part]) -> Vec<Decimal> {
    let text = |parts: &[Part]| parts.iter().flat_map(|part| &letters[part.start..part.end]).collect::<String>();
    let grouped = |parts: &[Part]| parts.iter().skip(1).all(|part| part.end - part.start == 3);
    let mut spellings = Vec::new();
    if grouped(parts) {
        spellings.push(text(parts));
    }
    if let [whole @ .., decimals] = parts
        && !whole.is_empty()
        && grouped(whole)
        && POINTS.contains(letters[decimals.start - 1])
    {
        spellings.push(format!("{}.{}", text(whole), text(&[*decimals])));
    }
    let short = spellings.iter().filter(|spelling| spelling.len() <= MOST_DIGITS);
    short.filter_map(|spelling| Decimal::from_str_exact(spelling).ok()).collect()
}
