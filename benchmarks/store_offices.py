"""The offices that the store's benchmark is run on: made once, copied for each part, and the same orders for the peers."""

from __future__ import annotations

import shutil
import subprocess
from functools import cached_property
from pathlib import Path

from benchmarks.corpus import drawn, made
from benchmarks.corpus_orders import Order
from benchmarks.store_peers import Peers, done_with, installed, write

SMALL = 1000


class Offices:
    """Offices of a size, in a folder of this run; `keep`: where what is only copied is kept, and the peers with their data."""

    def __init__(self, folder: Path, keep: Path | None, orders: int) -> None:
        self.folder = folder
        self.orders = orders
        self._keep = (keep or folder / "made").resolve()
        self._keep.mkdir(parents=True, exist_ok=True)

    def source(self, size: str, orders: int) -> Path:
        """An office that is only copied."""
        root = self._keep / f"{size}-{orders}"
        if not root.exists():
            half = self._keep / f".{size}-{orders}"
            shutil.rmtree(half, ignore_errors=True)
            made(half, orders, size)
            half.rename(root)
        return root

    def copy(self, size: str, orders: int, name: str) -> Path:
        """An office to be written to; the same name gives the same one."""
        root = self.folder / f"{name}-{size}-{orders}"
        if not root.exists():
            subprocess.run(["cp", "-r", str(self.source(size, orders)), str(root)], check=True)
            subprocess.run(["git", "status"], cwd=root, capture_output=True, check=True)  # git's index knows the copied files
        return root

    @cached_property
    def told(self) -> list[Order]:
        """The short orders, as they were made."""
        return list(drawn(self.source("plain", self.orders), self.orders))

    @cached_property
    def main(self) -> Path:
        """Our office of short orders."""
        return self.copy("plain", self.orders, "ours")

    @cached_property
    def bare(self) -> Path:
        """The same repository for git alone."""
        return self.copy("plain", self.orders, "git")

    @cached_property
    def peers(self) -> Peers:
        """The peers, with the same orders; they are kept with what they have built, for that takes some of them many minutes."""
        peers = installed(self._keep / f"peers-{self.orders}")
        if not (peers.folder / "written").exists():
            write(peers, self.told)
            (peers.folder / "written").touch()
        return peers

    def close(self) -> None:
        """Ends what the peers have started."""
        if "peers" in self.__dict__:
            done_with(self.peers)
