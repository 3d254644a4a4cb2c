"""How others come in: nbgrader's commands and its formgrader, JupyterLab, nbval under pytest."""
