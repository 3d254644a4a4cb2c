# kind: leaks
# attack: listens on abstract names and ports that others who do the same find taken, and calls them
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
# copies: 2
import socket
import time

reached, kept = [], []
for family, address in [
    (socket.AF_UNIX, "\0note-of-a-student"),
    (socket.AF_INET, ("127.0.0.1", 45871)),
    (socket.AF_INET, ("0.0.0.0", 45872)),
    (socket.AF_INET6, ("::1", 45873)),
]:
    try:
        end = socket.socket(family)
        end.bind(address)
        end.listen()
        kept.append(end)
    except OSError as error:
        reached += [address] if error.errno == 98 else []
try:
    heard = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    heard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    heard.bind(("", 45874))
    heard.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
    heard.settimeout(1)
    me = str(time.time_ns()).encode()
    for place in ("255.255.255.255", "127.255.255.255", "224.0.0.1"):
        try:
            heard.sendto(me, (place, 45874))
        except OSError:
            pass
    for _ in range(3):
        got = heard.recv(100)
        reached += [got] if got != me else []
except OSError:
    pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
