"""Small files of each kind, made by code."""

import io
import zipfile

from django.core.files.uploadedfile import SimpleUploadedFile

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 32
PARTS = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}


def sent(name: str = "cas.pdf", data: bytes = PDF) -> SimpleUploadedFile:
    """A file as a browser sends it; the type it claims is never believed."""
    return SimpleUploadedFile(name, data, content_type="text/html")


def book(kind: str = "docx", **more: bytes) -> bytes:
    """An office file; `more` are parts by name, « / » written as « __ »."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr(PARTS[kind], "<x/>")
        for name, data in more.items():
            parts.writestr(name.replace("__", "/"), data)
    return out.getvalue()
