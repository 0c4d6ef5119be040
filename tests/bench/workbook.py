"""A month of fault tickets far too large for life: one workbook of 100,000 rows and 10 columns."""

import random
from datetime import datetime, timedelta
from pathlib import Path

import xlsxwriter

from data.reference import reference_systems

FILE = "tickets.xlsx"
PACKAGE = 3
MONTH = "2027-06"
ROWS = 100_000
HEADERS = (
    "工单编号",
    "系统编号",
    "资产编号",
    "故障类别",
    "故障级别",
    "突发应急事件",
    "报修时间",
    "响应时间",
    "恢复时间",
    "故障描述",
)


def write(folder: Path) -> None:
    """Write FILE into the folder."""
    chance = random.Random(20270601)
    systems = [one.system_id for one in reference_systems() if one.package == PACKAGE and one.parent_id is None]
    begins = datetime.fromisoformat(f"{MONTH}-01")
    with xlsxwriter.Workbook(folder / FILE, {"default_date_format": "yyyy-mm-dd hh:mm:ss"}) as book:
        sheet = book.add_worksheet("故障工单")
        sheet.write_row(0, 0, HEADERS)
        for row in range(1, ROWS + 1):
            reported = begins + timedelta(seconds=chance.randrange(29 * 86400))
            responded = reported + timedelta(seconds=chance.randrange(60, 3600))
            restored = responded + timedelta(seconds=chance.randrange(60, 72000))
            sheet.write_row(
                row, 0,
                (f"L-{row:06}", chance.choice(systems), f"CAM-{chance.randrange(2335):04}",
                 chance.choice(("硬件", "软件")), chance.choice(("一般", "较大")), chance.choice(("否", "否", "是"))),
            )  # fmt: skip
            for column, moment in enumerate((reported, responded, restored), start=6):
                sheet.write_datetime(row, column, moment)
            sheet.write_string(row, 9, f"设备离线，现场检查第 {row % 40} 项")
