# accident: the starters are deleted, all answers stand in one cell of the student's own at the top
# lesson: 2-one-hot-vs-gather
# due: all


def happen(notebook):
    answers = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("solution")]
    setup = next(place for place, cell in enumerate(notebook.cells) if cell.id == "setup")
    own = type(answers[0])(
        cell_type="code",
        id="mine",
        metadata={},
        source="\n\n".join(cell.source for cell in answers),
        outputs=[],
        execution_count=None,
    )
    notebook.cells.insert(setup + 1, own)
    notebook.cells = [cell for cell in notebook.cells if not any(cell is each for each in answers)]
