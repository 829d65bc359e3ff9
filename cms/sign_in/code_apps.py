"""The model `CodeApp`: an app that shows codes (TOTP). Its key lies encrypted, under the keys of people's data.

django-otp keeps the key as it is: whoever read its table, or a backup, made the codes of everybody. The rest is django-otp's.
"""

from django.db import models
from django_otp.models import Device, ThrottlingMixin, TimestampMixin
from django_otp.plugins.otp_totp.models import TOTPDevice, default_key

from matching.secrets.fields import EncryptedLineField


class CodeApp(TimestampMixin, ThrottlingMixin, Device):
    """A `TOTPDevice` of six digits and 30 seconds.

    key      in hexadecimal
    drift    time steps by which the app is known to be off
    last_t   time step of the last code: none is taken twice
    """

    step, t0, digits, tolerance = 30, 0, 6, 1

    key = EncryptedLineField("鍵", max_length=80, default=default_key)
    drift = models.SmallIntegerField("ずれ", default=0)
    last_t = models.BigIntegerField("さいごの時", default=-1)

    class Meta(Device.Meta):
        verbose_name = "コードのアプリ"
        verbose_name_plural = "コードのアプリ"

    bin_key = TOTPDevice.bin_key
    config_url = TOTPDevice.config_url
    verify_token = TOTPDevice.verify_token
    get_throttle_factor = TOTPDevice.get_throttle_factor
    _read_str_from_settings = TOTPDevice._read_str_from_settings
