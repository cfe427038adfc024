"""A real JupyterLab for tests: started on a free loopback port, driven by the page's own application object.

with Lab(folder) as lab, lab.open(page, "first.ipynb"):
    lab.run_all(page)
    page.screenshot(path="first.png")
"""

from __future__ import annotations

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import nbformat
from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]

# No question about news, no request to Jupyter's own feed, no save that races with a test.
OVERRIDES = {
    "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
    "@jupyterlab/docmanager-extension:plugin": {"autosave": False},
}  # fmt: skip

# Run All before the kernel has said "idle" once is lost in a third of the runs: wait for each stage by name.
_READY = """async ([path]) => {
  const app = window.jupyterapp;
  await app.restored;
  const panel = await app.commands.execute('docmanager:open', {path, factory: 'Notebook'});
  await panel.context.ready;
  await panel.sessionContext.ready;
  await panel.sessionContext.session.kernel.info;
  await panel.revealed;
  while (panel.sessionContext.session.kernel.status !== 'idle') await new Promise(r => setTimeout(r, 50));
  return true;
}"""
_RUN_ALL = """async () => {
  const app = window.jupyterapp;
  await app.commands.execute('notebook:run-all-cells');
  const panel = app.shell.currentWidget;
  const cells = panel.content.widgets.filter(c => c.model.type === 'code');
  while (panel.sessionContext.session.kernel.status !== 'idle' || cells.some(c => c.promptNode?.textContent.includes('*')))
    await new Promise(r => setTimeout(r, 50));
  return cells.flatMap(c => c.model.outputs.toJSON()).filter(o => o.output_type === 'error')
    .map(o => o.ename + ': ' + o.evalue);
}"""


class Lab:
    """JupyterLab (or ``application="notebook"``) over ``folder`` as a context manager.

    ``environment`` is added to the server's and its kernels', ``settings`` are those of our extension, and ``quiet``
    keeps notifications from popping up.
    """

    def __init__(
        self, folder: Path, environment: dict[str, str] | None = None, theme: str = "JupyterLab Light",
        application: str = "jupyterlab", quiet: bool = True, settings: dict[str, Any] | None = None,
    ):  # fmt: skip
        self.folder = folder
        self.token = secrets.token_hex(16)
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._home = folder / ".jupyter-test"
        self._environment = environment or {}
        self._theme = theme
        self._application, self._quiet, self._settings = application, quiet, settings or {}

    def __enter__(self) -> Lab:
        news = OVERRIDES["@jupyterlab/apputils-extension:notification"] | {"doNotDisturbMode": self._quiet}
        overrides = OVERRIDES | {
            "@jupyterlab/apputils-extension:themes": {"theme": self._theme},
            "@jupyterlab/apputils-extension:notification": news,
            "aispm-nb:plugin": self._settings,
        }
        settings = self._home / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        # An overrides.json must lie in an application's own settings folder, so these go in as a user's settings.
        for plugin, values in overrides.items():
            name, _, part = plugin.partition(":")
            file = settings / name / f"{part}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(values), encoding="utf-8")
        home = {
            "JUPYTERLAB_SETTINGS_DIR": str(settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(self._home / "workspaces"),
            "JUPYTER_CONFIG_DIR": str(self._home / "config"),
            "JUPYTER_RUNTIME_DIR": str(self._home / "runtime"),
            "JUPYTER_DATA_DIR": str(self._home / "data"),
            "IPYTHONDIR": str(self._home / "ipython"),
            "JUPYTER_PATH": str(self._home / "share"),
            "PYTHONPATH": str(ROOT),
        }
        # The bundle of this work tree before any that is installed in the environment.
        extensions = self._home / "share" / "labextensions"
        extensions.mkdir(parents=True, exist_ok=True)
        (extensions / "aispm-nb").symlink_to(ROOT / "aispm_nb" / "labextension")
        self._log = (self._home / "lab.log").open("w")
        self._process = subprocess.Popen(
            [
                sys.executable, "-m", self._application, "--no-browser", "--allow-root", "--expose-app-in-browser",
                f"--ServerApp.port={self.port}", "--ServerApp.port_retries=0", "--ServerApp.ip=127.0.0.1",
                f"--IdentityProvider.token={self.token}", f"--ServerApp.root_dir={self.folder}",
                "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
            ],
            env=os.environ | home | self._environment, stdout=self._log, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
        self._wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        os.killpg(self._process.pid, signal.SIGTERM)
        try:
            self._process.wait(10)
        except subprocess.TimeoutExpired:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._log.close()

    @contextmanager
    def open(self, page: Page, notebook: str, timeout: float = 60_000) -> Iterator[Page]:
        """``notebook`` open in Lab, its kernel idle and ready to run; its kernel is shut down at the end."""
        page.set_default_timeout(timeout)
        page.goto(f"{self.url}/lab?token={self.token}&reset")
        page.wait_for_function("() => window.jupyterapp !== undefined")
        page.evaluate(_READY, [notebook])
        try:
            yield page
        finally:
            page.evaluate("() => window.jupyterapp.serviceManager.sessions.shutdownAll()")

    def start(self, page: Page, timeout: float = 60_000) -> None:
        """JupyterLab with an empty workspace and nothing open."""
        page.set_default_timeout(timeout)
        page.goto(f"{self.url}/lab?token={self.token}&reset")
        self.restored(page)

    def restored(self, page: Page) -> None:
        page.wait_for_function("() => window.jupyterapp !== undefined")
        page.evaluate("() => window.jupyterapp.restored.then(() => true)")

    def command(self, page: Page, name: str, wait: bool = True, **arguments: Any) -> None:
        """Execute a command of the application; without ``wait``, one that asks the user something."""
        call = "([name, args]) => { const done = window.jupyterapp.commands.execute(name, args); return WAIT; }"
        page.evaluate(call.replace("WAIT", "done.then(() => true)" if wait else "true"), [name, arguments])

    def run_all(self, page: Page) -> None:
        """Run every cell and wait; an exception in a cell fails here with its words."""
        errors = page.evaluate(_RUN_ALL)
        assert not errors, "\n".join(errors)

    def log(self) -> str:
        return (self._home / "lab.log").read_text(encoding="utf-8", errors="replace")

    def _wait(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self._process.poll() is not None:
                raise RuntimeError(f"JupyterLab ended before it was ready:\n{self.log()[-3000:]}")
            try:
                urlopen(f"{self.url}/api?token={self.token}", timeout=1).close()
                return
            except (URLError, OSError):
                time.sleep(0.2)
        raise RuntimeError(f"JupyterLab was not ready in {seconds:.0f} s:\n{self.log()[-3000:]}")


def write_notebook(path: Path, cells: Iterable[str]) -> None:
    """A notebook of these code cells for Python's kernel."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(notebook, path)


def _free_port() -> int:
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port: int = s.getsockname()[1]
        return port
