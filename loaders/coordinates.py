"""Coordinates of assets → WGS84, worked out on this machine."""

from coord_convert.transform import bd2gcj, gcj2wgs

# Inside these bounds, well within those of the GCJ-02 shift, the iteration of gcj2wgs always ends.
_WEST, _EAST, _SOUTH, _NORTH = 73.0, 137.0, 2.0, 55.0


def to_wgs84(longitude: float, latitude: float, crs: str) -> tuple[float, float]:
    """Longitude and latitude in WGS84, degrees, 7 decimals (1 cm); crs: WGS84, CGCS2000, GCJ02 or BD09.

    CGCS2000 is WGS84 to within centimetres. GCJ-02 leaves points outside China as they are, and so does this.
    """
    if crs not in ("GCJ02", "BD09"):
        return longitude, latitude
    if crs == "BD09":
        longitude, latitude = bd2gcj(longitude, latitude)
    if _WEST <= longitude <= _EAST and _SOUTH <= latitude <= _NORTH:
        longitude, latitude = gcj2wgs(longitude, latitude)
    return round(longitude, 7), round(latitude, 7)
