"""A mail server for tests: it keeps every mail it takes in a folder.

Prints its port once it listens, and ends when its standard input is closed. Of each mail,
NUMBER.rcpt lists the recipients of the envelope, a line each, and NUMBER.eml is the message;
the second appears last, and whole.
"""

import argparse
import asyncio
import logging
import os
import ssl
import sys
import warnings
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult


def options():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--spool", type=Path, required=True)
    parser.add_argument("--starttls", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--smtps", nargs=2, metavar=("CERT", "KEY"))
    parser.add_argument("--auth", nargs=2, metavar=("USER", "PASS"))
    parser.add_argument("--refuse-rcpt", type=int, metavar="CODE")
    parser.add_argument("--tempfail", type=int, metavar="CODE")
    return parser.parse_args()


class Keeper:
    def __init__(self, args):
        self.args = args
        self.count = len(list(args.spool.glob("*.eml")))

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if self.args.refuse_rcpt:
            return f"{self.args.refuse_rcpt} 5.1.1 <{address}>: no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 taken"

    async def handle_DATA(self, server, session, envelope):
        if self.args.tempfail:
            return f"{self.args.tempfail} 4.3.0 later, please"
        self.count += 1
        name = self.args.spool / f"{self.count:06}"
        name.with_suffix(".rcpt").write_text("".join(f"{to}\n" for to in envelope.rcpt_tos))
        draft = name.with_suffix(".part")
        draft.write_bytes(envelope.original_content)
        os.rename(draft, name.with_suffix(".eml"))
        return "250 2.0.0 kept"


def context(files):
    if files is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.load_cert_chain(*files)
    return made


async def serve(args):
    args.spool.mkdir(parents=True, exist_ok=True)
    keeper = Keeper(args)
    starttls, implicit = context(args.starttls), context(args.smtps)

    def authenticate(server, session, envelope, mechanism, login):
        known = [login.login.decode(), login.password.decode()] == args.auth
        return AuthResult(success=known, handled=False)

    def connection():
        return SMTP(
            keeper,
            hostname="mail.test",
            tls_context=starttls,
            require_starttls=starttls is not None,
            authenticator=authenticate if args.auth else None,
            auth_required=args.auth is not None,
            auth_require_tls=starttls is not None,
        )

    loop = asyncio.get_running_loop()
    server = await loop.create_server(connection, "127.0.0.1", args.port, ssl=implicit)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    # Signing in without TLS and broken handshakes are what tests are about.
    logging.disable()
    warnings.simplefilter("ignore")
    asyncio.run(serve(options()))
