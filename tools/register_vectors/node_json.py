"""Documents of keys (docs/formats/node-json.md)."""

import base64

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tools.register_vectors.spelling import ORIGIN, canonical, sha256


def node_json_vectors():
    root, second, third = (
        Ed25519PrivateKey.from_private_bytes(seed) for seed in (bytes(range(32)), b"\5" * 32, b"\6" * 32)
    )

    def spelled(key):
        return base64.b64encode(key.public_key().public_bytes_raw()).decode()

    def root_set(threshold, *keys):
        return {"keys": sorted(map(spelled, keys), key=base64.b64decode), "threshold": threshold}

    def key(n, since="2026-11-22", **more):
        return {"key": base64.b64encode(bytes([n]) * 32).decode(), "since": since, **more}

    uses = {name: [key(n)] for n, name in enumerate(("log", "witness", "request", "encryption"), 1)}
    keys = {"node": "hai-phong", "version": 1, "address": "https://lienvung.example", "root": root_set(1, root), **uses}
    node = {"name": "hai-phong", "title": "Thành phố Hải Phòng", "address": "https://lienvung.example"}

    def line(text, signer, name="hai-phong/root", spoiled=False):
        raw = signer.public_key().public_bytes_raw()
        key_id = sha256(name.encode(), b"\n\x01", raw).digest()[:4]
        signature = bytes(64) if spoiled else signer.sign(text)
        return f"— {name} {base64.b64encode(key_id + signature).decode()}\n"

    def note(values, *signers, header="lienvung/keys/v1\n", name="hai-phong/root"):
        text = header.encode() + canonical(values) + b"\n"
        return text.decode() + "\n" + "".join(line(text, signer, name) for signer in signers or (root,))

    def file(values, *notes):
        return canonical({**values, "keys": list(notes)}).decode()

    good = file(node, note(keys))
    rotated = {**keys, "version": 2, "log": [key(1, until="2026-12-31"), key(7, "2026-12-17")]}
    two_of_three = root_set(2, root, second, third)
    moved = {**rotated, "version": 3, "root": two_of_three}
    void = {"at": "2026-12-20T01:00:00Z", "void": {"limitation": [12, 15]}}
    revoked = {**moved, "version": 4, "log": [key(1, until="2026-12-31", revoked=void), key(7, "2026-12-17")]}
    stolen = {"at": "2026-12-20T01:00:00Z"}
    unsaid = {**moved, "version": 5, "log": [key(1, until="2026-12-31", revoked=stolen), key(7, "2026-12-17")]}
    short = {**keys, "version": 2, "log": [key(7, "2026-12-17")]}
    forgery = (keys, {**keys, "version": 2, "root": root_set(1, second)})
    wrong_line = note({**moved, "version": 1}, root, second) + line(
        ("lienvung/keys/v1\n" + canonical({**moved, "version": 1}).decode() + "\n").encode(), third, spoiled=True
    )
    refused = [
        (good + "\n", "N1-canonical"),
        (canonical(node).decode(), "N2-names"),
        (file({**node, "title": ""}, note(keys)), "N2-names"),
        (file(node), "N2-names"),
        (file(node, note(keys, header="lienvung/keys/v2\n")), "N3-header"),
        (file(node, "lienvung/keys/v1"), "N3-header"),
        (file(node, note({**keys, "extra": 1})), "N4-names"),
        (file(node, note({**keys, "root": {"keys": [spelled(root)]}})), "N4-names"),
        (file(node, note({**keys, "log": [key(1, extra=1)]})), "N4-names"),
        (file(node, note({**keys, "log": [key(1, revoked={"void": {}})]})), "N4-names"),
        (file(node, note({**keys, "version": 0})), "N5-values"),
        (file(node, note({**keys, "log": []})), "N5-values"),
        (file(node, note({**keys, "log": ["AAAA"]})), "N5-values"),
        (file(node, note({**keys, "log": [{"key": "AAAA", "since": "2026-11-22"}]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, until="2026-11-21")]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, revoked={"at": "2026-11-22"})]})), "N5-values"),
        (file(node, note({**keys, "log": [key(1, revoked={**void, "void": {"limitation": [3, 3]}})]})), "N5-values"),
        (file(node, note({**keys, "witness": [key(2, revoked=void)]})), "N5-values"),
        (file(node, note({**keys, "root": root_set(2, root)})), "N5-values"),
        (file(node, note({**keys, "root": root_set(0, root)})), "N5-values"),
        (file(node, note({**keys, "root": {"keys": [spelled(root)] * 2, "threshold": 2}})), "N5-values"),
        (file(node, note({**keys, "address": "https://lienvung.example/"})), "N5-values"),
        (file(node, note(keys, second)), "N6-signed"),
        (file(node, note(keys, name="hai-phong")), "N6-signed"),
        (file(node, note(keys).replace("2026", "2027")), "N6-signed"),
        (file(node, note({**moved, "version": 1}, root)), "N6-signed"),
        (file(node, note({**moved, "version": 1}, root, root)), "N6-signed"),
        (file(node, wrong_line), "N6-signed"),
        (file({**node, "name": "quang-ninh"}, note(keys)), "N7-same"),
        (file({**node, "address": "https://other.example"}, note(keys)), "N7-same"),
        (file(node, note({**keys, "witness": [key(1)]})), "N8-once"),
        (file(node, note({**keys, "log": [key(1), key(1)]})), "N8-once"),
        (file(node, note({**keys, "log": [{"key": spelled(root), "since": "2026-11-22"}]})), "N8-once"),
        (file(node, note({**keys, "log": [key(1), key(7, "2026-11-21")]})), "N9-order"),
        (
            file({**node, "name": "ha-noi"}, note(keys), note({**rotated, "node": "ha-noi"}, name="ha-noi/root")),
            "N10-node",
        ),
        (file(node, note(keys), note({**rotated, "version": 1})), "N11-version"),
        (file(node, note(rotated), note(keys)), "N11-version"),
        (file(node, note(forgery[0]), note(forgery[1], second)), "N12-signed-before"),
        (file(node, note(moved, root, second), note({**revoked, "root": root_set(1, root)})), "N12-signed-before"),
        (file(node, note(keys), note(short)), "N13-kept"),
        (file(node, note(revoked, root, third), note(unsaid, root, third)), "N13-kept"),
    ]

    def fingerprint(values):
        return sha256(b"lienvung/root/v1\0", canonical(values["root"])).hexdigest()

    return {
        "origin": ORIGIN,
        "format": "docs/formats/node-json.md",
        "root-private-keys": [seed.private_bytes_raw().hex() for seed in (root, second, third)],
        "valid": {"node.json": good, "fingerprint": fingerprint(keys)},
        "chain": {
            "node.json": file(node, note(keys), note(moved, root, second), note(revoked, second, third)),
            "fingerprint": fingerprint(keys),
            "roots": [fingerprint(keys), fingerprint(moved)],
            "comment": "the root moves to two of three; then a log key is revoked",
        },
        "refused": [{"node.json": data, "expect": rule} for data, rule in refused],
    }
