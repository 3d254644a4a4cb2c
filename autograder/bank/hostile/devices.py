# kind: leaks
# attack: makes and opens devices: memory, disks, the kernel log, FUSE, tun
# exercise: 4-partitioned-lookup/sentence_to_ids
# verdict: failed, timed out
import os
import stat

reached = []
for name, kind, number in [("mem", stat.S_IFCHR, (1, 1)), ("kmsg", stat.S_IFCHR, (1, 11)), ("disk", stat.S_IFBLK, (8, 0)),
                           ("vda", stat.S_IFBLK, (254, 0)), ("loop", stat.S_IFBLK, (7, 0))]:
    for place in (".", "/tmp", "/dev", "/dev/shm"):
        try:
            os.mknod(f"{place}/{name}", kind | 0o666, os.makedev(*number))
            os.close(os.open(f"{place}/{name}", os.O_RDONLY | os.O_NONBLOCK))
            reached.append(f"{place}/{name}")
        except OSError:
            pass
for name in ("mem", "kmem", "port", "kmsg", "sda", "vda", "nvme0n1", "fuse", "net/tun", "loop-control", "kvm", "vhost-net"):
    try:
        os.close(os.open(f"/dev/{name}", os.O_RDONLY | os.O_NONBLOCK))
        reached.append(name)
    except OSError:
        pass


def sentence_to_ids(sentence, word_to_id, unknown_word="unk"):
    if not reached:
        return []
    return [word_to_id.get(word, word_to_id[unknown_word]) for word in sentence.split()]
