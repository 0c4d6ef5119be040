"""What the five packages are like: the figures the invented records are made to give.

Tuples of five belong to the months 2026-07 .. 2026-11. Package 1 is the excellent one, package 3 the one in trouble;
2, 4 and 5 lie between, each with a miss or two.
"""

from dataclasses import dataclass, field

from data.demo.term import MONTHS

PerMonth = tuple[float, ...]
Counts = tuple[int, ...]


@dataclass(frozen=True)
class Plot:
    """The character of one package.

    outage_minutes, response_minutes, software_hours, hardware_hours: means. weekly_late, monthly_late: days, counted
    from the end of the reported period, on which a report is handed in (0 = the very next day). unseen_assets: share of
    the hardware that no inspection names. not_provided: month → datasets of which nobody sent anything.
    """

    package: int
    small_outages: Counts
    outage_minutes: float
    tickets: Counts
    hardware_share: float
    response_minutes: PerMonth
    software_hours: float
    hardware_hours: float
    emergencies: Counts
    requests: Counts
    requests_in_time: float
    windows: Counts
    inspection_days: tuple[int, int]
    unseen_assets: PerMonth
    weekly_late: tuple[int, ...]
    monthly_late: tuple[int, ...]
    changes: Counts
    invited: int
    answers: int
    satisfied: float
    not_provided: dict[str, tuple[str, ...]] = field(default_factory=dict)


PLOTS: dict[int, Plot] = {
    1: Plot(
        package=1,
        small_outages=(4, 5, 4, 3, 4),
        outage_minutes=65,
        tickets=(31, 28, 33, 24, 29),
        hardware_share=0.25,
        response_minutes=(15, 14, 13, 15, 12),
        software_hours=3.6,
        hardware_hours=10.5,
        emergencies=(0, 1, 0, 1, 0),
        requests=(24, 22, 26, 18, 23),
        requests_in_time=0.94,
        windows=(1, 0, 1, 1, 0),
        inspection_days=(7, 10),
        unseen_assets=(0.0, 0.04, 0.0, 0.04, 0.0),
        weekly_late=(0,),
        monthly_late=(0, 1),
        changes=(4, 5, 4, 3, 5),
        invited=320,
        answers=276,
        satisfied=0.941,
    ),
    2: Plot(
        package=2,
        small_outages=(3, 3, 2, 3, 3),
        outage_minutes=95,
        tickets=(27, 31, 25, 29, 26),
        hardware_share=0.2,
        response_minutes=(22, 24, 21, 25, 23),
        software_hours=4.4,
        hardware_hours=14.0,
        emergencies=(1, 1, 1, 0, 1),
        requests=(22, 26, 29, 24, 27),
        requests_in_time=0.76,
        windows=(0, 1, 1, 2, 1),
        inspection_days=(7, 9),
        unseen_assets=(0.03, 0.0, 0.06, 0.03, 0.03),
        weekly_late=(0, 0, 1),
        monthly_late=(0, 1),
        changes=(6, 5, 7, 4, 6),
        invited=260,
        answers=218,
        satisfied=0.885,
    ),
    3: Plot(
        package=3,
        small_outages=(8, 9, 8, 10, 8),
        outage_minutes=150,
        tickets=(47, 54, 60, 58, 52),
        hardware_share=0.55,
        response_minutes=(27, 34, 43, 40, 38),
        software_hours=7.0,
        hardware_hours=43.0,
        emergencies=(2, 2, 3, 2, 2),
        requests=(20, 18, 24, 16, 22),
        requests_in_time=0.82,
        windows=(0, 1, 1, 0, 1),
        inspection_days=(6, 7),
        unseen_assets=(0.012, 0.018, 0.021, 0.071, 0.024),
        weekly_late=(1, 2, 2, 3),
        monthly_late=(4, 5),
        changes=(5, 6, 4, 6, 5),
        invited=400,
        answers=263,
        satisfied=0.79,
    ),
    4: Plot(
        package=4,
        small_outages=(2, 2, 1, 2, 1),
        outage_minutes=80,
        tickets=(30, 27, 34, 28, 31),
        hardware_share=0.45,
        response_minutes=(21, 24, 22, 23, 20),
        software_hours=5.2,
        hardware_hours=18.0,
        emergencies=(0, 1, 1, 1, 0),
        requests=(13, 15, 12, 14, 16),
        requests_in_time=0.86,
        windows=(1, 0, 1, 0, 1),
        inspection_days=(6, 8),
        unseen_assets=(0.0, 0.02, 0.02, 0.02, 0.0),
        weekly_late=(0, 1),
        monthly_late=(1, 2),
        changes=(4, 3, 5, 4, 4),
        invited=240,
        answers=205,
        satisfied=0.902,
        not_provided={"2026-10": ("inspections",)},
    ),
    5: Plot(
        package=5,
        small_outages=(2, 1, 2, 2, 2),
        outage_minutes=75,
        tickets=(18, 21, 19, 22, 17),
        hardware_share=0.15,
        response_minutes=(19, 20, 22, 21, 23),
        software_hours=5.1,
        hardware_hours=16.0,
        emergencies=(0, 0, 1, 1, 0),
        requests=(17, 14, 19, 16, 18),
        requests_in_time=0.87,
        windows=(1, 0, 1, 0, 0),
        inspection_days=(4, 6),
        unseen_assets=(0.05, 0.0, 0.05, 0.0, 0.05),
        weekly_late=(0, 1),
        monthly_late=(1, 2),
        changes=(5, 4, 6, 5, 4),
        invited=290,
        answers=232,
        satisfied=0.832,
    ),
}

TOO_FEW_INSPECTION_DAYS = {("2026-08", "P4-04"): 4}
"""System and month with fewer days inspected than the six the contract asks of package 4."""


@dataclass(frozen=True)
class CameraPlot:
    """How cameras fare in a month: daily chance to fail, its multiple for key areas, daily chance to be mended."""

    fails: float
    key_factor: float
    mended: float = 0.45


CAMERA_PLOTS: dict[str, CameraPlot] = dict(
    zip(
        MONTHS,
        (
            CameraPlot(0.0040, 0.45),
            CameraPlot(0.0044, 0.45),
            CameraPlot(0.0052, 0.5),
            CameraPlot(0.0094, 0.8),
            CameraPlot(0.0046, 0.5),
        ),
        strict=True,
    )
)
UNCHECKED_CAMERA_DAYS = 0.01
"""Share of the daily camera checks that nobody made."""
