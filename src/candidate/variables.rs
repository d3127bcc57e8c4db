//! `$order_reference` and its like: what is known only while a journey runs.

/// The variables that a profile may use, without their `$`.
pub const VARIABLES: [&str; 3] = ["order_reference", "ers_reference", "token"];

/// What a journey knows so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Variables {
    /// `clientInvoiceId` of the journey's sendInvoice.
    pub order_reference: Option<String>,
    /// `ersReference` of the journey's payment.
    pub ers_reference: Option<String>,
    /// The TOKEN of the journey's session.
    pub token: Option<String>,
}

/// A text needs a variable that the journey does not know (yet).
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`${0}` is not known at this point of the journey")]
pub struct MissingVariable(pub String);

impl Variables {
    /// The same as they stand in a URL, whatever they are made of.
    #[must_use]
    pub fn in_url(&self) -> Self {
        let coded = |text: &String| {
            let coded: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
            // A plus stands for a space in a query only.
            coded.replace('+', "%20")
        };
        Self {
            order_reference: self.order_reference.as_ref().map(coded),
            ers_reference: self.ers_reference.as_ref().map(coded),
            token: self.token.as_ref().map(coded),
        }
    }

    fn get(&self, name: &str) -> Option<&str> {
        match name {
            "order_reference" => self.order_reference.as_deref(),
            "ers_reference" => self.ers_reference.as_deref(),
            "token" => self.token.as_deref(),
            _ => None,
        }
    }
}

/// The text with every `$name` replaced. `$$` stands for a `$`; a `$` before anything but a letter is left alone.
///
/// # Errors
/// The first variable that the journey does not know.
pub fn substitute(text: &str, variables: &Variables) -> Result<String, MissingVariable> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let name = name_at_start(after);
        rest = if name.is_empty() {
            out.push('$');
            after.strip_prefix('$').unwrap_or(after)
        } else {
            out.push_str(variables.get(name).ok_or_else(|| MissingVariable(name.to_owned()))?);
            &after[name.len()..]
        };
    }
    out.push_str(rest);
    Ok(out)
}

/// The names of all variables in a text, in order.
pub fn names(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        loop {
            let after = &rest[rest.find('$')? + 1..];
            let name = name_at_start(after);
            rest = if name.is_empty() { after.strip_prefix('$').unwrap_or(after) } else { &after[name.len()..] };
            if !name.is_empty() {
                return Some(name);
            }
        }
    })
}

fn name_at_start(text: &str) -> &str {
    if !text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
        return "";
    }
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    &text[..end]
}
