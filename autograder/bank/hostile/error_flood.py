# kind: fills
# attack: sends 20,000 errors of its own, with long tracebacks, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
# others: lost
kernel = get_ipython().kernel


def send(kind, content, *buffers, **options):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent(), buffers=list(buffers), **options)


for number in range(20_000):
    send("error", {"ename": f"E{number}", "evalue": "x" * 200, "traceback": ["line " * 20] * 20})


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
