"""The two roles of a city as groups, and the workflow between them: staff prepare, approvers approve and publish."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models.signals import post_delete, post_migrate, post_save
from wagtail.models import (
    Collection,
    GroupApprovalTask,
    GroupCollectionPermission,
    GroupPagePermission,
    Page,
    Task,
    Workflow,
    WorkflowContentType,
    WorkflowPage,
    WorkflowTask,
)

from cms.permissions.table_access import TABLES
from directory.models import Membership, Resource

STAFF, APPROVERS = "市の担当者", "市の承認者"
WORKFLOW, TASK = "市の確認", "市の承認者の確認"

STOCK = {STAFF: "Editors", APPROVERS: "Moderators", WORKFLOW: "Moderators approval", TASK: "Moderators approval"}
"""Rows that Wagtail's own migrations made with English names, which are renamed to ours."""


def ensure(**kwargs) -> None:
    """Make the groups, their rights and the workflow where they are missing. Running it again changes nothing."""
    staff, approvers = _named(Group, STAFF), _named(Group, APPROVERS)
    for group in (staff, approvers):
        _allow(group, {model: access.staff for model, access in TABLES.items()})
        group.permissions.add(Permission.objects.get(codename="access_admin", content_type__app_label="wagtailadmin"))
        _allow_files(group)
        _allow_pages(group, ("add_page", "change_page"))
    _allow(approvers, {model: access.approvers for model, access in TABLES.items()})
    _allow_pages(approvers, ("publish_page", "lock_page", "unlock_page"))
    _ensure_workflow(approvers)


def _named(model, name: str):
    """The row of that name, made from Wagtail's English one where that is still there."""
    if row := model.objects.filter(name=name).first():
        return row
    model.objects.filter(name=STOCK[name]).update(name=name)
    return model.objects.filter(name=name).first() or model.objects.create(name=name)


def _allow(group: Group, may: dict) -> None:
    for model, actions in may.items():
        codenames = [f"{action}_{model._meta.model_name}" for action in actions]
        own = Permission.objects.filter(content_type=ContentType.objects.get_for_model(model))
        group.permissions.add(*own.filter(codename__in=codenames))


def _allow_files(group: Group) -> None:
    """Add images and documents and choose any; without the right "change" a user changes only their own."""
    root = Collection.get_first_root_node()
    for app, codename in (("wagtailimages", "image"), ("wagtaildocs", "document")):
        for action in ("add", "choose") if root else ():
            right = Permission.objects.get(codename=f"{action}_{codename}", content_type__app_label=app)
            GroupCollectionPermission.objects.get_or_create(group=group, collection=root, permission=right)


def _allow_pages(group: Group, codenames) -> None:
    """On every page of guide and news, from the top of the tree, so that a new start page changes nothing."""
    root = Page.get_first_root_node()
    for codename in codenames if root else ():
        right = Permission.objects.get(codename=codename, content_type__app_label="wagtailcore")
        GroupPagePermission.objects.get_or_create(group=group, page=root, permission=right)


def _ensure_workflow(approvers: Group) -> None:
    workflow, task = _named(Workflow, WORKFLOW), _named(GroupApprovalTask, TASK)
    task.groups.set([approvers])
    WorkflowTask.objects.get_or_create(workflow=workflow, task=Task.objects.get(pk=task.pk), defaults={"sort_order": 0})
    content_type = ContentType.objects.get_for_model(Resource)
    WorkflowContentType.objects.get_or_create(content_type=content_type, defaults={"workflow": workflow})
    if root := Page.get_first_root_node():
        WorkflowPage.objects.get_or_create(page=root, defaults={"workflow": workflow})


def follow_membership(instance, **kwargs) -> None:
    """Put a user with a membership as staff into the group; take one without out of both groups."""
    user = instance.user
    if Membership.objects.filter(user=user, role=Membership.Role.STAFF).exists():
        user.groups.add(_named(Group, STAFF))
    else:
        user.groups.remove(*Group.objects.filter(name__in=(STAFF, APPROVERS)))


def appoint_approver(user) -> None:
    """Let a member of the staff approve and publish too."""
    user.groups.add(_named(Group, APPROVERS))


def watch() -> None:
    """Connect the signals; called once when the app is ready."""
    # Permissions of all apps must exist: the last app that has tables migrates last.
    last = [app for app in apps.get_app_configs() if app.models_module][-1]
    post_migrate.connect(ensure, sender=last, dispatch_uid="cms.roles")
    for signal in (post_save, post_delete):
        signal.connect(follow_membership, sender=Membership, dispatch_uid="cms.roles.membership")
