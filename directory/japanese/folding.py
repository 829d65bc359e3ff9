"""Japanese text made comparable: what people type and what is written, folded until they meet.

Pure: no database and no dictionary of readings (that is `directory.japanese.readings`). Folded text is for comparing only and is
never shown. The order of the steps and what each is worth were measured on confusable names (`tests.benchmarks.search`).
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

import jaconv

from directory.japanese.normal_form import LONG_TEXT, codes_of, letters_of, mask_of, normal, text_of, translated

# Old or variant form first, the form in use second.
_VARIANTS = """
髙高 﨑崎 嵜崎 碕崎 澤沢 濱浜 濵浜 邊辺 邉辺 齋斉 斎斉 齊斉 櫻桜 廣広 國国 學学 會会 舘館 敎教 龍竜 瀧滝 壽寿 德徳 惠恵 澁渋 澀渋 眞真 藏蔵
藝芸 體体 圓円 榮栄 寶宝 寳宝 黑黒 靜静 淨浄 濟済 條条 樂楽 檢検 氣気 淺浅 燈灯 爐炉 獨独 獻献 當当 發発 縣県 總総 繪絵 續続 聲声 聽聴 莊荘
萬万 藥薬 號号 蟲虫 醫医 鐵鉄 鑛鉱 關関 險険 隱隠 雜雑 顯顕 驛駅 鷄鶏 麥麦 齡齢 齒歯 嶋島 嶌島 峯峰 峽峡 冨富 凜凛 𠮷吉 槙槇 桒桑 栁柳 桺柳
橫横 步歩 每毎 緣縁 絲糸 辨弁 辯弁 瓣弁 豐豊 豫予 賣売 轉転 輕軽 邨村 鄕郷 釋釈 鹽塩 點点 戶戸 團団 圖図 晉晋 曉暁 曾曽 槪概 處処 亂乱 傳伝
價価 兒児 兩両 劍剣 劔剣 勞労 勵励 區区 卷巻 參参 變変 圍囲 壯壮 寬寛 寫写 實実 將将 專専 屆届 巖巌 帶帯 廳庁 應応 戀恋 戰戦 拔抜 擇択 擔担
據拠 擴拡 收収 敍叙 數数 斷断 舊旧 晝昼 樣様 歡歓 歸帰 殘残 淚涙 溪渓 滿満 灣湾 燒焼 營営 爲為 狀状 獎奨 畫画 疊畳 盡尽 祕秘 禪禅 禮礼 稻稲
穗穂 籠篭 粹粋 經経 緖緒 縱縦 繩縄 臺台 與与 莖茎 薰薫 藪薮 蠶蚕 衞衛 裝装 覺覚 觀観 觸触 讀読 譽誉 讓譲 贊賛 辭辞 遲遅 遙遥 郞郎 醉酔 釀醸
錢銭 鎭鎮 閒間 鬭闘 隨随 雙双 靈霊 靑青 飮飲 餘余 騷騒 驗験 髮髪 鷗鴎 黃黄 亞亜 佛仏 來来 內内 曻昇 嶽岳 凾函 吳呉 壺壷 姬姫 檜桧 祇祗 彌弥
禰祢 瑤瑶 萠萌 鶯鴬 才歳 凉涼
"""
_TO_HIRAGANA = {code: code - 0x60 for code in range(ord("ァ"), ord("ヶ") + 1)}
_SMALL_UP = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゐゑ", "あいうえおつやゆよわかいえ")
_TO_MODERN = {ord(pair[0]): ord(pair[1]) for pair in _VARIANTS.split()}
_CHANGES = _TO_MODERN | _TO_HIRAGANA
_SAME_SOUND = str.maketrans("ぢづを", "じずお")
_V_SOUNDS = (("ゔぁ", "ば"), ("ゔぃ", "び"), ("ゔぇ", "べ"), ("ゔぉ", "ぼ"), ("ゔ", "ぶ"))
_V = "ゔ"
_BETWEEN = re.compile("[\x1d-\x1f]")
"""Control codes that may stand between joined texts and are left there; in one text they are marks as others."""
_SPLIT = "\x1e"
_MARK = re.compile(r"(?:[^\w\x1d-\x1f]|[_ー])+")
_REPEATED = re.compile("[々ゝヽゞヾ]+")
# Each begins with the letter it is about, so that a long text is quickly looked through.
_THOUSANDS = re.compile(r",(?<=[0-9],)(?=[0-9]{3})")
_GA = re.compile(r"[かがけ](?:(?<=[一-鿿].)(?=[一-鿿])|(?<=[ぁ-ゖ][かけ])(?=丘))")
"""What is が however it is written: 旭ヶ丘, 梅ケ枝; after kana only before 丘, or カラオケ会 would lose its ケ."""
_UNITS = ("千", "百", "十", "")
_DIGITS = "〇一二三四五六七八九"
_TO_ASCII, _TO_DIGITS = str.maketrans(_DIGITS, "0123456789"), str.maketrans("0123456789", _DIGITS)
_NUMBER = re.compile(
    f"[0-9{_DIGITS}](?:(?<=[0-9〇])|(?<![{_DIGITS[1:]}].)[{_DIGITS[1:]}]*[0-9〇])[0-9{_DIGITS}]*", re.DOTALL
)
"""What of the digits in a row may have to be written otherwise: one that is in words already has neither of these."""
_ONE_KIND = re.compile(f"[0-9]+|[{_DIGITS}]+")

_LEGAL_FORMS = """
社会福祉法人 特定非営利活動法人 認定特定非営利活動法人 認定npo法人 npo法人 npo 一般社団法人 公益社団法人 一般財団法人 公益財団法人 社団法人 財団法人
医療法人社団 医療法人財団 医療法人 学校法人 宗教法人 更生保護法人 労働者協同組合 企業組合 生活協同組合 農業協同組合 株式会社 有限会社 合同会社 合資会社 合名会社
認可地縁団体 (株) (有) (同) (社福) (福) (特非) (認特非) (npo) (一社) (公社) (一財) (公財) (社) (財) (医) (医社) (学) (宗) (労協)
"""
_LEGAL_FORM = re.compile(
    "|".join(
        # 「tanpopo」 holds no NPO. The look back stands behind a letter, so that a long text is quickly looked through.
        re.sub("npo", "n(?<![a-z]n)po(?![a-z])", re.escape(form))
        for form in sorted(_LEGAL_FORMS.split(), key=len, reverse=True)
    )
)

# English words as they stand in the names of places, which romaji alone would read wrongly.
_ENGLISH = """
art:アート baby:ベビー bakery:ベーカリー base:ベース bazaar:バザー blue:ブルー book:ブック books:ブックス bridge:ブリッジ cafe:カフェ
camp:キャンプ care:ケア center:センター centre:センター chance:チャンス child:チャイルド choir:クワイア chorus:コーラス circle:サークル class:クラス
classic:クラシック club:クラブ coffee:コーヒー community:コミュニティ computer:コンピューター concert:コンサート corner:コーナー cosmos:コスモス
craft:クラフト curry:カレー dance:ダンス day:デイ diner:ダイナー dream:ドリーム english:イングリッシュ esports:イースポーツ event:イベント
factory:ファクトリー family:ファミリー farm:ファーム field:フィールド fitness:フィットネス flower:フラワー food:フード forest:フォレスト free:フリー
fresh:フレッシュ friend:フレンド friends:フレンズ futsal:フットサル game:ゲーム garden:ガーデン gate:ゲート gateball:ゲートボール golf:ゴルフ
gospel:ゴスペル green:グリーン ground:グラウンド group:グループ guitar:ギター hall:ホール happy:ハッピー harmonica:ハーモニカ harmony:ハーモニー
hawaiian:ハワイアン health:ヘルス heart:ハート hello:ハロー help:ヘルプ hobby:ホビー home:ホーム hope:ホープ house:ハウス hula:フラ job:ジョブ
junior:ジュニア kids:キッズ kitchen:キッチン lab:ラボ labo:ラボ lavender:ラベンダー library:ライブラリー life:ライフ light:ライト lily:リリー
link:リンク lounge:ラウンジ love:ラブ lunch:ランチ market:マーケット massage:マッサージ meeting:ミーティング memory:メモリー music:ミュージック
nature:ネイチャー net:ネット network:ネットワーク nordic:ノルディック office:オフィス one:ワン open:オープン orange:オレンジ park:パーク
partner:パートナー party:パーティー patchwork:パッチワーク peace:ピース photo:フォト piano:ピアノ place:プレイス plaza:プラザ plus:プラス
point:ポイント project:プロジェクト radio:ラジオ rainbow:レインボー recycle:リサイクル rose:ローズ running:ランニング safe:セーフ salon:サロン
school:スクール senior:シニア shop:ショップ silver:シルバー sky:スカイ smartphone:スマートフォン smile:スマイル space:スペース sports:スポーツ
sport:スポーツ spring:スプリング square:スクエア stage:ステージ star:スター station:ステーション step:ステップ street:ストリート studio:スタジオ
study:スタディ sun:サン sunday:サンデー sunshine:サンシャイン support:サポート table:テーブル talk:トーク tea:ティー team:チーム tennis:テニス
terrace:テラス the:ザ time:タイム together:トゥギャザー town:タウン ukulele:ウクレレ village:ビレッジ volunteer:ボランティア walk:ウォーク
walking:ウォーキング wave:ウェーブ wing:ウイング work:ワーク works:ワークス workshop:ワークショップ world:ワールド yoga:ヨガ young:ヤング youth:ユース
"""
_KANA_OF_ENGLISH = dict(pair.split(":") for pair in _ENGLISH.split())
_ENGLISH_WORD = re.compile(f"({'|'.join(sorted((w for w in _KANA_OF_ENGLISH if len(w) > 3), key=len, reverse=True))})")
_LETTERS = """
a:エー b:ビー c:シー d:ディー e:イー f:エフ g:ジー h:エイチ i:アイ j:ジェー k:ケー l:エル m:エム n:エヌ o:オー p:ピー q:キュー r:アール s:エス t:ティー
u:ユー v:ブイ w:ダブリュー x:エックス y:ワイ z:ゼット
"""
_KANA_OF_LETTER = dict(pair.split(":") for pair in _LETTERS.split())
_LATIN_WORD = re.compile(r"[a-z][a-z']*")
_ROMAJI = re.compile(
    r"(?:(?:[kstpgzdbjf](?=[kstpgzdbjfc]))?(?:[kgnhbpmrfjdtsz]y|[sc]h|ts|[kgsztdnhbpmyrwfjv])?[aiueo]|n(?:'|(?![aiueoy]))|m(?=[bpm])"
    r"|(?<=o)h(?![aiueoy]))+"
)
_VOWEL = re.compile("[aiueoy]")
_NN = re.compile("n(?=n[aiueoy])")
# How an English spelling that stands in no list is roughly heard: a rule and what it becomes, in this order.
_HEARD = tuple(
    (re.compile(rule), kana)
    for rule, kana in (
        (r"ph", "f"), (r"th", "s"), (r"ck|q(?:u)?", "k"), (r"x", "kus"), (r"c(?=[eiy])", "s"), (r"c(?!h)", "k"), (r"l", "r"),
        (r"([b-df-hj-np-tv-z])\1", r"\1"), (r"(?<=[b-df-hj-np-tv-z])e$", ""), (r"y(?![aiueo])", "i"),
        (r"sh(?![aiueo])", "shu"), (r"ch(?![aiueo])", "chi"), (r"j(?![aiueo])", "ji"), (r"([td])(?![aiueos])", r"\1o"),
        (r"([bfghkmprsvwz])(?![aiueoyh])", r"\1u"),
    )
)  # fmt: skip

_ROWS = {
    "あ": "あかさたなはまやらわがざだばぱ",
    "い": "いきしちにひみりぎじびぴ",
    "う": "うくすつぬふむゆるぐずぶぷ",
    "えい": "えけせてねへめれげぜでべぺ",
    "おう": "おこそとのほもよろごぞどぼぽ",
}
_LONG = re.compile(
    "|".join(f"{vowel}(?<=[{row}].)[{vowels}]*" for vowels, row in _ROWS.items() for vowel in vowels)
)  # each begins with a letter, so that the others are quickly passed over
_NOT_KANA = re.compile(r"[^ぁ-ゖァ-ヺー\W_]")


def numbers_in_words(text: str) -> str:
    """Numbers as they are written in words: 百歳 and 100歳, 二丁目 and 2丁目 meet there, and 四日市 needs no exception.

    >>> numbers_in_words("12丁目 一〇一匹"), numbers_in_words("2026年")
    ('十二丁目 百一匹', '二千二十六年')
    """
    return _NUMBER.sub(lambda found: _in_words(found[0]), text)


@lru_cache(20_000)
def _in_words(digits: str) -> str:
    if digits.isascii():
        return _of_one_kind(digits)
    return _ONE_KIND.sub(lambda found: _of_one_kind(found[0]), digits)


def _of_one_kind(digits: str) -> str:
    if digits[0] in _DIGITS and "〇" not in digits:
        return digits
    digits = digits.translate(_TO_ASCII).lstrip("0") or "0"
    if len(digits) > len(_UNITS) or digits == "0":  # nobody writes these in words
        return digits.translate(_TO_DIGITS)
    words = ""
    for digit, unit in zip(digits, _UNITS[-len(digits) :], strict=True):
        if digit != "0":
            words += unit if digit == "1" and unit else _DIGITS[int(digit)] + unit
    return words


def modern_kanji(text: str) -> str:
    """The text with old and variant kanji in the form in use, for a dictionary that knows no other.

    >>> modern_kanji("山﨑舘")
    '山崎館'
    """
    return translated(text, _TO_MODERN)


def fold(text: str) -> str:
    """The text as it is compared: without spaces, marks and long vowels, in hiragana, in today's kanji, numbers in words.

    >>> fold("ﾌﾚｱｲ・サロン　髙橋２丁目"), fold("旭ヶ丘") == fold("旭が丘") == fold("旭ケ丘")
    ('ふれあいさろん高橋二丁目', True)
    """
    return fold_joined(_one(text))


def fold_joined(text: str) -> str:
    """Texts with U+001D, U+001E or U+001F between them, each folded as `fold` does; in a tenth of the time."""
    return _folded(normal(text))


def _one(text: str) -> str:
    return _BETWEEN.sub(" ", text)


def _folded(text: str) -> str:
    text = _REPEATED.sub(_repeated, _without_marks(numbers_in_words(_THOUSANDS.sub("", text))))
    text = translated(numbers_in_words(text), _CHANGES)
    for sound, kana in _V_SOUNDS if _V in text else ():
        text = text.replace(sound, kana)
    return _GA.sub("が", translated(text.replace("ゖ", "が"), _SMALL_UP))


def _without_marks(text: str) -> str:
    if len(text) < LONG_TEXT:
        return _MARK.sub("", text)
    codes = codes_of(text)
    return text_of(codes[~mask_of(codes, filter(_MARK.fullmatch, letters_of(codes)))])


def _repeated(found: re.Match[str]) -> str:
    """佐々 as 佐佐, いすゞ as いすず; a mark with no letter before it stays."""
    letter = found.string[max(found.start() - 1, 0) : found.start()]
    if not letter or _BETWEEN.match(letter):
        return found[0]
    voiced = normalize("NFKC", letter + "\u3099")[0]
    return "".join(voiced if mark in "ゞヾ" else letter for mark in found[0])


def without_legal_form(text: str) -> str:
    """The text (NFKC) without 社会福祉法人, NPO法人, ㈱ …; as it is where nothing else stands there."""
    whole = normal(_one(text))
    rest = _LEGAL_FORM.sub(" ", whole)
    return rest if _MARK.sub("", rest) else whole


def fold_name(text: str) -> str:
    """`fold` without the legal form: 社会福祉法人いろは会 and いろは会 are one."""
    return _folded(without_legal_form(text))


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, however they are written; names of marks alone are compared by their marks.

    >>> same_name(" ヒマワリ 会", "ひまわり会　"), same_name("☆", "★")
    (True, False)
    """
    folded = fold_name(one)
    return folded == fold_name(other) if folded else one.strip() == other.strip()


def fold_names(texts: Sequence[str]) -> list[str]:
    """`fold_name` of each of many texts."""
    if not texts:
        return []
    joined = normal(_joined(texts))
    shorter = zip(joined.split(_SPLIT), _LEGAL_FORM.sub(" ", joined).split(_SPLIT), strict=True)
    kept = [rest if rest == whole or _MARK.sub("", rest) else whole for whole, rest in shorter]
    return _folded(_SPLIT.join(kept)).split(_SPLIT)


def sounds_of(readings: Sequence[str]) -> list[str]:
    """`sound_of` of each of many readings."""
    return sound_of_folded(fold_joined(_joined(readings))).split(_SPLIT) if readings else []


def _joined(texts: Sequence[str]) -> str:
    """Some texts, one at least, with _SPLIT between them and nowhere else."""
    joined = _SPLIT.join(texts)
    # Hardly any text has control codes, so that looking through all at once is enough.
    has_others = "\x1d" in joined or "\x1f" in joined or joined.count(_SPLIT) >= len(texts)
    return _SPLIT.join(map(_one, texts)) if has_others else joined


def sound_of(reading: str) -> str:
    """A reading in kana as it is compared by ear: folded, no lengthened vowels, ぢ づ を as じ ず お.

    >>> sound_of("コーラスきょうしつ") == sound_of("こおらすきょおしつ")
    True
    """
    return sound_of_folded(fold(reading))


def sound_of_folded(reading: str) -> str:
    """`sound_of` for a reading that is folded already."""
    return _LONG.sub("", translated(reading, _SAME_SOUND))


def is_kana(text: str) -> bool:
    """Whether nothing but kana and marks stand in the text, so that it is its own reading."""
    return _NOT_KANA.search(text) is None


def romaji_to_kana(text: str) -> str:
    """Latin words as hiragana: romaji by its rules, the field's English words by a list, other spellings by ear.

    >>> romaji_to_kana("fureai salon"), romaji_to_kana("dai8 kōminkan")
    ('ふれあい さろん', 'だい8 こみんかん')
    """
    return jaconv.kata2hira(_LATIN_WORD.sub(lambda found: _kana_of_word(found[0]), normal(text)))


def _kana_of_word(word: str) -> str:
    if word in _KANA_OF_ENGLISH:
        return _KANA_OF_ENGLISH[word]
    if len(word) > 1 and _ROMAJI.fullmatch(word):
        return jaconv.alphabet2kana(_NN.sub("n'", word))
    parts = [part for part in _ENGLISH_WORD.split(word) if part]
    if len(parts) > 1:  # English words and romaji in turn, none of which holds another English word
        return "".join(map(_kana_of_word, parts))
    if len(word) == 1 or not _VOWEL.search(word):
        return "".join(_KANA_OF_LETTER.get(letter, "") for letter in word)
    for rule, heard in _HEARD:
        word = rule.sub(heard, word)
    return jaconv.alphabet2kana(word)
