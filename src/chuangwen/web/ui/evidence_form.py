"""The form of evidence: a place for each usual proof, others, and a link to what is published.

A file that has come once is not asked for again: when something else in the
form must be mended, it is kept in store and cited by a signed line.
"""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from chuangwen.civic.ledger import storage
from chuangwen.civic.ledger.operations.evidence import NewEvidence
from chuangwen.civic.ledger.queries.evidence import usual_proofs
from chuangwen.civic.ledger.storage import StoredFile
from chuangwen.civic.wordbook import kinds
from chuangwen.core.catalogue import Kind
from chuangwen.core.files import NotAccepted
from chuangwen.web.ui.entry_fields import FilesField, FilesInput
from chuangwen.web.ui.forms import PoliteForm

ACCEPT = ".jpg,.jpeg,.png,.webp,.gif,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.txt,.csv,.mp4"
NAME_LIMIT = 200
SALT = "evidence kept"
SCREENSHOTS = "files_screenshot"
KEPT_SECONDS = 12 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A file in store that waits for its form to be mended."""

    line: str
    piece: NewEvidence

    @property
    def label(self) -> str:
        """Return how the page names it."""
        return f"{self.piece.name}（{kinds().evidence.get(self.piece.proof, '其他')}）"


class EvidenceForm(PoliteForm):
    """What stands behind an entry of one kind; the usual proofs come first."""

    other_proof = forms.ChoiceField(label="其他材料的类型", required=False)
    link = forms.CharField(
        label="网页链接",
        required=False,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="已经公开的报道、公众号文章，填链接就行，不用再传文件。",
    )
    link_name = forms.CharField(label="链接名称", required=False, max_length=NAME_LIMIT)
    link_proof = forms.ChoiceField(label="链接的类型", required=False)

    def __init__(self, kind: Kind, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kept: list[Kept] = []
        self.usual = [(code, kinds().evidence[code]) for code in kind.evidence if code != "web_page"]
        proofs = usual_proofs(kind.code)
        rest = [(code, name) for code, name in proofs if code not in dict(self.usual) and code != "web_page"]
        for code, name in self.usual:
            self.fields[f"files_{code}"] = _files(name)
        self.fields["files_screenshot"] = _files("网页截图")
        self.fields["files_other"] = _files("其他材料")
        self.fields["other_proof"].choices = sorted(rest, key=lambda word: word[0] != "other")  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["link_proof"].choices = sorted(proofs, key=lambda word: word[0] != "web_page")  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def usual_fields(self) -> list[forms.BoundField]:
        """Return a field for each usual proof."""
        return [self[f"files_{code}"] for code, _ in self.usual]

    @property
    def is_opened(self) -> bool:
        """Say whether the less usual fields have something to show."""
        names = {"link", "link_name", "link_proof", "files_screenshot", "files_other", "other_proof"}
        return bool(names & set(self.errors)) or bool(self.data.get("link")) or not self.usual

    def take_in(self) -> bool:
        """Lay down the files that came, whatever else the form says; then say whether all is well.

        Files that came with an earlier sending are found again by their signed lines.
        """
        self.is_valid()
        self.kept = [kept for line in self._lines() if (kept := _found_again(line))]
        for name, proof in self._inputs():
            for upload in self.cleaned_data.get(name) or ():
                self._store(name, proof, upload)
        return not self.errors

    def _lines(self) -> Iterable[str]:
        getlist = getattr(self.data, "getlist", None)
        return getlist("kept") if getlist else ()

    def _inputs(self) -> list[tuple[str, str]]:
        """Return each input of files with the type of proof that it takes."""
        said = self.cleaned_data
        page, other = said.get("link_proof") or "web_page", said.get("other_proof") or "other"
        usual = [(f"files_{code}", code) for code, _ in self.usual]
        return [*usual, (SCREENSHOTS, page), ("files_other", other)]

    def _store(self, field: str, proof: str, upload: "UploadedFile[Any]") -> None:
        name = clean_name(upload.name or "")
        try:
            file = storage.store(upload.chunks())
        except NotAccepted as refusal:
            self.add_error(field, f"“{name}”没有保存：{refusal.why}{refusal.remedy}")
            return
        piece = NewEvidence(proof=proof, name=name, file=file, is_screenshot=field == SCREENSHOTS)
        self.kept.append(Kept(line=_line(piece), piece=piece))

    def pieces(self) -> list[NewEvidence]:
        """Return the evidence to attach: the files in store, and the link."""
        pieces = [kept.piece for kept in self.kept]
        said = self.cleaned_data
        if said.get("link"):
            proof = said.get("link_proof") or "web_page"
            pieces.append(NewEvidence(proof=proof, name=said.get("link_name", ""), url=said["link"].strip()))
        return pieces


def _files(label: str) -> FilesField:
    attrs = {"accept": ACCEPT, "data-cap": settings.UPLOAD_CAP}
    return FilesField(label=label, required=False, allow_empty_file=True, widget=FilesInput(attrs=attrs))


def clean_name(name: str) -> str:
    """Return a file's name as a page may show it: no signs that are not printed, no more than its column holds."""
    return "".join(letter for letter in name if letter.isprintable()).strip()[-NAME_LIMIT:]


def _line(piece: NewEvidence) -> str:
    file = asdict(piece.file) if piece.file else {}
    said = {"file": file, "proof": piece.proof, "name": piece.name, "is_screenshot": piece.is_screenshot}
    return signing.dumps(said, salt=SALT, compress=True)


def _found_again(line: str) -> Kept | None:
    try:
        said = signing.loads(line, salt=SALT, max_age=KEPT_SECONDS)
    except signing.BadSignature:
        return None
    return Kept(line=line, piece=NewEvidence(**said | {"file": StoredFile(**said["file"])}))
