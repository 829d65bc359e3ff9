"""The people who can sign in to the demonstration."""

PASSWORD = "ibasho-mihon-2026"  # noqa: S105 (of the demonstration, which is printed and shown)


USERS = {
    "coordinator": ("見本のコーディネーター", "居場所をさがす人と、場所をつなぐ（/desk/）"),
    "counsellor": ("見本の相談員", "自分が担当する人だけを見る（/desk/）"),
    "welfare": ("見本の市の福祉課の人", "同意のない方の支援会議を 開く（/desk/meetings/）"),
    "manager": ("見本の管理者", "だれが何をするかを決める。本人の記録は見られない（/desk/team/）"),
    "staff": ("見本の市の担当者", "載せる・確かめる・認める（/admin/）"),
    "volunteer": ("見本のサロンの世話役", "自分の場所の情報を守る（/my/）"),
}


def demo_accounts(request) -> dict:
    """Template context of a demonstration: the accounts that the sign-in page shows."""
    return {"demo_users": USERS, "demo_password": PASSWORD}
