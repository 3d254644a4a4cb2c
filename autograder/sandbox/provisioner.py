"""A kernel provisioner that starts kernels warm, forked from a process that has imported TensorFlow once, and in walls.

Chosen by name, "autograder-warm": in a kernelspec's metadata, by JUPYTER_DEFAULT_PROVISIONER_NAME, or by the Execute
preprocessor of doors/autograde.py. Where forking is not to be had, or the kernel is not this Python's ipykernel, it
starts cold.
"""

import asyncio
import os
import sys
import warnings
from importlib.metadata import entry_points
from pathlib import Path
from subprocess import Popen
from typing import Any, ClassVar

from ipykernel.kernelspec import get_kernel_dict
from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.kernelspec import NATIVE_KERNEL_NAME as NATIVE_KERNEL
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel
from jupyter_client.manager import KernelManager
from jupyter_client.provisioning.local_provisioner import LocalProvisioner
from traitlets import Bool, Dict, List, Unicode
from traitlets.config import Config

from autograder.errors import GraderError, SandboxError
from autograder.sandbox import programs
from autograder.sandbox.settings import Sandbox
from autograder.sandbox.walls import NoWalls, Streams, Walls
from autograder.sandbox.warm import ForkedProcess, WarmProcess
from autograder.sandbox.warm_process import LAUNCHER

NAME = "autograder-warm"
PRELOAD = ["numpy", "tensorflow", "keras", "matplotlib.pyplot"]
# As the lessons set it before they import TensorFlow: the import happens in the warm process.
ENVIRONMENT = {"TF_CPP_MIN_LOG_LEVEL": "2", "TF_ENABLE_ONEDNN_OPTS": "0"}


def spec(name: str) -> KernelSpec:
    """Return the kernelspec of that name; raises GraderError when there is none.

    The one of Python, by its usual name, is always this Python's own ipykernel: another of that name may lie in the
    user's folder or on JUPYTER_PATH, and be of a Python without what the course needs.
    """
    if name in (NATIVE_KERNEL, "python"):
        return KernelSpec(**get_kernel_dict())
    try:
        return KernelSpecManager().get_kernel_spec(name)
    except NoSuchKernel as error:
        raise GraderError(f"no kernel is called {name}; install it where grading runs") from error


def warmed(spec: KernelSpec, config: Config) -> KernelSpec:
    """Return a kernelspec that starts warm, and in a sandbox.

    It is as it was where this package is not installed, and so not to be found; raises SandboxError unless kernels may
    then run without a sandbox.
    """
    if not entry_points(group="jupyter_client.kernel_provisioners", name=NAME):
        if Sandbox(config=config).minimum != "none":
            told = "no sandbox, since the package autograder is not installed here: make venv, or pip install -e ."
            raise SandboxError(f"{told}; --sandbox=none grades with your own rights")
        return spec
    chosen = {"kernel_provisioner": {"provisioner_name": NAME}}
    return KernelSpec(resource_dir=spec.resource_dir, **spec.to_dict() | {"metadata": spec.metadata | chosen})


class WarmProvisioner(LocalProvisioner):
    """Starts kernels by forking the warm process, and within the walls that c.Sandbox asks for."""

    enabled = Bool(hasattr(os, "fork") and sys.platform != "darwin", help="Fork; else every kernel starts cold.").tag(
        config=True
    )
    preload = List(Unicode(), PRELOAD, help="The modules that the warm process imports.").tag(config=True)
    environment = Dict(ENVIRONMENT, help="The environment that it imports them in, beside our own.").tag(config=True)

    told: ClassVar[set[str]] = set()
    enclosure: Walls = NoWalls()
    process: ForkedProcess | Popen[bytes] | None = None  # type: ignore[assignment]  # a ForkedProcess does as Popen

    def cold_because(self, cmd: list[str]) -> str:
        """Return why a kernel cannot be forked, "" when it can."""
        if not self.enabled:
            return "kernels start cold: this system does not fork processes safely (WarmProvisioner.enabled)"
        same = Path(cmd[0]).absolute() == Path(sys.executable).absolute() or cmd[0] in ("python", "python3")
        if not same or LAUNCHER not in cmd:
            return f"kernels of {cmd[0]} start cold: they are not this Python's ipykernel"
        return ""

    async def wait(self) -> int | None:
        """Wait for the kernel to end, looking more often than every tenth of a second: after a kill it is soon gone."""
        while self.process and self.process.poll() is None:
            await asyncio.sleep(0.005)
        return await super().wait()

    async def pre_launch(self, **kwargs: Any) -> dict[str, Any]:
        """Open the walls that are asked for, and let the kernel and its manager meet where both can be."""
        self.close()
        try:
            self.enclosure = Sandbox(parent=self).open(kwargs.get("cwd") or Path.cwd())
            if isinstance(self.parent, KernelManager):
                self.enclosure.connect(self.parent)
            return await super().pre_launch(**kwargs)
        except BaseException:
            self.close()
            raise

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> KernelConnectionInfo:
        """Start the kernel, warm where it can be; return its connection information."""
        env, streams = dict(kwargs.get("env") or os.environ), (kwargs.get("stdout"), kwargs.get("stderr"))
        try:
            cold = self.cold_because(cmd)
            if cold and cold not in self.told:
                self.told.add(cold)
                warnings.warn(cold, stacklevel=2)
            self.pid = self.pgid = self.start_cold(cmd, env, streams) if cold else self.fork(cmd, env, streams)
        except BaseException:
            await self.cleanup()
            raise
        self.cwd = self.enclosure.cwd
        return self.connection_info

    def fork(self, cmd: list[str], env: dict[str, str], streams: Streams) -> int:
        """Start the kernel's process by forking the warm one; return its process id."""
        process = WarmProcess.get(self.preload, self.environment)
        walls = self.enclosure
        self.process = ForkedProcess(process, cmd, walls.environment(env), walls.cwd, streams, walls.enter())
        return self.process.pid

    def start_cold(self, cmd: list[str], env: dict[str, str], streams: Streams) -> int:
        """Start the kernel's process by itself, of whatever Python or language it is; return its process id.

        It gets the variables of its kernelspec, and its own programs come first on its PATH.
        """
        program = programs.find(cmd[0], env, self.kernel_spec.resource_dir)
        own = {name: env[name] for name in self.kernel_spec.env if name in env}
        env = own | self.enclosure.environment(env)
        first, path = str(Path(program.path).parent), env["PATH"].split(os.pathsep)
        env["PATH"] = os.pathsep.join([first, *(each for each in path if each != first)])
        self.process, pid = self.enclosure.run(program, cmd[1:], env, streams)
        return pid

    def close(self) -> None:
        """Take the walls away, and with them whatever still runs inside."""
        self.enclosure.close()
        self.enclosure = NoWalls()

    async def cleanup(self, restart: bool = False) -> None:
        """Take the walls away once the kernel is gone."""
        await super().cleanup(restart)
        self.close()
