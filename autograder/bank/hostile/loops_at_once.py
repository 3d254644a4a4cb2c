# kind: ends
# attack: never ends, before anything is defined
# exercise: 1-embedding-matrix/build_vocabulary
# verdict: timed out
while True:
    pass
