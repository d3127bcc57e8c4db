//! "Did you mean".

/// Words longer than this are not compared: the comparison is quadratic, and nobody mistypes a page of text.
const LONGEST: usize = 80;

/// The candidate that a mistyped word most likely stands for: the same but for case, `-` and `_`, or a few letters
/// away. `None` when nothing is near.
#[must_use]
pub fn did_you_mean<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    nearest(word, candidates, (word.chars().count() / 3).max(1))
}

/// As [`did_you_mean`], at most `allowed` letters away.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>, allowed: usize) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let plain_word = plain(word);
    candidates
        .into_iter()
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::damerau_levenshtein(&plain_word, &plain(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn plain(word: &str) -> String {
    word.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
}

/// A word of a file in backticks, cut where it is long.
#[must_use]
pub fn quoted(word: &str) -> String {
    match word.char_indices().nth(60) {
        Some((at, _)) => format!("`{}…`", &word[..at]),
        None => format!("`{word}`"),
    }
}
