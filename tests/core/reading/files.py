"""Files made for tests, byte by byte where no library would make them so."""

import io
import zipfile

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BODY = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{W}"><w:body>%s</w:body></w:document>'


def docx_bytes(build):
    """A Word file that `build` fills in."""
    document = docx.Document()
    build(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def raw_docx(xml, **parts):
    """A zip with just a document part, of any XML, and further parts."""
    return zip_bytes({"word/document.xml": xml, **parts})


def zip_bytes(parts):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def tracked(paragraph, tag, text):
    """Add a tracked insertion (w:ins) or deletion (w:del) to a paragraph."""
    change, run = OxmlElement(f"w:{tag}"), OxmlElement("w:r")
    words = OxmlElement("w:t" if tag == "ins" else "w:delText")
    words.text = text
    run.append(words)
    change.append(run)
    change.set(qn("w:id"), "1")
    paragraph._p.append(change)


def pdf_bytes(pages):
    """A PDF whose pages hold lines of ASCII text; an empty page has no text layer."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", ""]
    kids = []
    for lines in pages:
        stream = "BT /F1 12 Tf 50 780 Td 16 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R /Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    return _with_table(objects)


def _with_table(objects):
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return out + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
