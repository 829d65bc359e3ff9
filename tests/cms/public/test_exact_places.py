"""What says it exactly comes before what only shares a class, a condition decides nothing about a subject that has no place, and
a sentence in another language keeps both what it asks and that somebody from abroad asks it."""

import pytest

from tests.factories import make_resource

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Desks, groups that share an activity or a worry with others, and some that are there for it alone."""
    make_resource(name="なんでも相談", kinds=["consultation"], worries=["other", "money", "withdrawal", "family"])
    make_resource(name="こもる人の相談", kinds=["consultation"], worries=["withdrawal"])
    make_resource(name="からだの相談", kinds=["consultation"], worries=["illness"])
    make_resource(name="こどもの相談", kinds=["consultation"], worries=["violence", "childcare"], targets=["children"])
    make_resource(name="女の人の相談", kinds=["consultation"], worries=["violence"])
    make_resource(name="外国の人の相談", kinds=["consultation"], worries=["foreign_life"], targets=["foreign"])
    make_resource(name="しごとの相談", kinds=["consultation"], worries=["job_search", "tax"])
    make_resource(name="うちの家へ行く係", kinds=["consultation"], worries=["nursing"], summary="家まで行きます。")
    make_resource(name="不登校の親の会", kinds=["cafe"], worries=["withdrawal", "bullying", "childcare"])
    make_resource(name="若者の部屋", kinds=["youth_space"], worries=["withdrawal"])
    make_resource(name="酒をやめる会", kinds=["club"], activities=["peer_support"], worries=["illness"])
    make_resource(
        name="手話の会", kinds=["club"], activities=["peer_support", "culture"], features={"sign_language": "yes"}
    )
    make_resource(name="たべものの日", kinds=["meal"], worries=["food", "money"])
    make_resource(name="十分堂", kinds=["club"], summary="十分ほど話します。")
    make_resource(name="男の料理", kinds=["club"], activities=["cooking"])
    make_resource(name="いろいろサロン", kinds=["salon"], activities=["tea", "music", "exercise"])
    make_resource(name="せせらぎ", kinds=["club"], activities=["music"])
    make_resource(name="花だんの手入れ", kinds=["volunteering"], activities=["gardening"])
    make_resource(name="日本語ボランティア", kinds=["volunteering"], activities=["culture"])


def listed(client, text):
    return [place["name"] for place in client.get("/places.json", {"q": text}).json()["places"]]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("歌いたい", "せせらぎ"),
        ("ピアノを弾きたい", "せせらぎ"),
        ("中3の娘が不登校です", "不登校の親の会"),
        ("部屋から出てこない息子", "こもる人の相談"),
        ("夫を亡くしました。同じ境遇の人と話したい", "なんでも相談"),
        ("ペットロスがつらい", "なんでも相談"),
        ("がん患者の集まり", "からだの相談"),
        ("隣の部屋から 子どもを怒鳴る声がします", "こどもの相談"),
        ("隣のベランダに 子どもが締め出されて泣いている", "こどもの相談"),
        ("夫に殴られます", "女の人の相談"),
        ("窓口に行くのがこわい", "うちの家へ行く係"),
        ("I lost my job", "しごとの相談"),
        ("sem emprego e sem renda em casa", "しごとの相談"),
    ],
)
def test_what_is_there_for_it_comes_first(client, town, text, first):
    assert first in listed(client, text)[:2]
    if not text.isascii():
        assert listed(client, text)[0] == first


@pytest.mark.parametrize(
    ("text", "among", "never"),
    [
        ("夫を亡くしました。同じ境遇の人と話したい", {"なんでも相談"}, {"手話の会", "酒をやめる会"}),
        ("妻と死別、自炊する気になれない", {"なんでも相談", "男の料理"}, {"手話の会"}),
        ("がん患者の集まり", {"からだの相談"}, {"酒をやめる会"}),
        ("日本語を外国人に教えたい", {"日本語ボランティア"}, {"外国の人の相談"}),
        ("送迎を手伝いたい", {"花だんの手入れ"}, {"うちの家へ行く係"}),
        ("電気代が払えない", {"しごとの相談", "たべものの日", "なんでも相談"}, set()),
        ("家賃が払えない", {"たべものの日", "なんでも相談"}, set()),
        ("我想找工作，但是日语不好", {"しごとの相談", "外国の人の相談"}, set()),
        ("Tôi bị mất việc", {"しごとの相談", "外国の人の相談"}, set()),
        ("Meu filho não quer ir para a escola", {"こもる人の相談", "外国の人の相談"}, set()),
        ("孩子在学校被欺负怎么办", {"不登校の親の会", "外国の人の相談"}, {"せせらぎ"}),
        ("I want to sing in a choir", {"せせらぎ"}, {"しごとの相談"}),
        ("十分な収入があるのに渡してもらえず、暴力も振るわれている", {"女の人の相談"}, set()),
        ("妻に先立たれ、夕飯を一人で食べるのが さみしい", {"なんでも相談"}, {"手話の会"}),
        ("寂しくないか心配な母", set(), {"からだの相談"}),
        ("流産しました", set(), {"若者の部屋", "いろいろサロン"}),
    ],
)
def test_who_helps_with_any_of_it_is_listed_and_who_shares_only_a_condition_is_not(client, town, text, among, never):
    names = set(listed(client, text))
    assert among <= names
    assert not never & names


@pytest.mark.parametrize(
    ("text", "unheard"),
    [
        ("幼稚なことはしたくない カラオケ 80代の父", []),
        ("周りの視線が気になるけど 歌いたい", []),
        ("腕相撲が したい 歌も歌いたい", ["腕相撲"]),
        ("へちま水 カラオケ", ["へちま水"]),
        ("ヌルハチ堂に行ってから 歌いたい", ["ヌルハチ堂"]),
    ],
)
def test_ordinary_words_of_a_sentence_are_not_said_to_be_unknown(client, town, text, unheard):
    assert client.get("/places.json", {"q": text}).json()["unheard"] == unheard
    shown = client.get("/", {"q": text})
    assert ("のことは、分かりませんでした" in shown.content.decode()) == bool(unheard)
    assert not any(option.value.startswith("name:") for option in shown.context["facets"].wished)
