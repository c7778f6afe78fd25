"""A mail server for tests: real SMTP on a free port of 127.0.0.1, through aiosmtpd.

Prints one JSON object a line: first {"port": ...}, then each message it has taken, with its
envelope, whether the line was encrypted, who was signed in, and which connection it came by.

By the local part of a recipient:
  gone@    550, always                    full@    552, always
  later@   451 the first time, then taken
  silent@  never answered (the client must give up by itself)
By the text of the message: "X-Spam: yes" is refused after DATA with 554, "X-Busy: yes" with 452.
"""

import argparse
import asyncio
import base64
import json
import ssl

from aiosmtpd.smtp import SMTP, AuthResult


def say(**fact):
    print(json.dumps(fact), flush=True)


class Handler:
    def __init__(self):
        self.deferred = set()
        self.connections = []

    def number(self, session):
        if session.peer not in self.connections:
            self.connections.append(session.peer)
        return self.connections.index(session.peer) + 1

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        local = address.split("@")[0]
        if local == "gone":
            return "550 5.1.1 No such person here"
        if local == "full":
            return "552 5.2.2 Mailbox full"
        if local == "later" and address not in self.deferred:
            self.deferred.add(address)
            return "451 4.7.1 Greylisted, try again in a minute"
        if local == "silent":
            await asyncio.Event().wait()
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Recipient taken"

    async def handle_DATA(self, server, session, envelope):
        if b"X-Spam: yes" in envelope.content:
            return "554 5.7.1 This looks like spam"
        if b"X-Busy: yes" in envelope.content:
            return "452 4.3.1 No room just now"
        say(
            mail_from=envelope.mail_from,
            rcpt_tos=envelope.rcpt_tos,
            smtp_utf8=envelope.smtp_utf8,
            encrypted=session.ssl is not None or server.transport.get_extra_info("sslcontext") is not None,
            user=session.auth_data.login.decode() if session.auth_data else None,
            connection=self.number(session),
            content=base64.b64encode(envelope.original_content).decode(),
        )
        return "250 2.0.0 Queued as 4A1B"


async def main():
    options = argparse.ArgumentParser()
    options.add_argument("--mode", choices=["plain", "starttls", "tls"], default="plain")
    options.add_argument("--login", help="user:password that must be given")
    options.add_argument("--certificate")
    options.add_argument("--key")
    options = options.parse_args()

    context = None
    if options.mode != "plain":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options.certificate, options.key)
    starttls = options.mode == "starttls"

    def authenticate(server, session, envelope, mechanism, data):
        given = f"{data.login.decode()}:{data.password.decode()}"
        return AuthResult(success=given == options.login, handled=False, auth_data=data)

    handler = Handler()

    def connection():
        return SMTP(
            handler,
            hostname="mail.test",
            enable_SMTPUTF8=False,
            tls_context=context if starttls else None,
            require_starttls=starttls,
            authenticator=authenticate if options.login else None,
            auth_required=options.login is not None,
            # Under implicit TLS aiosmtpd does not know that the line is encrypted.
            auth_require_tls=starttls,
        )

    server = await asyncio.get_running_loop().create_server(
        connection, "127.0.0.1", 0, ssl=None if starttls else context
    )
    say(port=server.sockets[0].getsockname()[1])
    await server.serve_forever()


asyncio.run(main())
