"""The autograder's tests."""

from pathlib import Path

# The course that is tested, on which the package stands.
ROOT = Path(__file__).resolve().parents[2]
# Where its bank lies.
BANK = ROOT / "autograder" / "bank"
