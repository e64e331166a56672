"""A step for very many applications: batches of a hundred, begun anew where a worker was stopped."""

from collections.abc import Mapping
from typing import Any

from chuangwen.civic.jobs.work import Handle, work
from chuangwen.civic.rounds.access import round_to_run
from chuangwen.civic.rounds.operations.screening import move_applications
from chuangwen.civic.rounds.queries.boards import batches
from chuangwen.civic.titles.operations.papers import Paper
from chuangwen.core.lifecycle import APPLICATION_EVENTS

MOVE = "move"
MOST_REPORTED = 200


@work(MOVE, name="批量办理申报")
def move_many(handle: Handle) -> Mapping[str, Any]:
    """Do one step for all applications asked for, and report of those that it may not be done for.

    Params: `round_id`, `application_ids`, `event` and the paper's `basis`, `number`, `grounds`, `reason`.
    """
    said = handle.params
    round_ = round_to_run(handle.actor, said["round_id"])
    ids: list[int] = said["application_ids"]
    paper = Paper(
        basis=said.get("basis", ""),
        number=said.get("number", ""),
        grounds=tuple(said.get("grounds", ())),
        reason=said.get("reason", ""),
    )
    moved, already, refused, done = 0, 0, [], 0
    for some in batches(ids):
        handle.progress(done, len(ids), f"正在办理“{APPLICATION_EVENTS[said['event']]}”。")
        outcome = move_applications(
            round_id=round_.pk,
            application_ids=some,
            event=said["event"],
            paper=paper,
            actor=handle.actor,
            at=handle.now(),
        )
        moved, already, done = moved + len(outcome.moved), already + len(outcome.already), done + len(some)
        refused += [{"id": r.application_id, "name": r.name, "why": r.obstacles[0].said} for r in outcome.refused]
    return {"moved": moved, "already": already, "refused": refused[:MOST_REPORTED], "refused_count": len(refused)}
