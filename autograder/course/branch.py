"""Commits the handout to a branch of the course's own repository; working tree and index stay as they are."""

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

from autograder.errors import HandoutError
from autograder.sandbox import temporary

ENGLISH, MISSING = {"LC_ALL": "C"}, "git is not installed"
# By these git is told of another repository than that of the folder, as it is in a hook.
ELSEWHERE = ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_PREFIX")


def git(root: Path, *words: str, **environment: str) -> str:
    """Return what a git command prints; raises HandoutError with the last line of what it complains of."""
    try:
        done = subprocess.run(
            ["git", "-C", str(root), *words],
            env={name: value for name, value in os.environ.items() if name not in ELSEWHERE} | ENGLISH | environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="surrogateescape",
            check=False,
        )
    except FileNotFoundError as error:
        raise HandoutError(MISSING) from error
    if done.returncode:
        said = done.stderr.strip().splitlines() or [f"exit status {done.returncode}"]
        raise HandoutError(f"git {words[0]}: {said[-1]}")
    return done.stdout


def known_to_git(root: Path) -> set[str] | None:
    """Return the paths, seen from root, of the files that git keeps there; None where nothing is kept by git.

    Raises HandoutError where git refuses to say.
    """
    try:
        return set(git(root, "ls-files", "-z").split("\0")) - {""} or None
    except HandoutError as error:
        if any(said in str(error) for said in (MISSING, "not a git repository", "filesystem boundary")):
            return None
        raise


def commit(root: Path, folder: Path, branch: str, message: str, never: Iterable[str]) -> str:
    """Commit a folder as the whole content of a branch, on top of what the branch has; return the commit, "" for none.

    There is none where nothing has changed. never: paths that no commit of the branch may have ever held, since whoever
    gets a branch gets its past. Raises HandoutError for such a branch, one that is checked out, or what git refuses.
    """
    name = f"refs/heads/{branch}"
    git(root, "check-ref-format", name)
    if f"branch {name}\n" in git(root, "worktree", "list", "--porcelain"):
        raise HandoutError(f"--branch={branch}: that branch is checked out here; name another one, as handout")
    parent = git(root, "for-each-ref", "--format=%(objectname)", name).strip()
    if parent and git(root, "log", "-1", "--format=%h", parent, "--", *never).strip():
        raise HandoutError(f"--branch={branch}: that branch has held {' or '.join(never)}; name a new one, as handout")
    with temporary.folder("branch-") as scratch:
        own = {
            "GIT_DIR": git(root, "rev-parse", "--absolute-git-dir").strip(),
            "GIT_WORK_TREE": str(folder),
            "GIT_INDEX_FILE": str(Path(scratch, "index")),
        }
        git(folder, "-c", "core.autocrlf=false", "add", "--all", "--force", ".", **own)
        tree = git(folder, "write-tree", **own).strip()
    if parent and git(root, "rev-parse", f"{parent}^{{tree}}").strip() == tree:
        return ""
    made = git(root, "commit-tree", tree, *(["-p", parent] if parent else []), "-m", message).strip()
    git(root, "update-ref", "-m", message, name, made, parent or "0" * len(made))
    return made
