#!/usr/bin/env python3
"""Chooses a licence-plate number, from signing in to the voucher; written from docs/clients.md, standard library only.

    python3 docs/examples/client.py http://localhost:9000 demo7          composes a number
    python3 docs/examples/client.py http://localhost:9000 demo8 draw     draws one
"""
import base64
import hashlib
import json
import random
import re
import sys
import time
import urllib.request
import uuid

from ed25519 import is_signed_by
from websocket import WebSocket


class Refused(Exception):
    def __init__(self, refusal):
        super().__init__(f"{refusal['code']}: {refusal['en']}")
        self.code = refusal["code"]


def http(base, method, path, body=None, token=None):
    request = urllib.request.Request(base + path, method=method, data=None if body is None else json.dumps(body).encode())
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.loads(response.read() or "null")


class Client:
    """One connection to /select. Single-threaded: pushes and pings are dealt with while waiting for something."""

    def __init__(self, base, token):
        self.socket = WebSocket(base + "/socket.io/?EIO=4&transport=websocket")
        self.selection = None
        self.pool = None
        self.offset = 0
        self.seen = 0
        self.number = 0
        self.replies = {}
        self.socket.send("40/select," + json.dumps({"token": token}))
        end = time.monotonic() + 10
        while self.pool is None:
            if time.monotonic() > end:
                raise ConnectionError("nobody says welcome")
            self.hear(1)
        self.measure_clock()

    def hear(self, seconds):
        """Deals with one frame, if one comes in time."""
        frame = self.socket.receive(seconds)
        if frame is None:
            return
        if frame == "2":
            self.socket.send("3")
        elif frame.startswith("44/select,"):
            raise Refused(json.loads(frame[10:])["data"])
        elif frame.startswith("42/select,"):
            name, body = json.loads(frame[10:])
            self.on_push(name, body)
        elif frame.startswith("43/select,"):
            number, body = re.fullmatch(r"43/select,(\d+)(.*)", frame, re.DOTALL).groups()
            self.replies[int(number)] = json.loads(body)[0]
        elif frame.startswith("41"):
            raise ConnectionError("the server has ended the connection")

    def on_push(self, name, body):
        if name == "welcome":
            self.pool = body["pool"]
            self.see(body["selection"], body["now"])
            print(f"welcome: {body['pool']['free']} of {body['pool']['total']} numbers are free")
        elif name == "selectionChanged":
            self.see(body["selection"], body["now"])
        elif name == "goodbye":
            print(f"goodbye: {body['reason']}")

    def see(self, selection, now):
        """Keeps the later of what was shown: the higher version, or the same at a later moment."""
        if selection and (self.selection is None or (selection["version"], now) >= (self.selection["version"], self.seen)):
            self.selection, self.seen = selection, now

    def ask(self, name, body):
        """Says something and waits for the reply; the same again, under the same id, if that may help."""
        for _ in range(3):
            self.number += 1
            number = self.number
            self.socket.send(f"42/select,{number}" + json.dumps([name, body]))
            end = time.monotonic() + 5
            while number not in self.replies and time.monotonic() < end:
                self.hear(end - time.monotonic())
            reply = self.replies.pop(number, None)
            if reply is None:
                continue
            self.see(reply.get("selection"), reply["now"])
            if reply["ok"]:
                return reply
            if reply["refusal"]["code"] != "outcomeUnknown":
                raise Refused(reply["refusal"])
        raise ConnectionError(f"{name} has no answer")

    def query(self, name, **body):
        return self.ask(name, body)["answer"]

    def command(self, name, **body):
        if name != "openKeyboard":
            body["version"] = self.selection["version"]
        return self.ask(name, {"id": str(uuid.uuid4()), **body})["answer"]

    def measure_clock(self):
        sent = time.time() * 1000
        now = self.ask("syncClock", {})["now"]
        self.offset = now - (sent + time.time() * 1000) / 2

    def wait_until(self, instant):
        while (left := instant - time.time() * 1000 - self.offset) > 0:
            self.hear(left / 1000)

    def solved_captcha(self):
        challenge = self.query("requestCaptcha")
        work = challenge["work"]
        for number in range(work["maxNumber"] + 1):
            if hashlib.sha256(f"{work['salt']}{number}".encode()).hexdigest() == work["challenge"]:
                parts = {key: work[key] for key in ("challenge", "salt", "signature")}
                return {"kind": "work", "id": challenge["id"], "number": number, **parts}
        raise ValueError("the work has no solution")


def compose(client):
    """Types a number that looks free, and asks for it, until one is held."""
    while client.selection["stage"] == "choosing":
        layout = client.command("openKeyboard")["layout"]
        key_of = {key["face"]: key["id"] for key in layout["keys"]}
        keys = [None] * len(client.pool["blocks"][0]["positions"])
        for place in random.sample(range(len(keys)), len(keys)):
            picture = client.query("typePattern", layout=layout["id"], keys=keys)
            if picture["matching"] == 0:
                break
            keys[place] = key_of[random.choice(picture["usable"][place])]
        if None in keys:
            continue
        client.wait_until(client.selection["verifyFrom"])
        try:
            answer = client.command("verifyPlate", layout=layout["id"], keys=keys, captcha=client.solved_captcha())
            print(f"{answer['plate']} is {answer['outcome']}, {client.selection['triesLeft']} tries left")
        except Refused as refused:
            if refused.code not in ("coolingDown", "captchaSpent", "layoutUnknown", "staleVersion"):
                raise
    return client.selection["plate"]


def draw(client):
    plates = client.command("drawPlates", captcha=client.solved_captcha())["plates"]
    print(f"drawn: {' '.join(plates)}; {client.selection['drawsLeft']} draws left")
    return random.choice(plates)


def verify_voucher(signed, key):
    """What the voucher vouches for; raises ValueError if this key did not sign it."""
    def decoded(text):
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    header, payload, signature = signed.split(".")
    if json.loads(decoded(header))["alg"] != "EdDSA":
        raise ValueError("signed in another way")
    if not is_signed_by(decoded(key["x"]), f"{header}.{payload}".encode("ascii"), decoded(signature)):
        raise ValueError("not signed with this key")
    return json.loads(decoded(payload))


def main(base, user, way="compose"):
    token = http(base, "POST", "/api/session", {"userName": user, "passPhrase": "demo", "tokenIn": "body"})["token"]
    client = Client(base, token)
    if client.selection["stage"] == "choosing":
        plate = draw(client) if way == "draw" else compose(client)
        client.command("confirmPlate", token=client.selection["token"], plate=plate)
    if client.selection["stage"] == "confirming":
        hold = client.selection["token"]
        client.command("requestCode", token=hold)
        text = http(base, "GET", "/api/outbox", token=token)["messages"][0]["text"]
        client.command("completeReservation", token=hold, code=re.search(r"\d{6}", text).group())
    voucher = http(base, "GET", "/api/voucher", token=token)
    facts = verify_voucher(voucher["signed"], http(base, "GET", "/api/voucher-key"))
    print(f"reserved: {facts['plate']}, to be registered by {facts['lastDay']}; the voucher's signature is right")
    client.socket.close()


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    try:
        main(*sys.argv[1:])
    except (Refused, OSError) as error:
        sys.exit(f"client.py: {error}")
