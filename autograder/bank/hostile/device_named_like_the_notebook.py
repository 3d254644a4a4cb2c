# kind: files
# attack: a device, or a link to it where none can be made, is called like the notebook
# lesson: 1-embedding-matrix
# due: held
import os
import stat


def hand_in(folder, lesson, notebook):
    (folder / lesson).mkdir()
    try:
        os.mknod(folder / lesson / "embedding_matrix.ipynb", stat.S_IFCHR | 0o666, os.makedev(1, 5))
    except OSError:
        os.symlink("/dev/zero", folder / lesson / "embedding_matrix.ipynb")
