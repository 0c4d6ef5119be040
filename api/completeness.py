"""/completeness: what of the months has come in, as the overview of uploads has it."""

from datetime import datetime

from pydantic import Field

from access.principal import ALL_PACKAGES
from access.problem_details import FOREIGN_PACKAGE
from api.endpoints import Answer, ApiError, Question
from loaders.completeness import Slot, Standing, State
from loaders.datasets import DATASETS
from pages.parts import session, visitor
from pages.parts.slots import look_of


class CompletenessQuestion(Question):
    """All packages and months, or one."""

    package: int | None = Field(None, ge=min(ALL_PACKAGES), le=max(ALL_PACKAGES), description="只要这个包件")
    month: str | None = Field(None, pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="只要这个月份，如 2026-10")


class SlotStanding(Answer):
    """How one upload of a month stands."""

    package: int
    month: str
    dataset: str
    title: str
    state: State
    words: str
    is_late: bool = Field(description="过了报送截止日才第一次报")
    batch_id: str | None
    uploaded_at: datetime | None = Field(description="北京时间")
    rows: int | None
    refused: int | None = Field(description="没有入库的行")
    stands_by: str | None = Field(description="代替它的那个月的批次")


class CompletenessAnswer(Answer):
    """Every upload of every month that has begun, of the packages that are the client's."""

    version: int
    slots: list[SlotStanding]


def completeness(asked: CompletenessQuestion) -> CompletenessAnswer:
    """How the uploads stand now."""
    version = session.version()
    if asked.package is not None and asked.package not in visitor.packages():
        raise ApiError(FOREIGN_PACKAGE, f"包件{asked.package} 不在令牌的范围内", "需要时请联系管理员")
    wanted = [
        _told(slot, one) for slot, one in session.completeness().items()
        if asked.package in (None, slot.package) and asked.month in (None, slot.month)
    ]  # fmt: skip
    return CompletenessAnswer(version=version, slots=wanted)


def _told(slot: Slot, one: Standing) -> SlotStanding:
    return SlotStanding(
        package=slot.package,
        month=slot.month,
        dataset=slot.dataset,
        title=DATASETS[slot.dataset].title,
        state=one.state,
        words=look_of(slot, one).words,
        is_late=one.is_late,
        batch_id=one.batch.batch_id if one.batch else None,
        uploaded_at=one.batch.uploaded_at if one.batch else None,
        rows=one.batch.rows if one.batch else None,
        refused=one.batch.refused if one.batch else None,
        stands_by=one.stands_by.batch_id if one.stands_by else None,
    )
