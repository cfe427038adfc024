"""``aispm …``: the only place that prints. JSON goes to standard output alone, words to people to standard error.

Exit codes: 0 fine, 1 the gate blocks, 2 wrong usage or input, 3 could not assess.
"""

from __future__ import annotations

import json
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Literal, NoReturn

import typer

from .vocabulary import AispmError, CannotAssess, Priority

app = typer.Typer(
    help="AI security posture of an MLflow deployment.", no_args_is_help=True, add_completion=False,
    pretty_exceptions_enable=False, context_settings={"help_option_names": ["-h", "--help"]},
)  # fmt: skip


class Format(StrEnum):
    TABLE = "table"
    JSON = "json"


Kind = Literal["classification", "regression"]
Uri = Annotated[str | None, typer.Argument(help="MLflow tracking URI; MLFLOW_TRACKING_URI when not given.")]
Store = Annotated[Path, typer.Option(help="The DuckDB file that keeps what was seen.")]
Auth = Annotated[str | None, typer.Option(help="URI of the auth app's database (basic_auth.db).")]
Own = Annotated[Path | None, typer.Option(help="A folder with rules of your own.")]
Out = Annotated[Format, typer.Option("--format", help="table for people, json for programs.")]
Name = Annotated[str | None, typer.Option(help="What to call this registry.")]
DEFAULT_STORE = Path("posture.duckdb")


@app.command()
def scan(
    uri: Uri = None,
    store: Store = DEFAULT_STORE,
    auth: Auth = None,
    auth_ini: Annotated[Path | None, typer.Option(help="The auth app's basic_auth.ini.")] = None,
    artifacts: Annotated[Path | None, typer.Option(help="A folder with the artifact store, or a copy of it.")] = None,
    rules: Own = None,
    notebooks: Annotated[
        Path | None, typer.Option("--workspace", help="A folder of notebooks and scripts to look at as well.")
    ] = None,
    name: Name = None,
    probe: Annotated[bool, typer.Option(help="Also ask the server whether it lets strangers in.")] = False,
    format: Out = Format.TABLE,
) -> None:
    """Pull, assess and rank a registry."""
    from .session import connect

    workspace = connect(
        uri,
        store=store,
        auth=auth,
        auth_ini=auth_ini,
        artifacts=artifacts,
        rules=rules,
        workspace=notebooks,
        name=name,
    )
    _show(workspace.scan(probe=probe, progress=sys.stderr.isatty()), format)


@app.command()
def inspect(
    paths: Annotated[list[Path], typer.Argument(help="Model files and folders.")],
    signer: Annotated[
        Path | None, typer.Option(help="PEM file with the key or certificate of who should have signed.")
    ] = None,
    second_opinion: Annotated[
        bool, typer.Option("--second-opinion", help="Also ask picklescan, if it is installed.")
    ] = False,
    format: Out = Format.TABLE,
) -> None:
    """Tell what model files would do when somebody loads them, without loading them."""
    from .inspection.inspector import inspect as look
    from .inspection.verdict import Verdict

    answers = [look(path, signer=signer, second_opinion=second_opinion) for path in paths]
    if format is Format.JSON:
        _json([answer.to_dict() for answer in answers])
    else:
        from .views.console import console

        for answer in answers:
            console().print(repr(answer), markup=False, soft_wrap=True)
    verdicts = {row.verdict for answer in answers for row in answer}
    if Verdict.DANGEROUS in verdicts:
        raise typer.Exit(1)
    if Verdict.NOT_ASSESSED in verdicts:
        raise typer.Exit(3)


@app.command("check-data")
def check_data(
    file: Annotated[
        str, typer.Argument(help="Parquet, CSV or JSON lines: a file, a folder of Parquet, or a glob in quotes.")
    ],
    label: Annotated[str | None, typer.Option(help="The column with the label.")] = None,
    scores: Annotated[Path | None, typer.Option(help="Write the scores of every row to this Parquet file.")] = None,
    task: Annotated[
        Kind | None, typer.Option(help="What the label is for; told from its values when not given.")
    ] = None,
    seed: Annotated[int, typer.Option(help="Of all that is random.")] = 0,
    format: Out = Format.TABLE,
) -> None:
    """Tell which rows of a training set are suspicious, and why."""
    from .report.asked import check_data as check

    report = check(file, label, task=task, scores=scores, seed=seed, progress=sys.stderr.isatty())
    if format is Format.JSON:
        _json(report.to_dict())
    else:
        from .views.console import console

        console().print(repr(report), markup=False, soft_wrap=True)
    if "rows" in report.checked.not_assessed:
        raise typer.Exit(3)


@app.command()
def findings(uri: Uri = None, store: Store = DEFAULT_STORE, name: Name = None,
             priority: Annotated[Priority | None, typer.Option(help="Only this priority.")] = None,
             format: Out = Format.TABLE) -> None:  # fmt: skip
    """List the findings of the latest scan, most urgent first."""
    from .views import console

    posture = _latest(uri, store, name)
    rows = [row for row in console.findings(posture) if priority in (None, row["priority"])]
    if format is Format.JSON:
        _json(rows)
    else:
        console.table(rows)


@app.command()
def export(path: Annotated[Path, typer.Argument(help="FILE.html or FILE.posture.json.")], uri: Uri = None,
           store: Store = DEFAULT_STORE, name: Name = None) -> None:  # fmt: skip
    """Write the latest posture to a file: an HTML snapshot or a posture document."""
    _say(f"Wrote {_latest(uri, store, name).export(path)}")


@app.command()
def diff(earlier: Annotated[Path, typer.Argument(help="A posture document.")],
         later: Annotated[Path, typer.Argument(help="A later one.")], format: Out = Format.TABLE) -> None:  # fmt: skip
    """What appeared, went or moved between two postures."""
    from .posture import Posture
    from .views import console

    changed = Posture.from_json(later).diff(Posture.from_json(earlier))
    rows: list[dict[str, Any]] = json.loads(changed.to_json(orient="records"))
    if format is Format.JSON:
        _json(rows)
    else:
        console.changes(rows)


@app.command()
def rules(own: Annotated[Path | None, typer.Option("--rules", help="A folder with rules of your own.")] = None,
          rule: Annotated[str | None, typer.Argument(help="Show this rule whole.")] = None,
          format: Out = Format.TABLE) -> None:  # fmt: skip
    """List the rules, or show one with its cases."""
    from .views import console

    rows = console.rules(own, rule)
    if format is Format.JSON:
        _json(rows)
    elif rule:
        console.page(rule, own)
    else:
        console.catalogue_table(rows)


@app.command()
def frameworks(format: Out = Format.TABLE) -> None:
    """List the frameworks that findings are mapped to, with their versions."""
    from . import frameworks as data
    from .views import console

    rows = [{"framework": f.name, "version": f.version, "controls": len(f.controls), "source": f.source}
            for f in data.frameworks()]  # fmt: skip
    if format is Format.JSON:
        _json(rows)
    else:
        console.plain(rows)


@app.command()
def demo(folder: Annotated[Path, typer.Argument(help="Where to put it.")] = Path("demo"),
         sample: Annotated[str, typer.Option(help="bank, vision or llm_desk.")] = "bank") -> None:  # fmt: skip
    """Scan a real sample registry and leave a snapshot to open."""
    from .samples import unpack
    from .session import connect

    found = unpack(sample, folder / sample)
    posture = connect(
        found.uri, store=folder / "posture.duckdb", auth=found.auth_uri, workspace=found.workspace, name=sample
    ).scan(progress=sys.stderr.isatty())
    _show(posture, Format.TABLE)
    posture.to_json(folder / f"{sample}.posture.json")
    _say(f"\nWrote {posture.to_html(folder / 'posture.html')}: open it in a browser, it needs no network.")


def _latest(uri: str | None, store: Path, name: str | None) -> Any:
    from .session import connect, stored

    return connect(uri, store=store, name=name).posture() if uri else stored(store, name)


def _show(posture: Any, format: Format) -> None:
    from .views import console

    if format is Format.JSON:
        sys.stdout.write(posture.to_json() + "\n")
    else:
        console.posture(posture)


def _json(rows: Any) -> None:
    sys.stdout.write(json.dumps(rows, ensure_ascii=False, default=str, indent=1) + "\n")


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")


def main() -> NoReturn:
    # Ctrl-C comes back as KeyboardInterrupt, as DuckDB's own error or as an exit of click's: the signal itself is noted.
    interrupted: list[int] = []

    def note(number: int, frame: object) -> NoReturn:
        interrupted.append(number)
        raise KeyboardInterrupt

    signal.signal(signal.SIGINT, note)
    try:
        app()
    except BaseException as error:
        if interrupted:
            _say("aispm: interrupted; what was pulled is kept, the posture before it stands")
            sys.exit(3)
        if isinstance(error, AispmError):
            _say(f"aispm: {error}")
            sys.exit(3 if isinstance(error, CannotAssess) else 2)
        raise
    sys.exit(0)
