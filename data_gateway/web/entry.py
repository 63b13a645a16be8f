"""Who may see a page of the data owner, and who may send one of its forms."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Depends, Form, Request

from data_gateway.web.desk import Desk
from data_gateway.web.sessions import CSRF_FIELD, Session, require_csrf, require_own_form


def entry_of(desk: Desk) -> tuple[Any, Any]:
    """Dependencies of FastAPI: the session of who has signed in, and that of who also sent our own form."""

    def entered(request: Request) -> Session:
        session = desk.sessions.of(request, desk.account().passphrase)
        request.state.session = session
        return session

    entered_session = Depends(entered)

    def sent(
        request: Request,
        session: Session = entered_session,
        csrf_token: Annotated[str, Form(alias=CSRF_FIELD, max_length=200)] = "",
    ) -> Session:
        require_own_form(request, desk.settings.owner_page_url)
        require_csrf(session, csrf_token)
        return session

    return entered_session, Depends(sent)
