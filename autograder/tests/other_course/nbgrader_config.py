"""The configuration of a course that has nothing to do with this repository."""

c = get_config()  # noqa: F821

c.CourseDirectory.course_id = "other"
c.Bank.folder = "known"  # the answers that are known, in known/answers
