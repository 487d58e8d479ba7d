"""`feedback cluster` and `feedback backtest`: group any file, without a store."""

from pathlib import Path
from typing import Annotated

import typer

from feedback.cli.options import AsJson, parse_duration
from feedback.cli.output import print_json
from feedback.cli.settings_file import check_there


def cluster(
    file: Annotated[
        Path, typer.Argument(help="An export: CSV, TSV, JSON lines, JSON, Parquet, a spreadsheet.")
    ],
    text_column: Annotated[
        str | None,
        typer.Option(help="The column with the text. Default: guessed, with the subject."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A CSV file to write: id,issue_id,title.")
    ] = None,
    id_column: Annotated[
        str | None, typer.Option(help="The column with the id. Default: the row number.")
    ] = None,
    page: Annotated[
        Path | None,
        typer.Option(
            help="The page to write. Default, without --out and --json: FILE-issues.html."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Group the texts of a file once. Needs no options, no store and no settings."""
    check_there(file)
    from feedback.replays import cluster_file, clustering_words
    from feedback.terminal.as_json.clusters import clustering_as_json
    from feedback.terminal.clusters import show_clusters
    from feedback.terminal.console import progress_bars
    from feedback.web.clusters_page import write_clusters

    with progress_bars() as progress:
        found = cluster_file(file, text_column, id_column, out, progress)
    if page is None and out is None and not as_json:
        page = Path(f"{file.name.partition('.')[0]}-issues.html")
    if page is not None:
        write_clusters(found, page)
    if as_json:
        print_json(clustering_as_json(found))
        return
    show_clusters(found)
    written = " and ".join(str(path) for path in (out, page) if path is not None)
    typer.echo(f"{clustering_words(found)} Wrote {written}.")


def backtest(
    file: Annotated[Path, typer.Argument(help="A CSV, Parquet or JSONL file.")],
    text_column: Annotated[str, typer.Option(help="The column with the text.")],
    time_column: Annotated[str, typer.Option(help="The column with the time.")],
    out: Annotated[Path, typer.Option(help="The folder to write to.")],
    id_column: Annotated[
        str | None, typer.Option(help="The column with the id. Default: the row number.")
    ] = None,
    label_column: Annotated[
        str | None, typer.Option(help="The column with the true topic, to measure quality.")
    ] = None,
    every: Annotated[str, typer.Option(help="Time between nights, such as 12h, 1d or 7d.")] = "1d",
) -> None:
    """Replay a file's history night by night, as the real pipeline would, and write a report."""
    check_there(file)
    from feedback.backtests import backtest_file, backtest_words
    from feedback.terminal.console import progress_bars
    from feedback.web.backtest import write_backtest

    step = parse_duration(every)
    with progress_bars() as progress:
        backtest = backtest_file(
            file, text_column, time_column, id_column, label_column, step, out, progress
        )
    write_backtest(backtest, out / "report.html")
    typer.echo(backtest_words(backtest, out))
