import logging
from contextlib import contextmanager
from datetime import timedelta

from odoo import api, fields, models, sql_db
from odoo.exceptions import AccessDenied

_logger = logging.getLogger(__name__)

# After so many wrong passwords in a row none is checked for so many minutes.
MAX_FAILURES = 5
LOCKED_MINUTES = 15


class TooManyAttempts(AccessDenied):
    """Too many wrong passwords: not even the right one is checked."""


class CustomerReviewSigningAttempt(models.Model):
    """How often a person's password was guessed wrongly in his own session.

    Counted before the password is checked, and in a transaction of its own, so that
    neither a rollback nor many guesses at once go past it.
    """

    _name = "customer.review.signing.attempt"
    _description = "Wrong Passwords when Signing"
    _log_access = False

    # No foreign key: the row is written beside the transaction that knows the user.
    uid = fields.Integer(required=True)
    failures = fields.Integer(required=True)
    date_last = fields.Datetime(required=True)

    _uid_unique = models.Constraint(
        "UNIQUE (uid)", "The wrong passwords of a person are counted once."
    )

    @api.model
    @contextmanager
    def _counting(self):
        """Count what is done meanwhile as a wrong password, unless it succeeds.

        :raise TooManyAttempts: where there were too many; nothing is done then
        """
        if not self._reserve():
            _logger.warning("Too many wrong passwords of user %s", self.env.uid)
            raise TooManyAttempts(
                self.env._(
                    "Too many wrong passwords: nothing can be signed for %s minutes."
                    " Then try again, or reset your password first if you have"
                    " forgotten it.",
                    LOCKED_MINUTES,
                )
            )
        yield
        self._execute("DELETE FROM customer_review_signing_attempt WHERE uid = %(uid)s")

    @api.model
    def _reserve(self):
        """Count one more wrong password; return whether it may still be checked."""
        return self._execute(
            """
            INSERT INTO customer_review_signing_attempt AS attempt
                        (uid, failures, date_last)
                 VALUES (%(uid)s, 1, %(now)s)
            ON CONFLICT (uid) DO UPDATE
                    SET failures = CASE WHEN attempt.date_last < %(since)s THEN 1
                                        ELSE attempt.failures + 1 END,
                        date_last = excluded.date_last
                  WHERE attempt.failures < %(most)s
                     OR attempt.date_last < %(since)s
            """
        )

    @api.model
    def _execute(self, query):
        """Execute and commit ``query``; return how many rows it has changed."""
        now = fields.Datetime.now()
        # Not the registry's cursor, which in a test is the transaction of the test.
        with sql_db.db_connect(self.env.cr.dbname).cursor() as cr:
            # Of several at once each counts on what the one before has left.
            cr.execute("SET TRANSACTION ISOLATION LEVEL READ COMMITTED")
            cr.execute(
                query,
                {
                    "uid": self.env.uid,
                    "now": now,
                    "since": now - timedelta(minutes=LOCKED_MINUTES),
                    "most": MAX_FAILURES,
                },
            )
            return cr.rowcount
