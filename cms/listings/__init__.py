"""The portal in which associations edit their own listings on a phone, without Wagtail's admin."""
