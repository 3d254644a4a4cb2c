# kind: fills
# attack: sends 20,000 messages with wrong signatures, times, ids and forms, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
kernel = get_ipython().kernel
send = kernel.iopub_socket.send_multipart
for number in range(5000):
    send([b"<IDS|MSG>", b"0" * 64, b"{}", b"{}", b"{}", b"{}"])
    send([b"x", b"<IDS|MSG>"])
    send([b""] * 100)
    send([b"x", b"<IDS|MSG>", b"", b'{"msg_type": 1}', b"[]", b"null", b"NaN"])


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
