"""What the scripts of the public pages say, for their readers in other languages (`said` in cms/static/cms/words.js)."""

from django.utils.translation import gettext as _

SCRIPT_WORDS = (
    *("自分のリスト", "自分のリスト（$1）", "自分のリストに 入れる", "✓ リストに 入っています"),
    *("$1つの 候補があります。上下のキーで えらべます。", "、", "閉じる", "大きくする", "小さくする"),
    *(
        "$1か所",
        "$1か所。押すと、大きくして見ます。",
        "（およその位置）",
        "（古いかもしれません）",
        "およその位置です。",
    ),
    *("古いかもしれません。行く前に たしかめてください。", "地図を大きくする", "地図を小さくする"),
    "地図。矢印のキーで動き、＋と−で大きさが変わります。",
    "この地図の中に $1か所",
    "この地図の中には、ありません。地図を動かすか、小さくしてみてください。",
    "地図の場所を読みこめませんでした。一覧には、同じ場所が出ています。",
    "地図を読みこめませんでした。ページを もういちど 開いてみてください。",
)
"""As they stand in the scripts; $1 is a number."""


def script_words() -> dict[str, str]:
    """Each of them in the language of the page."""
    return {text: _(text) for text in SCRIPT_WORDS}
