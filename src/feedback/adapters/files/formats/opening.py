"""Which files are read, and how they are opened."""

import gzip
import io
import re
import stat
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, cast

from feedback.adapters.files.formats.encodings import Encoding, encoding_of
from feedback.errors import InvalidInput

DELIMITED = (".csv", ".tsv", ".txt")
JSON = (".jsonl", ".ndjson", ".json")
SPREADSHEETS = (".xlsx", ".xls", ".xlsb", ".ods")
FORMATS = (*DELIMITED, *JSON, ".parquet", *SPREADSHEETS)
"""Endings of files that are read; the text formats also with `.gz` behind."""
_SAMPLE_BYTES = 256 * 1024
_BAD_BYTES = re.compile("[\udc80-\udcff]+")
"""As Python keeps bytes that it could not decode."""
_LOST = "\ufffd"


@dataclass(frozen=True, slots=True)
class FileOptions:
    """What the settings say of a file; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


UNSAID = FileOptions()


def format_of(path: Path) -> str:
    """The ending that tells how a file is read, in lower case and without `.gz`; empty for none of
    `FORMATS`."""
    suffixes = [suffix.lower() for suffix in path.suffixes]
    if suffixes[-1:] == [".gz"]:
        packed = suffixes[-2] if len(suffixes) > 1 else ""
        return packed if packed in (*DELIMITED, *JSON) else ""
    return suffixes[-1] if suffixes and suffixes[-1] in FORMATS else ""


def readable_format(path: Path) -> str:
    """The format of a file that may be opened. Raises `InvalidInput` for another ending, and for
    what is not a plain file: reading a pipe would wait for ever."""
    ending = format_of(path)
    if not ending:
        raise InvalidInput(
            f'{path}: files of type "{path.suffix}" are not read. Use one of {", ".join(FORMATS)}.'
        )
    try:
        is_file = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror}.") from error
    if not is_file:
        raise InvalidInput(
            f"{path} is not a plain file (a pipe, a device or a folder): reading it could wait for "
            "ever. Name a file."
        )
    return ending


def encoding_of_file(path: Path, options: FileOptions) -> Encoding:
    """The encoding the settings name, or the one that the first bytes tell."""
    if options.encoding:
        is_utf8 = options.encoding.casefold().replace("_", "-") in ("utf-8", "utf8")
        return Encoding("utf-8-sig" if is_utf8 else options.encoding)
    with opened(path) as file:
        return encoding_of(file.read(_SAMPLE_BYTES))


@contextmanager
def opened(path: Path) -> Iterator[BinaryIO]:
    """The bytes of a file, unpacked. Raises `InvalidInput` if they cannot be read."""
    try:
        if path.suffix.lower() == ".gz":
            with gzip.open(path, "rb") as packed:
                yield cast("BinaryIO", packed)
        else:
            with path.open("rb") as file:
                yield file
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise InvalidInput(f"{path} cannot be unpacked: {error}.") from error
    except OSError as error:
        raise InvalidInput(f"{path} cannot be read: {error.strerror or error}.") from error


@contextmanager
def opened_text(path: Path, encoding: Encoding) -> Iterator[io.TextIOWrapper]:
    """The text of a file. Bytes that are not of its encoding stay as `mended` takes them."""
    errors = "surrogateescape" if encoding.name.startswith("utf-8") else "replace"
    with opened(path) as file:
        try:
            yield io.TextIOWrapper(file, encoding=encoding.name, errors=errors, newline="")
        except (LookupError, UnicodeError) as error:
            raise InvalidInput(
                f"{path} cannot be read as {encoding.name}: {error}. Check encoding of its source."
            ) from error


def mended(text: str) -> tuple[str, tuple[str, ...]]:
    """Bytes that are not UTF-8, one by one, as in Windows' Western encoding; the rest stays. Notes
    say what was wrong."""
    if text.isascii():
        return text, ()
    if _BAD_BYTES.search(text):
        return _BAD_BYTES.sub(_western, text), ("not UTF-8",)
    return text, (("characters lost in its encoding",) if _LOST in text else ())


def _western(found: re.Match[str]) -> str:
    return found[0].encode("ascii", "surrogateescape").decode("cp1252", "replace")
