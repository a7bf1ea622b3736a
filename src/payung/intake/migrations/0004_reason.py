"""Why an upload was taken back."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0003_office")]

    operations = [migrations.AddField(model_name="upload", name="withdrawn_because", field=models.TextField(default=""))]
