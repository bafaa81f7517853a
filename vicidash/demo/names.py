"""Invented people: names put together from many countries, no real person meant."""

from random import Random

FIRST = (
    "Luis", "Mary", "John", "Zoë", "Pat", "Chloé", "Björn", "Noor", "Ravi", "Dee", "Kim", "Lena",
    "Max", "Ana", "Ivan", "Fatima", "Sven", "Amara", "Diego", "Yuki", "Aisha", "Tomás", "Olga",
    "Kwame", "Priya", "Jürgen", "Mei", "Stefan", "Inês", "Mateusz", "Leila", "Hugo", "Thandi",
    "Nikos", "Ewa", "Samuel", "Rosa", "Anders", "Giulia", "Omar", "Hana", "Bogdan", "Siobhán",
    "Jamal", "Élodie", "Minh", "Carla", "Tariq", "Freya", "Paulo",
)  # fmt: skip

LAST = (
    "Dubois", "Haddad", "Okafor", "Kovács", "Novak", "Núñez", "Silva", "Smith", "García",
    "Müller", "Patel", "Jones", "Rossi", "Lee", "Tan", "Nakamura", "Petrova", "Mensah",
    "Andersson", "Kowalski", "Ferreira", "Nguyen", "Schmidt", "Papadopoulos", "Achterberg",
    "Diallo", "Hernández", "Murphy", "Jansen", "Costa", "Yilmaz", "Popescu", "Lindqvist",
    "Moreau", "Adeyemi", "Sato", "Bianchi", "Horváth", "Castillo", "Brown", "O’Brien", "O’Neil",
    "D’Angelo", "N’Diaye", "Østergaard", "Čapek", "Wiśniewska", "Šimić", "Güneş", "Walsh",
)  # fmt: skip

HOSTILE = {
    5: "Pipe|Name, Jr",
    7: "<b>Tab\tMan</b>",
    8: "0",
    9: "[@click=app.quit]x[/] [/bad] a|b",
    11: '[bold red]Quote "Q" [/]',
}
"""Agent number → a name that breaks careless readers: delimiters, markup, a lone zero, quotes."""


def agent_names(rng: Random, count: int, *, apostrophes: bool, hostile: bool) -> list[str]:
    """Full names for agents 1 to `count`, without a repeat among the first 2,000.

    Stock names carry ’ (U+2019), which is harmless. With `apostrophes` it becomes ', which makes
    a real server answer with status 500 although the body is whole.
    """
    pairs = [f"{first} {last}" for first in FIRST for last in LAST]
    rng.shuffle(pairs)
    if count > 1:
        wanted = "Siobhán O’Neil"
        pairs.remove(wanted)
        pairs.insert(1, wanted)
    names = [pairs[number % len(pairs)] for number in range(count)]
    if hostile:
        for number, name in HOSTILE.items():
            if number <= count:
                names[number - 1] = name
    if apostrophes:
        names = [name.replace("’", "'") for name in names]
    return names
