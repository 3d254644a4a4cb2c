"""What one kernel may take and see, as plain values: c.Sandbox of the configuration, in units of its own."""

from dataclasses import dataclass

MB = 10**6


@dataclass(frozen=True)
class Rules:
    """What one kernel may take, and what it sees beside Python and the system.

    memory, disk: bytes in all; file_size: bytes of a file; cpu_seconds, open_files: of each process; cores: processors,
    0 for no limit; folders: {name: path} of what lies beside the notebook; readable: more paths to read; hidden: the
    folders to leave out; environment: variables beside those that the machine needs.
    """

    memory: int
    processes: int
    cpu_seconds: int
    file_size: int
    disk: int
    open_files: int
    cores: float
    folders: dict[str, str]
    readable: tuple[str, ...]
    hidden: tuple[str, ...]
    environment: dict[str, str]
