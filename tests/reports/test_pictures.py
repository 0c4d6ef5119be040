"""Pictures: the same bytes twice, their size, what is missing leaves a gap; without a Chinese font a clear message."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from data.errors import ReportError
from reports import fonts
from reports.document import Chart, Places, Series
from reports.pictures import DPI, draw

MONTHS = ("7月", "8月", "9月")
SOFTWARE = Series("软件", (3.0, None, 5.0), ("3", "", "5"))
HARDWARE = Series("硬件", (1.0, 2.0, 0.0), ("1", "2", "0"))
SCORES = Series("预计得分", (91.0, None, 84.0), ("91.00", "", "84.00"))
BARS = Chart("bars", MONTHS, (SOFTWARE, HARDWARE), "单")
LINES = Chart("lines", MONTHS, (SCORES,), "分", (90.0, "优 90 分"))
LYING = Chart("bars", MONTHS, (Series("可用率", (99.1, 98.2, 100.0)),), "%", (99.0, "目标"), is_lying=True, low=97.0)
MAP = Places((("在线", "#2f8f80", ((121.9, 30.9), (121.91, 30.91))), ("离线", "#d03c20", ((121.85, 30.88),))))
EVERY: dict[str, Chart | Places] = {"bars": BARS, "lines": LINES, "lying": LYING, "map": MAP}


@pytest.mark.parametrize("name", list(EVERY))
def test_the_same_drawing_gives_the_same_small_picture(name: str) -> None:
    first = draw(EVERY[name])
    assert first == draw(EVERY[name])
    assert len(first) < 150_000
    image = Image.open(io.BytesIO(first))
    assert image.size[0] == 6.3 * DPI
    assert set(image.info) <= {"dpi"}  # no time, no name of a program


def test_another_value_gives_another_picture() -> None:
    other = replace(BARS, series=(Series("软件", (3.0, 1.0, 5.0)), BARS.series[1]))
    assert draw(other) != draw(BARS)


def test_no_value_draws_no_bar_and_no_point() -> None:
    assert draw(replace(LINES, series=(Series("预计得分", (None, None, None)),)))
    assert draw(replace(BARS, series=(Series("软件", (None, None, None)),)))


def test_thousands_of_points_stay_small() -> None:
    points = tuple((121.78 + (number % 70) * 0.0025, 30.86 + number // 70 * 0.0015) for number in range(3000))
    assert len(draw(Places((("在线", "#2f8f80", points),)))) < 150_000


def test_without_a_chinese_font_there_is_a_message_that_says_what_to_install() -> None:
    assert fonts._first({"DejaVu Sans", "SimHei"}) == "SimHei"
    assert fonts._first({"SimHei", "Noto Sans CJK SC"}) == "Noto Sans CJK SC"
    with pytest.raises(ReportError) as caught:
        fonts._first({"DejaVu Sans"})
    assert "没有中文字体" in caught.value.message
    assert "fonts-noto-cjk" in caught.value.hint
