from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("meetings", "0015_comments_are_answered"),
    ]

    operations = [
        migrations.AddField(
            model_name="agreedaction",
            name="is_demo",
            field=models.BooleanField(default=False, editable=False, verbose_name="demo content"),
        ),
    ]
