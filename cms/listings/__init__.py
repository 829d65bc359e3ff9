"""The portal in which associations keep their own listings right, on a phone, without Wagtail's admin."""
