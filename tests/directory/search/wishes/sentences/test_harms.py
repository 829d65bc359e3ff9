"""Danger and ailments in words that no table has: who does what to whom (fixtures/wish_harms.yaml)."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read

IN_DANGER = """
父が酒をたくさん飲んで殴る、父が毎晩殴る、父が浴びるほど飲んで殴る、夫が急に蹴ってくる、彼に髪をつかまれ引きずられた、旦那がキレると皿を投げる、兄が部屋で暴れて怖い、母が私を縛って押し入れに閉じ込める、義父が布団に入ってくる、
義理の父が夜中に体を触ってくる、妻が包丁を向けてくる、孫がばあちゃんを突き飛ばす、息子が年金を取り上げる、夫が生活費をくれない、夫に毎日監視されている、ママに死ねと言われた、パパに外に出された、赤ん坊を床に落としそうになる、
母を階段から突き飛ばしてしまった、子どもの口をふさいでしまった、寝たきりの夫の首を絞めたくなる、橋の上から飛び降りようと思う、屋上に来てるもう飛びたい、電車に飛び込もうか迷う、風邪薬を一瓶飲んだ、睡眠薬を全部飲んでしまおう、
カッターで腕を切るのがやめられない、生きていく気力がわかない、生きる理由が見つからない、生きてるだけで迷惑、私さえいなければ家族は楽、亡くなった妻のそばに行きたい、朝が来なければいい、目が覚めないでほしい、車の中で夜を明かしている、
マンガ喫茶で寝泊まり、橋の下で暮らしてる、父に鍵を変えられて入れない、泊まるあてがない、帰る家を失った、彼女に家から追い出された、my boyfriend choked me last night、he slapped me、
meu marido quer me matar、chồng tôi hay đánh đập tôi、sinasaktan ako ng asawa ko、爸爸喝醉了就打我、ロープを買った、もう何もかもおしまいだ、練炭を買った、
元カレが家の前で待っている、知らない男に後をつけられている、カードを全部旦那に握られている、弟が刃物を振り回す、ストーブに手を押し付けられた、階段から突き落とされた、耳元で殺すぞと言われる、お父さんの機嫌が悪いと殴られるので帰れない
"""
UNHARMED = """
バンジージャンプで飛び降りたい、将棋でボコボコにされたい、父が太鼓を叩く、母の肩を叩いてあげたい、孫がボールを蹴る、息子が野球でバットを振る、夫が怒鳴らない人になってほしい、夫が壁を塗り直してくれない、妻が包丁を研いでほしい、娘が絵本の鬼退治が好き、
監督に怒鳴られるのが苦手、夫が脅威の検診、母が薬をたくさん飲んでいる、薬をたくさんもらう、橋の上から写真を撮りたい、屋上で体操、プールに飛び込みたい、車で寝たきりの父を運んでほしい、公園で寝転びたい、駅で待ち合わせ、生きがいがない、
生き物を飼うのが好き、生きる意味を考える読書会、亡くなった夫の墓に行きたい、亡くなった妻の服を手放したい、朝が来るのが早い、帰る場所の近く、大家に追い出されそう、手首が痛い、腕を切磋琢磨したい、兄が柔道を教える、弟にサッカーで負けた、
父に将棋を習いたい、姉に猫を預けたい、私が死んだら猫が心配、私が死んだあとの手続き、息子が朝起きてこない、娘に暴力をふるわない子育て、夫が飲み会で帰らない、my son plays football、my dad beats me at chess、
he throws a ball with me、con trai đá bóng、爸爸打麻将、母が物をなくして困る、父が物を捨てない、夫が物を投げ出すように退職した、母が暴れん坊将軍を見る、包丁の使い方を父に習う、子どもを叩かない育て方、
赤ちゃんを落とさない抱き方、子どもに手をあげない方法を学びたい、息子がゲームで暴れる、夫が壁を殴る映画、窓から海が見えるカフェ、海に行きたい、ベランダで野菜、電車に乗れない、父が襲名披露、親に言われて来た、母に内緒で行きたい、夫にお金を借りた、
彼と別れた、弟が怒りっぽい、上司に怒鳴られる、寝る前の体操、泊まる所がきれい、帰る家がない猫
"""


def _each(texts: str) -> list[str]:
    return [text.strip() for text in texts.replace("\n", "").split("、") if text.strip()]


@pytest.mark.parametrize("text", _each(IN_DANGER))
def test_who_is_harmed_or_wants_to_die_is_heard(text):
    assert read(text).is_danger


@pytest.mark.parametrize("text", _each(UNHARMED))
def test_sport_negation_and_what_is_harmless_are_silent(text):
    assert not read(text).is_danger


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("膝がぎくぎくする", "worry:illness"),
        ("舌がピリピリする", "worry:illness"),
        ("一晩中寝返りばかり", "worry:mental"),
        ("財布に三百円しかない", "worry:money"),
        ("卵も買えない", "worry:food"),
        ("下着すら買えない", "worry:money"),
        ("祖父の見守りで部活を休む", "worry:young_carer"),
        ("妹の世話をしている中学生", "worry:young_carer"),
        ("途中で抜けても怒られない", "feature:leave_early"),
        ("三階の住人がドスンドスン", "worry:neighbours"),
    ],
)
def test_what_ails_is_known_by_where_and_how(text, meant):
    assert concepts(text) == {meant}


def test_what_hurts_beside_a_wish_is_only_told():
    assert concepts("肩がこわばるので体操") == {"activity:exercise"}


def test_who_cannot_reach_a_shop_has_food_enough_money_for():
    assert "worry:food" not in concepts("店が遠くて野菜も買えない")
