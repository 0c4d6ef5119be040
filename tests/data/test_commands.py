"""What the command lines share."""

import pytest

from data.commands import print_json


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_json_is_never_printed(number: float, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        print_json({"value": number})
    assert capsys.readouterr().out == ""
