# kind: fills
# attack: sends 5,000 requests for input without waiting, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
kernel = get_ipython().kernel
for number in range(5000):
    kernel.session.send(kernel.stdin_socket, "input_request", {"prompt": "x" * 1000, "password": True}, kernel.get_parent())


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
