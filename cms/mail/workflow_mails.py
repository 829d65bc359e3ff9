"""Mails of Wagtail's workflow (a draft waits, was approved, was sent back): queued like every mail, and in our words.

Wagtail sends its own within the request, and to the approvers of every city, whose mail then names the draft of another one.
"""

from typing import Any

from django.conf import settings
from wagtail.admin import mail as wagtail_mail
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import policy_registry
from wagtail.signals import task_submitted, workflow_approved, workflow_rejected, workflow_submitted

from cms.mail.queue import enqueue
from directory.models import User


class _QueuedMixin:
    """A notifier of Wagtail that puts its mails into the queue, for those who may open the row."""

    def get_valid_recipients(self, instance: Any, **kwargs: Any) -> set[User]:
        row = self.get_context(instance, **kwargs)["object"]  # type: ignore[attr-defined]
        wanted = super().get_valid_recipients(instance, **kwargs)  # type: ignore[misc]
        return {one for one in wanted if _may_open(one, row)}

    def send_emails(self, template_set: Any, context: dict[str, Any], recipients: set[User], **kwargs: Any) -> bool:
        facts = {"row": context["object"], "event": self.notification, "comment": context.get("comment", "")}  # type: ignore[attr-defined]
        for person in sorted(recipients, key=lambda one: one.pk):
            link = f"{settings.SITE_URL.rstrip('/')}{AdminURLFinder(person).get_edit_url(context['object'])}"
            enqueue("workflow", person.email, person=person, link=link, **facts)
        return True


class _Submitted(_QueuedMixin, wagtail_mail.GroupApprovalTaskStateSubmissionEmailNotifier):
    pass


class _Approved(_QueuedMixin, wagtail_mail.WorkflowStateApprovalEmailNotifier):
    pass


class _Rejected(_QueuedMixin, wagtail_mail.WorkflowStateRejectionEmailNotifier):
    pass


def _may_open(person: User, row: Any) -> bool:
    if isinstance(row, Page):
        return bool(row.permissions_for_user(person).can_edit())
    return bool(policy_registry.get_by_type(type(row)).user_has_permission_for_instance(person, "change", row))


SUBMITTED, APPROVED, REJECTED = _Submitted(), _Approved(), _Rejected()


def watch() -> None:
    """In place of Wagtail's notifiers, which are known by these names; called once when the app is ready."""
    for signal, sender, uid, ours in (
        (task_submitted, TaskState, "group_approval_task_submitted_email_notification", SUBMITTED),
        (workflow_approved, WorkflowState, "workflow_state_approved_email_notification", APPROVED),
        (workflow_rejected, WorkflowState, "workflow_state_rejected_email_notification", REJECTED),
        # To superusers alone, who get the mail about the task already.
        (workflow_submitted, WorkflowState, "workflow_state_submitted_email_notification", _nobody),
    ):
        signal.disconnect(sender=sender, dispatch_uid=uid)
        signal.connect(ours, sender=sender, dispatch_uid=uid)


def _nobody(**kwargs: Any) -> None:
    """Keeps the place of Wagtail's notifier, whose app may be ready later than ours: the first of a name stays."""
