"""Cameras 摄像机 as the pages see them, kept like all readings of the store."""

from kpi.camera_files import CameraFile
from kpi.camera_files import camera_file as read_camera_file
from kpi.cameras import Camera, CameraDays
from kpi.cameras import camera_days as read_camera_days
from kpi.cameras import cameras as read_cameras
from kpi.cameras import listed_cameras as read_listed_cameras
from pages.parts import session


def in_service(period: str) -> list[Camera]:
    """Every camera in service in a period, up to the default data cut-off."""
    return session.read(read_cameras, period, session.as_of())


def days(period: str) -> CameraDays:
    """What all cameras did on each day of a period, up to the default data cut-off."""
    return session.read(read_camera_days, period, session.as_of())


def file_of(asset_id: str, period: str) -> CameraFile:
    """What is known of one camera in a period, up to the default data cut-off."""
    return session.read(read_camera_file, asset_id, period, session.as_of())


def listed() -> frozenset[str]:
    """The numbers of all cameras that any current list names."""
    return session.read(read_listed_cameras)
