# kind: files
# attack: the folder of the student is a link to the folder of another one
# lesson: 1-embedding-matrix
# due: held
# says: links are not followed


def hand_in(folder, lesson, notebook):
    other = next(each for each in sorted(folder.parent.iterdir()) if each != folder)
    folder.rmdir()
    folder.symlink_to(other)
