"""How templates are read: plain files inside their folders, the shipped ones kept compiled."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from repairctl.errors import RepairError, say


class OutsideTemplates(RepairError):
    """What stands below templates/ leads elsewhere."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            say("templates/{name} is no plain file inside the folder of templates; it is not read.", name=name),
            say("Put the file itself there, not a link to it."),
        )


def loader(folders: tuple[Path, ...]) -> Any:
    """Reads templates from these folders, the first one first. Raises OutsideTemplates."""
    import jinja2
    from jinja2.loaders import split_template_path

    class InsideOnly(jinja2.FileSystemLoader):
        """Reads plain files inside its folders, whatever links and pipes lie there."""

        def get_source(self, environment: Any, template: str) -> Any:
            for folder in map(Path, self.searchpath):
                path = folder.joinpath(*split_template_path(template))
                if path.is_symlink() or path.exists():
                    if not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
                        raise OutsideTemplates(template)
                    break
            return super().get_source(environment, template)

    return InsideOnly([str(folder) for folder in folders])


def compiled(folder: Path) -> Any:
    """Where shipped templates lie compiled, beside them as Python's own modules do: to compile them anew takes longer than all the rest."""
    from jinja2 import FileSystemBytecodeCache

    class Beside(FileSystemBytecodeCache):
        """Keeps nothing where Python itself may not, or where it cannot be written."""

        def dump_bytecode(self, bucket: Any) -> None:
            if not sys.dont_write_bytecode:
                with suppress(OSError):
                    Path(self.directory).mkdir(exist_ok=True)
                    super().dump_bytecode(bucket)

    return Beside(str(folder / "__pycache__"))
