"""Who is calling, and how a client finds out where to log in."""

import base64
import binascii
import secrets
import urllib.parse
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from lakebase_tui.local.backend import Access, TokenRefused, TokenService
from lakebase_tui.local.control.errors import Json, unauthenticated

WORKSPACE_ID = "900800700600"
_TOKEN_LIFE_S = 3600.0


@dataclass(frozen=True, slots=True)
class Identity:
    """Checks personal access tokens, and gives out workspace tokens for client credentials.

    Args:
        access: Who may come in.
        tokens: Signs and checks the workspace tokens.
        base_url: Where this control plane is reached, without a slash at its end.
    """

    access: Access
    tokens: TokenService
    base_url: str

    def caller(self, request: Request) -> str:
        """User name of the caller.

        Raises:
            ApiError: 401.
        """
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise unauthenticated()
        if _same(token, self.access.databricks_token):
            return self.access.user_name
        try:
            claims = self.tokens.check(token)
        except TokenRefused as error:
            raise unauthenticated() from error
        # A database credential opens connections, not the API.
        if "endpoint" in claims:
            raise unauthenticated()
        return str(claims["sub"])

    async def me(self, request: Request) -> Response:
        """SCIM Me."""
        user_name = self.caller(request)
        body: Json = {
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User"],
            "id": "4242",
            "userName": user_name,
            "active": True,
            "groups": [{"display": "users", "type": "direct", "value": "1"}],
        }
        if "@" in user_name:
            body["displayName"] = user_name.partition("@")[0].title()
            body["emails"] = [{"type": "work", "value": user_name, "primary": True}]
        else:
            body["displayName"] = "shop-app"
        return JSONResponse(body, headers={"X-Databricks-Org-Id": WORKSPACE_ID})

    async def host_metadata(self, request: Request) -> Response:
        """`/.well-known/databricks-config`."""
        return JSONResponse(
            {
                "oidc_endpoint": f"{self.base_url}/oidc",
                "account_id": "00000000-0000-4000-8000-000000000000",
                "workspace_id": WORKSPACE_ID,
                "cloud": "AWS",
            }
        )

    async def discovery(self, request: Request) -> Response:
        """OAuth server metadata."""
        oidc = f"{self.base_url}/oidc"
        return JSONResponse(
            {
                "issuer": oidc,
                "authorization_endpoint": f"{oidc}/v1/authorize",
                "token_endpoint": f"{oidc}/v1/token",
                "grant_types_supported": ["client_credentials"],
                "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
            }
        )

    async def token(self, request: Request) -> Response:
        """A workspace token for client credentials, given as HTTP Basic or in the form."""
        form = dict(urllib.parse.parse_qsl((await request.body()).decode("utf-8", "replace")))
        if form.get("grant_type") != "client_credentials":
            return _refused(400, "unsupported_grant_type", "Only client_credentials is supported.")
        client_id, client_secret = _credentials(request.headers.get("authorization", ""), form)
        known = _same(client_id, self.access.client_id) and _same(client_secret, self.access.client_secret)
        if not known:
            return _refused(401, "invalid_client", "Client authentication failed.")
        token, _ = self.tokens.mint(self.access.application_id, None, _TOKEN_LIFE_S)
        return JSONResponse(
            {
                "access_token": token,
                "token_type": "Bearer",
                "expires_in": int(_TOKEN_LIFE_S),
                "scope": form.get("scope", "all-apis"),
            },
            headers={"Cache-Control": "no-store"},
        )


def _same(given: str, expected: str) -> bool:
    return secrets.compare_digest(given.encode(), expected.encode())


def _credentials(header: str, form: dict[str, str]) -> tuple[str, str]:
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return form.get("client_id", ""), form.get("client_secret", "")
    try:
        client_id, _, client_secret = base64.b64decode(encoded, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    return urllib.parse.unquote(client_id), urllib.parse.unquote(client_secret)


def _refused(status: int, error: str, description: str) -> Response:
    return JSONResponse({"error": error, "error_description": description}, status)
