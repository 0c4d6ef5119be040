"""系统清单: the systems and subsystems in force from a month on."""

from loaders.dataset import Column, Dataset, Order, names

_SERVICE_HOURS = {
    f"{first}{sign}{second}{ending}": stored
    for stored, pairs in {"7×24": ("7-24", "24-7"), "5×8": ("5-8", "8-5")}.items()
    for first, second in (pair.split("-") for pair in pairs)
    for sign in ("×", "x", "X", "*", "✕", "✖", "乘")
    for ending in ("", "小时")
}

DATASET = Dataset(
    name="systems",
    position=1,
    title="系统清单",
    grain="一个系统或子系统",
    cadence="on_change",
    record_id=("system_id",),
    may_be_nil=False,
    orders=(Order("in_service_from", "out_of_service_on"),),
    note="有变化时上报完整清单，自当月起生效；新清单中没有的系统视为自当月1日起停用。",
    columns=(
        Column(
            "系统编号",
            "system_id",
            "id",
            required=True,
            aliases=names(
                "系统编码、系统代码、系统ID、应用系统编号、应用编号、业务系统编号、信息系统编号、系统代号",
                "System ID、System Code、System No、Application ID、Application code",
            ),
            help="系统或子系统的编号，全表不重复；招标文件中的系统用 P1-01 这样的编号",
            example="P2-01",
        ),
        Column(
            "系统名称",
            "system_name",
            required=True,
            aliases=names(
                "系统中文名称、中文名称、信息系统名称、应用系统名称、应用名称、系统全称、业务系统名称",
                "系统中文名、系统名、System name、System、Application name、Name",
            ),
            help="系统或子系统的全称",
            example="一体化信息管理服务平台",
        ),
        Column(
            "上级系统编号",
            "parent_id",
            "id",
            aliases=names(
                "上级系统编码、父系统编号、父级系统编号、主系统编号、所属系统编号、归属系统编号、上级编号",
                "父系统编码、父级编号、所属主系统编号、Parent ID、Parent system、Parent system ID、Parent",
            ),
            help="子系统填它所属系统的编号；本身就是系统的留空",
            example="P2-01",
        ),
        Column(
            "服务时间",
            "service_hours",
            "word",
            words=_SERVICE_HOURS | {"全天": "7×24", "全天候": "7×24"},
            default="7×24",
            aliases=names(
                "服务时段、服务时间要求、保障时段、运维时段、运行时间要求、服务时间段、Service hours",
                "Support hours",
            ),
            help="7×24 或 5×8（工作日 9:00-17:00）；不填为 7×24",
            example="7×24",
        ),
        Column(
            "核心系统",
            "is_core",
            "yes_no",
            aliases=names(
                "是否核心系统、是否核心、是否为核心系统、是否为核心、是否核心业务系统、Core system",
                "Is core、Core",
            ),
            help="是否核心系统，填 是 或 否",
            example="是",
        ),
        Column(
            "投运日期",
            "in_service_from",
            "date",
            aliases=names(
                "投运时间、上线日期、上线时间、投入运行日期、投入使用日期、启用日期、启用时间",
                "上线运行日期、投产日期、投产时间、正式上线日期、正式上线时间、In service from",
                "In service date、Go live、Go-live date、Go live date",
            ),
            unsure=names("建成时间、建成日期、创建时间"),
            help="开始运行的日期；不填视为一直在运行",
            example="2024-03-01",
        ),
        Column(
            "停用日期",
            "out_of_service_on",
            "date",
            may_lie_ahead=True,
            aliases=names(
                "停用时间、下线日期、下线时间、停运日期、停运时间、退役日期、退役时间、停止运行日期",
                "停止使用日期、Out of service on、Out of service date、Retired on、Retirement date",
                "Decommissioned on",
            ),
            help="停用的第一天，当天起不再计算；未停用的留空",
            example="2026-11-16",
        ),
        Column(
            "部署位置",
            "location",
            aliases=names(
                "部署地点、部署地址、所在位置、部署环境、部署机房、部署平台、Location、Hosting location",
                "Deployed at",
            ),
            help="机房或云平台名称",
            example="政务云",
        ),
    ),
)
