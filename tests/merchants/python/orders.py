"""Tickets, orders and what has become of their payment."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections import defaultdict
from contextlib import nullcontext
from dataclasses import dataclass
from decimal import Decimal

from seqr import Row, Seqr, SeqrError

log = logging.getLogger("orders")

POLL_EVERY = 1.0
POLL_FOR = 15 * 60
MOST_VISITORS = 20

OPEN, PAID, CANCELED, FAILED, EXPIRED = "OPEN", "PAID", "CANCELED", "FAILED", "EXPIRED"


@dataclass(frozen=True)
class Ticket:
    code: str
    name: str
    note: str
    price: Decimal


TICKETS = {
    ticket.code: ticket
    for ticket in (
        Ticket("adult", "Adult", "From 19 years", Decimal("120.00")),
        Ticket("student", "Student", "With a valid student card", Decimal("80.00")),
        Ticket("child", "Child", "7 to 18 years", Decimal("40.00")),
    )
}


@dataclass(frozen=True)
class Choice:
    ticket: Ticket
    visitors: int

    @property
    def total(self) -> Decimal:
        return self.ticket.price * self.visitors

    @property
    def rows(self) -> list[Row]:
        return [Row(f"T-{self.ticket.code.upper()}", f"{self.ticket.name} ticket", self.visitors, self.ticket.price)]


@dataclass
class Order:
    number: str
    token: str
    choice: Choice
    reference: str
    state: str = OPEN
    ers_reference: str | None = None
    given_up: bool = False
    issued: int = 0


class Desk:
    """Takes orders. Everything is kept by TOKEN and invoice reference, so customers do not meet."""

    def __init__(self, seqr: Seqr, fault: str | None = None):
        self._seqr = seqr
        self._fault = fault
        self._sessions: dict[str, dict[str, str]] = {}
        self._orders: dict[str, list[Order]] = defaultdict(list)
        self._token_locks: dict[str, threading.Lock] = defaultdict(threading.Lock)
        self._lock = threading.Lock()
        # fault waits-for-seqr: held by whoever asks SEQR about payments.
        self._asking = threading.Lock() if fault == "waits-for-seqr" else nullcontext()

    def session(self, token: str, fresh: bool) -> dict[str, str]:
        if fresh or token not in self._sessions:
            self._sessions[token] = self._seqr.session(token)
        return self._sessions[token]

    def place(self, token: str, choice: Choice) -> Order:
        """The invoice for this choice: the open one if the choice is the same, else a new one."""
        self.session(token, fresh=False)
        with self._lock:
            lock = self._token_locks[token]
        with lock:
            former = self.find(token)
            if former and former.state == OPEN:
                if former.choice == choice and not former.given_up:
                    return former
                self.give_up(former)
            number = f"SM-{secrets.token_hex(4).upper()}"
            reference = self._seqr.send_invoice(number, "Stenby Sea Museum, tickets", choice.rows)
            order = Order(number, token, choice, reference)
            with self._lock:
                self._orders[token].append(order)
            log.info("order %s: invoice %s sent", number, reference)
            threading.Thread(target=self._follow, args=(order,), daemon=True).start()
            return order

    def find(self, fragment: str) -> Order | None:
        """The latest order of `TOKEN`, or the named one of `TOKEN_INVOICEREFERENCE`."""
        with self._lock:
            if self._fault == "one-order":
                # fault: the order lives in one place for all
                latest = [orders[-1] for orders in self._orders.values() if orders]
                return latest[-1] if latest else None
            if self._orders.get(fragment):
                return self._orders[fragment][-1]
            token, _, reference = fragment.rpartition("_")
            orders = self._orders.get(token) or []
            return next((order for order in orders if order.reference == reference), orders[-1] if orders else None)

    def give_up(self, order: Order) -> None:
        """Cancels an unpaid invoice. If SEQR says that it was paid after all, the follower will see it."""
        if order.state != OPEN:
            return
        order.given_up = True
        try:
            self._seqr.cancel(order.reference)
        except SeqrError as trouble:
            log.warning("order %s: not cancelled: %s", order.number, trouble)
        else:
            order.state = CANCELED
            log.info("order %s: invoice %s cancelled", order.number, order.reference)

    def numbered(self, number: str) -> Order:
        """The order with this number."""
        with self._lock:
            for orders in self._orders.values():
                for order in orders:
                    if order.number == number:
                        return order
        raise LookupError(number)

    def withdraw(self, number: str) -> str:
        """Cancels an order that nobody has paid, at the museum's wish."""
        order = self.numbered(number)
        self._seqr.cancel(order.reference)
        order.state = CANCELED
        return number

    def file_receipt(self, number: str) -> str:
        """Sends the ticket to SEQR, which keeps it with the payment."""
        order = self.numbered(number)
        if not order.ers_reference:
            raise LookupError(number)
        self._seqr.submit_receipt(order.ers_reference, f"<h1>Stenby Sea Museum</h1><p>{order.number}</p>")
        return number

    def refund(self, ers_reference: str) -> str | None:
        with self._lock:
            orders = [order for orders in self._orders.values() for order in orders]
        order = next((order for order in orders if order.ers_reference == ers_reference), None)
        if order is None:
            raise LookupError(ers_reference)
        return self._seqr.refund(ers_reference, order.number, "Stenby Sea Museum, refund", order.choice.rows)

    def ask_about_all(self) -> None:
        """Asks SEQR about every open order, one after the other, however long that takes."""
        with self._asking:
            for order in [order for orders in list(self._orders.values()) for order in orders if order.state == OPEN]:
                try:
                    self._seqr.status(order.reference, 0)
                except SeqrError as trouble:
                    log.warning("order %s: %s", order.number, trouble)

    def _follow(self, order: Order) -> None:
        """Asks SEQR once per second until the payment has ended one way or another."""
        version = 0
        deadline = time.monotonic() + POLL_FOR
        while order.state == OPEN and time.monotonic() < deadline:
            time.sleep(POLL_EVERY)
            if order.state != OPEN:
                return
            try:
                with self._asking:
                    status = self._seqr.status(order.reference, version)
            except SeqrError as trouble:
                if self._fault == "thread-dies":
                    raise  # fault: nobody thought of errors here, so the thread that asks ends
                log.warning("order %s: %s", order.number, trouble)
                continue
            version = status.version
            if status.state == PAID:
                order.ers_reference = status.ers_reference
                order.issued += 1
            if status.state in (PAID, CANCELED, FAILED):
                order.state = status.state
                log.info("order %s: %s", order.number, status.state)
                return
        if order.state == OPEN:
            order.state = EXPIRED
            log.info("order %s: no payment seen", order.number)
