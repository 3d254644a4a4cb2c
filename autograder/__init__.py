"""The autograder of the course on embeddings: makes lessons, grades submissions, tells what it did."""


def grade(submission, lesson, root=None):
    """Grade one submission by itself and return its verdicts; no gradebook and no file is written.

    submission: the path of a notebook, of a folder or zip file that holds it, or a notebook's bytes.
    lesson: the lesson's name. root: the folder of the course, with its nbgrader_config.py; this one if not given.
    Returns {a test cell's grade_id: autograder.verdicts.Outcome}, with verdict, score, points, seconds and reason.
    Raises LessonError for an unknown lesson, SubmissionError for what is no notebook, GraderError for our own fault.
    """
    from autograder import grading
    from autograder.course import lessons
    from autograder.course.convert import load_config

    root = lessons.find_root() if root is None else root
    config = load_config(root)
    return grading.grade_one(submission, grading.Grading(config, root).lesson(lesson), config, root)
