"""Append for ever to a store on a server, printing each number once it is acknowledged: to be killed."""

import sys

from lienvung.node.errors import StoreError
from lienvung.node.stores.postgres import open_postgres

store = open_postgres(sys.argv[1], sys.argv[2])
number = 0
try:
    while True:
        with store.writing() as writer:
            writer.create_log("hai-phong/gateway")
            log = writer.log("hai-phong/gateway")
            assert log is not None
            size = log.size
            writer.add_entries("hai-phong/gateway", size, [b"%s-%d" % (sys.argv[3].encode(), number)] * 3)
            writer.commit_head("hai-phong/gateway", size + 3, b"head %d" % (size + 3))
            writer.set_setting(f"{sys.argv[3]}-{number}", b"1")
        print(number, flush=True)
        number += 1
except StoreError as error:
    print(error.code, flush=True)
