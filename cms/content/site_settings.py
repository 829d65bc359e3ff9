"""The settings of the site: the city's name and colour, its consultation desk; and the context of every page."""

from functools import partial

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from cms.content.colours import NIGHT, PAPER, TEXT_CONTRAST, contrast, is_colour, readable_on
from cms.content.reader_choices import choices_of
from directory.accounts.mail_addresses import AddressField
from directory.catalogue.contact_texts import typed_telephone
from directory.catalogue.town_alerts import banners
from directory.geo.walking import FASTEST, SLOWEST, SPEED
from directory.read_only import is_read_only
from directory.text_fields import OneLineField, SeveralLinesField

LONGEST_TELEPHONE = 20


def validate_accent(colour: str) -> None:
    """Raises ValidationError unless white text can be read on the colour, and the colour on white paper."""
    if not is_colour(colour):
        raise ValidationError("色は # と6けたで入れてください（例: #006173）。")
    if contrast(colour, PAPER) < TEXT_CONTRAST:
        raise ValidationError("この色はうすくて、文字が読みにくくなります。もっと濃い色にしてください。")


@register_setting(icon="site")
class SiteSettings(BaseGenericSetting):
    """What a city sets for its site; one row."""

    city_name = OneLineField("市の名前", max_length=30, blank=True, help_text="例: 稲城市。ページの上に出ます。")
    municipality = models.ForeignKey(
        "directory.Municipality",
        models.SET_NULL,
        verbose_name="市町村",
        related_name="+",
        null=True,
        blank=True,
        help_text="一覧と地図は、はじめに ここの場所を出します。",
    )
    greeting = OneLineField(
        "はじめのことば", max_length=120, blank=True, default="行ってみたい場所が、きっとあります。"
    )
    accent = OneLineField(
        "市の色", max_length=7, default="#006173", validators=[validate_accent], help_text="例: #006173"
    )
    walking_speed = models.PositiveSmallIntegerField(
        "歩く速さ（1分に何メートル）",
        default=SPEED,
        validators=[
            MinValueValidator(SLOWEST, f"{SLOWEST}から{FASTEST}までの数字を入れてください。"),
            MaxValueValidator(FASTEST, f"{SLOWEST}から{FASTEST}までの数字を入れてください。"),
        ],
        help_text="「歩いて約8分」は、この速さで数えます。60は ゆっくり歩く人、80は 不動産の広告の速さです。坂の多い町では小さくしてください。",
    )
    desk_name = OneLineField("相談窓口の名前", max_length=60, blank=True)
    desk_telephone = OneLineField(
        "相談窓口の電話", max_length=LONGEST_TELEPHONE, blank=True, help_text="例: 042-123-4567"
    )
    desk_hours = OneLineField("相談窓口の時間", max_length=80, blank=True, help_text="例: 平日 8時30分〜17時15分")
    desk_email = AddressField(
        "相談窓口のメールアドレス",
        blank=True,
        help_text="メールに返事をした人の返事が、ここに届きます。窓口の人が読むアドレスにしてください。",
    )
    open_data_licence = OneLineField(
        "オープンデータの使い方の決まり",
        max_length=60,
        blank=True,
        default="",
        db_default="",
        help_text="例: CC BY 4.0。「オープンデータ」のページに出ます。決まるまで空けておくと、市に聞くように出ます。",
    )

    line_alerts = models.BooleanField(
        "緊急のお知らせを LINEでも 知らせる",
        default=False,
        db_default=False,
        help_text="市のLINEを 登録している みんなに、「緊急のお知らせが 出ています」と ページの場所だけを おくります。アカウントの鍵が サーバーに 入っているときだけ うごきます。訓練は おくりません。",
    )
    line_weekly = models.BooleanField(
        "変わった所があることを LINEでも 知らせる",
        default=False,
        db_default=False,
        help_text="月曜日の ひるまに、その前の 1週間に 変わった所があれば、「この1週間に 変わった所があります」と ページの場所だけを おくります。",
    )

    accessibility_day = models.DateField(
        "アクセシビリティ方針を きめた日",
        null=True,
        blank=True,
        help_text="入れると「アクセシビリティ方針」と「試験結果」のページが 出ます。空けておくと 出ません。",
    )
    accessibility_note = SeveralLinesField(
        "まだ できていないこと",
        blank=True,
        default="",
        db_default="",
        help_text="「アクセシビリティ方針」に出ます。例: 古いPDFは 読み上げられません。2027年3月までに 作りなおします。",
    )

    class Meta:
        verbose_name = "サイトの設定"

    @classmethod
    def _get_or_create(cls):
        """The row, which Wagtail makes where there is none; as it would be made, where nothing can be written."""
        return cls.base_queryset().first() or (cls() if is_read_only() else cls.objects.create())

    def clean(self):
        """Bring the telephone into its usual form; a text that stands there already stays."""
        if self.desk_telephone == type(self).objects.values_list("desk_telephone", flat=True).first():
            return
        try:
            number, beside = typed_telephone(self.desk_telephone)
        except ValueError as wrong:
            raise ValidationError({"desk_telephone": str(wrong)}) from wrong
        self.desk_telephone = f"{number}（{beside}）" if beside else number
        if len(self.desk_telephone) > LONGEST_TELEPHONE:
            raise ValidationError({"desk_telephone": f"番号だけを書いてください。「{beside}」は、時間の欄に書けます。"})

    def __str__(self):
        return self.title

    @property
    def home(self) -> str:
        """The code of its municipality; "" for a site of no city."""
        return self.municipality_id or ""

    @property
    def desk_to_call(self) -> str:
        """The desk with its telephone and hours in one line; "" where it has no telephone."""
        if not self.desk_telephone:
            return ""
        hours = f"（{self.desk_hours}）" if self.desk_hours else ""
        return f"{self.desk_name or '相談窓口'} {self.desk_telephone}{hours}"

    @property
    def title(self) -> str:
        """The name of the site."""
        return f"{self.city_name} いばしょマップ".strip()

    @property
    def accent_css(self) -> str:
        """The stylesheet with the city's colour for both themes."""
        dark = readable_on(NIGHT, self.accent)
        return (
            f":root{{--accent:{self.accent};--on-accent:{PAPER}}}"
            f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--on-accent:#000000}}}}"
        )


def site_context(request) -> dict:
    """Template context of every page; the alerts are read where a page shows them."""
    city = SiteSettings.load(request_or_site=request)
    return {
        "city": city,
        "alerts": partial(banners, city.home),
        "is_demo": settings.IS_DEMO,
        "is_debug": settings.DEBUG,
        "full_font": settings.FULL_FONT,
        "site_url": settings.SITE_URL,
        **choices_of(request)._asdict(),
    }
