"""The execute step: a job of bytes goes in, a result of bytes comes out. It knows no course and no gradebook."""
