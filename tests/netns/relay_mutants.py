"""Mutated messages at a running relay agent, for relay_mutants_test.sh. Seeded: the same each time.

relay_mutants.py client IF COUNT   from clients' and relays' ports to ff02::1:2 on IF
relay_mutants.py server TO COUNT FROM...
                                   Relay-replies from port 547 of each FROM to the address TO
"""
import ipaddress
import random
import socket
import struct
import sys
import time

SEED = 20261124
PAUSE_EVERY, PAUSE = 20, 0.004  # no faster than sockets can be emptied: each is to be counted


def option(code, body):
    return struct.pack("!HH", code, len(body)) + body


CLIENT_ID = option(1, bytes.fromhex("00030001020000000007"))
IA_NA = option(3, struct.pack("!III", 1, 0, 0))
IA_PD = option(25, struct.pack("!III", 2, 0, 0))
ORO = option(6, struct.pack("!HH", 23, 24))
ELAPSED = option(8, bytes(2))
PEER = ipaddress.ip_address("fe80::5").packed
LINK = ipaddress.ip_address("2001:db8:b::1").packed


def message(kind):
    return bytes([kind]) + b"abc" + CLIENT_ID + ELAPSED + ORO + IA_NA + IA_PD


def relayed(kind, hops, inner, extra=b"", link=LINK):
    return bytes([kind, hops]) + link + PEER + extra + option(9, inner)


def client_seeds():
    supplied = option(66, option(64, b"\x03aaa\x00"))
    vss = option(68, b"\x00vpn")
    seeds = [message(kind) for kind in (1, 3, 4, 5, 6, 8, 9, 11, 36, 200)]
    inner = message(1)
    for hops in range(9):
        inner = relayed(12, hops, inner, option(18, b"floor") + supplied + vss)
        seeds.append(inner)
    return seeds


def server_seeds():
    seeds = []
    for kind in (2, 7, 10, 37):
        inner = message(kind)
        seeds.append(relayed(13, 0, inner))
        for extra in (option(18, b"floor"), option(135, struct.pack("!H", 1000)),
                      option(68, b"\x00vpn"), option(43, struct.pack("!H", 79))):
            seeds.append(relayed(13, 0, inner, extra))
        seeds.append(relayed(13, 1, relayed(13, 0, inner, option(18, b"floor"))))
    return seeds


def mutate(seed, dice):
    data = bytearray(seed)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(len(data)) if data else 0
        choice = dice.randrange(7)
        if choice == 0 and data:
            data[at] = dice.randrange(256)
        elif choice == 1 and data:
            data[at] ^= 1 << dice.randrange(8)
        elif choice == 2:
            del data[at:]  # it breaks off
        elif choice == 3:
            del data[at:at + dice.randint(1, 8)]
        elif choice == 4:
            data[at:at] = dice.randbytes(dice.randint(1, 64))
        elif choice == 5 and len(data) > at + 2:
            struct.pack_into("!H", data, at, dice.choice((0, 1, 0x7fff, 0xffff)))  # a length
        else:
            data += data[at:]  # something twice
    return bytes(data[:60000])


def send(sockets, seeds, count, to):
    dice = random.Random(SEED)
    sent = 0
    for number in range(count):
        data = mutate(dice.choice(seeds), dice)
        try:
            dice.choice(sockets).sendto(data, to)
            sent += 1
        except OSError:
            time.sleep(PAUSE)  # no room on the way
        if number % PAUSE_EVERY == 0:
            time.sleep(PAUSE)
    print(sent)


def bound(port, interface=None, address="::"):
    udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    udp.bind((address, port))
    if interface:
        udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, interface)
    return udp


if sys.argv[1] == "client":
    index = socket.if_nametoindex(sys.argv[2])
    send([bound(port, index) for port in (546, 547, 40000)], client_seeds(), int(sys.argv[3]),
         ("ff02::1:2", 547, 0, index))
else:
    # Now and then from one who is no server.
    send([bound(547, address=own) for own in sys.argv[4:]], server_seeds(), int(sys.argv[3]),
         (sys.argv[2], 547))
