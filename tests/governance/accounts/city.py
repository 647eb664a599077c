"""A small sign-in of a city: an OpenID Connect provider that really listens, and vouches for whom it is told to."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt

CLIENT_ID, CLIENT_SECRET = "countersign", "a secret of the city and of us, 32 bytes or more"


@dataclass
class City:
    """What the provider says: `claims` of the one who signs in there next. It hands out each code once."""

    url: str = ""
    claims: dict[str, Any] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    is_down: bool = False

    def sign_in(self, authorize_url: str, **claims: Any) -> str:
        """Let somebody sign in there, and return where their browser is sent: path and query of our own site."""
        parts = urlsplit(authorize_url)
        assert authorize_url.startswith(f"{self.url}/authorize?")
        self.asked = {key: values[0] for key, values in parse_qs(parts.query).items()}
        assert self.asked["client_id"] == CLIENT_ID
        self.claims = {"sub": "citizen-1", "name": "Somebody", **claims}
        back = urlsplit(self.asked["redirect_uri"])
        return f"{back.path}?{urlencode({'code': 'a code', 'state': self.asked['state']})}"

    def token(self, form: dict[str, str]) -> dict[str, Any]:
        verifier = hashlib.sha256(form["code_verifier"].encode()).digest()
        assert self.asked["code_challenge"] == base64.urlsafe_b64encode(verifier).rstrip(b"=").decode()
        assert form["client_secret"] == CLIENT_SECRET
        assert form["redirect_uri"] == self.asked["redirect_uri"]
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims}
        return {"access_token": "token", "token_type": "Bearer", "id_token": jwt.encode(claims, CLIENT_SECRET, "HS256")}

    def answer(self, path: str, form: dict[str, str]) -> dict[str, Any]:
        if path == "/.well-known/openid-configuration":
            ends = {f"{name}_endpoint": f"{self.url}/{name}" for name in ("token", "userinfo")}
            ends["jwks_uri"] = f"{self.url}/keys"
            methods = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
            return {"issuer": self.url, "authorization_endpoint": f"{self.url}/authorize", **ends, **methods}
        return self.token(form) if path == "/token" else self.claims


@contextmanager
def running_city() -> Iterator[City]:
    """Run the provider on a free port."""
    city = City()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.respond({})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.respond({key: values[0] for key, values in parse_qs(body).items()})

        def respond(self, form: dict[str, str]) -> None:
            if city.is_down:
                self.send_error(503)
                return
            body = json.dumps(city.answer(urlsplit(self.path).path, form)).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    city.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield city
    server.shutdown()
    server.server_close()
