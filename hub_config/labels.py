"""What a container says of itself to whoever finds it at the engine; volumes of work have the first."""

from __future__ import annotations

LABEL = "org.d2h.installation"
IMAGE_LABEL = "org.d2h.image"
USER_LABEL = "org.d2h.user"
PROJECT_LABEL = "org.d2h.project"
JOB_LABEL = "org.d2h.job"
