"""Give a person keys for their programmes, know a key again, and take it back."""

import hashlib
from base64 import b32encode
from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet

from lienvung.office.errors import TooManyTokens
from lienvung.office.models import ApiToken, User
from lienvung.office.node_access import get_node, now, today
from lienvung.office.services.trail import event_record

MOST_TOKENS = 10
_PREFIX = "lv_"
_SECRET_BYTES = 20


@dataclass(frozen=True, slots=True)
class GivenToken:
    """A key and its secret, which is shown once and stored nowhere."""

    token: ApiToken
    secret: str


@transaction.atomic
def token_give(*, owner: User, name: str) -> GivenToken:
    """Make a key for a person's programme (TooManyTokens)."""
    if open_tokens(owner).count() >= MOST_TOKENS:
        raise TooManyTokens(MOST_TOKENS)
    # The secret is random, so a quick hash of it tells nobody anything.
    secret = _PREFIX + b32encode(get_node().random(_SECRET_BYTES)).decode().lower()
    token = ApiToken.objects.create(name=name, sha256=_hash(secret), owner=owner, made_at=now())
    event_record(by=owner, what="token-give", subject=name)
    return GivenToken(token, secret)


@transaction.atomic
def token_revoke(*, owner: User, token_id: object) -> str:
    """Take one of a person's own keys back and return its name; "" where they have no such key."""
    token = open_tokens(owner).filter(pk=token_id).first()
    if token is None:
        return ""
    token.revoked_at = now()
    token.save(update_fields=["revoked_at"])
    event_record(by=owner, what="token-revoke", subject=token.name)
    return token.name


def tokens_end(owner: User) -> None:
    """Take back every key of a person; call it inside the transaction of the act that ends them."""
    open_tokens(owner).update(revoked_at=now())


def token_owner(secret: str) -> User | None:
    """Return whose key this is, None where it is nobody's, was taken back, or its owner may not work here."""
    token = ApiToken.objects.select_related("owner").filter(sha256=_hash(secret), revoked_at=None).first()
    if token is None or not token.owner.is_active or token.owner.must_change_password:
        return None
    # Once a day is enough to see which keys nobody uses, and a reader's request should not wait for a writer's.
    if token.used_on != today():
        ApiToken.objects.filter(pk=token.pk).update(used_on=today())
    return token.owner


def open_tokens(owner: User) -> QuerySet[ApiToken]:
    """Return a person's keys that were not taken back, the newest first."""
    return owner.api_tokens.filter(revoked_at=None)


def _hash(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
