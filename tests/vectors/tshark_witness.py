#!/usr/bin/env python3
"""tshark's word on the messages that our encoder wrote.

usage: tshark_witness.py CAPTURE NAMES

CAPTURE holds one message per name in NAMES. For each, tshark must find nothing malformed and no
reason for an expert remark, and must show every line that is listed here, in this order. Options
of which tshark 4.0 knows only the name and the length are witnessed as far as that goes. Exit
status 77: there is no tshark.
"""
import re
import shutil
import subprocess
import sys

# Each row's lines of `tshark -V`, as they follow from the row's example by the RFC of the option.
EXPECTED = {
    "client-id": [
        "Option: Client Identifier (1)",
        "Length: 10",
        "DUID: 0003000102005e100001",
        "DUID Type: link-layer address (3)",
        "Hardware type: Ethernet (1)",
        "Link-layer address: 02:00:5e:10:00:01",
    ],
    "server-id": [
        "Option: Server Identifier (2)",
        "Length: 18",
        "DUID: 000400112233445566778899aabbccddeeff",
        "DUID Type: Universally Unique IDentifier (UUID) (4)",
        "UUID: 00112233445566778899aabbccddeeff",
    ],
    "ia-na": [
        "Option: Identity Association for Non-temporary Address (3)",
        "Length: 57",
        "IAID: 00000007",
        "T1: 1800",
        "T2: 2880",
        "Option: IA Address (5)",
        "Length: 24",
        "IPv6 address: 2001:db8::7",
        "Preferred lifetime: 3600",
        "Valid lifetime: 7200",
        "Option: Status code (13)",
        "Length: 13",
        "Status Code: Success (0)",
        "Status Message: all is well",
    ],
    "ia-ta": [
        "Option: Identity Association for Temporary Address (4)",
        "Length: 4",
        "IATA: 00000007",
    ],
    "option-request": [
        "Option: Option Request (6)",
        "Length: 8",
        "Requested Option code: DNS recursive name server (23)",
        "Requested Option code: Domain Search List (24)",
        "Requested Option code: SOL_MAX_RT (82)",
        "Requested Option code: Unknown (4242)",
    ],
    "preference": [
        "Option: Preference (7)",
        "Length: 1",
        "Pref-value: 255",
    ],
    "elapsed-time": [
        "Option: Elapsed time (8)",
        "Length: 2",
        "Elapsed time: 1050ms",
    ],
    "relay-message": [
        "Option: Relay Message (9)",
        "Length: 4",
    ],
    "authentication": [
        "Option: Authentication (11)",
        "Length: 28",
        "Protocol: 3",
        "Algorithm: 1",
        "RDM: 0",
        "Replay Detection: 0000000000000001",
        "Authentication Information: 0100112233445566778899aabbccddeeff",
    ],
    "server-unicast": [
        "Option: Server unicast (12)",
        "Length: 16",
        "IPv6 address: 2001:db8::547",
    ],
    "status-code": [
        "Option: Status code (13)",
        "Length: 19",
        "Status Code: NoAddrAvail (2)",
        "Status Message: no addresses left",
    ],
    "rapid-commit": [
        "Option: Rapid Commit (14)",
        "Length: 0",
    ],
    "user-class": [
        "Option: User Class (15)",
        "Length: 9",
        "Length: 3",
        "Suboption: 6c6162",
        "Length: 2",
        "Suboption: 00ff",
    ],
    "vendor-class": [
        "Option: Vendor Class (16)",
        "Length: 16",
        "Enterprise ID: Example Enterprise Number for Documentation Use (32473)",
        "vendor-class-data: model 7",
    ],
    "vendor-opts": [
        "Option: Vendor-specific Information (17)",
        "Length: 39",
        "Enterprise ID: Example Enterprise Number for Documentation Use (32473)",
        "Option code: 1",
        "Option length: 21",
        "Option data: 746674703a2f2f5b323030313a6462383a3a315d2f",
        "Option code: 2",
        "Option length: 2",
        "Option data: 0007",
        "Option code: 3",
        "Option length: 0",
        "Option data: <MISSING>",
    ],
    "interface-id": [
        "Option: Interface-Id (18)",
        "Length: 7",
        "Interface-ID: 657468302e3330",
    ],
    "reconfigure-message": [
        "Option: Reconfigure Message (19)",
        "Length: 1",
        "Reconfigure message type: Renew (5)",
    ],
    "reconfigure-accept": [
        "Option: Reconfigure Accept (20)",
        "Length: 0",
    ],
    "sip-domains": [
        "Option: SIP Server Domain Name List (21)",
        "Length: 30",
        "SIP Server Domain Search FQDN: sip.example.net.",
        "SIP Server Domain Search FQDN: example.org.",
    ],
    "sip-servers": [
        "Option: SIP Servers IPv6 Address List (22)",
        "Length: 32",
        "SIP server address: 2001:db8::53",
        "SIP server address: fe80::1",
    ],
    "dns-servers": [
        "Option: DNS recursive name server (23)",
        "Length: 32",
        "1 DNS server address: 2001:db8::53",
        "2 DNS server address: fe80::1",
    ],
    "domain-search": [
        "Option: Domain Search List (24)",
        "Length: 30",
        "List entry: example.net.",
        "List entry: lab.example.net.",
    ],
    "ia-pd": [
        "Option: Identity Association for Prefix Delegation (25)",
        "Length: 76",
        "IAID: 00000007",
        "T1: 0",
        "T2: 0",
        "Option: IA Prefix (26)",
        "Length: 25",
        "Preferred lifetime: 3600",
        "Valid lifetime: 7200",
        "Prefix length: 56",
        "Prefix address: 2001:db8:0:100::",
        "Option: IA Prefix (26)",
        "Length: 31",
        "Preferred lifetime: 3600",
        "Valid lifetime: 7200",
        "Prefix length: 56",
        "Prefix address: 2001:db8:0:100::",
        "Option: Prefix Exclude (67)",
        "Length: 2",
        "Prefix length: 64",
        "IPv6 subnet ID: 07",
    ],
    "nis-servers": [
        "Option: Network Information Server (27)",
        "Length: 32",
        "NIS server address: 2001:db8::53",
        "NIS server address: fe80::1",
    ],
    "nisp-servers": [
        "Option: Network Information Server V2 (28)",
        "Length: 32",
        "NISP server address: 2001:db8::53",
        "NISP server address: fe80::1",
    ],
    "nis-domain-name": [
        "Option: Network Information Server Domain Name (29)",
        "Length: 17",
        "NIS FQDN: nis.example.net.",
    ],
    "nisp-domain-name": [
        "Option: Network Information Server V2 Domain Name (30)",
        "Length: 18",
        "NISP FQDN: nisp.example.net.",
    ],
    "sntp-servers": [
        "Option: Simple Network Time Protocol Server (31)",
        "Length: 32",
        "1 SNTP server address: 2001:db8::53",
        "2 SNTP server address: fe80::1",
    ],
    "information-refresh-time": [
        "Option: Lifetime (32)",
        "Length: 4",
        "Lifetime: 86400",
    ],
    "bcmcs-domains": [
        "Option: BCMCS Server Domain (33)",
        "Length: 19",
        "BCMCS server FQDN: bcmcs.example.net.",
    ],
    "bcmcs-servers": [
        "Option: BCMCS Servers IPv6 Address List (34)",
        "Length: 32",
        "BCMCS server address: 2001:db8::53",
        "BCMCS server address: fe80::1",
    ],
    "remote-id": [
        "Option: Remote Identifier (37)",
        "Length: 10",
        "Enterprise ID: Example Enterprise Number for Documentation Use (32473)",
        "Remote-ID: 706f72742d37",
    ],
    "subscriber-id": [
        "Option: Subscriber Identifier (38)",
        "Length: 13",
        "Subscriber-ID: customer-0815",
    ],
    "client-fqdn": [
        "Option: Client Fully Qualified Domain Name (39)",
        "Length: 19",
        "Flags: 0x01  [SERVER SHALL update both AAAA and PTR RRs]",
        ".... .0.. = N bit: Server SHOULD perform PTR RR updates",
        ".... ..0. = O bit: Server HAS NOT overridden client's S bit preference",
        ".... ...1 = S bit: Server SHOULD perform AAAA RR updates",
        "Client Domain Name: host.example.net.",
    ],
    "pana-agents": [
        "Option: PANA Agents IPv6 Address List (40)",
        "Length: 32",
        "PANA agents address: 2001:db8::53",
        "PANA agents address: fe80::1",
    ],
    "posix-timezone": [
        "Option: Time Zone (41)",
        "Length: 35",
        "Time-zone: EST5EDT4,M3.2.0/02:00,M11.1.0/02:00",
    ],
    "tzdb-timezone": [
        "Option: Time Zone Database (42)",
        "Length: 13",
        "TZ-database: Europe/Berlin",
    ],
    "echo-request": [
        "Option: Echo Request Option (43)",
        "Length: 4",
        "Requested Option code: Interface-Id (18)",
        "Requested Option code: Remote Identifier (37)",
    ],
    "lq-query": [
        "Option: Leasequery Query (44)",
        "Length: 45",
        "Query-type: by-address (1)",
        "Link address: ::",
        "Option: IA Address (5)",
        "Length: 24",
        "IPv6 address: 2001:db8::7",
        "Preferred lifetime: 0",
        "Valid lifetime: 0",
    ],
    "client-data": [
        "Option: Leasequery Client Data (45)",
        "Length: 42",
        "Option: Client Identifier (1)",
        "Length: 10",
        "DUID: 0003000102005e100001",
        "DUID Type: link-layer address (3)",
        "Hardware type: Ethernet (1)",
        "Link-layer address: 02:00:5e:10:00:01",
        "Option: Client Last Transaction Time (46)",
        "Length: 4",
        "Clt_time: 17",
        "Option: DNS recursive name server (23)",
        "Length: 16",
        "1 DNS server address: 2001:db8::53",
    ],
    "lq-relay-data": [
        "Option: Leasequery Relay Data (47)",
        "Length: 18",
        "Peer address: fe80::7",
    ],
    "lq-client-links": [
        "Option: Leasequery Client Link Address List (48)",
        "Length: 32",
        "LQ client links address: 2001:db8::53",
        "LQ client links address: fe80::1",
    ],
    "lost-server": [
        "Option: LoST Server (51)",
        "Length: 18",
    ],
    "capwap-controllers": [
        "Option: CAPWAP Access Controllers (52)",
        "Length: 32",
        "CAPWAP Access Controllers address: 2001:db8::53",
        "CAPWAP Access Controllers address: fe80::1",
    ],
    "relay-id": [
        "Option: Relay-ID (53)",
        "Length: 10",
        "DUID: 0003000102005e100001",
        "DUID Type: link-layer address (3)",
        "Hardware type: Ethernet (1)",
        "Link-layer address: 02:00:5e:10:00:01",
    ],
    "ntp-servers": [
        "Option: NTP Server (56)",
        "Length: 20",
        "Suboption: NTP Server Address (1)",
        "Length: 16",
        "NTP Server Address: 2001:db8::123",
    ],
    "access-domain": [
        "Option: Access Network Domain Name (57)",
        "Length: 20",
    ],
    "sip-ua-domains": [
        "Option: SIP User Agent Configuration Service Domains (58)",
        "Length: 13",
    ],
    "bootfile-url": [
        "Option: Boot File URL (59)",
        "Length: 30",
    ],
    "bootfile-params": [
        "Option: Boot File Parameters (60)",
        "Length: 22",
    ],
    "client-arch": [
        "Option: Client System Architecture Type (61)",
        "Length: 4",
    ],
    "nii": [
        "Option: Client Network Interface Identifier (62)",
        "Length: 3",
    ],
    "aftr-name": [
        "Option: Dual-Stack Lite AFTR Name (64)",
        "Length: 18",
        "DS-Lite AFTR Name: aftr.example.net.",
    ],
    "erp-local-domain-name": [
        "Option: ERP Local Domain Name (65)",
        "Length: 17",
    ],
    "rsoo": [
        "Option: Relay-Supplied Options (66)",
        "Length: 21",
    ],
    "vss": [
        "Option: Virtual Subnet Selection (68)",
        "Length: 5",
    ],
    "client-link-layer-address": [
        "Option: Client Link-Layer Address (79)",
        "Length: 8",
    ],
    "sol-max-rt": [
        "Option: SOL_MAX_RT (82)",
        "Length: 4",
    ],
    "inf-max-rt": [
        "Option: INF_MAX_RT (83)",
        "Length: 4",
    ],
    "pcp-servers": [
        "Option: PCP Server (86)",
        "Length: 32",
    ],
    "dhcp4o6-servers": [
        "Option: DHCP 4o6 Servers Address (88)",
        "Length: 32",
    ],
    "s46-cont-mape": [
        "Option: S46 MAP-E Container (94)",
        "Length: 49",
        "Option: S46 Rule (89)",
        "Length: 13",
        "Flags: 0x01, Forwarding Mapping Rule",
        "0000 000. = Reserved: False",
        ".... ...1 = Forwarding Mapping Rule: True",
        "EA-bit length: 16",
        "IPv4 prefix length: 24",
        "IPv4 prefix: 192.0.2.0",
        "IPv6 prefix length: 40",
        "IPv6 prefix: 2001:db8:ff00::",
        "Option: S46 Rule (89)",
        "Length: 8",
        "Flags: 0x00",
        "0000 000. = Reserved: False",
        ".... ...0 = Forwarding Mapping Rule: False",
        "EA-bit length: 0",
        "IPv4 prefix length: 0",
        "IPv4 prefix: 0.0.0.0",
        "IPv6 prefix length: 0",
        "IPv6 prefix: ::",
        "Option: S46 BR (90)",
        "Length: 16",
        "BR address: 2001:db8::64",
    ],
    "s46-cont-mapt": [
        "Option: S46 MAP-T Container (95)",
        "Length: 30",
        "Option: S46 Rule (89)",
        "Length: 13",
        "Flags: 0x01, Forwarding Mapping Rule",
        "0000 000. = Reserved: False",
        ".... ...1 = Forwarding Mapping Rule: True",
        "EA-bit length: 16",
        "IPv4 prefix length: 24",
        "IPv4 prefix: 192.0.2.0",
        "IPv6 prefix length: 40",
        "IPv6 prefix: 2001:db8:ff00::",
        "Option: S46 DMR (91)",
        "Length: 9",
        "IPv6 prefix length: 64",
        "IPv6 prefix: 2001:db8:64::",
    ],
    "s46-cont-lw": [
        "Option: S46 Lightweight 4over6 Container (96)",
        "Length: 57",
        "Option: S46 IPv4/IPv6 Address Binding (92)",
        "Length: 13",
        "IPv4 Address: 192.0.2.1",
        "IPv6 prefix length: 64",
        "IPv6 prefix: 2001:db8:0:1::",
        "Option: S46 BR (90)",
        "Length: 16",
        "BR address: 2001:db8::64",
        "Option: S46 BR (90)",
        "Length: 16",
        "BR address: 2001:db8::65",
    ],
    "captive-portal": [
        "Option: Captive Portal (103)",
        "Length: 30",
        "Captive Portal: https://portal.example.net/api",
    ],
    "s46-priority": [
        "Option: S46 Priority (111)",
        "Length: 4",
        "S46 Option code: MAP-E (0x005e)",
        "S46 Option code: Lightweight 4over6 (0x0060)",
    ],
    "mud-url": [
        "Option: Manufacturer Usage Description (112)",
        "Length: 33",
        "MUDURL: https://mud.example.net/lamp.json",
    ],
    "relay-source-port": [
        "Option: Relay Source Port (135)",
        "Length: 2",
        "Downstream Source Port: 0",
    ],
    "sztp-redirect": [
        "Option: SZTP Redirect (136)",
        "Length: 31",
    ],
    "dnr": [
        "Option: Unknown (144)",
        "Length: 91",
    ],
    "addr-reg-enable": [
        "Option: Unknown (148)",
        "Length: 0",
    ],
}

COMPLAINTS = ("Malformed Packet", "Expert Info", "Dissector bug")


def frames_of(capture):
    """The text of each frame, from its DHCPv6 part on."""
    run = subprocess.run(["tshark", "-n", "-r", capture, "-V"], capture_output=True, text=True,
                         check=True)
    return re.split(r"^Frame \d+:", run.stdout, flags=re.MULTILINE)[1:]


def findings(name, text):
    """What is wrong with one frame."""
    if name not in EXPECTED:
        yield "no expectation is listed: add its lines"
        return
    for complaint in COMPLAINTS:
        if complaint in text:
            yield f"tshark says {complaint}"
    shown = iter(line.strip() for line in text.splitlines())
    for line in EXPECTED[name]:
        if line not in shown:  # consumes the iterator: the order counts
            yield f"tshark does not show {line!r} there"
            return


def main():
    if shutil.which("tshark") is None:
        return 77
    capture, names_file = sys.argv[1:]
    with open(names_file, encoding="ascii") as file:
        names = file.read().split()
    frames = frames_of(capture)
    if len(frames) != len(names):
        print(f"tshark sees {len(frames)} messages of {len(names)}")
        return 1
    failed = 0
    for name, text in zip(names, frames):
        for finding in findings(name, text):
            print(f"{name}: {finding}\n{text}")
            failed += 1
    print(f"tshark witnessed {len(names)} messages, {failed} findings")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
