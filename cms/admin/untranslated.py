"""Words of Wagtail's pages that stand in its templates and in no catalogue of translations: put into Japanese as they go out.

A copy of the templates would have to follow every version of Wagtail. Where a new version says it in another way, the walk over
all pages finds the English word (tests/cms/test_crawl.py).
"""

from wagtail.admin.forms import choosers
from wagtail.admin.paginator import WagtailPaginator

WORDS = {b'value="Search"': 'value="さがす"'.encode(), rb"value=\"Search\"": r"value=\"さがす\"".encode()}
"""As the words stand in a page, and in a dialog, which comes as JSON."""
COUNTERS = {
    "場所": "か所",
    "地域資源": "か所",
    "団体": "団体",
    "画像": "枚",
    "写真": "枚",
    "利用者": "人",
    "ページ": "ページ",
}
"""The counter word of what a list holds, by its name; of anything else 件."""
LABELS = {
    "link_text": "リンクの文字",
    "email_address": "メールアドレス",
    "subject": "件名",
    "body": "本文",
    "phone_number": "電話番号",
}
"""Fields of the dialogs that make a link; Wagtail names them in English alone."""
_LINK_FORMS = (
    choosers.ExternalLinkChooserForm,
    choosers.AnchorLinkChooserForm,
    choosers.EmailLinkChooserForm,
    choosers.PhoneLinkChooserForm,
)
_TYPES = ("text/html", "application/json")


def in_japanese(response):
    """The response of a view of the admin, with the words of WORDS in Japanese; also one that is rendered later."""
    if hasattr(response, "add_post_render_callback"):
        response.add_post_render_callback(_replace)
    else:
        _replace(response)
    return response


def _replace(response) -> None:
    if not response.streaming and response.headers.get("Content-Type", "").startswith(_TYPES):
        body = response.content
        for words, japanese in WORDS.items():
            body = body.replace(words, japanese)
        response.content = body


def _counted(paginator: WagtailPaginator) -> str:
    """「56か所」 below a list, where Wagtail puts the number before the name: 「56 場所」."""
    return f"{paginator.count:,}{COUNTERS.get(str(paginator.verbose_name), '件')}"


def count_and_label_in_japanese() -> None:
    """Called once when the app is ready: for every list and chooser of the admin, and the dialogs of links."""
    for form in _LINK_FORMS:
        for name in LABELS.keys() & form.base_fields.keys():
            form.base_fields[name].label = LABELS[name]
    WagtailPaginator.items_count_label = property(_counted)
