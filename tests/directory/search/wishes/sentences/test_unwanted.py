"""What somebody scorns or has no courage for is no wish, and a side word of a story no condition."""

import pytest

from tests.directory.search.wishes.shipped import concepts, read


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        # refusals
        ("幼稚なことはしたくない", ""),
        ("することがない", "activity:tea"),
        ("外出したくない", "worry:withdrawal"),
        ("電話をする勇気はありません", "not:feature:by_phone"),
        ("コーラスに入る勇気がない", "activity:music"),
        ("塗り絵をしたり人形を作ったり、冗談じゃない", "not:activity:arts not:activity:crafts"),
        ("カラオケなんてできるか", "not:activity:karaoke"),
        ("冗談じゃない、将棋がしたい", "activity:board_games"),
        # crowds
        ("大勢で集うのが苦手", "feature:small_group feature:no_talk_needed"),
        ("たくさんの人と会った後はものすごく疲れる", "feature:small_group feature:no_talk_needed"),
        # side words
        ("進路をふさがれて", ""),
        ("進路", "activity:study_support"),
        ("家にいること自体が怖くなってきました", "worry:violence"),
        ("今月の家賃も光熱費も払えない", "worry:rent_loan worry:money"),
        ("妻と死別、平日は疲れて自炊する気になれず", "worry:bereavement activity:cooking"),
        ("認知症の母の言動にイライラして耐えられません", "worry:dementia"),
        ("イライラする", "worry:mental"),
        ("sem emprego e sem renda em casa", "worry:job_search"),
        # what somebody needs, or has already
        ("送迎がないと行けない", "feature:pick_up"),
        ("車いすじゃないと無理", "feature:wheelchair"),
        ("横にならないとつらい", "feature:leave_early"),
        ("カラオケがないと言われた", "not:activity:karaoke"),
        ("図書館しか行くところがない", "worry:loneliness"),
        ("平日しか体操に行けない", "day:weekday activity:exercise"),
        ("何か地域の役に立てないか", "stage:role"),
        ("夜中にコンビニへ行くだけで部屋から出てこない長男", "worry:withdrawal"),
        ("今日はいい天気", ""),
        ("一人暮らしで夜がこわい", "kind:life_support"),
        ("夜は出られない", "not:time:evening"),
        ("卓球をやめてから体がなまった", "activity:sports activity:exercise"),
        ("母が電話で布団を買わされました", "worry:consumer"),
        ("電話で相談したい", "feature:by_phone"),
        ("車の頼み先がない", ""),
        ("知らない男とカフェにいた", "kind:cafe"),
        ("昼も夜も目が離せない認知症の夫", "worry:dementia"),
        ("付き合いがなくなったら電話が鳴らない", "worry:loneliness"),
        ("漢字ドリル 九九が覚えられない", "activity:brain_training activity:study_support"),
        # ordinary words
        ("耳が聞こえなくなってからは周囲に遠慮して行動半径が狭くなった", "feature:sign_language"),
        ("外遊び大好きな息子 土曜の午前", "activity:child_play day:sat time:morning"),
    ],
)
def test_only_what_is_wanted_is_a_wish(text, meant):
    assert concepts(text, but="name:") == set(meant.split())


@pytest.mark.parametrize("text", ["周囲に遠慮して耳が聞こえない", "外遊び大好き", "塗り絵、冗談じゃない"])
def test_an_ordinary_word_is_no_name(text):
    assert not [c for c in read(text).concepts if c.startswith("name:")]
