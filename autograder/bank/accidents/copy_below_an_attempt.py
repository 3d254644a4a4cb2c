# accident: a right copy of an answer's cell (keys c, v) stands below an attempt that raises
# lesson: 4-partitioned-lookup
# due: all
import copy


def happen(notebook):
    answers = [place for place, cell in enumerate(notebook.cells) if cell.metadata.get("nbgrader", {}).get("solution")]
    for place in reversed(answers):
        attempt = copy.deepcopy(notebook.cells[place])
        attempt.id, attempt.source = f"attempt-{place}", "raise ValueError('why does this not work?')"
        notebook.cells.insert(place, attempt)
