"""What is true: entries with their evidence, and where they came from."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from chuangwen.civic.ledger.enums import BatchStatus, EvidenceForm, ProposalStatus, Source, Status
from chuangwen.civic.orgs.models import Unit

PERSON = settings.AUTH_USER_MODEL


class EvidenceFile(models.Model):
    """A file's bytes, stored once under their SHA-256.

    The original is sealed; `view` is what pages show: an image re-encoded
    without EXIF, or empty when the original itself may be shown.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    media_type = models.CharField(max_length=100)
    original = models.CharField(max_length=120)
    view = models.CharField(max_length=120, blank=True)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256[:12]


class SourceDocument(models.Model):
    """A report handed in to be read: its bytes and the text that was read from them.

    `digest` is of the bytes, or of the text when it was pasted. `remarks` keeps
    what the reader said beside its proposals: blocks (pages, tables),
    contradictions, numbers passed over with the reason, and notes on the file.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="documents")
    name = models.CharField("名称", max_length=200)
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    text = models.TextField()
    digest = models.CharField(max_length=64)
    written_on = models.DateField("成文日期", null=True, blank=True)
    from_date = models.DateField("材料时段起")
    until_date = models.DateField("材料时段止（不含）")
    remarks = models.JSONField("识读附注", default=dict)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="document_read_once_by_a_unit",
                fields=["unit", "digest"],
                violation_error_message="这份材料已经识读过。",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ImportBatch(models.Model):
    """One sheet handed in: its preview, then the receipt of what it made.

    The sheet's bytes stay sealed in `file` and are checked again at the commit;
    here lies only what a page shows. `mending` holds what the clerk changed in
    the preview: row number → column → new text, or null for a row left out.
    `rows` holds the rows worth a look, problems first, up to a bound; `summary` sums up all.
    A sheet `is_of_office` when an office records by it: `unit` is then the office's place, and each row names its own.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="+")
    is_of_office = models.BooleanField("文明办的表格", default=False)
    default_year = models.PositiveSmallIntegerField("默认年份")
    mending = models.JSONField("改动", default=dict)
    rows = models.JSONField("要看的行", default=list)
    summary = models.JSONField("概况", default=dict)
    status = models.CharField("状态", max_length=12, choices=BatchStatus, default=BatchStatus.PREVIEW)
    reason = models.CharField("撤销原因", max_length=200, blank=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    committed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    committed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="sheet_stands_once_in_a_unit",
                fields=["unit", "file"],
                condition=Q(status__in=[BatchStatus.PREVIEW, BatchStatus.COMMITTED]),
                violation_error_message="这份表格已经导入过。",
            ),
            models.CheckConstraint(
                name="committed_batch_says_who_and_when",
                condition=~Q(status__in=[BatchStatus.COMMITTED, BatchStatus.UNDONE])
                | Q(committed_by__isnull=False, committed_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Entry(models.Model):
    """One fact of one unit. Draft entries may change; a confirmed one never does.

    `times` is how many occurrences the entry stands for; `quantities` holds
    whole numbers at the decimals that the catalogue declares for the kind.
    `until_date` is exclusive: an entry of one day ends the day after it began.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField("类别", max_length=30)
    topic = models.CharField("主题", max_length=30, blank=True)
    title = models.CharField("标题", max_length=120)
    start_date = models.DateField("开始日期")
    until_date = models.DateField("结束日期（不含）")
    times = models.PositiveIntegerField("次数", default=1)
    quantities = models.JSONField("数量", default=dict, blank=True)
    level = models.CharField("级别", max_length=20, blank=True)
    medium = models.CharField("媒介", max_length=20, blank=True)
    place = models.CharField("地点", max_length=120, blank=True)
    note = models.CharField("说明", max_length=500, blank=True)
    is_approximate = models.BooleanField("约数", default=False)
    is_self_reported = models.BooleanField("主动报告", null=True, blank=True, default=None)
    status = models.CharField("状态", max_length=12, choices=Status, default=Status.DRAFT)
    corrects = models.ForeignKey("self", on_delete=models.PROTECT, related_name="corrections", null=True, blank=True)
    reason = models.CharField("更正或撤回原因", max_length=200, blank=True)
    source = models.CharField("来源", max_length=10, choices=Source, default=Source.TYPED)
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="entries", null=True, blank=True)
    row_number = models.PositiveIntegerField(null=True, blank=True)
    # A form's own key: the same form sent twice makes one entry.
    token = models.CharField(max_length=40, null=True, blank=True, unique=True)
    created_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(name="entry_by_unit_kind_day", fields=["unit", "kind", "start_date"]),
            models.Index(name="entry_by_unit_day", fields=["unit", "-start_date", "-id", "status"]),
            models.Index(name="entry_by_unit_end", fields=["unit", "until_date"]),
            models.Index(name="entry_by_confirmation", fields=["confirmed_at"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="entry_ends_after_it_begins",
                condition=Q(until_date__gt=F("start_date")),
                violation_error_message="结束日期不能早于开始日期。",
            ),
            models.CheckConstraint(
                name="confirmed_entry_says_who_and_when",
                condition=Q(status__in=[Status.DRAFT, Status.DISCARDED])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                violation_error_message="已确认的记录必须写明确认人和时间。",
            ),
            models.UniqueConstraint(
                name="entry_corrected_once",
                fields=["corrects"],
                condition=~Q(status=Status.DISCARDED),
                violation_error_message="这条记录已有更正，请在更正后的记录上再更正。",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Evidence(models.Model):
    """What stands behind an entry: a link to a file, a web page or a screenshot."""

    entry = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="evidence")
    form = models.CharField(max_length=12, choices=EvidenceForm)
    proof = models.CharField("佐证类型", max_length=20)
    file = models.ForeignKey(EvidenceFile, on_delete=models.PROTECT, related_name="links", null=True, blank=True)
    name = models.CharField("名称", max_length=200)
    url = models.URLField("链接", max_length=500, blank=True)
    added_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_is_a_file_or_a_link",
                condition=Q(file__isnull=False, url="") | Q(file__isnull=True) & ~Q(url=""),
                violation_error_message="请上传文件，或填写链接。",
            ),
            models.UniqueConstraint(
                name="file_proves_an_entry_once",
                fields=["entry", "file"],
                condition=Q(file__isnull=False, removed_at=None),
                violation_error_message="这条记录已有同一份文件。",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Proposal(models.Model):
    """A fact read from a document, waiting for the clerk's word.

    Offsets are positions in the document's text. `value` is in base units as
    printed (万 and 亿 expanded); `quantity` names what of the kind it fills
    (or "times"), and `amount` is the value in the unit of that quantity. `also`
    holds what else the words say of the same entry, as [quantity, amount, start,
    end] with the place of each number: 会议1次，42人参加 is one meeting with its people.
    """

    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="proposals")
    position = models.PositiveIntegerField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    number_start = models.PositiveIntegerField()
    number_end = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)
    topic = models.CharField(max_length=30, blank=True)
    title = models.CharField(max_length=120)
    value = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    unit_word = models.CharField(max_length=20, blank=True)
    quantity = models.CharField(max_length=30, blank=True)
    amount = models.DecimalField(max_digits=20, decimal_places=6, null=True, blank=True)
    is_approximate = models.BooleanField(default=False)
    is_plan = models.BooleanField(default=False)
    is_norm = models.BooleanField(default=False)
    is_base = models.BooleanField(default=False)
    is_event = models.BooleanField(default=False)
    also = models.JSONField(default=list)
    breakdown = models.CharField(max_length=200, blank=True)
    period = models.CharField(max_length=60, blank=True)
    subject = models.CharField(max_length=120, blank=True)
    from_date = models.DateField(null=True, blank=True)
    until_date = models.DateField(null=True, blank=True)
    confidence = models.PositiveSmallIntegerField()
    because = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=ProposalStatus, default=ProposalStatus.OPEN)
    known_as = models.ForeignKey(Entry, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, related_name="proposal", null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="proposal_at_its_place", fields=["document", "position"]),
            models.CheckConstraint(
                name="accepted_proposal_has_its_entry",
                condition=~Q(status=ProposalStatus.ACCEPTED) | Q(entry__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Term(models.Model):
    """A word of an office and what it stands for there; the units below inherit it.

    A unit's own word goes before those from above; one that `is_off` is not used
    here, whoever taught it. `document` is the report in which it was learnt.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="terms")
    words = models.CharField("词语", max_length=30)
    kind = models.CharField("类别", max_length=30)
    topic = models.CharField("主题", max_length=30, blank=True)
    is_off = models.BooleanField("停用", default=False)
    document = models.ForeignKey(SourceDocument, on_delete=models.PROTECT, related_name="+", null=True, blank=True)
    taught_by = models.ForeignKey(PERSON, on_delete=models.PROTECT, related_name="+")
    taught_at = models.DateTimeField("教会时间")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="word_means_one_thing_in_a_unit",
                fields=["unit", "words"],
                violation_error_message="本单位词表里已有这个词。",
            )
        ]

    def __str__(self) -> str:
        return self.words
