"""Start a sandbox on its own: `python -m sandbox --port 3000 --manifest manifest.json --workspace people.toml`."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
from datetime import datetime
from pathlib import Path

from sandbox.backend import Backend
from sandbox.clock import SandboxClock
from sandbox.installation import Installation
from sandbox.manifest import Manifest, ManifestError, load_manifest
from sandbox.page.guard import EVERYWHERE, names
from sandbox.server import build_app, serving
from sandbox.workspace_file import WorkspaceFileError, load_workspace

EXAMPLE = Path(__file__).parent / "example"


def main() -> None:
    """Read the command line, serve until interrupted."""
    options = _parser().parse_args()
    try:
        backend = _backend(options)
    except (ManifestError, WorkspaceFileError, ValueError) as error:
        sys.exit(str(error))
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(backend, options.host, options.port, options.allow_name))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m sandbox", description="A Slack-compatible workspace.")
    parser.add_argument("--host", default="127.0.0.1", help="address to bind to (default: this machine only)")
    parser.add_argument(
        "--allow-name", action="append", default=[], help="a name under which the page answers, too (may be repeated)"
    )
    parser.add_argument("--port", type=int, default=3000, help="port of page and API; 0 takes a free one")
    parser.add_argument("--manifest", type=Path, default=EXAMPLE / "manifest.json", help="the app's manifest (JSON)")
    parser.add_argument("--workspace", type=Path, default=EXAMPLE / "workspace.toml", help="people and channels")
    parser.add_argument("--events-url", help="the app's URL; without it the app must use Socket Mode")
    parser.add_argument("--next-due-url", default="", help="where the app tells when it is next due (see README)")
    parser.add_argument("--start", type=datetime.fromisoformat, help="first instant of the clock, with offset")
    parser.add_argument("--bot-token", help="xoxb-sandbox-…; made up when missing")
    parser.add_argument("--app-token", help="xapp-sandbox-…; made up when missing")
    parser.add_argument("--signing-secret", help="made up when missing")
    parser.add_argument("--no-rate-limits", action="store_true", help="let the app call as often as it likes")
    return parser


def _backend(options: argparse.Namespace) -> Backend:
    manifest: Manifest = load_manifest(options.manifest)
    workspace = load_workspace(options.workspace, manifest, SandboxClock(options.start))
    given = {name: getattr(options, name) for name in ("bot_token", "app_token", "signing_secret")}
    known = {name: value for name, value in given.items() if value}
    installation = Installation(scopes=manifest.bot_scopes, **known)
    backend = Backend(workspace, installation, rates=not options.no_rate_limits)
    backend.link.connect(options.events_url)
    workspace.next_due_url = options.next_due_url
    return backend


async def _serve(backend: Backend, host: str, port: int, allowed: list[str]) -> None:
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    app = build_app(backend, names=names(host, allowed))
    called = allowed[0] if allowed else "127.0.0.1" if host in EVERYWHERE else host
    async with serving(app, host=host, port=port, name=called) as base_url:
        backend.serve_at(base_url)
        installation = backend.installation
        lines = (
            f"page            {base_url}/",
            f"API base        {base_url}/api/",
            f"bot token       {installation.bot_token}",
            f"app token       {installation.app_token}",
            f"signing secret  {installation.signing_secret}",
        )
        sys.stdout.write("\n".join(lines) + "\n")
        sys.stdout.flush()
        await stopped.wait()
    await backend.link.close()


if __name__ == "__main__":
    main()
