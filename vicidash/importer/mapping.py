"""Maps the columns of a file to the fields of a lead."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from vicidash.client import InvalidInput, validation
from vicidash.formatting import nearest

CUSTOM: Final = "custom."
FULL_NAME: Final = "full_name"
"""Not a field of a lead: a whole name, which is split; see :mod:`vicidash.importer.contacts`."""
OTHER_PHONE: Final = "other_phone"
"""Not a field either: further numbers. The first of all is dialed, the second is ``alt_phone``."""
FIELDS: Final = (
    *("phone_number", "phone_code", *validation.TEXTS, "multi_alt_phones"),
    *(FULL_NAME, OTHER_PHONE),
)
"""What a column can be; the list comes from the command, and a new lead is always NEW."""
_MADE_OF: Final[Mapping[str, tuple[str, ...]]] = {
    FULL_NAME: ("title", "first_name", "middle_initial", "last_name"),
    OTHER_PHONE: ("phone_number", "alt_phone"),
}

# : In addition to the fields' own names; for each field, the best name first.
_SYNONYMS: Final[Mapping[str, tuple[str, ...]]] = {
    "phone_number": (
        *("phone", "phonenumber", "phoneno", "number", "tel", "telephone", "telephonenumber"),
        *("phone1", "primaryphone", "mainphone", "mobile", "mobilephone", "mobilenumber", "cell"),
        *("cellphone", "msisdn", "homephone", "workphone", "businessphone", "contactnumber"),
        *("telefon", "telefono", "telefone", "telephonemobile", "handy"),
        *("phone1value", "workphonenumber"),
    ),
    "phone_code": ("dialcode", "countrydialcode", "countryprefix", "diallingcode", "callingcode"),
    "vendor_lead_code": ("vendorcode", "vendorid", "externalid", "crmid", "customerid", "leadcode"),
    "source_id": ("sourceid", "leadsource", "source"),
    "title": ("salutation", "prefix", "anrede", "nameprefix"),
    "first_name": ("first", "fname", "firstname", "givenname", "forename", "vorname", "nombre"),
    "middle_initial": (*("middle", "mi", "initial", "middleinit", "middlename", "additionalname"),),
    "last_name": ("last", "lname", "lastname", "surname", "familyname", "nachname", "apellido"),
    FULL_NAME: (
        *("fullname", "name", "contactname", "customername", "leadname", "clientname"),
        *("nombrecompleto", "nomcomplet", "vollername"),
    ),
    "address1": (
        *("address", "street", "addressline1", "streetaddress", "addr1", "addr"),
        "address1street",
    ),
    "address2": (
        *("addressline2", "addr2", "street2", "apartment", "suite", "unit"),
        "address1extendedaddress",
    ),
    "address3": ("addressline3", "addr3", "street3"),
    "city": ("town", "locality", "ort", "ciudad", "address1city"),
    "state": ("stateprovince", "statecode", "st", "address1region"),
    "province": ("region", "county"),
    "postal_code": (
        *("zip", "zipcode", "postcode", "postal", "plz", "zippostalcode"),
        "address1postalcode",
    ),
    "country_code": ("country", "countryiso", "iso3", "address1country"),
    "gender": ("sex",),
    "date_of_birth": ("dob", "birthdate", "birthday", "dateofbirth"),
    "alt_phone": (
        *("altphone", "alternatephone", "alternativephone", "phone2", "secondaryphone"),
        *("otherphone", "secondphone", "altphonenumber", "phone2value"),
    ),
    "email": ("emailaddress", "mail", "email1value", "workemail"),
    "security_phrase": ("security", "passphrase"),
    "comments": ("comment", "notes", "note", "remarks"),
    "rank": ("priority", "score"),
    "owner": ("agent", "leadowner"),
}


def plain(name: str) -> str:
    """A name without case, accents, spaces and punctuation: ``E-Mail`` becomes ``email``."""
    bare = unicodedata.normalize("NFKD", name).casefold()
    return re.sub(r"[^a-z0-9]", "", bare)


_RANKED: Final[dict[str, tuple[str, int]]] = {}
for _field in FIELDS:
    for _rank, _name in enumerate((plain(_field), *_SYNONYMS.get(_field, ()))):
        _RANKED.setdefault(_name, (_field, _rank))  # the field's own name comes first, and stays
_GOOGLE_PHONE: Final = re.compile(r"phone\d+(value|label|type)", re.ASCII)
"""A column of numbers, or of their kinds, in an export of Google Contacts."""
_NOT_GOOGLES: Final = frozenset(("priority",))
"""Names that mean something else in an export of Google Contacts than in a file of leads."""
_EXACT: Final = -1
"""Before every other rank: the field's own name to the letter."""


@dataclass(frozen=True)
class FieldMap:
    """The mapping of columns to fields, and fixed values for fields without one."""

    columns: Mapping[str, str]
    """Field by column, in the order of the file; custom fields as ``custom.NAME``."""
    defaults: Mapping[str, str]
    ignored: tuple[str, ...] = ()
    """Columns that are not imported."""
    rivals: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Of these, columns whose name says a field that another column gives; that field."""

    @cached_property
    def google(self) -> bool:
        """Whether the numbers come from an export of Google Contacts."""
        return any(_GOOGLE_PHONE.fullmatch(plain(name)) for name in self.columns)

    @property
    def fields(self) -> frozenset[str]:
        """Every field that a row can have."""
        given = (*self.columns.values(), *self.defaults)
        return frozenset(each for name in given for each in _MADE_OF.get(name, (name,)))


def build(
    columns: Sequence[str],
    chosen: Mapping[str, str] | None = None,
    defaults: Mapping[str, str] | None = None,
) -> FieldMap:
    """Map the columns of a file; ``chosen`` overrides guesses, an empty field drops its column.

    Raises :class:`InvalidInput` for a column or a field that does not exist, a field that two
    columns would fill, and a mapping without a phone number.
    """
    wanted = {_column(name, columns): field for name, field in (chosen or {}).items()}
    for field in (*wanted.values(), *(defaults or {})):
        if field:
            _check(field)
    _once(wanted)
    found = _guessed(columns, wanted) | wanted
    taken = {name: found[name] for name in columns if found.get(name)}
    if "phone_number" not in taken.values():
        near = "--map COLUMN=phone_number"
        seen = ", ".join(columns[:20]) or "none"
        raise InvalidInput("columns", seen, f"a column with the phone number: {near}")
    ignored = tuple(name for name in columns if name not in taken)
    rivals = {
        name: ranked[0]
        for name in ignored
        if (ranked := _RANKED.get(plain(name))) and name not in wanted
    }
    return FieldMap(taken, dict(defaults or {}), ignored, rivals)


def _guessed(columns: Iterable[str], wanted: Mapping[str, str]) -> dict[str, str]:
    """The best column for each field that was not chosen."""
    best: dict[str, tuple[int, str]] = {}
    columns = list(columns)
    google = any(_GOOGLE_PHONE.fullmatch(plain(name)) for name in columns)
    for name in columns:
        if google and plain(name) in _NOT_GOOGLES:
            continue
        field, rank = (name, _EXACT) if name in FIELDS else _RANKED.get(plain(name), ("", 0))
        if name.startswith(CUSTOM) and validation.custom({name.removeprefix(CUSTOM): ""}):
            field = name
        if not field or name in wanted or field in wanted.values():
            continue
        if field not in best or rank < best[field][0]:
            best[field] = (rank, name)
    found = {name: field for field, (_, name) in best.items()}
    if google and "phone_number" in (*found.values(), *wanted.values()):
        found |= {
            name: OTHER_PHONE
            for name in columns
            if name not in found and name not in wanted and _is_other_phone(name)
        }
    return found


def _is_other_phone(name: str) -> bool:
    """Whether it is the column of a third number or a later one."""
    bare = plain(name)
    return bool(_GOOGLE_PHONE.fullmatch(bare)) and bare.endswith("value") and bare not in _RANKED


def _column(name: str, columns: Sequence[str]) -> str:
    if name in columns:
        return name
    alike = [each for each in columns if plain(each) == plain(name) and plain(name)]
    if len(alike) == 1:
        return alike[0]
    near = nearest(name, columns)
    hint = f"did you mean {near}? " if near else ""
    raise InvalidInput("column", name, f"{hint}the file has {', '.join(columns[:20])}")


def _check(field: str) -> None:
    if field.startswith(CUSTOM):
        validation.custom({field.removeprefix(CUSTOM): ""})
        return
    if field in FIELDS:
        return
    if field in ("list_id", "status"):
        why = {"list_id": "the list is --list", "status": "the dialer makes every new lead NEW"}
        raise InvalidInput("field", field, why[field])
    near = nearest(field, FIELDS)
    hint = f"did you mean {near}? " if near else ""
    raise InvalidInput("field", field, f"{hint}There are {', '.join(FIELDS)} and custom.NAME")


def _once(wanted: Mapping[str, str]) -> None:
    seen: dict[str, str] = {}
    for name, field in wanted.items():
        if field and field != OTHER_PHONE and field in seen:
            raise InvalidInput("field", field, f"one column, not both {seen[field]} and {name}")
        seen[field] = name


def pairs(words: Iterable[str], what: str) -> dict[str, str]:
    """Parse ``COLUMN=FIELD``; the last = counts, since a column's name may contain one.

    Raises :class:`InvalidInput`.
    """
    found: dict[str, str] = {}
    for word in words:
        name, equals, value = word.rpartition("=") if what == "map" else word.partition("=")
        if not equals or not name.strip():
            raise InvalidInput(what, word, "NAME=VALUE, such as tel=phone_number")
        found[name.strip()] = value.strip()
    return found
