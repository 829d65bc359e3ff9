"""The two roles of a city as groups, and the workflow between them: staff prepare, approvers approve and publish."""

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
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

from cms.permissions import city_files
from cms.permissions.city_files import collection_of
from cms.permissions.table_access import FILES, PAGES, TABLES
from directory.models import Membership, Municipality, Resource
from directory.publishing.after_migrations import once_all_is_migrated

STAFF, APPROVERS = "市の担当者", "市の承認者"
WORKFLOW, TASK = "市の確認", "市の承認者の確認"

STOCK = {STAFF: "Editors", APPROVERS: "Moderators", WORKFLOW: "Moderators approval", TASK: "Moderators approval"}
"""Rows that Wagtail's own migrations made with English names, which are renamed to ours."""


@once_all_is_migrated
def ensure(**kwargs) -> None:
    """Give the groups the rights of `table_access` and no others, and make the workflow. Running it again changes nothing.

    Wagtail's own migrations give both groups the right to change every picture and paper; a right that somebody adds to one of
    the two by hand is taken away, too: it belongs into a group of its own.
    """
    staff, approvers = _named(Group, STAFF), _named(Group, APPROVERS)
    _allow(staff, {model: access.staff for model, access in TABLES.items()})
    _allow(approvers, {model: access.staff + access.approvers for model, access in TABLES.items()})
    for group in (staff, approvers):
        _allow_files(group)
    _allow_pages(staff, PAGES.staff)
    _allow_pages(approvers, PAGES.staff + PAGES.approvers)
    _ensure_workflow(approvers)
    with_staff = Municipality.objects.filter(agencies__memberships__role=Membership.Role.STAFF)
    for code in with_staff.distinct().values_list("pk", flat=True):
        collection_of(code)


def _named(model, name: str):
    """The row of that name, made from Wagtail's English one where that is still there."""
    if row := model.objects.filter(name=name).first():
        return row
    model.objects.filter(name=STOCK[name]).update(name=name)
    return model.objects.filter(name=name).first() or model.objects.create(name=name)


def _allow(group: Group, may: dict) -> None:
    rights = Q(codename="access_admin", content_type__app_label="wagtailadmin")
    for model, actions in may.items():
        codenames = [f"{action}_{model._meta.model_name}" for action in actions]
        rights |= Q(content_type=ContentType.objects.get_for_model(model), codename__in=codenames)
    group.permissions.set(Permission.objects.filter(rights))


def _allow_files(group: Group) -> None:
    """On the whole tree of collections; `city_files` narrows it to those of the user's cities."""
    rights = Q(pk=None)
    for model in city_files.MODELS:
        codenames = [f"{action}_{model._meta.model_name}" for action in FILES]
        rights |= Q(content_type__app_label=model._meta.app_label, codename__in=codenames)
    _allow_below(GroupCollectionPermission, group, "collection", Collection.get_first_root_node(), rights)


def _allow_pages(group: Group, actions) -> None:
    """On every page of guide and news, from the top of the tree, so that a new start page changes nothing."""
    rights = Q(content_type__app_label="wagtailcore", codename__in=[f"{action}_page" for action in actions])
    _allow_below(GroupPagePermission, group, "page", Page.get_first_root_node(), rights)


def _allow_below(model, group: Group, name: str, root, rights: Q) -> None:
    """Give a group some rights on a root of collections or pages, and none anywhere else."""
    wanted = Permission.objects.filter(rights)
    model.objects.filter(group=group).exclude(**{name: root}, permission__in=wanted).delete()
    for permission in wanted if root else ():
        model.objects.get_or_create(group=group, permission=permission, **{name: root})


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
