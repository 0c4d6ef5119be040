"""The one table of rights: what each role may see and do."""

from enum import StrEnum


class Role(StrEnum):
    """What somebody is for the product."""

    VIEWER = "viewer"
    SUPERVISOR = "supervisor"
    CONTRACTOR = "contractor"
    AUDITOR = "auditor"
    ADMIN = "admin"

    @property
    def word(self) -> str:
        """The role in Chinese."""
        return _TITLES[self]

    @property
    def has_packages(self) -> bool:
        """Whether what the role may see and do belongs to packages."""
        return self in (Role.VIEWER, Role.SUPERVISOR, Role.CONTRACTOR)


_TITLES = {
    Role.VIEWER: "管理者",
    Role.SUPERVISOR: "监理",
    Role.CONTRACTOR: "运维单位",
    Role.AUDITOR: "审计",
    Role.ADMIN: "管理员",
}


class Right(StrEnum):
    """What may be allowed. The value is the act in Chinese, as it stands in a refusal."""

    SEE_SCORES = "查看得分和记录"
    EXPORT = "导出和下载"
    UPLOAD = "上报数据"
    RESTORE = "恢复上报的版本"
    ASSESS = "定性评价"
    CLOSE = "结账和重开"
    RECTIFY = "下达和验收整改"
    REPORT_DONE = "报告整改完成"
    CLAIM = "提出申诉"
    DECIDE_CLAIMS = "裁定申诉"
    EXPLAIN = "说明疑点"
    SEE_SETTINGS = "查看设置"
    CHANGE_SETTINGS = "修改设置"
    MANAGE_ACCOUNTS = "管理账号"
    SEE_AUDIT = "查看审计"
    SEE_STATUS = "查看运行状态"


_V, _S, _C, _U, _A = Role.VIEWER, Role.SUPERVISOR, Role.CONTRACTOR, Role.AUDITOR, Role.ADMIN
TABLE: dict[Right, frozenset[Role]] = {
    Right.SEE_SCORES: frozenset({_V, _S, _C}),
    Right.EXPORT: frozenset({_V, _S, _C}),
    Right.UPLOAD: frozenset({_S}),
    Right.RESTORE: frozenset({_S}),
    Right.ASSESS: frozenset({_S}),
    Right.CLOSE: frozenset({_S}),
    Right.RECTIFY: frozenset({_S}),
    Right.REPORT_DONE: frozenset({_S, _C}),
    # A supervisor enters what a contractor handed in on paper; the trail says who did.
    Right.CLAIM: frozenset({_S, _C}),
    Right.DECIDE_CLAIMS: frozenset({_S}),
    Right.EXPLAIN: frozenset({_S, _C}),
    Right.SEE_SETTINGS: frozenset({_V, _S, _C, _A}),
    Right.CHANGE_SETTINGS: frozenset({_A}),
    Right.MANAGE_ACCOUNTS: frozenset({_A}),
    Right.SEE_AUDIT: frozenset({_U}),
    Right.SEE_STATUS: frozenset({_A}),
}


class ApiScope(StrEnum):
    """What a client of the API may ask for: a program, not somebody in a role."""

    READ_SCORES = "read:scores"
    READ_COMPLETENESS = "read:completeness"
    UPLOAD = "upload"


RIGHT_OF = {ApiScope.READ_SCORES: Right.SEE_SCORES, ApiScope.UPLOAD: Right.UPLOAD}
"""The rights that scopes bring; what has come in is told without one."""
OF_ALL_PACKAGES = frozenset(
    {Right.SEE_SETTINGS, Right.CHANGE_SETTINGS, Right.MANAGE_ACCOUNTS, Right.SEE_AUDIT, Right.SEE_STATUS}
)
"""Rights that belong to no package."""
HANDS_IN = (Right.UPLOAD, Right.ASSESS, Right.REPORT_DONE, Right.CLAIM, Right.EXPLAIN)
"""Rights to which files belong: who has none of them sends none."""
