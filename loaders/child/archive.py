"""An .xlsx as a zip archive: checked by its directory, then unpacked and packed anew."""

import io
import stat
from typing import BinaryIO
from zipfile import BadZipFile, ZipFile, ZipInfo

from loaders.child.protocol import RESAVE, SHRINK, Limits, RefusedError

PARTS = 500
REFUSED_PARTS = {
    "vbaproject": ("宏", "请另存为不含宏的 .xlsx 后再上传"),
    "macrosheets": ("宏表", "请另存为不含宏的 .xlsx 后再上传"),
    "externallinks": ("外部链接", "请在“数据 → 编辑链接”中断开链接，另存后再上传"),
    "activex": ("ActiveX 控件", "请删去控件，另存后再上传"),
    "embeddings": ("嵌入的文件", "请删去嵌入的对象，另存后再上传"),
    "connections": ("数据连接", "请在“数据 → 查询和连接”中删去连接，另存后再上传"),
}
# Parts without cells. They are not handed on, so they need not be checked: Power Query, for one, leaves UTF-16 there.
UNREAD_FOLDERS = (
    "docprops/",
    "customxml/",
    "xl/charts/",
    "xl/drawings/",
    "xl/media/",
    "xl/pivotcache/",
    "xl/pivottables/",
    "xl/theme/",
)


def check_directory(archive: ZipFile, limits: Limits) -> None:
    """Refuses an archive that is no plain workbook, by its directory alone."""
    entries = archive.infolist()
    names = [entry.filename.casefold() for entry in entries]
    if len(entries) > PARTS:
        raise RefusedError(
            f"工作簿由 {len(entries):,} 个部件组成，超过上限 {PARTS} 个", "请删去图片和多余的工作表后再上传"
        )
    if len(set(names)) < len(names):
        raise RefusedError("文件结构异常：压缩包内有重名的部件", RESAVE)
    for entry, name in zip(entries, names, strict=True):
        check_entry(entry, name)
        for fragment, (what, hint) in REFUSED_PARTS.items():
            if fragment in name:
                raise RefusedError(f"工作簿含有{what}，不能上传", hint, name)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > limits["unpacked_bytes"]:
        size, most = unpacked >> 20, limits["unpacked_bytes"] >> 20
        raise RefusedError(f"文件展开后过大：有 {size:,} MB，超过上限 {most:,} MB", SHRINK)
    ends = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < ends:
            raise RefusedError("文件结构异常：压缩包内的部件互相重叠", RESAVE, entry.filename)
        ends = entry.header_offset + 30 + len(entry.orig_filename) + entry.compress_size
    if ends > archive.start_dir:
        raise RefusedError("文件结构异常：压缩包内的部件互相重叠", RESAVE, "directory")


def check_entry(entry: ZipInfo, name: str) -> None:
    if entry.flag_bits & 0x1:
        raise RefusedError("文件设有密码，无法读取", "请取消密码保护，另存为普通的 .xlsx 后再上传", name)
    parts = name.split("/")
    if name.startswith("/") or ".." in parts or any(sign in entry.orig_filename for sign in "\\:\0"):
        raise RefusedError("文件结构异常：压缩包内有不合规的路径", RESAVE, name)
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise RefusedError("文件结构异常：压缩包内有符号链接", RESAVE, name)
    if entry.compress_type not in (0, 8):
        raise RefusedError("文件结构异常：压缩方式不是 .xlsx 所用的", RESAVE, f"{name}: {entry.compress_type}")


def xml_parts(archive: ZipFile, limits: Limits) -> dict[str, bytes]:
    """The parts that carry cells, unpacked: name → bytes. A directory that lies about a size ends in BadZipFile."""
    parts = {}
    for entry in archive.infolist():
        name = entry.filename.casefold()
        if not name.endswith((".xml", ".rels")) or name.startswith(UNREAD_FOLDERS):
            continue
        with archive.open(entry) as stream:
            data = stream.read(entry.file_size + 1)
        if len(data) != entry.file_size:
            raise BadZipFile(f"{name}: {entry.file_size} bytes declared, {len(data)} found")
        refuse_long_values(data, limits["value_bytes"])
        parts[entry.filename] = data
    return parts


def refuse_long_values(data: bytes, limit: int) -> None:
    """Neither text nor an attribute may hold '<', so a longer stretch without one is a longer value."""
    step = limit // 2
    for start in range(0, len(data), step):
        if data.find(b"<", start, start + step) < 0:
            end = data.find(b"<", start)
            if (end if end >= 0 else len(data)) - data.rfind(b"<", 0, start) > limit:
                raise long_value(limit)


def long_value(limit: int) -> RefusedError:
    return RefusedError(f"有一个单元格的内容超过 {limit // 1024} kB", "请检查是否误贴了大段内容，删去后再上传")


def repacked(parts: dict[str, bytes]) -> BinaryIO:
    """A new archive of the checked parts, so that calamine reads exactly what was checked and inflates nothing."""
    stream = io.BytesIO()
    with ZipFile(stream, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    stream.seek(0)
    return stream
