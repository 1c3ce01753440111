"""Checks an accounts file as other tools would, each with less than Rollbook checks.

    python peer.py script FILE       csv, phonenumbers, email-validator, duplicates in a dict
    python peer.py duckdb FILE       read as text; words, forms and duplicates as SQL
    python peer.py polars FILE       the same as expressions
    python peer.py pydantic FILE N   one model a row, in process, N times: prints seconds a file
    python peer.py patterns FILE N   the same with a pattern for addresses instead of EmailStr
    python peer.py frictionless FILE the same columns as a Table Schema

Prints how many rows (pydantic: seconds), so that a run proves that it did its work.
"""

import csv
import sys
import time

IDENTITY = "email address or device"
WORDS = {
    "social_messaging": ["Yes", "No"],
    "monitor_calls": ["auto", "off"],
    "monitor_sms": ["on", "off"],
    "restrict_incoming_social_messaging": ["true", "false", ""],
    "Language": ["English", "Italian", "German", "French", "Spanish", ""],
}
FORM = r"^(?:[^@\s]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z0-9-]{2,63}|\+?[1-9][0-9]{6,14})$"


def script(path):
    import phonenumbers
    from email_validator import EmailNotValidError, validate_email

    def phone(text):
        try:
            number = phonenumbers.parse("+" + text.lstrip("+"))
        except phonenumbers.NumberParseException:
            return None
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_valid_number(number) else None

    def email(text):
        try:
            return validate_email(text, check_deliverability=False).normalized.lower()
        except EmailNotValidError:
            return None

    identities, numbers, rows, bad = {}, {}, 0, 0
    with open(path, encoding="utf-8-sig", newline="") as file:
        for place, row in enumerate(csv.DictReader(file), 2):
            rows += 1
            identity = row[IDENTITY]
            canonical = email(identity) if "@" in identity else phone(identity)
            number = phone(row["multiline_number"]) if row["multiline_number"] else ""
            fine = canonical is not None and number is not None
            fine &= all(row[column] in words for column, words in WORDS.items())
            fine &= len(row["firstname"]) <= 64 and len(row["lastname"]) <= 64
            fine &= identities.setdefault(canonical, place) == place
            fine &= not number or numbers.setdefault(number, place) == place
            bad += not fine
    return rows, bad


def duckdb(path):
    import duckdb

    words = " AND ".join(
        f'coalesce("{column}", \'\') IN ({", ".join(repr(word) for word in words)})' for column, words in WORDS.items()
    )
    rows = f"read_csv('{path}', header = true, all_varchar = true, delim = ',', quote = '\"', strict_mode = false, null_padding = true)"
    counted = duckdb.sql(
        f"""
        WITH rows AS (FROM {rows}),
        twice AS (SELECT lower("{IDENTITY}") AS identity FROM rows GROUP BY ALL HAVING count(*) > 1),
        numbers AS (SELECT multiline_number AS number FROM rows WHERE multiline_number <> '' GROUP BY ALL HAVING count(*) > 1)
        SELECT count(*), count(*) FILTER (NOT (
            {words} AND regexp_full_match("{IDENTITY}", '{FORM[1:-1]}')
            AND (coalesce(multiline_number, '') = '' OR regexp_full_match(multiline_number, '\\+?[1-9][0-9]{{6,14}}'))
            AND length(coalesce(firstname, '')) <= 64 AND length(coalesce(lastname, '')) <= 64
            AND lower("{IDENTITY}") NOT IN (FROM twice) AND coalesce(multiline_number, '') NOT IN (FROM numbers)))
        FROM rows
        """
    )
    return counted.fetchall()[0]


def polars(path):
    import polars as pl

    rows = pl.read_csv(path, infer_schema=False).fill_null("")
    identity, number = pl.col(IDENTITY).str.to_lowercase(), pl.col("multiline_number")
    fine = identity.str.contains(FORM) & (number.eq("") | number.str.contains(r"^\+?[1-9][0-9]{6,14}$"))
    for column, words in WORDS.items():
        fine &= pl.col(column).is_in(words)
    for column in ("firstname", "lastname"):
        fine &= pl.col(column).str.len_chars() <= 64
    fine &= identity.is_unique() & (number.eq("") | number.is_unique())
    return rows.height, rows.select((~fine).sum()).item()


def patterns(path, times):
    return pydantic(path, times, addresses=False)


def pydantic(path, times, addresses=True):
    from typing import Annotated, Literal

    from pydantic import BaseModel, EmailStr, Field, StringConstraints, TypeAdapter

    Name = Annotated[str, StringConstraints(max_length=64)]
    Number = Annotated[str, StringConstraints(pattern=r"^(?:\+?[1-9][0-9]{6,14})?$")]

    Form = Annotated[str, StringConstraints(pattern=FORM)]
    Identity = EmailStr | Annotated[str, StringConstraints(pattern=r"^\+?[1-9][0-9]{6,14}$")] if addresses else Form

    class Account(BaseModel):
        firstname: Name
        lastname: Name
        identity: Identity = Field(alias=IDENTITY)
        social_messaging: Literal["Yes", "No"]
        multiline_number: Number
        monitor_calls: Literal["auto", "off"]
        monitor_sms: Literal["on", "off"]
        forwarding_number: Annotated[str, StringConstraints(pattern=r"^(?:\+?[1-9][0-9]{3,17})?$")]
        restrict_incoming_social_messaging: Literal["true", "false", ""]
        language: Literal["English", "Italian", "German", "French", "Spanish", ""] = Field(alias="Language")

    accounts = TypeAdapter(list[Account])
    best = []
    for _ in range(times):
        start = time.perf_counter()
        with open(path, encoding="utf-8-sig", newline="") as file:
            accounts.validate_python(list(csv.DictReader(file)))
        best.append(time.perf_counter() - start)
    return (sorted(best)[len(best) // 2],)


def frictionless(path):
    import frictionless as fl

    fields = [
        fl.fields.StringField(name="firstname", constraints={"maxLength": 64}),
        fl.fields.StringField(name="lastname", constraints={"maxLength": 64}),
        fl.fields.StringField(name=IDENTITY, constraints={"required": True, "pattern": FORM[1:-1], "unique": True}),
        *(fl.fields.StringField(name=column, constraints={"enum": [word for word in words if word]}) for column, words in WORDS.items()),
    ]
    report = fl.validate(fl.Resource(path=path, schema=fl.Schema(fields=fields), detector=fl.Detector(schema_sync=True)), trusted=True)
    task = report.tasks[0]
    return report.stats["tasks"], report.stats["errors"]


if __name__ == "__main__":
    kind, path, *rest = sys.argv[1:]
    jobs = {"script": script, "duckdb": duckdb, "polars": polars, "pydantic": pydantic, "patterns": patterns, "frictionless": frictionless}
    print(*jobs[kind](path, *map(int, rest)))
