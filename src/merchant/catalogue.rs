//! What is on sale.

use std::fmt;

/// An amount of money in the currency's smallest unit: euro cents, or whole yen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cents(pub u32);

/// The currency of the whole shop.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Currency {
    Euro,
    /// Has no decimals.
    Yen,
}

impl Currency {
    /// ISO 4217.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Euro => "EUR",
            Self::Yen => "JPY",
        }
    }

    /// The amount as invoices have it.
    pub fn written(self, amount: Cents) -> String {
        match self {
            Self::Euro => amount.to_string(),
            Self::Yen => amount.0.to_string(),
        }
    }

    /// The amount as customers read it.
    pub fn shown(self, amount: Cents) -> String {
        let sign = match self {
            Self::Euro => '€',
            Self::Yen => '¥',
        };
        format!("{sign} {}", self.written(amount))
    }
}

/// Value added tax on cinema tickets, per cent.
pub const TAX_RATE: u32 = 10;

/// Most tickets in one order.
pub const MOST_TICKETS: u32 = 6;

/// One evening show.
#[derive(Debug, PartialEq, Eq)]
pub struct Show {
    /// What stands in the QR code's parameter `show`.
    pub id: &'static str,
    pub title: &'static str,
    /// One line about the film.
    pub line: &'static str,
    pub time: &'static str,
    pub hall: &'static str,
    pub price: Cents,
}

/// Tonight's programme.
pub const SHOWS: [Show; 3] = [
    Show {
        id: "5",
        title: "Night Train North",
        line: "A sleeper, a snowstorm, one ticket too many.",
        time: "18:15",
        hall: "Hall 2",
        price: Cents(1150),
    },
    Show {
        id: "7",
        title: "Paper Moons",
        line: "Two stargazers fold their way home.",
        time: "19:30",
        hall: "Hall 1",
        price: Cents(1250),
    },
    Show {
        id: "9",
        title: "Tidal Light",
        line: "The last keeper of a drowning lighthouse.",
        time: "21:00",
        hall: "Hall 3",
        price: Cents(1300),
    },
];

/// Rows and places of every hall.
pub const ROWS: [char; 6] = ['A', 'B', 'C', 'D', 'E', 'F'];
pub const PLACES: u32 = 9;

/// A place where a customer would like to sit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seat {
    row: char,
    place: u32,
}

impl Seat {
    /// Reads `A1`. `None` for whatever is no place of our halls.
    pub fn parse(text: &str) -> Option<Self> {
        let mut chars = text.chars();
        let row = chars.next().filter(|row| ROWS.contains(row))?;
        let digits = chars.as_str();
        if digits.is_empty() || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        let place = digits.parse().ok().filter(|place| (1..=PLACES).contains(place))?;
        Some(Self { row, place })
    }
}

impl fmt::Display for Seat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.row, self.place)
    }
}

/// The show with this id.
pub fn show(id: &str) -> Option<&'static Show> {
    SHOWS.iter().find(|show| show.id == id)
}

/// What a customer wants to buy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    pub show: &'static Show,
    pub tickets: u32,
    /// Where to sit; `None` leaves it to the house.
    pub seat: Option<Seat>,
}

impl Choice {
    /// Checks what a page asks for. `None` when we do not sell that.
    pub fn new(show_id: &str, tickets: u32, seat: Option<&str>) -> Option<Self> {
        let seat = match seat.filter(|seat| !seat.is_empty()) {
            Some(seat) => Some(Seat::parse(seat)?),
            None => None,
        };
        let show = show(show_id)?;
        (1..=MOST_TICKETS).contains(&tickets).then_some(Self { show, tickets, seat })
    }

    /// What it costs altogether.
    pub const fn total(&self) -> Cents {
        Cents(self.show.price.0 * self.tickets)
    }

    /// Where the customer sits, in words.
    pub fn seats(&self) -> String {
        match self.seat {
            Some(seat) if self.tickets == 1 => format!("Seat {seat}"),
            Some(seat) => format!("Together, from {seat}"),
            None if self.tickets == 1 => "Best seat in the house".to_owned(),
            None => "Best seats, together".to_owned(),
        }
    }
}

/// Euros: `12.50`, the pattern of amounts in the API reference.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{:02}", self.0 / 100, self.0 % 100)
    }
}
