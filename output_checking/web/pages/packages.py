"""What leaves: the signed package, and the key that proves it."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Request
from fastapi.responses import Response

from governance.signatures import public_pem
from output_checking.use_cases.consult import fetch_package
from output_checking.web.pages.protection import INERT, PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/requests/{request_id}/package")
def package(viewer: CurrentViewer, request_id: str) -> Response:
    """Each fetch is on record."""
    content = fetch_package(viewer.airlock, viewer=viewer.username, request_id=request_id)
    headers = {
        "Content-Disposition": f'attachment; filename="release-{request_id}.zip"',
        "Content-Security-Policy": INERT,
    }
    return Response(content, media_type="application/zip", headers=headers)


@router.get("/release-key")
def release_key(request: Request, viewer: CurrentViewer) -> Response:
    key = viewer.airlock.signing_key.public_key()
    return page(request, "release_key.html", viewer, pem=public_pem(key), fingerprint=_fingerprint(key))


@router.get("/release-key.pem")
def release_key_file(request: Request) -> Response:
    """Public: whoever receives a package proves it without an account here."""
    headers = {"Content-Disposition": 'attachment; filename="airlock.pem"'}
    pem = public_pem(request.app.state.airlock.signing_key)
    return Response(pem, media_type="application/x-pem-file", headers=headers)


def _fingerprint(key: Ed25519PublicKey) -> str:
    """SHA-256 of the key's DER form, in groups of four hexadecimal digits to read aloud."""
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    digest = hashlib.sha256(der).hexdigest()
    return " ".join(digest[start : start + 4] for start in range(0, len(digest), 4))
