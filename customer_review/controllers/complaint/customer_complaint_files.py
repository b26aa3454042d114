from odoo.exceptions import UserError
from odoo.http import request
from odoo.tools.mimetypes import guess_mimetype

from ..review.posted import clean, read_line

MAX_FILES = 10
MAX_BYTES = 10 * 1024 * 1024
# Extension: how the content must begin to be read as such.
ALLOWED_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "txt": "text/plain",
    "csv": "text/plain",
    "mp4": "video/mp4",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def read_files(name="files"):
    """Return the uploaded files as ``[(filename, bytes)]``.

    :raises UserError: too many, too large, or of a type that is not allowed
    """
    files = [file for file in request.httprequest.files.getlist(name) if file.filename]
    for file in files:
        file.filename = " ".join(clean(file.filename).split()) or "file"
    if len(files) > MAX_FILES:
        raise UserError(
            request.env._("Please send at most %(count)s files.", count=MAX_FILES)
        )
    return [(file.filename[-120:], read_file(file)) for file in files]


def read_file(file):
    content = file.read(MAX_BYTES + 1)
    if len(content) > MAX_BYTES:
        raise UserError(
            request.env._(
                "'%(file)s' is larger than %(size)s MB. Please send a smaller one.",
                file=file.filename,
                size=MAX_BYTES // 1024 // 1024,
            )
        )
    extension = file.filename.rpartition(".")[2].lower()
    expected = ALLOWED_TYPES.get(extension)
    found = guess_mimetype(content, default="")
    if not expected or not is_type(found, expected):
        raise UserError(
            request.env._(
                "'%(file)s' cannot be sent. Allowed are pictures, PDF, Word, Excel,"
                " text and MP4 files.",
                file=file.filename,
            )
        )
    return content


def is_type(found, expected):
    """Return whether the content looks like what its name says."""
    if expected == "text/plain":
        return found in ("text/plain", "")
    if expected.startswith("application/vnd"):
        return found in (expected, "application/zip")
    if expected == "video/mp4":
        return found in (expected, "application/octet-stream", "")
    return found == expected


def read_quantity(post, name):
    """Return a posted quantity, 0 where it is none."""
    try:
        quantity = float(read_line(post, name, 20).replace(",", "."))
    except ValueError:
        return 0.0
    return quantity if 0 <= quantity < 10**12 else 0.0
