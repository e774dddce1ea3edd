"""Fail when an installed wheel needs a shared library that a slim container lacks.

Every ELF file of the environment goes through ``ldd``. Allowed are glibc's own libraries, libstdc++,
libgcc and zlib, and whatever lies inside the environment itself.
"""

from __future__ import annotations

import subprocess
import sys
import sysconfig
from pathlib import Path

ALLOWED = (
    "linux-vdso", "ld-linux", "libc.so", "libm.so", "libdl.so", "librt.so", "libpthread.so", "libutil.so",
    "libresolv.so", "libstdc++.so", "libgcc_s.so", "libz.so", "libpython3", "libmvec.so",
)  # fmt: skip
OPTIONAL_POOLS = ("tbbpool", "omppool")  # numba's optional thread pools, never loaded: numba falls back


def needed(file: Path) -> list[tuple[str, str]]:
    """The libraries ``file`` asks for, with where each was found ("" when nowhere)."""
    out = subprocess.run(["ldd", str(file)], capture_output=True, text=True, check=False).stdout
    found = []
    for line in out.splitlines():
        words = line.split()
        if not words or "statically" in line or "not a dynamic" in line:
            continue
        where = words[2] if len(words) > 2 and words[1] == "=>" and words[2] != "not" else ""
        found.append((Path(words[0]).name, where))
    return found


def main() -> int:
    """Print what is missing; 1 when anything is."""
    root = Path(sysconfig.get_paths()["purelib"]).resolve()
    files = [f for f in root.rglob("*.so*") if f.is_file() and not any(p in f.name for p in OPTIONAL_POOLS)]
    bad = []
    for file in files:
        for name, where in needed(file):
            inside = where and str(Path(where).resolve()).startswith(str(root))
            if not where and (file.parent / name).exists():
                continue  # bundled: the wheel's own extension module has loaded it
            if not inside and not name.startswith(ALLOWED):
                bad.append(f"{file.relative_to(root)} needs {name} ({where or 'not found'})")
    print(f"{len(files)} shared objects checked, {len(bad)} need something from the system")
    print("\n".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
