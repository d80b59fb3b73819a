"""Sends frames at guarded ports and tells which of them came through: one line per check.

It runs in a namespace that holds the far ends `att` and `mon` of two ports of the bridge in the
namespace given, and drives ward6_test_guard there. After each frame a marker is sent the same way:
whatever arrives before it did pass, and nothing is left to waiting.
"""

import os
import socket
import struct
import subprocess
import sys
import time

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "vectors", "guard")
MARKER_TYPE = 0x88B5  # IEEE 802 local experiments
MARKER_HEAD = bytes.fromhex("0200000000bb0200000000cc88b5")
ROUTER_MAC = "020000000001"
ROUTER = "fe80000000000000000000fffe000001"
failures = 0


def check(text, holds, detail=""):
    global failures
    failures += not holds
    print(("ok   - " if holds else "FAIL - ") + text + (": " + detail if not holds else ""),
          flush=True)


class Guard:
    """A GuardTable in the other namespace."""

    def __init__(self, command):
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                      text=True, bufsize=1)

    def do(self, line):
        self.child.stdin.write(line + "\n")
        answer = self.child.stdout.readline()
        if not answer:
            raise SystemExit("FAIL - ward6_test_guard ended at: " + line[:60])
        return answer.strip()

    def in_force(self, *lines):
        for line in lines:
            assert self.do(line) == "ok", line
        assert self.do("wait") == "good"

    def end(self):
        self.child.stdin.close()
        self.child.wait()


class Wire:
    """From `att` to `mon`."""

    def __init__(self):
        self.out = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
        self.out.bind(("att", 0))
        self.back = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(3))
        self.back.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8 << 20)
        self.back.bind(("mon", 3))
        self.back.settimeout(2)
        self.count = 0

    def passes(self, frames):
        """How many frames came through before the marker behind them."""
        for frame in frames:
            self.out.send(frame)
        self.count += 1
        marker = MARKER_HEAD + struct.pack("!I", self.count) + bytes(46)
        self.out.send(marker)
        came = 0
        while True:
            try:
                got, address = self.back.recvfrom(65536)
            except socket.timeout:  # the queue was full of what should not have come
                self.out.send(marker)
                continue
            if address[2] == socket.PACKET_OUTGOING:
                continue
            if got[:14] != MARKER_HEAD:
                came += 1
            elif got.startswith(marker[:18]):
                return came


def read_pcap(path):
    with open(path, "rb") as file:
        data = file.read()
    order = "<" if data[:4] in (b"\xd4\xc3\xb2\xa1", b"\x4d\x3c\xb2\xa1") else ">"
    frames, at = [], 24
    while at + 16 <= len(data):
        size = struct.unpack_from(order + "I", data, at + 8)[0]
        frames.append(data[at + 16:at + 16 + size])
        at += 16 + size
    return frames


def manifest():
    """File, port role, and what is expected of each frame on a host's port."""
    with open(os.path.join(FOLDER, "manifest.tsv")) as file:
        lines = [line.rstrip("\n").split("\t") for line in file if not line.startswith("#")]
    return [(cells[0], cells[4], cells[8]) for cells in lines[1:]]


def without_rules(wire, family):
    """No bridge takes a frame from a group; all others arrive."""
    frames = [(name, frame) for name, _, _ in manifest()
              for frame in read_pcap(os.path.join(FOLDER, name)) if not frame[6] & 1]
    missed = [name for name, frame in frames if wire.passes([frame]) != 1]
    check("%s: without rules all %d frames pass" % (family, len(frames)), not missed,
          " ".join(missed))


def replay_on_host_port(wire, guard, family):
    """Exactly the frames that the manifest lets pass do; the judge agrees with each."""
    wrong, frames_sent, passed = [], 0, 0
    for name, _, expected in manifest():
        frames = read_pcap(os.path.join(FOLDER, name))
        if len(frames) != len(expected):
            wrong.append(name + " has another number of frames")
        seen = ""
        for frame in frames:
            seen += "P" if wire.passes([frame]) == 1 else "D"
        judged = "".join(guard.do("judge host " + frame.hex())[0] for frame in frames)
        frames_sent += len(frames)
        passed += seen.count("P")
        if seen != expected or judged != expected:
            wrong.append("%s is %s, judged %s, not %s" % (name, seen, judged, expected))
    check("%s: %d frames at a host's port, %d of them pass, as the manifest says" %
          (family, frames_sent, passed), not wrong and passed > 0, "; ".join(wrong))


def replay_on(role, wire, guard, family):
    """The kernel drops nothing that the judge lets pass; it leaves to it what it cannot see."""
    wrong, dropped, left = [], 0, {}
    for name, _, _ in manifest():
        for frame in read_pcap(os.path.join(FOLDER, name)):
            verdict, reason = guard.do("judge %s %s" % (role, frame.hex())).split()
            if wire.passes([frame]) == 0:
                dropped += 1
                if verdict == "P":
                    wrong.append(name)
            elif verdict == "D":
                left.setdefault(reason, set()).add(name)
    check("%s: at a %s's port %d frames are dropped, each of them by the judge too" %
          (family, role, dropped), not wrong and dropped > 100, " ".join(wrong))
    print("#   passed on to the judge: " + "; ".join(
        "%s: %s" % (reason, " ".join(sorted(names))) for reason, names in sorted(left.items())))


def advert(hop=64, flags=0, lifetime=1800, reachable=0, retransmit=0, mac=ROUTER_MAC,
           source=ROUTER, ttl=255, code=0, kind=134, before=b"", tag=b"", size=16):
    icmp = struct.pack("!BBHBBHII", kind, code, 0, hop, flags, lifetime, reachable, retransmit)
    body = before + icmp[:size]
    first = 60 if before else 58
    return (bytes.fromhex("333300000001" + mac) + tag + b"\x86\xdd" +
            struct.pack("!IHBB", 6 << 28, len(body), first, ttl) + bytes.fromhex(source) +
            bytes.fromhex("ff020000000000000000000000000001") + body)


def server_message(mac, port=546, kind=7):
    body = struct.pack("!HHHH", 547, port, 12, 0) + bytes([kind]) + b"abc"
    return (bytes.fromhex("0200000000aa" + mac) + b"\x86\xdd" +
            struct.pack("!IHBB", 6 << 28, len(body), 17, 64) + bytes.fromhex(ROUTER) +
            bytes.fromhex("fe80000000000000000000fffe0000aa") + body)


def fields_of_a_router(wire, guard, family):
    other = "020000000066"
    empty_options = bytes.fromhex("3a00010400000000")
    vlan0 = b"\x81\x00\x00\x00"
    cases = [
        ("P", "what it may say", advert()),
        ("P", "the same in VLAN 0", advert(tag=vlan0)),
        ("P", "nothing of hop limit and timers, and good-bye", advert(hop=0, lifetime=0)),
        ("P", "a low preference", advert(flags=0x18)),
        ("P", "the greatest of timers", advert(reachable=30000)),
        ("D", "another hop limit", advert(hop=63)),
        ("D", "M", advert(flags=0x80)),
        ("D", "M in VLAN 0", advert(flags=0x80, tag=vlan0)),
        ("D", "O", advert(flags=0x40)),
        ("D", "a high preference", advert(flags=0x08)),
        ("D", "a long lifetime", advert(lifetime=1801)),
        ("D", "a short reachable time", advert(reachable=999)),
        ("D", "a long reachable time", advert(reachable=30001)),
        ("D", "a retransmission timer", advert(retransmit=1)),
        ("D", "another MAC", advert(mac=other)),
        ("D", "another address", advert(source=ROUTER[:-1] + "2")),
        ("D", "a hop limit in transit", advert(ttl=254)),
        ("D", "a code", advert(code=1)),
        ("D", "too short", advert(size=15)),
        ("D", "an extension header", advert(before=empty_options)),
        ("P", "a Redirect", advert(kind=137)),
        ("D", "a Redirect of another", advert(kind=137, mac=other)),
        ("P", "a Reply of the server", server_message("020000000005")),
        ("D", "a Reply of another", server_message(other)),
        ("D", "a Reply of another to a server", server_message(other, port=547)),
        ("P", "a Solicit of another", server_message(other, port=547, kind=1)),
    ]
    wrong = []
    for expected, text, frame in cases:
        seen = "P" if wire.passes([frame]) == 1 else "D"
        if seen != expected:
            wrong.append("%s is %s" % (text, seen))
    check("%s: %d messages at a router's port, by field" % (family, len(cases)), not wrong,
          "; ".join(wrong))


def offenders(wire, guard, family):
    good, reply = advert(), server_message("020000000005")
    solicit = advert(kind=133)
    assert guard.do("block p-att 02:00:00:00:00:01 3600") == "ok"
    assert guard.do("block p-att 02:00:00:00:00:05 1") == "ok"
    guard.do("wait")
    end = time.monotonic() + 10
    while wire.passes([good]) > 0 and time.monotonic() < end:
        guard.do("wait")  # nft runs beside
    passed = [wire.passes([frame]) for frame in (good, advert(kind=137), solicit)]
    check("%s: an offender's advertisements are dropped, not the rest of what it sends" % family,
          passed == [0, 0, 1], str(passed))
    while wire.passes([reply]) == 0 and time.monotonic() < end:
        time.sleep(0.1)
    check("%s: until its time is over" % family, wire.passes([reply]) == 1)
    guard.in_force("configure %s strict again" % family)
    passed = [wire.passes([frame]) for frame in (good, solicit)]
    check("%s: a reload does not forgive it" % family, passed == [0, 1], str(passed))
    guard.in_force("ports p-att=host", "ports p-att=router")
    passed = wire.passes([good])
    check("%s: a role that came and went does" % family, passed == 1,
          "%d, %s" % (passed, guard.do("counters")))


def flood(wire, guard, family, reloads):
    """No advertisement passes while the rules are loaded anew, again and again."""
    rogue = advert(mac="020000000066", source=ROUTER[:-1] + "6")
    child = os.fork()
    if child == 0:
        batch = 100
        while True:
            begun = time.monotonic()
            for _ in range(batch):
                wire.out.send(rogue)
            time.sleep(max(0.0, batch / 25000 - (time.monotonic() - begun)))
    begun, dropped = time.monotonic(), counted(guard, "router-advert")
    for number in range(reloads):
        guard.in_force("configure %s strict reload%d" % (family, number))
        if number % 10 == 0:
            guard.in_force("ports p-att=host p-mon=host", "ports p-att=host")
    seconds = time.monotonic() - begun
    os.kill(child, 9)
    os.waitpid(child, 0)
    leaked = wire.passes([])
    time.sleep(1.1)  # the counters are read each second
    rate = (counted(guard, "router-advert") - dropped) / seconds
    check("%s: nothing leaks in %d reloads under 20 000 advertisements a second" %
          (family, reloads), leaked == 0, "%d" % leaked)
    print("#   %.0f a second were counted as dropped, over all the tables" % rate)
    check("%s: the counters go on from table to table" % family, rate > 1000, "%.0f" % rate)


def counted(guard, reason):
    pairs = [pair.split("=") for pair in guard.do("counters").split()]
    return sum(int(count) for name, count in pairs if name.endswith("/" + reason))


def nft(namespace, text):
    subprocess.run(["ip", "netns", "exec", namespace, "nft", "-f", "-"], input=text, text=True,
                   check=True)


def repaired(wire, guard, family, namespace, text, damage):
    rogue = advert(mac="020000000066", source=ROUTER[:-1] + "6")
    before = int(guard.do("repairs"))
    nft(namespace, damage)
    begun = time.monotonic()
    while int(guard.do("repairs")) == before and time.monotonic() < begun + 20:
        time.sleep(0.01)
    guard.do("wait")
    seconds = time.monotonic() - begun
    check("%s: %s is put right" % (family, text), wire.passes([rogue]) == 0)
    print("#   after %.2f s" % seconds)


def tables(namespace):
    listed = subprocess.run(["ip", "netns", "exec", namespace, "nft", "list", "tables"],
                            capture_output=True, text=True, check=True).stdout
    return sorted(line.split()[-1] for line in listed.splitlines())


def damages(wire, guard, family, namespace):
    everything = "flush ruleset\n"
    repaired(wire, guard, family, namespace, "a flush of all rules", everything)
    name = tables(namespace)[0]
    repaired(wire, guard, family, namespace, "a chain that lost its rules",
             "flush table %s %s\n" % (family, name))
    name = tables(namespace)[0]
    repaired(wire, guard, family, namespace, "a table that sleeps",
             "table %s %s { flags dormant; }\n" % (family, name))
    check("%s: one table is left" % family, len(tables(namespace)) == 1)


def restart(wire, guard, command, family, namespace):
    rogue = advert(mac="020000000066", source=ROUTER[:-1] + "6")
    guard.child.kill()
    guard.child.wait()
    check("%s: the rules outlive who made them" % family, wire.passes([rogue]) == 0)
    left = tables(namespace)
    guard = Guard(command)
    guard.in_force("configure %s strict one" % family, "ports p-att=host")
    end = time.monotonic() + 10
    while len(tables(namespace)) > 1 and time.monotonic() < end:
        time.sleep(0.05)
    now = tables(namespace)
    check("%s: another run replaces the table by one of the other name" % family,
          len(left) == 1 and len(now) == 1 and left != now, "%s, then %s" % (left, now))
    return guard


def main():
    family, namespace, program = sys.argv[1:4]
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})  # one queue: markers stay behind
    command = ["ip", "netns", "exec", namespace, program]
    wire, guard = Wire(), Guard(command)
    without_rules(wire, family)
    guard.in_force("configure %s strict one" % family, "ports p-att=host p-mon=trusted p-x=host")
    replay_on_host_port(wire, guard, family)
    guard.in_force("ports p-att=router")
    replay_on("router", wire, guard, family)
    fields_of_a_router(wire, guard, family)
    offenders(wire, guard, family)
    guard.in_force("ports p-att=server")
    replay_on("server", wire, guard, family)
    guard.in_force("ports p-att=host")
    flood(wire, guard, family, 100)
    damages(wire, guard, family, namespace)
    guard = restart(wire, guard, command, family, namespace)
    guard.do("remove")
    check("%s: a removal leaves nothing" % family, not tables(namespace))
    guard.end()
    raise SystemExit(1 if failures else 0)


main()
