"""What a restore drill 恢复演练 found, as a report to be filed: text for the screen, Markdown for the file."""

from dataclasses import dataclass
from datetime import datetime

from data.clock import SHANGHAI


@dataclass(frozen=True)
class Step:
    """A step of the drill: what was done, seconds, and what was wrong, in words."""

    title: str
    seconds: float
    wrong: list[str]
    note: str = ""


@dataclass(frozen=True)
class Drill:
    """A drill. behind: acknowledged publications that the backup does not hold; lag_seconds: by how long it is behind
    the newest of them; backup_at, begun_at: UTC."""

    backup: str
    backup_at: datetime
    begun_at: datetime
    version: int
    steps: list[Step]
    recovery_seconds: float
    behind: int
    lag_seconds: float

    @property
    def passed(self) -> bool:
        """Whether nothing was wrong."""
        return not any(one.wrong for one in self.steps)

    def markdown(self) -> str:
        """The report as Markdown."""
        rows = "\n".join(
            f"| {at} | {one.title} | {one.seconds:.1f} 秒 | {'；'.join(one.wrong) or one.note or '无异常'} |"
            for at, one in enumerate(self.steps, 1)
        )
        return (
            "# 备份恢复演练报告\n\n"
            f"- 演练时间：{_when(self.begun_at)}\n"
            f"- 所用备份：{self.backup}（{_when(self.backup_at)} 做成，第 {self.version} 版）\n"
            f"- 结论：**{'通过' if self.passed else '未通过'}**\n"
            f"- 恢复用时（RTO）：{self.recovery_seconds:.1f} 秒，从开始核对备份到可以查看评分\n"
            f"- 可能丢失（RPO）：{self._behind_words()}\n\n"
            f"| 步骤 | 内容 | 用时 | 结果 |\n|---|---|---|---|\n{rows}\n\n"
            "演练人：____________　　复核人：____________　　日期：____________\n"
        )

    def _behind_words(self) -> str:
        if not self.behind:
            return "0，备份之后没有新的入库"
        return f"备份之后又确认了 {self.behind} 次入库或改动，相隔 {self.lag_seconds / 60:.0f} 分钟，须凭原件重报"

    def text(self) -> str:
        """The report as plain text."""
        lines = [f"{'通过' if self.passed else '未通过'}：备份 {self.backup}（{_when(self.backup_at)}）"]
        for at, one in enumerate(self.steps, 1):
            lines.append(
                f"{at}. {one.title}  {one.seconds:.1f} 秒  {one.note or ('有问题' if one.wrong else '无异常')}"
            )
            lines += [f"   {words}" for words in one.wrong]
        lines.append(f"恢复用时（RTO）{self.recovery_seconds:.1f} 秒；可能丢失（RPO）：{self._behind_words()}")
        return "\n".join(lines)


def _when(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
