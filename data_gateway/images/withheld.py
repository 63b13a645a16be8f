"""Why an image stays at the site: for good, or until a person has looked at it."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    """What is withheld stays at the site. Those of `FOR_A_PERSON` can be looked at, and then be let go."""

    UNREADABLE = "unreadable"  # not DICOM, truncated, wrong types, nested without end
    TOO_LARGE = "too-large"
    TOO_SLOW = "too-slow"
    READER_ENDED = "reader-ended"
    KIND = "kind"  # ultrasound, secondary capture, reports, embedded documents
    NOT_AN_IMAGE = "not-an-image"
    COLOUR = "colour"  # captures of a screen are in colour, projections are not
    PIXELS_UNREADABLE = "pixels-unreadable"
    PIXELS_UNREAD = "pixels-unread"
    FACE = "face"
    TEXT_LEFT = "text-left"
    TEXT_DECLARED = "text-declared"  # the object says that text is burned in, and none was found
    TEXT_IN_SAMPLE = "text-in-sample"  # others of its data set bore text that the detector had missed
    TEXT_SEEN = "text-seen"  # a person saw text that the detector had missed
    PATIENT_UNKNOWN = "patient-unknown"
    DUPLICATE = "duplicate"


FOR_A_PERSON = frozenset(
    {
        Reason.FACE,
        Reason.TEXT_LEFT,
        Reason.TEXT_DECLARED,
        Reason.PIXELS_UNREAD,
        Reason.TEXT_IN_SAMPLE,
    }
)


class Withheld(Exception):  # noqa: N818 not an error: a decision
    """Never carries anything of the object itself."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
