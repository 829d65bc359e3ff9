from django.db import migrations, models


class Migration(migrations.Migration):
    """One word for one thing: `LimitedAction` is the action. Column and index of the database stay as they are."""

    dependencies = [("directory", "0007_words_of_states")]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.RemoveIndex("attempt", "attempt_door_source_at"),
                migrations.RenameField("attempt", "door", "action"),
                migrations.AlterField(
                    "attempt",
                    "action",
                    models.CharField(
                        "入口",
                        max_length=16,
                        choices=[
                            ("code", "紙の番号"),
                            ("sign_in_mail", "ログインのメール"),
                            ("link", "メールや紙のリンク"),
                            ("claim", "代表の申し出"),
                            ("report", "情報がちがう"),
                        ],
                        db_column="door",
                    ),
                ),
                migrations.AddIndex(
                    "attempt", models.Index(fields=["action", "source", "at"], name="attempt_door_source_at")
                ),
            ]
        )
    ]
