import matching.secrets.fields
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("matching", "0020_households_and_meetings"),
    ]

    operations = [
        migrations.AddField(
            model_name="identity",
            name="family_wish",
            field=matching.secrets.fields.EncryptedLinesField(
                blank=True,
                help_text="だれが 言ったかも。例: 母「昼は 家の外に いてほしい」",
                max_length=1000,
                verbose_name="ご家族の のぞみ",
            ),
        ),
        migrations.AddField(
            model_name="identity",
            name="own_wish",
            field=matching.secrets.fields.EncryptedLinesField(
                blank=True,
                help_text="ご本人の ことばのまま。例: だれかと 将棋がしたい。",
                max_length=1000,
                verbose_name="ご本人の のぞみ",
            ),
        ),
    ]
