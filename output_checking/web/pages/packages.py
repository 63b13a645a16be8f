"""What leaves: the signed package, and the key that proves it."""

from __future__ import annotations

import hashlib

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response

from governance.signatures import public_pem
from governance.web.hub_login import csrf_checked
from output_checking.use_cases.fetch import LIVES, fetch_by_link, make_link
from output_checking.web.pages.protection import INERT, PageRoute
from output_checking.web.pages.rendering import page
from output_checking.web.pages.viewer import CurrentViewer

router = APIRouter(route_class=PageRoute, include_in_schema=False)


@router.get("/requests/{request_id}/package")
def package(viewer: CurrentViewer, request_id: str) -> Response:
    """By a link of this person's own, followed at once."""
    token = make_link(viewer.airlock, viewer=viewer.username, request_id=request_id)
    return RedirectResponse(f"/packages/{token}", status_code=303)


@router.post("/requests/{request_id}/package-link", dependencies=[Depends(csrf_checked)])
def link(request: Request, viewer: CurrentViewer, request_id: str) -> Response:
    """For a machine where this person is not logged in."""
    token = make_link(viewer.airlock, viewer=viewer.username, request_id=request_id)
    address = f"{request.app.state.page_url.rstrip('/')}/packages/{token}"
    minutes = int(LIVES.total_seconds() // 60)
    return page(request, "package_link.html", viewer, request_id=request_id, address=address, minutes=minutes)


@router.get("/packages/{token}")
def linked_package(request: Request, token: str) -> Response:
    """Each fetch is on record."""
    fetched = fetch_by_link(request.app.state.airlock, token=token)
    headers = {
        "Content-Disposition": f'attachment; filename="release-{fetched.request}.zip"',
        "Content-Security-Policy": INERT,
    }
    return Response(fetched.content, media_type="application/zip", headers=headers)


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
