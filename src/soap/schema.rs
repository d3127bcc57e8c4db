//! Whether a message is what `schema.xsd` promises: the order of elements, how often they stand, and the types of texts.
//!
//! Understands the part of XML Schema that our own schema uses, so that every answer can be checked at run time at the
//! price of a walk over its elements. The tests compare it with `xmllint`. Attributes are not looked at.

use std::collections::HashMap;
use std::fmt;
use std::sync::LazyLock;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use roxmltree::{Document, Node};

use super::{Element, SCHEMA, Space};

/// Where and how a message departs from the schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// Names from the operation's child down; empty for the operation's element itself.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.path.is_empty() { "the operation's element" } else { &self.path };
        write!(f, "{place}: {}", self.message)
    }
}

/// Checks an operation's element or its response against the schema.
///
/// # Errors
/// The first departure, in document order.
pub fn validate(operation: &Element<'_>) -> Result<(), Violation> {
    let kind = MODEL.elements.get(operation.name).ok_or_else(|| Violation {
        path: String::new(),
        message: format!("the schema has no element `{}`", operation.name),
    })?;
    MODEL.check(operation, kind)
}

static MODEL: LazyLock<Model> = LazyLock::new(|| Model::read(SCHEMA));

/// The schema as far as it is needed. A schema that cannot be read allows nothing.
#[derive(Default)]
struct Model {
    elements: HashMap<String, Kind>,
    sequences: HashMap<String, Vec<Particle>>,
    enumerations: HashMap<String, Vec<String>>,
}

/// The type of an element.
enum Kind {
    Text(Lexical),
    /// A type of the schema by its name.
    Named(String),
    Sequence(Vec<Particle>),
}

/// The built-in types that the schema uses.
#[derive(Clone, Copy)]
enum Lexical {
    String,
    Int,
    Long,
    Decimal,
    DateTime,
    Base64,
}

/// An element within a sequence.
struct Particle {
    name: String,
    kind: Kind,
    least: usize,
    most: usize,
}

impl Model {
    fn read(schema: &str) -> Self {
        let mut model = Self::default();
        let Ok(document) = Document::parse(schema) else { return model };
        for node in document.root_element().children().filter(Node::is_element) {
            let name = node.attribute("name").unwrap_or_default().to_owned();
            match node.tag_name().name() {
                "element" => drop(model.elements.insert(name, kind_of(node))),
                "complexType" => drop(model.sequences.insert(name, sequence_of(node))),
                "simpleType" => {
                    let values = node.descendants().filter_map(|value| value.attribute("value")).map(str::to_owned);
                    model.enumerations.insert(name, values.collect());
                }
                _ => {}
            }
        }
        model
    }

    fn check(&self, element: &Element<'_>, kind: &Kind) -> Result<(), Violation> {
        if element.nil {
            return Err(Violation::here("it is nil, which the schema does not allow".to_owned()));
        }
        let particles = match kind {
            Kind::Sequence(particles) => Some(particles),
            Kind::Named(name) => self.sequences.get(name),
            Kind::Text(_) => None,
        };
        let text = &*element.text;
        if let Some(particles) = particles {
            return match text {
                "" => self.check_sequence(&element.children, particles),
                text => Err(Violation::here(format!("the text `{}` stands among its elements", short(text)))),
            };
        }
        if let Some(child) = element.children.first() {
            return Err(Violation::here(format!("it holds the element `{}`, not text", short(child.name))));
        }
        let wrong = match kind {
            Kind::Text(lexical) if lexical.allows(text) => return Ok(()),
            Kind::Text(lexical) => format!("`{}` is not {}", short(text), lexical.name()),
            Kind::Named(name) => match self.enumerations.get(name) {
                Some(values) if values.iter().any(|value| value == text) => return Ok(()),
                _ => format!("`{}` is no {name}", short(text)),
            },
            Kind::Sequence(_) => return Ok(()),
        };
        Err(Violation::here(wrong))
    }

    fn check_sequence(&self, children: &[Element<'_>], particles: &[Particle]) -> Result<(), Violation> {
        let mut rest = children;
        for particle in particles {
            let run = rest.iter().take(particle.most).take_while(|child| child.name == particle.name).count();
            if run < particle.least {
                let missing = Violation::here("it is missing, or not in its place".to_owned());
                return Err(missing.below(&particle.name, None));
            }
            for (index, child) in rest.iter().take(run).enumerate() {
                let number = (run > 1).then_some(index + 1);
                if child.space != Space::None {
                    let spaced = Violation::here("it stands in a namespace; the schema has it in none".to_owned());
                    return Err(spaced.below(&particle.name, number));
                }
                self.check(child, &particle.kind).map_err(|violation| violation.below(&particle.name, number))?;
            }
            rest = &rest[run..];
        }
        rest.first().map_or(Ok(()), |extra| {
            Err(Violation::here(format!("`{}` is not expected where it stands", short(extra.name))))
        })
    }
}

impl Violation {
    /// At the element that is being looked at.
    const fn here(message: String) -> Self {
        Self { path: String::new(), message }
    }

    /// The same, seen from the element above. The way to it is needed only once something is wrong.
    fn below(self, name: &str, number: Option<usize>) -> Self {
        let number = number.map(|number| format!("[{number}]")).unwrap_or_default();
        let rest = if self.path.is_empty() { String::new() } else { format!("/{}", self.path) };
        Self { path: format!("{name}{number}{rest}"), ..self }
    }
}

fn sequence_of(complex: Node<'_, '_>) -> Vec<Particle> {
    let sequence = complex.children().find(|child| child.tag_name().name() == "sequence");
    let elements = sequence.into_iter().flat_map(|sequence| sequence.children().filter(Node::is_element));
    elements.map(particle_of).collect()
}

fn particle_of(element: Node<'_, '_>) -> Particle {
    let bound = |name: &str| match element.attribute(name) {
        Some("unbounded") => usize::MAX,
        Some(number) => number.parse().unwrap_or(1),
        None => 1,
    };
    Particle {
        name: element.attribute("name").unwrap_or_default().to_owned(),
        kind: kind_of(element),
        least: bound("minOccurs"),
        most: bound("maxOccurs"),
    }
}

fn kind_of(element: Node<'_, '_>) -> Kind {
    let Some(name) = element.attribute("type") else {
        let inline = element.children().find(|child| child.tag_name().name() == "complexType");
        return Kind::Sequence(inline.map(sequence_of).unwrap_or_default());
    };
    match name {
        "xs:string" => Kind::Text(Lexical::String),
        "xs:int" => Kind::Text(Lexical::Int),
        "xs:long" => Kind::Text(Lexical::Long),
        "xs:decimal" => Kind::Text(Lexical::Decimal),
        "xs:dateTime" => Kind::Text(Lexical::DateTime),
        "xs:base64Binary" => Kind::Text(Lexical::Base64),
        named => Kind::Named(named.trim_start_matches("tns:").to_owned()),
    }
}

impl Lexical {
    fn allows(self, text: &str) -> bool {
        match self {
            Self::String => true,
            Self::Int => text.parse::<i32>().is_ok(),
            Self::Long => text.parse::<i64>().is_ok(),
            Self::Decimal => is_decimal(text),
            Self::DateTime => is_date_time(text),
            Self::Base64 => STANDARD.decode(text.split_ascii_whitespace().collect::<String>()).is_ok(),
        }
    }

    const fn name(self) -> &'static str {
        match self {
            Self::String => "a string",
            Self::Int => "an int",
            Self::Long => "a long",
            Self::Decimal => "a decimal number",
            Self::DateTime => "a dateTime",
            Self::Base64 => "base64",
        }
    }
}

fn is_decimal(text: &str) -> bool {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    !(whole.is_empty() && fraction.is_empty()) && all(whole) && all(fraction)
}

/// `2026-11-24T10:00:00`, with or without a fraction, with or without a time zone.
fn is_date_time(text: &str) -> bool {
    let shaped = |text: &str, pattern: &str| {
        text.len() == pattern.len()
            && text.bytes().zip(pattern.bytes()).all(|(byte, sign)| match sign {
                b'0' => byte.is_ascii_digit(),
                sign => byte == sign,
            })
    };
    let Some((point, rest)) = text.split_at_checked(19) else { return false };
    let fraction = rest.strip_prefix('.').map(|rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    let zone = match fraction {
        Some(0) => return false,
        Some(digits) => &rest[digits + 1..],
        None => rest,
    };
    let zone_is_good = zone.is_empty() || zone == "Z" || shaped(zone, "+00:00") || shaped(zone, "-00:00");
    zone_is_good && shaped(point, "0000-00-00T00:00:00") && point.parse::<jiff::civil::DateTime>().is_ok()
}

fn short(text: &str) -> String {
    text.chars().take(60).collect()
}
