import numpy as np
import pytest

from senseindex import SenseIndex
from senseindex.answers.change import SPARSE
from senseindex.errors import UsageError
from tests.builders import document


@pytest.mark.parametrize("by", ["year", "decade", "date", "date:year", "date:decade", "kind", "KIND"])
@pytest.mark.parametrize("sense", [None, "bank%1", "unclear"])
def test_all_parts_add_up_to_all_hits(index, by, sense):
    found = index.profiles.change("bank", by=by, sense=sense)
    table = index.profiles.frequency("bank")
    assert sum(period.cells[0].freq for period in found) == table[0].freq
    assert sum(period.tokens for period in found) == table.tokens
    for period in found:
        everything, *parts = period.cells
        assert sum(cell.freq for cell in parts) == everything.freq
        assert sum(cell.ipm for cell in parts) == pytest.approx(everything.ipm)
        for cell in period.cells:
            assert cell.ipm == pytest.approx(1e6 * cell.freq / period.tokens)
            assert cell.sparse == (cell.freq < SPARSE)


def test_every_cell_is_a_frequency_under_a_filter(index):
    found = index.profiles.change("bank", by="kind")
    for period in found:
        rows = {
            row.name: row.freq for row in index.profiles.frequency("bank", where="kind = ?", parameters=[period.value])
        }
        for name, cell in zip(found.series, period.cells, strict=True):
            assert cell.freq == rows.get("bank" if name == "all" else name, 0)


def test_periods_come_in_order_and_documents_without_a_date_last(index):
    years = [period.value for period in index.profiles.change("bank", by="year")]
    assert years == [1989, 1990, 1991, 1992, 1994, 1995, 1996, 1997, 1999, None]
    assert [period.value for period in index.profiles.change("bank", by="decade")] == [1980, 1990, None]
    assert next(period.value for period in index.profiles.change("bank", by="date")) == "1989-05-01"


def test_a_filter_leaves_only_its_periods(index):
    found = index.profiles.change("bank", by="year", where="date >= '1995'")
    assert [period.value for period in found] == [1995, 1996, 1997, 1999]


def test_the_trend_is_of_ipm_over_years(tiny):
    for year in range(1950, 1960):
        text = "Some plain words stand here again. " + "That bank was there. " * (year - 1949)
        tiny.add(document(f"rising{year}", text, {"date": f"{year}-01-01"}))
    with SenseIndex.open(tiny.path) as opened:
        found = opened.profiles.change("bank", by="year", where="date < '1960'")
    whole = found.trends[0]
    ipm = [period.cells[0].ipm for period in found]
    slopes = [(ipm[b] - ipm[a]) / (b - a) for a in range(10) for b in range(a + 1, 10)]
    assert (whole.tau, whole.slope) == (pytest.approx(1.0), pytest.approx(np.median(slopes)))
    assert whole.p < 0.001
    assert found.unit == "a year"


def test_text_values_have_no_trend(index):
    assert not any(index.profiles.change("bank", by="date").trends)
    assert any(index.profiles.change("bank", by="year").trends)


def test_columns_that_are_not_there_or_hold_no_years(index, banks):
    with pytest.raises(UsageError, match="'colour' is no metadata column"):
        index.profiles.change("bank", by="colour")
    with pytest.raises(UsageError, match="holds nothing to take kind:decade from"):
        index.profiles.change("bank", by="kind:decade")
    assert [period.value for period in banks.profiles.change("bank", by="decade")] == [1990]
    assert len(banks.profiles.change("bank", by="year")) == 10


def test_an_index_without_dates_says_what_to_write(tmp_path):
    from tests.builders import TinyIndex

    tiny = TinyIndex(tmp_path / "plain")
    tiny.add(document("one", "That bank again.", {"sent": "3 May 1972"}), document("two", "A bank.", {"sent": "1973"}))
    tiny.complete()
    tiny.close()
    with SenseIndex.open(tiny.path) as opened:
        with pytest.raises(UsageError, match="write COLUMN:year"):
            opened.profiles.change("bank", by="year")
        assert [period.value for period in opened.profiles.change("bank", by="sent:year")] == [1973, None]


def test_flat_records_name_their_columns(index):
    found = index.profiles.change("bank", by="kind")
    records = found.records()
    assert len(records) == len(found) * len(found.series)
    assert all(list(record) == found.names() for record in records)


def test_columns_are_headed_by_labels_and_ids(banks):
    found = banks.profiles.change("bank", by="year")
    headers, rows, _ = found.table()
    assert headers[:4] == ["year", "tokens", "all", "ipm"] and all(len(row) == len(headers) for row in rows)
    for name, label, head in zip(found.series[1:], found.labels[1:], headers[4::2], strict=True):
        shown, _, given = head.rpartition(" (")
        assert given == f"{name})" and label.startswith(shown.removesuffix("...")) and len(shown) <= 24
