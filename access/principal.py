"""Who looks or acts, and the check of what they may."""

from dataclasses import dataclass

from access.rights import OF_ALL_PACKAGES, RIGHT_OF, TABLE, ApiScope, Right, Role
from data.errors import AccessError
from data.reference import packages

ALL_PACKAGES = frozenset(packages())
CLIENT, CLIENT_WORD = "client", "接口客户端"
"""What a program is on the audit trail, where people have a role."""


@dataclass(frozen=True)
class Principal:
    """Somebody whose login was checked in this very run. packages: those that they may see and act on; has_password:
    whether it is kept here, not at the centre's single sign-on."""

    name: str
    display_name: str
    role: Role
    packages: frozenset[int] = frozenset()
    session_id: str = ""
    source: str = ""
    must_change_password: bool = False
    has_password: bool = True
    must_set_up_totp: bool = False

    @property
    def is_ready(self) -> bool:
        """Whether nothing has to be done first: another password, the set-up of the second step."""
        return not (self.must_change_password or self.must_set_up_totp)

    @property
    def signature(self) -> str:
        """The name that a record is signed with: '王工（wanggong）'."""
        return self.display_name if self.display_name == self.name else f"{self.display_name}（{self.name}）"

    def signed(self, signature: str) -> bool:
        """Whether a record was signed under this account, whatever name it was shown by then."""
        return account_of(signature) == self.name

    @property
    def acts_as(self) -> str:
        """As what the audit trail names it."""
        return self.role.value

    @property
    def acts_as_word(self) -> str:
        """The same in Chinese."""
        return self.role.word

    def has(self, right: Right) -> bool:
        """Whether this right is given at all."""
        return self.role in TABLE[right]

    def may(self, right: Right, package: int | None = None) -> bool:
        """Whether this right is given, for a package where one is named."""
        if not self.has(right):
            return False
        return package is None or right in OF_ALL_PACKAGES or package in self.packages


@dataclass(frozen=True)
class ClientPrincipal(Principal):
    """A program that asks the API. Its scopes alone say what it may, whatever the role."""

    role: Role = Role.VIEWER
    scopes: frozenset[ApiScope] = frozenset()

    @property
    def acts_as(self) -> str:
        """As what the audit trail names it."""
        return CLIENT

    @property
    def acts_as_word(self) -> str:
        """The same in Chinese."""
        return CLIENT_WORD

    def has(self, right: Right) -> bool:
        """Whether a scope brings this right."""
        return right in {RIGHT_OF.get(scope) for scope in self.scopes}


def account_of(signature: str) -> str:
    """The account in a signature: 'wanggong' of '王工（wanggong）'; a text that is none is given back."""
    before, sign, rest = signature.rpartition("（")
    return rest.removesuffix("）") if sign and before and rest.endswith("）") else signature


def require(principal: Principal, right: Right, package: int | None = None) -> None:
    """Raise AccessError unless the right is given."""
    if principal.may(right, package):
        return
    if package is not None and principal.may(right):
        raise AccessError(
            f"包件{package} 不在您的范围内",
            f"您可以{right}的是{_named(principal.packages)}；需要更多时请联系管理员",
            f"{principal.name} {right.name} {package}",
        )
    raise AccessError(
        f"您的角色是{principal.acts_as_word}，不能{right}",
        "需要时请联系管理员调整角色",
        f"{principal.name} {right.name}",
    )


def _named(chosen: frozenset[int]) -> str:
    return "、".join(f"包件{package}" for package in sorted(chosen)) or "没有任何包件"
