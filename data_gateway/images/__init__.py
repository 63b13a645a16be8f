"""De-identified medical images: what of a DICOM object may leave the site, and what must not."""
