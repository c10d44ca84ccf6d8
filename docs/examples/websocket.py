"""Just enough of a WebSocket client (RFC 6455) for text messages, on the standard library."""
import base64
import os
import socket
import ssl
import time
from urllib.parse import urlsplit


class WebSocket:
    def __init__(self, url):
        """Opens a connection to an http or https address."""
        parts = urlsplit(url)
        tls = parts.scheme == "https"
        self.socket = socket.create_connection((parts.hostname, parts.port or (443 if tls else 80)), timeout=10)
        if tls:
            self.socket = ssl.create_default_context().wrap_socket(self.socket, server_hostname=parts.hostname)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            f"GET {parts.path}?{parts.query} HTTP/1.1\r\nHost: {parts.netloc}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n".encode()
        )
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.read_some(10)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        if b" 101 " not in head.split(b"\r\n", 1)[0]:
            raise ConnectionError(f"no WebSocket there: {head.splitlines()[0].decode()}")

    def send(self, text, opcode=1):
        """Sends one message. What a client sends is masked, so that no proxy mistakes it for something else."""
        data = text.encode()
        length = bytes([0x80 | len(data)]) if len(data) < 126 else b"\xfe" + len(data).to_bytes(2, "big")
        mask = os.urandom(4)
        masked = bytes(byte ^ mask[i % 4] for i, byte in enumerate(data))
        self.socket.settimeout(10)
        self.socket.sendall(bytes([0x80 | opcode]) + length + mask + masked)

    def receive(self, seconds):
        """The next text message, or None if none comes in time."""
        end = time.monotonic() + seconds
        while True:
            frame = self.take_frame()
            if frame is None:
                left = end - time.monotonic()
                if left <= 0 or not self.read_some(left):
                    return None
                continue
            opcode, data = frame
            if opcode == 8:
                raise ConnectionError("the server has closed the connection")
            if opcode == 9:
                self.send(data.decode(), opcode=10)
            if opcode == 1:
                return data.decode()

    def close(self):
        self.socket.close()

    def take_frame(self):
        """A whole frame from what was read, as (opcode, data), or None if it is not all there yet."""
        have, at = self.buffer, 2
        if len(have) < at:
            return None
        length = have[1] & 0x7F
        if length >= 126:
            size = 2 if length == 126 else 8
            length = int.from_bytes(have[at : at + size], "big")
            at += size
        # Until the length is all there, it may have been read as less than it is.
        if len(have) < at or len(have) < at + length:
            return None
        self.buffer = have[at + length :]
        return have[0] & 0x0F, have[at : at + length]

    def read_some(self, seconds):
        self.socket.settimeout(seconds)
        try:
            data = self.socket.recv(65536)
        except socket.timeout:
            return False
        if not data:
            raise ConnectionError("the connection has ended")
        self.buffer += data
        return True
