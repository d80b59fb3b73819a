"""Two ends for relay_wire_test.sh, by hand, for what no client and no server does by itself.

relay_wire.py server          answers Relay-forwards on port 547; SIGUSR1: sends the last answer
                              once more, unasked; prints link-address and length of each message
relay_wire.py ask IF TO TYPE SIZE [PORT [FROM]]
                              sends a message of this type and size on IF, from PORT and the
                              address FROM, in a Relay-forward if it is not 546; prints the type
                              and length of the answer, and whether it holds what was sent
relay_wire.py listen IF       prints the type of what comes to port 546
relay_wire.py forge FROM TO ID
                              sends a Relay-reply for the client fe80::5 on the link ID
"""
import ipaddress
import os
import signal
import socket
import struct
import sys

RELAY_FORWARD, RELAY_REPLY = 12, 13
INTERFACE_ID, RELAY_MESSAGE, SOURCE_PORT = 18, 9, 135


def option(code, body):
    return struct.pack("!HH", code, len(body)) + body


def options_of(data):
    found = {}
    while len(data) >= 4:
        code, size = struct.unpack("!HH", data[:4])
        found[code] = data[4 : 4 + size]
        data = data[4 + size :]
    return found


def answer_to(message):
    """What a server says: the same, as a Relay-reply, down to the innermost message."""
    if message[0] != RELAY_FORWARD:
        return message
    options = options_of(message[34:])
    body = b""
    for code in (INTERFACE_ID, SOURCE_PORT):
        if code in options:
            body += option(code, options[code])
    body += option(RELAY_MESSAGE, answer_to(options[RELAY_MESSAGE]))
    return bytes([RELAY_REPLY]) + message[1:34] + body


def open_socket(port, source="::"):
    udp = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
    udp.bind((source, port))
    return udp


def serve():
    udp = open_socket(547)
    last = []
    signal.signal(signal.SIGUSR1, lambda *_: udp.sendto(*last[0]))
    print("ready", flush=True)
    while True:
        message, sender = udp.recvfrom(65535)
        link = ipaddress.ip_address(message[2:18])
        last[:] = [(answer_to(message), sender[:2])]
        print(f"{message[0]} {link} {len(message)}", flush=True)
        udp.sendto(*last[0])


def ask(interface, to, kind, size, port=546, source="::"):
    index = socket.if_nametoindex(interface)
    udp = open_socket(port, source)
    udp.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_MULTICAST_IF, index)
    udp.settimeout(4)
    message = bytes([kind]) + b"abc" + option(65000, os.urandom(size - 8))
    sent = message
    if port != 546:
        peer = ipaddress.ip_address("fe80::5").packed
        sent = bytes([RELAY_FORWARD, 0]) + bytes(16) + peer + option(RELAY_MESSAGE, message)
    udp.sendto(sent, (to, 547, 0, index))
    try:
        answer, _ = udp.recvfrom(65535)
    except TimeoutError:
        print("nothing")
        return
    print(answer[0], len(answer), "whole" if message in answer else "changed")


def listen(interface):
    udp = open_socket(546)
    udp.setsockopt(socket.SOL_SOCKET, socket.SO_BINDTODEVICE, interface.encode())
    print("ready", flush=True)
    while True:
        print(udp.recv(65535)[0], flush=True)


def forge(source, to, interface_id):
    udp = open_socket(547, source)
    head = bytes([RELAY_REPLY, 0]) + bytes(16) + ipaddress.ip_address("fe80::5").packed
    body = option(INTERFACE_ID, interface_id.encode()) + option(RELAY_MESSAGE, b"\x07abc")
    udp.sendto(head + body, (to, 547))


if sys.argv[1] == "server":
    serve()
elif sys.argv[1] == "forge":
    forge(*sys.argv[2:])
elif sys.argv[1] == "ask":
    ask(sys.argv[2], sys.argv[3], *map(int, sys.argv[4:7]), *sys.argv[7:])
else:
    listen(sys.argv[2])
