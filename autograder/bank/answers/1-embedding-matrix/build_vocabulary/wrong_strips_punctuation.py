# mistake: Punctuation was taken off the words; they are only to be split on whitespace.
# message: punctuation stays part of a word
import re


def build_vocabulary(texts, vocab_size):
    words = re.findall(r"\w+", " ".join(texts).lower())
    ranked = [w for w, _ in Counter(words).most_common(vocab_size - 1)]
    return {w: n for n, w in enumerate(["[UNK]"] + ranked)}
