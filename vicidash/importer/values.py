"""Values of a file as people have them, to what the dialer takes: states, countries, dates.

Only what is unambiguous is mapped. A field that the dialer would not take is left out of its lead,
and named: the lead itself is worth more than one of its fields.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_STATES: Final = {
    "alabama": "AL", "alaska": "AK", "arizona": "AZ", "arkansas": "AR", "california": "CA",
    "colorado": "CO", "connecticut": "CT", "delaware": "DE", "district of columbia": "DC",
    "florida": "FL", "georgia": "GA", "hawaii": "HI", "idaho": "ID", "illinois": "IL",
    "indiana": "IN", "iowa": "IA", "kansas": "KS", "kentucky": "KY", "louisiana": "LA",
    "maine": "ME", "maryland": "MD", "massachusetts": "MA", "michigan": "MI", "minnesota": "MN",
    "mississippi": "MS", "missouri": "MO", "montana": "MT", "nebraska": "NE", "nevada": "NV",
    "new hampshire": "NH", "new jersey": "NJ", "new mexico": "NM", "new york": "NY",
    "north carolina": "NC", "north dakota": "ND", "ohio": "OH", "oklahoma": "OK", "oregon": "OR",
    "pennsylvania": "PA", "rhode island": "RI", "south carolina": "SC", "south dakota": "SD",
    "tennessee": "TN", "texas": "TX", "utah": "UT", "vermont": "VT", "virginia": "VA",
    "washington": "WA", "west virginia": "WV", "wisconsin": "WI", "wyoming": "WY",
    "puerto rico": "PR", "guam": "GU",
    "alberta": "AB", "british columbia": "BC", "manitoba": "MB", "new brunswick": "NB",
    "newfoundland and labrador": "NL", "nova scotia": "NS", "ontario": "ON",
    "prince edward island": "PE", "quebec": "QC", "saskatchewan": "SK", "yukon": "YT",
    "northwest territories": "NT", "nunavut": "NU",
}  # fmt: skip
_COUNTRIES: Final = {
    "united states": "USA", "united states of america": "USA", "u.s.a.": "USA", "u.s.": "USA",
    "canada": "CAN", "mexico": "MEX", "united kingdom": "GBR", "great britain": "GBR",
    "england": "GBR", "scotland": "GBR", "wales": "GBR", "ireland": "IRL", "germany": "DEU",
    "deutschland": "DEU", "france": "FRA", "spain": "ESP", "españa": "ESP", "italy": "ITA",
    "italia": "ITA", "portugal": "PRT", "netherlands": "NLD", "belgium": "BEL", "austria": "AUT",
    "switzerland": "CHE", "poland": "POL", "sweden": "SWE", "norway": "NOR", "denmark": "DNK",
    "finland": "FIN", "australia": "AUS", "new zealand": "NZL", "india": "IND", "brazil": "BRA",
    "brasil": "BRA", "philippines": "PHL", "south africa": "ZAF", "puerto rico": "PRI",
    "us": "USA", "ca": "CAN", "mx": "MEX", "gb": "GBR", "uk": "GBR", "ie": "IRL", "de": "DEU",
    "fr": "FRA", "es": "ESP", "it": "ITA", "pt": "PRT", "nl": "NLD", "be": "BEL", "at": "AUT",
    "ch": "CHE", "pl": "POL", "se": "SWE", "no": "NOR", "dk": "DNK", "fi": "FIN", "au": "AUS",
    "nz": "NZL", "in": "IND", "br": "BRA", "ph": "PHL", "za": "ZAF", "pr": "PRI",
}  # fmt: skip
_GENDERS: Final = {"male": "M", "female": "F", "m": "M", "f": "F", "u": "U", "unknown": "U"}

_META_ZIP: Final = re.compile("z:(?=.)")
"""What Meta's exports of leads write before a postal code, as ``p:`` before a number."""
_DATE: Final = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})", re.ASCII)
_YEAR_FIRST: Final = re.compile(r"(\d{4})([./-]?)(\d{1,2})\2(\d{1,2})([T ].*)?", re.ASCII)


def mapped(field: str, text: str) -> str:
    """``text`` as the dialer takes it, if there is no doubt; else as it is."""
    plain = " ".join(text.split()).casefold()
    if field == "state":
        return _STATES.get(plain, text)
    if field == "country_code":
        return _COUNTRIES.get(plain, text)
    if field == "gender":
        return _GENDERS.get(plain, text)
    if field == "middle_initial":
        return text[0].upper() if text[:1].isalpha() else text
    if field == "postal_code":
        return _META_ZIP.sub("", text)
    return _day(text) if field == "date_of_birth" else text


def _day(text: str) -> str:
    """A date in the dialer's form. 12/31/1980 is one; 2/3/1980 may be two, and stays."""
    if found := _YEAR_FIRST.fullmatch(text):
        return _iso(found[1], found[3], found[4]) or text
    if found := _DATE.fullmatch(text):
        first, sign, second, year = found.groups()
        month_first, day_first = _iso(year, first, second), _iso(year, second, first)
        if sign == ".":
            month_first = ""  # with dots the day comes first wherever they are used
        either = {each for each in (month_first, day_first) if each}
        if len(either) == 1:
            return either.pop()
    return text


def _iso(year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
