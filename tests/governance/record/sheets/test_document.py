"""The document for people lists the columns as the code has them."""

from pathlib import Path

from governance.record.sheets.columns import COLUMNS

DOCUMENT = Path(__file__).resolve().parents[4] / "docs" / "spreadsheet-format.md"


def test_every_column_stands_in_the_document_in_its_order_with_its_words() -> None:
    rows = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(("| `", "| **`"))]
    names = [f"**`{column.name}`**" if column.is_needed else f"`{column.name}`" for column in COLUMNS]
    assert rows == [f"| {name} | {column.explained} |" for name, column in zip(names, COLUMNS, strict=True)]
