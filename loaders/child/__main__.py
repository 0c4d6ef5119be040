"""Turns the bytes of one upload into rows, in a process of its own with hard limits on memory and processor time.

Run by reading.py as `python -I __main__.py KIND LIMITS PATH…`, with the upload as standard input: KIND is xlsx, xls or
csv, LIMITS a JSON object (reading.Limits), PATH the folders that hold this package and python_calamine. The answer is
described in protocol.py. Nothing of ours outside this folder is imported: hostile bytes shall meet as little as
possible.
"""

import json
import os
import resource
import sys

OUT_OF_MEMORY = 3
COMPLAINT_BYTES = 1_000_000


def limit_process(limits: dict[str, int]) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (COMPLAINT_BYTES, COMPLAINT_BYTES))
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory_bytes"], limits["memory_bytes"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["cpu_seconds"], limits["cpu_seconds"] + 1))


def main(kind: str, limits: dict[str, int]) -> None:
    # Imported only now that the limits are set: they bind the libraries too.
    from loaders.child.protocol import RESAVE, Output, RefusedError

    with open(0, "rb") as upload, open(1, "wb", buffering=1 << 20) as stream:
        output = Output(stream)
        try:
            if kind == "xlsx":
                from loaders.child.workbook import read_workbook

                read_workbook(upload, limits, output)
            elif kind == "xls":
                from loaders.child.binary import read_binary

                read_binary(upload, limits, output)
            else:
                from loaders.child.delimited import read_csv

                read_csv(upload, limits, output)
        except RefusedError as refusal:
            output.control(refused=refusal.args)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        except BaseException as error:  # a panic of calamine is not an Exception
            output.control(refused=("文件结构异常，无法读取", RESAVE, f"{type(error).__name__}: {error}"))


if __name__ == "__main__":
    given = json.loads(sys.argv[2])
    limit_process(given)
    sys.path.extend(sys.argv[3:])
    main(sys.argv[1], given)
