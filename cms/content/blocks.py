"""What an editor can put on a guide or news page."""

from wagtail import blocks
from wagtail.images.blocks import ImageBlock

RICH_TEXT = ["h2", "h3", "bold", "ol", "ul", "link", "document-link"]
"""What the text editor offers; the page's own title is the only h1."""


class NoticeBlock(blocks.StructBlock):
    """A highlighted notice."""

    kind = blocks.ChoiceBlock([("info", "お知らせ"), ("caution", "注意")], default="info", label="しゅるい")
    text = blocks.RichTextBlock(features=["bold", "link"], label="ことば")

    class Meta:
        icon = "warning"
        label = "目立つお知らせ"
        template = "blocks/notice.html"


class QuestionBlock(blocks.StructBlock):
    """A question with its answer, which is folded at first."""

    question = blocks.CharBlock(label="よくある質問")
    answer = blocks.RichTextBlock(features=RICH_TEXT, label="答え")

    class Meta:
        icon = "help"
        label = "質問と答え"
        template = "blocks/question.html"


class BodyBlock(blocks.StreamBlock):
    """The body of a page."""

    text = blocks.RichTextBlock(features=RICH_TEXT, label="文章", icon="pilcrow")
    notice = NoticeBlock()
    question = QuestionBlock()
    image = ImageBlock(label="写真", template="blocks/image.html")

    class Meta:
        label = "内容"
