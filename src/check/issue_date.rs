//! Whether an invoice is dated at the time at which it is sent.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::spec::Operation;
use crate::trace::{Event, SoapCall};
use crate::verdict::{Evidence, Judgement};

use super::field::is_date_time;
use super::journey::{Journey, began};
use super::text::{clip, count};

/// What [`right`] looks for.
pub(super) const EXPECTED: &str = "the time at which the invoice is sent";

/// Who sends nothing but the day, in whatever zone, is never further from the time than this.
const DAY: SignedDuration = SignedDuration::from_hours(24);

/// The same of who sends no zone either.
const DAY_SOMEWHERE: SignedDuration = SignedDuration::from_hours(24 + 14);

/// Time zones differ by so much, or a multiple of it.
const ZONES_APART: SignedDuration = SignedDuration::from_mins(30);

/// Two clocks that go right, and the time that an order takes.
const CLOCKS_APART: SignedDuration = SignedDuration::from_mins(3);

/// The issueDate of every invoice that was paid is the time at which it was sent: of the same day, and, where it says hours and
/// zone, not off by what time zones are apart. What time it was, SEQR's paymentDate tells.
pub(super) fn right(journey: &Journey<'_>) -> Judgement {
    let mut evidence: Option<Evidence> = None;
    let mut observed = String::new();
    for (sent, call) in journey.calls(Operation::SendInvoice).filter(|(_, call)| call.result_code == Some(0)) {
        let Some((text, date)) = call.request.value("invoice/issueDate").and_then(|text| Some((text, read(text)?)))
        else {
            continue;
        };
        let Some((now, seen)) = clock(journey, sent, call) else { continue };
        let cited = [sent].into_iter().chain(seen);
        let off = date.at().duration_since(now);
        if let Some((what, mend)) = fault(&date, off) {
            return Judgement::broken(
                format!("The issueDate of the invoice is {what} the time at which it was sent. {mend}"),
                EXPECTED,
                format!("`{}`, sent at {}", clip(text), now.strftime("%Y-%m-%dT%H:%M:%SZ")),
                cited,
            );
        }
        observed = clip(text);
        let these = Evidence::of(sent).and_all(seen);
        evidence = Some(evidence.map_or(these.clone(), |evidence| evidence.with(these)));
    }
    match evidence {
        Some(evidence) => Judgement::pass(evidence, observed),
        None if journey.calls(Operation::SendInvoice).next().is_some() => Judgement::NotApplicable {
            reason: "no invoice with an issueDate that can be read was paid, so that SEQR's clock was not seen"
                .to_owned(),
        },
        None => journey.unobserved("sendInvoice was never called"),
    }
}

/// An issueDate as far as it says what time it is.
enum Dated {
    /// With hours and a zone.
    Moment(Timestamp),
    /// With a zone, and nothing but a day or an hour.
    Hour(Timestamp),
    /// Without a zone: as if it were UTC.
    Somewhere(Timestamp),
}

impl Dated {
    const fn at(&self) -> Timestamp {
        match self {
            Self::Moment(at) | Self::Hour(at) | Self::Somewhere(at) => *at,
        }
    }

    /// How far it may be from the time at which it was sent, whatever it leaves unsaid.
    const fn tolerance(&self) -> SignedDuration {
        match self {
            Self::Moment(_) | Self::Hour(_) => DAY,
            Self::Somewhere(_) => DAY_SOMEWHERE,
        }
    }
}

/// `None` of what is no `xs:dateTime`, which is told elsewhere.
fn read(text: &str) -> Option<Dated> {
    if !is_date_time(text) {
        return None;
    }
    let is_whole_hour = text.split_once('T').is_some_and(|(_, time)| time.get(3..8) == Some("00:00"));
    match text.parse::<Timestamp>() {
        Ok(at) if is_whole_hour => Some(Dated::Hour(at)),
        Ok(at) => Some(Dated::Moment(at)),
        Err(_) => Some(Dated::Somewhere(text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())),
    }
}

/// What is wrong with it, and how it is mended.
fn fault(date: &Dated, off: SignedDuration) -> Option<(String, &'static str)> {
    let side = if off.is_negative() { "before" } else { "after" };
    let apart = off.abs();
    if apart > date.tolerance() {
        let days = usize::try_from(apart.as_hours() / 24).unwrap_or_default();
        let mend = "Take the clock's time when the order is sent, not a date that is stored with the goods or in a template; where \
                    it is put together from parts, months may be counted from 0, and `YYYY` is another year than `yyyy`.";
        return Some((format!("{} {side}", count(days, "day")), mend));
    }
    let zones = (apart.as_secs() + CLOCKS_APART.as_secs()) / ZONES_APART.as_secs();
    let beside = apart - ZONES_APART * i32::try_from(zones).ok()?;
    if !matches!(date, Dated::Moment(_)) || zones == 0 || beside.abs() > CLOCKS_APART {
        return None;
    }
    let minutes = usize::try_from(zones * ZONES_APART.as_secs() / 60).unwrap_or_default();
    let long = if minutes.is_multiple_of(60) { count(minutes / 60, "hour") } else { count(minutes, "minute") };
    let mend = "Write the zone that the clock's time is in: `Z` for UTC, or an offset as in `2026-11-24T09:30:00+01:00`; and hours \
                from 00 to 23.";
    Some((format!("{long} {side}"), mend))
}

/// What time it was when a call began, by SEQR's own clock, and where that was seen: the call that told when the invoice was
/// paid, and its payment.
fn clock<'a>(journey: &Journey<'a>, sent: &Event, call: &SoapCall) -> Option<(Timestamp, [&'a Event; 2])> {
    let reference = call.invoice_reference.as_ref()?;
    let (told, date) = journey
        .calls(Operation::GetPaymentStatus)
        .filter(|(_, asked)| asked.invoice_reference.as_ref() == Some(reference))
        .find_map(|(event, asked)| Some((event, asked.response.value("return/receipt/paymentDate")?)))?;
    let (paid, _) = journey.paid_before(told).find(|(_, paid)| paid == reference)?;
    let ago = i64::try_from(paid.at_ms.checked_sub(began(sent, call))?).ok()?;
    let now = date.parse::<Timestamp>().ok()?.checked_sub(SignedDuration::from_millis(ago)).ok()?;
    Some((now, [told, paid]))
}
