"""Sends the packets of a pcap file on an interface again and again, up to some 100 000 a second: sendmmsg(2), many packets a call.

python3 bench/send-packets.py INTERFACE FILE PACKETS-A-SECOND COUNT [new]   (needs root; says how many were sent, and how fast)

`new`: each time with other addresses, tags, pool handles and server identifiers, of samples/takeover.pcap: whatever remembers them fills up.
"""
import ctypes
import socket
import struct
import sys
import time

interface, path, rate, count = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
octets = open(path, 'rb').read()
order = '<' if octets[:4] in (b'\xd4\xc3\xb2\xa1', b'\x4d\x3c\xb2\xa1') else '>'
packets, at = [], 24
while at < len(octets):
    length = struct.unpack_from(order + 'I', octets, at + 8)[0]
    packets.append(octets[at + 16 : at + 16 + length])
    at += 16 + length


class Vector(ctypes.Structure):
    _fields_ = [('base', ctypes.c_void_p), ('length', ctypes.c_size_t)]


class Header(ctypes.Structure):
    _fields_ = [
        ('name', ctypes.c_void_p),
        ('name_length', ctypes.c_uint),
        ('vectors', ctypes.POINTER(Vector)),
        ('vector_count', ctypes.c_size_t),
        ('control', ctypes.c_void_p),
        ('control_length', ctypes.c_size_t),
        ('flags', ctypes.c_long),
        ('sent', ctypes.c_long),
    ]


def renamed(octets, turn):
    """Lengths stay, and so do the checksums, which are wrong then: who looks at them sees that."""
    name = b'%05x' % (turn & 0xFFFFF)
    other = struct.pack('>H', turn & 0xFFFF)
    for former, later in (
        (b'Alpha', name),
        (b'Beta', name[1:]),
        (b'Gamma', name[::-1]),
        (b'\x0a\x01\x00', b'\x0b' + other),
        (b'\xfd\x00\x00\x01', b'\xfd' + other + b'\x01'),
        (b'\x0a\x00\x00', b'\x0c' + other),
    ):
        octets = octets.replace(former, later)
    return with_other_tags(bytearray(octets), turn * 0x9E3779B1 & 0xFFFFFFFF)


def with_other_tags(octets, mask):
    """Associations are told apart by their verification tags."""
    kind = octets[12:14]
    if kind == b'\x08\x00' and octets[23] == 132:
        at = 14 + (octets[14] & 15) * 4
    elif kind == b'\x86\xdd' and octets[20] == 132:
        at = 54
    else:
        return bytes(octets)
    # Of an INIT (1) and its answer (2) the first word is the sender's own tag.
    for place in (at + 4, at + 16) if octets[at + 12] in (1, 2) else (at + 4,):
        tag = struct.unpack_from('>I', octets, place)[0]
        if tag != 0:
            struct.pack_into('>I', octets, place, (tag ^ mask) or 1)
    return bytes(octets)


def headers_of(packets):
    kept = [ctypes.create_string_buffer(one, len(one)) for one in packets]
    vectors = (Vector * len(kept))(*[Vector(ctypes.addressof(one), len(one)) for one in kept])
    headers = (Header * len(kept))()
    for index, header in enumerate(headers):
        header.vectors = ctypes.pointer(vectors[index])
        header.vector_count = 1
    # What is pointed at must stay.
    return headers, kept, vectors


wire = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 0)
wire.bind((interface, 0))
wire.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
is_new = sys.argv[5:] == ['new']
turn = 0
headers, kept, vectors = headers_of(packets)
send = ctypes.CDLL(None, use_errno=True).sendmmsg
size = ctypes.sizeof(Header)
batch = max(1, min(256, rate // 500))
sent, place, begun = 0, 0, time.monotonic()
while sent < count:
    wanted = min(batch, count - sent, len(kept) - place)
    done = send(wire.fileno(), ctypes.byref(headers, place * size), wanted, 0)
    if done < 0:
        if ctypes.get_errno() in (11, 105):
            continue
        sys.exit('sendmmsg: errno %d' % ctypes.get_errno())
    sent += done
    place = (place + done) % len(kept)
    if place == 0 and is_new:
        turn += 1
        headers, kept, vectors = headers_of([renamed(one, turn) for one in packets])
    ahead = sent / rate - (time.monotonic() - begun)
    if ahead > 0.001:
        time.sleep(ahead)
seconds = time.monotonic() - begun
print('%d packets in %.2f s: %d a second' % (sent, seconds, sent / seconds))
