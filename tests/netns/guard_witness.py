"""tshark as a witness of header chains, for guard_modes_test.sh: in each frame of the captures it
finds a Router Advertisement exactly where `ward6ctl guard explain` does.

guard_witness.py WARD6CTL CONFIG FOLDER
"""
import json
import pathlib
import subprocess
import sys

# Where the two differ, and why.
EXPECTED = {
    "hbh-dst-rh-uni.pcap": "tshark gives up at a routing header of type 0 without segments",
    "hbh-dst-rh.pcap": "likewise",
    "jumbo.pcap": "tshark gives up at a jumbogram that is none",
    "llc-snap-badlen.pcap": "tshark believes the length of IEEE 802.3",
    "shim6.pcap": "what is behind Shim6 is not looked at: the header itself is dropped",
}


def lines(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()


ward6ctl, config, folder = sys.argv[1:]
frames, wrong = 0, []
for capture in sorted(pathlib.Path(folder).glob("*.pcap")):
    theirs = lines("tshark", "-r", str(capture), "-o", "ipv6.defragment:FALSE", "-T", "fields",
                   "-e", "icmpv6.type")
    ours = [json.loads(line) for line in lines(ward6ctl, "guard", "explain", str(capture),
                                               "--config", config, "--role", "host", "--json")]
    frames += len(ours)
    agrees = len(theirs) == len(ours) and all(
        (their.split(",")[0] == "134") == (our["message"] == "Router Advertisement")
        for their, our in zip(theirs, ours))
    if agrees == (capture.name in EXPECTED):
        wrong.append(capture.name)
print(f"{frames} frames; not as expected: {wrong}")
sys.exit(bool(wrong) or frames < 190)
