"""Who hears next door that a child is hurt is told of 189; noise and one's own child are no alarm."""

import pytest

from tests.directory.search.wishes.shipped import read


@pytest.mark.parametrize(
    "text",
    [
        "隣の部屋の怒鳴り声が小さな子供に怒るには異常な怒り方",
        "隣の部屋の赤ちゃんが火がついたように泣く前に『ボカッ』という音がします",
        "隣の家の子どもがずっと泣いていて心配",
        "隣の家から子どもの泣き声がして心配",
        "近所の子どもがいつも怒鳴られている",
        "隣の人が子どもを怒鳴っている",
        "隣の部屋から怒鳴り声と子どもの泣き声",
        "隣の赤ちゃんが泣き止まない",
    ],
)
def test_a_child_next_door_may_be_hurt(text):
    wish = read(text)
    assert wish.is_danger
    assert wish.concepts == ["worry:violence", "target:children"]


@pytest.mark.parametrize(
    "text",
    [
        "隣の家の子どもの泣き声がうるさい",
        "隣の子が泣いている",
        "子どもを怒鳴ってしまう",
        "隣に聞こえるほど子どもを怒鳴ってしまう",
        "隣の人に怒鳴られた",
        "子どもの泣き声で隣に怒られる",
        "うちの子の泣き声がうるさいと隣から苦情",
        "赤ちゃんの夜泣きで隣が気になる",
        "マンションで赤ちゃんが泣き止まない",
        "下の階から怒鳴られる 子どもが走るので",
        "近所の子どもに怒鳴られた",
        "近所の子どもと太鼓を叩く",
        "隣町の子ども食堂",
        "近所の子どもの虐待防止の講演",
        "隣の子と遊びたい",
    ],
)
def test_noise_and_ones_own_child_are_no_alarm(text):
    assert not read(text).is_danger
