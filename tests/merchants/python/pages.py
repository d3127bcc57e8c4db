"""Every page and view, as text. Whatever comes from outside passes through `escape`."""

from __future__ import annotations

from decimal import Decimal
from html import escape

from orders import CANCELED, EXPIRED, FAILED, MOST_VISITORS, OPEN, PAID, TICKETS, Choice, Order

# A fault that can be asked for: what the code says is written into the page as it is.
ESCAPES_THE_CODE = True

PERSONAL = {"msisdn", "subscriberKey", "PHONE_NUMBER", "FIRST_NAME", "LAST_NAME"}

LEAVE = '<a id="leave" class="button quiet" href="SEQR-ACTION://WIZARD/CANCEL">Leave the museum</a>'


def shell(page: str, title: str) -> str:
    return f"""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} – Stenby Sea Museum</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/static/style.css">
<script src="/static/shop.js" defer></script>
</head>
<body data-page="{escape(page)}">
<header>
<img src="/static/ship.svg" width="56" height="56" alt="">
<p>Stenby Sea Museum</p>
</header>
<main id="view" aria-live="polite">
<p>One moment…</p>
<noscript><p>This shop needs JavaScript. Please switch it on and open the page again.</p></noscript>
</main>
</body>
</html>
"""


def tickets(parameters: dict[str, str]) -> str:
    cards = "".join(
        f'<button class="ticket" id="ticket-{ticket.code}" name="ticket" value="{ticket.code}">'
        f"<span><strong>{escape(ticket.name)}</strong><br>{escape(ticket.note)}</span>"
        f"<span>{money(ticket.price)}</span></button>"
        for ticket in TICKETS.values()
    )
    return f"""<h1>Choose your ticket</h1>
{from_code(parameters)}
<form data-view="confirm">
<label for="visitors">Number of visitors</label>
<input id="visitors" name="visitors" type="number" inputmode="numeric" min="1" max="{MOST_VISITORS}" value="1" required>
<div class="stack">{cards}</div>
</form>
<nav>{LEAVE}</nav>"""


def confirm(choice: Choice) -> str:
    return f"""<h1>Check your order</h1>
{summary(choice)}
<form data-view="pay" class="stack">
<input type="hidden" name="ticket" value="{choice.ticket.code}">
<input type="hidden" name="visitors" value="{choice.visitors}">
<button class="button main" id="place-order">Place the order</button>
<button class="button quiet" id="back" type="button" data-back>Back to the tickets</button>
</form>"""


def pay(order: Order) -> str:
    return f"""<h1>Ready to pay</h1>
{summary(order.choice)}
<p>Your order has the number <strong>{escape(order.number)}</strong>. It is valid once it is paid.</p>
<div class="stack">
<a class="button main" id="pay-link" href="SEQR://SEQR.SE/R{escape(order.reference)}">Pay with SEQR</a>
<button class="button quiet" id="back" type="button" data-back>Back to the tickets</button>
</div>"""


def receipt(order: Order | None, late: bool) -> str:
    if order is None:
        return section("unknown", "No order found", "We know of no order from this visit, so there is no ticket.", AGAIN)
    if order.state == PAID:
        return f"""<section data-state="paid">
<h1>Thank you, see you at the museum!</h1>
<p>Your payment has been received. Show the order number at the entrance.</p>
<p class="number" id="order-number">{escape(order.number)}</p>
{summary(order.choice)}
</section>"""
    if order.state in (CANCELED, FAILED, EXPIRED):
        return section("unpaid", "Payment not confirmed", "SEQR has not confirmed a payment, so there is no ticket.", AGAIN)
    if late:
        return section(
            "late",
            "Payment not confirmed",
            "SEQR has not confirmed your payment yet. Without confirmation there is no ticket. We keep asking.",
        )
    return section("waiting", "Waiting for confirmation", "We are asking SEQR about your payment. This takes a few seconds.")


def failed(order: Order | None) -> str:
    return ended(order, "The payment failed", "No ticket has been issued. You can try again or leave.")


def cancelled(order: Order | None) -> str:
    return ended(order, "You cancelled the payment", "No ticket has been issued. You can choose again or leave.")


def unknown_token() -> str:
    return trouble("This visit is not known", "SEQR does not know this visit, or it has expired. Please scan the code again.", False)


def unavailable() -> str:
    return trouble("SEQR cannot be reached", "We cannot sell tickets at the moment. Please try again in a little while.", True)


def bad_choice() -> str:
    return trouble("That did not work", f"Please choose a ticket and 1 to {MOST_VISITORS} visitors.", True)


def trouble(title: str, text: str, retry: bool) -> str:
    again = '<button class="button main" type="button" data-reload>Try again</button>' if retry else ""
    return section("trouble", title, text, f'<div class="stack">{again}{LEAVE}</div>')


AGAIN = f'<div class="stack"><button class="button main" type="button" data-order>Choose a ticket</button>{LEAVE}</div>'


def ended(order: Order | None, title: str, text: str) -> str:
    if order is not None and order.state == PAID:
        return receipt(order, late=False)
    return section("ended", title, text, AGAIN)


def section(state: str, title: str, text: str, more: str = "") -> str:
    return f'<section data-state="{state}"><h1>{title}</h1><p>{text}</p>{more}</section>'


def summary(choice: Choice) -> str:
    return (
        f"<dl><div><dt>{escape(choice.ticket.name)} ticket</dt><dd>{choice.visitors} × {money(choice.ticket.price)}</dd></div>"
        f'<div class="sum"><dt>Total</dt><dd>{money(choice.total)}</dd></div></dl>'
    )


def from_code(parameters: dict[str, str]) -> str:
    """What the scanned code said, without what SEQR tells about the person."""
    shown = {key: value for key, value in parameters.items() if key not in PERSONAL and not key.startswith("ADDRESS/")}
    if not shown:
        return ""
    safe = escape if ESCAPES_THE_CODE else str
    items = "".join(f"<div><dt>{safe(key)}</dt><dd>{safe(value)}</dd></div>" for key, value in shown.items())
    return f'<dl aria-label="From the code that you scanned">{items}</dl>'


def money(amount: Decimal) -> str:
    return f"{amount:.2f}&nbsp;SEK"
