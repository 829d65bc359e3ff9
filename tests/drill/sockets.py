"""What a socket unit is in the drill: a process that keeps a listening socket and lends it to the services that ask.

python -m tests.drill.sockets LISTENS LENDS MODE   with the path of the socket, of the one that lends it, and its rights in octal
"""

import os
import socket
import sys
from pathlib import Path


def borrow(lends: Path) -> int:
    """The number of the listening socket in this process."""
    with socket.socket(socket.AF_UNIX) as asked:
        asked.connect(str(lends))
        _, numbers, _, _ = socket.recv_fds(asked, 1, 1)
        return numbers[0]


def keep(listens: Path, lends: Path, mode: int) -> None:
    """Lend the socket until this process is ended."""
    listening, lending = (_listen(path) for path in (listens, lends))
    os.chmod(listens, mode)
    while True:
        asked, _ = lending.accept()
        with asked:
            socket.send_fds(asked, [b"1"], [listening.fileno()])


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(path))
    made.listen(4096)
    return made


if __name__ == "__main__":
    keep(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3], 8))
