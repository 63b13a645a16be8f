"""Masks of images: by name, of the images' shape; kept as DICOM segmentations, which other programs read."""

from __future__ import annotations

import unicodedata
import warnings
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pydicom
from pydicom.sr.codedict import codes
from pydicom.sr.coding import Code

from d2h_sdk.errors import UsageError
from d2h_sdk.images.collection import Image, Images

Array = npt.NDArray[Any]
Masks = Mapping[str, Array] | Array | None
# What a name means to other programs (SNOMED CT, DICOM PS3.16 CID 7166); any other is tissue.
_ORGANS = {
    "lung": codes.SCT.Lung,
    "poumon": codes.SCT.Lung,
    "heart": codes.SCT.Heart,
    "coeur": codes.SCT.Heart,
    "liver": codes.SCT.Liver,
    "foie": codes.SCT.Liver,
    "spleen": codes.SCT.Spleen,
    "rate": codes.SCT.Spleen,
    "kidney": codes.SCT.Kidney,
    "rein": codes.SCT.Kidney,
    "bladder": codes.SCT.Bladder,
    "vessie": codes.SCT.Bladder,
}
_TISSUE = Code("85756007", "SCT", "Tissue")
_ORGAN = Code("123037004", "SCT", "Anatomical Structure")


def layers(masks: Masks, shape: tuple[int, ...]) -> dict[str, Array]:
    """Each mask as slices × rows × columns of truth. Raises UsageError `images-mask-shape`."""
    if masks is None:
        return {}
    if not isinstance(masks, Mapping):
        labels = np.asarray(masks)
        masks = {str(label): labels == label for label in np.unique(labels) if label}
    found = {}
    for name, mask in masks.items():
        layer = np.asarray(mask) != 0
        layer = layer[None] if layer.ndim == 2 else layer
        if layer.shape != shape:
            raise UsageError("images-mask-shape", name=str(name), given=str(layer.shape), wanted=str(shape))
        found[str(name)] = layer
    return found


def save_masks(path: str | Path, images: Image | Images, masks: Masks, *, made_by: str = "") -> Path:
    """Write the masks of an image, or of the images of one series, as one DICOM segmentation.

    `masks` as of `d2h.images.show`; `made_by`: the model or the person. Raises UsageError
    `images-nothing-to-show`, `images-shapes-differ`, `images-mask-shape`.
    """
    import highdicom as hd  # takes a second that other calls need not wait

    sources = [image.dicom for image in ([images] if isinstance(images, Image) else images)]
    shapes = {image.pixel_array.shape for image in sources}
    if len(shapes) > 1 or (len(sources) > 1 and any(len(shape) == 3 for shape in shapes)):
        raise UsageError("images-shapes-differ")
    if not sources:
        raise UsageError("images-nothing-to-show")
    (shape,) = shapes
    found = layers(masks, shape if len(shape) == 3 else (len(sources), *shape))
    if not found:
        raise UsageError("images-nothing-to-show")
    maker = hd.AlgorithmIdentificationSequence(
        name=made_by or "D2H", version="1", family=codes.cid7162.ArtificialIntelligence
    )
    described = [_described(hd, number, name, maker) for number, name in enumerate(found, start=1)]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a pseudonym is no name of a person, as it remarks
        segmentation = hd.seg.Segmentation(
            source_images=[_without_lone_spacing(source) for source in sources],
            pixel_array=np.stack(list(found.values()), axis=-1).astype(np.uint8),
            segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
            segment_descriptions=described,
            series_instance_uid=hd.UID(),
            series_number=1,
            sop_instance_uid=hd.UID(),
            instance_number=1,
            manufacturer="D2H",
            manufacturer_model_name="d2h.images",
            software_versions="1",
            device_serial_number="0",
        )
    segmentation.save_as(path)
    return Path(path)


def read_masks(path: str | Path, images: Image | Images) -> dict[str, Array]:
    """The masks in a DICOM segmentation, slices × rows × columns, in the order of `images`."""
    import highdicom as hd

    sources = [image.dicom for image in ([images] if isinstance(images, Image) else images)]
    segmentation = hd.seg.segread(path)
    names = [str(segment.SegmentLabel) for segment in segmentation.SegmentSequence]
    if len(sources) == 1 and int(sources[0].get("NumberOfFrames", 1)) > 1:
        frames = list(range(1, int(sources[0].NumberOfFrames) + 1))
        cells = segmentation.get_pixels_by_source_frame(
            sources[0].SOPInstanceUID, frames, assert_missing_frames_are_empty=True
        )
    else:
        cells = segmentation.get_pixels_by_source_instance(
            [source.SOPInstanceUID for source in sources], assert_missing_frames_are_empty=True
        )
    return {name: cells[..., place] != 0 for place, name in enumerate(names)}


def _described(hd: Any, number: int, name: str, maker: Any) -> Any:
    plain = unicodedata.normalize("NFKD", name.lower().replace("œ", "oe"))
    told = "".join(letter for letter in plain if not unicodedata.combining(letter))
    organ = next((code for word, code in _ORGANS.items() if word in told.split()), None)
    return hd.seg.SegmentDescription(
        segment_number=number,
        segment_label=name[:64],
        segmented_property_category=_ORGAN if organ else _TISSUE,
        segmented_property_type=organ or _TISSUE,
        algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
        algorithm_identification=maker,
    )


def _without_lone_spacing(source: pydicom.Dataset) -> pydicom.Dataset:
    """A projection has no slice: readers of segmentations take no spacing without a thickness."""
    if "FrameOfReferenceUID" in source or "PixelSpacing" not in source:
        return source
    kept = pydicom.Dataset(source)
    del kept.PixelSpacing
    kept.file_meta = source.file_meta
    return kept
