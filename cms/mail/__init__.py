"""Mail on its way out.

`deliver_mail` is named here because rows of the queue that were made before this room had modules store its old path.
"""

from cms.mail.queue import deliver_mail

__all__ = ["deliver_mail"]
