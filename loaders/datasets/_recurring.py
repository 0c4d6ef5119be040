"""Columns and words that recur in several upload types."""

from loaders.dataset import Column, names

_SYSTEM_ALIASES = names(
    "系统编码、系统代码、系统ID、归属系统编号、所属系统编号、归属系统、所属系统、系统",
    "应用系统编号、应用编号、业务系统编号、信息系统编号、系统代号、所属系统ID、归属系统编码、所属系统编码",
    "System ID、System code、System No、System、Application ID、Application、Affected system、Affected service",
    "Business service、Service",
)
_ASSET_ALIASES = names(
    "资产编码、资产ID、资产号、设备编号、设备编码、设备ID、设备号、点位编号、点位编码、点位ID",
    "摄像机编号、摄像机编码、摄像机ID、摄像头编号、摄像头编码、摄像头ID、相机编号、相机编码、相机ID",
    "国标编号、国标编码、国标ID、视频编号、通道编码、Asset ID、Asset tag、Asset number、Asset No、Asset",
    "Device ID、Device number、Camera ID、Camera number",
)
SEVERITIES = ("特别重大", "重大", "较大", "一般")


def system_id(
    *aliases: str,
    unsure: tuple[str, ...] = (),
    required: bool = True,
    help: str = "发生在哪个系统，填系统清单中的编号",
) -> Column:
    """系统编号; aliases of the upload type go before the usual ones."""
    return Column(
        "系统编号",
        "system_id",
        "id",
        required=required,
        aliases=(*aliases, *_SYSTEM_ALIASES),
        unsure=unsure,
        help=help,
        example="P2-01",
    )


def asset_id(
    *aliases: str,
    unsure: tuple[str, ...] = (),
    required: bool = False,
    help: str = "涉及哪台设备或软件，填资产清单中的编号",
) -> Column:
    """资产编号; aliases of the upload type go before the usual ones."""
    return Column(
        "资产编号",
        "asset_id",
        "id",
        required=required,
        aliases=(*aliases, *_ASSET_ALIASES),
        unsure=unsure,
        help=help,
        example="CAM-0001",
    )


def exempt_reason(help: str) -> Column:
    """豁免原因: given = the record does not count against the supplier."""
    return Column(
        "豁免原因",
        "exempt_reason",
        "given",
        aliases=names("免责原因、豁免事由、免责事由、豁免理由、免考核原因、不计考核原因、剔除原因"),
        help=help,
        example="不可抗力（台风）",
    )


def severity_words(*endings: str) -> dict[str, str]:
    """The four degrees, alone and with each ending (重大故障 → 重大)."""
    return {degree + ending: degree for degree in SEVERITIES for ending in ("", "级", *endings)}


def words(**synonyms: tuple[str, ...]) -> dict[str, str]:
    """Accepted word → stored word, from stored word = synonyms; the stored word itself is always accepted."""
    return {word: stored for stored, others in synonyms.items() for word in (stored, *others)}
