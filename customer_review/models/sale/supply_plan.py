"""When goods can be there: stock and what moves, recipes, vendors. No database here."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date, timedelta

# Quantities smaller than that are rounding.
NOTHING = 1e-6


@dataclass
class Stock:
    """What a warehouse has of a product, and what is planned to come and go."""

    on_hand: float = 0.0
    reserved: float = 0.0
    # What comes (+) and goes (-), by day.
    flows: dict = field(default_factory=dict)

    @property
    def free(self):
        return self.on_hand - self.reserved

    def forecast(self, day):
        """Return what is forecast at the end of ``day``."""
        return self.on_hand + sum(
            quantity for when, quantity in self.flows.items() if when <= day
        )

    def get_spare(self, day):
        """Return what can be taken on ``day`` and leaves enough for all later needs."""
        days, lows = self._get_lows()
        return lows[max(bisect_right(days, day) - 1, 0)]

    def get_first_day(self, quantity, today):
        """Return the first day on which ``quantity`` can be taken, or None."""
        days, lows = self._get_lows()
        for day, low in zip(days, lows, strict=True):
            if low > quantity - NOTHING:
                return max(day, today)
        return None

    def take(self, day, quantity):
        self.flows[day] = self.flows.get(day, 0.0) - quantity

    def _get_lows(self):
        """Return the days, from the beginning on, and the least forecast from each."""
        days = [date.min, *sorted(self.flows)]
        levels = [self.on_hand]
        for day in days[1:]:
            levels.append(levels[-1] + self.flows[day])
        lows, low = [], None
        for level in reversed(levels):
            low = level if low is None else min(low, level)
            lows.append(low)
        return days, lows[::-1]


@dataclass
class Recipe:
    """The bill of materials by which one unit of a product is made."""

    bom_id: int
    is_kit: bool
    days: int
    # Bought all the same: its routes say so.
    is_bought: bool
    # (product id, quantity per unit, values without a variant that it asks for)
    parts: list

    def get_parts(self, never):
        """Return what goes into it where ``never`` are the chosen values.

        As Odoo: of what a part asks for without variants, one has to be chosen.
        """
        return [
            (product, quantity)
            for product, quantity, asked in self.parts
            if not asked or not never.isdisjoint(asked)
        ]


@dataclass
class Vendor:
    """A vendor's price for a product that is valid today."""

    partner_id: int
    days: int
    min_quantity: float
    price: float


@dataclass
class Supply:
    """What is known about when one line of an order can be there."""

    on_hand: float | None = None
    free: float | None = None
    forecast: float | None = None
    missing: float = 0.0
    earliest: date | None = None
    # Whether nothing else than what is known decides on the earliest day.
    is_known: bool = True
    is_kit: bool = False
    bom_id: int | None = None
    # The longest time to buy what is missing, the last day to order it, and of what.
    lead: tuple | None = None
    latest: tuple | None = None
    unknown: list = field(default_factory=list)
    # What has to be made of what is missing.
    made_bom_ids: set = field(default_factory=set)

    def get_named_products(self):
        """Return the ids of what is to be bought, and of what nobody knows to get."""
        bought = [one[1] for one in (self.lead, self.latest) if one]
        return [*bought, *self.unknown]


class SupplyPlan:
    """Plans the lines of one order one after another: each takes what it needs."""

    def __init__(self, today, stocks, recipes, vendors, days_to_purchase=0):
        self.today = today
        # A product that is not among them is not tracked: nothing is known of it.
        self.stocks = stocks
        self.recipes = recipes
        self.vendors = vendors
        self.days_to_purchase = days_to_purchase

    def plan(self, product, quantity, due, never=frozenset()):
        """Return the supply of ``quantity`` that leaves on ``due``."""
        recipe = self.recipes.get(product)
        supply = Supply(
            bom_id=recipe and recipe.bom_id, is_kit=bool(recipe and recipe.is_kit)
        )
        if not self._is_tracked(product, never):
            return supply
        supply.on_hand = self._count(product, never, lambda stock: stock.on_hand)
        supply.free = self._count(product, never, lambda stock: stock.free)
        supply.forecast = self._count(product, never, lambda one: one.forecast(due))
        spare = self._count(product, never, lambda stock: stock.get_spare(due))
        supply.missing = max(quantity - max(spare, 0.0), 0.0)
        if supply.missing < NOTHING:
            supply.missing = 0.0
        supply.earliest, supply.is_known = self._get_ready(
            (product,), quantity, due, never, supply
        )
        return supply

    def _is_tracked(self, product, never, path=()):
        """Return whether the stock says anything about it; of a kit, of a part."""
        recipe = self.recipes.get(product)
        if recipe and recipe.is_kit and product not in path:
            return any(
                self._is_tracked(part, never, (*path, product))
                for part, _quantity in recipe.get_parts(never)
            )
        return product in self.stocks

    def _count(self, product, never, measure, path=()):
        """Return what ``measure`` says of a stock; of a kit, how many there are."""
        recipe = self.recipes.get(product)
        if not (recipe and recipe.is_kit) or product in path:
            return measure(self.stocks[product])
        return min(
            self._count(part, never, measure, (*path, product)) / quantity
            for part, quantity in recipe.get_parts(never)
            if quantity and self._is_tracked(part, never, (*path, product))
        )

    def _get_ready(self, path, quantity, due, never, supply):
        """Take ``quantity`` of the last product of ``path``; return when it is there.

        :return: the day, and whether nothing unknown can put it off
        """
        product = path[-1]
        recipe = self.recipes.get(product)
        if recipe and recipe.is_kit:
            return self._get_made(path, quantity, due, never, supply)
        stock = self.stocks.get(product)
        if stock is None:
            return self.today, True
        covered = stock.get_first_day(quantity, self.today)
        spare = min(max(stock.get_spare(due), 0.0), quantity)
        missing = quantity - spare
        if missing < NOTHING:
            stock.take(due, quantity)
            return covered, True
        stock.take(due, spare)
        procured, is_known = self._get_procured(path, missing, due, never, supply)
        if covered and (not is_known or covered <= procured):
            return covered, True
        return procured, is_known

    def _get_procured(self, path, quantity, due, never, supply):
        """Return when what is missing can be made or bought."""
        product = path[-1]
        recipe = self.recipes.get(product)
        if recipe and not recipe.is_bought and product not in path[:-1]:
            supply.made_bom_ids.add(recipe.bom_id)
            return self._get_made(path, quantity, due, never, supply)
        vendor = self._get_vendor(product, quantity)
        if not vendor:
            supply.unknown.append(product)
            return self.today, False
        days = vendor.days + self.days_to_purchase
        latest = due - timedelta(days=days)
        supply.lead = max(supply.lead or (-1, 0), (days, product))
        supply.latest = min(supply.latest or (date.max, 0), (latest, product))
        return self.today + timedelta(days=days), True

    def _get_made(self, path, quantity, due, never, supply):
        """Return when all parts are there and it is made of them."""
        recipe = self.recipes[path[-1]]
        if path[-1] in path[:-1]:  # a kit of itself
            return self.today, True
        days = timedelta(days=recipe.days)
        parts = [
            self._get_ready((*path, part), quantity * each, due - days, never, supply)
            for part, each in recipe.get_parts(never)
        ]
        ready = max((day for day, _is_known in parts), default=self.today)
        return ready + days, all(is_known for _day, is_known in parts)

    def _get_vendor(self, product, quantity):
        """Return the vendor that Odoo would buy from, or None.

        The first vendor whose price is valid for that quantity, at his best price;
        the first of all where the quantity is below the least of each.
        """
        vendors = self.vendors.get(product, [])
        fitting = [one for one in vendors if one.min_quantity < quantity + NOTHING]
        if not fitting:
            return vendors[0] if vendors else None
        own = [one for one in fitting if one.partner_id == fitting[0].partner_id]
        return min(own, key=lambda one: one.price)
