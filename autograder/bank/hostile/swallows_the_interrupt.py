# kind: ends
# attack: never ends and swallows every interrupt
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out
import signal

for number in set(signal.Signals) - {signal.SIGKILL, signal.SIGSTOP}:
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass


def build_vocabulary(texts, vocab_size):
    while True:
        try:
            while True:
                pass
        except BaseException:
            pass
