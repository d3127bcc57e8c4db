//! How currencies are written beside amounts.

/// Marks that stand for a currency, and the currencies of which they can be.
const MARKS: [(&str, &[&str]); 36] = [
    ("€", &["EUR"]),
    ("euro", &["EUR"]),
    ("euros", &["EUR"]),
    ("$", DOLLARS),
    ("£", &["GBP", "EGP", "FKP", "GIP", "LBP", "SDG", "SHP", "SSP", "SYP"]),
    ("¥", &["CNY", "JPY"]),
    ("円", &["JPY"]),
    ("元", &["CNY", "HKD", "MOP", "TWD"]),
    ("원", &["KPW", "KRW"]),
    ("₩", &["KPW", "KRW"]),
    ("₹", &["INR"]),
    ("₽", &["RUB"]),
    ("₺", &["TRY"]),
    ("₴", &["UAH"]),
    ("₪", &["ILS"]),
    ("฿", &["THB"]),
    ("₫", &["VND"]),
    ("₱", &["CUP", "PHP"]),
    ("₦", &["NGN"]),
    ("₸", &["KZT"]),
    ("₼", &["AZN"]),
    ("₾", &["GEL"]),
    ("₲", &["PYG"]),
    ("₡", &["CRC", "SVC"]),
    ("kr", &["DKK", "ISK", "NOK", "SEK"]),
    ("krona", CROWNS),
    ("krone", CROWNS),
    ("kronen", CROWNS),
    ("kroner", CROWNS),
    ("kronor", CROWNS),
    ("zł", &["PLN"]),
    ("kč", &["CZK"]),
    ("ft", &["HUF"]),
    ("lei", &["MDL", "RON"]),
    ("fr", &["CHF", "BIF", "CDF", "DJF", "GNF", "KMF", "RWF", "XAF", "XOF", "XPF"]),
    ("лв", &["BGN", "KGS", "UZS"]),
];
const CROWNS: &[&str] = &["CZK", "DKK", "ISK", "NOK", "SEK"];
#[rustfmt::skip]
const DOLLARS: &[&str] = &[
    "ARS", "AUD", "BBD", "BMD", "BND", "BOB", "BRL", "BSD", "BZD", "CAD", "CLP", "COP", "CUP", "CVE", "DOP", "FJD", "GYD", "HKD",
    "JMD", "KYD", "LRD", "MOP", "MXN", "NAD", "NIO", "NZD", "SBD", "SGD", "SRD", "SVC", "TOP", "TTD", "TWD", "USD", "UYU", "VED",
    "VES", "WST", "XCD", "XCG", "ZWG",
];
/// Marks that are words of other languages, or days.
const WORDS_TOO: [&str; 3] = ["fr", "ft", "lei"];
/// Codes that are no words in capitals.
const CODES: [&str; 11] = ["CHF", "CZK", "DKK", "EUR", "GBP", "HUF", "JPY", "NOK", "PLN", "SEK", "USD"];
/// Letters that are signs by themselves, whatever stands beside them.
const SIGNS: &str = "円元원";
/// How whole amounts are written in northern Europe.
const NO_CENTS: [&str; 3] = [":-", ",-", ".-"];
/// What hundredths of a currency are called.
const HUNDREDTHS: [&str; 14] =
    ["öre", "ö", "øre", "cent", "cents", "centimes", "ct", "c", "p", "pence", "gr", "groszy", "grosze", "haléřů"];
/// So far from a number its currency is looked for, in letters.
const BESIDE: usize = 12;

/// What stands beside a number.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// Whether it is a currency, the one in question or another. Codes of others are not looked at.
    pub(super) is_money: bool,
    /// A mark that the currency in question does not have, where none stands there that it has.
    pub(super) foreign: Option<String>,
}

/// What the text before a number and the text behind it say of its currency; `currency` is the code of the one in question.
pub(super) fn beside(before: &[char], after: &[char], currency: &str) -> Beside {
    let behind: String = after.iter().take(BESIDE).collect();
    if NO_CENTS.iter().any(|mark| behind.starts_with(mark)) {
        return Beside { is_money: true, foreign: None };
    }
    let ahead: String = before[before.len().saturating_sub(BESIDE)..].iter().collect();
    let marks: Vec<Mark<'_>> = [last(&ahead), first(&behind)].into_iter().flatten().collect();
    let is_own = marks.iter().any(|mark| mark.can_be(currency));
    let foreign = marks.iter().find(|mark| mark.is_foreign(currency)).filter(|_| !is_own);
    Beside {
        is_money: is_own || marks.iter().any(|mark| mark.known().is_some()),
        foreign: foreign.map(|mark| mark.text.to_owned()),
    }
}

/// Whether what stands between two numbers and behind the second one makes them one amount: `38 kr 39 öre`, `3 euros and 50 cents`.
pub(super) fn is_whole_and_cents(between: &[char], behind: &[char], currency: &str) -> bool {
    if between.len() > BESIDE {
        return false;
    }
    let words: String = between.iter().collect();
    let mut words = words.split_whitespace();
    let is_mark = |word: &str| Mark { text: word.trim_end_matches('.'), is_between: false }.can_be(currency);
    let hundredth: String =
        behind.iter().skip_while(|letter| letter.is_whitespace()).take_while(|letter| letter.is_alphabetic()).collect();
    words.next().is_some_and(is_mark) && words.count() <= 1 && HUNDREDTHS.contains(&hundredth.to_lowercase().as_str())
}

/// A sign or word beside a number.
struct Mark<'t> {
    text: &'t str,
    /// Whether another number stands on its other side, to which it may belong.
    is_between: bool,
}

impl Mark<'_> {
    fn known(&self) -> Option<&'static [&'static str]> {
        let text = self.text.to_lowercase();
        MARKS.iter().find(|(mark, _)| *mark == text).map(|(_, currencies)| *currencies)
    }

    fn can_be(&self, currency: &str) -> bool {
        self.text.eq_ignore_ascii_case(currency)
            || self.known().is_some_and(|known| known.iter().any(|code| code.eq_ignore_ascii_case(currency)))
    }

    fn is_foreign(&self, currency: &str) -> bool {
        let is_mark = self.known().is_some() && !WORDS_TOO.contains(&self.text.to_lowercase().as_str());
        !self.is_between && !self.can_be(currency) && (is_mark || CODES.contains(&self.text))
    }
}

/// The sign or word with which the text before a number ends.
fn last(text: &str) -> Option<Mark<'_>> {
    let text = text.trim_end().trim_end_matches('.');
    let (rest, mark) = text.split_at(text.len() - length(text.chars().rev())?);
    Some(Mark { text: mark, is_between: rest.trim_end().ends_with(char::is_numeric) })
}

/// The sign or word with which the text behind a number begins.
fn first(text: &str) -> Option<Mark<'_>> {
    let text = text.trim_start();
    let (mark, rest) = text.split_at(length(text.chars())?);
    Some(Mark { text: mark, is_between: rest.trim_start().starts_with(char::is_numeric) })
}

/// How long the word is that some letters begin with, or else the sign, in bytes.
fn length(letters: impl Iterator<Item = char> + Clone) -> Option<usize> {
    let next = letters.clone().next()?;
    let word = letters.take_while(|letter| letter.is_alphabetic()).map(char::len_utf8).sum();
    Some(if next.is_alphabetic() && !SIGNS.contains(next) { word } else { next.len_utf8() })
}
