//! Words for verdicts. What the candidate sent is cut to a length that a reader can take in.

/// At most this many characters of anything that the candidate sent go into one message.
const LONGEST: usize = 160;

/// At most this many characters of why a step failed: what stood in its way, and what is there instead.
const LONGEST_REASON: usize = 480;

/// The text on one line, cut where it grows long. What is cut off is not read: a hostile text costs no more than a long one.
pub(super) fn clip(text: &str) -> String {
    clip_at(LONGEST, text)
}

/// The same for the reason why a step failed, which is in our own words with the candidate's between them.
pub(super) fn clip_reason(text: &str) -> String {
    clip_at(LONGEST_REASON, text)
}

/// So many words before two texts part are told with them.
const BEFORE: usize = 4;

/// Two texts from shortly before they say different things, each as [`clip`] has it. Numbers differ for many reasons.
pub(super) fn clip_apart(one: &str, other: &str) -> [String; 2] {
    let is_number = |word: &str| word.contains(|letter: char| letter.is_numeric());
    let alike = |(one, other): &(&str, &str)| one == other || is_number(one) && is_number(other);
    let same = one.split_whitespace().zip(other.split_whitespace()).take_while(alike).count();
    let skipped = same.saturating_sub(BEFORE);
    [one, other].map(|text| {
        let rest = text.split_whitespace().skip(skipped).collect::<Vec<_>>().join(" ");
        if skipped > 0 { clip(&format!("… {rest}")) } else { clip(text) }
    })
}

fn clip_at(longest: usize, text: &str) -> String {
    let mut line = Vec::new();
    let mut after_space = false;
    for letter in text.trim_start().chars() {
        if letter.is_whitespace() {
            after_space = true;
            continue;
        }
        if after_space {
            line.push(' ');
        }
        after_space = false;
        line.push(letter);
        if line.len() > longest {
            line.truncate(longest - 1);
            line.push('…');
            break;
        }
    }
    line.into_iter().collect()
}

/// The text with every run of white space made one space.
pub(super) fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The first three of a list, and how many more there are.
pub(super) fn some_of<T: AsRef<str>>(items: &[T]) -> String {
    let shown: Vec<&str> = items.iter().take(3).map(AsRef::as_ref).collect();
    let more = items.len() - shown.len();
    let shown = shown.join("; ");
    if more > 0 { format!("{shown}; and {more} more") } else { shown }
}

/// `1 call`, `2 calls`.
pub(super) fn count(number: usize, noun: &str) -> String {
    if number == 1 { format!("1 {noun}") } else { format!("{number} {noun}s") }
}

/// CSS pixels without needless decimals.
pub(super) fn px(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    format!("{rounded}")
}

/// Milliseconds as seconds with one decimal.
pub(super) fn seconds(millis: u64) -> String {
    format!("{}.{} s", millis / 1000, millis % 1000 / 100)
}
