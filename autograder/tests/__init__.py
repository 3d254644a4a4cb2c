"""The autograder's tests."""

import shutil
from pathlib import Path

# The course that is tested, on which the package stands.
ROOT = Path(__file__).resolve().parents[2]
# Where its bank lies.
BANK = ROOT / "autograder" / "bank"

# What lies in a course beside what is kept of it; .gitignore says why.
IGNORED = shutil.ignore_patterns(
    ".git", ".venv", "build", "__pycache__", "*.egg-info", "submitted", "gradebook.db", ".*_cache", ".ipynb_checkpoints"
)
