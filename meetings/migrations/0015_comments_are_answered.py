from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0014_records_are_deleted"),
    ]

    operations = [
        migrations.AddField(
            model_name="minutescomment",
            name="answer",
            field=models.TextField(
                blank=True,
                help_text="All who have a link read it below the comment.",
                verbose_name="answer",
            ),
        ),
        migrations.AddField(
            model_name="minutescomment",
            name="language",
            field=models.CharField(
                blank=True,
                help_text="In which the paragraph has this number; other languages may differ.",
                max_length=10,
                verbose_name="language of the text",
            ),
        ),
    ]
