"""The words of the audit trail 审计: what is recorded, an entry and its hash, and what came of checking them."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from access.head import Point

START = Point(0, "0" * 64)
"""What stands before the first entry."""
FIELDS = ("seq", "at", "who", "role", "source", "action", "object", "before", "after", "result", "note", "previous")
"""What the hash of an entry is of, in this order."""


class Action(StrEnum):
    """What is recorded. The value is its name on the page."""

    LOGIN = "登录"
    LOGOUT = "退出"
    PASSWORD = "修改密码"
    TOTP = "二次验证"
    REFUSAL = "拒绝访问"
    ACCOUNT = "账号变更"
    CLIENT = "接口客户端变更"
    SESSION = "结束登录"
    HAND_IN = "交件"
    APPROVE = "决定入库"
    IMPORT = "上报入库"
    RESTORE = "恢复版本"
    WITHDRAW = "撤回上报"
    MAPPING = "表头对应"
    CLOSE = "结账"
    REOPEN = "重开"
    ASSESS = "定性评价"
    CLAIM = "提出申诉"
    DECIDE = "裁定申诉"
    WITHDRAW_CLAIM = "撤回申诉"
    RECTIFY = "整改"
    EXPLAIN = "疑点说明"
    SETTING = "修改设置"
    REPORT = "生成报告"
    EXPORT = "导出"
    DOWNLOAD = "下载"
    API_READ = "接口读取"
    BACKUP = "备份"
    RECOVER = "恢复备份"
    ACCEPT_LOSS = "接受缺失"
    ROLE = "切换角色（示例）"
    BREAK = "审计链断裂"
    ACCEPT_BREAK = "接受断裂"


RESULTS = {"ok": "成功", "refused": "拒绝", "failed": "失败"}


@dataclass(frozen=True)
class Entry:
    """One line of the trail. at: ISO time in UTC; before, after: hashes of what was changed, '' where nothing was."""

    seq: int
    at: str
    who: str
    role: str
    source: str
    action: str
    object: str
    before: str
    after: str
    result: str
    note: str
    previous: str
    hash: str

    @property
    def moment(self) -> datetime:
        """When it was, aware, in UTC."""
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Verification:
    """What came of checking the trail. entries: how many were read; head, seq: hash and number of the last good one;
    broken_at: the first entry that is not as it was written; words: what is wrong with it, '' if nothing is; accepted:
    the entry by which somebody has accepted an earlier break, 0 if nobody had to."""

    entries: int
    head: str
    broken_at: int | None = None
    words: str = ""
    seq: int = 0
    accepted: int = 0

    @property
    def is_whole(self) -> bool:
        """Whether every entry is as it was written, and none is missing."""
        return not self.words


def fingerprint(content: object) -> str:
    """The hash under which a state is recorded as before or after."""
    return hashlib.sha256(_canonical(content)).hexdigest()


def _canonical(content: object) -> bytes:
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def entry_hash(values: Mapping[str, object]) -> str:
    """The hash of an entry with these fields."""
    return hashlib.sha256(_canonical([values[name] for name in FIELDS])).hexdigest()


@dataclass
class Changed:
    """What an action inside `audited` tells of itself: hashes before and after, a note."""

    before: str = ""
    after: str = ""
    note: str = ""
    result: str = "ok"


def wrong_with_entry(entry: Entry, previous: Point) -> str:
    """How an entry does not follow the one that stands before it, in words; '' if it does."""
    values = {name: getattr(entry, name) for name in FIELDS}
    if entry.seq > previous.seq + 1:
        return f"第 {previous.seq + 1} 条不见了（后面是第 {entry.seq} 条）"
    if entry.seq != previous.seq + 1:
        return f"第 {entry.seq} 条的编号不对"
    if entry.previous != previous.hash:
        return f"第 {entry.seq} 条接不上第 {previous.seq} 条：它或前一条是后来放进去或改写的"
    if entry.hash != entry_hash(values):
        return f"第 {entry.seq} 条的内容被改过"
    return ""


def moment_text(seconds: float) -> str:
    """A moment, in seconds since 1970, as it stands in an entry."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
