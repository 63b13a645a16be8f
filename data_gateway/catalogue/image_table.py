"""The table of a data set of images: a row per image, its pixels beside it, fetched one image at a time."""

from __future__ import annotations

from data_gateway.catalogue.dataset import DAY, NUMBER, TEXT, WHOLE_NUMBER, Column
from data_gateway.catalogue.identifiers import ColumnRole

IMAGES = "image"
PERSON, STUDY, SERIES, IMAGE, STUDY_DATE = "person_id", "study_id", "series_id", "image_id", "study_date"
FILE = "file"
PIXELS = "pixels"  # a permit that names it opens the images themselves
IDENTITY = (PERSON, STUDY, SERIES, IMAGE)
KEYWORDS = {"age": "PatientAge", "sex": "PatientSex", "body_part": "BodyPartExamined"}
"""Attributes of an image that go with it only where the permit names their column."""

_PLAIN, _RECORD = ColumnRole.PLAIN, ColumnRole.VISIT
_COLUMNS: dict[str, tuple[str, ColumnRole, str, str]] = {
    STUDY: (TEXT, _RECORD, "Examen", "Study"),
    SERIES: (TEXT, _RECORD, "Série", "Series"),
    IMAGE: (TEXT, _RECORD, "Image, et par quoi la demander", "Image, and what to ask for it by"),
    STUDY_DATE: (DAY, _PLAIN, "Jour de l'examen", "Day of the study"),
    "modality": (TEXT, _PLAIN, "Modalité DICOM", "DICOM modality"),
    "body_part": (TEXT, _PLAIN, "Région examinée", "Body part examined"),
    "view": (TEXT, _PLAIN, "Incidence", "View position"),
    "laterality": (TEXT, _PLAIN, "Côté", "Laterality"),
    "sex": (TEXT, _PLAIN, "Sexe", "Sex"),
    "age": (WHOLE_NUMBER, _PLAIN, "Âge à l'examen ; 90 : plus de 89", "Age at the study; 90: older than 89"),
    "series_number": (WHOLE_NUMBER, _PLAIN, "Rang de la série", "Place of the series"),
    "image_number": (WHOLE_NUMBER, _PLAIN, "Rang dans la série", "Place in the series"),
    "frames": (WHOLE_NUMBER, _PLAIN, "Nombre de vues", "Frames"),
    "pixel_rows": (WHOLE_NUMBER, _PLAIN, "Hauteur en pixels", "Height in pixels"),
    "pixel_columns": (WHOLE_NUMBER, _PLAIN, "Largeur en pixels", "Width in pixels"),
    "row_spacing": (NUMBER, _PLAIN, "Distance entre lignes", "Distance between rows"),
    "column_spacing": (NUMBER, _PLAIN, "Distance entre colonnes", "Distance between columns"),
    "slice_thickness": (NUMBER, _PLAIN, "Épaisseur de coupe", "Slice thickness"),
    "text_painted": (WHOLE_NUMBER, _PLAIN, "Textes effacés des pixels", "Texts painted over in the pixels"),
    PIXELS: (WHOLE_NUMBER, _PLAIN, "Les pixels eux-mêmes ; leur taille", "The pixels themselves; their size"),
    FILE: (TEXT, ColumnRole.IDENTIFYING, "Fichier de l'établissement", "The site's file"),
}  # fmt: skip
_UNITS = {
    "age": "a", "row_spacing": "mm", "column_spacing": "mm", "slice_thickness": "mm", PIXELS: "bytes"
}  # fmt: skip


def image_columns(person_type: str) -> dict[str, Column]:
    person = (person_type, ColumnRole.PERSON, "Patient", "Patient")
    return {
        name: Column(
            type=kind, role=role, levels=0, description={"fr": fr, "en": en}, unit=_UNITS.get(name, "")
        )
        for name, (kind, role, fr, en) in {PERSON: person, **_COLUMNS}.items()
    }
